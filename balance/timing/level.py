"""The level frame: gravity of quiet stance points up, its rates of turn are zero.

Which way it faces is left open: it follows the mounting of the sensor, and nothing that is timed
depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.signal.stillness import Quiet

_MOST: Final = 2.0**10  # m/s^2, rad/s: more than any sensor gives
_GRAIN: Final = 2.0**-16
_COSINE_GRAIN: Final = 2.0**-20


@dataclass(frozen=True, slots=True)
class Level:
    """One way to stand, as a sensor feels it.

    Attributes
    ----------
    quiet : Quiet
        The second that it was taken from.
    turn : ndarray (3, 3)
        From the sensor's axes to level ones, the third up.
    gain : float
        What makes the length of gravity right: devices err by up to 8 %.
    """

    quiet: Quiet
    turn: FloatArray
    gain: float

    def acc(self, values: FloatArray) -> FloatArray:
        """Acceleration without gravity in level axes, m/s^2; shape (3, ...) in and out."""
        level = _turned(self.turn, self.gain * values)
        level[2] -= GRAVITY_M_S2
        return level

    def gyr(self, values: FloatArray) -> FloatArray:
        """Rate of turn in level axes, rad/s; shape (3, ...) in and out."""
        zero = self.quiet.gyr_rad_s.reshape(3, *[1] * (values.ndim - 1))
        return _turned(self.turn, values - zero)

    def both(self, values: FloatArray, *, has_gyr: bool) -> FloatArray:
        """Acceleration and rate of turn at once, shape (6, ...) in and out."""
        felt = values.reshape(2, 3, -1)
        felt = felt * np.array([self.gain, float(has_gyr)]).reshape(2, 1, 1)
        if has_gyr:
            felt[1] -= self.quiet.gyr_rad_s[:, None]
        level = _turned(self.turn, felt)
        level[0, 2] -= GRAVITY_M_S2
        return level.reshape(values.shape)


def level_from(quiet: Quiet, before: Level | None = None) -> Level:
    """Level frame of a quiet second; from the frame before it is the smallest turn away."""
    length = float(np.sqrt((quiet.acc_m_s2**2).sum()))
    up = quiet.acc_m_s2 / length
    facing = np.eye(3) if before is None else before.turn
    front = (_upright(facing @ up) @ facing)[0]
    front -= (front @ up) * up  # what rounding has added up to since the first frame
    front /= np.sqrt(front @ front)
    turn = np.stack([front, np.cross(up, front), up])
    return Level(quiet, np.rint(turn / _COSINE_GRAIN) * _COSINE_GRAIN, GRAVITY_M_S2 / length)


def _upright(up: FloatArray) -> FloatArray:
    """The smallest rotation that takes a unit vector to the third axis."""
    across2 = float(up[0] ** 2 + up[1] ** 2)
    if across2 < 1e-18:
        return np.diag([1.0, np.sign(up[2]), np.sign(up[2])])
    x, y = up[1], -up[0]  # up cross third axis
    cross = np.array([[0.0, 0.0, y], [0.0, 0.0, -x], [-y, x, 0.0]])
    rotation: FloatArray = np.eye(3) + cross + cross @ cross * ((1.0 - up[2]) / across2)
    return rotation


def _turned(turn: FloatArray, values: FloatArray) -> FloatArray:
    """A rotation, of numbers that are rounded so far that each sum is exact.

    26 bits of a value, 21 of a cosine and 2 for three terms are fewer than the 53 there are: so it
    does not matter in which order a library adds them up.
    """
    shape = values.shape if values.ndim == 3 else (3, -1)
    whole = np.minimum(np.maximum(values, -_MOST), _MOST).reshape(shape)
    whole *= 1.0 / _GRAIN
    level: FloatArray = turn @ np.rint(whole, out=whole)
    level *= _GRAIN
    return level.reshape(values.shape)
