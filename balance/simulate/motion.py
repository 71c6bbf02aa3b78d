"""Building blocks of movement: smooth moves, rotations, and the specific force a sensor feels.

The frame of the room: x forward, y to the person's left, z up; angles turn counterclockwise about
these axes (a positive pitch moves the top of a segment forward, a positive roll moves it to the
right, a positive yaw turns it left).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.signal import lfilter

from balance.samples import GRAVITY_M_S2, FloatArray

RATE_HZ: Final = 1000.0
"""The rate at which everything moves before a sensor samples it."""


def index(time_s: float) -> int:
    """The first step of the room's clock at or after a time."""
    return int(np.ceil(time_s * RATE_HZ - 1e-9))


def smooth_step(share: FloatArray) -> FloatArray:
    """Minimum jerk from 0 to 1 (Flash and Hogan 1985); shape kept, values outside 0..1 clipped."""
    s = np.clip(share, 0.0, 1.0)
    result: FloatArray = s * s * s * (10.0 + s * (6.0 * s - 15.0))
    return result


def add_move(track: FloatArray, start_s: float, duration_s: float, amount: float) -> None:
    """Add to a track, in place, a minimum-jerk move that stays where it ends."""
    first, last = index(start_s), index(start_s + duration_s)
    if first >= track.size or amount == 0.0:
        return
    stop = min(last, track.size)
    begin = max(first, 0)
    if stop > begin:
        clock = np.arange(begin, stop) / RATE_HZ
        track[begin:stop] += amount * smooth_step((clock - start_s) / duration_s)
    track[max(last, 0) :] += amount


def rotation(pitch: FloatArray, roll: FloatArray, yaw: FloatArray) -> FloatArray:
    """Body to room, Rz(yaw) Ry(pitch) Rx(roll).

    Parameters
    ----------
    pitch, roll, yaw
        Shape (n,), rad.

    Returns
    -------
    Shape (n, 3, 3).
    """
    cp, sp, cr, sr = np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    cy, sy = np.cos(yaw), np.sin(yaw)
    matrix = np.empty((pitch.size, 3, 3))
    matrix[:, 0, 0] = cy * cp
    matrix[:, 0, 1] = cy * sp * sr - sy * cr
    matrix[:, 0, 2] = cy * sp * cr + sy * sr
    matrix[:, 1, 0] = sy * cp
    matrix[:, 1, 1] = sy * sp * sr + cy * cr
    matrix[:, 1, 2] = sy * sp * cr - cy * sr
    matrix[:, 2, 0] = -sp
    matrix[:, 2, 1] = cp * sr
    matrix[:, 2, 2] = cp * cr
    return matrix


def rate_of_turn(pitch: FloatArray, roll: FloatArray, yaw: FloatArray) -> FloatArray:
    """Rate of turn in the body's own axes for the angles of `rotation`; shape (n, 3), rad/s."""
    dp, dr, dy = (slope(angle) for angle in (pitch, roll, yaw))
    cp, sp, cr, sr = np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    turn: FloatArray = np.stack(
        (dr - dy * sp, dp * cr + dy * cp * sr, dy * cp * cr - dp * sr), axis=1
    )
    return turn


def slope(track: FloatArray) -> FloatArray:
    """First derivative along the first axis, central differences."""
    result: FloatArray = np.gradient(track, 1.0 / RATE_HZ, axis=0)
    return result


def bend(track: FloatArray) -> FloatArray:
    """Second derivative along the first axis, central differences; the ends repeat."""
    result = np.empty_like(track)
    result[1:-1] = (track[2:] - 2.0 * track[1:-1] + track[:-2]) * RATE_HZ**2
    result[0], result[-1] = result[1], result[-2]
    return result


def along(matrix: FloatArray, vector: FloatArray) -> FloatArray:
    """A vector of the body, seen from the room: shapes (n, 3, 3) and (3,) give (n, 3)."""
    result: FloatArray = matrix @ np.asarray(vector, dtype=np.float64)
    return result


def specific_force(matrix: FloatArray, position_m: FloatArray) -> FloatArray:
    """What an ideal accelerometer feels, R^T (p'' - g), in the body's axes; shape (n, 3)."""
    felt = bend(position_m)
    felt[:, 2] += GRAVITY_M_S2
    result: FloatArray = np.einsum("nji,nj->ni", matrix, felt)
    return result


def ring(n: int, start_s: float, speed_m_s: float, rate_hz: float, decay_s: float) -> FloatArray:
    """The movement of a mass on a spring and damper that is struck: shape (n,), metres.

    It starts at rest at 0 with `speed_m_s`, rings at `rate_hz` and dies away with `decay_s`.
    """
    track = np.zeros(n)
    first = index(start_s)
    since = np.arange(max(first, 0), min(n, index(start_s + 9.0 * decay_s))) / RATE_HZ - start_s
    omega = 2.0 * np.pi * rate_hz
    track[max(first, 0) : max(first, 0) + since.size] = (
        speed_m_s / omega * np.exp(-since / decay_s) * np.sin(omega * since)
    )
    return track


def struck(push: FloatArray, rate_hz: float, damping: float) -> FloatArray:
    """The movement of a mass on a spring under a push given as acceleration (m/s^2): metres.

    Second order, x'' + 2 d w x' + w^2 x = push, by the impulse-invariant recursion.
    """
    omega = 2.0 * np.pi * rate_hz
    step = 1.0 / RATE_HZ
    shrink = np.exp(-damping * omega * step)
    damped = omega * np.sqrt(1.0 - damping * damping)
    a = [1.0, -2.0 * shrink * np.cos(damped * step), shrink * shrink]
    b = [0.0, step * shrink * np.sin(damped * step) / damped]
    result: FloatArray = lfilter(b, a, push, axis=0)
    return result
