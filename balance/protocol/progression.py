"""The next step: rule sets that a person or therapist picks, and where somebody stands in one.

A rule set is a ladder of goals. What is worked out here is a suggestion in words; nothing is ever
switched by it. Eyes closed and foam come up only where the rule set has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Final

from balance.protocol.conditions import Eyes, Leg, Surface

SAFETY: Final = (
    "Stand within reach of a wall or a counter, and put the foot down before you fall; "
    "leave it out where the step before is not yet easy."
)
OTHERWISE: Final = "Choose other next steps, or set a goal of your own."
ANEW: Final = "Set a longer one, or choose other next steps."
POOR_SESSIONS: Final = 2
_POOR_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Goal:
    """One rung: a hold of `hold_s` with these eyes on this surface; on one leg, None for each."""

    hold_s: float
    eyes: Eyes = "open"
    surface: Surface = "firm"
    leg: Leg | None = None

    def __str__(self) -> str:
        leg = "" if self.leg is None else f" on the {self.leg} leg"
        return f"{self.hold_s:g} s{leg} with eyes {self.eyes} on a {self.surface} surface"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A ladder of goals and when a rung is done.

    Parameters
    ----------
    name, title
        What it is picked by, and what it is called.
    goals
        In their order.
    attempts, days
        A goal is met by so many clean attempts on so many separate days.
    source
        Where the goals and the rule of advance come from, and which of it is our own.
    ladder
        Whether goals under some conditions wait for those before them under other ones.
    """

    name: str
    title: str
    goals: tuple[Goal, ...]
    attempts: int
    days: int
    source: str
    ladder: bool = True

    def seen_from(self, eyes: Eyes, surface: Surface, leg: Leg | None = None) -> RuleSet:
        """Give the rules as far as they matter for a leg under some conditions.

        Where a leg has a goal of its own under some conditions, those of both legs are not for it.
        """
        own = {(goal.eyes, goal.surface) for goal in self.goals if goal.leg == leg is not None}
        goals = tuple(
            goal
            for goal in self.goals
            if goal.leg == (leg if (goal.eyes, goal.surface) in own else None)
            and (self.ladder or (goal.eyes, goal.surface) == (eyes, surface))
        )
        return self if goals == self.goals else replace(self, goals=goals)


@dataclass(frozen=True, slots=True)
class GoalCount:
    """How a leg stands with one goal, under its conditions.

    Parameters
    ----------
    attempts, days
        Clean attempts that reached it, and separate days of them, at least as far as the rule asks.
        Clean is an attempt that is scored, whose signal was valid.
    best_s
        Best time under the goal's conditions, None where there is none.
    newest_best_s
        Best time of each of the newest sessions under those conditions, newest first.
    best_or_more
        Whether the best hold went on.
    """

    attempts: int = 0
    days: int = 0
    best_s: float | None = None
    newest_best_s: tuple[float, ...] = ()
    best_or_more: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """A suggestion.

    Parameters
    ----------
    text, source
        In words, and where the rule comes from.
    goal, standing
        The goal, and how the leg stands with it, where there is one.
    attempts, days
        What meets it.
    """

    text: str
    source: str
    goal: Goal | None = None
    standing: GoalCount | None = None
    attempts: int = 0
    days: int = 0


OWN_RULE: Final = (
    "The rule of advance is our own, on the careful side: three clean attempts on two separate "
    "days; back after two sessions under half of the goal."
)
CLINIC: Final = RuleSet(
    name="clinic",
    title="Clinic protocol, 30, 45 and 60 s",
    goals=(Goal(30.0), Goal(45.0), Goal(60.0)),
    attempts=3,
    days=2,
    source="Times and level ground: BMC Musculoskelet Disord 2013;14:108, Table 2 (three times "
    f"30, then 45, then 60 s). {OWN_RULE}",
)
LONGER: Final = RuleSet(
    name="longer",
    title="Longer holds only",
    goals=(Goal(10.0), Goal(30.0), Goal(45.0), Goal(60.0)),
    attempts=3,
    days=2,
    source="Otago programme for older adults as told in the PreFIT forum (warwick.ac.uk): from "
    "10 s on lengthen to 30 s and more; foam and eyes closed are no part of it. The steps "
    f"behind 30 s are our own. {OWN_RULE}",
)
UNSTABLE: Final = RuleSet(
    name="unstable",
    title="Eyes open, eyes closed, unstable",
    goals=(
        Goal(60.0),
        Goal(10.0, "closed"),
        Goal(30.0, "closed"),
        Goal(60.0, "closed"),
        Goal(60.0, "open", "foam"),
        Goal(60.0, "closed", "foam"),
    ),
    attempts=3,
    days=1,
    source="J Foot Ankle Res 2022, s13047-022-00514-x, Table 2 (chronic ankle instability, "
    "supervised): up to three times 60 s without loss of balance, eyes open and closed, on the "
    "floor before a disc. Foam in place of the disc and the steps at 10 and 30 s are our own, "
    "and so is going back after two sessions under half of the goal.",
)
IN_A_TEST: Final = NextStep(
    "A named test is scored by its own rule; goals and next steps are of plain holds.",
    "Holds of a named test are never mixed with others.",
)
RULE_SETS: Final = {rules.name: rules for rules in (CLINIC, LONGER, UNSTABLE)}
DEFAULT: Final = CLINIC


