"""A course: a plan under way, the attempts made in it, and what the person said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from balance.protocol.attempts import Attempt, Score, score
from balance.protocol.conditions import Conditions, Leg
from balance.protocol.plans import Plan, Step
from balance.records.edits import hold_edit, no_hold_edit
from balance.records.events_file import EventRow
from balance.timing.results import Hold

Verdict = Literal["open", "kept", "again", "not_step_down", "discarded", "extra"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt, with what was said of it. `open` counts until something is said."""

    number: int
    hold: Hold
    conditions: Conditions
    path: Path | None
    verdict: Verdict = "open"

    @property
    def counted(self) -> bool:
        """Whether it is scored."""
        return self.verdict in ("open", "kept", "not_step_down") and not self.conditions.practice

    def attempt(self) -> Attempt:
        """Give it as the protocol scores it."""
        went_on = self.verdict == "not_step_down"
        hold = replace(self.hold, censored=True) if went_on else self.hold
        return Attempt(self.number, self.conditions, hold)

    def edit(self) -> EventRow | None:
        """Give the row that says it beside the recording; None where the automatic time stands."""
        span_s = self.hold.lift_off_s, self.hold.end_s
        if self.verdict == "not_step_down":
            return hold_edit(*span_s, went_on=True)
        return None if self.verdict in ("open", "kept") else no_hold_edit(*span_s)


class Course:
    """Where a person stands in a plan.

    Parameters
    ----------
    plan
        The attempts that are wanted; None goes on until somebody stops it.
    leg
        Stance leg where there is no plan.
    """

    def __init__(self, plan: Plan | None, *, leg: Leg | None = None) -> None:
        self.plan = plan
        self.entries: tuple[Entry, ...] = ()
        self.index = 0
        self._leg = leg
        self._undo: list[tuple[tuple[Entry, ...], int]] = []

    @property
    def steps(self) -> int | None:
        """How many attempts the plan has; None where it has no end."""
        return None if self.plan is None else len(self.plan.steps)

    @property
    def step(self) -> Step | None:
        """The attempt that comes next; None once all are done."""
        if self.plan is None:
            return Step(self._leg)
        return self.plan.steps[self.index] if self.index < len(self.plan.steps) else None

    @property
    def done(self) -> bool:
        """Whether all that was planned is made."""
        return self.step is None

    @property
    def undoable(self) -> bool:
        """Whether something can be taken back."""
        return bool(self._undo)

    def took(self, hold: Hold, conditions: Conditions, path: Path | None) -> None:
        """Add a hold. One that no step asked for stays out of the score."""
        wanted = self.step is not None and self.step.leg in (None, conditions.stance_leg)
        verdict: Verdict = "open" if wanted else "extra"
        entry = Entry(len(self.entries) + 1, hold, conditions, path, verdict)
        self.entries += (entry,)
        self.index += wanted and self.plan is not None
        self._undo.clear()

    def judge(self, verdict: Verdict) -> None:
        """Say something of the newest attempt."""
        if not self.entries or self.entries[-1].verdict == verdict:
            return
        last = self.entries[-1]
        self._undo.append((self.entries, self.index))
        self.entries = (*self.entries[:-1], replace(last, verdict=verdict))
        if verdict == "again" and self.plan is not None and last.verdict != "extra":
            self.index = max(0, self.index - 1)

    def undo(self) -> None:
        """Take back what was said last of the newest attempt."""
        if self._undo:
            self.entries, self.index = self._undo.pop()

    def skip(self) -> None:
        """Leave out the step that comes next."""
        if self.plan is not None:
            self.index = min(self.index + 1, len(self.plan.steps))

    def scores(self) -> dict[Leg | None, Score]:
        """Best and mean of three for each leg; conditions other than the newest are left out."""
        return scores_of(self.entries)


def scores_of(entries: Sequence[Entry]) -> dict[Leg | None, Score]:
    """Score entries for each leg, each under the conditions of its newest."""
    newest: dict[Leg | None, Conditions] = {e.conditions.stance_leg: e.conditions for e in entries}
    return {
        leg: score([e.attempt() for e in entries if e.counted and e.conditions == conditions])
        for leg, conditions in newest.items()
    }
