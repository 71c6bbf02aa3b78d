"""One person, two sensors."""

from __future__ import annotations

import numpy as np
import pytest

from balance.simulate.pair import DRIFT_PPM, OFFSET_S, draw_pair
from balance.simulate.session import draw_session


def test_each_sensor_feels_what_it_feels_alone() -> None:
    made = draw_pair(5, holds=1, hold_range_s=(2.0, 4.0))
    alone = [
        draw_session(5, placement=place, holds=1, hold_range_s=(2.0, 4.0))
        for place in ("lower_back", "shank")
    ]
    for one, known in zip((made.first, made.second), alone, strict=True):
        assert np.array_equal(one.block.acc_m_s2, known.block.acc_m_s2)
    assert np.array_equal(made.first.block.time_s, alone[0].block.time_s)
    assert made.leg is made.second
    assert made.trunk is made.first


def test_the_second_clock_is_off_and_runs_fast_and_the_truth_with_it() -> None:
    made = draw_pair(5, holds=1, hold_range_s=(2.0, 4.0))
    for (lift_s, end_s), (known_s, known_end_s) in zip(
        made.second.holds, made.first.holds, strict=True
    ):
        assert made.clocks.to_other(lift_s) == pytest.approx(known_s, abs=1e-9)
        assert made.clocks.to_other(end_s) == pytest.approx(known_end_s, abs=1e-9)
        assert lift_s - known_s == pytest.approx(OFFSET_S + 1e-6 * DRIFT_PPM * known_s)


def test_two_at_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="one is on the trunk"):
        draw_pair(5, placements=("shank", "foot"))
