"""Taking in what somebody handed over, told by its content: both front doors do it here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivers.live import handing_words as words
from drivers.live.front import PLAIN, Front

if TYPE_CHECKING:
    from balance.records.history.engine import History
    from balance.report.carried import Carried
    from drivers.live.handing import Tell
    from drivers.live.place import Place

_HEAD: Final = 1024
_ENDINGS: Final = (".pdf", ".zip")
_NOTHING: Final = "is nothing that 'export' made; recordings are taken up with: analyze --save"


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody brings, as far as it says whose it is.

    Parameters
    ----------
    path
        The file.
    code
        Whose it is.
    carried
        The results of a page; None for a zip.
    """

    path: Path
    code: str
    carried: Carried | None = None

    def given_to(self, code: str) -> Brought:
        """Give the same as another person's.

        Raises
        ------
        HistoryError
            Where that can't be, since recordings keep the code that is in them.
        """
        from balance.records.history.migrating import HistoryError

        if self.carried is None:
            raise HistoryError(words.rename_first(self.code, code).rstrip("."))
        return replace(self, code=code, carried=self.carried.given_to(code))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it.

    Parameters
    ----------
    person
        Whose it is.
    told
        What is worth knowing, a sentence each; the last says what came in.
    whole
        Whether all of it could be taken in.
    """

    person: str
    told: tuple[str, ...]
    whole: bool = True


def data_set_of(path: Path) -> Path | None:
    """Give the folder of a data set of BIDS, named itself or by its description; else None."""
    from balance.records.formats.bids.naming import DESCRIPTION

    folder = path.parent if path.name == DESCRIPTION else path
    try:
        return folder if (folder / DESCRIPTION).is_file() else None
    except OSError:
        return None


def can_be_ours(path: Path) -> bool:
    """Tell by a file's name and content whether it may be something that was handed over.

    A zip of recordings that another program made is none. A data set of BIDS may be anybody's.
    """
    if data_set_of(path) is not None:
        return True
    if path.suffix.lower() not in _ENDINGS:
        return False
    from balance.report.page.carrying import is_pdf
    from balance.report.unpacking import has_list

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return is_pdf(head) or has_list(path)


def look_at(path: Path) -> Brought:
    """Find out what a file is, and whose.

    Raises
    ------
    RecordingError
        Where it is nothing that was handed over, is damaged, or of a newer version.
    """
    from balance.records.errors import RecordingError
    from balance.report import backup
    from balance.report.page.carrying import is_pdf, results_in
    from balance.report.person_given import code_of
    from balance.report.unpacking import BEGINS, Unpacking

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    if is_pdf(head):
        carried = results_in(path)
        return Brought(path, carried.person, carried)
    if not head.startswith(BEGINS):
        raise RecordingError(_NOTHING, path)
    with Unpacking(path) as zipped:
        if zipped.kind == backup.KIND:
            reason = f"this is a whole installation; bring it back with: restore {path}"
            raise RecordingError(reason, path)
        return Brought(path, code_of(zipped))


def near_one(history: History, brought: Brought) -> str | None:
    """Give whose code is close to the one that comes in, where that one is new here."""
    from balance.records.history.near_codes import near_code

    with history.reading() as session:
        return near_code(session, brought.code)


def take_in(
    place: Place, history: History, brought: Brought, tell: Tell, front: Front = PLAIN
) -> Taken:
    """Take it in: whatever comes twice counts once; broken off, it is completed by doing it again.

    Raises
    ------
    RecordingError
        Where it is damaged, or something can't be read or written.
    HistoryError
        Also where the person is being timed.
    """
    from drivers.live import people
    from drivers.live.running import not_running

    if brought.carried is not None:
        from balance.report import carried

        with not_running(place, brought.code):
            taken = carried.take_in(history, brought.carried)
        return Taken(brought.code, words.page_taken(taken, front), not taken.refused)
    from balance.report.person_given import looked_through
    from balance.report.unpacking import Unpacking

    with Unpacking(brought.path) as zipped, looked_through(zipped, tell) as given:
        done = people.take_in(place, history, given, tell)
    return Taken(brought.code, words.zip_taken(brought.code, done, front), not done.told)
