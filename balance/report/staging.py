"""The recordings of a zip on their way into a folder: unpacked aside, looked at, then put.

Each is put whole, its events first, and under a name that nothing there has.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, events_path, read_events
from balance.records.history.codes import alike
from balance.records.history.kept import check_person, checksum_of
from balance.records.owner_file import open_for_owner, sync_file, sync_folder
from balance.records.parts import wholes_of
from balance.records.recording import read_recording
from balance.records.results_file import header_of, is_results, read_results
from balance.report.files import put_new
from balance.report.person_given import Given, events_path_of
from balance.report.person_zip import RECORDINGS, STAGED
from balance.report.unpacking import Tell


@dataclass(frozen=True, slots=True)
class Staged:
    """A recording that was unpacked, or the results of one whose samples are elsewhere.

    Parameters
    ----------
    name
        What it is called in the zip.
    path
        Where it is, with its events beside it where it has any.
    checksum
        That of its samples, wherever those are; None where they can't be read.
    rows
        Its events.
    wholes
        Checksums of what it is a part of.
    """

    name: str
    path: Path
    checksum: str | None
    rows: tuple[EventRow, ...]
    wholes: tuple[str, ...] = ()


@contextmanager
def staged(given: Given, folder: Path, tell: Tell) -> Iterator[list[Staged]]:
    """Unpack all recordings beside others, and see that they are the person's.

    Raises
    ------
    RecordingError
        Where one is somebody else's or can't be read or written: then nothing stays.
    """
    # One of a person is under way at a time: what is there was broken off.
    told = hashlib.sha256(alike(given.code).encode("utf-8", "replace")).hexdigest()
    place = folder / f"{STAGED}{told[:16]}"
    try:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(mode=0o700)
            found = []
            for count, name in enumerate(given.recordings, start=1):
                found.append(_unpacked(given, name, place))
                tell(count, len(given.recordings))
        except OSError as error:
            reason = f"can't be unpacked into {folder} ({error.strerror or error}); make room"
            raise RecordingError(f"{reason} and do it again", given.zipped.path) from error
        yield found
    finally:
        shutil.rmtree(place, ignore_errors=True)


def put(one: Staged, folder: Path) -> Path:
    """Put a recording into a folder, and say where; the very same that is there is left as it is.

    Raises
    ------
    RecordingError
        Where it can't be put.
    """
    events = events_path(one.path)
    try:
        for place in _names(folder, one.name):
            beside = events_path(place)
            if not (_may_be_put(one.path, place) and _may_be_put(events, beside)):
                continue
            try:
                if events.exists() and not beside.exists():
                    put_new(events, beside)
                if not place.exists():
                    put_new(one.path, place)
            except FileExistsError:
                continue
            sync_folder(folder)
            return place
    except OSError as error:
        reason = f"can't be put in its place ({error.strerror or error})"
        raise RecordingError(reason, folder / one.name) from error
    raise RecordingError("there is no name left for it", folder / one.name)


def _unpacked(given: Given, name: str, place: Path) -> Staged:
    path = place / name
    for file in (f"{RECORDINGS}/{name}", events_path_of(name)):
        if file in given.zipped.files:
            new = place / Path(file).name
            with open_for_owner(new, "xb") as out:
                given.zipped.copy(file, out)
            sync_file(new)
    try:
        header = header_of(path)
        if check_person(header, path) != given.code:
            raise given.zipped.damaged(f"{name} is not {given.code}'s")
        rows = read_events(events_path(path))
    except RecordingError as error:
        raise RecordingError(f"{name}: {error.reason}", given.zipped.path) from error
    wholes = tuple(whole.checksum for whole in wholes_of(header))
    return Staged(name, path, _checksum(path), rows, wholes)


def _checksum(path: Path) -> str | None:
    if is_results(path):
        return read_results(path).checksum
    try:
        return checksum_of(read_recording(path).block)
    except RecordingError:  # it is kept as it is
        return None


def _may_be_put(file: Path, place: Path) -> bool:
    """Tell whether nothing is at a place, or the very same."""
    if not place.exists():
        return True
    return file.exists() and file.read_bytes() == place.read_bytes()


def _names(folder: Path, name: str) -> Iterator[Path]:
    stem, dot, more = name.partition(".")
    yield folder / name
    for number in range(2, 10_000):
        yield folder / f"{stem}-{number}{dot}{more}"
