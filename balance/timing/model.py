"""What was learned, for a kind of sensor: weights, how sure to be, how wide the times are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from balance.signal.placement import TRUNK, Placement
from balance.timing.decisions import Decisions
from balance.timing.network import Weights, from_grains

WEIGHTS: Final = "weights.npz"
RECORD: Final = "weights.json"  # what they were learned from; nothing reads it here
KINDS: Final = ("trunk", "trunk_acc", "leg", "leg_acc")


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One kind of sensor's model.

    Attributes
    ----------
    weights
        Of the network.
    decisions
        How sure it must be.
    width : float
        Half-width over the spread of both ends, so that 95 in 100 true durations lie within.
    """

    weights: Weights
    decisions: Decisions
    width: float


def kind_of(placement: Placement, *, has_gyr: bool) -> str:
    """One of `KINDS`."""
    return ("trunk" if placement in TRUNK else "leg") + ("" if has_gyr else "_acc")


def model_for(placement: Placement, *, has_gyr: bool) -> Model:
    """The learned model of a placement, with or without a gyroscope."""
    return _models()[kind_of(placement, has_gyr=has_gyr)]


@cache
def _models() -> dict[str, Model]:
    with files(__package__).joinpath(WEIGHTS).open("rb") as file, np.load(file) as table:
        kept = dict(table)
    places = {
        place: from_grains(
            {n.removeprefix(f"{place}/"): v for n, v in kept.items() if n.startswith(f"{place}/")}
        )
        for place in ("trunk", "leg")
    }
    return {
        kind: Model(
            places[kind.removesuffix("_acc")],
            Decisions.from_numbers(kept[f"decisions/{kind}"].tolist()),
            float(kept[f"width/{kind}"]),
        )
        for kind in KINDS
    }
