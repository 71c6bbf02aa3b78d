"""What a stretch of rows shows against the quiet stance before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balance.samples import FloatArray, IntArray
from balance.signal import features as f
from balance.signal.features import Features
from balance.signal.grid import GRID_HZ
from balance.signal.stillness import Quiet
from balance.signal.vectors import length

_APART = 4  # rows over which the turning of up stands in for a gyroscope


@dataclass(frozen=True, slots=True)
class Motion:
    """One stretch, n rows; vectors are (3, n)."""

    rate_rad_s: FloatArray
    up_m_s2: FloatArray
    slow_m_s2: FloatArray
    ripple_m_s2: FloatArray


def motion(features: Features, first: int, last: int, quiet: Quiet) -> Motion:
    """Rate of turn, direction of up, and ripple of rows `first` to `last` (excluded).

    Without a gyroscope the rate is how fast the direction of gravity turns.
    """
    begin = max(features.rows.start, first - _APART)
    view = features.rows.view(begin, last)
    up = view[f.UP]
    if features.has_gyr:
        turning = view[f.GYR] - quiet.gyr_rad_s[:, None]
        rate = length(turning)
    else:
        turned = np.zeros_like(up)
        turned[:, _APART:] = up[:, _APART:] - up[:, :-_APART]
        rate = length(turned) * (GRID_HZ / _APART) / float(length(quiet.up_m_s2))
    keep = first - begin
    return Motion(
        rate_rad_s=rate[keep:],
        up_m_s2=up[:, keep:],
        slow_m_s2=view[f.SLOW, keep:],
        ripple_m_s2=np.sqrt(view[f.RIPPLE2, keep:]),
    )


def ripple_floor(view: FloatArray, start: int, first: IntArray, last: IntArray) -> FloatArray:
    """Usual ripple over the rows `first` to `last`, one pair for each value that is wanted.

    `view` begins at the absolute row `start`. The mean of the square root is used: a burst
    that is ten times the rest hardly moves it.
    """
    sums = view[f.SUM_ROOT]
    mean = (sums[last - start] - sums[first - start]) / np.maximum(last - first, 1)
    floor: FloatArray = mean * mean
    return floor
