"""How high the heel was: (heel to ball of the foot) x sin(pitch), pitch from the flat foot."""

from __future__ import annotations

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import STEP_S
from balance.timing.raises.looks import Seen
from balance.timing.raises.rest import Rest
from balance.timing.raises.rows import Rows


def sine_at_top(seen: Seen, axis: FloatArray, rows: Rows, rest: Rest) -> float:
    """The sine of the pitch at the top of a raise.

    With a gyroscope the rate of turn about the axis is added up from one flat foot to the next and
    set right at both by gravity, so that neither a push nor an error of scale of the acceleration
    has a say; without one gravity alone tells.
    """
    first, last = seen.low, seen.next_low + 1
    along = axis @ rest.tilt(rows.down(first, last))
    if not rows.has_gyr or rest.down_m_s2 is None:
        return float(np.max(along))
    up = rest.down_m_s2 / float(np.sqrt(np.sum(rest.down_m_s2**2)))
    about = np.cross(axis, up)  # turning about it takes gravity along the axis
    angle = np.cumsum(about @ rows.turn(first, last)) * STEP_S
    ends = np.arcsin(np.clip(along[[0, -1]], -1.0, 1.0))
    share = np.linspace(0.0, 1.0, angle.size)
    angle = angle + (ends[0] - angle[0]) * (1.0 - share) + (ends[1] - angle[-1]) * share
    return float(np.sin(np.max(angle)))
