"""What is somebody's on the disk, told by what each recording or sitting says alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import select

from balance.records.errors import RecordingError
from balance.records.events_file import events_path
from balance.records.history.codes import alike, find
from balance.records.history.engine import History
from balance.records.history.folders import folders_of
from balance.records.history.kept import checksum_of, person_of
from balance.records.history.migrating import backups_of
from balance.records.history.queries import people
from balance.records.history.rewriting import unfinished
from balance.records.history.schema import Led, Occasion, Recorded
from balance.records.parts import ORIGINALS, Whole, wholes_of
from balance.records.recording import read_header, read_recording
from balance.records.sitting_file import read_sitting
from balance.records.sitting_names import find_sittings

_RECORDING: Final = ".csv"


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is left alone, and why, as the end of a sentence."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return str(RecordingError(self.reason, self.path))


@dataclass(frozen=True, slots=True)
class Belongings:
    """What there is of somebody.

    Parameters
    ----------
    recordings
        Their recordings; of a link both the link and the recording that it leads to.
    originals
        What was set aside when it was split, and holds samples of theirs, whoever it names.
    beside
        What belongs to those: events, and what was broken off while it was written anew.
    copies
        Older copies of the database, which know of everybody.
    missing
        Recordings that the history knows of, and that are not there now.
    left
        Files that may be theirs or not: nobody can tell.
    sittings
        The copies of sessions that were led by voice.
    """

    recordings: tuple[Path, ...]
    beside: tuple[Path, ...]
    copies: tuple[Path, ...]
    missing: tuple[Path, ...]
    left: tuple[Left, ...]
    originals: tuple[Path, ...] = ()
    sittings: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """All that goes where they are erased."""
        return (
            *self.recordings,
            *self.originals,
            *self.sittings,
            *self.beside,
            *self.copies,
        )


def belongings(history: History, code: str, *, or_code: str | None = None) -> Belongings:
    """Find what is somebody's: recordings that the history knows, and others in its folders.

    Parameters
    ----------
    or_code
        A second code that they may have in recordings which the history knows as theirs.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    search = _Search(history, code, or_code)
    search.run()
    recordings = tuple(dict.fromkeys(search.recordings))
    originals = tuple(dict.fromkeys(each for each in search.originals if each not in recordings))
    theirs = [*recordings, *originals, *search.missing]
    beside = [name(path) for name in (events_path, unfinished) for path in theirs]
    for path in beside:
        if path.is_symlink():
            reason = "the link to it goes, but whose it is can't be told; look at it yourself"
            search.left.append(Left(path.resolve(), reason))
    return Belongings(
        recordings,
        tuple(path for path in beside if os.path.lexists(path)),
        () if history.path is None else tuple(backups_of(history.path)),
        tuple(search.missing),
        tuple(search.left),
        originals,
        tuple(dict.fromkeys(search.sittings)),
    )


@dataclass(slots=True)
class _Search:
    """Looks at each file once, and puts it where it belongs."""

    history: History
    code: str
    or_code: str | None
    recordings: list[Path] = field(default_factory=list)
    originals: list[Path] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    sittings: list[Path] = field(default_factory=list)

    def run(self) -> None:
        with self.history.reading() as session:
            number = find(session, self.code).id
            query = select(Recorded.path, Occasion.person_id).join(Occasion)
            known = {self.history.folder / row[0]: row[1] for row in session.execute(query)}
            others = {person.code for person in people(session)} - {self.code}
            begun = select(Led.started_utc).join(Occasion).where(Occasion.person_id == number)
            started = set(session.scalars(begun))
        mine = {path for path, person in known.items() if person == number}
        # Also what was broken off: a run without a hold, a copy that was never finished.
        there = set(self._files()) | mine
        aside = {events_path(path) for path in there | set(known)}
        aside |= {unfinished(path) for path in known}
        for path in sorted((there - aside - set(known)) | mine):
            self._look(path, others, is_mine=path in mine)
        for path in find_sittings(folders_of(self.history)):
            self._look_at_sitting(path, others, started)

    def _files(self) -> Iterator[Path]:
        for folder in folders_of(self.history):
            for inside, _, names in os.walk(folder, onerror=self._closed):
                yield from (Path(inside, name) for name in names if _RECORDING in name.lower())

    def _closed(self, error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            reason = f"can't be looked into ({error.strerror or error}); look yourself"
            self.left.append(Left(Path(error.filename), reason))

    def _look(self, path: Path, others: set[str], *, is_mine: bool) -> None:
        try:
            header = read_header(path)
        except RecordingError as error:
            if is_mine and isinstance(error.__cause__, FileNotFoundError):
                self.missing.append(path)
                return
            reason = f"whose it is can't be told ({error.reason.rstrip('.')}); look at it yourself"
            self.left.append(Left(path, reason))
            return
        said = person_of(header)
        if said == self.code or (is_mine and said == self.or_code):
            self.recordings += _with_targets(path)
            for whole in wholes_of(header):
                self._find_original(path, whole)
        elif is_mine or (said not in others and alike(said) == alike(self.code)):
            reason = f'its first line names "{said}" and not "{self.code}"; look at it yourself'
            self.left.append(Left(path, reason))

    def _look_at_sitting(self, path: Path, others: set[str], started: set[str]) -> None:
        try:
            sitting = read_sitting(path)
        except RecordingError as error:
            reason = f"whose it is can't be told ({error.reason.rstrip('.')}); look at it yourself"
            self.left.append(Left(path, reason))
            return
        said = sitting.person
        is_mine = said == self.or_code and sitting.started_utc in started
        if said == self.code or is_mine:
            self.sittings += _with_targets(path)
        elif said not in others and alike(said) == alike(self.code):
            reason = f'it names "{said}" and not "{self.code}"; look at it yourself'
            self.left.append(Left(path, reason))

    def _find_original(self, part: Path, whole: Whole) -> None:
        """Find what a part was cut from: set aside, or in its place where that was broken off."""
        aside = [folder / ORIGINALS for folder in folders_of(self.history)]
        for folder in dict.fromkeys([part.parent / ORIGINALS, part.parent, *aside]):
            path = folder / whole.file
            if not path.exists():
                continue
            try:
                is_it = checksum_of(read_recording(path).block) == whole.checksum
            except RecordingError as error:
                reason = f"it may hold what {part.name} was cut from ({error.reason.rstrip('.')})"
                self.left.append(Left(path, f"{reason}; look at it yourself"))
                continue
            if is_it:
                self.originals.append(path)


def _with_targets(path: Path) -> list[Path]:
    """Give a path, and where it is a link what that leads to, one after the other."""
    found = [path]
    while found[-1].is_symlink():
        found.append(found[-1].parent / found[-1].readlink())
    return found
