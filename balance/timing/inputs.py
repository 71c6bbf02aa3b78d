"""What the model looks at: a row each 40 ms, with the last 2.6 s in ever longer means.

Movement in the level plane is kept as pairs of numbers, one for each level axis, that the model
mixes alike and takes the length of: so it can't tell which way a person or a sensor faces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal import features as f
from balance.signal.features import Features
from balance.signal.grid import GRID_HZ
from balance.timing.level import Level

STRIDE: Final = 4  # grid rows to a row of the model
ROW_S: Final = STRIDE / GRID_HZ
# Means over grid rows between these ages, each about twice as long as the one before.
AGES: Final = (0, 4, 8, 16, 32, 64, 128, 256)
LOOKS: Final = STRIDE + len(AGES) - 1
PAIRS: Final = 2 * LOOKS
SCALARS: Final = LOOKS + 9  # turning 3, ripple 2, floors 3, gyroscope 1
GRAIN: Final = 2.0**-12  # all numbers of the model are whole multiples of it
_ACC_M_S2: Final = 0.5  # sizes that are about one
_GYR_RAD_S: Final = 0.2
_TURNING: Final = slice(STRIDE, STRIDE + 5, 2)  # three of the means
_NEWEST: Final = np.arange(1 - STRIDE, 1)[:, None]
_EDGES: Final = -np.array(AGES)[:, None]
_SHARES: Final = 1.0 / np.diff(AGES)[:, None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Rows for the model, in grains: `pairs` (2, ..., n, PAIRS), `scalars` (..., n, SCALARS)."""

    pairs: FloatArray
    scalars: FloatArray


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the quiet second and the sensor; arrays of shape (k, 1) for many."""

    acc_m_s2: FloatArray | float
    gyr_rad_s: FloatArray | float
    ripple_m_s2: FloatArray | float
    has_gyr: FloatArray | float

    def scalars(self) -> FloatArray:
        """As the model takes them, along the last axis."""
        known = (
            np.log(np.asarray(self.acc_m_s2) + 0.02) + 3.0,
            np.log(np.asarray(self.gyr_rad_s) + 0.005) + 4.0,
            np.log(np.asarray(self.ripple_m_s2) + 0.01) + 3.5,
            np.asarray(self.has_gyr, float),
        )
        return np.stack(known, axis=-1)


def history(values: FloatArray, sums: FloatArray, end: int, count: int) -> FloatArray:
    """The newest grid rows and the means before them, for model rows that end each 4 grid rows.

    Parameters
    ----------
    values, sums
        Grid rows and their running sums, time along the last axis.
    end
        Index of the newest grid row of the first model row.
    count
        How many model rows.

    Returns
    -------
    ndarray (..., LOOKS, count)
    """
    ends = end + STRIDE * np.arange(count)
    made = np.empty((*values.shape[:-1], LOOKS, count))
    made[..., :STRIDE, :] = values[..., ends + _NEWEST]
    edges = sums[..., ends + _EDGES]
    np.subtract(edges[..., :-1, :], edges[..., 1:, :], out=made[..., STRIDE:, :])
    made[..., STRIDE:, :] *= _SHARES
    return made


def encode(seen: FloatArray, ripple: FloatArray, standing: FloatArray) -> Inputs:
    """Histories in the level frame to the model's numbers.

    Parameters
    ----------
    seen
        Shape (6, ..., LOOKS, n): acceleration without gravity, m/s^2, and rate of turn, rad/s.
    ripple
        Shape (..., n, STRIDE): its newest grid rows, m/s^2.
    standing
        Of the quiet second: `Standing.scalars`.
    """
    shape = ripple.shape[:-1]
    turned = np.swapaxes(seen, -1, -2)
    pairs = np.empty((2, *shape, PAIRS))
    np.multiply(turned[:2], 1.0 / (_ACC_M_S2 * GRAIN), out=pairs[..., :LOOKS])
    np.multiply(turned[4], 1.0 / (_GYR_RAD_S * GRAIN), out=pairs[0, ..., LOOKS:])
    np.multiply(turned[3], -1.0 / (_GYR_RAD_S * GRAIN), out=pairs[1, ..., LOOKS:])
    scalars = np.empty((*shape, SCALARS))
    scalars[..., :LOOKS] = np.arcsinh(turned[2] * (1.0 / _ACC_M_S2))
    turning = np.abs(turned[5][..., _TURNING])
    scalars[..., LOOKS : LOOKS + 3] = np.log1p(turning * (1.0 / _GYR_RAD_S))
    ripples = scalars[..., LOOKS + 3 : LOOKS + 5]
    np.multiply(ripple.sum(axis=-1), 1.0 / STRIDE, out=ripples[..., 0])
    ripple.max(axis=-1, out=ripples[..., 1])
    ripples[...] = 0.5 * np.log(ripples + 0.02) + 0.8
    scalars[..., LOOKS + 5 :] = standing
    scalars *= 1.0 / GRAIN
    return Inputs(np.rint(pairs, out=pairs), np.rint(scalars, out=scalars))


def standing_of(level: Level, *, has_gyr: bool) -> FloatArray:
    """The scalars that stay the same for as long as a level frame does."""
    quiet = level.quiet
    known = quiet.acc_rms_m_s2, quiet.gyr_rms_rad_s, quiet.ripple_m_s2
    return Standing(*known, float(has_gyr)).scalars()


def model_rows(
    features: Features, level: Level, standing: FloatArray, first: int, count: int
) -> Inputs:
    """Inputs of the model rows `first` to `first + count`; model row k ends at grid row 4 k + 3."""
    end = STRIDE * first + STRIDE - 1
    begin = end - AGES[-1]
    view = features.rows.view(begin, end + STRIDE * (count - 1) + 1)
    last = end - begin
    seen = history(view[:6], view[f.SUM_ACC.start : f.SUM_GYR.stop], last, count)
    newest = view[f.RIPPLE, last + 1 - STRIDE :].reshape(count, STRIDE)
    return encode(level.both(seen, has_gyr=features.has_gyr), newest, standing)
