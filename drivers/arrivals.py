"""When each byte of a stream arrived."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

import numpy as np

from balance.samples import FloatArray, IntArray

_MOST: Final = 8192


class Arrivals:
    """Remembers the times of the last reads."""

    def __init__(self) -> None:
        self._total = 0
        self._ends: list[int] = []
        self._times: list[float] = []

    def note(self, size: int, now_s: float) -> None:
        """So many more bytes are there now."""
        self._total += size
        self._ends.append(self._total)
        self._times.append(now_s)
        if len(self._ends) > _MOST:
            del self._ends[: _MOST // 2], self._times[: _MOST // 2]

    def of(self, end_byte: IntArray) -> FloatArray:
        """Times at which so many bytes were there, shape (n,)."""
        at = np.searchsorted(np.array(self._ends), end_byte)
        return np.array(self._times)[np.minimum(at, len(self._times) - 1)]

    def forget(self, end_byte: int) -> None:
        """Nothing before this byte will be asked for again."""
        done = bisect_left(self._ends, end_byte)
        del self._ends[:done], self._times[:done]
