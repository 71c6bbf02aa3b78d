"""A sensor that is dead from its very first row on: it is told, and nothing begins there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import Analysis, analyze
from balance.records.header import Header
from balance.records.recording import Recording
from balance.samples import SampleBlock
from balance.simulate.session import draw_session

WHOLE = draw_session(1, placement="shank", holds=1).block
MIDDLE = len(WHOLE) // 2


def scored(block: SampleBlock, chunk: int | None = None) -> Analysis:
    return analyze(Recording(Path("x.csv"), Header(placement="shank"), block), chunk=chunk)


def frozen(until: int, *, acc: bool = True, gyr: bool = True) -> SampleBlock:
    """Give the first reading again and again until a row."""
    assert WHOLE.gyr_rad_s is not None
    still, turn = WHOLE.acc_m_s2.copy(), WHOLE.gyr_rad_s.copy()
    if acc:
        still[:until] = still[0]
    if gyr:
        turn[:until] = turn[0]
    return SampleBlock(WHOLE.time_s, still, turn)


def without_turn(block: SampleBlock) -> SampleBlock:
    return SampleBlock(block.time_s, block.acc_m_s2)


@pytest.mark.parametrize("until", [len(WHOLE), MIDDLE, 150])
@pytest.mark.parametrize("turns", [True, False])
def test_a_sensor_frozen_from_the_first_row_on_is_dead(until: int, turns: bool) -> None:
    block = frozen(until) if turns else without_turn(frozen(until))
    found = scored(block)
    assert found.status != "valid"
    (said,) = [reason for reason in found.reasons if reason.startswith("dead sensor")]
    assert "from the first row on" in said
    assert scored(block, chunk=17).reasons == found.reasons
    assert scored(block, chunk=17).items == found.items


def test_no_hold_begins_where_the_readings_come_alive() -> None:
    acc = WHOLE.acc_m_s2.copy()
    acc[:MIDDLE] = [0.0, 0.0, 9.81]
    dead_until_s = WHOLE.time_s[MIDDLE]
    holds = scored(SampleBlock(WHOLE.time_s, acc)).holds
    assert all(hold.lift_off_s > dead_until_s + 0.5 for hold in holds)


@pytest.mark.parametrize(("acc", "gyr"), [(True, False), (False, True)])
def test_half_a_sensor_that_never_moves_is_told(acc: bool, gyr: bool) -> None:
    found = scored(frozen(len(WHOLE), acc=acc, gyr=gyr))
    kind = "acceleration" if acc else "rate of turn"
    assert found.status != "valid"
    assert any(f"axis of the {kind} did not change" in reason for reason in found.reasons)


def test_a_coarse_sensor_may_begin_on_a_table() -> None:
    acc = np.round(WHOLE.acc_m_s2 / 0.1) * 0.1
    acc[:MIDDLE] = acc[0]
    assert not any("dead" in reason for reason in scored(SampleBlock(WHOLE.time_s, acc)).reasons)


def test_a_sensor_that_lives_is_not_dead() -> None:
    assert scored(WHOLE).status == "valid"
    assert scored(frozen(20)).status == "valid"


def test_a_gap_in_a_hold_ends_it_after_a_dead_start_as_well() -> None:
    (lift_s, down_s) = draw_session(1, placement="shank", holds=1).holds[0]
    middle_s = (lift_s + down_s) / 2
    block = frozen(150)
    there = (block.time_s < middle_s) | (block.time_s > middle_s + 1.0)
    assert block.gyr_rad_s is not None
    cut = SampleBlock(block.time_s[there], block.acc_m_s2[there], block.gyr_rad_s[there])
    for chunk in (None, 7):
        (first, *_) = scored(cut, chunk).holds
        assert first.end_reason == "gap"
        assert first.lift_off_s == pytest.approx(lift_s, abs=0.3)


@pytest.mark.parametrize("chunk", [1, 17, 150, 151])
def test_zeros_from_the_first_row_on_are_the_same_for_any_cut(chunk: int) -> None:
    assert WHOLE.gyr_rad_s is not None
    acc, gyr = WHOLE.acc_m_s2.copy(), WHOLE.gyr_rad_s.copy()
    acc[:150], gyr[:150] = 0.0, 0.0
    block = SampleBlock(WHOLE.time_s, acc, gyr)
    assert scored(block, chunk).items == scored(block).items
    assert scored(block, chunk).reasons == scored(block).reasons
