"""Recordings and attempts given to the person whose they are, files first, then the history.

A recording of two people is cut into parts: their times are those of the whole, and so are the
times of their holds. The whole stays in its place until its parts were written and read back; then
it is set aside among the originals, and belongs to everybody who has a part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from sqlalchemy import select

from balance.bookkeeping import score, score_kept
from balance.records.copying import Copy
from balance.records.division import PART, Pieces, around, aside_of, behind, part_paths
from balance.records.edits import KeptHold
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, events_path, read_events
from balance.records.found import found_in
from balance.records.history.codes import find
from balance.records.history.engine import History
from balance.records.history.kept import Kept, checksum_of, person_of
from balance.records.history.migrating import HistoryError
from balance.records.history.rewriting import write_code
from balance.records.history.schema import Occasion, Person, Recorded
from balance.records.history.store import keep_parts, move_rows, named_path
from balance.records.owner_file import sync_folder
from balance.records.parts import Part, Whole, cut, wholes_of
from balance.records.recorder import as_written
from balance.records.recording import Recording, read_header, read_recording
from balance.records.results_file import header_of


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a recording.

    Parameters
    ----------
    recordings
        Those that are the other person's now.
    attempts
        How many attempts they hold.
    parts
        All that it was cut into, in their order; empty where it was moved whole.
    original
        Where the whole was set aside; None where it was not cut.
    """

    recordings: tuple[Path, ...]
    attempts: int
    parts: tuple[Path, ...] = ()
    original: Path | None = None


def owner_of(history: History, path: Path) -> str:
    """Give the code of the person whose recording the history has under this path.

    Raises
    ------
    HistoryError
        Where it knows of none.
    """
    code = find_owner(history, path)
    if code is None:
        reason = "the history does not know this recording; take it up first: analyze --save"
        raise HistoryError(reason, path)
    return code


