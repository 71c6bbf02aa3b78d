"""A zip that the program made, looked through before anything of it is believed.

What is damaged, not ours, or made by a newer version is refused in one sentence. Nothing in it
leads out of a folder, and nothing unpacks to more than it says.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from balance.records.errors import RecordingError
from balance.records.history.migrating import VERSIONS
from balance.report.packing import FORMAT, MANIFEST, VERSION, Packed

#: How far it is: bytes, of how many.
Tell = Callable[[int, int], None]

BEGINS: Final = b"PK"
_LARGEST_MANIFEST: Final = 256 * 2**20
_UNASKED: Final = 2**20
_MOST_TIMES: Final = 200  # rows of a history that are much alike pack to a fiftieth
_LONGEST: Final = 200  # bytes of a name; 255 are the limit of most disks
_DEPTH: Final = 24
_AT_ONCE: Final = 2**20
_ENCRYPTED: Final = 0x1
_SHA: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_BAD: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\\]" if os.name == "posix" else r'[\x00-\x1f\\:*?"<>|]'
)
_DAMAGED: Final = "it is damaged; take another copy of it"


def has_list(path: Path) -> bool:
    """Tell whether a file is a zip with a list of what is in it, as each of ours is."""
    try:
        with ZipFile(path) as zipped:
            return MANIFEST in zipped.namelist()
    except (OSError, BadZipFile, ValueError, NotImplementedError):
        return False


class Unpacking:
    """Reads a zip. Use it as a context manager.

    Parameters
    ----------
    path
        The file.

    Attributes
    ----------
    kind : str
        What its list says that it is, such as ``balance-timer-person``.
    said : Mapping
        All that its list says.
    files : dict of str to Packed
        What is in it, by name.

    Raises
    ------
    RecordingError
        Where it is none that this version can take in.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _opened(path)
        try:
            self._zip = _unzipped(self._file, path)
            self.said = self._manifest()
            self.kind = str(self.said[FORMAT])
            self.files = self._listed()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._file.close()

    def damaged(self, what: str = "") -> RecordingError:
        """Say that it is damaged, and what of it."""
        return RecordingError(f"{what}: {_DAMAGED}" if what else _DAMAGED, self.path)

    def check(self, tell: Tell) -> None:
        """Read all of it, and see that each file is the one of the list."""
        whole, done = sum(one.size for one in self.files.values()), 0
        for name in self.files:
            for piece in self.pieces(name):
                done += len(piece)
                tell(done, whole)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a file; an error comes at the end where they are not those listed."""
        one = self.files[name]
        told = hashlib.sha256()
        with self._in_words(name), self._zip.open(name) as entry:
            while piece := entry.read(_AT_ONCE):
                told.update(piece)
                yield piece
        if told.hexdigest() != one.sha256:
            raise self.damaged(name)

    def lines(self, name: str) -> Iterator[bytes]:
        """Give the lines of a file."""
        rest = b""
        for piece in self.pieces(name):
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
        if rest:
            raise self.damaged(name)

    def copy(self, name: str, file: BinaryIO) -> None:
        """Write the bytes of a file into another."""
        for piece in self.pieces(name):
            file.write(piece)

    def _manifest(self) -> Mapping[str, Any]:
        names = [info.filename for info in self._zip.infolist()]
        if MANIFEST not in names:
            raise self._foreign()
        info = self._zip.getinfo(MANIFEST)
        self._check_entry(info)
        if info.file_size > _LARGEST_MANIFEST:
            raise self._foreign()
        with self._in_words(MANIFEST):
            try:
                said = json.loads(self._zip.read(MANIFEST).decode("utf-8"))
            except (ValueError, RecursionError) as error:
                raise self.damaged(MANIFEST) from error
        if not isinstance(said, dict) or not isinstance(said.get(FORMAT), str):
            raise self._foreign()
        _check_version(said, self.path)
        return said

    def _listed(self) -> dict[str, Packed]:
        """Give what the list says, which is all that there is."""
        told = self.said.get("files")
        files = [_packed(one) for one in told] if isinstance(told, list) else []
        infos = [info for info in self._zip.infolist() if info.filename != MANIFEST]
        if not all(files) or len(infos) != len(self._zip.infolist()) - 1:
            raise self.damaged(MANIFEST)
        listed = {one.name: one for one in files if one is not None}
        there = {info.filename for info in infos}
        if len(listed) != len(files) or len(there) != len(infos):
            raise self.damaged("a name stands in it twice")
        if there != set(listed):
            raise self.damaged("what is in it is not what its list says")
        for info in infos:
            self._check_entry(info)
            if info.file_size != listed[info.filename].size:
                raise self.damaged(info.filename)
        return listed

    def _check_entry(self, info: ZipInfo) -> None:
        mode = info.external_attr >> 16
        plain = stat.S_ISREG(mode) or not stat.S_IFMT(mode)
        if not is_safe(info.filename) or not plain or info.is_dir():
            raise RecordingError("a name in it leads elsewhere; it is not taken in", self.path)
        if info.flag_bits & _ENCRYPTED or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self._foreign()
        if info.file_size > max(_UNASKED, _MOST_TIMES * info.compress_size):
            raise RecordingError("it unpacks to far more than it is; it is not taken in", self.path)

    def _foreign(self) -> RecordingError:
        reason = (
            "it was not made by 'export --format zip' or 'backup'; recordings of other programs "
            "are taken up with: analyze --save"
        )
        return RecordingError(reason, self.path)

    @contextmanager
    def _in_words(self, name: str) -> Iterator[None]:
        try:
            yield
        except _ZIP_ERRORS as error:
            raise self.damaged(name) from error


# What reading a damaged zip can raise: no more is written of it than that it is damaged.
_ZIP_ERRORS: Final = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
    ValueError,
    struct.error,
    zlib.error,
)


def is_safe(name: str) -> bool:
    """Tell whether a name in a zip leads to a file within a folder, on every system."""
    parts = name.split("/")
    return len(parts) <= _DEPTH and all(
        part not in ("", ".", "..")
        and len(part.encode("utf-8", "replace")) <= _LONGEST
        and not _BAD.search(part)
        for part in parts
    )


def _opened(path: Path) -> BinaryIO:
    try:
        file = path.open("rb")
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    return file


def _unzipped(file: BinaryIO, path: Path) -> ZipFile:
    try:
        if file.read(len(BEGINS)) != BEGINS:
            raise RecordingError("it is no zip that this program made", path)
        return ZipFile(file)
    except _ZIP_ERRORS as error:
        raise RecordingError(_DAMAGED, path) from error


def _check_version(said: Mapping[str, Any], path: Path) -> None:
    version, history = said.get("version"), said.get("history")
    if type(version) is not int or version < 1 or not isinstance(history, str):
        raise RecordingError(f"{MANIFEST}: {_DAMAGED}", path)
    if version > VERSION or history not in VERSIONS:
        reason = "made by a newer version of this program; update balance-timer to take it in"
        raise RecordingError(reason, path)


def _packed(said: object) -> Packed | None:
    if not isinstance(said, dict) or set(said) != {"name", "size", "sha256"}:
        return None
    name, size, sha = said["name"], said["size"], said["sha256"]
    if not isinstance(name, str) or type(size) is not int or not isinstance(sha, str):
        return None
    return Packed(name, size, sha) if _SHA.fullmatch(sha) else None
