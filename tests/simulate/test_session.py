"""Whole sessions: truth, gravity, sizes, sensors, repeatability."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balance.samples import GRAVITY_M_S2, FloatArray, measured_rate_hz
from balance.signal.placement import PLACEMENTS, Placement
from balance.simulate.attempt import Ending, Trial
from balance.simulate.draw import FAMILIES, Family
from balance.simulate.sensor import PRESETS, SensorModel
from balance.simulate.session import ENDINGS, Simulated, draw_session

PERFECT = SensorModel(
    acc_noise_m_s2=0.0,
    gyr_noise_rad_s=0.0,
    acc_bias_m_s2=0.0,
    acc_gain_error=0.0,
    gyr_bias_rad_s=0.0,
    acc_step_m_s2=0.0,
    gyr_step_rad_s=0.0,
    rate_error=0.0,
)


def between(made: Simulated, start_s: float, end_s: float) -> FloatArray:
    time_s = made.block.time_s
    return made.block.acc_m_s2[(time_s >= start_s) & (time_s < end_s)]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    placement=st.sampled_from(PLACEMENTS),
    family=st.sampled_from(FAMILIES),
    ending=st.sampled_from(list(ENDINGS)),
    hold_s=st.floats(1.5, 12.0),
    false_starts=st.integers(0, 2),
)
def test_any_session_is_sound(
    seed: int,
    placement: Placement,
    family: Family,
    ending: Ending,
    hold_s: float,
    false_starts: int,
) -> None:
    trials = [Trial(hold_s, ending, false_starts), Trial(2.0, "soft")]
    made = draw_session(seed, placement=placement, family=family, trials=trials)
    times = [event.time_s for event in made.truth]
    assert times == sorted(times)
    assert [round(end - start, 9) for start, end in made.holds] == [round(hold_s, 9), 2.0]
    assert made.holds[0][1] < made.holds[1][0] < made.holds[1][1] < made.block.time_s[-1]
    assert np.abs(made.block.acc_m_s2).max() < 400.0
    assert made.block.gyr_rad_s is not None
    assert np.abs(made.block.gyr_rad_s).max() < 30.0


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_quiet_standing_reads_gravity_along_the_true_up(placement: Placement) -> None:
    made = draw_session(4, placement=placement, trials=[Trial(3.0)], sensor=PERFECT)
    start = 1.0 if not made.facts["course.arrives"] else made.holds[0][0] - 3.0
    mean = between(made, start, start + 1.0).mean(axis=0)
    assert np.linalg.norm(mean) == pytest.approx(GRAVITY_M_S2, abs=0.03)
    mounting = np.asarray(made.facts["mounting"])
    assert mounting.T @ mounting == pytest.approx(np.eye(3), abs=1e-12)
    up = mounting @ mean / np.linalg.norm(mean)
    assert up[2] > 0.97


def test_the_tilt_that_gravity_shows_is_the_turn_that_the_gyroscope_shows() -> None:
    made = draw_session(
        9, placement="shank", trials=[Trial(5.0, "firm", style="behind")], sensor=PERFECT
    )
    lift, down = made.holds[0]
    before = between(made, lift - 1.6, lift - 1.2).mean(axis=0)
    held = between(made, lift + 3.0, lift + 3.4).mean(axis=0)
    time_s, gyr = made.block.time_s, made.block.gyr_rad_s
    assert gyr is not None
    up = before / np.linalg.norm(before)
    for k in np.flatnonzero((time_s > lift - 1.4) & (time_s < lift + 3.2)):
        up = up - np.cross(gyr[k], up) * (time_s[k + 1] - time_s[k])
    angle = np.degrees(np.arccos(up @ held / np.linalg.norm(up) / np.linalg.norm(held)))
    turned = np.degrees(np.arccos(before @ held / np.linalg.norm(before) / np.linalg.norm(held)))
    assert turned > 20.0
    assert angle < 4.0
    assert down > lift + 3.4


@pytest.mark.parametrize(("eyes", "surface", "low", "high"), [
    ("open", "firm", 0.13, 0.34), ("closed", "firm", 0.22, 0.55), ("open", "foam", 0.24, 0.62),
])  # fmt: skip
def test_sway_at_the_lower_back_has_its_measured_size(
    eyes: str, surface: str, low: float, high: float
) -> None:
    held, quiet = [], []
    for seed in range(10):
        made = draw_session(
            seed, eyes=eyes, surface=surface, trials=[Trial(14.0)], sensor=PERFECT  # type: ignore[arg-type]
        )  # fmt: skip
        lift, down = made.holds[0]
        held.append(_sway(between(made, lift + 3.0, down - 1.5)))
        quiet.append(_sway(between(made, lift - 3.5, lift - 2.0)))
    assert low < np.median(held) < high
    assert 0.02 < np.median(quiet) < 0.11
    assert max(held) > 1.5 * min(held)


def _sway(acc: FloatArray) -> float:
    up = acc.mean(axis=0) / np.linalg.norm(acc.mean(axis=0))
    level = acc - np.outer(acc @ up, up)
    return float(np.sqrt(np.sum((level - level.mean(axis=0)) ** 2, axis=1).mean()))


def test_the_same_arguments_give_the_same_numbers() -> None:
    first = draw_session(3, placement="foot", family="report")
    again = draw_session(3, placement="foot", family="report")
    assert np.array_equal(first.block.time_s, again.block.time_s)
    assert np.array_equal(first.block.acc_m_s2, again.block.acc_m_s2)
    assert first.truth == again.truth
    other = draw_session(4, placement="foot", family="report")
    assert other.truth != first.truth


def test_another_placement_is_the_same_person_doing_the_same() -> None:
    made = [draw_session(6, placement=p, sensor="imu50") for p in PLACEMENTS]
    assert all(one.truth == made[0].truth for one in made)
    assert all(one.facts["person.height_m"] == made[0].facts["person.height_m"] for one in made)


@pytest.mark.parametrize("name", PRESETS)
def test_each_sensor_keeps_its_rate_and_its_steps(name: str) -> None:
    model = PRESETS[name]
    made = draw_session(2, sensor=name, trials=[Trial(3.0)])
    block = made.block
    assert measured_rate_hz(block.time_s) == pytest.approx(
        model.rate_hz, rel=2.1 * model.rate_error + 0.005
    )
    assert (block.gyr_rad_s is not None) == model.gyroscope
    if model.acc_step_m_s2 > 0.0:
        steps = block.acc_m_s2 / model.acc_step_m_s2
        assert np.abs(steps - np.round(steps)).max() < 1e-6
    assert np.abs(block.acc_m_s2).max() <= model.acc_range_m_s2 + model.acc_step_m_s2
    assert 0.0 <= block.time_s[0] < 0.1


def test_an_uneven_clock_is_uneven_and_a_lossy_one_has_gaps() -> None:
    even = np.diff(draw_session(2, sensor="imu100").block.time_s)
    uneven = np.diff(draw_session(2, sensor="jittered").block.time_s)
    assert np.std(even) < 1e-6
    assert np.std(uneven) > 0.001
    lossy = draw_session(2, sensor=SensorModel(gaps_per_min=20.0, gap_s=0.3)).block.time_s
    assert np.diff(lossy).max() > 0.25


def test_a_toe_tap_ends_the_hold_and_the_foot_goes_up_again() -> None:
    made = draw_session(8, placement="foot", trials=[Trial(4.0, "toe_tap")])
    contact = made.holds[0][1]
    details = {event.detail: event.time_s for event in made.truth}
    assert details["toe_tap"] == contact
    assert 0.05 <= details["raised again"] - contact <= 0.25
    assert details["down again"] > details["raised again"] + 0.5


def test_a_cap_is_passed_and_noted() -> None:
    made = draw_session(8, trials=[Trial(12.0, "cap")])
    lift, down = made.holds[0]
    assert made.conditions.cap_s is not None
    assert made.conditions.cap_s < down - lift
    caps = [event.time_s for event in made.truth if event.event == "cap"]
    assert caps == [pytest.approx(lift + made.conditions.cap_s)]


def test_landings_differ_in_force_as_their_names_say() -> None:
    peaks: dict[Ending, list[float]] = {"soft": [], "firm": [], "stumble": []}
    for ending, found in peaks.items():
        for seed in range(8):
            made = draw_session(seed, placement="shank", trials=[Trial(3.0, ending)])
            end = made.holds[0][1]
            found.append(float(np.ptp(between(made, end - 0.02, end + 0.1), axis=0).max()))
    soft, firm, stumble = (float(np.median(found)) for found in peaks.values())
    assert soft < firm < stumble


def test_the_stance_leg_can_wear_the_sensor() -> None:
    made = draw_session(5, placement="shank", sensor_on="stance", trials=[Trial(6.0, "firm")])
    lift, down = made.holds[0]
    standing = between(made, lift - 3.0, lift - 2.0).mean(axis=0)
    held = between(made, lift + 2.0, down - 1.0).mean(axis=0)
    cosine = standing @ held / np.linalg.norm(standing) / np.linalg.norm(held)
    assert np.degrees(np.arccos(cosine)) < 12.0
    assert made.conditions.sensor_on == "stance"


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="sensor must be one of imu100"):
        draw_session(1, sensor="imu1000")
    with pytest.raises(ValueError, match="at least one attempt"):
        draw_session(1, trials=[])
