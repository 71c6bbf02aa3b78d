"""Each exercise and each named test in the course of time: rows of a table, and lines to draw."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from balance.records.history.exercises.done import raises_compared
from drivers.live import exercise_words, progress_words
from gui.kit.text import FRONT, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from balance.protocol.exercise.scripts import Side
    from balance.records.history.exercises.done import ExerciseDone, SideDone
    from balance.records.history.exercises.scores import KeptScore
    from balance.records.history.exercises.summary import Course, Summary

EASE: Final = {"easy": "felt easy", "right": "felt right", "hard": "felt hard"}
SIDE_HEADS: Final = {"left": "Left", "right": "Right", "both": "Both feet"}
HELD: Final = "Best hold, in seconds"
RAISED: Final = "Raises"
REPEATED: Final = "Repetitions done"
SCORED: Final = {
    "s": "Score, in seconds",
    "stages": "Stages held",
    "errors": "Errors: fewer are better",
    "raises": "Raises",
}


@dataclass(frozen=True, slots=True)
class Series:
    """One line: one side in one version; `open_up` are values that are "or more"."""

    side: Side | None
    version: int
    days: tuple[str, ...]
    values: tuple[float, ...]
    open_up: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One exercise, or one version of a named test: those of others are never among them.

    Parameters
    ----------
    key
        What it is found again by.
    title, about
        What it is called, and how often it was done.
    heads, rows
        Its table, the newest session first.
    unit, series
        What is drawn, and its lines.
    apart
        Left against right of the newest session in which both legs raised the heels; empty where
        there is none. Both legs of holds are beside each other in Balance.
    """

    key: tuple[str, str, int]
    title: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str
    series: tuple[Series, ...]
    apart: str = ""

    @property
    def in_numbers(self) -> str:
        """What is drawn, in words."""
        return " ".join(_in_numbers(one, self.unit) for one in self.series)


def entries_of(found: Summary) -> tuple[Entry, ...]:
    """Give what of a person there is to choose: the plan first, then other exercises, then tests.

    What is planned is there before it is done.
    """
    courses = {one.script: one for one in found.courses}
    wanted = () if found.regimen is None else found.regimen.wanted
    scored = {score.script for _, score in found.scores}  # a plan may ask for a test
    planned = [name for name in dict.fromkeys(one.script for one in wanted) if name not in scored]
    order = (*planned, *(name for name in courses if name not in planned))
    made = [
        _exercise(courses[name])
        if name in courses
        else _not_yet(name, found.titles.get(name, name))
        for name in order
    ]
    tests: dict[tuple[str, int], list[tuple[str, KeptScore]]] = defaultdict(list)
    for title, score in found.scores:
        tests[score.script, score.version].append((title, score))
    made += [_test(each[0][0], [score for _, score in each]) for each in tests.values()]
    return tuple(made)


def _not_yet(name: str, title: str) -> Entry:
    return Entry(("exercise", name, 0), tr(title), tr("not done yet"), (), (), "", ())


def _exercise(course: Course) -> Entry:
    sides = _sides(one.side for each in course.sessions for one in each.sides)
    unit = _drawn(course)
    heads = (
        tr("Day"),
        tr("Tier"),
        tr("Sets"),
        *(tr(SIDE_HEADS[side]) for side in sides),
        tr("How"),
    )
    series = []
    for side in sides:
        by_version = groupby(course.sessions, key=lambda one: one.version)
        series += [_line(side, version, list(each), unit) for version, each in by_version]
    return Entry(
        ("exercise", course.script, 0),
        tr(course.title),
        _how_often(course.sessions),
        heads,
        tuple(_session(one, sides) for one in reversed(course.sessions)),
        tr(unit),
        tuple(one for one in series if one.days),
        _apart(course.sessions),
    )


def _apart(sessions: Sequence[ExerciseDone]) -> str:
    both = [one for one in sessions if raises_compared(one) is not None]
    if not both:
        return ""
    said = exercise_words.legs_apart(both[-1], FRONT) or tr("alike")
    day = progress_words.day(both[-1].day, FRONT)
    return tr("Left against right, {day}: {said}.", day=day, said=said)


