from __future__ import annotations

import pytest

from balance.protocol.conditions import Conditions
from gui.setup import Setup, options_of, with_options


def test_a_simulated_person_is_told_all_of_how_to_stand() -> None:
    setup = Setup(leg="right", eyes="closed", surface="foam")
    wanted = {"leg": "right", "eyes": "closed", "surface": "foam", "listens": "yes"}
    assert options_of(setup.source_address) == {"placement": "shank"} | wanted


@pytest.mark.parametrize(
    ("address", "key", "value"),
    [
        ("sim:?leg=left", "leg", "left"),
        ("sim:?listens=no", "listens", "no"),
        ("sim:?speed=0&seed=1", "listens", None),
        ("sim:?speed=0.5", "listens", "yes"),
        ("phone:", "leg", "right"),
        ("udp:9000?placement=foot", "leg", None),
    ],
)
def test_what_an_address_says_itself_stays(address: str, key: str, value: str | None) -> None:
    assert options_of(Setup(address, leg="right").source_address).get(key) == value


def test_no_longest_time_ends_a_hold_that_nobody_chose() -> None:
    known = Conditions(cap_s=30.0)
    assert Setup().conditions(known).cap_s is None
    assert Setup(cap_s=45.0).conditions(known).cap_s == 45.0
    assert Setup("replay:h.csv").conditions(known).cap_s == 30.0


def test_a_simulated_person_need_not_rest_for_long() -> None:
    made = Setup(kind="both").plan()
    device = Setup("udp:9000", kind="both").plan()
    assert made is not None
    assert device is not None
    assert max(step.rest_s for step in made.steps) <= 8.0
    assert max(step.rest_s for step in device.steps) == 60.0


def test_options_are_put_over_those_that_are_there_or_left_alone() -> None:
    assert with_options("sim:?a=1", {"a": "2", "b": "3"}, over=True) == "sim:?a=2&b=3"
    assert with_options("sim:?a=1", {"a": "2", "b": "3"}, over=False) == "sim:?a=1&b=3"
    assert with_options("udp:9000", {}, over=True) == "udp:9000"
