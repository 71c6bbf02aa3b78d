"""How the pelvis and the chest move: the score's moves, swaying, breath, heart and blows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balance.samples import FloatArray
from balance.simulate.motion import RATE_HZ, along, rotation
from balance.simulate.person import Person
from balance.simulate.score import Score
from balance.simulate.sway import lean, ripple, slow_noise, wander, waxing

TURN_HZ = (0.3, 1.5)
FELT_PER_TURN_M_S = 2.2  # what turning of the pelvis at TURN_HZ adds along the floor, for 1 rad/s
MEDIAN_OF_LENGTH = 1.54  # median length of three normal components of SD 1


@dataclass(frozen=True)
class Segment:
    """A part of the body that a sensor can be fixed to.

    `origin_m` (n, 3) in the room, angles (n,) in rad, `ripple_m_s2` (n, 3) fast acceleration that
    is too small to matter as movement.
    """

    origin_m: FloatArray
    pitch: FloatArray
    roll: FloatArray
    yaw: FloatArray
    ripple_m_s2: FloatArray | None = None

    def matrix(self) -> FloatArray:
        """Body to room, (n, 3, 3)."""
        return rotation(self.pitch, self.roll, self.yaw)


@dataclass(frozen=True)
class Trunk:
    """Pelvis and chest.

    `alone` (n,) is 0 on two legs and 1 on one, with every stage between; `unrest` (n,) multiplies
    every swaying.
    """

    pelvis: Segment
    chest: Segment
    alone: FloatArray
    unrest: FloatArray


def move_trunk(score: Score, person: Person, rng: np.random.Generator, n: int) -> Trunk:
    """Move the trunk through n steps of a score."""
    habit = person.sway
    alone = np.clip(score.render("alone", n), 0.0, 1.0)
    # Unrest of the hold swells swaying on one leg; settling down again is done on two.
    restless = alone * score.render("unrest", n) + (1.0 - alone) * score.render("resettle", n)
    unrest = 1.0 + np.maximum(restless, -0.5)
    forward, left = _lean(person, rng, n, alone, unrest)
    height = person.body.pelvis_height_m
    struck, turned = score.struck_part("pelvis", "stance", n)
    origin = struck
    origin[:, 0] += score.render("pelvis_x", n) + height * forward
    origin[:, 1] += score.render("pelvis_y", n) + height * left
    origin[:, 2] += score.render("pelvis_z", n)
    turn_gain = unrest * (
        habit.pelvis_turn_rad_s * (1.0 - alone) + habit.pelvis_turn_one_leg_rad_s * alone
    )
    turning = np.stack([wander(rng, n, TURN_HZ[1], TURN_HZ[0]) for _ in range(3)], axis=1)
    # Rolling least: measured sway is about twice as large forward as sideways.
    turned += turning * np.array([0.4, 0.7, 0.6]) * turn_gain[:, None]
    breath = _breath(person, rng, n)
    pelvis = Segment(
        origin,
        score.render("pelvis_pitch", n)
        + habit.pelvis_follows * forward
        + turned[:, 1]
        + 0.15 * breath,
        score.render("pelvis_roll", n) - habit.pelvis_follows * left + turned[:, 0],
        score.render("pelvis_yaw", n) + turned[:, 2],
        _fast(person, rng, alone, unrest + score.render("effort", n)) + _heart(person, rng, n, 1.0),
    )
    return Trunk(pelvis, _chest(score, person, rng, pelvis, breath, turn_gain), alone, unrest)


def _lean(
    person: Person, rng: np.random.Generator, n: int, alone: FloatArray, unrest: FloatArray
) -> tuple[FloatArray, FloatArray]:
    habit = person.sway
    height, tilt = person.body.pelvis_height_m, habit.pelvis_follows
    two = _without_turn(habit.two_legs_m_s2, habit.pelvis_turn_rad_s) * (1.0 - alone) * unrest
    one = _without_turn(habit.one_leg_m_s2, habit.pelvis_turn_one_leg_rad_s) * alone * unrest
    one = one * waxing(rng, n, habit.waxing, 2.0)
    planes = []
    for plane, shares in ((0, (1.0 - habit.sideways_share, 1.0 - habit.sideways_share_one_leg)),
                          (1, (habit.sideways_share, habit.sideways_share_one_leg))):  # fmt: skip
        slow = lean(rng, n, habit.two_legs[plane], height, tilt) * two * np.sqrt(shares[0])
        fast = lean(rng, n, habit.one_leg[plane], height, tilt) * one * np.sqrt(shares[1])
        planes.append(slow + fast)
    return planes[0], planes[1]


def _without_turn(sway_m_s2: float, turn_rad_s: float) -> float:
    """The share of the sway that leaning has to make, the pelvis's own turning making the rest."""
    turn = FELT_PER_TURN_M_S * turn_rad_s
    return float(np.sqrt(max(sway_m_s2**2 - turn**2, (0.5 * sway_m_s2) ** 2)))


