"""What is kept, as a data set of BIDS Motion: a new folder, whole or not at all.

What its tables can't say comes along beside them as it is: the rows of the history, recordings that
can't be laid out, and those that would not come back byte for byte, which is tried with each. Where
it is to be apart from who and when it was, nothing of that comes along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from balance.records.errors import RecordingError
from balance.records.formats.bids.texts import sheet_text
from balance.records.history.belongings import Belongings, Left, belongings
from balance.records.history.engine import History
from balance.records.history.people_list import ListedPerson, list_people
from balance.report.bids.apart import drawn
from balance.report.bids.labels import drawn_labels, labels_of
from balance.report.bids.listing import LIST, list_bytes
from balance.report.bids.person import Part, days_of
from balance.report.bids.top import participants, top_files
from balance.report.bids.writing import Writing, new_folder
from balance.report.files import EXISTS, write_new
from balance.report.person_zip import ROWS, Names, PersonRows, handed_over, originals_of
from balance.report.rows import HoldRow, rows_of
from balance.report.unpacking import Tell


@dataclass(frozen=True, slots=True)
class Laid:
    """What a data set has.

    Parameters
    ----------
    people, recordings
        How many.
    beside
        Recordings that no table has, whose files come along as they are.
    left_out
        Those that do not, since they can't be told apart from who and when it was.
    missing, left, originals
        As of a zip of a person.
    key
        Who is who, where that is in no file of the data set.
    """

    people: int
    recordings: int
    beside: tuple[Path, ...]
    left_out: tuple[Path, ...]
    missing: tuple[Path, ...]
    left: tuple[Left, ...]
    originals: tuple[Path, ...]
    key: Path | None


@dataclass(frozen=True)
class _Theirs:
    listed: ListedPerson
    belongs: Belongings
    names: Names


def codes_in(history: History, code: str | None) -> list[str]:
    """Give whose data set it is: one person's, or that of everybody who is or was there."""
    return [code] if code else [one.code for one in list_people(history, archived=None)]


def write_data_set(
    history: History, codes: Sequence[str], target: Path, draw: Random | None, tell: Tell
) -> Laid:
    """Write a data set into a folder that is new or empty.

    Parameters
    ----------
    codes
        Whose.
    draw
        What labels and dates are drawn from, to be apart from who and when it was; None where
        codes and dates stay, and all of it can come back.
    tell
        Is told how far it is.

    Raises
    ------
    HistoryError
        Where there is no such person, or the database can't be read.
    RecordingError
        Where a file can't be read or written, or there is something in the folder.
    """
    people = {one.code: one for one in list_people(history, archived=None)}
    theirs = []
    for code in codes:
        belongs = belongings(history, code)
        names = Names(history.folder, handed_over(belongs.recordings))
        theirs.append(_Theirs(people[code], belongs, names))
    key = None if draw is None else key_of(target)
    if key is not None and key.exists():
        raise RecordingError(EXISTS, key)
    with new_folder(target) as writing:
        parts = _Parts(
            history, writing, draw, tell, sum(len(one.names.recordings) for one in theirs)
        )
        parts.lay(theirs)
        if key is not None:
            write_new({key: parts.key_bytes()})
    return _laid(theirs, parts, key)


def key_of(target: Path) -> Path:
    """Give where it is written who is who, beside a data set that does not say it."""
    return target.with_name(f"{target.name}.key.tsv")


class _Parts:
    def __init__(
        self, history: History, writing: Writing, draw: Random | None, tell: Tell, count: int
    ) -> None:
        self._history, self._writing, self._draw, self._tell = history, writing, draw, tell
        self._count, self._done = count, 0
        self.made: list[Part] = []

    def lay(self, theirs: Sequence[_Theirs]) -> None:
        codes = [one.listed.code for one in theirs]
        draw = self._draw
        labels = labels_of(codes) if draw is None else drawn_labels(codes, draw)
        holds: dict[str, list[HoldRow]] = defaultdict(list)
        for hold in rows_of(self._history, codes[0] if len(codes) == 1 else None).holds:
            holds[hold.person].append(hold)
        mark = "" if draw is None else f"{draw.getrandbits(32):08x}"
        for one in theirs:
            self._lay(one, labels[one.listed.code], holds[one.listed.code])
        for name, content in top_files(self.made, mark).items():
            self._writing.add(name, content)
        pairs = sorted(zip(self.made, (one.listed for one in theirs), strict=True), key=_label)
        for name, content in participants(pairs, coded=draw is None).items():
            self._writing.add(name, content)
        if draw is None:
            self._writing.add(LIST, list_bytes([p.someone for p in self.made], self._writing.sums))

    def key_bytes(self) -> bytes:
        """Write who is who."""
        rows = [(f"sub-{p.label}", p.code, str(p.apart.days)) for p in self.made if p.apart]
        return sheet_text(("participant_id", "code", "days"), sorted(rows))

    def _lay(self, one: _Theirs, label: str, holds: list[HoldRow]) -> None:
        code, apart = one.listed.code, None
        if self._draw is not None:
            days = [date.fromisoformat(day) for day in days_of(one.names.recordings)]
            apart = drawn(days, self._draw)
        part = Part(code, label, apart, holds, self._writing, self._step)
        self.made.append(part)
        if apart is not None:
            part.lay(one.names.recordings)
            return
        rows = PersonRows(self._history, code, one.names, with_name=False)
        before = b"".join(rows.lines())
        part.lay(one.names.recordings)
        if b"".join(rows.lines()) != before:
            raise RecordingError(f"what is kept of {code} changed meanwhile; do it again")
        self._writing.add(f"{part.someone.folder}/{ROWS}", before)
        for path, name in rows.own_files().items():
            self._writing.add(f"{part.someone.folder}/{name}", path.read_bytes())

    def _step(self) -> None:
        self._done += 1
        self._tell(self._done, self._count)


def _label(pair: tuple[Part, ListedPerson]) -> str:
    return pair[0].label


def _laid(theirs: Sequence[_Theirs], parts: _Parts, key: Path | None) -> Laid:
    unlaid = tuple(path for part in parts.made for path in part.unlaid)
    whole = key is None
    return Laid(
        people=len(theirs),
        recordings=sum(len(one.names.recordings) for one in theirs) - (0 if whole else len(unlaid)),
        beside=unlaid if whole else (),
        left_out=() if whole else unlaid,
        missing=tuple(path for one in theirs for path in one.belongs.missing),
        left=tuple(each for one in theirs for each in one.belongs.left),
        originals=tuple(path for one in theirs for path in originals_of(one.belongs)),
        key=key,
    )
