"""Frames of one fixed length, found in a stream wherever it was joined or broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from balance.samples import BoolArray, IntArray

Bytes = NDArray[np.uint8]


class FixedFrames:
    """Finds frames that begin with a head and pass a check, in the order of the bytes.

    Of frames that overlap the earlier one is taken. A place in the stream is judged once, when all
    bytes that the check looks at are there, so that cuts change nothing.

    Parameters
    ----------
    length
        Bytes of a frame.
    heads
        Given bytes (n,) and the bytes behind them (n,): which pairs may begin a frame.
    check
        Given candidates (k, length + peek): which of them are frames.
    peek
        Bytes behind a frame that the check wants to see.

    Attributes
    ----------
    frames, broken, skipped
        Frames found; heads outside of them whose check failed; bytes outside of them.
    judged
        Places in the stream, from its first byte, that were judged.
    """

    def __init__(
        self,
        length: int,
        heads: Callable[[Bytes, Bytes], BoolArray],
        check: Callable[[Bytes], BoolArray],
        *,
        peek: int = 0,
    ) -> None:
        self._length = length
        self._window: Final = np.arange(length + peek)
        self._heads = heads
        self._check = check
        self._rest = b""
        self.frames = 0
        self.broken = 0
        self.skipped = 0
        self.judged = 0

    def push(self, data: bytes) -> tuple[Bytes, IntArray]:
        """Take the next bytes.

        Returns
        -------
        frames
            Shape (k, length).
        starts
            Shape (k,), where in the stream each begins.
        """
        raw = np.frombuffer(self._rest + data, dtype=np.uint8)
        places = raw.size - self._window.size + 1
        if places <= 0:
            self._rest = raw.tobytes()
            return raw[:0].reshape(0, self._length), np.empty(0, dtype=np.int64)
        heads = np.flatnonzero(self._heads(raw[:places], raw[1 : places + 1]))
        windows = raw[heads[:, None] + self._window]
        good = self._check(windows)
        taken = _apart(heads[good], self._length)
        starts = heads[good][taken]
        frames = windows[good][taken, : self._length]

        end = int(starts[-1]) + self._length if starts.size else 0
        judged = max(end, places)
        self._count(heads[~good], starts, judged)
        self._rest = raw[judged:].tobytes()
        starts = starts + self.judged
        self.judged += judged
        return frames, starts

    def _count(self, failed: IntArray, starts: IntArray, judged: int) -> None:
        before = np.searchsorted(starts, failed, side="right")
        ends = np.append(0, starts + self._length)
        self.frames += int(starts.size)
        self.broken += int(np.count_nonzero(failed >= ends[before]))
        self.skipped += judged - self._length * int(starts.size)


def byte_sums(frames: Bytes) -> Bytes:
    """Sum of each row's bytes, modulo 256."""
    return np.asarray(frames.sum(axis=1, dtype=np.uint64) & 0xFF, dtype=np.uint8)


def _apart(starts: IntArray, length: int) -> BoolArray:
    """Which of the places, taken from the left, begin where the last one taken has ended."""
    taken = np.ones(starts.size, dtype=bool)
    if (np.diff(starts) >= length).all():
        return taken
    end = 0  # overlaps are one in millions of bytes: no need to be fast
    for i, start in enumerate(starts.tolist()):
        taken[i] = start >= end
        end = start + length if taken[i] else end
    return taken
