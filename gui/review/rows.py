"""Rows of the list of recordings, from their paths and from what the history knows. No Qt here.

What the history does not know is read in the first line of a file. A file of another program says
nothing before it is opened: until then it stands under the date of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from balance.protocol.best_times import Time, best
from balance.records.errors import RecordingError
from balance.records.history.kept import person_of
from balance.records.history.searching import matches
from balance.records.partners import is_beside, other_of
from balance.records.results_file import header_of

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions, Leg
    from balance.records.header import Header
    from balance.records.history.recording_list import ListedRecording
    from gui.review.looking import Looking


@dataclass(frozen=True, slots=True)
class Row:
    """A recording in the list.

    Parameters
    ----------
    path
        The file.
    made
        When: with a zone, or at midnight without one where only the day is known.
    person
        Code; empty where nobody is said.
    by_file
        `made` is the date of the file, for want of one of the recording's own.
    conditions
        How it was made; None where that is not said, or not known before it is opened.
    best
        Its best time, of practice that of practice; None where it has none, or it is not known.
    archived
        Whether the person is archived.
    texts
        What it is looked for by, as far as the history knows it.
    """

    path: Path
    made: datetime
    person: str = ""
    by_file: bool = False
    conditions: Conditions | None = None
    best: Time | None = None
    archived: bool = False
    texts: tuple[str | None, ...] = ()

    @property
    def leg(self) -> Leg | None:
        """The stance leg, where it is known."""
        return None if self.conditions is None else self.conditions.stance_leg

    @property
    def order(self) -> float:
        """Sorts by when they were made."""
        return self.made.timestamp()


class Rows:
    """Makes rows, and remembers what was read in files that did not change since."""

    def __init__(self) -> None:
        self._read: dict[tuple[Path, int, int], Header | None] = {}
        self._opened: dict[tuple[Path, int, int], Row] = {}

    def of(self, paths: Iterable[Path], known: Iterable[ListedRecording] = ()) -> list[Row]:
        """Give a row for each path that is there, the newest first."""
        by_path = {each.path.absolute(): each for each in known}
        there = {path.absolute(): path for path in paths}
        made = []
        for path in there.values():
            stamp = _stamp(path)
            kept = by_path.get(path.absolute())
            if stamp is not None and not self._is_second(path, stamp, kept, there):
                row = self._row(path, stamp, kept)
                if kept is not None:
                    row = replace(row, archived=kept.archived, texts=kept.texts)
                made.append(row)
        return sorted(made, key=lambda row: (-row.order, str(row.path)))

    def learn(self, look: Looking) -> Row:
        """Give the row of a recording that is open; it is known from now on."""
        header = look.recording.header
        times = [
            Time(one.kept.duration_s, one.kept.uncertainty_s, one.kept.censored)
            for one in look.holds
            if one.kept.timed
        ]
        stamp = _stamp(look.path) or (look.path, 0, 0)
        row = _from_header(look.path, stamp, header, conditions=header.conditions())
        row = replace(row, best=best(times))
        self._opened[stamp] = row
        return row

    def _is_second(
        self,
        path: Path,
        stamp: tuple[Path, int, int],
        kept: ListedRecording | None,
        there: Collection[Path],
    ) -> bool:
        """Whether it is that of the trunk, of two sensors, and that of the leg is listed."""
        if kept is not None and kept.attempts + kept.practice:  # which the second one has none of
            return False
        header = self._header_of(path, stamp)
        other = other_of(path) if header is not None and is_beside(header) else None
        return other is not None and other.absolute() in there

    def _header_of(self, path: Path, stamp: tuple[Path, int, int]) -> Header | None:
        if stamp not in self._read:
            self._read[stamp] = _header(path)
        return self._read[stamp]

    def _row(self, path: Path, stamp: tuple[Path, int, int], kept: ListedRecording | None) -> Row:
        if stamp in self._opened:  # it is the newest word, edits of this minute included
            return self._opened[stamp]
        made = None if kept is None else _when(kept.created_utc, kept.day)
        if kept is not None and kept.placed:
            by_file = made is None
            made = made or _of_file(stamp)
            longest = kept.best or kept.practice_best
            return Row(path, made, kept.person, by_file, kept.conditions, longest)
        header = self._header_of(path, stamp)
        if header is None:
            person = "" if kept is None else kept.person
            return Row(path, made or _of_file(stamp), person, made is None)
        return _from_header(path, stamp, header, conditions=header.conditions())


def matching(
    rows: Sequence[Row],
    *,
    text: str = "",
    person: str | None = None,
    leg: str | None = None,
    archived: bool = False,
    said: Callable[[Row], str] = lambda row: str(row.path.name),
) -> list[Row]:
    """Give the rows in which every word of a text is found, of one person and on one leg.

    Parameters
    ----------
    archived
        Those of people who are archived, and no others.
    said
        What is searched: a row as it is said to a person. Its file and person always are, and what
        the terminal finds a recording by.
    """
    return [
        row
        for row in rows
        if row.archived == archived
        and (person is None or row.person == person)
        and (leg is None or row.leg == leg)
        and (not text or matches(text, said(row), row.path.name, row.person, *row.texts))
    ]


def people(rows: Iterable[Row]) -> list[str]:
    """List the people of some rows who are not archived, by code."""
    return sorted({row.person for row in rows if row.person and not row.archived})


def _from_header(
    path: Path, stamp: tuple[Path, int, int], header: Header, *, conditions: Conditions
) -> Row:
    made = _when(header.created_utc, header.session or "")
    return Row(path, made or _of_file(stamp), person_of(header), made is None, conditions)


def _stamp(path: Path) -> tuple[Path, int, int] | None:
    """Tell one state of a file from another; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_mtime_ns, found.st_size


def _of_file(stamp: tuple[Path, int, int]) -> datetime:
    return datetime.fromtimestamp(stamp[1] / 1e9, UTC)


def _when(created_utc: str | None, day: str) -> datetime | None:
    """Read when it was made: the moment, or the day alone."""
    for text in (created_utc or "", day):
        try:
            made = datetime.fromisoformat(text)
        except ValueError:
            continue
        if made.tzinfo is None and len(text) > len("2026-09-30"):
            made = made.replace(tzinfo=UTC)
        if 1970 < made.year < 9999:  # not every system turns others into its own time
            return made
    return None


def _header(path: Path) -> Header | None:
    """Read the first line; None where it has none of ours."""
    try:
        return header_of(path)
    except RecordingError:
        return None
