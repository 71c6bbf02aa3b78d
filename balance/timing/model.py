"""What was learned, for a kind of sensor: weights, how sure to be, how wide the times are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from balance.signal.placement import TRUNK, Placement
from balance.timing.decisions import Decisions
from balance.timing.network import Weights, grained

FILE = "weights.npz"
KINDS = ("trunk", "trunk_acc", "leg", "leg_acc")


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
    with files(__package__).joinpath(FILE).open("rb") as file, np.load(file) as table:
        return {kind: _model(dict(table), kind) for kind in KINDS}


def _model(table: dict[str, np.ndarray], kind: str) -> Model:
    place = kind.removesuffix("_acc")
    weights = {
        name.removeprefix(f"{place}/"): values.astype(float)
        for name, values in table.items()
        if name.startswith(f"{place}/")
    }
    lifted, landed, rest = np.split(table[f"decisions/{kind}"].astype(float), [3, 6])
    decisions = Decisions(
        (lifted[0], lifted[1], lifted[2]), (landed[0], landed[1], landed[2]), *rest.tolist()
    )
    return Model(grained(weights), decisions, float(table[f"width/{kind}"]))
