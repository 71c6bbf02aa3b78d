"""A world of gestures: movement as a sum of events in time, each a kernel drawn anew.

Nothing in it is real, nothing is a spectrum that was asked for and nothing controls a pendulum: two
legs drift and twitch, one leg is shot through with corrections, and lifts, landings and fidgets are
kernels as well. It shares no code for movement with the other worlds. `gestures_tape.py` has the
plan and the kernels, `gestures_sway.py` the standing, `gestures_acts.py` the doing; here is
who does what in turn, and the sensor.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import bilinear, lfilter

from balance.samples import GRAVITY_M_S2, FloatArray, Inlet, SampleBlock
from balance.signal.placement import TRUNK, Placement
from worlds.gestures_acts import Legs, end, fidget, handle, lift
from worlds.gestures_sway import Person, correct, gestures, leg, off_floor, stand, trunk
from worlds.gestures_tape import RATE_HZ, Attempt, Tape, log_between, plan
from worlds.labelled import Labelled

HANDLES = 0.12  # share of recordings that begin in a hand
RATES_HZ = (50.0, 60.0, 100.0, 104.0, 200.0)
BLOWS = {  # shares of blows at the foot and at the pelvis that come to the sensor
    "lower_back": (0.0, 0.0, 1.0),
    "chest": (0.0, 0.0, 0.7),
    "thigh": (0.08, 0.25, 1.1),
    "shank": (0.3, 0.7, 0.7),
    "foot": (0.8, 1.0, 0.3),
}


def draw(
    seed: int, placement: Placement, *, judged: bool = False, people: frozenset[str] | None = None
) -> Labelled:
    """One to three holds of 0.7 to 45 s in 25 to 75 s.

    Parameters
    ----------
    seed
        Zero or more; the same seed is the same movement at every placement.
    placement
        Of the sensor; leg placements are on the raised leg.
    judged
        Whether to draw people that are never learned from.
    people
        Ignored: nobody real is in it.
    """
    del people
    chance, body, sensor = (
        np.random.default_rng([seed, 71, int(judged), part])
        for part in (0, 1, 2 + sum(placement.encode()))
    )
    attempts, length_s = plan(chance)
    tape = Tape(length_s)
    _move(tape, body, attempts)
    block = _feel(tape, sensor, placement)
    last_s = float(block.time_s[-1])
    holds = tuple((one.lift_s, min(one.end_s, last_s)) for one in attempts)
    unsure = tuple((one.up_s, min(one.down_s, last_s)) for one in attempts if one.up_s)
    endings = tuple(one.ending for one in attempts)
    return Labelled("gestures", "", placement, block, holds, endings, unsure)


def _move(tape: Tape, rng: np.random.Generator, attempts: list[Attempt]) -> None:
    """Write everything that the person does."""
    who, legs = Person.drawn(rng), Legs(rng)
    restless = rng.exponential(0.12)  # fidgets per second on two legs
    stand(tape, rng, who, off_floor(tape, attempts))
    free_from = 0.0
    if rng.random() < HANDLES and attempts[0].lift_s > 5.0:
        free_from = attempts[0].lift_s - 3.5
        handle(tape, rng, free_from)
    for one in attempts:
        calm_s = one.lift_s - (3.2 if rng.random() < 0.85 else 1.5)
        _fidgets(tape, rng, restless, free_from, calm_s)
        lift(tape, rng, who, legs, one)
        lean = correct(tape, rng, who, one)
        for _ in range(rng.poisson(0.02 * (one.end_s - one.lift_s))):
            kind = str(rng.choice(["cough", "look", "speak", "arms"]))
            gestures(tape, rng, rng.uniform(one.lift_s, one.end_s), kind)
        free_from = end(tape, rng, one, lean) + 0.5
    _fidgets(tape, rng, restless, free_from, float(tape.time[-1]))


def _fidgets(
    tape: Tape, rng: np.random.Generator, often_hz: float, begin_s: float, end_s: float
) -> None:
    if end_s - begin_s < 1.0:
        return
    for _ in range(rng.poisson(often_hz * (end_s - begin_s))):
        fidget(tape, rng, begin_s, max(begin_s, end_s - 2.0))


def _feel(tape: Tape, rng: np.random.Generator, placement: Placement) -> SampleBlock:
    """Turn the tracks into samples of some sensor, worn in some way.

    Parameters
    ----------
    tape
        The whole recording.
    rng
        For the sensor and how it is worn.
    placement
        Where it is worn.
    """
    low, high, through = BLOWS[placement]
    moves, ahead, aside = trunk(tape, placement) if placement in TRUNK else leg(tape, placement)
    moves = moves + through * rng.uniform(0.7, 1.3) * tape.vector("hit")
    moves += rng.uniform(low, high) * tape.vector("foot")
    heading = tape["yaw"] * (1.0 if placement in TRUNK else 0.6)
    up = np.array([0.0, 0.0, 1.0])
    pose = _product(_about(up, heading), _about(np.array([-1.0, 0.0, 0.0]), aside))
    pose = _product(pose, _about(np.array([0.0, 1.0, 0.0]), ahead))
    mount = rng.standard_normal(4)
    held = _product(_small(tape.vector("hold").T), mount[:, None] / np.linalg.norm(mount))
    pose = _product(pose, held)
    cos, sin = np.cos(heading), np.sin(heading)
    x, y, z = moves.T
    world = np.stack([cos * x - sin * y, sin * x + cos * y, z + GRAVITY_M_S2])
    felt, pose = _loose(rng, _seen(pose, world), pose, world)
    return _sample(rng, tape.time, felt, _rate_of_turn(pose))


def _about(axis: FloatArray, angle: FloatArray) -> FloatArray:
    """Quaternions, shape (4, n) with the real part first, of turns about a unit vector."""
    half = 0.5 * angle
    return np.concatenate([np.cos(half)[None], np.sin(half) * axis[:, None]])


def _small(turns: FloatArray) -> FloatArray:
    """Quaternions of rotation vectors, shape (3, n)."""
    angle = np.sqrt((turns**2).sum(axis=0)) + 1e-12
    return np.concatenate([np.cos(0.5 * angle)[None], turns * (np.sin(0.5 * angle) / angle)])


def _product(one: FloatArray, two: FloatArray) -> FloatArray:
    """Quaternions of one turn after another, each in the axes of the one before."""
    a, b, c, d = one
    e, f, g, h = two
    return np.stack(
        [
            a * e - b * f - c * g - d * h,
            a * f + b * e + c * h - d * g,
            a * g - b * h + c * e + d * f,
            a * h + b * g - c * f + d * e,
        ]
    )


def _seen(pose: FloatArray, world: FloatArray) -> FloatArray:
    """Vectors of the world, shape (3, n), in the axes of the sensor."""
    w, axis = pose[0], -pose[1:]
    twice = 2.0 * np.cross(axis, world, axis=0)
    return np.asarray(world + w * twice + np.cross(axis, twice, axis=0))


def _rate_of_turn(pose: FloatArray) -> FloatArray:
    """Rate of turn in the axes of the sensor, shape (3, n), from its pose alone."""
    back = pose[:, :-1] * np.array([[1.0], [-1.0], [-1.0], [-1.0]])
    turned = _product(back, pose[:, 1:])
    rate = 2.0 * RATE_HZ * turned[1:] * np.sign(turned[0])  # the turn of one row is small
    return np.concatenate([rate[:, :1], rate], axis=1)


def _loose(
    rng: np.random.Generator, felt: FloatArray, pose: FloatArray, world: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Let soft tissue or a pocket ring after what shakes it, and turn the sensor a little."""
    hz, damping = log_between(rng, 4.0, 20.0), log_between(rng, 0.1, 0.7)
    much, omega = rng.uniform(0.1, 0.8) * min(hz / 10.0, 1.0), 2.0 * np.pi * hz
    spring = ([2.0 * damping * omega, omega**2], [1.0, 2.0 * damping * omega, omega**2])
    over, under = bilinear(*spring, fs=RATE_HZ)
    moved = lfilter(over, under, felt - felt[:, :1], axis=1) + felt[:, :1] - felt
    wobble = log_between(rng, 0.0002, 0.004) * moved[[1, 2, 0]]
    pose = _product(pose, _small(wobble))
    return _seen(pose, world) + much * moved, pose


