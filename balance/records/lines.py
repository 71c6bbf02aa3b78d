"""Text files, plain or gzip, a stretch of whole lines at a time, however they were cut off."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError
from balance.records.gzipped import MAGIC, ZEROS, unpacked
from balance.records.limits import MOST_BYTES, check_size

_STRETCH_BYTES: Final = 1 << 19
_LONGEST_LINE_BYTES: Final = 1 << 20
_PIECE_BYTES: Final = 1 << 14
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
                if ZEROS in text:
                    parts = [text]
                    break
                cut = text.rfind(b"\n") + 1
                if not cut and size > _LONGEST_LINE_BYTES:
                    raise RecordingError("a line is too long for a text file", self._path)
                yield text[:cut]
                parts = [text[cut:]]
                size = len(parts[0])
        text, hole, _ = b"".join(parts).partition(ZEROS)
        cut = text.rfind(b"\n") + 1
        self.rest = b""
        if hole:
            self.faults.append("zeros stand where lines were; what came before was kept")
        elif cut < len(text):
            self.faults.append("the last line was torn off and dropped")
        yield text[:cut]

    def _read_pieces(self) -> Generator[bytes, None, None]:
        try:
            with self._path.open("rb") as file:
                check_size(os.fstat(file.fileno()).st_size)
                if file.peek(2)[:2] == MAGIC:
                    yield from unpacked(file.read(MOST_BYTES), self.faults)
                else:
                    yield from self._read_plain(file)
        except OSError as error:
            reason = f"can't be read ({error.strerror or error}); check its name and place"
            raise RecordingError(reason, self._path) from error
        except RecordingError as error:
            raise error.at(self._path) from None

    def _read_plain(self, file: BufferedReader) -> Iterator[bytes]:
        """Read all but the zeros at the end, which stand for what the disk never got."""
        zeros = 0
        while piece := file.read1(_PIECE_BYTES):
            text = piece.rstrip(b"\0")
            if text:
                while zeros:  # they were not the end
                    yield bytes(min(zeros, _PIECE_BYTES))
                    zeros -= min(zeros, _PIECE_BYTES)
                yield text
            zeros += len(piece) - len(text)
        if zeros:
            self.faults.append("the file ends in zeros; what came before was kept")
