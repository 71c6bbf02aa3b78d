"""Exercises and named tests of a person in words: the same in the window and in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drivers.live.front import PLAIN, Front
from drivers.live.progress_words import day

if TYPE_CHECKING:
    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.exercises.done import ExerciseDone, SideDone
    from balance.records.history.exercises.scores import KeptScore
    from balance.records.history.exercises.summary import Course
    from balance.records.history.exercises.week import NextTime

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
    counts = [(state, sum(one.state == state for one in found.sessions)) for state in STATES]
    often = ", ".join(
        front.tr("{n} {state}", n=n, state=front.tr(STATES[state])) for state, n in counts if n
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
    one, many = UNITS.get(found.unit, (found.unit, found.unit))
    return front.tr(one if found.value == 1 else many, n=f"{found.value:g}")


def _sides(newest: ExerciseDone, front: Front) -> list[str]:
    said = [
        f"{front.tr(SIDES[one.side])} {measured}"
        for one in newest.sides
        if (measured := _measured(one, front))
    ]
    apart = newest.left_less_right
    if not apart:
        return said
    held = newest.sides[0].best_s is not None
    if held and any(one.censored for one in newest.sides):
        return said
    unit = "{n} s" if held else "{n}"
    text = "left {by} more" if apart > 0 else "right {by} more"
    by = front.tr(unit, n=front.number(abs(apart), 1 if held else 0))
    return [*said, front.tr(text, by=by)]


def _measured(one: SideDone, front: Front) -> str:
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


def _of(one: str, many: str, n: int, plan: int, front: Front) -> str:
    text = one if n <= 1 else many
    return front.tr(text, n=_number(n, front), plan=_number(plan, front).lower())


def _number(n: int, front: Front) -> str:
    return front.tr(NUMBERS[n]) if n < len(NUMBERS) else str(n)


def _small(text: str) -> str:
    """Begin with a small letter, unless the word is all of capitals."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"
