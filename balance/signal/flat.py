"""Readings at the end of a sensor's range: flat tops, whichever range that is.

A reading that stays exactly where it is for three samples is what a fine sensor hardly ever gives,
and hardly ever at the largest that it reads. One whose range is too small gives most of them just
there: at each blow, or as long as gravity itself is beyond it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, IntArray, SampleBlock

_RUN: Final = 3
_ROWS: Final = 20_000  # worked on at once
_HIGH_M_S2: Final = 15.0  # nothing that is felt stays so far above gravity to the last digit
_LEAST: Final = 6  # in 805 recordings that were not cut off, real and simulated, at most 3
# A coarse sensor at rest stands still too, and where it rests may be the largest that it reads.
_FINEST: Final = (0.015, 0.0025)
_MOVES: Final = np.array([1.0, 0.2])
_FLOOR: Final = 1e-6


class Flat:
    """Counts readings that stand still at an end of the range; any cut gives the same answer."""

    def __init__(self) -> None:
        self._last: FloatArray = np.empty((0, 0))
        self._high = 0
        self._ends: FloatArray = np.full((2, 6), -np.inf)  # largest reading, and smallest negated
        self._at: IntArray = np.zeros((2, 6), dtype=np.int64)  # that stand still there
        self._fine = [False, False]

    def push(self, block: SampleBlock) -> None:
        """Take note of a block."""
        for first in range(0, len(block), _ROWS):
            self._take_in(block[first : first + _ROWS])

    def _take_in(self, block: SampleBlock) -> None:
        parts = [block.acc_m_s2] if block.gyr_rad_s is None else [block.acc_m_s2, block.gyr_rad_s]
        new = np.concatenate(parts, axis=1)
        values = np.concatenate([self._last, new]) if self._last.size else new
        self._last = values[-(_RUN - 1) :]
        axes = slice(0, new.shape[1])
        for kind, finest in enumerate(_FINEST[: len(parts)]):
            if not self._fine[kind]:
                changes = np.abs(np.diff(values[:, 3 * kind : 3 * kind + 3], axis=0))
                self._fine[kind] = bool(((changes > _FLOOR) & (changes < finest)).any())
        ends = np.maximum(self._ends[:, axes], [new.max(axis=0), -new.min(axis=0)])
        self._at[:, axes][ends > self._ends[:, axes]] = 0
        self._ends[:, axes] = ends
        same = values[1:] == values[:-1]
        still = same[1:] & same[:-1]
        if not still.any():
            return
        readings = values[_RUN - 1 :]
        self._high += int(np.count_nonzero(still[:, :3] & (np.abs(readings[:, :3]) > _HIGH_M_S2)))
        self._at[0, axes] += np.count_nonzero(still & (readings == ends[0]), axis=0)
        self._at[1, axes] += np.count_nonzero(still & (readings == -ends[1]), axis=0)

    @property
    def count(self) -> int:
        """How many readings stand still at an end of the range."""
        changed = self._ends[0] + self._ends[1]  # an axis that never did is stuck
        moves = changed.reshape(2, 3).max(axis=1) >= _MOVES
        flat = (self._at >= _LEAST) & (self._ends != 0.0) & (changed > 0.0)
        flat &= np.repeat(moves & self._fine, 3)
        flat[:, :3] &= self._ends[:, :3] <= _HIGH_M_S2  # those are counted already
        return self._high + int(self._at[flat].sum())
