"""A data set of anybody's, read as its sidecars say, into zips of its people.

Its recordings go into a history of their own first, which nobody sees. People are called after the
data set, since "01" is somebody in every one; where a recording of ours says whose it is, that
counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from balance.bookkeeping import import_recording
from balance.records.errors import RecordingError
from balance.records.formats.bids.keys import NAMES, is_laid_out
from balance.records.formats.bids.naming import DESCRIPTION, ENDING, MOTION, named
from balance.records.formats.bids.sidecars import said_of
from balance.records.formats.bids.texts import read_object
from balance.records.formats.told import Told
from balance.records.history.engine import History, open_history
from balance.report.bids.labels import bare
from balance.report.person_zip import write_person
from balance.report.unpacking import Tell

_NAME: Final = 32


@dataclass(frozen=True, slots=True)
class Others:
    """What came of a data set.

    Parameters
    ----------
    zips
        Codes of its people, and the zip of each.
    troubles
        Recordings that can't be read, a sentence each.
    """

    zips: tuple[tuple[str, Path], ...]
    troubles: tuple[str, ...]


def zips_of_others(top: Path, work: Path, told: Told, tell: Tell) -> Others:
    """Put each person of a data set into a zip.

    Parameters
    ----------
    work
        An empty folder for what is made on the way.
    told
        Which of several tracked points is meant.

    Raises
    ------
    RecordingError
        Where it is no data set with recordings of motion.
    """
    motions = sorted(each for each in top.rglob(f"*{ENDING}") if _is_in(each, top))
    if not motions:
        reason = f"this folder is no data set of BIDS Motion: there is no sub-...{ENDING} in it"
        raise RecordingError(reason, top)
    title = _title(top)
    codes: dict[str, None] = {}
    troubles = []
    with open_history(work / "history.db", work / "recordings") as history:
        for done, path in enumerate(motions, start=1):
            try:
                codes[_take(history, path, title, told)] = None
            except RecordingError as error:
                troubles.append(str(error))
            tell(done, len(motions))
        zips = _zips(history, list(codes), work)
    return Others(zips, tuple(troubles))


def _is_in(path: Path, top: Path) -> bool:
    """Tell whether a recording is a person's of this data set, and none of what came before it."""
    first = path.relative_to(top).parts[0]
    return first.startswith("sub-") and path.is_file()


def _title(top: Path) -> str:
    """Give what people are called after: the name of the data set, or of its folder."""
    path = top / DESCRIPTION
    said = read_object(path).get("Name") if path.is_file() else None
    return bare(str(said or top.absolute().name))[:_NAME] or "bids"


def _take(history: History, path: Path, title: str, told: Told) -> str:
    """Take a recording into a history, and give whose it is."""
    said, known = said_of(path, MOTION), named(path.name)
    code = said.get(NAMES["person"]) if is_laid_out(said) else None
    if not isinstance(code, str):
        label = known.entities.get("sub", "") if known else ""
        code = f"{title}-{bare(label)}"
    import_recording(history, path, person=code, told=told)
    return code


def _zips(history: History, codes: Sequence[str], work: Path) -> tuple[tuple[str, Path], ...]:
    made = []
    for number, code in enumerate(codes):
        zipped = work / f"{number}.zip"
        write_person(history, code, zipped, with_name=False, tell=lambda _done, _whole: None)
        made.append((code, zipped))
    return tuple(made)
