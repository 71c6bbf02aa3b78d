"""A copy of a recording on its way into a folder: there whole, or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path
from balance.records.header import Header
from balance.records.owner_file import open_for_owner, sync_file, sync_folder
from balance.records.recorder import write_recording
from balance.samples import SampleBlock

# A copy is written, scored and put in its place within minutes.
_LONG_AGO_S: Final = 3600.0
_HIDDEN: Final = re.compile(r"\..+\.[0-9a-f]{16}\.(csv\.gz|events\.csv|results\.json)")


class Copy:
    """Writes a recording under a hidden name that no other process has, then puts it in its place.

    Use it as a context manager: what was not put in its place is taken away.

    Parameters
    ----------
    place
        Where it is to be.
    header, block, rows
        What is written: the recording, and the events beside it.

    Attributes
    ----------
    path : Path
        Where it is until then.

    Raises
    ------
    RecordingError
        Where it can't be written.
    """

    def __init__(
        self, place: Path, header: Header, block: SampleBlock, rows: Sequence[EventRow]
    ) -> None:
        stem = place.name.removesuffix(".csv.gz")
        self.path = place.with_name(f".{stem}.{token_hex(8)}.csv.gz")
        self._place = place
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_recording(self.path, header, block)
            sync_file(self.path)
            if rows:
                append_events(events_path(self.path), rows)
                sync_file(events_path(self.path))
        except OSError as error:
            self._discard()
            raise RecordingError(f"can't be written ({error.strerror or error})", place) from error
        except BaseException:
            self._discard()
            raise

    def __enter__(self) -> Copy:
        return self

    def __exit__(self, *_: object) -> None:
        self._discard()

    def put(self) -> None:
        """Put it in its place, events first; nothing is overwritten.

        Raises
        ------
        FileExistsError
            Where another recording is there.
        RecordingError
            Where it can't be put there.
        """
        try:
            if self._place.exists():
                raise FileExistsError(self._place)
            if events_path(self.path).exists():
                events_path(self.path).replace(events_path(self._place))
            link_new(self.path, self._place)
            sync_folder(self._place.parent)
        except FileExistsError:
            raise
        except OSError as error:
            reason = f"can't be put in its place ({error.strerror or error})"
            raise RecordingError(reason, self._place) from error

    def _discard(self) -> None:
        for path in (self.path, events_path(self.path)):
            path.unlink(missing_ok=True)


def put_new(place: Path, data: bytes) -> None:
    """Put a new file in its place, whole, readable by its owner alone; nothing is overwritten.

    Raises
    ------
    FileExistsError
        Where something is there.
    RecordingError
        Where it can't be written; then nothing stays of it.
    """
    name, _, suffixes = place.name.partition(".")
    hidden = place.with_name(f".{name}.{token_hex(8)}.{suffixes}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(place, error) from error
    try:
        with open_for_owner(hidden, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            raise FileExistsError(place)
        link_new(hidden, place)
        sync_folder(place.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise _unwritten(place, error) from error
    finally:
        with suppress(OSError):  # why it could not be written counts
            hidden.unlink(missing_ok=True)


def _unwritten(place: Path, error: OSError) -> RecordingError:
    reason = f"can't be written ({error.strerror or error}); make room and do it again"
    return RecordingError(reason, place)


def link_new(hidden: Path, place: Path) -> None:
    """Give a file its name, unless one of that name is there.

    Raises
    ------
    OSError
        Where it can't be named so, `FileExistsError` among them.
    """
    try:
        os.link(hidden, place)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        hidden.rename(place)


def clear_broken_off(place: Path) -> None:
    """Take away copies that were broken off, told by being far older than the one in its place."""
    try:
        before_s = place.stat().st_mtime - _LONG_AGO_S
        for path in place.parent.glob(".*"):
            if _HIDDEN.fullmatch(path.name) and path.stat().st_mtime < before_s:
                path.unlink()
    except OSError:  # another program was there first, or it is for the next one to do
        return
