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
# Means over grid rows from `a` to `b` before the newest: each twice as long as the one before.
BOXES: Final = tuple((0 if b == STRIDE else b // 2, b) for b in (4, 8, 16, 32, 64, 128, 256))
LOOKS: Final = STRIDE + len(BOXES)
PAIRS: Final = 2 * LOOKS
SCALARS: Final = LOOKS + 9  # turning 3, ripple 2, floors 3, gyroscope 1
GRAIN: Final = 2.0**-12  # all numbers of the model are whole multiples of it
_ACC_M_S2: Final = 0.5  # sizes that are about one
_GYR_RAD_S: Final = 0.2
_TURNING: Final = (STRIDE, STRIDE + 2, STRIDE + 4)  # means over 0.04, 0.08 and 0.32 s


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

    def scalars(self) -> tuple[FloatArray, ...]:
        """As the model takes them."""
        return (
            np.log(np.asarray(self.acc_m_s2) + 0.02) + 3.0,
            np.log(np.asarray(self.gyr_rad_s) + 0.005) + 4.0,
            np.log(np.asarray(self.ripple_m_s2) + 0.01) + 3.5,
            np.asarray(self.has_gyr, float),
        )


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
    long = STRIDE * count
    made = np.empty((*values.shape[:-1], LOOKS, count))
    for j in range(STRIDE):
        at = end + 1 - STRIDE + j
        made[..., j, :] = values[..., at : at + long : STRIDE]
    newer = sums[..., end : end + long : STRIDE]
    for j, (a, b) in enumerate(BOXES, start=STRIDE):
        if j > STRIDE:
            newer = sums[..., end - a : end - a + long : STRIDE]
        older = sums[..., end - b : end - b + long : STRIDE]
        np.subtract(newer, older, out=made[..., j, :])
        made[..., j, :] *= 1.0 / (b - a)
    return made


def encode(acc: FloatArray, gyr: FloatArray, ripple: FloatArray, standing: Standing) -> Inputs:
    """Histories in the level frame to the model's numbers.

    Parameters
    ----------
    acc, gyr
        Shape (3, ..., LOOKS, n), m/s^2 without gravity and rad/s.
    ripple
        Shape (..., n, STRIDE): its newest grid rows, m/s^2.
    standing
        Of the quiet second.
    """
    shape = ripple.shape[:-1]
    pairs = np.empty((2, *shape, PAIRS))
    scale_acc, scale_gyr = 1.0 / (_ACC_M_S2 * GRAIN), 1.0 / (_GYR_RAD_S * GRAIN)
    pairs[..., :LOOKS] = np.swapaxes(acc[:2], -1, -2) * scale_acc
    pairs[0, ..., LOOKS:] = np.swapaxes(gyr[1], -1, -2) * scale_gyr
    pairs[1, ..., LOOKS:] = np.swapaxes(gyr[0], -1, -2) * -scale_gyr
    scalars = np.empty((*shape, SCALARS))
    scalars[..., :LOOKS] = np.swapaxes(np.arcsinh(acc[2] * (1.0 / _ACC_M_S2)), -1, -2)
    turning = np.log1p(np.abs(gyr[2][..., _TURNING, :]) * (1.0 / _GYR_RAD_S))
    scalars[..., LOOKS : LOOKS + 3] = np.swapaxes(turning, -1, -2)
    both = np.stack([ripple.sum(axis=-1) * (1.0 / STRIDE), ripple.max(axis=-1)], axis=-1)
    scalars[..., LOOKS + 3 : LOOKS + 5] = 0.5 * np.log(both + 0.02) + 0.8
    for k, value in enumerate(standing.scalars(), start=LOOKS + 5):
        scalars[..., k] = value
    scalars *= 1.0 / GRAIN
    return Inputs(np.rint(pairs, out=pairs), np.rint(scalars, out=scalars))


def model_rows(features: Features, level: Level, first: int, count: int) -> Inputs:
    """Inputs of the model rows `first` to `first + count`; model row k ends at grid row 4 k + 3."""
    end = STRIDE * first + STRIDE - 1
    begin = end - BOXES[-1][1]
    view = features.rows.view(begin, end + STRIDE * (count - 1) + 1)
    last = end - begin
    seen = history(view[:6], view[f.SUM_ACC.start : f.SUM_GYR.stop], last, count)
    gyr = level.gyr(seen[3:]) if features.has_gyr else np.zeros_like(seen[3:])
    newest = view[f.RIPPLE, last + 1 - STRIDE :].reshape(count, STRIDE)
    quiet = level.quiet
    standing = Standing(
        quiet.acc_rms_m_s2, quiet.gyr_rms_rad_s, quiet.ripple_m_s2, features.has_gyr
    )
    return encode(level.acc(seen[:3]), gyr, newest, standing)
