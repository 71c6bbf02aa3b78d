"""Gzip as far as it is sound: cut off anywhere, or with zeros where the power went.

Zeros read as packed text give rows that nobody measured, so a member of the file is looked through
to its checksum before any of it is given. `Recorder` ends one every second, which makes that cheap
and what is lost small.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from balance.records.limits import most_unpacked, too_large_unpacked

MAGIC: Final = b"\x1f\x8b"
WBITS: Final = 31
"""zlib's number for a gzip file with the largest window."""

ZEROS: Final = bytes(16)
"""So many in a row stand in no text, and in no packed one: the disk never got what was there."""

NO_END: Final = "the compressed file has no end; what came before was kept"
_FED_BYTES: Final = 1 << 12
_PIECE_BYTES: Final = 1 << 18
# What comes out of damaged bytes before zlib sees that they are.
_DOUBTFUL_BYTES: Final = 1 << 14


def unpacked(packed: bytes, faults: list[str]) -> Iterator[bytes]:
    """Unpack a gzip file, one or more members, as far as it is sound.

    Parameters
    ----------
    packed
        The whole file.
    faults
        What was left out is added to it, in words.

    Raises
    ------
    RecordingError
        Where it unpacks to more than `most_unpacked`.
    """
    start = size = 0
    while start < len(packed):
        if not packed[start] and packed.count(0, start) == len(packed) - start:
            faults.append("the compressed file ends in zeros; what came before was kept")
            return
        member = _Member(packed, start, len(packed))
        size += member.measure(most_unpacked(len(packed)) - size)
        if not member.whole:
            yield from _beginning(packed, start, faults)
            return
        yield from member.pieces()
        start = member.end


def _beginning(packed: bytes, start: int, faults: list[str]) -> Iterator[bytes]:
    """Give the sound beginning of a member that is not whole."""
    hole = packed.find(ZEROS, start)
    end = len(packed.rstrip(b"\0")) if hole < 0 else hole
    member = _Member(packed, start, end)
    left = member.measure(most_unpacked(len(packed)))
    if member.error:
        left = max(0, left - _DOUBTFUL_BYTES)
        faults.append(f"the compressed file is damaged: read up to there ({member.error})")
    else:
        faults.append(NO_END)
    pieces = member.pieces()
    while left > 0:
        piece = next(pieces)[:left]
        left -= len(piece)
        yield piece


class _Member:
    """One member of a gzip file, from `start`; after `measure` it is known how it ends."""

    def __init__(self, packed: bytes, start: int, end: int) -> None:
        self._packed = memoryview(packed)
        self._start = start
        self.end = end
        self.whole = False
        self.error = ""

    def measure(self, most: int) -> int:
        """Give how many bytes it unpacks to, up to where it is damaged."""
        size = 0
        try:
            for piece in self.pieces():
                size += len(piece)
                if size > most:
                    raise too_large_unpacked(len(self._packed))
        except zlib.error as error:
            self.error = str(error).rpartition(": ")[2]
        return size

    def pieces(self) -> Iterator[bytes]:
        """Unpack it."""
        unpacker = zlib.decompressobj(wbits=WBITS)
        at = self._start
        while at < self.end and not unpacker.eof:
            fed = self._packed[at : min(at + _FED_BYTES, self.end)]
            yield unpacker.decompress(fed, _PIECE_BYTES)
            at += len(fed) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
        self.whole = unpacker.eof
        if unpacker.eof:
            self.end = at
        else:
            yield unpacker.flush()
