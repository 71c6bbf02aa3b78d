from __future__ import annotations

import pytest

from balance.protocol.plans import Step, both_legs, custom, single


def test_both_legs_is_three_on_one_and_then_three_on_the_other() -> None:
    steps = both_legs("right", rest_s=20.0, change_s=50.0).steps
    assert [step.leg for step in steps] == ["right"] * 3 + ["left"] * 3
    assert [step.rest_s for step in steps] == [0.0, 20.0, 20.0, 50.0, 20.0, 20.0]


def test_single_is_one() -> None:
    assert single("left").steps == (Step("left"),)


def test_a_list_says_legs_numbers_and_rests() -> None:
    steps = custom("2 left, right @90, R, l@5", rest_s=10.0, change_s=40.0).steps
    assert [step.leg for step in steps] == ["left", "left", "right", "right", "left"]
    assert [step.rest_s for step in steps] == [0.0, 10.0, 90.0, 10.0, 5.0]


@pytest.mark.parametrize("text", ["", "  ,", "up", "3 left right", "99 left", "left @x"])
def test_what_is_no_list_is_said_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"list such as: 3 left, 3 right"):
        custom(text)
