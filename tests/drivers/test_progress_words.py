"""How a person stands, in words, the same at both front doors."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from balance.protocol.best_times import Sides, Time
from balance.protocol.change import Change, Spread
from balance.protocol.conditions import Conditions
from balance.protocol.progression import Goal, GoalCount, NextStep
from balance.protocol.weeks import Week, WeekPlan, weeks_of
from balance.records.history.progress import Line
from balance.records.history.queries import Point
from balance.records.history.sessions import beside, sessions_of, usual_s
from drivers.live import progress_words
from drivers.live.progress_words import OPEN, PRACTICE, WHAT_THEN

SPREAD = Spread(2.0, 5)


def told(answer: str, least_s: float, most_s: float, sessions: int = 30) -> Change:
    return Change(answer, least_s, most_s, SPREAD, 4.0, sessions)  # type: ignore[arg-type]


def line(since_start: Change | None = None, newest: Change | None = None, **more: object) -> Line:
    made = Line(
        person="P1",
        conditions=Conditions(stance_leg="left"),
        key=(1, 1),
        attempts=9,
        practice=0,
        start_days=("2026-09-01", "2026-09-03", "2026-09-28", "2026-10-01"),
        last_session="2026-11-20",
        best=Time(20.0, 0.2),
        mean=None,
        sides=None,
        change=newest,
        since_start=since_start,
        legs=None,
        next_step=NextStep("Now: hold 30 s.", "somewhere"),
        reference=None,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            told("more", 4.2, 4.2),
            "4.2 s longer than in September; that is more than your usual ups and downs.",
        ),
        (
            told("more", 4.26, math.inf),
            "At least 4.2 s longer than in September; that is more than your usual ups and downs.",
        ),
        (
            told("less", -7.0, -5.0),
            "5.0–7.0 s shorter than in September; that is more than your usual ups and downs.",
        ),
        (
            told("within", 1.0, 1.0),
            "1.0 s longer than in September; that is within your usual ups and downs.",
        ),
        (
            told("within", 0.0, 0.0),
            "No longer and no shorter than in September; that is within your usual ups and downs.",
        ),
        (
            told("within", -1.0, 1.0),
            "Neither much longer nor much shorter than in September; that is within your usual ups "
            "and downs.",
        ),
        (
            told("not less", 1.0, math.inf),
            "At least 1.0 s longer than in September. Whether that is more than your usual ups and "
            f"downs is not known: {OPEN}.",
        ),
        (
            told("not less", -1.0, math.inf),
            f"Not shorter than in September; how much longer is not known: {OPEN}. {WHAT_THEN}",
        ),
        (
            told("not more", -math.inf, 1.0),
            f"Not longer than in September; how much shorter is not known: {OPEN}. {WHAT_THEN}",
        ),
        (
            told("untold", -math.inf, math.inf),
            f"Not known whether you hold longer than in September: {OPEN}. {WHAT_THEN}",
        ),
        (
            told("untold", -math.inf, -35.0),
            "At least 35.0 s shorter than in September. Whether that is more than your usual ups "
            f"and downs is not known: {OPEN}.",
        ),
    ],
)
def test_the_first_line(found: Change, said: str) -> None:
    assert progress_words.first_line(line(found)) == said


def test_a_rise_in_the_first_sessions_may_be_practice() -> None:
    assert progress_words.first_line(line(told("more", 4.2, 4.2, 6))).endswith(PRACTICE)


@pytest.mark.parametrize(
    ("days", "last", "when"),
    [
        (("2025-12-30", "2026-01-02"), "2026-11-20", "than in December 2025"),
        (("2026-11-01",) * 4, "2026-11-20", "than in your first sessions"),
        (("2026-01-01", "2026-06-01"), "2026-11-20", "than in your first sessions"),
        (("", ""), "", "than in your first sessions"),
    ],
)
def test_when_the_start_was(days: tuple[str, ...], last: str, when: str) -> None:
    said = line(told("more", 4.2, 4.2), start_days=days, last_session=last)
    assert when in progress_words.first_line(said)


def test_what_to_do_where_there_is_little_yet() -> None:
    assert "without Practice" in progress_words.first_line(line())
    one = progress_words.first_line(line(told("too few", 0.0, 0.0, 1)))
    assert one.startswith("First session done, best 20.0 s ± 0.2. Do it again on another day")
    three = progress_words.first_line(line(told("too few", 0.0, 0.0, 3)))
    assert "3 sessions so far" in three
    assert progress_words.newest(line(newest=told("too few", 0.0, 0.0, 3))) == PRACTICE
    assert "P9" in progress_words.no_holds("P9")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "do the test on that leg"),
        (Sides(-10.0, 0.75, False), "Best: right 10.0 s longer; left comes to 75 % of right."),
        (Sides(0.2, 0.99, False, doubt_s=0.4), "Best: as good as equal, 0.2 s apart."),
        (Sides(9.0, 0.8, True, at_least=True), "left at least 9.0 s longer; right comes to 80 % "),
        (Sides(0.0, 1.0, True), f"not known which leg holds longer, since {OPEN}"),
    ],
)
def test_left_against_right(found: Sides | None, said: str) -> None:
    assert said in progress_words.sides(found)


def test_left_against_right_as_it_is_now() -> None:
    usual = progress_words.usual_sides
    assert usual(told("more", 5.0, 5.0)).endswith(
        "left 5.0 s longer, more than your usual ups and downs."
    )
    assert usual(told("less", -math.inf, -5.0)).endswith(
        "right at least 5.0 s longer, more than your usual ups and downs."
    )
    assert "about as long on both legs" in usual(told("within", -1.0, 1.0))
    assert OPEN in usual(told("untold", -math.inf, math.inf))
    assert usual(None) == ""


def test_a_goal_and_how_far_it_is() -> None:
    step = NextStep("Now", "x", Goal(45.0), GoalCount(best_s=36.0), 3, 2)
    assert progress_words.goal(step) == "Goal 45 s: 9.0 s to go."
    assert progress_words.share(step) == 0.8
    reached = replace(step, standing=GoalCount(2, 1, 50.0))
    assert progress_words.goal(reached) == "Goal 45 s: reached, 2 of 3 times, on 1 of 2 days."
    assert progress_words.share(reached) == 1.0
    assert progress_words.share(NextStep("Done", "x")) is None


def test_weeks_against_their_plan() -> None:
    weeks = weeks_of([(date(2026, 3, 4), False), (date(2026, 2, 24), False)], date(2026, 3, 8))
    assert isinstance(weeks[-1], Week)
    assert progress_words.this_week(weeks, WeekPlan(1, 0)) == "This week: 1 of 1 sessions at home."
    kept = progress_words.weeks_kept(weeks, WeekPlan(1, 0))
    assert kept == "2 of the last 8 weeks went as planned (1 a week)."


def points(session: int, *held_s: float, cut: bool = False) -> list[Point]:
    return [Point("2026-03-02", Time(s, 0.1, cut), True, False, session) for s in held_s]


def test_two_sessions_beside_each_other() -> None:
    old, new, capped = sessions_of(
        [*points(4, 10.0, 11.0, 12.0), *points(9, 30.0, 31.0, 32.0), *points(5, 45.0, cut=True)]
    )
    assert (old.attempts, old.best.duration_s, old.average.mean_s) == (3, 12.0, 11.0)
    assert usual_s([old, new, capped]) == [11.0, 21.0, 31.0]
    said = progress_words.beside(beside(new, old, SPREAD))
    assert said.startswith("best 20.0 s longer; mean of three 20.0 s longer, more than your usual")
    said = progress_words.beside(beside(capped, new, SPREAD))
    assert said == "best at least 13.0 s longer; no mean of three in one of them."
    same = progress_words.beside(beside(capped, capped, SPREAD))
    assert same.startswith("best can't be compared")
    assert progress_words.beside(beside(old, old, SPREAD)).startswith("best as long")


def test_no_words_of_our_own_making() -> None:
    coached = Conditions(stance_leg="left", sound="coached")
    assert progress_words.conditions(coached) == "eyes open, firm surface, seconds spoken"


def test_a_named_test_stands_before_its_conditions() -> None:
    said = progress_words.conditions(Conditions(test="unipedal_45@1", arms="crossed"))
    assert said == "Unipedal stance test, 45 s, eyes open: eyes open, firm surface, arms crossed"
