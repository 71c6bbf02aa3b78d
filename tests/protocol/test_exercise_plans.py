from __future__ import annotations

import json
from typing import Any

import pytest

from balance.protocol.exercise.library import Library, script_of, shipped
from balance.protocol.exercise.regimens import Wanted, alone, regimen_from, shipped_regimens
from balance.protocol.exercise.scripts import Dose
from balance.protocol.exercise.tiers import RULE, Sitting, suggest

LIBRARY = Library()
SQUEEZE = LIBRARY["arch_squeeze"]

OWN = """
id = "own_test"
version = 2
kind = "test"
title = "My own"
about = "Mine."
source = "Mine."
sides = "one"
[[tier]]
name = "test"
source = "Mine."
[test]
rule = "best"
cap_s = 20
stop = ["I step down"]
[[step]]
does = "hold"
at = "repetition"
[step.words]
start = "Go, {side}."
"""


def test_the_advice_is_one_supervised_session_and_three_at_home() -> None:
    (advice, *_) = shipped_regimens()
    assert (advice.id, advice.week.home, advice.week.supervised) == ("advice", 3, 1)
    assert [one.script for one in advice.wanted] == [
        "big_toe_lift",
        "arch_squeeze",
        "single_leg_hold",
    ]
    for tier in SQUEEZE.tiers:
        assert 5 <= tier.dose.hold_s <= 10
        assert 10 <= tier.dose.rest_s <= 20


def test_every_dose_says_where_it_is_from() -> None:
    for script in shipped():
        assert script.source
        assert all(tier.source for tier in script.tiers)
    assert not any("Taddei" in one.source for one in shipped())  # its table was never read


def test_a_plan_is_changed_and_comes_back_the_same() -> None:
    (advice, *_) = shipped_regimens()
    keys = advice.keys()
    keys["exercise"][1] |= {"side": "right", "hold_s": 7, "sets": 2}
    made = regimen_from(json.loads(json.dumps(keys)), LIBRARY)
    changed = made.wanted[1]
    assert changed == Wanted("arch_squeeze", "1", "right", (("sets", 2), ("hold_s", 7)))
    assert changed.dose(SQUEEZE) == Dose(sets=2, repetitions=5, hold_s=7, rest_s=20, set_rest_s=30)
    assert regimen_from(made.keys(), LIBRARY) == made
    parts = made.parts(LIBRARY, known=("big_toe_lift", "opening"))
    assert [(one.script.id, one.sides, one.first_run) for one in parts] == [
        ("opening", ("both",), False),
        ("big_toe_lift", ("left", "right"), False),
        ("arch_squeeze", ("right",), True),
        ("single_leg_hold", ("left", "right"), True),
    ]


def test_a_test_is_done_alone_on_the_leg_of_choice() -> None:
    parts = alone(LIBRARY["phenx_30"]).parts(LIBRARY, known=(), one="right")
    assert parts[1].sides == ("right",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"exercise": []}, r"a plan needs 1 to 200 of \[\[exercise\]\]"),
        ({"exercise": [{"script": "yoga"}]}, "There is no 'yoga'; choose one of"),
        ({"exercise": [{"script": "arch_squeeze", "tier": "9"}]}, "must be 1 or 2 or 3"),
        ({"exercise": [{"script": "arch_squeeze", "hold_s": -1}]}, "hold_s of exercise arch"),
        ({"exercise": [{"script": "arch_squeeze", "hold": 1}]}, "has no key 'hold'"),
        ({"home": 22}, "home of a plan must be 0 to 21"),
        ({"weeks": 3}, "a plan has no key 'weeks'"),
    ],
)
def test_a_plan_that_is_none_is_refused_in_words(change: dict[str, Any], said: str) -> None:
    keys = shipped_regimens()[0].keys() | change
    with pytest.raises(ValueError, match=said):
        regimen_from(keys, LIBRARY)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version = 2", "version = 0", "version of a script must be a whole number"),
        ('kind = "test"', 'kind = "game"', "kind of a script must be opening or exercise or test"),
        ('id = "own_test"', 'id = "Own test"', "id must be small letters"),
        ("{side}", "{leg}", r"speaks of \{leg\}; it can speak of side, next"),
        ("{side}", "{side", "a brace without its other half"),
        ("start =", "begin =", "words of step 1 has no key 'begin'"),
        ('does = "hold"', 'does = "say"', "seconds of step 1 must be said"),
        ('does = "hold"', 'does = "say"\nseconds = 3', "a script needs a step that does work"),
        ("cap_s = 20", "cap_s = 2000", "cap_s of test must be 0 to 600 seconds"),
        ('stop = ["I step down"]', "stop = []", "stop of test must be a list"),
        ('kind = "test"', 'kind = "exercise"', "test is for a script whose kind is"),
        ('at = "repetition"', 'at = "dawn"', "at of step 1 must be begin or side"),
        ('at = "repetition"', 'at = "repetition"\nseconds = "long"', "must be a number or one of"),
    ],
)
def test_a_script_that_is_none_is_refused_in_words(old: str, new: str, said: str) -> None:
    assert old in OWN
    with pytest.raises(ValueError, match=said):
        script_of(OWN.replace(old, new))


def test_a_script_of_ones_own_is_offered_and_may_take_the_place_of_another() -> None:
    own = script_of(OWN)
    assert own.key == "own_test@2"
    library = Library([own, script_of(OWN.replace("own_test", "phenx_30"))])
    assert library["own_test"] is own
    assert library["phenx_30"].title == "My own"
    assert "own_test" in library.ids()
    assert "opening" not in library.ids()


def sat(tier: str, ease: Any = None, *, done: bool = True, soreness: int | None = None) -> Sitting:
    return Sitting(tier, done, ease, soreness)


@pytest.mark.parametrize(
    ("sittings", "tier", "change"),
    [
        ([], "1", "same"),
        ([sat("1", "easy")], "1", "same"),
        ([sat("1", "easy"), sat("1", "easy")], "2", "more"),
        ([sat("1", "easy"), sat("1", "right"), sat("1", "easy")], "1", "same"),
        ([sat("1", "easy"), sat("1", "easy", done=False)], "1", "same"),
        ([sat("1", "easy"), sat("1", "easy", soreness=4)], "1", "same"),
        ([sat("2", "easy"), sat("2", "right", soreness=7)], "1", "less"),
        ([sat("2", "hard"), sat("2", "hard")], "1", "less"),
        ([sat("1", "hard"), sat("1", "hard")], "1", "same"),
        ([sat("3", "easy"), sat("3", "easy")], "3", "same"),
        ([sat("1", "easy"), sat("2", "easy")], "2", "same"),
        ([sat("gone", "easy")], "1", "same"),
    ],
)
def test_more_is_suggested_after_two_easy_sessions_and_less_after_hard_or_sore_ones(
    sittings: list[Sitting], tier: str, change: str
) -> None:
    said = suggest(SQUEEZE, sittings)
    assert (said.tier, said.change) == (tier, change)
    assert said.why.endswith(".")
    assert RULE in said.source
