"""The raised leg of the third world: hip, knee and ankle in one plane, hung from the pelvis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import butter, sosfiltfilt

from balance.samples import FloatArray
from worlds.third_body import Attempt, Body
from worlds.third_parts import RATE_HZ, bend, ring, smooth

THIGH_M, SHANK_M = 0.43, 0.42
HIT_M_S2 = {"foot": (15.0, 60.0), "shank": (8.0, 40.0), "thigh": (2.0, 12.0)}
HARDNESS = {"firm": 1.0, "soft": 0.25, "stumble": 1.3, "toe_tap": 0.3, "hop": 0.6, "step_away": 0.8}
WITH_PELVIS = {"thigh": 0.8, "shank": 0.4, "foot": 0.0}  # the rest goes with the foot, in a step
STEP_DEG = {"thigh": (8.0, 25.0), "shank": (-45.0, -15.0), "foot": (-50.0, -15.0)}


def move_leg(body: Body, attempts: Sequence[Attempt]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Angle forward, angle out of the plane, and acceleration of the worn segment.

    Parameters
    ----------
    body
        Whose leg it is; already moved.
    attempts
        What the leg does.
    """
    rng, t = body.rng, body.time
    hip, knee = np.radians(_pose(rng))
    raised = sum((_raised(rng, t, one) for one in attempts), np.zeros_like(t))
    stir = np.radians(rng.uniform(0.15, 1.5)) * _stir(rng, t.size) * body.alone
    thigh = hip * raised + stir
    shank = thigh - knee * raised + 0.6 * stir
    foot = shank + np.radians(rng.uniform(-10.0, 25.0)) * raised
    angle, chain = {
        "thigh": (thigh, [(thigh, 0.28)]),
        "shank": (shank, [(thigh, THIGH_M), (shank, 0.32)]),
        "foot": (foot, [(thigh, THIGH_M), (shank, SHANK_M), (foot, 0.05)]),
    }[body.placement]
    ahead = sum((length * np.sin(a) for a, length in chain), np.zeros_like(t))
    up = sum((-length * np.cos(a) for a, length in chain), np.zeros_like(t))
    moves = 0.6 * body.moves + body.carried
    moves[:, 0] += _second(ahead)
    moves[:, 2] += _second(up)
    for one in attempts:
        _strike(body, one, moves)
        if one.steps_s:
            angle = angle + _steps(body, one, moves)
    return angle, np.radians(rng.normal(0.0, 6.0)) * raised, moves


def _pose(rng: np.random.Generator) -> tuple[float, float]:
    style = rng.choice(["behind", "front", "small"], p=[0.45, 0.3, 0.25])
    hip, knee = {
        "behind": ((0.0, 20.0), (55.0, 100.0)),
        "front": ((40.0, 90.0), (65.0, 100.0)),
        "small": ((10.0, 20.0), (22.0, 38.0)),
    }[str(style)]
    return rng.uniform(*hip), rng.uniform(*knee)


def _stir(rng: np.random.Generator, count: int) -> FloatArray:
    """Noise of unit size that is smooth enough to be differentiated twice."""
    band = butter(2, [0.2, 2.0], "band", fs=RATE_HZ, output="sos")
    made = sosfiltfilt(band, rng.standard_normal(count))
    stir: FloatArray = made / made.std()
    return stir


def _raised(rng: np.random.Generator, t: FloatArray, one: Attempt) -> FloatArray:
    """Share of the pose over one attempt; a part of it is left as the foot lands."""
    takes, lowers = rng.uniform(0.35, 0.8), rng.uniform(0.3, 0.7)
    heel_first, left = rng.uniform(0.03, 0.4), rng.uniform(0.04, 0.18)
    heel_first = min(heel_first, 0.4 * takes)  # the toe is down until the lift-off
    up = smooth((t - one.lift_s + heel_first) / takes)
    down = (1.0 - left) * smooth((t - one.down_s + lowers) / lowers)
    down += left * smooth((t - one.down_s) / rng.uniform(0.1, 0.25))
    raised: FloatArray = np.maximum(up - down, 0.0)
    if one.ending == "toe_tap" and one.loose_s:
        up_s, down_s = one.loose_s
        raised += 0.4 * smooth((t - up_s) / 0.3) * (1.0 - smooth((t - down_s + 0.3) / 0.3))
    return raised


def _strike(body: Body, one: Attempt, moves: FloatArray) -> None:
    """The blows of the floor to this leg."""
    rng = body.rng
    size = rng.uniform(*HIT_M_S2[body.placement]) * HARDNESS.get(one.ending, 1.0)
    pitch_hz = rng.uniform(14.0, 28.0) if body.placement == "thigh" else rng.uniform(22.0, 45.0)
    decay_s = rng.uniform(0.012, 0.03)
    blows = [(one.down_s, 1.0)]
    if one.ending == "toe_tap":
        blows.append((one.over_s, rng.uniform(0.5, 1.5)))
    blows += [(at_s, rng.uniform(0.4, 1.0)) for at_s in one.steps_s[1::2]]
    for at_s, part in blows:
        for axis, share in ((2, 1.0), (0, 0.5), (1, 0.3)):
            hz = pitch_hz * rng.uniform(0.9, 1.1)
            moves[:, axis] += ring(body.time, at_s, part * share * size, hz, decay_s)


def _steps(body: Body, one: Attempt, moves: FloatArray) -> FloatArray:
    """Swing from each contact of the other leg to the next of this one; gives the angle of it."""
    rng, t = body.rng, body.time
    carried = WITH_PELVIS[body.placement]
    walking = (t > one.down_s) & (t < one.steps_s[-1] + 0.4)
    moves[walking] -= (1.0 - carried) * body.carried[walking]
    angle = np.zeros_like(t)
    far, high = rng.uniform(0.3, 0.9), rng.uniform(0.03, 0.1)
    swing = np.radians(rng.uniform(*STEP_DEG[body.placement]))
    for off_s, on_s in zip(one.steps_s[0::2], one.steps_s[1::2], strict=False):
        off_s += 0.08
        takes = on_s - off_s
        moves[:, 0] += (1.0 - carried) * bend(t, off_s, takes, far)
        half = 0.5 * takes
        lift = bend(t, off_s, half, high) - bend(t, off_s + half, half, high)
        moves[:, 2] += (1.0 - carried) * lift
        angle += swing * smooth((t - off_s) / half) * (1.0 - smooth((t - off_s - half) / half))
    return angle


def _second(position: FloatArray) -> FloatArray:
    bent: FloatArray = np.gradient(np.gradient(position, 1.0 / RATE_HZ), 1.0 / RATE_HZ)
    return bent
