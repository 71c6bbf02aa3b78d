"""Clocks of two sensors, told by what both felt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pairs import pair

from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from balance.signal.clocks import Clocks
from balance.timing.aligning import UntoldError, clocks_by_movement

REAL = Path(__file__).parents[3] / "shared" / "data" / "gait-l5-feet"


@pytest.mark.parametrize("seed", [3, 4, 9])
def test_an_offset_of_seconds_and_a_drift_are_found(seed: int) -> None:
    made = pair(seed, "firm", "firm", "stumble")
    found = clocks_by_movement(made.trunk.block, "lower_back", made.leg.block, "shank")
    for time_s in made.trunk.block.time_s[[0, -1]].tolist():
        assert found.to_other(time_s) == pytest.approx(made.clocks.to_other(time_s), abs=0.03)
    assert found.by == "movement"
    assert 0.0 < found.uncertainty_s < 0.1


def test_a_drift_shows_over_a_long_recording() -> None:
    made = pair(3, *("firm", "stumble") * 8)
    trunk = made.trunk.block
    drifts = 1.0 + 100e-6
    moved = SampleBlock(trunk.time_s * drifts, trunk.acc_m_s2, trunk.gyr_rad_s)
    found = clocks_by_movement(moved, "lower_back", made.leg.block, "shank")
    known = (made.clocks.rate / drifts - 1.0) * 1e6
    assert 1e6 * (found.rate - 1.0) == pytest.approx(known, abs=60.0)
    for time_s in trunk.time_s[[0, -1]].tolist():
        at_s = found.to_other(time_s * drifts)
        assert at_s == pytest.approx(made.clocks.to_other(time_s), abs=0.04)


def test_at_rest_nothing_is_told() -> None:
    made = pair(3, "firm", "hop")
    with pytest.raises(UntoldError, match="can't be told"):
        clocks_by_movement(made.trunk.block[:250], "lower_back", made.leg.block[:500], "shank")
    rng = np.random.default_rng(0)
    lying = SampleBlock(
        np.arange(3000) / 100.0,
        np.array([0.0, 0.0, 9.81]) + 0.005 * rng.standard_normal((3000, 3)),
        0.001 * rng.standard_normal((3000, 3)),
    )
    with pytest.raises(UntoldError):
        clocks_by_movement(lying, "lower_back", made.leg.block, "shank")


def test_a_way_there_and_back() -> None:
    clocks = Clocks(offset_s=3.0, rate=1.00005)
    assert clocks.to_this(clocks.to_other(12.5)) == pytest.approx(12.5)
    assert clocks.through(clocks).to_other(7.0) == pytest.approx(7.0)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not here")
def test_a_known_shift_of_real_recordings_is_found_again() -> None:
    back = open_recording(REAL / "1-1_lb.txt").block
    foot = open_recording(REAL / "1-1_lf.txt").block
    moved = SampleBlock(foot.time_s + 3.0, foot.acc_m_s2, foot.gyr_rad_s)
    here = clocks_by_movement(foot, "foot", back, "lower_back")
    there = clocks_by_movement(moved, "foot", back, "lower_back")
    assert there.offset_s == pytest.approx(here.offset_s - 3.0, abs=1e-3)
    assert abs(here.offset_s) < 0.05
