"""The level frame: which way is up, however the sensor is mounted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2
from balance.signal.stillness import Quiet
from balance.timing.level import level_from

FINE = 1e-4


def quiet(acc: np.ndarray, zero: np.ndarray | None = None) -> Quiet:
    return Quiet(500, acc, np.zeros(3) if zero is None else zero, 0.05, 0.01, 0.03)


@pytest.mark.parametrize("up", [[0, 0, 9.7], [0, 0, -9.7], [9.9, 0, 0], [3.0, -5.0, 7.6]])
def test_gravity_is_nothing_in_the_level_frame(up: list[float]) -> None:
    level = level_from(quiet(np.array(up, float)))
    assert level.acc(np.array(up, float)[:, None]) == pytest.approx(np.zeros((3, 1)), abs=FINE)
    assert level.turn @ level.turn.T == pytest.approx(np.eye(3), abs=1e-5)


def test_the_zero_of_the_gyroscope_is_taken_off() -> None:
    zero = np.array([0.01, -0.02, 0.03])
    level = level_from(quiet(np.array([0.0, 0.0, GRAVITY_M_S2]), zero))
    assert level.gyr((zero + np.array([0.0, 0.1, 0.0]))[:, None]).ravel() == pytest.approx(
        [0.0, 0.1, 0.0], abs=FINE
    )


@given(st.integers(0, 10_000))
def test_another_mounting_only_turns_the_level_frame_about_its_axis(seed: int) -> None:
    rng = np.random.default_rng(seed)
    up, other, seen = rng.normal(size=(3, 3))
    up, other = (GRAVITY_M_S2 * v / np.linalg.norm(v) for v in (up, other))
    turn = Rotation.random(random_state=seed).as_matrix()
    made = []
    for mounting in (np.eye(3), turn):
        first = level_from(quiet(mounting @ up))
        second = level_from(quiet(mounting @ other), first)
        made.append([frame.acc((mounting @ seen)[:, None]).ravel() for frame in (first, second)])
    for one, turned in zip(*made, strict=True):
        assert np.hypot(*one[:2]) == pytest.approx(np.hypot(*turned[:2]), abs=FINE)
        assert one[2] == pytest.approx(turned[2], abs=FINE)
    # The same turn about the vertical in both frames: the second faces where the first did.
    ways = [complex(*a[:2]) / complex(*b[:2]) for a, b in zip(*made, strict=True)]
    if min(np.hypot(*v[:2]) for one in made for v in one) > 0.2 and abs(up @ other) < 90.0:
        assert ways[0] == pytest.approx(ways[1], abs=0.01)


def test_many_levels_one_after_the_other_stay_rotations() -> None:
    rng = np.random.default_rng(5)
    level = level_from(quiet(np.array([0.5, 0.3, 9.7])))
    for _ in range(1000):
        level = level_from(quiet(np.array([0.5, 0.3, 9.7]) + rng.normal(0.0, 0.05, 3)), level)
    assert level.turn @ level.turn.T == pytest.approx(np.eye(3), abs=1e-5)
    assert np.linalg.det(level.turn) == pytest.approx(1.0, abs=1e-5)
