"""The week at a glance: what was done on which day, beside the plan; and what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from balance.protocol.exercise.library import Library
from balance.protocol.exercise.outcomes import State
from balance.protocol.exercise.regimens import Regimen
from balance.protocol.exercise.scripts import Script
from balance.protocol.exercise.tiers import Sitting, Suggestion, suggest
from balance.protocol.weeks import WEEKS, Week, WeekPlan, first_monday
from balance.records.history.codes import find
from balance.records.history.exercises.done import set_rows, sittings_of, state_of
from balance.records.history.exercises.plans import week_plan_of
from balance.records.history.progress import weeks as weeks_done
from balance.records.history.schema import Worked

DAYS: Final = 7
_BETTER: Final[tuple[State, ...]] = ("skipped", "short", "done")


@dataclass(frozen=True, slots=True)
class ExerciseWeek:
    """One exercise or test in one week.

    Parameters
    ----------
    script
        Its id.
    planned
        Whether it is in the plan of the person.
    days
        From Monday on: done, short or skipped; None where it was not come to.
    """

    script: str
    planned: bool
    days: tuple[State | None, ...]

    @property
    def done(self) -> int:
        """On how many days all of it was done."""
        return self.days.count("done")


@dataclass(frozen=True, slots=True)
class WeekGlance:
    """One week: its sessions beside the plan, and each exercise, those of the plan first."""

    week: Week
    plan: WeekPlan
    exercises: tuple[ExerciseWeek, ...]


@dataclass(frozen=True, slots=True)
class NextTime:
    """What to do next time, beside how the week stands.

    Parameters
    ----------
    week, plan
        This week, and what is planned for it.
    script, suggestion
        The exercise to speak of: the first of the plan whose rung changes, else its first; None
        where there is no plan and nothing was done.
    """

    week: Week
    plan: WeekPlan
    script: Script | None
    suggestion: Suggestion | None


def glance(
    session: Session, code: str, regimen: Regimen | None, today: date, count: int = WEEKS
) -> tuple[WeekGlance, ...]:
    """Give the newest weeks of a person, oldest first, that of `today` the last.

    Parameters
    ----------
    regimen
        The plan of the person; None where there is none.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    planned = _planned(regimen)
    plan = week_plan_of(find(session, code))
    states = _states(session, code, first_monday(today, count))
    return tuple(
        WeekGlance(week, plan, _exercises(week.monday, states, planned))
        for week in weeks_done(session, code, today, count)
    )


def next_time(
    session: Session, code: str, library: Library, regimen: Regimen | None, today: date
) -> NextTime:
    """Work out what to do next time. Raises as `glance` does."""
    plan = week_plan_of(find(session, code))
    (week,) = weeks_done(session, code, today, 1)
    every = _suggestions(session, code, library, regimen)
    changed = [one for one in every if one[1].change != "same"]
    first = next(iter(changed or every), None)
    return NextTime(week, plan, *(first or (None, None)))


def _suggestions(
    session: Session, code: str, library: Library, regimen: Regimen | None
) -> Sequence[tuple[Script, Suggestion]]:
    """Suggest a rung of each exercise of the plan, or else of those that were done last."""
    tiers = {} if regimen is None else {one.script: one.tier for one in regimen.wanted}
    if not tiers:
        rows = set_rows(session, code)
        last = rows[-1][1].id if rows else None
        tiers = {row.script: row.tier for row, led, _ in rows if led.id == last}
    there = {one.id: one for one in library.exercises()}
    found = []
    for name, tier in tiers.items():
        if name in there:
            sittings = sittings_of(session, code, name)
            found.append((there[name], _suggestion(there[name], tier, sittings)))
    return found


def _suggestion(script: Script, tier: str, sittings: Sequence[Sitting]) -> Suggestion:
    """Suggest from what was done on the planned rung; where that is another, it is as planned."""
    rung = script.tier(tier)
    if sittings and sittings[-1].tier == rung.name:
        return suggest(script, sittings)
    why = "The plan has it so." if sittings else "This is where it begins."
    return Suggestion(rung.name, "same", why, rung.source)


def _planned(regimen: Regimen | None) -> list[str]:
    return [] if regimen is None else list(dict.fromkeys(one.script for one in regimen.wanted))


def _states(session: Session, code: str, since: date) -> dict[tuple[str, str], State]:
    """Give the best state of each script on each day."""
    sets: dict[tuple[str, str, int], list[Worked]] = defaultdict(list)
    for row, led, day in set_rows(session, code, since=since.isoformat()):
        sets[row.script, day, led.id].append(row)
    best: dict[tuple[str, str], State] = {}
    for (script, day, _), rows in sets.items():
        now = best.get((script, day), "skipped")
        best[script, day] = max(now, state_of(rows), key=_BETTER.index)
    return best


def _exercises(
    monday: date, states: dict[tuple[str, str], State], planned: Sequence[str]
) -> tuple[ExerciseWeek, ...]:
    days = [(monday + timedelta(n)).isoformat() for n in range(DAYS)]
    others = sorted({script for script, day in states if day in days} - set(planned))
    return tuple(
        ExerciseWeek(script, script in planned, tuple(states.get((script, day)) for day in days))
        for script in (*planned, *others)
    )
