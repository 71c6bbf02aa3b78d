"""Handing over what was kept, in any of its forms: both front doors do it here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from drivers.live import handing_words as words
from drivers.live.front import PLAIN, Front

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.history.engine import History
    from balance.report.page.content import Page
    from balance.report.page.setting import Paper
    from balance.report.rows import Rows
    from drivers.live.place import Place

Form = Literal["pdf", "csv", "fhir", "bids", "zip", "calendar"]
#: What a file of each form is usually called at its end.
ENDINGS: Final[dict[Form, str]] = {
    "pdf": ".pdf",
    "csv": ".csv",
    "fhir": ".json",
    "bids": "",
    "zip": ".zip",
    "calendar": ".ics",
}
#: Those that are of one person alone, and those that can say the name.
OF_ONE: Final[tuple[Form, ...]] = ("pdf", "zip", "calendar")
NAMED: Final[tuple[Form, ...]] = ("pdf", "zip")
#: Those that are a folder.
FOLDERS: Final[tuple[Form, ...]] = ("bids",)

#: Sets a page with its results inside, on a size of paper.
SetPage = Callable[["Page", bytes, "Paper", datetime], bytes]
#: Is told how far it is, of how much.
Tell = Callable[[int, int], None]


def unheard(_done: int, _whole: int) -> None:
    """Hear how far something is, where nobody is to be told."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be handed over.

    Parameters
    ----------
    form
        As what.
    target
        A new file; of a form that is a folder, one that is new or empty.
    person
        Whose; None for everybody, where the form can have them.
    with_name
        Whether the person's name is in it.
    paper
        Of a page.
    shifted
        Whether a data set is apart from who and when it was.
    """

    form: Form
    target: Path
    person: str | None = None
    with_name: bool = False
    paper: Paper = "a4"
    shifted: bool = False

    def __post_init__(self) -> None:
        """See that there is a person where one is needed."""
        if self.form in OF_ONE and self.person is None:
            raise ValueError(f"{self.form} is of one person")


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of it.

    Parameters
    ----------
    told
        What is worth knowing, a sentence each; the last says what was written.
    whole
        Whether all is in it that was to be.
    """

    told: tuple[str, ...]
    whole: bool = True


def places_of(form: Form, target: Path) -> Sequence[Path]:
    """Give the files that a form makes."""
    from balance.report.files import tables_of

    return tables_of(target) if form == "csv" else (target,)


def hand_over(
    place: Place,
    history: History,
    wish: Wish,
    now: datetime,
    set_page: SetPage,
    tell: Tell,
    front: Front = PLAIN,
) -> Handed:
    """Write new files, readable by their owner alone: all of them or none.

    Parameters
    ----------
    now
        With its zone.

    Raises
    ------
    RecordingError
        Where there is no such person, or something can't be read or written.
    """
    code = wish.person
    if wish.form == "bids":
        return _data_set(place, history, wish, tell, front)
    if code is None or wish.form in ("csv", "fhir"):
        return _rows(history, wish, now, front)
    if wish.form == "zip":
        return _zip(place, history, wish, code, tell, front)
    if wish.form == "calendar":
        return _calendar(history, wish, code, now, front)
    return _page(history, wish, code, now, set_page, front)


def _rows(history: History, wish: Wish, now: datetime, front: Front) -> Handed:
    import json

    from balance.report.fhir import bundle
    from balance.report.files import write_new
    from balance.report.rows import rows_of
    from balance.report.tables import table_files

    rows = rows_of(history, wish.person)
    if wish.form == "csv":
        write_new(table_files(wish.target, rows))
        return Handed((words.holds(wish.target, len(rows.holds), front),))
    told = left_out(rows, front)
    text = json.dumps(bundle(rows.holds, now), indent=1)
    write_new({wish.target: f"{text}\n".encode()})
    count = sum(hold.scored for hold in rows.holds)
    return Handed((*told, words.holds(wish.target, count, front)))


def left_out(rows: Rows, front: Front = PLAIN) -> tuple[str, ...]:
    """Say how many holds are not among observations, where some are not."""
    left = sum(not hold.scored for hold in rows.holds)
    return (words.left_out(left, len(rows.holds), front),) if left else ()


def _data_set(place: Place, history: History, wish: Wish, tell: Tell, front: Front) -> Handed:
    from drivers.live import bids

    laid = bids.hand_over(place, history, wish.target, wish.person, tell, shifted=wish.shifted)
    whole = not (laid.missing or laid.left or laid.left_out)
    return Handed(bids.told_of(laid, wish.target, front), whole)


def _zip(place: Place, history: History, wish: Wish, code: str, tell: Tell, front: Front) -> Handed:
    from drivers.live import people

    made = people.hand_over(place, history, code, wish.target, with_name=wish.with_name, tell=tell)
    told = [words.missing(path, front) for path in made.missing]
    told += [words.left(str(left), front) for left in made.left]
    told += [words.original(path, code, front) for path in made.originals]
    told.append(words.zipped(wish.target, code, made.recordings, front, with_name=wish.with_name))
    return Handed(tuple(told), not (made.missing or made.left))


def _calendar(history: History, wish: Wish, code: str, now: datetime, front: Front) -> Handed:
    from balance.report.calendar import calendar_lines, file_of
    from balance.report.files import write_new

    lines = calendar_lines(history, code, now)
    write_new({wish.target: file_of(lines)})
    return Handed((words.calendar(wish.target, lines.count("BEGIN:VEVENT"), front),))


def _page(
    history: History, wish: Wish, code: str, now: datetime, set_page: SetPage, front: Front
) -> Handed:
    from balance.report.carried import carried_json, carried_of
    from balance.report.files import write_new
    from balance.report.page.content import page_of
    from balance.report.page.setting import can_set
    from balance.version import __version__
    from drivers.live.page_words import PageWords

    carried = carried_of(history, code, with_name=wish.with_name)
    page = page_of(
        history,
        code,
        now.date(),
        PageWords(front),
        f"Balance Timer {__version__}",
        with_name=wish.with_name,
    )
    write_new({wish.target: set_page(page, carried_json(carried), wish.paper, now)})
    told = () if can_set() else (words.set_plainly(front),)
    if carried.under_way:
        told = (*told, words.under_way(carried.under_way, front))
    return Handed((*told, words.page(wish.target, code, carried, front, with_name=wish.with_name)))
