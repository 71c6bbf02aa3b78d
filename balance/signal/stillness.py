"""Quiet stance: when it is there, and what it tells about gravity, zero rates and noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray
from balance.signal import features as f
from balance.signal.features import LEAD, Features
from balance.signal.grid import GRID_HZ, rows
from balance.signal.quality import LOWEST_RATE_HZ
from balance.signal.vectors import squared

WINDOW: Final = rows(1.0)
HALF: Final = rows(0.5)
_COUNT_SLACK: Final = 1.0  # a second may hold one sample fewer than the rate says
_DRIFT_M_S2: Final = 0.25  # from the first half of the second to the other
_GRAVITY_RANGE_M_S2: Final = (8.8, 10.8)  # resting |acc| runs from 0.94 to 1.08 g between devices


@dataclass(frozen=True, slots=True)
class StillLimits:
    """The most that a second of quiet two-leg stance may move (RMS, mean removed)."""

    acc_m_s2: float
    gyr_rad_s: float


@dataclass(frozen=True, slots=True)
class Quiet:
    """What a second of quiet stance was like.

    Attributes
    ----------
    row : int
        The last grid row of that second.
    acc_m_s2, gyr_rad_s : ndarray (3,)
        Means: gravity as felt, and the gyroscope's zero.
    acc_rms_m_s2, gyr_rms_rad_s, ripple_m_s2 : float
        The noise floor: RMS about the mean, and the mean length in the impact band.
    """

    row: int
    acc_m_s2: FloatArray
    gyr_rad_s: FloatArray
    acc_rms_m_s2: float
    gyr_rms_rad_s: float
    ripple_m_s2: float


def still_rows(features: Features, first: int, last: int, limits: StillLimits) -> BoolArray:
    """Which of the rows `first` to `last` end a second of quiet stance, as a boolean array.

    Rows that have less than a second behind them are not still, nor are those at a rate too low
    to time anything.
    """
    still = np.zeros(max(0, last - first), dtype=bool)
    from_row = max(first, LEAD + WINDOW, features.rows.start + WINDOW)
    if from_row >= last:
        return still
    view = features.rows.view(from_row - WINDOW, last)[f.COUNT :]
    change = view[:, WINDOW:] - view[:, :-WINDOW]
    base = f.COUNT
    sums = view[f.SUM_ACC.start - base : f.SUM_ACC.stop - base]
    newer = sums[:, WINDOW:] - sums[:, HALF : HALF - WINDOW]
    mean_acc = change[f.SUM_ACC.start - base : f.SUM_ACC.stop - base] / WINDOW
    mean_gyr = change[f.SUM_GYR.start - base : f.SUM_GYR.stop - base] / WINDOW
    drift = 2.0 * (newer / HALF - mean_acc)
    length2 = squared(mean_acc)
    acc_var = change[f.SUM_ACC2 - base] / WINDOW - length2
    gyr_var = change[f.SUM_GYR2 - base] / WINDOW - squared(mean_gyr)
    low, high = _GRAVITY_RANGE_M_S2
    still[from_row - first :] = (
        (acc_var < limits.acc_m_s2**2)
        & (gyr_var < limits.gyr_rad_s**2)
        & (squared(drift) < _DRIFT_M_S2**2)
        & (length2 > low**2)
        & (length2 < high**2)
        & (change[0] * (GRID_HZ / WINDOW) >= LOWEST_RATE_HZ - _COUNT_SLACK)
    )
    return still


def quiet_at(features: Features, row: int) -> Quiet:
    """Measure the second that ends with `row`."""
    mean = (features.rows.row(row) - features.rows.row(row - WINDOW)) / WINDOW
    acc, gyr = mean[f.SUM_ACC], mean[f.SUM_GYR]
    return Quiet(
        row=row,
        acc_m_s2=acc,
        gyr_rad_s=gyr,
        acc_rms_m_s2=_root(mean[f.SUM_ACC2] - squared(acc)),
        gyr_rms_rad_s=_root(mean[f.SUM_GYR2] - squared(gyr)),
        ripple_m_s2=float(mean[f.SUM_RIPPLE]),
    )


def _root(value: float) -> float:
    return float(np.sqrt(max(0.0, value)))
