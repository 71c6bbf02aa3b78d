"""Sway by way of a session: of trunk holds, live as offline, however the samples come."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balance.hold_json import hold_dict
from balance.session import Session
from balance.signal.even import even_means
from balance.signal.placement import Placement
from balance.simulate.attempt import Trial
from balance.simulate.session import Simulated, draw_session
from balance.sway.axes import BEFORE_S, learned_side, plane_of
from balance.sway.window import NoSway, Sway
from balance.timing.results import Hold


@cache
def simulated(seed: int, placement: Placement, *hold_s: float) -> Simulated:
    trials = [Trial(each) for each in hold_s]
    return draw_session(seed, placement=placement, trials=trials)


def holds(one: Simulated, cuts: list[int]) -> list[Hold]:
    session = Session(one.conditions)
    items = []
    for first, last in pairwise([0, *sorted(cuts), len(one.block)]):
        items += session.push(one.block[first:last])
    items += session.finish()
    assert [attempt.hold for attempt in session.attempts] == [
        i for i in items if isinstance(i, Hold)
    ]
    return [item for item in items if isinstance(item, Hold)]


TRUNK = simulated(2, "chest", 22.0, 13.0)


@given(shares=st.lists(st.floats(0.0, 1.0), max_size=12))
@settings(max_examples=12, deadline=None)
def test_any_cut_gives_the_same_sway(shares: list[float]) -> None:
    cuts = [round(share * len(TRUNK.block)) for share in shares]
    assert holds(TRUNK, cuts) == holds(TRUNK, [])


@pytest.mark.parametrize("chunk", [1, 25])
def test_single_samples_and_small_blocks_give_the_same_sway(chunk: int) -> None:
    found = holds(TRUNK, list(range(0, len(TRUNK.block), chunk)))
    assert found == holds(TRUNK, [])
    assert any(isinstance(hold.sway, Sway) for hold in found)


def test_long_holds_have_sway_and_short_ones_say_why_not() -> None:
    for seed in (1, 2, 3):
        for hold in holds(simulated(seed, "lower_back", 16.0, 7.0), []):
            if hold.duration_s < 10.0:
                assert isinstance(hold.sway, NoSway)
                assert hold.sway.reason.startswith("held for ")
            else:
                assert isinstance(hold.sway, Sway)
                assert hold.sway.from_s == hold.lift_off_s + 3.0
                assert hold.sway.to_s == hold.end_s - 0.5
                assert 0.02 < hold.sway.measures.resultant.rms_m_s2 < 2.0


def test_the_raised_leg_gives_none() -> None:
    found = holds(simulated(1, "shank", 14.0), [])
    assert found
    for hold in found:
        written = hold_dict(hold)
        assert written["sway"] is None
        assert (
            written["sway_reason"]
            == "the sensor is on a leg (shank): sway is measured at the trunk"
        )


def test_only_what_may_be_asked_for_is_kept() -> None:
    block = TRUNK.block
    session = Session(TRUNK.conditions)
    longest = 0.0
    for first in range(0, len(block), 50):
        session.push(block[first : first + 50])
        times = session._kept._parts[0][0]
        longest = max(longest, float(block.time_s[min(first + 49, len(block) - 1)] - times[0]))
    assert longest < 40.0
    leg = Session(replace(TRUNK.conditions, placement="thigh"))
    leg.push(block)
    assert leg._kept._parts == []


def test_what_is_learned_of_the_side_is_right() -> None:
    """Of simulated people, whose mounting is known: within 20 degrees 9 times in 10."""
    errors_deg = []
    for seed in range(40):
        one = simulated(seed, "chest", 13.0)
        lift_off_s, down_s = one.holds[0]
        rows = (one.block.time_s >= lift_off_s - BEFORE_S) & (one.block.time_s <= down_s)
        start_s, acc = even_means(one.block.time_s[rows], one.block.acc_m_s2[rows])
        lift = round((lift_off_s - start_s) * 100.0)
        hold_up = np.mean(acc[:, lift + 300 : -50], axis=1)
        side = learned_side(acc, lift, hold_up)
        if side is not None:
            truth = np.asarray(one.facts["mounting"])[1]
            ml = plane_of(acc[:, lift + 300 : -50], None, side).ml
            errors_deg.append(np.degrees(np.arccos(min(1.0, abs(float(ml @ truth))))))
    assert len(errors_deg) >= 10
    assert np.quantile(errors_deg, 0.9) < 20.0
