"""Whether a rate of turn belongs to the acceleration beside it, told by how gravity turns.

What is fixed in the room turns, as a sensor feels it, against the sensor's own rate of turn w: the
gravity g that it feels changes by g x w. Movement along adds to what is felt, but within two
seconds it has come back to rest, while a turn stays. So means of half seconds are compared over
two seconds in which nothing shakes: what gravity did against what the numbers say as they are,
with the axes of one sensor in another order or with other signs, and in another unit. Sums over
all such stretches are kept, and nothing else, so that a day takes no more room than a minute.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import GRAVITY_M_S2, SHORTEST_GAP_S, FloatArray, IntArray, SampleBlock, joined
from balance.signal.readings import Readings
from balance.signal.vectors import length, squared

_MEAN_S: Final = 0.5
_OVER: Final = 4  # so many means later, gravity is looked at again
_NEAR_G: Final = (0.88, 1.12)  # devices at rest read 0.94 to 1.08 g
_SAME_G: Final = 0.08
_SHAKES_M_S2: Final = 1.5
_ROWS: Final = 20_000  # worked on at once
_ACC, _SQUARE, _TURN, _WHOLE = slice(0, 3), 3, slice(4, 13), 13
_COLUMNS: Final = 14


class Agreement:
    """Compares the two sensors of a stream; any cut of it gives the same answer."""

    def __init__(self) -> None:
        self._begun_s: float | None = None
        self._last_s = -np.inf  # time of the last row before those that are open
        self._open: list[SampleBlock] = []  # rows of the half second that goes on
        self._number: IntArray = np.empty(0, dtype=np.int64)
        self._means: FloatArray = np.empty((0, _COLUMNS))
        self._readings = Readings()

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against the rate of turn, in words."""
        return self._readings.reasons

    def push(self, block: SampleBlock) -> None:
        """Take note of a block."""
        if block.gyr_rad_s is None:
            return
        for first in range(0, len(block), _ROWS):
            self._take_in(block[first : first + _ROWS])

    def _take_in(self, block: SampleBlock) -> None:
        """Make means of the half seconds that are over with this block."""
        if self._begun_s is None:
            self._begun_s = float(block.time_s[0])
        self._open.append(block)
        if self._number_of(block.time_s[-1:]) == self._number_of(self._open[0].time_s[:1]):
            return
        rows = joined(self._open)
        number = self._number_of(rows.time_s)
        starts = np.flatnonzero(np.diff(number, prepend=-1))
        end = int(starts[-1])
        over = rows[:end]
        self._number = np.concatenate([self._number, number[starts[:-1]]])
        self._means = np.concatenate([self._means, self._means_of(over, starts[:-1])])
        self._last_s, self._open = float(over.time_s[-1]), [rows[end:]]
        self._compare()

    def _number_of(self, time_s: FloatArray) -> IntArray:
        begun_s = time_s[0] if self._begun_s is None else self._begun_s
        number: IntArray = np.floor((time_s - begun_s) / _MEAN_S).astype(np.int64)
        return number

    def _means_of(self, rows: SampleBlock, starts: IntArray) -> FloatArray:
        """Means of the half seconds that begin at `starts`, shape (m, _COLUMNS)."""
        acc = rows.acc_m_s2.T
        gyr = np.zeros_like(acc) if rows.gyr_rad_s is None else rows.gyr_rad_s.T
        values = np.empty((_COLUMNS, len(rows)))
        values[_ACC] = acc
        values[_SQUARE] = squared(acc)
        for i in range(3):
            np.multiply(acc[i], gyr, out=values[_TURN][3 * i : 3 * i + 3])
        steps = np.diff(rows.time_s, prepend=self._last_s)
        values[_WHOLE] = (steps < SHORTEST_GAP_S) | (steps == np.inf)
        counts = np.diff(starts, append=len(rows))
        means: FloatArray = (np.add.reduceat(values, starts, axis=1) / counts).T
        return means

    def _compare(self) -> None:
        """Look at each stretch of two seconds that is over now."""
        n = len(self._means) - _OVER
        if n <= 0:
            return
        acc = self._means[:, _ACC]
        long_g = length(acc.T) / GRAVITY_M_S2
        shakes = self._means[:, _SQUARE] - (long_g * GRAVITY_M_S2) ** 2
        calm = (long_g > _NEAR_G[0]) & (long_g < _NEAR_G[1]) & (shakes < _SHAKES_M_S2**2)
        calm &= self._means[:, _WHOLE] == 1.0
        good = self._number[_OVER:] - self._number[:-_OVER] == _OVER
        parts = [slice(k, n + k) for k in range(_OVER + 1)]
        for part in parts:
            good &= calm[part]
        lengths = np.stack([long_g[part] for part in parts])
        good &= lengths.max(axis=0) - lengths.min(axis=0) < _SAME_G
        if good.any():
            middle = sum(self._means[part] for part in parts[1:-1])
            ends = 0.5 * (self._means[parts[0]] + self._means[parts[-1]])
            along = (_MEAN_S * (ends + middle))[good]
            felt = (acc[parts[-1]] - acc[parts[0]])[good]
            self._readings.add(along[:, _TURN].reshape(-1, 3, 3), along[:, _ACC], felt)
        self._number, self._means = self._number[n:], self._means[n:]
