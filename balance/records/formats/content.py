"""From a file to its bytes and its text: gzip, zip, encodings, and limits on all of them."""

from __future__ import annotations

import codecs
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from balance.records.errors import RecordingError
from balance.records.gzipped import MAGIC, WBITS, unpacked
from balance.records.limits import MOST_BYTES, check_size, most_unpacked, too_large_unpacked

_MOST_MEMBERS: Final = 10_000
_HEAD_BYTES: Final = 4096
_PIECE_BYTES: Final = 64 * 1024
_TORN: Final = "the compressed file is torn; what could be unpacked was read"
_READ_WAYS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,  # an unknown way of packing
    RuntimeError,  # a password is needed
    EOFError,
    OSError,
    ValueError,
)
#: What a card holds where its power failed before the text was on it: the rows beside are torn.
_LOST: Final = re.compile(rb"\0{8,}")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Content:
    """The bytes of a file, unpacked where it was gzipped, and what was wrong with them."""

    data: bytes
    faults: tuple[str, ...] = ()


def read_head(path: Path) -> bytes:
    """Read the first bytes of a file, unpacked where it was gzipped.

    Raises
    ------
    RecordingError
        As `read_content`.
    """
    with _opened(path) as file:
        head = file.read(_HEAD_BYTES)
    if not head.startswith(MAGIC):
        return head
    try:
        return zlib.decompressobj(wbits=WBITS).decompress(head, _HEAD_BYTES)
    except zlib.error:
        return b""


def read_content(path: Path) -> Content:
    """Read a file whole, unpacking gzip.

    Raises
    ------
    RecordingError
        Where there is no such file, it is none to be read, or it is larger than `limits` allow.
    """
    with _opened(path) as file:
        data = file.read(MOST_BYTES + 1)
    check_size(len(data))
    if not data:
        raise RecordingError("the file is empty: nothing was recorded in it")
    return _unzipped(data) if data.startswith(MAGIC) else Content(data)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise RecordingError("is a folder; name a recording in it")
        if not stat.S_ISREG(mode):
            raise RecordingError("is not a file that can be read whole; name a recording")
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise RecordingError("there is no such file; check the name") from error
    except OSError as error:
        reason = f"can't be read: {error.strerror or error}"
        raise RecordingError(reason) from error
    except ValueError as error:  # a path that no system takes
        raise RecordingError("is not a name that a file can have; check it") from error


class Files(Protocol):
    """Files by their names, in an archive or in a folder."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, folders included."""

    def read(self, name: str) -> bytes:
        """Give the bytes of one; `RecordingError` where it can't be read."""


class Archive:
    """A zip in memory; nothing of it is ever written to the disk.

    Raises
    ------
    RecordingError
        From the constructor and `read`, where the zip or a member is damaged, locked or too large.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _ZIP_ERRORS as error:
            raise RecordingError("is a zip that can't be opened; export it again") from error
        if len(infos) > _MOST_MEMBERS:
            reason = f"holds over {_MOST_MEMBERS} files; unzip it and name one"
            raise RecordingError(reason)
        self._packed = len(data)
        self._left = most_unpacked(len(data))
        self._counted: set[str] = set()
        # Where a name occurs twice the last one counts, as it does for unzip.
        self._infos = {info.filename: info for info in infos if not info.is_dir()}

    @property
    def names(self) -> tuple[str, ...]:
        """The files in it, folders included in the name, without what macOS adds."""
        return tuple(
            name
            for name in self._infos
            if not name.startswith("__MACOSX/") and not name.rpartition("/")[2].startswith(".")
        )

    def read(self, name: str) -> bytes:
        """Give the bytes of one member."""
        shown = name if name.isprintable() else "a file"
        info = self._infos[name]
        if info.compress_type not in _READ_WAYS:
            raise RecordingError(
                f"{shown} in the zip is packed in a rare way; unzip it and name it"
            )
        try:
            with self._zip.open(info) as member:
                data = member.read(self._left + 1)
        except _ZIP_ERRORS as error:
            reason = f"{shown} in the zip is locked or damaged; export it again"
            raise RecordingError(reason) from error
        if name not in self._counted:
            self._left -= len(data)
            self._counted.add(name)
        if self._left < 0:
            raise too_large_unpacked(self._packed)
        return data


def decoded(data: bytes) -> str | None:
    """Give the text of a file, or None where it is no text.

    UTF-8 and UTF-16 are told by their marks; what is not UTF-8 is taken as Latin-1, in which
    loggers write the degree sign.
    """
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    if encoding is None:
        data = _LOST.sub(b"\n", data)
        head = data[:_PIECE_BYTES]
        control = sum(head.count(byte) for byte in (*range(9), *range(14, 32)))
        if control * 100 > len(head) or b"\0" in head:
            return None
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return None if encoding == "utf-16" else data.decode("latin-1")


def _unzipped(data: bytes) -> Content:
    """Unpack gzip as far as it is sound, so that a torn file gives all that was written."""
    faults: list[str] = []
    text = b"".join(unpacked(data, faults))
    if not faults:
        return Content(text)
    if not text:
        raise RecordingError("is a .gz that can't be unpacked; export it again")
    return Content(text[: text.rfind(b"\n") + 1], (_TORN,))
