"""How far the sensor leans from its pose in one hold, for the eye alone. No Qt in here.

The slow part of the acceleration points up. Where it points in the middle of a hold is the pose:
on the trunk the angle to it is the sway in degrees of lean, on a leg it is how far the raised leg
turns out of its pose. Against quiet stance, as a leg that is lifted, it would be a quarter turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from balance.samples import measured_rate_hz
from balance.signal.filters import StreamFilter, butterworth

if TYPE_CHECKING:
    from balance.samples import FloatArray
    from gui.review.looking import Looking

SLOW_HZ: Final = 3.5
#: Degrees at the top of the scale: the least that holds the hold is taken. A trunk that stands well
#: stays below the first; the same scale for most holds is what lets them be compared.
SCALES_DEG: Final = (10.0, 20.0, 45.0, 90.0, 180.0)
_LIFTING_S: Final = 1.0  # at the beginning of a hold the leg is still on its way to the pose
_LANDING_S: Final = 0.5
_LEAST_S: Final = 0.5
_FITS: Final = 0.98  # of the hold; a jerk that is shorter may leave the scale


def lean(look: Looking, span_s: tuple[float, float]) -> tuple[FloatArray, FloatArray, float]:
    """Give times and degrees within a hold, and the top of the scale that they fit.

    Empty where the hold has too few samples for it.
    """
    none = np.empty(0)
    rows = slice(*np.searchsorted(look.time_s, span_s))
    time_s = look.time_s[rows]
    if time_s.size < 3 or span_s[1] - span_s[0] < _LEAST_S:
        return none, none, SCALES_DEG[0]
    up = look.up[:, rows]
    middle = (time_s >= span_s[0] + _LIFTING_S) & (time_s <= span_s[1] - _LANDING_S)
    if not middle.any():
        middle[:] = True
    pose = np.median(up[:, middle], axis=1)
    angle = np.degrees(np.arccos(np.clip(_unit(pose[:, None])[:, 0] @ up, -1.0, 1.0)))
    reached = float(np.quantile(angle[middle], _FITS))
    return time_s, angle, next(top for top in SCALES_DEG if reached <= top)


def directions(time_s: FloatArray, acc_m_s2: FloatArray) -> FloatArray:
    """Give where up is for each sample: the slow acceleration as unit vectors, shape (3, n)."""
    if time_s.size < 3:
        return _unit(acc_m_s2.T)
    slow = butterworth(1, SLOW_HZ, max(measured_rate_hz(time_s), 3.0 * SLOW_HZ), "low")
    there = StreamFilter(slow).push(acc_m_s2.T)
    return _unit(StreamFilter(slow).push(there[:, ::-1])[:, ::-1])  # both ways: no delay


def _unit(vectors: FloatArray) -> FloatArray:
    sizes = np.sqrt(np.einsum("ij,ij->j", vectors, vectors))
    unit: FloatArray = vectors / np.maximum(sizes, 1e-6)
    return unit