def _sides(there: Iterable[Side]) -> list[Side]:
    seen = set(there)
    order: tuple[Side, ...] = ("left", "right", "both")
    return [side for side in order if side in seen]


def _how_often(sessions: Sequence[ExerciseDone]) -> str:
    day = progress_words.day(sessions[-1].day, FRONT)
    many = len(sessions)
    text = "1 session, {day}" if many == 1 else "{n} sessions, newest {day}"
    return tr(text, n=many, day=day)


def _session(one: ExerciseDone, sides: Sequence[Side]) -> tuple[str, ...]:
    by = {each.side: each for each in one.sides}
    sets = tr("{n} of {all}", n=one.sets_done, all=one.sets)
    how = [exercise_words.state(one.state, FRONT)]
    how += [tr(EASE[one.ease])] if one.ease is not None else []
    how += [tr("soreness {n} of 10", n=one.soreness)] if one.soreness is not None else []
    done = (_side(by[side]) if side in by else "–" for side in sides)
    return (progress_words.day(one.day, FRONT), one.tier, sets, *done, ", ".join(how))


def _side(one: SideDone) -> str:
    said = tr("{n} of {all}", n=one.done, all=one.asked)
    found = exercise_words.measured(one, FRONT)
    return f"{said}: {found}" if found else said


def _drawn(course: Course) -> str:
    """Say what of an exercise is drawn: what was measured, else how much was done."""
    sides = [one for each in course.sessions for one in each.sides]
    if any(one.best_s is not None for one in sides):
        return HELD
    return RAISED if any(one.count is not None for one in sides) else REPEATED


def _line(side: Side, version: int, sessions: Sequence[ExerciseDone], unit: str) -> Series:
    points = []
    for each in sessions:
        for one in each.sides:
            value = {HELD: one.best_s, RAISED: one.count, REPEATED: one.done}[unit]
            if one.side == side and value is not None:
                points.append((each.day, float(value), unit == HELD and one.censored))
    return _series(side, version, points)


def _test(title: str, scores: Sequence[KeptScore]) -> Entry:
    first, newest = scores[0], scores[-1]
    sided = any(one.side is not None for one in scores)
    heads = (tr("Day"), tr("Score"), *((tr("Side"),) if sided else ()), tr("Tries"))
    rows = tuple(_score(one, sided=sided) for one in reversed(scores))
    sides = dict.fromkeys(one.side for one in scores)
    series = (_scores(side, [one for one in scores if one.side == side]) for side in sides)
    value, day = (
        exercise_words.value(newest, FRONT),
        progress_words.day(newest.day, FRONT),
    )
    return Entry(
        ("test", first.script, first.version),
        tr("{title}, version {n}", title=tr(title), n=first.version),
        tr("newest {value}, {day}", value=value, day=day),
        heads,
        rows,
        tr(SCORED.get(first.unit, first.unit)),
        tuple(one for one in series if one.days),
    )


def _score(one: KeptScore, *, sided: bool) -> tuple[str, ...]:
    side = "–" if one.side is None else tr(exercise_words.SIDES[one.side])
    said = (progress_words.day(one.day, FRONT), exercise_words.value(one, FRONT))
    return (*said, *((side,) if sided else ()), exercise_words.tries(one, FRONT))


def _scores(side: Side | None, scores: Sequence[KeptScore]) -> Series:
    known = [(one, one.value) for one in scores if one.value is not None]
    points = [
        (one.day, value, one.unit == "s" and any(part.full for part in one.parts))
        for one, value in known
    ]
    return _series(side, scores[0].version, points)


def _series(side: Side | None, version: int, points: Sequence[tuple[str, float, bool]]) -> Series:
    days, values, open_up = zip(*points, strict=True) if points else ((), (), ())
    return Series(side, version, days, values, open_up)


def _in_numbers(one: Series, unit: str) -> str:
    more = [tr(" or more") if is_open else "" for is_open in one.open_up]
    each = "; ".join(
        f"{progress_words.day(day, FRONT)} {FRONT.number(value).removesuffix('.0')}{or_more}"
        for day, value, or_more in zip(one.days, one.values, more, strict=True)
    )
    side = tr(SIDE_HEADS[one.side]) if one.side is not None else tr("All")
    return tr("{side}. {unit}: {each}.", side=side, unit=unit, each=each)
