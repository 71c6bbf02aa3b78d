"""Change, next step, reference values and the week, against values worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.protocol.conditions import Conditions
from balance.protocol.own_rules import goals_from, goals_text, rules_from, with_goal
from balance.protocol.progression import (
    CLINIC,
    LONGER,
    RULE_SETS,
    SAFETY,
    UNSTABLE,
    Goal,
    GoalCount,
    next_step,
)
from balance.protocol.reference import TABLES, reference
from balance.protocol.weeks import Week, WeekPlan, parse_plan, week_of, weeks_of

NONE = GoalCount()
MET = GoalCount(attempts=3, days=2, best_s=61.0, newest_best_s=(61.0, 60.0))


def counts(*met: bool) -> list[GoalCount]:
    return [MET if each else NONE for each in met]


def test_a_best_hold_that_went_on_is_so_much_or_more() -> None:
    for best_s, said in ((45.0, "45 s or more"), (12.37, "12.3 s or more")):
        count = GoalCount(best_s=best_s, best_or_more=True)
        step = next_step(CLINIC, [count, NONE, NONE], "open", "firm")
        assert f"best so far {said}." in step.text


def test_each_rule_set_names_its_source_and_what_is_its_own() -> None:
    for rules in RULE_SETS.values():
        assert "own" in rules.source
        assert len(rules.source) > 60
        assert "memory" not in rules.source


def test_the_first_goal_that_is_not_met_is_asked_for_and_how_close_it_is() -> None:
    near = GoalCount(attempts=2, days=1, best_s=47.3, newest_best_s=(47.3,))
    step = next_step(CLINIC, [MET, near, NONE], "open", "firm")
    assert step.goal == Goal(45.0)
    assert step.text == (
        "Now: hold 45 s with eyes open on a firm surface; 2 of 3 attempts, on 1 of 2 days; "
        "best so far 47.3 s."
    )
    assert step.source == CLINIC.source


def test_it_goes_back_after_two_poor_sessions_and_not_after_one() -> None:
    poor = GoalCount(best_s=50.0, newest_best_s=(20.0, 22.0))
    step = next_step(CLINIC, [MET, poor, NONE], "open", "firm")
    assert step.goal == Goal(30.0)
    assert step.text.startswith("Back: hold 30 s")
    assert "2 sessions in a row stayed under half of the goal" in step.text
    one = GoalCount(best_s=50.0, newest_best_s=(20.0, 23.0))
    assert next_step(CLINIC, [MET, one, NONE], "open", "firm").goal == Goal(45.0)
    first = GoalCount(best_s=12.0, newest_best_s=(12.0, 11.0))
    assert next_step(CLINIC, [first, NONE, NONE], "open", "firm").text.startswith("Back: ")


def test_eyes_closed_and_foam_come_only_by_the_rules_and_with_the_safety_line() -> None:
    for rules in (CLINIC, LONGER):
        done = counts(*[True] * len(rules.goals))
        assert next_step(rules, done, "open", "firm").goal is None
        assert next_step(rules, done, "closed", "firm").goal is None
        assert next_step(rules, done, "open", "foam").goal is None
    step = next_step(UNSTABLE, counts(True, *[False] * 5), "open", "firm")
    assert step.goal == Goal(10.0, "closed")
    assert step.text.startswith("Next, if you like: hold 10 s with eyes closed")
    assert step.text.endswith(SAFETY)
    foam = next_step(UNSTABLE, counts(True, True, True, True, False, False), "closed", "firm")
    assert foam.goal == Goal(60.0, "open", "foam")
    assert foam.text.endswith(SAFETY)


def test_a_later_condition_waits_for_the_earlier_goals() -> None:
    step = next_step(UNSTABLE, counts(*[False] * 6), "closed", "firm")
    assert step.goal == Goal(60.0)
    assert step.text.startswith("First: ")


@given(
    st.sampled_from(sorted(RULE_SETS)),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=6, max_size=6),
    st.sampled_from(["open", "closed"]),
    st.sampled_from(["firm", "foam"]),
)
def test_no_step_is_asked_for_that_the_rules_lack(
    name: str, done: list[tuple[int, int]], eyes: Any, surface: Any
) -> None:
    rules = RULE_SETS[name]
    states = [GoalCount(*each) for each in done][: len(rules.goals)]
    step = next_step(rules, states, eyes, surface)
    assert step.text
    assert step.source == rules.source
    assert step.goal is None or step.goal in rules.goals


def test_a_rule_set_of_ones_own() -> None:
    keys = {"title": "Mine", "source": "agreed", "attempts": 2, "days": 1}
    goals = [{"hold_s": 20}, {"hold_s": 30, "eyes": "closed", "surface": "foam"}]
    rules = rules_from("mine.toml", keys | {"goals": goals})
    assert rules.goals == (Goal(20.0), Goal(30.0, "closed", "foam"))
    assert (rules.attempts, rules.days, rules.source) == (2, 1, "agreed")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"goals": []}, "goals"),
        ({"goals": [{"hold_s": -1}]}, "hold_s of goal 1"),
        ({"goals": [{"hold_s": True}]}, "hold_s of goal 1"),
        ({"goals": [{"hold_s": 5, "eyes": "shut"}]}, "eyes of goal 1"),
        ({"goals": [{"hold_s": 5, "hands": 2}]}, "'hands'"),
        ({"goals": [5]}, "goal 1"),
        ({"attempts": 0}, "attempts"),
        ({"days": "two"}, "days"),
        ({"title": " "}, "title"),
        ({"source": None}, "source"),
        ({"colour": "red"}, "'colour'"),
    ],
)
def test_what_is_wrong_in_it_is_named(wrong: dict[str, Any], named: str) -> None:
    keys = {"title": "Mine", "source": "agreed", "attempts": 2, "days": 1}
    with pytest.raises(ValueError, match=named):
        rules_from("mine.toml", keys | {"goals": [{"hold_s": 20}]} | wrong)


SPRINGER = Conditions(arms="crossed", cap_s=45.0)


@pytest.mark.parametrize(
    ("age", "eyes", "expected"),
    [
        (17, "open", None),
        (18, "open", 44.7),
        (39, "open", 44.7),
        (40, "open", 41.9),
        (55, "open", 41.2),
        (60, "open", 32.1),
        (79, "open", 21.5),
        (99, "open", 9.4),
        (100, "open", None),
        (19, "closed", None),
        (25, "closed", 28.5),
        (69, "closed", 16.8),
        (70, "closed", None),
        (None, "open", None),
    ],
)
def test_reference_values(age: int | None, eyes: Any, expected: float | None) -> None:
    found = reference(age, Conditions(eyes=eyes))
    assert (found.value_s if found else None) == expected
    if found:
        assert found.source
        assert found.protocol


def test_there_is_none_on_foam() -> None:
    assert reference(30, Conditions(surface="foam")) is None


def test_where_a_table_ends_it_says_so() -> None:
    young = reference(25, SPRINGER)
    older = reference(65, SPRINGER)
    strong = reference(65, SPRINGER, best_s=45.0)
    assert young is not None
    assert older is not None
    assert strong is not None
    assert (young.at_ceiling, older.at_ceiling, strong.at_ceiling) == (True, False, True)


def test_it_says_where_the_protocol_differs() -> None:
    same = reference(65, SPRINGER)
    assert same is not None
    assert same.note == ""
    other = reference(65, Conditions(cap_s=30.0, sound="coached"))
    assert other is not None
    assert "yours ends at 30 s, theirs at 45 s" in other.note
    assert "arms crossed" in other.note
    assert "in yours the seconds were spoken" in other.note
    free = reference(65, Conditions())
    assert free is not None
    assert "no longest time" in free.note


def test_no_table_speaks_of_percentiles_or_health() -> None:
    for table in TABLES:
        text = f"{table.source} {table.protocol} {table.statistic}".lower()
        assert not any(word in text for word in ("risk", "percentile", "memory", "verify"))


def test_the_week_begins_on_monday() -> None:
    days = [
        (date(2026, 3, 1), False),  # the Sunday before
        (date(2026, 3, 2), False),
        (date(2026, 3, 4), True),
        (date(2026, 3, 8), False),
        (date(2026, 3, 9), False),
    ]
    assert week_of(days, date(2026, 3, 8)) == Week(date(2026, 3, 2), home=2, supervised=1)


def test_a_plan_of_the_week() -> None:
    assert parse_plan("3+1") == WeekPlan(3, 1)
    assert parse_plan("4") == WeekPlan(4, 0)
    for wrong in ("", "a", "1+2+3", "-1", "99"):
        with pytest.raises(ValueError, match=r"such as 3\+1"):
            parse_plan(wrong)


def test_the_last_weeks_are_counted_each_by_itself() -> None:
    days = [
        (date(2026, 1, 5), False),  # before the first of three weeks
        (date(2026, 2, 16), False),
        (date(2026, 2, 22), True),
        (date(2026, 3, 4), False),
    ]
    weeks = weeks_of(iter(days), date(2026, 3, 8), 3)
    assert [week.monday.day for week in weeks] == [16, 23, 2]
    assert [(week.home, week.supervised) for week in weeks] == [(1, 1), (0, 0), (1, 0)]
    assert [week.kept(WeekPlan(1, 1)) for week in weeks] == [True, False, False]


def test_goals_of_ones_own_in_words() -> None:
    rules = goals_from("40 s; 15 s, eyes closed; 20 s, foam")
    assert rules is not None
    assert rules.goals == (Goal(40.0), Goal(15.0, "closed"), Goal(20.0, "open", "foam"))
    assert goals_text(rules.goals) == "40 s; 15 s, eyes closed; 20 s, foam"
    assert with_goal("40 s; 15 s, eyes closed", Goal(50.0)) == "15 s, eyes closed; 50 s"
    assert with_goal("clinic", Goal(50.0)) == "50 s"
    for other in ("clinic", "mine.toml", "", "40", "40 s; soon"):
        assert goals_from(other) is None
    with pytest.raises(ValueError, match="hold_s of goal 1"):
        goals_from("900 s")


def test_goals_of_ones_own_do_not_wait_for_one_another() -> None:
    rules = goals_from("40 s; 15 s, eyes closed")
    assert rules is not None
    closed = rules.seen_from("closed", "firm")
    step = next_step(closed, [GoalCount(best_s=12.0)], "closed", "firm")
    assert step.text.startswith("Now: hold 15 s with eyes closed")
    assert (step.goal, step.standing) == (Goal(15.0, "closed"), GoalCount(best_s=12.0))
    reached = next_step(closed, [MET], "closed", "firm")
    assert "is reached" in reached.text
    assert reached.goal == Goal(15.0, "closed")
    nothing = next_step(rules.seen_from("open", "foam"), [], "open", "foam")
    assert "set a goal of your own" in nothing.text
    assert UNSTABLE.seen_from("open", "foam") is UNSTABLE


def test_a_leg_can_have_a_goal_of_its_own() -> None:
    text = "40 s; 25 s, left; 15 s, eyes closed; 10 s, right, eyes closed, foam"
    rules = goals_from(text)
    assert rules is not None
    assert goals_text(rules.goals) == text
    assert rules.goals[1] == Goal(25.0, leg="left")
    for leg, hold_s in (("left", 25.0), ("right", 40.0), (None, 40.0)):
        (goal,) = rules.seen_from("open", "firm", leg).goals  # type: ignore[arg-type]
        assert goal.hold_s == hold_s
    assert rules.seen_from("closed", "firm", "left").goals == (Goal(15.0, "closed"),)
    assert rules.seen_from("closed", "foam", "left").goals == ()
    assert (
        "hold 25 s on the left leg"
        in next_step(rules.seen_from("open", "firm", "left"), [NONE], "open", "firm").text
    )
    with pytest.raises(ValueError, match="leg of goal 1"):
        rules_from(
            "mine.toml",
            {
                "title": "M",
                "source": "x",
                "attempts": 1,
                "days": 1,
                "goals": [{"hold_s": 5, "leg": "hind"}],
            },
        )


def test_a_goal_is_put_in_place_of_the_same_leg_s_alone() -> None:
    both = "40 s; 15 s, eyes closed"
    left = with_goal(both, Goal(25.0, leg="left"))
    assert left == "40 s; 15 s, eyes closed; 25 s, left"
    assert with_goal(left, Goal(50.0)) == "15 s, eyes closed; 25 s, left; 50 s"
    assert with_goal(left, Goal(50.0), instead_of="left") == "15 s, eyes closed; 50 s"
    assert with_goal(left, Goal(50.0), instead_of="right") == "15 s, eyes closed; 25 s, left; 50 s"
    assert with_goal(left, Goal(30.0, leg="left")) == "40 s; 15 s, eyes closed; 30 s, left"
