"""One person who wears two sensors, on trunk and raised leg, in the worlds that can do it."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Final

import numpy as np

from balance.signal.placement import Placement
from worlds import forces, gestures, jointed, third
from worlds.labelled import Labelled

#: The same seed is the same movement wherever it is felt; in "third" the same events, each part of
#: the body with a sway of its own.
WORLDS: Final[dict[str, ModuleType]] = {
    "forces": forces,
    "gestures": gestures,
    "jointed": jointed,
    "third": third,
}
_TRUNK: Final[tuple[Placement, ...]] = ("lower_back", "lower_back", "chest")
_LEG: Final[tuple[Placement, ...]] = ("shank", "thigh", "foot")


@dataclass(frozen=True)
class Both:
    """Two recordings of one person, on one clock."""

    leg: Labelled
    trunk: Labelled


def draw(world: str, seed: int) -> Both:
    """Draw one person who is never learned from; placements by the seed."""
    rng = np.random.default_rng([seed, 991])
    trunk, leg = _TRUNK[rng.integers(3)], _LEG[rng.integers(3)]
    parts = (WORLDS[world].draw(seed, each, judged=True) for each in (leg, trunk))
    made = Both(*parts)
    assert np.allclose(made.leg.holds, made.trunk.holds, atol=0.05), (world, seed)
    return made
