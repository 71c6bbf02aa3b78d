"""A plan of a week changed, one step at a time."""

from __future__ import annotations

import pytest

from balance.protocol.exercise import drafting
from balance.protocol.exercise.library import Library
from balance.protocol.exercise.regimens import shipped_regimens

LIBRARY = Library()
ADVICE = next(one for one in shipped_regimens() if one.id == "advice")


def names(plan: object) -> list[str]:
    return [one.script for one in plan.wanted]  # type: ignore[attr-defined]


def test_exercises_are_put_in_moved_and_taken_out() -> None:
    plan = drafting.put_in(ADVICE, LIBRARY["heel_raise"])
    plan = drafting.moved(plan, 3, -2)
    assert names(plan) == ["big_toe_lift", "heel_raise", "arch_squeeze", "single_leg_hold"]
    assert drafting.moved(plan, 0, -1) == plan
    plan = drafting.take_out(plan, 0)
    assert names(plan) == ["heel_raise", "arch_squeeze", "single_leg_hold"]
    for _ in range(5):
        plan = drafting.take_out(plan, 0)
    assert names(plan) == ["single_leg_hold"]


def test_another_rung_takes_numbers_of_one_s_own_away() -> None:
    plan = drafting.with_number(ADVICE, 1, "hold_s", 7, LIBRARY)
    assert plan.wanted[1].dose(LIBRARY["arch_squeeze"]).hold_s == 7.0
    assert drafting.with_tier(plan, 1, "1") == plan
    assert drafting.with_tier(plan, 1, "2").wanted[1].numbers == ()


def test_a_plan_that_is_changed_is_the_person_s_own() -> None:
    assert drafting.settled(ADVICE, ADVICE, "My own plan", LIBRARY) == ADVICE
    changed = drafting.with_week(ADVICE, 5, 0)
    made = drafting.settled(changed, ADVICE, "My own plan", LIBRARY)
    assert (made.id, made.title, made.week.home) == ("own", "My own plan", 5)
    again = drafting.settled(drafting.with_side(made, 0, "left"), made, "Other", LIBRARY)
    assert again.title == "My own plan"


def test_what_can_t_be_is_refused() -> None:
    plan = drafting.with_number(ADVICE, 0, "sets", 100_000, LIBRARY)
    with pytest.raises(ValueError, match="sets"):
        drafting.settled(plan, ADVICE, "My own plan", LIBRARY)
