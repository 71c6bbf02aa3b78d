"""Text files, plain or gzip, a stretch of whole lines at a time, however they were cut off."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Generator, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError

_STRETCH_BYTES: Final = 1 << 19
_LONGEST_LINE_BYTES: Final = 1 << 20
# Small, since the piece in which compressed data turn out to be damaged is lost.
_PIECE_BYTES: Final = 1 << 14
_GZIP_MAGIC: Final = b"\x1f\x8b"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class LineReader:
    """A file's lines, in order; what is cut off or damaged at its end is dropped and said.

    A last line without its newline is always dropped, since its last number may be cut. Windows
    line ends become plain ones, and a byte order mark is passed over. Use it as a context manager.

    Parameters
    ----------
    path
        The file. Whether it is compressed is seen from its content.

    Attributes
    ----------
    faults : list[str]
        What was dropped, in words; complete when everything was read.
    rest : bytes
        What was read and not given yet: after a `line` that is None, what stands in place of one.

    Raises
    ------
    RecordingError
        Where the file can't be opened or read.
    """

    def __init__(self, path: Path) -> None:
        self.faults: list[str] = []
        self._path = path
        self._pieces = self._read_pieces()
        self.rest = next(self._pieces, b"").removeprefix(_BYTE_ORDER_MARK)

    def __enter__(self) -> LineReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._pieces.close()

    def line(self) -> bytes | None:
        """Give the next line without its end; None where no whole line of a sane length is left."""
        while (cut := self.rest.find(b"\n")) < 0:
            piece = next(self._pieces, b"")
            if not piece or len(self.rest) > _LONGEST_LINE_BYTES:
                return None
            self.rest += piece
        line, self.rest = self.rest[:cut], self.rest[cut + 1 :]
        return line.removesuffix(b"\r")

    def stretches(self) -> Iterator[tuple[bytes, bool]]:
        """Give all that follows as stretches of whole lines, and with each whether it is the last.

        Every line ends with a newline. Blank lines at the end of the file are left out.
        """
        held = b""
        for text in self._whole_lines():
            if held:
                yield held, False
            held = text.replace(b"\r\n", b"\n") if b"\r" in text else text
        if held := held.rstrip(b"\n"):
            yield held + b"\n", True

    def _whole_lines(self) -> Iterator[bytes]:
        parts = [self.rest]
        size = len(self.rest)
        for piece in self._pieces:
            parts.append(piece)
            size += len(piece)
            if size >= _STRETCH_BYTES:
                text = b"".join(parts)
                cut = text.rfind(b"\n") + 1
                if not cut and size > _LONGEST_LINE_BYTES:
                    raise RecordingError("a line is too long for a text file", self._path)
                yield text[:cut]
                parts = [text[cut:]]
                size = len(parts[0])
        text = b"".join(parts)
        cut = text.rfind(b"\n") + 1
        self.rest = b""
        if cut < len(text):
            self.faults.append("the last line was torn off and dropped")
        yield text[:cut]

    def _read_pieces(self) -> Generator[bytes, None, None]:
        try:
            with self._path.open("rb") as file:
                if file.peek(2)[:2] == _GZIP_MAGIC:
                    yield from self._unpack(file)
                else:
                    while piece := file.read1(_PIECE_BYTES):
                        yield piece
        except OSError as error:
            reason = f"can't be read ({error.strerror or error}); check its name and place"
            raise RecordingError(reason, self._path) from error

    def _unpack(self, file: BufferedReader) -> Iterator[bytes]:
        with gzip.GzipFile(fileobj=file) as unpacked:
            try:
                while piece := unpacked.read1(_PIECE_BYTES):
                    yield piece
            except EOFError:
                self.faults.append("the compressed file has no end; what came before was kept")
            except (zlib.error, gzip.BadGzipFile) as error:
                self.faults.append(f"the compressed file is damaged: read up to there ({error})")
