"""Recordings of the worlds as lessons: grid rows, ways to stand, and what is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Final

import numpy as np
from worlds import (
    collage,
    forces,
    gestures,
    joined,
    jointed,
    loose,
    negatives,
    plain,
    real_pieces,
    third,
)
from worlds.labelled import Labelled

from balance.samples import FloatArray
from balance.signal import features as f
from balance.signal.features import LEAD, Features
from balance.signal.grid import GRID_HZ
from balance.signal.placement import Placement
from balance.signal.stillness import WINDOW, StillLimits, quiet_at, still_rows
from balance.timing.level import Level, level_from

PLACES: Final[dict[str, tuple[Placement, ...]]] = {
    "trunk": ("lower_back", "chest"),
    "leg": ("thigh", "shank", "foot"),
}
WORLDS: Final[dict[str, ModuleType]] = {
    "forces": forces,
    "plain": plain,
    "third": third,
    "loose": loose,
    "gestures": gestures,
    "jointed": jointed,
    "joined": joined,
    "collage": collage,
    "negatives": negatives,
}
REAL: Final = ("joined", "collage", "negatives")
GROUPS: Final[dict[str, tuple[str, ...]]] = {  # what is left out together
    "forces": ("forces",),
    "plain": ("plain",),
    "third": ("third",),
    "loose": ("loose",),
    "gestures": ("gestures",),
    "jointed": ("jointed",),
    "real": ("joined", "collage"),
}
JUDGED_FROM: Final = 10_000
_LOOSE_LIMITS: Final = StillLimits(acc_m_s2=0.35, gyr_rad_s=0.16)
_APART: Final = WINDOW


@dataclass(frozen=True)
class Lesson:
    """One recording on the grid.

    Attributes
    ----------
    rows : ndarray (6, n) float32
        Acceleration and rate of turn in the sensor's axes, `LEAD` rows first.
    has_gyr : bool
        Whether there is a rate of turn.
    levels : tuple of Level
        Seconds of quiet two-leg stance.
    holds, unsure : ndarray (k, 2)
        In grid rows.
    """

    world: str
    person: str
    placement: Placement
    rows: FloatArray
    has_gyr: bool
    levels: tuple[Level, ...]
    holds: FloatArray
    unsure: FloatArray


def lesson(made: Labelled) -> Lesson:
    """Put a recording on the grid, and find where somebody stands quietly on two feet."""
    block = made.block
    keep = int(block.duration_s * GRID_HZ) + 2
    has_gyr = block.gyr_rad_s is not None
    features = Features(float(block.time_s[0]), has_gyr=has_gyr, keep=keep)
    features.push(block)
    first_s = features.time_s(0)
    spans = [
        (np.asarray(span, float).reshape(-1, 2) - first_s) * GRID_HZ
        for span in (made.holds, made.unsure_s)
    ]
    table = features.rows.view(0, features.rows.end)
    return Lesson(
        made.world,
        made.person,
        made.placement,
        table[:6].astype(np.float32),
        has_gyr,
        _levels(features, np.concatenate(spans)),
        *spans,
    )


def _levels(features: Features, taken: FloatArray) -> tuple[Level, ...]:
    end = features.rows.end
    still = still_rows(features, 0, end, _LOOSE_LIMITS)
    at = np.arange(end)
    for first, last in taken:
        still &= (at < first - 20) | (at > last + WINDOW + 50)
    found = [int(row) for row in np.flatnonzero(still)]
    chosen: list[int] = []
    for row in found:
        if not chosen or row - chosen[-1] >= _APART:
            chosen.append(row)
    if not chosen:  # never still: the stillest second stands for it
        view = features.rows.view(LEAD, end)
        change = view[:, WINDOW:] - view[:, :-WINDOW]
        mean = change[f.SUM_ACC] / WINDOW
        spread = change[f.SUM_ACC2] / WINDOW - (mean**2).sum(axis=0)
        chosen = [LEAD + WINDOW + int(np.argmin(spread))]
    return tuple(level_from(quiet_at(features, row)) for row in chosen)


@dataclass(frozen=True)
class Draw:
    """One recording to make: which world, with which seed, by whom."""

    world: str
    seed: int
    placement: Placement
    judged: bool = False
    people: frozenset[str] | None = None

    def made(self) -> Labelled:
        """Make it."""
        world = WORLDS[self.world]
        made: Labelled = world.draw(
            self.seed, self.placement, judged=self.judged, people=self.people
        )
        return made

    def lesson(self) -> Lesson:
        """Make it and put it on the grid."""
        return lesson(self.made())


def worlds_here() -> list[str]:
    """Names of the worlds that can be learned from here: without real recordings, fewer."""
    return [w for w in WORLDS if w not in REAL or real_pieces.available()]


def draws(
    world: str,
    place: str,
    count: int,
    *,
    first: int = 0,
    judged: bool = False,
    people: Sequence[str] | None = None,
) -> list[Draw]:
    """Plan recordings of a world for a kind of placement, spread over placements and people.

    Those that are judged share no seed with those that are learned from: in some worlds a seed has
    the same noise in every family.
    """
    first += JUDGED_FROM if judged else 0
    places = PLACES[place]
    who = sorted(real_pieces.PEOPLE if people is None else people) if world in REAL else []
    if world in ("joined", "collage"):  # one person at a time, of those with both ends
        who = [p for p in who if joined.pairs(places[0], frozenset({p}))]
    made = []
    for k in range(count):
        alone = frozenset({who[k % len(who)]}) if world in ("joined", "collage") else None
        if world == "negatives":
            alone = frozenset(who)
        # A stream of its own for each person: their drawn parts would be alike otherwise.
        seed = k // len(who) + 1009 * (k % len(who)) if len(alone or ()) == 1 else k
        made.append(Draw(world, first + seed, places[k % len(places)], judged, alone))
    return made
