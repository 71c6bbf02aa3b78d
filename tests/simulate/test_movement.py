"""The movement behind a recording is one that a body can make, and its sensor obeys mechanics."""

from __future__ import annotations

import numpy as np
import pytest

from balance.samples import GRAVITY_M_S2
from balance.simulate.attempt import Ending, Trial
from balance.simulate.draw import Draw
from balance.simulate.leg import move_leg
from balance.simulate.motion import (
    RATE_HZ,
    add_move,
    bend,
    index,
    rate_of_turn,
    rotation,
    slope,
    specific_force,
)
from balance.simulate.person import Person, draw_person
from balance.simulate.score import Knock, Score, Shake
from balance.simulate.script import write_score
from balance.simulate.sway import Loop, lean, ripple, slow_noise, wander
from balance.simulate.trunk import Trunk, move_trunk


def scene(seed: int, ending: Ending = "firm") -> tuple[Score, Person, Trunk]:
    person = draw_person(Draw(seed, "tune", "person"), "left", "open", "firm")
    draws = [Draw(seed, "tune", "attempt0")]
    score = write_score(person, [Trial(4.0, ending)], Draw(seed, "tune", "course"), draws)
    n = index(score.end_s)
    return score, person, move_trunk(score, person, np.random.default_rng(seed), n)


def test_a_move_starts_and_ends_at_rest_and_stays() -> None:
    track = np.zeros(2000)
    add_move(track, 0.5, 0.8, 3.0)
    assert track[:500].max() == 0.0
    assert np.all(track[1300:] == 3.0)
    assert abs(slope(track)[[500, 1299]]).max() < 1e-2


def test_rate_of_turn_integrates_to_the_rotation() -> None:
    clock = np.arange(3000) / RATE_HZ
    pitch, roll, yaw = 0.9 * np.sin(2 * clock), 0.7 * np.sin(3 * clock + 1), 0.5 * clock
    matrix = rotation(pitch, roll, yaw)
    turn = rate_of_turn(pitch, roll, yaw)
    middle = 0.5 * (turn[1:] + turn[:-1]) / RATE_HZ
    skew = np.zeros((middle.shape[0], 3, 3))
    skew[:, 0, 1], skew[:, 0, 2], skew[:, 1, 2] = -middle[:, 2], middle[:, 1], -middle[:, 0]
    skew -= skew.transpose(0, 2, 1)
    step = np.eye(3) + skew + 0.5 * skew @ skew
    reached = matrix[0]
    for one in step:
        reached = reached @ one
    assert reached == pytest.approx(matrix[-1], abs=1e-4)


def test_specific_force_integrates_back_to_the_path() -> None:
    clock = np.arange(4000) / RATE_HZ
    path = np.stack((0.05 * np.sin(5 * clock), 0.1 * np.cos(3 * clock), 0.02 * clock), axis=1)
    matrix = rotation(0.3 * np.sin(clock), 0.2 * np.cos(clock), clock)
    felt = specific_force(matrix, path)
    moved = np.einsum("nij,nj->ni", matrix, felt) - [0.0, 0.0, GRAVITY_M_S2]
    first = (path[1] - path[0]) * RATE_HZ
    speed = np.vstack((first, first + np.cumsum(moved[1:-1], axis=0) / RATE_HZ))
    back = path[0] + np.cumsum(speed, axis=0) / RATE_HZ
    assert np.abs(back - path[1:]).max() < 1e-6


def test_a_still_tilted_segment_feels_gravity_along_its_own_up() -> None:
    n = 10
    tilt = np.full(n, 0.4)
    felt = specific_force(rotation(tilt, 0 * tilt, 0 * tilt), np.zeros((n, 3)))
    # Leaning forward, the segment's own forward axis points down.
    assert felt[5] == pytest.approx(GRAVITY_M_S2 * np.array([-np.sin(0.4), 0.0, np.cos(0.4)]))


@pytest.mark.parametrize("tilt", [-0.3, 1.0])
def test_lean_has_the_sway_it_was_asked_for(tilt: float) -> None:
    loop = Loop(delay_s=0.15, stiffness=1.35, damping_per_s=3.9, push_hz=1.0)
    angle = lean(np.random.default_rng(3), 400_000, loop, 0.95, tilt)
    felt = 0.95 * bend(angle) - tilt * GRAVITY_M_S2 * angle
    assert np.sqrt(np.mean(felt**2)) == pytest.approx(1.0, rel=0.15)


@pytest.mark.parametrize("delay", [0.07, 0.12, 0.18])
@pytest.mark.parametrize("stiffness", [1.2, 1.5])
@pytest.mark.parametrize("damping", [3.4, 4.4])
def test_the_loops_stay_up(delay: float, stiffness: float, damping: float) -> None:
    _, a = Loop(delay, stiffness, damping, 1.0).filters()
    assert np.abs(np.roots(a)).max() < 1.0


def test_noises_have_the_size_they_say() -> None:
    rng = np.random.default_rng(5)
    assert np.std(slow_noise(rng, 300_000, 0.5, 3.0)) == pytest.approx(1.0, rel=0.1)
    assert np.std(slope(wander(rng, 300_000, 2.0))) == pytest.approx(1.0, rel=0.15)
    assert np.std(ripple(rng, 300_000, 5.0, 24.0), axis=0) == pytest.approx(np.ones(3), rel=0.05)


@pytest.mark.parametrize("ending", ["firm", "soft", "stumble", "toe_tap", "hop", "cap"])
def test_a_foot_on_the_floor_is_still_and_leaves_it_at_the_truth(ending: Ending) -> None:
    score, person, trunk = scene(12, ending)
    legs = move_leg(score, person, trunk, "raised", np.random.default_rng(1))
    lift_s = next(e.time_s for e in score.truth if e.event == "lift_off")
    toe = legs.foot.origin_m
    moved = np.linalg.norm(toe - toe[index(lift_s) - 300], axis=1)
    before = [k.time_s for k in score.knocks if k.part == "foot" and k.time_s < lift_s]
    quiet_until = min([lift_s, *before])
    assert moved[index(quiet_until) - 300 : index(quiet_until)].max() < 1e-9
    assert moved[index(lift_s) : index(lift_s + 1.5)].max() > 0.01


@pytest.mark.parametrize("ending", ["firm", "soft", "stumble"])
def test_a_landed_foot_soon_rests(ending: Ending) -> None:
    score, person, trunk = scene(21, ending)
    legs = move_leg(score, person, trunk, "raised", np.random.default_rng(1))
    last = max(f.down_s for f in score.flights)
    toe = legs.foot.origin_m[index(last + 0.8) :]
    assert np.ptp(toe, axis=0).max() < 1e-6


def test_a_knock_peaks_where_it_says_and_dies() -> None:
    knock = Knock("pelvis", "stance", 1.0, 2.0, 12.0, 0.05, 0.02, (0.0, 0.0, 1.0))
    where, moved = knock.track(5000)
    assert where.start == 1000
    assert np.abs(bend(moved)).max() == pytest.approx(2.0, rel=0.02)
    assert abs(moved[-1]) < 1e-6


def test_a_shake_starts_and_ends_at_rest() -> None:
    where, moved = Shake("chest", "stance", 2.0, 0.5, 3.0, 8.0, seed=4).track(5000)
    assert (where.start, moved.shape) == (2000, (500, 3))
    assert np.linalg.norm(bend(moved)[1:-1], axis=1).max() == pytest.approx(3.0, rel=1e-6)
    assert np.abs(moved[0]).max() < 1e-6
