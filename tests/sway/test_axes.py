"""Up, front and side: known, learned from the person, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.signal.placement import FORWARD_AXES, ForwardAxis
from balance.sway.axes import learned_side, plane_of


def standing(seed: int, seconds: float = 20.0) -> FloatArray:
    """Front, left, up: sway about an upright that gravity is felt along."""
    rng = np.random.default_rng(seed)
    n = round(seconds * 100)
    level = np.cumsum(rng.normal(size=(2, n)), axis=1) * 0.004
    level -= np.mean(level, axis=1, keepdims=True)
    return np.concatenate([level, np.full((1, n), GRAVITY_M_S2)])


def onto_one_leg(shift_deg: float, lean_m_s2: float, lean_deg: float = 90.0) -> FloatArray:
    """Ten seconds of stance, then a shift along a direction, then a lean; 90 degrees is left."""
    rng = np.random.default_rng(3)
    acc = np.zeros((3, 2000))
    acc[2] = GRAVITY_M_S2
    acc[:2] += 0.01 * rng.normal(size=(2, 2000))
    wave = 0.5 * np.sin(2.0 * np.pi * np.arange(100) / 100.0)
    for row, (shift, lean) in enumerate(
        zip(*(_unit_at(degrees) for degrees in (shift_deg, lean_deg)), strict=True)
    ):
        acc[row, 900:1000] += shift * wave
        acc[row, 1000:] += lean * lean_m_s2
    return acc


def _unit_at(degrees: float) -> tuple[float, float]:
    return float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))


def learn(acc: FloatArray) -> FloatArray | None:
    return learned_side(acc, 1000, np.mean(acc[:, 1300:], axis=1))


@given(seed=st.integers(0, 1000), pitch=st.floats(-60.0, 60.0))
@settings(max_examples=30, deadline=None)
def test_a_known_axis_is_enough_however_far_the_back_leans(seed: int, pitch: float) -> None:
    body = standing(seed)
    worn = Rotation.from_euler("y", pitch, degrees=True).as_matrix() @ body
    plane = plane_of(worn, "x")
    assert plane.axes == "known"
    ap, ml = plane.project(worn)
    np.testing.assert_allclose(ap, body[0], atol=1e-9)
    np.testing.assert_allclose(ml, body[1], atol=1e-9)


@given(seed=st.integers(0, 1000), pitch=st.floats(-40.0, 40.0), roll=st.floats(-40.0, 40.0))
@settings(max_examples=30, deadline=None)
def test_two_tilts_at_once_leave_the_plane_level(seed: int, pitch: float, roll: float) -> None:
    body = standing(seed)
    tilted = Rotation.from_euler("yx", [pitch, roll], degrees=True).as_matrix()
    ap, ml = plane_of(tilted @ body, "x").project(tilted @ body)
    np.testing.assert_allclose(ap**2 + ml**2, body[0] ** 2 + body[1] ** 2, atol=1e-9)


@pytest.mark.parametrize("axis", FORWARD_AXES)
def test_each_axis_can_point_forward(axis: ForwardAxis) -> None:
    body = standing(1)
    at, sign = "xyz".index(axis[-1]), -1.0 if axis.startswith("-") else 1.0
    worn = np.empty_like(body)
    worn[at], worn[(at + 1) % 3], worn[(at + 2) % 3] = sign * body[0], body[1], body[2]
    ap, ml = plane_of(worn, axis).project(worn)
    np.testing.assert_allclose(ap, body[0], atol=1e-9)
    np.testing.assert_allclose(np.abs(ml), np.abs(body[1]), atol=1e-9)


def test_an_axis_that_points_up_tells_nothing() -> None:
    assert plane_of(standing(1), "z").axes == "none"


@given(seed=st.integers(0, 1000), spin=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_with_nothing_known_lengths_are_the_same_for_any_mounting(seed: int, spin: int) -> None:
    body = standing(seed)
    worn = Rotation.random(random_state=spin).as_matrix() @ body
    plane = plane_of(worn)
    assert plane.axes == "none"
    one, other = plane.project(worn)
    np.testing.assert_allclose(one**2 + other**2, body[0] ** 2 + body[1] ** 2, atol=1e-9)


@pytest.mark.parametrize("spin", range(5))
def test_the_side_is_learned_from_shift_and_lean(spin: int) -> None:
    mounting = Rotation.random(random_state=spin).as_matrix()
    worn = mounting @ onto_one_leg(84.0, 0.5)
    side = learn(worn)
    assert side is not None
    plane = plane_of(worn[:, 1300:], None, side)
    assert plane.axes == "learned"
    ml = mounting @ np.array([0.0, 1.0, 0.0])
    assert np.degrees(np.arccos(min(1.0, abs(plane.ml @ ml)))) < 5.0


@pytest.mark.parametrize(
    "acc",
    [
        pytest.param(onto_one_leg(40.0, 0.5), id="shift and lean disagree"),
        pytest.param(onto_one_leg(90.0, 0.1), id="hardly any lean"),
        pytest.param(onto_one_leg(90.0, 0.5)[:, 850:], id="no quiet second before"),
    ],
)
def test_what_is_in_doubt_is_not_learned(acc: FloatArray) -> None:
    lift_row = acc.shape[1] - 1000
    assert learned_side(acc, lift_row, np.mean(acc[:, lift_row + 300 :], axis=1)) is None


def test_restless_stance_teaches_nothing() -> None:
    rng = np.random.default_rng(0)
    acc = onto_one_leg(90.0, 0.5) + 0.5 * rng.normal(size=(3, 2000))
    assert learn(acc) is None
