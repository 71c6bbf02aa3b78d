"""A zip of what is handed over, written in one go, with a list of all that is in it.

The list is the last of its files: of each its size and SHA-256, so that whoever takes it in knows
that it is whole. The same things give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from balance.records.errors import RecordingError
from balance.records.owner_file import open_for_owner

MANIFEST: Final = "manifest.json"
FORMAT: Final = "format"
VERSION: Final = 1
_AT_ONCE: Final = 2**20
_FOR_OWNER: Final = 0o100600 << 16
_LARGE: Final = 2**31
# No name of a file has these on any system, or they steer a terminal.
_NEVER: Final = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of a zip."""

    name: str
    size: int
    sha256: str


class Packing:
    """Writes a zip. Use it as a context manager, and end with `finish`.

    Parameters
    ----------
    path
        A file that does not exist yet; it is made readable by its owner alone.
    """

    def __init__(self, path: Path) -> None:
        self._file = open_for_owner(path, "xb")
        self._zip = ZipFile(self._file, "w", strict_timestamps=False)
        self._packed: list[Packed] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            self._zip.close()
        finally:
            self._file.close()

    def add_file(self, name: str, path: Path, *, still: bool) -> None:
        """Pack the bytes of a file, as far as it went when it was opened.

        Parameters
        ----------
        still
            Whether it is refused where it changes meanwhile.

        Raises
        ------
        RecordingError
            Where it can't be read, becomes shorter or changes.
        """
        try:
            file = path.open("rb")
        except OSError as error:
            raise _unread(path, error) from error
        with file:
            before = os.fstat(file.fileno())
            size = self.add(name, _pieces(path, file, before.st_size), before.st_size)
            after = _marks_at(path) if still else _marks(before)
        if size != before.st_size or _marks(before) != after:
            raise RecordingError("it changed while it was being copied; do it again", path)

    def add(self, name: str, pieces: Iterable[bytes], size: int = _LARGE) -> int:
        """Pack bytes under a name; how many. `size` is about how many there will be."""
        info = ZipInfo(name)
        info.external_attr = _FOR_OWNER
        info.compress_type = ZIP_STORED if name.lower().endswith(".gz") else ZIP_DEFLATED
        told, count = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=size >= _LARGE) as entry:
            for piece in pieces:
                entry.write(piece)
                told.update(piece)
                count += len(piece)
        self._packed.append(Packed(name, count, told.hexdigest()))
        return count

    @property
    def newest(self) -> Packed:
        """What was packed last."""
        return self._packed[-1]

    def finish(self, said: Mapping[str, Any]) -> None:
        """Write the list of all that was packed, behind what is to be said beside it."""
        files = [asdict(one) for one in self._packed]
        text = json.dumps({**said, "files": files}, indent=1)
        self.add(MANIFEST, [f"{text}\n".encode()], len(text))


def clean(name: str) -> str:
    """Give the name of a file as it can stand in a zip; a hidden one stays hidden."""
    told = _NEVER.sub("_", name)
    return "_" if told in ("", ".", "..") else told


def _pieces(path: Path, file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left:
        try:
            piece = file.read(min(left, _AT_ONCE))
        except OSError as error:
            raise _unread(path, error) from error
        if not piece:
            return
        left -= len(piece)
        yield piece


def _unread(path: Path, error: OSError) -> RecordingError:
    return RecordingError(f"can't be read ({error.strerror or error})", path)


def _marks(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _marks_at(path: Path) -> tuple[int, int, int] | None:
    """Give what a file is told by now; None where it is gone."""
    try:
        return _marks(path.stat())
    except OSError:
        return None