def find_owner(history: History, path: Path) -> str | None:
    """Give the code of the person whose recording this is; None where the history has none such.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        return session.scalar(
            select(Person.code)
            .join(Occasion)
            .join(Recorded)
            .where(Recorded.path == named_path(history.folder, path))
        )


def move_recording(history: History, path: Path, to: str) -> Moved:
    """Give a whole recording to another person: its first line, then its rows as they are.

    Broken off half-way, it is completed by doing it again.

    Raises
    ------
    HistoryError
        Where the history does not know the recording or the person, or it is theirs.
    RecordingError
        Where it can't be read or written anew; then it is as it was.
    """
    owner = _check(history, path, to)
    said = person_of(header_of(path))
    if said not in (owner, to):
        raise _names_another(path, said, owner)
    write_code(path.resolve(), to)  # what a link leads to is written anew, not the link
    return Moved((path,), move_rows(history, path, to))


def move_attempt(history: History, path: Path, number: int, to: str) -> Moved:
    """Give one attempt to another person; a recording that holds several is cut around it.

    Parameters
    ----------
    number
        Its number, as the history has it.

    Raises
    ------
    HistoryError
        As in `move_recording`, and where there is no such attempt.
    RecordingError
        Where the recording can't be read or cut; then it is as it was.
    """
    _check(history, path, to)
    whole = _read(path)
    holds, at = whole.kept.holds, _at(whole.kept, number)
    pieces = around(path, holds, at, to)
    if len(pieces) == 1:
        return move_recording(history, path, to)
    return _divide(history, whole, pieces, to)


def split(history: History, path: Path, at_s: float, to: str) -> Moved:
    """Cut a recording of two people: what comes from a time on is the other person's.

    Raises
    ------
    HistoryError
        As in `move_recording`.
    RecordingError
        Where it can't be read or cut, as within a hold; then it is as it was.
    """
    _check(history, path, to)
    return _divide(history, _read(path), {-inf: None, at_s: to}, to)


def split_after(history: History, path: Path, number: int, to: str) -> Moved:
    """Cut a recording of two people after one of its attempts, by its number; see `split`."""
    _check(history, path, to)
    whole = _read(path)
    holds, at = whole.kept.holds, _at(whole.kept, number)
    last_s = float(whole.recording.block.time_s[-1])
    return _divide(history, whole, behind(path, holds, at, last_s, to), to)


@dataclass(frozen=True, slots=True)
class _Read:
    """A recording that is to be cut, as it was read and scored."""

    recording: Recording
    rows: tuple[EventRow, ...]
    kept: Kept

    @property
    def path(self) -> Path:
        return self.recording.path


def _read(path: Path) -> _Read:
    if path.is_symlink():
        raise RecordingError("this is a link; cut the recording that it leads to", path)
    recording, rows = read_recording(path), read_events(events_path(path))
    return _Read(recording, rows, score(recording, rows))


def _check(history: History, path: Path, to: str) -> str:
    """See that there is something to do, and give the code of the owner."""
    owner = owner_of(history, path)
    with history.reading() as session:
        find(session, to)
    if owner == to:
        raise HistoryError(f"this recording is {to}'s already", path)
    return owner


def _names_another(path: Path, said: str, owner: str) -> RecordingError:
    reason = f'its first line names "{said}" and not "{owner}"'
    return RecordingError(f"{reason}; make the history anew with: history --rebuild", path)


def _at(kept: Kept, number: int) -> int:
    """Give the place of an attempt among the holds."""
    first = 1 if kept.header.attempt is None else kept.header.attempt
    last = first + len(kept.holds) - 1
    if first <= number <= last:
        return number - first
    there = f"its attempts are {first} to {last}" if kept.holds else "it has no attempts"
    raise HistoryError(f"there is no attempt {number} in this recording; {there}", kept.path)


def _divide(history: History, whole: _Read, pieces: Pieces, to: str) -> Moved:
    path, kept = whole.path, whole.kept
    owner = owner_of(history, path)
    if kept.person != owner:
        raise _names_another(path, kept.person, owner)
    checksum = checksum_of(whole.recording.block)
    aside = aside_of(path)
    _clear_broken_off(history, path, checksum)
    parts = cut(whole.recording, kept.holds, whole.rows, pieces, Whole(aside.name, checksum))
    with ExitStack() as stack:
        copies: list[Copy] = []
        places = part_paths(path, len(parts))
        scored: list[Kept] = []
        for part, place in zip(parts, places, strict=True):
            copy = stack.enter_context(Copy(place, part.header, part.block, part.rows))
            copies.append(copy)
            scored.append(replace(_read_back(copy.path, part), path=place))
        _check_same(kept, scored)
        keep_parts(history, path, scored, lambda: _put(copies, places))
    _set_aside(path, aside)
    theirs = [each for each in scored if each.person == to]
    attempts = sum(len(each.holds) for each in theirs)
    return Moved(tuple(each.path for each in theirs), attempts, tuple(places), aside)


def _read_back(copy: Path, part: Part) -> Kept:
    """Score a part as it was written; every sample is to be there."""
    kept = score_kept(copy)
    whole = found_in(read_events(events_path(copy))) is not None
    if kept.checksum != checksum_of(as_written(part.block)) or not whole:
        raise RecordingError("a part of it could not be read back; nothing was changed", copy)
    return kept


def _check_same(kept: Kept, parts: Sequence[Kept]) -> None:
    """See that the parts hold the very attempts that the whole did."""
    before = [_counts(hold) for hold in kept.holds]
    after = [_counts(hold) for part in parts for hold in part.holds]
    if sorted(before) != sorted(after):
        reason = "its parts would not give the times that it gave; nothing was changed"
        raise RecordingError(reason, kept.path)


def _counts(hold: KeptHold) -> tuple[object, ...]:
    return (
        *(round(time_s, 3) for time_s in hold.span_s),
        hold.uncertainty_s,
        hold.censored,
        hold.timed,
        hold.note,
    )


def _put(copies: Sequence[Copy], places: Sequence[Path]) -> None:
    """Put all parts in their places, or none."""
    done: list[Path] = []
    try:
        for copy, place in zip(copies, places, strict=True):
            copy.put()
            done.append(place)
    except BaseException:
        _unlink(done)
        raise


def _unlink(recordings: Sequence[Path]) -> None:
    for path in recordings:
        for file in (path, events_path(path)):
            file.unlink(missing_ok=True)


def _set_aside(path: Path, aside: Path) -> None:
    """Put the whole among the originals, with its events."""
    try:
        aside.parent.mkdir(mode=0o700, exist_ok=True)
        if events_path(path).exists():
            events_path(path).rename(events_path(aside))
        path.rename(aside)
        for folder in (aside.parent, path.parent):
            sync_folder(folder)
    except OSError as error:
        reason = (
            f"its parts are kept, but it can't be set aside ({error.strerror or error}); "
            f"move it into {aside.parent} yourself"
        )
        raise RecordingError(reason, path) from error


def _clear_broken_off(history: History, path: Path, checksum: str) -> None:
    """Take away parts that an attempt to cut left behind: the whole is there, they are unknown."""
    begins = f"{path.name.partition('.csv')[0]}{PART}"
    near = [each for each in path.parent.glob("*.csv.gz") if each.name.startswith(begins)]
    _unlink([each for each in near if _is_left(history, each, checksum)])


def _is_left(history: History, part: Path, checksum: str) -> bool:
    try:
        wholes = wholes_of(read_header(part))
    except RecordingError:
        return False
    if not wholes or wholes[-1].checksum != checksum:
        return False
    with history.reading() as session:
        name = named_path(history.folder, part)
        return session.scalar(select(Recorded.id).where(Recorded.path == name)) is None
