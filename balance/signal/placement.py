"""Where on the body the sensor is worn, and which of its axes points forward."""

from __future__ import annotations

from typing import Final, Literal, get_args

Placement = Literal["lower_back", "chest", "thigh", "shank", "foot"]
PLACEMENTS: Final[tuple[Placement, ...]] = get_args(Placement)
TRUNK: Final[frozenset[Placement]] = frozenset({"lower_back", "chest"})

ForwardAxis = Literal["x", "y", "z", "-x", "-y", "-z"]
FORWARD_AXES: Final[tuple[ForwardAxis, ...]] = get_args(ForwardAxis)
