"""What a sensor would have felt, worked out of markers, beside what the simulator knows of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from olst_made import Acted, Manner, Take, act, write_markers

from balance.records.errors import RecordingError
from balance.report.olst.attitude import along, of_cluster, shape_of
from balance.report.olst.markers import read_markers
from balance.report.olst.room import Body, in_the_room
from balance.report.olst.sensed import (
    NARROWEST_HZ,
    NOISE_M_S2,
    WIDEST_HZ,
    bandwidth_for,
    felt_at,
    felt_of_noise,
    low_passed,
    marker_noise_m,
    with_sensor,
)
from balance.samples import FloatArray
from balance.simulate.attempt import Trial
from balance.simulate.motion import RATE_HZ, rate_of_turn, rotation, specific_force

#: RMS of one axis: the markers' noise, and half as much again for that of turns.
BOUND_M_S2 = 1.5 * NOISE_M_S2
BOUND_RAD_S = 0.02


@pytest.fixture(scope="module")
def acted() -> Acted:
    return act(12, "right", [Trial(3.0, "firm"), Trial(2.0, "stumble")])


def body_of(acted: Acted, folder: Path, manner: Manner) -> Body:
    take = Take("05", "MNTRR", "V1", acted, manner)
    return in_the_room(read_markers(write_markers(folder, take)))


@pytest.fixture(scope="module")
def body(acted: Acted, tmp_path_factory: pytest.TempPathFactory) -> Body:
    return body_of(acted, tmp_path_factory.mktemp("olst"), Manner())


def rms(values: FloatArray) -> FloatArray:
    result: FloatArray = np.sqrt((values**2).mean(axis=0))
    return result


def at_rows(track: FloatArray, time_s: FloatArray, bandwidth_hz: float) -> FloatArray:
    """What is known at 1 kHz, smoothed likewise, at some times."""
    smooth = low_passed(track, RATE_HZ, bandwidth_hz)
    result: FloatArray = smooth[np.round(time_s * RATE_HZ).astype(int)]
    return result


def test_the_lower_back_feels_what_the_simulated_one_does(acted: Acted, body: Body) -> None:
    felt = felt_at(body, "lower_back", "left")
    assert felt.block.gyr_rad_s is not None
    frame = acted.pelvis.matrix()
    # The sensor's axes are the room's in the first twentieth of the capture.
    first = np.median(frame[: frame.shape[0] // 20], axis=0)
    place = acted.markers["Lower_Back"]
    wide = felt.smoothing.bandwidth_hz
    true = at_rows(specific_force(frame, place), felt.block.time_s, wide) @ first.T
    assert rms(felt.block.acc_m_s2 - true).max() < BOUND_M_S2
    assert felt.block.acc_m_s2[:, 2].mean() == pytest.approx(9.81, abs=0.1)  # up is up
    pelvis = acted.pelvis
    turn = rate_of_turn(pelvis.pitch, pelvis.roll, pelvis.yaw)
    true = at_rows(turn, felt.block.time_s, wide) @ first.T
    assert rms(felt.block.gyr_rad_s - true).max() < BOUND_RAD_S
    assert rms(true).max() > 2.0 * BOUND_RAD_S


def test_the_shank_feels_what_the_simulated_one_does_along_itself(acted: Acted, body: Body) -> None:
    felt = felt_at(body, "shank", "left")
    knee, ankle = acted.markers["Knee_L"], acted.markers["Ankle_L"]
    place = knee + 0.7 * (ankle - knee)
    frame = along(knee, ankle)
    true = at_rows(specific_force(frame, place), felt.block.time_s, felt.smoothing.bandwidth_hz)
    # A landing shank is stopped within some 30 ms, which smoothing of turns and places tells apart.
    quiet = np.abs(felt.block.time_s[:, None] - np.array([d for _, d in acted.holds])).min(1) > 0.3
    assert rms((felt.block.acc_m_s2 - true)[quiet, 2]) < BOUND_M_S2
    assert np.median(felt.block.acc_m_s2[:, 2]) > 9.0
    across = np.linalg.norm(felt.block.acc_m_s2[:, :2], axis=1)
    assert rms(across[quiet] - np.linalg.norm(true[quiet, :2], axis=1)) < BOUND_M_S2


@pytest.mark.parametrize("place", ["lower_back", "chest", "thigh", "shank"])
def test_at_rest_gravity_is_felt_upward_whatever_unit_and_axes(
    place: str, acted: Acted, tmp_path: Path
) -> None:
    swapped = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, -1.0], [-1.0, 0.0, 0.0]])
    manner = Manner(unit_m=1.0, axes=swapped)
    felt = felt_at(body_of(acted, tmp_path, manner), place, "left")  # type: ignore[arg-type]
    quiet = felt.block.time_s < 2.0
    mean = felt.block.acc_m_s2[quiet].mean(axis=0)
    assert np.linalg.norm(mean) == pytest.approx(9.81, abs=0.05)
    assert mean[2] > 9.0


def test_only_the_raised_leg_swings(body: Body) -> None:
    raised, stance = (felt_at(body, "shank", leg).block for leg in ("left", "right"))
    assert raised.gyr_rad_s is not None
    assert stance.gyr_rad_s is not None
    assert rms(raised.gyr_rad_s).max() > 3.0 * rms(stance.gyr_rad_s).max()


def test_more_noise_of_markers_leaves_less_bandwidth(acted: Acted, tmp_path: Path) -> None:
    wide = []
    for noise_mm in (0.01, 0.05, 0.1, 0.3):
        felt = felt_at(
            body_of(acted, tmp_path / str(noise_mm), Manner(noise_mm=noise_mm)), "chest", "left"
        )
        assert felt.smoothing.marker_noise_mm == pytest.approx(noise_mm, rel=0.1)
        wide.append(felt.smoothing.bandwidth_hz)
        assert NARROWEST_HZ <= wide[-1] <= WIDEST_HZ
    assert wide == sorted(wide, reverse=True)
    assert len(set(wide)) == len(wide)


def test_noise_makes_what_the_formula_says() -> None:
    rng = np.random.default_rng(4)
    place = 1e-4 * rng.standard_normal((200_000, 3))
    assert marker_noise_m(place) == pytest.approx(1e-4, rel=0.02)
    wide = bandwidth_for(1e-4, 100.0)
    assert NARROWEST_HZ < wide < WIDEST_HZ
    bend = np.diff(low_passed(place, 100.0, wide), n=2, axis=0) * 100.0**2
    assert bend.std() == pytest.approx(1e-4 * felt_of_noise(100.0, wide), rel=0.02)
    assert bend.std() == pytest.approx(NOISE_M_S2, rel=0.05)
    assert bandwidth_for(0.0, 100.0) == WIDEST_HZ
    assert bandwidth_for(1.0, 100.0) == NARROWEST_HZ


def test_the_bandwidth_is_where_smoothing_is_down_by_3_db() -> None:
    time_s = np.arange(4000) / 100.0
    for hz in (8.0, 12.0, 15.0):
        wave = np.sin(2.0 * np.pi * hz * time_s)[:, None]
        left = low_passed(wave, 100.0, hz)[500:-500]
        assert left.std() / wave[500:-500].std() == pytest.approx(0.5**0.5, rel=0.001)


def test_turns_of_a_cluster_are_found_again() -> None:
    rng = np.random.default_rng(7)
    corners = rng.normal(0.0, 0.1, (5, 3))
    angles = np.cumsum(rng.normal(0.0, 0.02, (3, 500)), axis=1)
    angles[:, :25] = 0.0
    frame = rotation(*angles)
    places = [frame @ corner + np.array([1.0, 2.0, 3.0]) for corner in corners]
    shape = shape_of(places)
    assert shape is not None
    assert np.abs(of_cluster(places, shape) - frame).max() < 1e-9
    line = [np.array([0.0, 0.0, 0.1 * k]) + np.zeros((500, 3)) for k in range(4)]
    assert shape_of(line) is None
    assert shape_of(places[:2]) is None


def test_a_line_is_followed_without_turning_about_itself() -> None:
    rng = np.random.default_rng(8)
    tip = np.cumsum(rng.normal(0.0, 0.01, (800, 3)), axis=0) + np.array([0.0, 0.0, 2.0])
    frame = along(tip, np.zeros_like(tip))
    assert np.abs(np.linalg.det(frame) - 1.0).max() < 1e-9
    axis = tip / np.linalg.norm(tip, axis=1, keepdims=True)
    assert np.abs(frame[:, :, 2] - axis).max() < 1e-12
    about_itself = np.einsum("ni,ni->n", frame[1:, :, 1], frame[:-1, :, 0])
    assert np.abs(about_itself).max() < 1e-3


def test_a_marker_that_is_not_there_is_named(acted: Acted, tmp_path: Path) -> None:
    body = body_of(acted, tmp_path, Manner(without=("Knee_L", "Chest")))
    for place in ("thigh", "shank"):
        with pytest.raises(RecordingError, match="no marker Knee_L is seen"):
            felt_at(body, place, "left")  # type: ignore[arg-type]
    with pytest.raises(RecordingError, match="no marker Chest is seen"):
        felt_at(body, "chest", "left")
    assert len(felt_at(body, "lower_back", "left").block) > 1000
    assert len(felt_at(body, "shank", "right").block) > 1000


def test_a_hip_that_is_not_there_is_named(acted: Acted, tmp_path: Path) -> None:
    manner = Manner(without=("Hip_L_Ant", "Hip_L_Post"))
    with pytest.raises(RecordingError, match=r"no marker Hip_L_Ant .*Hip_L_Ant_pos_X"):
        felt_at(body_of(acted, tmp_path, manner), "thigh", "left")


def test_with_few_markers_the_trunk_is_the_line_from_back_to_chest(
    acted: Acted, body: Body, tmp_path: Path
) -> None:
    few = body_of(
        acted, tmp_path, Manner(without=("Hip_R_Ant", "Hip_L_Post", "Hip_R_Post", "Upper_Back"))
    )
    for place in ("lower_back", "chest"):
        felt = felt_at(few, place, "left").block  # type: ignore[arg-type]
        whole = felt_at(body, place, "left").block  # type: ignore[arg-type]
        both = np.linalg.norm(felt.acc_m_s2, axis=1), np.linalg.norm(whole.acc_m_s2, axis=1)
        assert rms(both[0] - both[1]) < 2.0**0.5 * BOUND_M_S2  # with noise of their own


def test_the_axes_stay_over_a_hole(acted: Acted, body: Body, tmp_path: Path) -> None:
    holes = {"Hip_L_Ant": (3.0, 3.4), "Lower_Back": (3.0, 3.4), "Ankle_L": (3.0, 3.4)}
    holed = body_of(acted, tmp_path, Manner(holes=holes))
    for place in ("lower_back", "shank"):
        felt, whole = (felt_at(one, place, "left").block for one in (holed, body))  # type: ignore[arg-type]
        assert np.diff(felt.time_s).max() == pytest.approx(0.61, abs=0.03)
        rows = np.searchsorted(whole.time_s, felt.time_s + 0.001) - 1
        assert rms(felt.acc_m_s2 - whole.acc_m_s2[rows]).max() < BOUND_M_S2


def test_a_sensor_adds_the_same_each_time(body: Body) -> None:
    block = felt_at(body, "chest", "left").block
    one, again, other = (with_sensor(block, 0, topic) for topic in ("a", "a", "b"))
    assert np.array_equal(one.acc_m_s2, again.acc_m_s2)
    assert not np.array_equal(one.acc_m_s2, other.acc_m_s2)
    assert np.abs(one.acc_m_s2 - block.acc_m_s2).max() < 1.0


def test_markers_that_are_hardly_seen_leave_nothing(acted: Acted, tmp_path: Path) -> None:
    body = body_of(acted, tmp_path, Manner(holes={"Ankle_L": (0.5, acted.duration_s - 0.3)}))
    assert "ankle_left" not in body.places
    narrow = replace(body, places={**body.places, "ankle_left": body.places["knee_left"].copy()})
    narrow.places["ankle_left"][80:] = np.nan
    assert len(felt_at(narrow, "shank", "left").block) == 0
