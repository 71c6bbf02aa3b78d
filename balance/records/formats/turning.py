"""The unit of a rate of turn that nothing states, told by how gravity turns while it moves.

What is fixed in the room turns, as a sensor feels it, against the sensor's own rate of turn: over
half a second gravity changes by the integral of gravity times the rate. How much it did against
how much the numbers say is the unit. At rest there is nothing to compare, and noise has no say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import GRAVITY_M_S2, BoolArray, FloatArray, measured_rate_hz

_DEG: Final = float(np.pi / 180.0)
GYR_RAD_S: Final[dict[str, float]] = {
    "rad/s": 1.0,
    "deg/s": _DEG,
    "mdeg/s": _DEG / 1000.0,
}
_OVER_S: Final = 0.5
_MEAN_S: Final = 0.1
_TURNED_M_S2: Final = 1.0  # gravity turned by six degrees
_LEAST_STRETCHES: Final = 4
_AGREES: Final = 0.6
_APART: Final = 4.0  # the sensor also moves along; units are 57 times apart and more
_NEAR_G: Final = (0.85, 1.15)


@dataclass(frozen=True, slots=True)
class Scale:
    """What one of a gyroscope's numbers is in rad/s, as gravity says, and how well it agrees."""

    rad_s: float
    agrees: float


def told_by_turning(time_s: FloatArray, acc_m_s2: FloatArray, gyr: FloatArray) -> str | None:
    """Tell the unit of a rate of turn from the turning of gravity.

    Parameters
    ----------
    time_s
        Shape (n,), seconds, increasing.
    acc_m_s2
        Shape (n, 3), finite.
    gyr
        Shape (n, 3), finite, in the unit that is asked for.

    Returns
    -------
    str or None
        A key of `GYR_RAD_S`; None where it never moved enough, or the two do not agree.
    """
    scale = turning_scale(time_s, acc_m_s2, gyr)
    if scale is None or scale.agrees < _AGREES or scale.rad_s <= 0.0:
        return None
    apart = {unit: abs(np.log(scale.rad_s / rad_s)) for unit, rad_s in GYR_RAD_S.items()}
    nearest = min(apart, key=lambda unit: apart[unit])
    return nearest if apart[nearest] < np.log(_APART) else None


def turning_scale(time_s: FloatArray, acc_m_s2: FloatArray, gyr: FloatArray) -> Scale | None:
    """Fit the numbers of a gyroscope to the turning of gravity; None where it did not turn."""
    rate_hz = measured_rate_hz(time_s)
    if not np.isfinite(rate_hz):
        return None
    over, few = max(2, round(_OVER_S * rate_hz)), max(1, round(_MEAN_S * rate_hz))
    if time_s.size < over + 2 * few:
        return None
    ends = _means(acc_m_s2, few)
    felt = ends[over:] - ends[:-over]
    said = _turned(time_s, acc_m_s2, gyr - _zero(gyr, acc_m_s2, over))
    said = _means(said, few)
    said = said[over:] - said[:-over]
    whole = _whole(time_s, ends, few, over)
    moved = whole & (np.linalg.norm(felt, axis=1) > _TURNED_M_S2)
    if np.count_nonzero(moved) < _LEAST_STRETCHES * few:
        return None
    u, v = said[moved], felt[moved]
    size = float((u**2).sum() * (v**2).sum())
    dot = float((u * v).sum())
    return Scale(dot / float((u**2).sum()), dot / size**0.5) if size > 0.0 else None


def _turned(time_s: FloatArray, acc: FloatArray, gyr: FloatArray) -> FloatArray:
    """Give by how much gravity has turned since the start, as the rate of turn says."""
    rate = np.cross(acc, gyr)  # of what stands still in the room, seen from what turns
    steps = 0.5 * (rate[1:] + rate[:-1]) * np.diff(time_s)[:, None]
    return np.concatenate([np.zeros((1, 3)), np.cumsum(steps, axis=0)])


def _zero(gyr: FloatArray, acc: FloatArray, over: int) -> FloatArray:
    """Zero rates: the mean where the acceleration is quietest."""
    n = len(acc) // over
    if n < 2:
        return np.median(gyr, axis=0)
    parts = acc[: n * over].reshape(n, over, 3)
    quietest = np.argsort(parts.var(axis=1).sum(axis=1), kind="stable")[: max(1, n // 10)]
    zero: FloatArray = gyr[: n * over].reshape(n, over, 3)[quietest].mean(axis=(0, 1))
    return zero


def _means(values: FloatArray, few: int) -> FloatArray:
    """Means over `few` rows that follow one another, shape (n - few + 1, 3)."""
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    means: FloatArray = (sums[few:] - sums[:-few]) / few
    return means


def _whole(time_s: FloatArray, ends: FloatArray, few: int, over: int) -> BoolArray:
    """Which stretches have no gap in them, and nothing but gravity at both ends."""
    lasts_s = time_s[over + few - 1 :] - time_s[: len(time_s) - over - few + 1]
    length = np.linalg.norm(ends, axis=1) / GRAVITY_M_S2
    calm = (length > _NEAR_G[0]) & (length < _NEAR_G[1])
    return np.asarray(calm[over:] & calm[:-over] & (lasts_s < 1.3 * (_OVER_S + _MEAN_S)))