def _fast(
    person: Person, rng: np.random.Generator, alone: FloatArray, unrest: FloatArray
) -> FloatArray:
    n = alone.size
    habit = person.sway
    gain = habit.ripple_m_s2 / MEDIAN_OF_LENGTH * (1.0 + (habit.ripple_one_leg - 1.0) * alone)
    gain = gain * unrest * waxing(rng, n, 0.3, 0.6)
    return ripple(rng, n, 5.0, 24.0) * gain[:, None]


def _breath(person: Person, rng: np.random.Generator, n: int) -> FloatArray:
    phase = np.cumsum(person.breath_hz * (1.0 + 0.1 * slow_noise(rng, n, 0.05, 0.3))) / RATE_HZ
    wave: FloatArray = person.breath_rad * np.sin(2.0 * np.pi * phase)
    return wave


def _heart(person: Person, rng: np.random.Generator, n: int, gain: float) -> FloatArray:
    """The recoil of the heartbeat, mostly along the spine: a short wave at every beat."""
    duration = n / RATE_HZ
    count = int(duration * person.heart_hz * 1.3) + 2
    beats = np.cumsum(rng.normal(1.0, 0.04, count)) / person.heart_hz
    train = np.zeros(n)
    train[(beats[beats < duration] * RATE_HZ).astype(int)] = 1.0
    since = np.arange(round(0.5 * RATE_HZ)) / RATE_HZ
    wave = np.exp(-since / 0.12) * np.sin(2.0 * np.pi * 6.0 * since) * np.sin(np.pi * since / 0.5)
    wave *= gain * person.heart_m_s2 / np.max(np.abs(wave))
    pulse: FloatArray = np.convolve(train, wave)[:n, None] * np.array([0.35, 0.15, 1.0])
    return pulse


def _chest(
    score: Score,
    person: Person,
    rng: np.random.Generator,
    pelvis: Segment,
    breath: FloatArray,
    turn_gain: FloatArray,
) -> Segment:
    n = pelvis.pitch.size
    moved, turned = score.struck_part("chest", "stance", n)
    own = np.stack([wander(rng, n, 0.8) for _ in range(3)], axis=1) * (0.3 * turn_gain)[:, None]
    waist = pelvis.origin_m + along(pelvis.matrix(), np.array([-0.02, 0.0, 0.10]))
    base = pelvis.ripple_m_s2 if pelvis.ripple_m_s2 is not None else np.zeros((n, 3))
    return Segment(
        waist + moved,
        0.5 * pelvis.pitch + score.render("chest_pitch", n) + breath + own[:, 1] + turned[:, 1],
        0.5 * pelvis.roll + score.render("chest_roll", n) + own[:, 0] + turned[:, 0],
        pelvis.yaw + score.render("chest_yaw", n) + own[:, 2] + turned[:, 2],
        0.8 * base + _heart(person, rng, n, 1.2),
    )
