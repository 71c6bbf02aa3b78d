"""What the history says of people: best times, change, next step, reference, week.

Both front doors show what is worked out here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from balance.protocol.best_times import Mean, Sides, Time, mean_of_three, sides
from balance.protocol.change import START, Change, SessionMean, change, compare, since_start
from balance.protocol.conditions import Conditions, never_mixed
from balance.protocol.progression import (
    IN_A_TEST,
    POOR_SESSIONS,
    Goal,
    GoalCount,
    NextStep,
    RuleSet,
    next_step,
)
from balance.protocol.reference import Reference, reference
from balance.protocol.weeks import WEEKS, Week, first_monday, weeks_of
from balance.records.history import queries
from balance.records.history.queries import Group, GroupKey, SessionTimes
from balance.version import SOFTWARE

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One person, leg and set of conditions.

    Parameters
    ----------
    person, conditions
        Who, and how; `cap_s` in them is that of the newest attempt.
    key
        The database's numbers for both, for `queries.course`.
    attempts, practice
        How many are scored, and how many were practice.
    start_days
        Days of the first sessions, at most four, ISO 8601; empty where one is not known.
    last_session
        Its day, ISO 8601; empty where it is not known.
    sides
        Left against right, where both legs have a best time.
    change, since_start, legs
        The newest session against those before it; the newest ones against the first ones; the
        newest ones of the left leg against those of the right.
    """

    person: str
    conditions: Conditions
    key: GroupKey
    attempts: int
    practice: int
    start_days: tuple[str, ...]
    last_session: str
    best: Time | None
    mean: Mean | None
    sides: Sides | None
    change: Change | None
    since_start: Change | None
    legs: Change | None
    next_step: NextStep
    reference: Reference | None

    def as_dict(self) -> dict[str, Any]:
        """Object of `history --json`."""
        said = self.conditions
        return {
            "person": self.person,
            "stance_leg": said.stance_leg,
            "eyes": said.eyes,
            "surface": said.surface,
            "arms": said.arms,
            "footwear": said.footwear,
            "sound": said.sound,
            "test": said.test,
            "best_s": self.best.duration_s if self.best else None,
            "best_uncertainty_s": self.best.uncertainty_s if self.best else None,
            "best_censored": self.best.censored if self.best else False,
            "mean_of_three_s": self.mean.mean_s if self.mean else None,
            "mean_censored": self.mean.censored if self.mean else False,
            "attempts": self.attempts,
            "practice": self.practice,
            "last_session": self.last_session or None,
            "left_less_right_s": self.sides.difference_s if self.sides else None,
            "shorter_over_longer": self.sides.ratio if self.sides else None,
            "change": _change_dict(self.change),
            "since_start": _change_dict(self.since_start),
            "left_beside_right": _change_dict(self.legs),
            "next_step": {"text": self.next_step.text, "source": self.next_step.source},
            "reference": _reference_dict(self.reference),
            "software": SOFTWARE,
        }


def lines(
    session: Session,
    today: date,
    rules_of: dict[str, RuleSet],
    default: RuleSet,
    person: str | None = None,
) -> list[Line]:
    """Say how every person stands under all conditions, or one `person` alone.

    Parameters
    ----------
    today
        For ages.
    rules_of, default
        Rule sets by the person's code, and the one for everybody else.
    """
    every = [*rules_of.values(), default]
    lengths_s = sorted({goal.hold_s for rules in every for goal in rules.goals})
    most = max(max(rules.attempts, rules.days) for rules in every)
    groups = queries.groups(session, person, lengths_s, most)
    years = {row.code: row.birth_year for row in queries.people(session)}
    places = {_place(group): group for group in groups}
    found = []
    for place, group in places.items():
        said = group.conditions
        picked = rules_of.get(group.person, default)
        rules = picked.seen_from(said.eyes, said.surface, said.stance_leg)
        year = years.get(group.person)
        age = None if year is None else today.year - year
        counts = [_count(places.get(_for_goal(place, goal)), goal) for goal in rules.goals]
        found.append(_line(group, _other_leg(place, places), age, rules, counts))
    return found


