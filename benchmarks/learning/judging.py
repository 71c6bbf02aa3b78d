"""A model on recordings that it has not learned from: what was found, and how far off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from worlds.labelled import Labelled

from balance.samples import FloatArray, SampleBlock
from balance.timing.hold_timer import HoldTimer
from balance.timing.model import Model
from balance.timing.results import TAKEN_BACK, Event, Hold, Item

EARLY_S: Final = 0.3
LATE_S: Final = 0.5
LIFT_S: Final = 1.0


@dataclass(frozen=True)
class Outcome:
    """One true hold and what was made of it; `hold` is None where it was missed."""

    one: Labelled
    ending: str
    lift_off_s: float
    end_s: float
    hold: Hold | None

    @property
    def what(self) -> str:
        """One of right, missed, early, late, lift wrong."""
        hold = self.hold
        if hold is None:
            return "missed"
        if hold.end_s < self.end_s - EARLY_S:
            return "early"
        if hold.end_s > self.end_s + LATE_S:
            return "late"
        return "right" if abs(hold.lift_off_s - self.lift_off_s) <= LIFT_S else "lift wrong"

    @property
    def errors_s(self) -> tuple[float, float, float]:
        """Of lift-off, end and duration; of a hold that was found."""
        assert self.hold is not None
        lift, end = self.hold.lift_off_s - self.lift_off_s, self.hold.end_s - self.end_s
        return lift, end, end - lift


@dataclass
class Judged:
    """Outcomes of many recordings."""

    outcomes: list[Outcome] = field(default_factory=list)
    recordings: int = 0
    extra: int = 0
    decided: int = 0
    taken_back: int = 0

    def add(self, one: Labelled, items: Sequence[Item]) -> None:
        """Count a recording."""
        self.recordings += 1
        events = [item for item in items if isinstance(item, Event)]
        self.decided += sum(event.event == "step_down" for event in events)
        self.taken_back += sum(event.detail == TAKEN_BACK for event in events)
        left = [item for item in items if isinstance(item, Hold)]
        for (lift, end), ending in zip(one.holds, one.endings, strict=True):
            if end - lift < 1.0:
                continue
            best = _most_over(left, lift, end)
            if best is not None:
                left.remove(best)
            self.outcomes.append(Outcome(one, ending, lift, end, best))
        for hold in left:
            middle = (hold.lift_off_s + hold.end_s) / 2
            inside = any(a - 1.0 < middle < b + 1.0 for a, b in one.unsure_s)
            self.extra += not inside


def _most_over(holds: Sequence[Hold], lift_s: float, end_s: float) -> Hold | None:
    def over_s(hold: Hold) -> float:
        return min(hold.end_s, end_s) - max(hold.lift_off_s, lift_s)

    return max((hold for hold in holds if over_s(hold) > 0), key=over_s, default=None)


def timed(one: Labelled, model: Model | None, *, has_gyr: bool = True) -> list[Item]:
    """What the timer says of a recording."""
    block = one.block
    if not has_gyr:
        block = SampleBlock(block.time_s, block.acc_m_s2)
    timer = HoldTimer(one.placement, model=model)
    return [*timer.push(block), *timer.finish()]


def judge(ones: Iterable[Labelled], model: Model | None, *, has_gyr: bool = True) -> Judged:
    """Time recordings and compare."""
    judged = Judged()
    for one in ones:
        judged.add(one, timed(one, model, has_gyr=has_gyr))
    return judged


def summary(judged: Judged) -> str:
    """One line."""
    seen = Counter(outcome.what for outcome in judged.outcomes)
    n = max(1, len(judged.outcomes))
    right = [o for o in judged.outcomes if o.what == "right"]
    errors = np.array([o.errors_s for o in right]).reshape(-1, 3)
    mae = np.abs(errors).mean(axis=0) if len(errors) else np.full(3, np.nan)
    bias = errors[:, 2].mean() if len(errors) else np.nan
    pause, decided = latencies(judged)
    shares = " ".join(f"{what} {100 * count / n:.1f}" for what, count in seen.most_common())
    return (
        f"{shares} % of {n}; extra/100 {100 * judged.extra / max(1, judged.recordings):.1f}; "
        f"MAE lift {mae[0]:.3f} end {mae[1]:.3f} dur {mae[2]:.3f} bias {bias:+.3f}; "
        f"pause p95 {_p95(pause):.2f} decided p95 {_p95(decided):.2f}; "
        f"back {judged.taken_back}/{judged.decided}"
    )


def by_ending(judged: Judged) -> str:
    """Share found right for each ending."""
    said = []
    for ending in sorted({o.ending for o in judged.outcomes}):
        these = [o for o in judged.outcomes if o.ending == ending]
        right = sum(o.what == "right" for o in these)
        said.append(f"{ending} {100 * right / len(these):.0f} % of {len(these)}")
    return ", ".join(said)


def latencies(judged: Judged) -> tuple[FloatArray, FloatArray]:
    """Pause and decision after the true contact, of step-downs found right."""
    ends = [
        (o.hold.paused_s - o.end_s, o.hold.decided_s - o.end_s)
        for o in judged.outcomes
        if o.what == "right" and o.hold is not None and o.hold.end_reason == "step_down"
    ]
    table = np.array(ends).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _p95(values: FloatArray) -> float:
    return float(np.percentile(values, 95)) if values.size else float("nan")
