"""Where up, front and side are, in the axes of a sensor that may be worn in any way.

Gravity is the mean of the acceleration while somebody stands: over seconds the body goes nowhere,
and what is left is gravity (Moe-Nilssen 1998). Taking the part of the acceleration that is square
to it corrects for the tilt of the sensor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy import signal

from balance.samples import FloatArray
from balance.signal.filters import butterworth
from balance.signal.grid import GRID_HZ, rows
from balance.signal.placement import ForwardAxis
from balance.signal.vectors import dot, length, squared

BEFORE_S: Final = 6.0
_QUIET: Final = rows(1.0)
_QUIET_RMS_M_S2: Final = 0.3
_SHIFT: Final = rows(1.0)
_ONE_LINE: Final = 4.0
_LEAST_LEAN_M_S2: Final = 0.2
_AGREE_RAD: Final = np.radians(15.0)
_LEAST_TILT: Final = 0.3
_SLOW_HZ: Final = 3.5


@dataclass(frozen=True, slots=True)
class Plane:
    """The horizontal plane of a stretch: two unit vectors square to gravity, each shape (3,).

    `ap` points forward or backward and `ml` to a side where `axes` is "known" or "learned"; else
    they are any two.
    """

    ap: FloatArray
    ml: FloatArray
    axes: Literal["known", "learned", "none"]

    def project(self, acc_m_s2: FloatArray) -> tuple[FloatArray, FloatArray]:
        """AP and ML of an acceleration, shape (3, n)."""
        return dot(self.ap[:, None], acc_m_s2), dot(self.ml[:, None], acc_m_s2)


def plane_of(
    acc_m_s2: FloatArray, forward: ForwardAxis | None = None, side: FloatArray | None = None
) -> Plane:
    """Find the horizontal plane of a stretch of standing.

    Parameters
    ----------
    acc_m_s2
        Shape (3, n), of that stretch.
    forward
        The sensor's axis that points forward, where it is known. It counts for nothing where it
        is within 17 degrees of the vertical.
    side
        Shape (3,), a direction along ML that was learned.
    """
    up = _unit(np.mean(acc_m_s2, axis=1))
    if forward is not None:
        ahead = _level(_axis(forward), up)
        if length(ahead) > _LEAST_TILT:
            ap = _unit(ahead)
            return Plane(ap, np.cross(up, ap), "known")
    if side is not None:
        ml = _unit(_level(side, up))
        return Plane(np.cross(ml, up), ml, "learned")
    least = np.zeros(3)
    least[np.argmin(np.abs(up))] = 1.0
    ap = _unit(_level(least, up))
    return Plane(ap, np.cross(up, ap), "none")


def learned_side(
    acc_m_s2: FloatArray, lift_row: int, hold_up_m_s2: FloatArray
) -> FloatArray | None:
    """Learn ML from how a person went from two legs onto one.

    Two cues must agree: the line of the weight shift in the second before the lift-off, and the
    lean that the hold has against the quiet stance before it, both of which are sideways.

    Parameters
    ----------
    acc_m_s2
        Shape (3, n), even at `GRID_HZ`, from some seconds before the lift-off on.
    lift_row
        Where in it the lift-off is.
    hold_up_m_s2
        Shape (3,), the mean acceleration of the hold.

    Returns
    -------
    Shape (3,), a direction along ML of either sign, or None where it can't be told.
    """
    before = acc_m_s2[:, :lift_row]
    if before.shape[1] < _QUIET + _SHIFT:
        return None
    quiet = _quietest(before)
    if quiet is None:
        return None
    up = _unit(quiet)
    slow = signal.sosfiltfilt(butterworth(4, _SLOW_HZ, GRID_HZ, "low"), before, axis=1)
    shift, ratio = _line(_level_all(slow[:, -_SHIFT:] - quiet[:, None], up))
    lean = _level(hold_up_m_s2 - quiet, up)
    if ratio < _ONE_LINE or length(lean) < _LEAST_LEAN_M_S2:
        return None
    lean = _unit(lean)
    cosine = float(dot(shift, lean))
    if abs(cosine) < np.cos(_AGREE_RAD):
        return None
    return _unit(lean + np.sign(cosine) * shift)


def _quietest(acc: FloatArray) -> FloatArray | None:
    """Mean of the second that moves least; None where even that one is not quiet."""
    centred = acc - acc[:, :1]
    zero = np.zeros((3, 1))
    sums = np.cumsum(np.concatenate([zero, centred], axis=1), axis=1)
    squares = np.cumsum(np.concatenate([zero[:1], squared(centred)[None]], axis=1), axis=1)
    mean = (sums[:, _QUIET:] - sums[:, :-_QUIET]) / _QUIET
    variance = (squares[0, _QUIET:] - squares[0, :-_QUIET]) / _QUIET - squared(mean)
    at = int(np.argmin(variance))
    if variance[at] > _QUIET_RMS_M_S2**2:
        return None
    result: FloatArray = mean[:, at] + acc[:, 0]
    return result


def _line(level: FloatArray) -> tuple[FloatArray, float]:
    """Direction in which vectors, shape (3, n), are longest, and how much more than across it."""
    moments = np.empty((3, 3))
    for i in range(3):
        for k in range(3):
            moments[i, k] = np.sum(level[i] * level[k])
    strength, directions = np.linalg.eigh(moments)
    return directions[:, 2], float(strength[2] / max(strength[1], 1e-12))


def _axis(name: ForwardAxis) -> FloatArray:
    axis = np.zeros(3)
    axis["xyz".index(name[-1])] = -1.0 if name.startswith("-") else 1.0
    return axis


def _unit(vector: FloatArray) -> FloatArray:
    result: FloatArray = vector / length(vector)
    return result


def _level(vector: FloatArray, up: FloatArray) -> FloatArray:
    result: FloatArray = vector - dot(vector, up) * up
    return result


def _level_all(vectors: FloatArray, up: FloatArray) -> FloatArray:
    result: FloatArray = vectors - dot(vectors, up[:, None]) * up[:, None]
    return result
