"""How sure a hold's duration is."""

from __future__ import annotations

from typing import Final

import numpy as np

# Half-width over the spread of both ends, so that 95 in 100 true durations lie within; found by
# benchmarks/calibration.py on the tuning people.
FACTOR: Final[dict[str, float]] = {"trunk": 2.39, "trunk_acc": 2.60, "leg": 1.73, "leg_acc": 1.77}


def half_width_s(lift_spread_s: float, end_spread_s: float, *, trunk: bool, has_gyr: bool) -> float:
    """Half-width that is meant to hold the true duration 95 times in 100, seconds."""
    kind = ("trunk" if trunk else "leg") + ("" if has_gyr else "_acc")
    return FACTOR[kind] * float(np.hypot(lift_spread_s, end_spread_s))
