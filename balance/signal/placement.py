"""Where on the body the sensor is worn."""

from __future__ import annotations

from typing import Final, Literal, get_args

Placement = Literal["lower_back", "chest", "thigh", "shank", "foot"]
PLACEMENTS: Final[tuple[Placement, ...]] = get_args(Placement)
TRUNK: Final[frozenset[Placement]] = frozenset({"lower_back", "chest"})
