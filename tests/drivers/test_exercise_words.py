"""Exercises in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from balance.protocol.exercise.library import Library
from balance.protocol.exercise.outcomes import Measured
from balance.protocol.exercise.scoring import PartScore
from balance.protocol.exercise.tiers import Suggestion
from balance.protocol.weeks import Week, WeekPlan
from balance.records.history.exercises.done import ExerciseDone, SideDone
from balance.records.history.exercises.scores import KeptScore
from balance.records.history.exercises.summary import Course
from balance.records.history.exercises.week import NextTime
from drivers.live import exercise_words

LIBRARY = Library()


def week(home: int, supervised: int = 0) -> Week:
    return Week(date(2026, 3, 2), home, supervised)


@pytest.mark.parametrize(
    ("done", "plan", "said"),
    [
        (week(2), WeekPlan(3, 1), "Two of three sessions at home are done this week"),
        (week(1), WeekPlan(3, 1), "One of three sessions at home is done this week"),
        (week(0), WeekPlan(3, 1), "None of three sessions at home is done this week"),
        (week(11), WeekPlan(12, 0), "11 of 12 sessions at home are done this week"),
        (week(3), WeekPlan(3, 1), "The sessions at home are done this week, one supervised to go"),
        (week(0, 1), WeekPlan(0, 3), "Two supervised sessions to go this week"),
        (week(4, 1), WeekPlan(3, 1), "The sessions of this week are done"),
    ],
)
def test_how_the_week_stands(done: Week, plan: WeekPlan, said: str) -> None:
    assert exercise_words.week_so_far(done, plan) == said


def test_what_comes_next_in_one_sentence() -> None:
    more = Suggestion("2", "more", "It was easy twice in a row.", "x")
    found = NextTime(week(2), WeekPlan(3, 1), LIBRARY["big_toe_lift"], more)
    assert exercise_words.next_time(found) == (
        "Two of three sessions at home are done this week; next: big toe lifts at tier 2, "
        "it was easy twice in a row."
    )
    same = Suggestion("1", "same", "Twice easy in a row comes before the next rung.", "x")
    found = NextTime(week(2), WeekPlan(3, 1), LIBRARY["big_toe_lift"], same)
    assert exercise_words.next_time(found).endswith("; next: big toe lifts at tier 1.")
    none = NextTime(week(2), WeekPlan(3, 1), None, None)
    assert exercise_words.next_time(none).endswith(
        "this week. Pick a plan of the week, and what comes next is said here."
    )


def side(name: Any, **more: Any) -> SideDone:
    values = {"asked": 2, "done": 2, "best_s": None, "censored": False, "count": None}
    values |= {"tempo_s": None, "height_cm": None, "decline": None}
    return SideDone(name, **(values | more))


def done(*sides: SideDone, state: Any = "done") -> ExerciseDone:
    return ExerciseDone(1, "2026-03-04", 1, "2", state, None, None, 2, 2, sides)


def test_a_course_in_short() -> None:
    held = done(side("left", best_s=22.0), side("right", best_s=16.5))
    course = Course("single_leg_hold", "Balance on one leg", (done(state="short"), held))
    assert exercise_words.course(course) == (
        "Balance on one leg: 1 done, 1 in part; newest 4 Mar 2026, tier 2, done; "
        "left 22.0 s; right 16.5 s; left 5.5 s more."
    )
    capped = done(side("left", best_s=45.0, censored=True), side("right", best_s=16.5))
    said = exercise_words.course(Course("x", "X", (capped,)))
    assert said.endswith("left 45 s or more; right 16.5 s.")
    raises = side("both", count=16, height_cm=8.53, tempo_s=4.0)
    said = exercise_words.course(Course("heel_raise", "Heel raises", (done(raises),)))
    assert said.endswith("done; both feet 16 raises, 8.5 cm high, 4.0 s each.")
    one = side("left", count=20, height_cm=8.53, tempo_s=4.0)
    other = side("right", count=16, height_cm=8.11, tempo_s=4.2)
    said = exercise_words.course(Course("heel_raise", "Heel raises", (done(one, other),)))
    assert said.endswith("4.2 s each; left 4 more, left 0.4 cm higher.")
    lifts = done(side("left"), side("right"))
    assert exercise_words.course(Course("x", "X", (lifts,))).endswith("tier 2, done.")


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ({"count": 20, "tempo_s": 4.0}, {"count": 20, "tempo_s": 4.0}, ""),
        ({"count": 20, "tempo_s": 4.0}, {"count": 22, "tempo_s": 4.1}, "right 2 more"),
        (
            {"count": 20, "tempo_s": 3.0},
            {"count": 18, "tempo_s": 4.0},
            "left 2 more, not at the same pace",
        ),
        (
            {"count": 9, "tempo_s": 4.0, "height_cm": 8.0},
            {"count": 9, "tempo_s": 4.0, "height_cm": 9.26},
            "right 1.3 cm higher",
        ),
        ({"count": 9, "tempo_s": 4.0}, {"count": 0}, "left 9 more"),
        ({"count": 9, "tempo_s": 4.0}, {}, ""),
    ],
)
def test_heel_raises_of_both_legs_beside_each_other(
    left: dict[str, Any], right: dict[str, Any], said: str
) -> None:
    assert exercise_words.legs_apart(done(side("left", **left), side("right", **right))) == said


def score(value: float | None, unit: str, *, full: bool = False) -> KeptScore:
    parts = (PartScore("stance", "left", (Measured(value),), value, full),)
    when = "2026-03-04T12:00:00+00:00"
    return KeptScore("2026-03-04", when, "unipedal_45", 1, "left", value, unit, parts, None)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (score(31.25, "s"), "31.2 s"),
        (score(45.0, "s", full=True), "45 s or more"),
        (score(1.0, "stages", full=True), "1 stage"),
        (score(12.0, "errors"), "12 errors"),
        (score(23.0, "raises"), "23 raises"),
        (score(None, "s"), "not all of it was done"),
    ],
)
def test_a_score_promises_no_more_than_is_known(found: KeptScore, said: str) -> None:
    line = exercise_words.score("Unipedal stance test", found)
    assert line == f"Unipedal stance test (version 1): {said}, 4 Mar 2026, left."


def test_the_source_of_a_suggestion_is_said() -> None:
    more = Suggestion("2", "more", "It was easy twice in a row.", "Kim 2020.")
    assert (
        exercise_words.source(NextTime(week(2), WeekPlan(3, 1), LIBRARY["heel_raise"], more))
        == "Source: Kim 2020."
    )
    assert exercise_words.source(NextTime(week(2), WeekPlan(3, 1), None, None)) == ""


def test_each_try_of_a_test_is_said() -> None:
    tries = (Measured(31.25), Measured(45.0))
    found = score(45.0, "s")
    part = PartScore("", "left", tries, 45.0, full=True)
    assert exercise_words.tries(replace(found, parts=(part,))) == "31.2 s, 45 s or more"
    seen = PartScore("firm, both feet together", "both", (Measured(20.0, errors=3),), 3.0, False)
    short = PartScore("foam", "both", (Measured(4.0, errors=1),), 10.0, False)
    left_out = PartScore("foam, tandem", "both", (), None, False)
    said = exercise_words.tries(replace(found, unit="errors", parts=(seen, short, left_out)))
    assert said == "firm, both feet together: 3 errors; foam: 10 errors; foam, tandem: left out"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 3, 8), "This week: 2 Mar 2026 to 8 Mar 2026"),
        (date(2026, 3, 9), "Last week: 2 Mar 2026 to 8 Mar 2026"),
        (date(2026, 3, 16), "Week: 2 Mar 2026 to 8 Mar 2026"),
    ],
)
def test_a_week_is_said_by_its_days(today: date, said: str) -> None:
    assert exercise_words.which_week(date(2026, 3, 2), today) == said