def next_step(
    rules: RuleSet, counts: Sequence[GoalCount], eyes: Eyes, surface: Surface
) -> NextStep:
    """Suggest what comes next for one leg, seen from the conditions of some of its attempts.

    Parameters
    ----------
    rules
        The rule set that was picked.
    counts
        One for each of its goals, in their order.
    eyes, surface
        The conditions looked at.
    """
    met = [c.attempts >= rules.attempts and c.days >= rules.days for c in counts]
    here = [i for i, g in enumerate(rules.goals) if (g.eyes, g.surface) == (eyes, surface)]
    if not here:
        text = f"{rules.title}: no goal with eyes {eyes} on a {surface} surface. {OTHERWISE}"
        return NextStep(text, rules.source)
    now = next((i for i in here if not met[i]), here[-1])
    before = next((i for i in range(here[0]) if not met[i]), None)
    if before is not None:
        return _towards(rules, counts, before, "First")
    if _is_poor(rules.goals[now], counts[now]):
        return _back(rules, counts, now if met[now] else now - 1)
    if not met[now]:
        return _towards(rules, counts, now, "Now")
    following = next((i for i in range(now + 1, len(met)) if not met[i]), None)
    if following is None and not rules.ladder:
        step = _towards(rules, counts, now, "Reached")
        return replace(step, text=f"{rules.goals[now]}: this goal of your own is reached. {ANEW}")
    if following is None:
        return NextStep(f"{rules.title}: every step is done. {OTHERWISE}", rules.source)
    return _towards(rules, counts, following, "Next, if you like")


def _is_poor(goal: Goal, count: GoalCount) -> bool:
    newest = count.newest_best_s[:POOR_SESSIONS]
    return len(newest) == POOR_SESSIONS and max(newest) < _POOR_SHARE * goal.hold_s


def _back(rules: RuleSet, counts: Sequence[GoalCount], to: int) -> NextStep:
    why = f"{POOR_SESSIONS} sessions in a row stayed under half of the goal"
    step = _towards(rules, counts, max(to, 0), "Back")
    if to < 0:
        goal = rules.goals[0]
        easier_s = _POOR_SHARE * goal.hold_s
        text = f"Back: {why}; hold {easier_s:g} s for some days before {goal}."
        return replace(step, text=text)
    return replace(step, text=f"{step.text} ({why}.)")


def _length(count: GoalCount) -> str:
    if not count.best_or_more:
        return f"{count.best_s:.1f} s"
    least_s = floor((count.best_s or 0.0) * 10 + 1e-6) / 10  # no more than was seen
    return f"{least_s:g} s or more"


def _towards(rules: RuleSet, counts: Sequence[GoalCount], index: int, word: str) -> NextStep:
    goal, count = rules.goals[index], counts[index]
    done = f"{min(count.attempts, rules.attempts)} of {rules.attempts} attempts"
    if rules.days > 1:
        done += f", on {min(count.days, rules.days)} of {rules.days} days"
    best = "" if count.best_s is None else f"; best so far {_length(count)}"
    text = f"{word}: hold {goal}; {done}{best}."
    if goal.eyes == "closed" or goal.surface == "foam":
        text = f"{text} {SAFETY}"
    return NextStep(text, rules.source, goal, count, rules.attempts, rules.days)
