"""A third world: sway by delayed control, everything else drawn over it; nothing in it is real.

It shares no code for movement with the other worlds. `third_parts.py`, `third_body.py` and
`third_leg.py` move the person; here is what the person does, and the sensor.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.signal import butter, sosfiltfilt
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray, Inlet, SampleBlock
from balance.signal.placement import TRUNK, Placement
from worlds.labelled import Labelled
from worlds.third_body import SWAY_DEG, Attempt, Body
from worlds.third_leg import move_leg
from worlds.third_parts import RATE_HZ

ENDINGS = {
    "firm": 0.38,
    "soft": 0.2,
    "stumble": 0.12,
    "toe_tap": 0.1,
    "hop": 0.1,
    "step_away": 0.1,
}
CUT_OFF, WALKS_OUT = 0.04, 0.35
UNSEEN_S = 1.2  # from where a cut-off recording ends to where the foot would have come down
LONGEST_S = 75.0
SENSORS = (  # rate in Hz, noise in millionths of gravity per root hertz, step in m/s^2, share
    (100.0, 160.0, 0.0, 0.3),
    (100.0, 350.0, 0.0, 0.2),
    (50.0, 250.0, 0.0, 0.2),
    (60.0, 250.0, 0.1, 0.15),
    (200.0, 400.0, 0.0, 0.15),
)


def draw(
    seed: int, placement: Placement, *, judged: bool = False, people: frozenset[str] | None = None
) -> Labelled:
    """One or two holds of 1.5 to 45 s, some after a false start.

    Parameters
    ----------
    seed
        Zero or more.
    placement
        Of the sensor; leg placements are on the raised leg.
    judged
        Whether to draw people that are never learned from.
    people
        Ignored: nobody real is in it.
    """
    del people
    rng = np.random.default_rng([seed, 3, int(judged)])
    attempts, end_s = _plan(rng)
    body = Body(rng, placement, str(rng.choice(list(SWAY_DEG))), end_s)
    for one in attempts:
        body.attempt(one)
    body.sway()
    block = _sample(rng, body.time, *_felt(body, attempts))
    last_s = float(block.time_s[-1])
    holds = tuple((one.lift_s, min(one.end_s, last_s)) for one in attempts)
    endings = tuple(one.ending for one in attempts)
    unsure = tuple(one.loose_s for one in attempts if one.loose_s)
    return Labelled("third", "", placement, block, holds, endings, unsure)


def _plan(rng: np.random.Generator) -> tuple[list[Attempt], float]:
    """What the person does, and how long the recording is."""
    attempts: list[Attempt] = []
    now = 0.0
    for _ in range(2 if rng.random() < 0.6 else 1):
        one = _attempt(rng, now)
        if attempts and one.over_s + 5.0 > LONGEST_S:
            break
        attempts.append(one)
        now = one.over_s
    last, end_s = attempts[-1], now + rng.uniform(3.5, 5.5)
    if rng.random() < CUT_OFF:
        end_s = last.end_s
        down_s = end_s + UNSEEN_S
        attempts[-1] = Attempt(last.lift_s, end_s, "recording_end", down_s, last.false_s)
    elif last.steps_s and rng.random() < WALKS_OUT:
        end_s = max(last.over_s + rng.uniform(-0.5, 0.5), last.end_s + 1.0)
    return attempts, end_s


def _attempt(rng: np.random.Generator, after_s: float) -> Attempt:
    lift_s, false_s = after_s + rng.uniform(3.5, 6.5), None
    if rng.random() < 0.15:
        false_s = lift_s - rng.uniform(0.6, 1.6)
        lift_s += 2.5
    end_s = lift_s + float(np.exp(rng.uniform(np.log(1.5), np.log(45.0))))
    ending = str(rng.choice(list(ENDINGS), p=list(ENDINGS.values())))
    one = Attempt(lift_s, end_s, ending, end_s, false_s)
    if ending == "toe_tap":
        up_s = end_s + rng.uniform(0.15, 0.3)
        return replace(one, loose_s=(up_s, up_s + 0.8))
    if ending == "hop":
        lands_s = end_s + rng.uniform(0.08, 0.2)
        down_s = lands_s + rng.uniform(0.5, 2.0)
        slides = bool(rng.random() < 0.3)
        return replace(one, down_s=down_s, loose_s=(lands_s, down_s), slides=slides)
    if ending == "step_away":
        count, hz = int(rng.integers(2, 7)), rng.uniform(1.5, 2.2)
        return replace(one, steps_s=tuple(end_s + (k + 1) / hz for k in range(count)))
    return one


def _felt(body: Body, attempts: list[Attempt]) -> tuple[FloatArray, FloatArray]:
    """Specific force and rate of turn in the axes of the body part."""
    if body.placement in TRUNK:
        ahead, aside, moves = body.ahead, -body.aside, body.moves + body.carried
    else:
        angle, aside, moves = move_leg(body, attempts)
        ahead = -angle
    angles = np.stack([body.heading, aside, ahead], axis=1)
    tilt, turned = Rotation.from_euler("XY", angles[:, 1:]), Rotation.from_euler("ZXY", angles)
    force = tilt.inv().apply(moves + np.array([0.0, 0.0, GRAVITY_M_S2]))
    rate = (turned[:-1].inv() * turned[1:]).as_rotvec() * RATE_HZ
    return force, np.vstack([rate[:1], rate])


def _sample(
    rng: np.random.Generator, time: FloatArray, force: FloatArray, rate: FloatArray
) -> SampleBlock:
    """What a sensor of some kind, worn in some way, makes of it."""
    hz, noise, step, _ = SENSORS[rng.choice(len(SENSORS), p=[share for *_, share in SENSORS])]
    turn = rng.normal(0.0, 6.0, 3)
    worn = (
        Rotation.from_quat(rng.standard_normal(4))
        if rng.random() < 0.3
        else Rotation.from_euler("xyz", turn, degrees=True)
    )
    low = butter(4, min(0.4 * hz, 0.45 * RATE_HZ), fs=RATE_HZ, output="sos")
    felt = np.concatenate([worn.apply(force), worn.apply(rate)], axis=1)
    felt = sosfiltfilt(low, felt, axis=0)
    stamps = np.arange(0.02, time[-1] - 0.02, 1.0 / hz)
    if rng.random() < 0.3:
        stamps = np.sort(stamps + rng.normal(0.0, 0.001, stamps.size))
    acc, gyr = np.split(np.stack([np.interp(stamps, time, v) for v in felt.T], axis=1), 2, axis=1)
    wide = np.sqrt(0.4 * hz)
    acc += rng.standard_normal(acc.shape) * noise * 1e-6 * GRAVITY_M_S2 * wide
    acc += rng.normal(0.0, 0.1, 3)
    gyr += rng.standard_normal(gyr.shape) * np.radians(0.01) * wide
    gyr += rng.normal(0.0, np.radians(0.4), 3)
    if step:
        fine = np.radians(0.1)
        acc, gyr = np.round(acc / step) * step, np.round(gyr / fine) * fine
    return Inlet().push(stamps, acc, gyr)
