"""Sway of real people on two feet, in the ranges that were measured of them by other means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from balance.analysis import analyze
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2, SampleBlock
from balance.signal.even import even_means
from balance.sway.axes import plane_of
from balance.sway.measures import SwayMeasures
from balance.sway.measuring import measure
from balance.sway.settings import SwaySettings
from balance.sway.window import NoSway, Sway, standing_sway

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
BELT: Final = "konectom-belt/_4ea7dc0b-5459-4bed-98fa-82ee0717caf6_2020-5-6_17-6-49_sbt.csv"
POCKET: Final = "mpower-pocket/balance_data.csv"
MG: Final = GRAVITY_M_S2 / 1000.0
FROM_03_TO_6_HZ: Final = butter(2, (0.3, 6.0), "band", fs=100.0, output="sos")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real recordings are not here")


def block_of(name: str) -> SampleBlock:
    return open_recording(DATA / name).block


def measured(
    block: SampleBlock, start_s: float, end_s: float, settings: SwaySettings
) -> SwayMeasures:
    rows = (block.time_s >= start_s) & (block.time_s <= end_s)
    _, even = even_means(block.time_s[rows], block.acc_m_s2[rows])
    return measure(*plane_of(even).project(even), 100.0, settings, axes="none")


@pytest.mark.parametrize(
    ("name", "window_s", "low_mg", "high_mg"),
    [(BELT, (2.0, 28.0), 2.0, 5.0), (POCKET, (4.0, 30.0), 6.0, 10.0)],
)
def test_two_feet_in_the_band_that_was_measured(
    name: str, window_s: tuple[float, float], low_mg: float, high_mg: float
) -> None:
    block = block_of(name)
    start_s, even = even_means(block.time_s, block.acc_m_s2)
    rows = slice(*(round((at_s - start_s) * 100.0) for at_s in window_s))
    level = plane_of(even[:, rows]).project(sosfiltfilt(FROM_03_TO_6_HZ, even, axis=1)[:, rows])
    found = measure(*level, 100.0, SwaySettings(lowpass_hz=None), axes="none")
    assert low_mg < found.resultant.rms_m_s2 / MG < high_mg


# 5-1 is left out: that person fidgets all the time before walking.
@pytest.mark.parametrize("trial", ["1-1", "3-1", "7-1", "9-1"])
def test_lower_backs_before_they_walk(trial: str) -> None:
    walks_from = json.loads((DATA / f"gait-l5-feet/{trial}.json").read_text())["TrialBoundaries"][0]
    block = block_of(f"gait-l5-feet/{trial}_lb.txt")
    quiet = measured(block, block.time_s[30], block.time_s[walks_from - 120], SwaySettings())
    # Both directions together, from the 5 % points to the 95 % points of 110 trials.
    assert np.hypot(0.009, 0.025) < quiet.resultant.rms_m_s2 < np.hypot(0.174, 0.207)


@pytest.mark.parametrize(("name", "window_s"), [(BELT, (2.0, 28.0)), (POCKET, (8.0, 28.0))])
def test_standing_over_a_chosen_window(name: str, window_s: tuple[float, float]) -> None:
    analysis = analyze(open_recording(DATA / name), standing_s=window_s)
    sway = analysis.standing
    assert isinstance(sway, Sway)
    assert sway.measures.axes == "none"
    assert sway.measures.spoiled == ()
    assert 0.3 < sway.measures.resultant.lean_deg < 2.0
    assert analysis.as_dict("a")["standing"]["sway"]["rms_m_s2"] > 0.0


@pytest.mark.parametrize("name", ["The_Tree.csv", "The_Tree_2.csv"])
@pytest.mark.parametrize("placement", ["thigh", "shank", "foot"])
def test_the_tree_pose_on_the_raised_leg_gives_none(name: str, placement: str) -> None:
    block = block_of(f"st-yoga/{name}")
    none = standing_sway(block, 1.0, 11.0, placement)  # type: ignore[arg-type]
    assert none == NoSway(f"the sensor is on a leg ({placement}): sway is measured at the trunk")
