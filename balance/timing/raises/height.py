"""How high the heel was: (heel to ball of the foot) x sin(pitch), pitch from the flat foot."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.signal.grid import STEP_S
from balance.signal.grid import rows as rows_in
from balance.timing.raises.looks import Seen
from balance.timing.raises.rest import Rest
from balance.timing.raises.rows import Rows

_HALF: Final = rows_in(0.2)
#: How high over the ball of the foot a sensor on its back is, with the heel up.
_ABOVE_M: Final = 0.08


def sine_at_top(seen: Seen, axis: FloatArray, rows: Rows, rest: Rest) -> float:
    """The sine of the pitch at the top of a raise.

    With a gyroscope the rate of turn about the axis is added up from one flat foot to the next and
    set right at both by gravity, so that neither a push nor an error of scale of the acceleration
    has a say; without one gravity alone tells.
    """
    first, last = seen.low, seen.next_low + 1
    along = axis @ rest.tilt(rows.down(first, last))
    if not rows.has_gyr or rest.down_m_s2 is None:
        return _by_gravity(along)
    up = rest.down_m_s2 / float(np.sqrt(np.sum(rest.down_m_s2**2)))
    about = np.cross(axis, up)  # turning about it takes gravity along the axis
    angle = np.cumsum(about @ rows.turn(first, last)) * STEP_S
    ends = np.arcsin(np.clip(along[[0, -1]], -1.0, 1.0))
    share = np.linspace(0.0, 1.0, angle.size)
    angle = angle + (ends[0] - angle[0]) * (1.0 - share) + (ends[1] - angle[-1]) * share
    return float(np.sin(np.max(angle)))


def _by_gravity(along: FloatArray) -> float:
    """The highest tilt without what the sensor's own acceleration adds to it.

    It sits above the ball, so that at the top it is slowed down backward, which looks like more
    tilt: by its height over the ball and the bend of the tilt itself.
    """
    if along.size < 2 * _HALF + 1:
        return float(np.max(along))
    sums = np.concatenate([[0.0], np.cumsum(along)])
    mean = (sums[_HALF:] - sums[:-_HALF]) / _HALF
    if mean.size < 2 * _HALF + 1:
        return float(np.max(mean))
    middle = mean[_HALF:-_HALF]
    bend = (mean[2 * _HALF :] - 2.0 * middle + mean[: -2 * _HALF]) / (_HALF * STEP_S) ** 2
    return float(np.max(middle + _ABOVE_M / GRAVITY_M_S2 * bend))
