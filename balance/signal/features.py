"""What every detector looks at, one row for each grid step, for any mounting of the sensor.

All columns come from causal filters and running sums with carried state, so that any cut of the
stream gives the same rows to the bit. Nothing here depends on the sensor's axes: detectors use
lengths, angles and products of these vectors alone.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock
from balance.signal.filters import RunningSum, StreamFilter, butterworth
from balance.signal.grid import GRID_HZ, STEP_S, Grid
from balance.signal.ring import Recent
from balance.signal.vectors import squared

SLOW_HZ: Final = 3.5
IMPACT_BAND_HZ: Final = (6.0, 30.0)
TILT_MEMORY_S: Final = 1.0
TILT_MEMORY_WITHOUT_GYROSCOPE_S: Final = 0.12

ACC: Final = slice(0, 3)
GYR: Final = slice(3, 6)
SLOW: Final = slice(6, 9)  # acceleration below SLOW_HZ
UP: Final = slice(9, 12)  # where up is, as long as gravity
RIPPLE2: Final = 12  # squared length of the acceleration within IMPACT_BAND_HZ
COUNT: Final = 13  # samples that had come by then
SUM_ACC: Final = slice(14, 17)
SUM_GYR: Final = slice(17, 20)
SUM_UP: Final = slice(20, 23)
SUM_ACC2: Final = 23
SUM_GYR2: Final = 24
SUM_RIPPLE2: Final = 25
SUM_ROOT: Final = 26  # of the square root of the ripple's length: bursts hardly move it
COLUMNS: Final = 27


class Features:
    """Turns one unbroken stretch of samples into feature rows.

    Attributes
    ----------
    rows : Recent
        The columns above, the last `keep` rows at least.
    grid : Grid
        Gives the time of a row.
    """

    def __init__(self, start_s: float, *, has_gyr: bool, keep: int) -> None:
        self.grid = Grid(6 if has_gyr else 3, start_s)
        self.rows = Recent(COLUMNS, keep)
        self.has_gyr = has_gyr
        self._slow = StreamFilter(butterworth(2, SLOW_HZ, GRID_HZ, "low"))
        self._ripple = StreamFilter(butterworth(2, IMPACT_BAND_HZ, GRID_HZ, "band"))
        memory_s = TILT_MEMORY_S if has_gyr else TILT_MEMORY_WITHOUT_GYROSCOPE_S
        self._memory_s = memory_s
        self._tilt = [StreamFilter(_leaky_integral(memory_s)) for _ in range(2 if has_gyr else 1)]
        self._sums = RunningSum(SUM_ROOT + 1 - SUM_ACC.start)

    def push(self, block: SampleBlock) -> None:
        """Add samples; a block longer than `keep` rows must be cut by the caller."""
        values, counts = self.grid.push(block)
        if counts.size == 0:
            return
        acc = values[:3]
        gyr = values[3:] if self.has_gyr else np.zeros_like(acc)
        slow = self._slow.push(acc)
        up = self._up(slow, gyr)
        ripple2 = squared(self._ripple.push(acc))
        summed = [acc, gyr, up, squared(acc)[None], squared(gyr)[None], ripple2[None]]
        sums = self._sums.push(np.concatenate([*summed, np.sqrt(np.sqrt(ripple2))[None]]))
        self.rows.append(
            np.concatenate([acc, gyr, slow, up, ripple2[None], counts[None], sums], axis=0)
        )

    def _up(self, slow: FloatArray, gyr: FloatArray) -> FloatArray:
        """Direction of gravity: slow acceleration, and the rate of turn for what is quicker.

        The exact equation, d(up)/dt = -gyr x up, is solved by two rounds of substitution, each of
        which is one linear filter, so that no loop over samples is needed.
        """
        up = slow
        for tilt in self._tilt:
            tilt.settle(slow[:, :1] / self._memory_s)
            turning = _cross(up, gyr)
            up = tilt.push(slow / self._memory_s + turning)
        return up


def _leaky_integral(memory_s: float) -> FloatArray:
    kept = float(np.exp(-STEP_S / memory_s))
    return np.array([[(1.0 - kept) * memory_s, 0.0, 0.0, 1.0, -kept, 0.0]])


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.stack(
        [
            a[1] * b[2] - a[2] * b[1],
            a[2] * b[0] - a[0] * b[2],
            a[0] * b[1] - a[1] * b[0],
        ]
    )
