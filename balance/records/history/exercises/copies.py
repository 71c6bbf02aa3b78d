"""A copy of each sitting beside the recordings, in step with the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.records.errors import RecordingError
from balance.records.history.codes import check_code
from balance.records.history.engine import History
from balance.records.history.exercises.taking import score_alone_of, sitting_of
from balance.records.history.folders import folders_of
from balance.records.history.migrating import DamagedError
from balance.records.history.schema import Led, Scored
from balance.records.sitting_file import SetKept, SittingFile, read_sitting, write_sitting
from balance.records.sitting_names import find_sittings, names_at


def copy_sitting(history: History, sitting: int) -> None:
    """Write the copy of a sitting anew, by its number in the history.

    Raises
    ------
    HistoryError
        Where the history can't be read.
    RecordingError
        Where the copy can't be written: the history has it all, and the next piece writes it again.
    """
    folders = _folders(history)
    with history.writing() as session:  # one after the other: what is older is never written last
        now = sitting_of(session, sitting)
        _write(now, *_find(folders, now))


def copy_missing(history: History) -> None:
    """Write the copies of sittings that have none, as those of an older version.

    A server has sittings that were led elsewhere, whose copies are there. Raises as
    `copy_sitting` does.
    """
    if history.path is None:
        return
    folders = _folders(history)
    there = {path.name for path in find_sittings(folders)}
    with history.writing() as session:
        kept = [(next(names_at(started)), give) for started, give in _all(session)]
        several = Counter(name for name, _ in kept)
        for name, give in kept:
            if name not in there or several[name] > 1:
                with suppress(DamagedError):  # of another session, which `copy_all` names
                    sitting = give()
                    _write(sitting, *_find(folders, sitting))


def copy_all(history: History) -> list[str]:
    """Bring all copies in step with the history; give what could not be written, in words.

    On a server those alone that are here. What goes further than the history is left as it is.

    Raises
    ------
    HistoryError
        Where the history can't be read.
    """
    folders, troubles = _folders(history), []
    with history.writing() as session:
        for started, give in _all(session):
            try:
                sitting = give()
            except DamagedError:
                troubles.append(f"{history.where}: the session of {started} is damaged there.")
                continue
            path, old = _find(folders, sitting)
            elsewhere = old is None and history.path is None
            if elsewhere or (old is not None and old.reach > sitting.reach):
                continue
            try:
                _write(sitting, path, old)
            except RecordingError as error:
                troubles.append(f"{str(error).rstrip('.')}.")
    return troubles


def read_copies(history: History) -> tuple[list[SittingFile], list[str]]:
    """Read the copies of all sittings, oldest first, and say which can't be read.

    Raises
    ------
    HistoryError
        Where the history can't be read.
    """
    found: list[SittingFile] = []
    troubles: list[str] = []
    for path in find_sittings(folders_of(history)):
        try:
            sitting = read_sitting(path)
            check_code(sitting.person)
        except RecordingError as error:
            said = error if str(error) != error.reason else error.at(path)
            troubles.append(f"{str(said).rstrip('.')}; it is left as it is.")
            continue
        found.append(sitting)
    return sorted(found, key=lambda one: (one.started_utc, one.person, one.reach)), troubles


def _folders(history: History) -> list[Path]:
    """Give the folders in which a copy may be, first the one where a new one goes."""
    return list(dict.fromkeys([history.recordings, *folders_of(history)]))


def _all(session: Session) -> list[tuple[str, Callable[[], SittingFile]]]:
    """Give when each sitting began, and each score in none was taken, and what gives all of it."""
    led = session.execute(select(Led.id, Led.started_utc).order_by(Led.started_utc, Led.id)).all()
    alone = select(Scored.id, Scored.taken_utc).where(Scored.sitting_id.is_(None))
    scores = session.execute(alone.order_by(Scored.id)).all()
    return [
        *((at, partial(sitting_of, session, number)) for number, at in led),
        *((at, partial(score_alone_of, session, number)) for number, at in scores),
    ]


def _write(sitting: SittingFile, path: Path, old: SittingFile | None) -> None:
    """Write a copy where it is to be, if it is not what is there."""
    new = sitting if old is None else replace(sitting, sets=_linked(sitting.sets, old.sets))
    if new == old:
        return
    try:
        write_sitting(path, new)
    except RecordingError as error:
        reason = f"the history has this session, but its copy {error.reason}"
        raise RecordingError(reason, path) from error


def _find(folders: Sequence[Path], sitting: SittingFile) -> tuple[Path, SittingFile | None]:
    """Find the copy of a sitting, or the place for a new one: nothing else is overwritten."""
    free: Path | None = None
    for folder in folders:
        for name in names_at(sitting.started_utc):
            path = folder / name
            if not _is_there(path):
                free = free or path
                break
            try:
                old = read_sitting(path)
            except RecordingError:  # edited or damaged, and not ours to touch
                continue
            if _same(old, sitting):
                return path, old
    if free is None:
        raise ValueError("no folder for the copies of sessions")
    return free, None


def _is_there(path: Path) -> bool:
    try:
        return path.is_symlink() or path.exists()
    except OSError:  # a folder that may not be looked into: writing there will say so
        return False


def _same(old: SittingFile, new: SittingFile) -> bool:
    def told(one: SittingFile) -> tuple[str, str, str]:
        return one.person, one.started_utc, one.scores[0].script if one.is_score_alone else ""

    return told(old) == told(new)


def _linked(sets: Sequence[SetKept], old: Sequence[SetKept]) -> tuple[SetKept, ...]:
    """Keep links to recordings that are not there now, unless they are those of other sets."""
    known = {(one.number, one.side, one.set): one for one in old}
    taken = {one.recording for one in sets}
    linked = []
    for one in sets:
        before = known.get((one.number, one.side, one.set))
        if one.recording is None and before is not None and before.recording not in taken:
            one = replace(one, recording=before.recording, checksum=before.checksum)
        linked.append(one)
    return tuple(linked)