def _sample(
    rng: np.random.Generator, time: FloatArray, force: FloatArray, rate: FloatArray
) -> SampleBlock:
    hz = float(rng.choice(RATES_HZ, p=[0.15, 0.15, 0.4, 0.1, 0.2]))
    near = np.exp(-2.0 * np.pi * min(0.42 * hz, 120.0) / RATE_HZ)
    both = np.concatenate([force, rate])
    for _ in range(2):
        both = both[:, :1] + lfilter([1.0 - near], [1.0, -near], both - both[:, :1], axis=1)
    stamps = np.arange(rng.uniform(0.0, 0.02), time[-1] - 0.01, 1.0 / (hz * rng.normal(1.0, 0.004)))
    at = stamps
    if rng.random() < 0.35:
        at = stamps + np.clip(rng.normal(0.0, 0.08 / hz, stamps.size), -0.3 / hz, 0.3 / hz)
        stamps = np.round(at, 3) if rng.random() < 0.5 else at
    acc, gyr = np.split(np.stack([np.interp(at, time, v) for v in both], axis=1), 2, axis=1)
    acc = acc * (1.0 + rng.normal(0.0, 0.01, 3)) + rng.normal(0.0, 0.08, 3)
    gyr = gyr * (1.0 + rng.normal(0.0, 0.01, 3)) + rng.normal(0.0, 0.006, 3)
    acc += log_between(rng, 0.003, 0.06) * rng.standard_normal(acc.shape)
    gyr += log_between(rng, 0.0007, 0.009) * rng.standard_normal(gyr.shape)
    acc, gyr = _cut(rng, acc, gyr)
    return Inlet().push(stamps, acc, gyr)


def _cut(
    rng: np.random.Generator, acc: FloatArray, gyr: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Steps and range of the converter."""
    fine = float(rng.choice([0.0, 0.0024, 0.01, 0.04, 0.1], p=[0.25, 0.3, 0.2, 0.15, 0.1]))
    if fine:
        acc, gyr = np.round(acc / fine) * fine, np.round(gyr / (0.02 * fine)) * (0.02 * fine)
    most = float(rng.choice([2.0, 4.0, 16.0], p=[0.06, 0.14, 0.8])) * GRAVITY_M_S2
    return np.clip(acc, -most, most), np.clip(gyr, -35.0, 35.0)
