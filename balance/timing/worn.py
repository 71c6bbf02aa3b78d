"""A sensor that is not where it is said to be: a trunk never tilts as a leg does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from balance.signal.placement import TRUNK, Placement
from balance.timing.results import Cue

# Of simulated and of joined real holds, 99 in 100 at the trunk tilt by less than 9 degrees, and
# 1 in 100 on a leg by less than 5 while it turns slower than 30 degrees a second.
_LEG_TILTS_DEG: Final = 14.0
_TRUNK_TILTS_DEG: Final = 5.0
_TRUNK_TURNS_DEG_S: Final = 30.0


def misplaced(placement: Placement, cues: Sequence[Cue]) -> str:
    """What speaks against the placement, by what was seen at a lift-off; empty where nothing does.

    On a leg it can't be told without a gyroscope: a small lift tilts no more than a lean.
    """
    seen = {cue.kind: cue.value for cue in cues if cue.event == "lift_off"}
    tilt_deg = seen.get("tilt", 0.0)
    where = placement.replace("_", " ")
    if placement in TRUNK:
        like = "a leg" if tilt_deg > _LEG_TILTS_DEG else ""
    else:
        slow = seen.get("turning", _TRUNK_TURNS_DEG_S) < _TRUNK_TURNS_DEG_S
        like = "the trunk" if slow and tilt_deg < _TRUNK_TILTS_DEG else ""
    if not like:
        return ""
    return f"the sensor moves as on {like}, not as on the {where}: is the placement right?"