def weeks(session: Session, person: str, today: date, count: int = WEEKS) -> tuple[Week, ...]:
    """Count a person's sessions of the newest weeks, oldest first."""
    days = queries.session_days(session, person, first_monday(today, count).isoformat())
    return weeks_of(((date.fromisoformat(day), seen) for day, seen in days), today, count)


def _line(
    group: Group, other: Group | None, age: int | None, rules: RuleSet, counts: Sequence[GoalCount]
) -> Line:
    conditions = replace(group.conditions, cap_s=group.cap_s)
    best_s = group.best.duration_s if group.best else None
    newest, first = _means(group.sessions), _means(group.first)
    count = group.session_count
    return Line(
        person=group.person,
        conditions=conditions,
        key=group.key,
        attempts=group.attempts,
        practice=group.practice,
        start_days=tuple(times.day for times in group.first),
        last_session=group.last_day,
        best=group.best,
        mean=mean_of_three(group.newest),
        sides=_sides(group, other),
        change=change(newest, count) if newest else None,
        since_start=since_start(first, newest, count) if newest else None,
        legs=_legs(group, other),
        next_step=_next(conditions, rules, counts),
        reference=reference(age, conditions, best_s=best_s),
    )


def _next(said: Conditions, rules: RuleSet, counts: Sequence[GoalCount]) -> NextStep:
    # Goals are of plain holds: those of a named test are no steps towards one.
    return IN_A_TEST if said.test else next_step(rules, counts, said.eyes, said.surface)


def _means(sessions: Sequence[SessionTimes]) -> list[SessionMean]:
    return [SessionMean(times.mean_s, times.censored) for times in sessions]


def _sides(group: Group, other: Group | None) -> Sides | None:
    if group.best is None or other is None or other.best is None:
        return None
    left, right = _left_and_right(group.best, other.best, group)
    return sides(left, right)


def _legs(group: Group, other: Group | None) -> Change | None:
    if other is None or not group.sessions or not other.sessions:
        return None
    mine, others = (_means(each.sessions)[-START:] for each in (group, other))
    left, right = _left_and_right(mine, others, group)
    return compare(right, left, sessions=min(group.session_count, other.session_count))


def _left_and_right(mine: T, others: T, group: Group) -> tuple[T, T]:
    return (mine, others) if group.conditions.stance_leg == "left" else (others, mine)


def _count(group: Group | None, goal: Goal) -> GoalCount:
    if group is None:
        return GoalCount()
    attempts, days = group.reached[goal.hold_s]
    newest = tuple(s.best_s for s in reversed(group.sessions))[:POOR_SESSIONS]
    best = group.best
    if best is None:
        return GoalCount(attempts, days, newest_best_s=newest)
    return GoalCount(attempts, days, best.duration_s, newest, best.censored)


# Person, and what is never mixed: leg, eyes, surface, arms, footwear, sound, test.
Place = tuple[Any, ...]


def _place(group: Group) -> Place:
    return (group.person, *never_mixed(group.conditions))


def _other_leg(place: Place, places: Mapping[Place, Group]) -> Group | None:
    person, leg, *rest = place
    other = {"left": "right", "right": "left"}.get(leg or "")
    return places.get((person, other, *rest)) if other else None


def _for_goal(place: Place, goal: Goal) -> Place:
    person, leg, _, _, *more = place
    return (person, leg, goal.eyes, goal.surface, *more)


def _change_dict(found: Change | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "answer": found.answer,
        "change_s": _rounded(found.change_s),
        "at_least_s": _rounded(found.at_least_s),
        "at_most_s": _rounded(found.at_most_s),
        "spread_s": _rounded(found.spread.spread_s if found.spread else None),
        "needed_s": _rounded(found.needed_s),
        "sessions": found.sessions,
        "first_sessions": found.learning,
    }


def _reference_dict(found: Reference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "value": found.value_s,
        "source": found.source,
        "protocol": found.protocol,
        "at_ceiling": found.at_ceiling,
        "note": found.note or None,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None or math.isinf(value) else round(value, 3)
