"""Which of two sensors saw the end of a hold, and whether they agree on when it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from balance.signal.grid import STEP_S
from balance.timing.heard import Heard
from balance.timing.inputs import ROW_S
from balance.timing.network import BINS, DOWN, EVENT_AFTER, UP, UP_AFTER
from balance.timing.results import Hold

#: Further from each other than this, two sensors do not mean the same.
APART_S: Final = 0.3
#: How much less sure an end is that one of two did not see.
ALONE: Final = 1.5
LEG: Final = "leg"
TRUNK: Final = "trunk"
BOTH: Final = "leg and trunk"
LEG_THEN_TRUNK: Final = "leg, then trunk"
NO_TRUNK: Final = "leg; trunk saw no end"
NO_LEG: Final = "trunk; leg saw no end"
_ABOUT_S: Final = 0.8
_AFTER_S: Final = (0.1, 0.8)
_LATEST: Final = len(UP) - 1


@dataclass(frozen=True, slots=True)
class Sight:
    """What one sensor says of an end that was found.

    Attributes
    ----------
    there : bool
        Whether it was heard then.
    seen : bool
        Whether it saw an end there: a contact, or that both feet are down after it.
    at_s : float or None
        When, where it saw a contact.
    """

    there: bool
    seen: bool
    at_s: float | None


def sight(heard: Heard, end_s: float, known_s: float) -> Sight:
    """What a sensor says of an end, by what was heard of it up to a time."""
    for later in reversed(range(len(EVENT_AFTER))):
        after_s = ROW_S * EVENT_AFTER[later]
        last_s = min(end_s + _ABOUT_S + after_s, known_s)
        time_s, rows = heard.between(end_s - _ABOUT_S + after_s, last_s)
        if time_s.size and time_s[-1] - after_s > end_s:
            break
    if not time_s.size:
        return Sight(there=False, seen=False, at_s=None)
    marks = rows[DOWN[later]]
    bins_s = time_s - after_s + STEP_S * np.arange(1 - BINS, 1)[:, None]
    share = np.exp(marks - marks.max())
    at_s = float((share * bins_s).sum() / share.sum())
    late_s = ROW_S * UP_AFTER[_LATEST]
    _, after = heard.between(
        end_s + _AFTER_S[0] + late_s, min(end_s + _AFTER_S[1] + late_s, known_s)
    )
    down = after.shape[1] > 0 and bool(after[UP[_LATEST]].mean() < 0.0)
    marked = bool(marks.max() > 0.0)
    return Sight(there=True, seen=marked or down, at_s=at_s if marked else None)


def with_sensors(hold: Hold, leg: Heard, trunk: Heard) -> Hold:
    """Give a hold that a leg and a trunk were heard for with what its end rests on."""
    known_s = hold.final_s
    by_trunk = sight(trunk, hold.end_s, known_s)
    if hold.end_reason != "step_down":
        newest_s = min(hold.end_s, known_s)
        there = trunk.between(newest_s - 2.0 * ROW_S, newest_s + ROW_S)[0].size > 0
        return replace(hold, sensors=BOTH if there else LEG)
    if not by_trunk.there:
        return replace(hold, sensors=LEG)
    by_leg = sight(leg, hold.end_s, known_s)
    if by_leg.seen != by_trunk.seen:
        sensors = NO_TRUNK if by_leg.seen else NO_LEG
        return replace(hold, sensors=sensors, uncertainty_s=ALONE * hold.uncertainty_s)
    if by_leg.at_s is None or by_trunk.at_s is None:
        return replace(hold, sensors=BOTH)
    apart_s = abs(by_leg.at_s - by_trunk.at_s)
    if apart_s <= APART_S:
        return replace(hold, sensors=BOTH)
    uncertainty_s = max(hold.uncertainty_s, apart_s)
    return replace(hold, sensors=f"{BOTH}, {apart_s:.1f} s apart", uncertainty_s=uncertainty_s)
