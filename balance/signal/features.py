"""What is looked at, one row for each grid step, in the sensor's own axes.

All columns come from causal filters and running sums with carried state, so that any cut of the
stream gives the same rows to the bit.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import SampleBlock
from balance.signal.filters import RunningSum, StreamFilter, butterworth
from balance.signal.grid import GRID_HZ, Grid
from balance.signal.ring import Recent
from balance.signal.vectors import squared

IMPACT_BAND_HZ: Final = (6.0, 30.0)
LEAD: Final = 256  # rows before the first sample, as if it had stood for ever

ACC: Final = slice(0, 3)
GYR: Final = slice(3, 6)
RIPPLE: Final = 6  # length of the acceleration within IMPACT_BAND_HZ
COUNT: Final = 7  # samples that had come by then
SUM_ACC: Final = slice(8, 11)
SUM_GYR: Final = slice(11, 14)
SUM_ACC2: Final = 14
SUM_GYR2: Final = 15
SUM_RIPPLE: Final = 16
COLUMNS: Final = 17


class Features:
    """Turns one unbroken stretch of samples into feature rows.

    Attributes
    ----------
    rows : Recent
        The columns above, the last `keep` rows at least. Row `LEAD` is the first sample's.
    has_gyr : bool
        Whether there is a rate of turn; its columns are zero otherwise.
    """

    def __init__(self, start_s: float, *, has_gyr: bool, keep: int) -> None:
        self.rows = Recent(COLUMNS, keep + LEAD)
        self.has_gyr = has_gyr
        self._grid = Grid(6 if has_gyr else 3, start_s)
        self._ripple = StreamFilter(butterworth(2, IMPACT_BAND_HZ, GRID_HZ, "band"))
        self._sums = RunningSum(COLUMNS - SUM_ACC.start)

    def time_s(self, row: float) -> float:
        """Time of a row; a fraction of a row is allowed."""
        return self._grid.time_s(row - LEAD)

    def push(self, block: SampleBlock) -> None:
        """Add samples; a block longer than `keep` rows must be cut by the caller."""
        values, counts = self._grid.push(block)
        if counts.size == 0:
            return
        if self.rows.end == 0:
            values = np.concatenate([np.repeat(values[:, :1], LEAD, axis=1), values], axis=1)
            counts = np.concatenate([np.zeros(LEAD), counts])
        acc = values[:3]
        gyr = values[3:] if self.has_gyr else np.zeros_like(acc)
        ripple = np.sqrt(squared(self._ripple.push(acc)))
        summed = [acc, gyr, squared(acc)[None], squared(gyr)[None], ripple[None]]
        sums = self._sums.push(np.concatenate(summed))
        self.rows.append(np.concatenate([acc, gyr, ripple[None], counts[None], sums]))
