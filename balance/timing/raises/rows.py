"""Samples to rows of 10 ms with the direction of gravity, in tiles of a fixed length.

Whatever looks at the rows does so a whole tile at a time, so that any cut of the stream gives the
same numbers. With a gyroscope gravity is turned along by it and drawn to what is felt (a
complementary filter on the vector); without one what is felt is low-passed.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock
from balance.signal.filters import StreamFilter, butterworth
from balance.signal.grid import GRID_HZ, STEP_S, Grid, rows

TILE: Final = rows(0.24)
KEEP: Final = rows(72.0)
#: How fast gravity as turned by the gyroscope is drawn to what is felt.
DRAWN_S: Final = 2.0
LOW_PASS_HZ: Final = 2.5
#: What the low-pass is late by: its group delay for slow moves.
LATE_S: Final = float(np.sqrt(2.0) / (2.0 * np.pi * LOW_PASS_HZ))


class Rows:
    """The newest rows of one unbroken stretch.

    Attributes
    ----------
    first, last : int
        Numbers of the oldest row that is kept, and of the one after the newest.
    zero_rad_s : ndarray (3,)
        What the gyroscope says at rest; set by whoever sees it rest.
    """

    def __init__(self, start_s: float, *, has_gyr: bool) -> None:
        self.has_gyr = has_gyr
        self.first = self.last = 0
        self.zero_rad_s = np.zeros(3)
        self._grid = Grid(6 if has_gyr else 3, start_s)
        self._low_pass = StreamFilter(butterworth(2, LOW_PASS_HZ, GRID_HZ, "low"))
        self._waiting = np.empty((6 if has_gyr else 3, 0))
        self._felt = np.empty((3, 0))
        self._turn = np.empty((3, 0))
        self._down = np.empty((3, 0))

    def time_s(self, row: float) -> float:
        """Time of a row, or of a moment between two."""
        return self._grid.time_s(row)

    def moment_s(self, row: float) -> float:
        """Time of what the direction of gravity shows at a row: a low-pass is late."""
        return self.time_s(row) - (0.0 if self.has_gyr else LATE_S)

    def add(self, block: SampleBlock) -> None:
        """Take in samples; `tile` then gives whole tiles of rows."""
        values, _ = self._grid.push(block)
        self._waiting = np.concatenate([self._waiting, values], axis=1)

    def tile(self, *, rest: bool = False) -> bool:
        """Make the next tile of rows; False where there is none. `rest` takes a shorter one."""
        n = self._waiting.shape[1]
        if n == 0 or (n < TILE and not rest):
            return False
        tile, self._waiting = self._waiting[:, :TILE], self._waiting[:, TILE:].copy()
        felt, turn = tile[:3], tile[3:]
        low = self._low_pass.push(felt)
        down = self._turned(felt, turn) if self.has_gyr else low
        if not self.has_gyr:
            turn = np.zeros_like(felt)
        gone = max(0, self._felt.shape[1] + felt.shape[1] - KEEP)
        self._felt = np.concatenate([self._felt[:, gone:], felt], axis=1)
        self._turn = np.concatenate([self._turn[:, gone:], turn], axis=1)
        self._down = np.concatenate([self._down[:, gone:], down], axis=1)
        self.first += gone
        self.last += felt.shape[1]
        return True

    def settle(self, down: FloatArray) -> None:
        """Take gravity as it is now from quiet stance: what went before may have led it astray."""
        if self.has_gyr:
            self._down[:, -1] = down

    def felt(self, first: int, last: int) -> FloatArray:
        """Acceleration, shape (3, n)."""
        return self._cut(self._felt, first, last)

    def turn(self, first: int, last: int) -> FloatArray:
        """Rate of turn without what the gyroscope says at rest, shape (3, n)."""
        return self._cut(self._turn, first, last) - self.zero_rad_s[:, None]

    def down(self, first: int, last: int) -> FloatArray:
        """Gravity as the sensor feels it, shape (3, n)."""
        return self._cut(self._down, first, last)

    def _cut(self, values: FloatArray, first: int, last: int) -> FloatArray:
        begin = max(first, self.first) - self.first
        return values[:, begin : max(begin, last - self.first)]

    def _turned(self, felt: FloatArray, turn: FloatArray) -> FloatArray:
        """Gravity turned along by the gyroscope; plain numbers, so that nothing is reordered."""
        if self._down.shape[1] == 0:
            x, y, z = (float(each) for each in felt[:, 0])
        else:
            x, y, z = (float(each) for each in self._down[:, -1])
        share = STEP_S / DRAWN_S
        out = np.empty_like(felt)
        rates = ((turn - self.zero_rad_s[:, None]) * STEP_S).T.tolist()
        for k, ((p, q, r), (fx, fy, fz)) in enumerate(zip(rates, felt.T.tolist(), strict=True)):
            x, y, z = (
                x + y * r - z * q + share * (fx - x),
                y + z * p - x * r + share * (fy - y),
                z + x * q - y * p + share * (fz - z),
            )
            out[0, k], out[1, k], out[2, k] = x, y, z
        return out
