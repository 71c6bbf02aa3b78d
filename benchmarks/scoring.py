"""Found holds against true ones: which belong together, and how far apart their ends lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from people import Case, simulate

from balance.timing.hold_timer import HoldTimer
from balance.timing.results import Hold
from balance.timing.verdict import Judge


@dataclass(frozen=True)
class Outcome:
    """One true hold and what was made of it; `hold` is None where it was missed."""

    case: Case
    ending: str
    lift_off_s: float
    end_s: float
    hold: Hold | None

    @property
    def lift_error_s(self) -> float:
        """Found minus true lift-off; nan where missed."""
        return self.hold.lift_off_s - self.lift_off_s if self.hold else float("nan")

    @property
    def end_error_s(self) -> float:
        """Found minus true end; nan where missed."""
        return self.hold.end_s - self.end_s if self.hold else float("nan")

    @property
    def right(self) -> bool:
        """Step-down within 0.5 s and lift-off within 1 s."""
        return abs(self.end_error_s) < 0.5 and abs(self.lift_error_s) < 1.0


@dataclass(frozen=True)
class Scored:
    """One session: an outcome for each true hold, and how many found ones belong to none."""

    outcomes: tuple[Outcome, ...]
    extra: int


def score(case: Case, judge: Judge | None = None) -> Scored:
    """Simulate a session, time it, and compare."""
    simulated = simulate(case)
    cap_s = simulated.cap_s
    timer = HoldTimer(case.placement, cap_s=cap_s, judge=judge)
    items = [*timer.push(simulated.block), *timer.finish()]
    found = [item for item in items if isinstance(item, Hold)]
    limit = cap_s if cap_s is not None else np.inf
    truth = [(lift, min(end, lift + limit)) for lift, end in simulated.holds]
    outcomes = []
    for (lift, end), ending in zip(truth, simulated.endings, strict=True):
        hold = _nearest(found, lift, end)
        if hold is not None:
            found.remove(hold)
        outcomes.append(Outcome(case, ending, lift, end, hold))
    after = simulated.aftermath_s
    # After a tap or a hop the foot is up again for a while: to time that is no mistake.
    extra = [
        hold for hold in found if not any(-1.0 < hold.lift_off_s - at_s < 2.0 for at_s in after)
    ]
    return Scored(tuple(outcomes), len(extra))


def _nearest(found: Sequence[Hold], lift_s: float, end_s: float) -> Hold | None:
    overlapping = [hold for hold in found if hold.lift_off_s < end_s and hold.end_s > lift_s]

    def apart(hold: Hold) -> float:
        return abs(hold.lift_off_s - lift_s) + abs(hold.end_s - end_s)

    return min(overlapping, key=apart, default=None)
