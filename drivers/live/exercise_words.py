"""Exercises and named tests of a person in words: the same in the window and in the terminal."""

from __future__ import annotations

from calendar import day_name
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from balance.protocol.exercise.scoring import errors_in
from balance.records.history.exercises.done import raises_compared
from drivers.live.front import PLAIN, Front
from drivers.live.progress_words import day

if TYPE_CHECKING:
    from balance.protocol.exercise.outcomes import State
    from balance.protocol.exercise.scoring import PartScore
    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.exercises.done import ExerciseDone, SideDone
    from balance.records.history.exercises.scores import KeptScore
    from balance.records.history.exercises.summary import Course
    from balance.records.history.exercises.week import ExerciseWeek, NextTime
    from balance.timing.raises.results import LegsCompared

NUMBERS: Final = (
    *("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
)
SIDES: Final = {"left": "left", "right": "right", "both": "both feet"}
STATES: Final = {"done": "done", "short": "in part", "skipped": "left out"}
UNITS: Final = {
    "stages": ("{n} stage", "{n} stages"),
    "errors": ("{n} error", "{n} errors"),
    "raises": ("{n} raise", "{n} raises"),
}
NOTHING: Final = "nothing"
WEEKDAYS: Final = tuple(day_name)
NO_PLAN: Final = "Pick a plan of the week, and what comes next is said here."


def next_time(found: NextTime, front: Front = PLAIN) -> str:
    """Say in one sentence how the week stands, and what to do next time."""
    week = week_so_far(found.week, found.plan, front)
    if found.script is None or found.suggestion is None:
        return f"{week}. {front.tr(NO_PLAN)}"
    said = found.suggestion
    what = front.tr(
        "{title} at tier {tier}", title=_small(front.tr(found.script.title)), tier=said.tier
    )
    if said.change != "same":
        what += f", {_small(front.tr(said.why)).rstrip('.')}"
    return front.tr("{week}; next: {what}.", week=week, what=what)


def source(found: NextTime, front: Front = PLAIN) -> str:
    """Say where that comes from; empty where nothing is suggested."""
    if found.suggestion is None:
        return ""
    return front.tr("Source: {source}", source=found.suggestion.source)


def weekday(at: int, front: Front = PLAIN) -> str:
    """Say a day of the week in two letters; 0 is Monday."""
    return front.tr(WEEKDAYS[at])[:2]


def state(found: State | None, front: Front = PLAIN) -> str:
    """Say what came of an exercise on a day."""
    return front.tr(NOTHING if found is None else STATES[found])


def days_done(found: ExerciseWeek, plan: WeekPlan, front: Front = PLAIN) -> str:
    """Say on how many days of a week all of an exercise was done, beside the plan."""
    text = "{n} of {plan}" if found.planned else "{n}, not planned"
    return front.tr(text, n=found.done, plan=plan.sessions)


def which_week(monday: date, today: date, front: Front = PLAIN) -> str:
    """Say which week: this one, the one before, or by its first and last day."""
    back = (today - monday).days // 7
    text = {0: "This week: {first} to {last}", 1: "Last week: {first} to {last}"}
    first, last = (day(one.isoformat(), front) for one in (monday, monday + timedelta(6)))
    return front.tr(text.get(back, "Week: {first} to {last}"), first=first, last=last)


def week_so_far(week: Week, plan: WeekPlan, front: Front = PLAIN) -> str:
    """Say how this week stands, without a full stop."""
    left = plan.supervised - week.supervised
    if plan.home and week.home < plan.home:
        one = "{n} of {plan} sessions at home is done this week"
        many = "{n} of {plan} sessions at home are done this week"
        return _of(one, many, week.home, plan.home, front)
    if left > 0:
        text = "The sessions at home are done this week, {n} supervised to go"
        text = text if plan.home else "{n} supervised sessions to go this week"
        said = front.tr(text, n=_number(left, front).lower())
        return f"{said[:1].upper()}{said[1:]}"
    return front.tr("The sessions of this week are done")


def course(found: Course, front: Front = PLAIN) -> str:
    """Say an exercise in the course of time, in short: how often, and the newest session."""
    newest = found.sessions[-1]
    counts = [(each, sum(one.state == each for one in found.sessions)) for each in STATES]
    often = ", ".join(
        front.tr("{n} {state}", n=n, state=front.tr(STATES[each])) for each, n in counts if n
    )
    said = front.tr(
        "{title}: {often}; newest {day}, tier {tier}, {state}",
        title=front.tr(found.title),
        often=often,
        day=day(newest.day, front),
        tier=newest.tier,
        state=front.tr(STATES[newest.state]),
    )
    return "; ".join((said, *_sides(newest, front))) + "."


def score(title: str, found: KeptScore, front: Front = PLAIN) -> str:
    """Say the score of a named test, its version, and when it was taken."""
    said = front.tr(
        "{title} (version {version}): {value}, {day}",
        title=front.tr(title),
        version=found.version,
        value=value(found, front),
        day=day(found.day, front),
    )
    side = "" if found.side is None else f", {front.tr(SIDES[found.side])}"
    return f"{said}{side}."


def value(found: KeptScore, front: Front = PLAIN) -> str:
    """Say the number of a score; "or more" where a try reached the longest time."""
    if found.value is None:
        return front.tr("not all of it was done")
    if found.unit == "s":
        return front.seconds(found.value, censored=any(part.full for part in found.parts))
    return _counted(found.value, found.unit, front)


def measured(one: SideDone, front: Front = PLAIN) -> str:
    """Say what was measured of one side; empty where nothing was."""
    parts = []
    if one.best_s is not None:
        parts.append(front.seconds(one.best_s, censored=one.censored))
    if one.count is not None:
        parts.append(front.tr("{n} raises", n=one.count))
    if one.height_cm is not None:
        parts.append(front.tr("{n} cm high", n=front.number(one.height_cm)))
    if one.tempo_s is not None:
        parts.append(front.tr("{n} s each", n=front.number(one.tempo_s)))
    return ", ".join(parts)


def tries(found: KeptScore, front: Front = PLAIN) -> str:
    """Say each try of a named test, stance by stance where it has several."""
    said = []
    for part in found.parts:
        each = ", ".join(_tries(part, found.unit, front)) or front.tr(STATES["skipped"])
        name = front.tr(part.called) if part.called else front.tr(SIDES[part.side])
        said.append(each if len(found.parts) == 1 else f"{name}: {each}")
    return "; ".join(said)


def _tries(part: PartScore, unit: str, front: Front) -> list[str]:
    longest = max((one.seconds or 0.0 for one in part.tries), default=0.0)
    said = []
    for one in part.tries:
        if unit == "errors":
            said.append(_counted(errors_in(one), unit, front))
        elif one.count is not None:
            said.append(_counted(one.count, "raises", front))
        elif one.seconds is None:
            said.append(front.tr(NOTHING))
        else:
            # Of tries that the longest time may have ended, the part says only that one was.
            at_cap = part.full and one.seconds == longest
            said.append(front.seconds(one.seconds, censored=one.censored or at_cap))
    return said


def _counted(count: float, unit: str, front: Front) -> str:
    one, many = UNITS.get(unit, (unit, unit))
    return front.tr(one if count == 1 else many, n=f"{count:g}")


def _sides(newest: ExerciseDone, front: Front) -> list[str]:
    said = [
        f"{front.tr(SIDES[one.side])} {found}"
        for one in newest.sides
        if (found := measured(one, front))
    ]
    apart = legs_apart(newest, front)
    return [*said, apart] if apart else said


def legs_apart(one: ExerciseDone, front: Front = PLAIN) -> str:
    """Say left against right of a session; empty where not both were measured, or they are alike.

    Of heel raises that is their number and height, and whether the pace was the same: at another
    one numbers do not compare.
    """
    raises = raises_compared(one)
    if raises is not None:
        return _raises_apart(raises, front)
    apart = one.left_less_right
    if not apart or any(each.censored for each in one.sides):
        return ""
    held = one.sides[0].best_s is not None
    by = front.tr("{n} s" if held else "{n}", n=front.number(abs(apart), 1 if held else 0))
    return front.tr("left {by} more" if apart > 0 else "right {by} more", by=by)


def _raises_apart(found: LegsCompared, front: Front) -> str:
    said = []
    if number := found.count_difference:
        text = "left {by} more" if number > 0 else "right {by} more"
        said.append(front.tr(text, by=front.number(abs(number), 0)))
    height = round(found.height_difference_cm or 0.0, 1)
    if height:
        text = "left {by} cm higher" if height > 0 else "right {by} cm higher"
        said.append(front.tr(text, by=front.number(abs(height))))
    if said and not found.same_pace:
        said.append(front.tr("not at the same pace"))
    return ", ".join(said)


def _of(one: str, many: str, n: int, plan: int, front: Front) -> str:
    text = one if n <= 1 else many
    return front.tr(text, n=_number(n, front), plan=_number(plan, front).lower())


def _number(n: int, front: Front) -> str:
    return front.tr(NUMBERS[n]) if n < len(NUMBERS) else str(n)


def _small(text: str) -> str:
    """Begin with a small letter, unless the word is all of capitals."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
