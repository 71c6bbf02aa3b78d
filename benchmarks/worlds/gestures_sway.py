"""How people of the world of gestures stand: drift on two legs, shots of correction on one.

Nothing controls anything: corrections come at chance, each a kernel drawn anew. At the end is how
the parts of the body follow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balance.samples import FloatArray
from balance.signal.placement import Placement
from worlds.gestures_tape import RATE_HZ, Attempt, Tape, log_between, sign

HEIGHT_M = 0.95  # of the lower back over the ankles
THIGH_M, SHANK_M = 0.42, 0.41
GROUNDED = {"thigh": 0.75, "shank": 0.35, "foot": 0.0}  # of the pelvis' movement, foot down
FARTHEST_M = 0.035
KINDS = ("ankle", "hip", "arms", "knee", "twist")


@dataclass
class Person:
    """What stays with a person through a recording."""

    left: float  # of the standing leg: 1 or -1
    vigour: float  # usual peak acceleration of a correction, m/s^2
    often_hz: float
    tail: float  # of the sizes: spread of their logarithm
    sideways: float  # share of a correction that is to the side
    pace_s: float
    kinds: list[float]
    turning: float
    tiring: float
    leg_stir: float
    still: float  # size of all on two legs

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Person:
        """Draw one: some hardly livelier than on two legs, some very."""
        vigour = float(np.clip(rng.lognormal(np.log(0.21), 0.65), 0.04, 1.1))
        return cls(
            left=sign(rng),
            vigour=vigour,
            often_hz=log_between(rng, 0.7, 4.0),
            tail=rng.uniform(0.35, 0.85),
            sideways=rng.uniform(0.5, 0.95),
            pace_s=log_between(rng, 0.28, 0.9),
            kinds=[float(k) for k in rng.dirichlet([5.0, 2.5, 1.0, 1.0, 1.2])],
            turning=log_between(rng, 0.4, 2.5),
            tiring=max(0.0, float(rng.normal(0.0, 0.6))),
            leg_stir=log_between(rng, 0.3, 2.5),
            still=float(rng.lognormal(0.0, 0.45)),
        )


def stand(tape: Tape, rng: np.random.Generator, who: Person, alone: FloatArray) -> None:
    """Drift, twitches, breath and heart, all through the recording; `alone` is 1 on one leg."""
    more = 1.0 + log_between(rng, 0.2, 3.0) * alone
    for name, size in (("lean_x", 0.0068), ("lean_y", 0.0034), ("bow", 0.006), ("roll", 0.004)):
        drift = tape.wander(rng, log_between(rng, 0.8, 6.0), rng.uniform(0.1, 0.3))
        tape.tracks[name] += who.still * size * rng.uniform(0.6, 1.5) * more * drift
    tape.tracks["yaw"] += who.still * 0.012 * tape.wander(rng, 1.5) * more
    lively = rng.lognormal(np.log(2.2), 0.35)
    twitch = log_between(rng, 0.004, 0.018) * (1.0 + (lively - 1.0) * alone)
    for axis, share in (("x", 1.0), ("y", 0.8), ("z", 1.0)):
        tape.tracks[f"hit_{axis}"] += share * twitch * tape.patter(rng, 20.0, rng.uniform(6, 14))
        tape.tracks[f"foot_{axis}"] += 3.0 * twitch * alone * tape.patter(rng, 15.0, 9.0)
    _heart(tape, rng)
    breath = 2.0 * np.pi * rng.uniform(0.18, 0.4) * tape.time + rng.uniform(0.0, 6.0)
    tape.tracks["bow"] += log_between(rng, 0.0004, 0.004) * np.sin(breath + 0.3 * np.sin(breath))
    for at in rng.uniform(0.0, tape.time[-1], rng.poisson(0.2 * tape.time[-1])):
        _ankle(tape, rng, who, at, who.still * log_between(rng, 0.03, 0.3), np.zeros(2))


def _heart(tape: Tape, rng: np.random.Generator) -> None:
    size, at, every = log_between(rng, 0.01, 0.07), 0.0, 1.0 / rng.uniform(0.95, 1.7)
    while at < tape.time[-1]:
        for after, share in ((0.0, -0.5), (0.07, 1.0), (0.16, -0.7)):
            tape.bump("hit_z", at + after, 0.13, size * share)
            tape.bump("hit_x", at + after, 0.13, 0.3 * size * share)
        at += every * rng.normal(1.0, 0.04)


def correct(tape: Tape, rng: np.random.Generator, who: Person, one: Attempt) -> FloatArray:
    """Write the corrections of one hold; give back the lean that is left at its end, in m."""
    bouts = [(rng.uniform(one.lift_s, one.end_s), log_between(rng, 0.6, 3.0)) for _ in range(9)]
    bouts = bouts[: rng.poisson(0.06 * (one.end_s - one.lift_s) + 0.2)]
    calm_s, calm_for = rng.uniform(one.lift_s, one.end_s), rng.uniform(0.0, 8.0)
    at, lean, early = one.lift_s, np.zeros(2), rng.uniform(0.0, 1.6)
    falls = rng.uniform(0.5, 2.0) if one.ending in ("stumble", "hop", "step_away") else 0.0
    while True:
        gain = 1.0 + early * np.exp(-(at - one.lift_s) / 0.8)
        gain *= 1.0 + who.tiring * (at - one.lift_s) / max(one.end_s - one.lift_s, 8.0)
        gain *= 1.0 + falls * np.exp(-(one.end_s - at) / 0.7)
        if any(start <= at <= start + takes for start, takes in bouts):
            gain *= 2.2
        elif calm_s <= at <= calm_s + calm_for:
            gain *= 0.35
        at += rng.exponential(1.0 / (who.often_hz * np.clip(gain, 0.5, 2.5)))
        if at > one.end_s - 0.05:
            return lean
        size = who.vigour * gain * float(rng.lognormal(-0.2, who.tail))
        lean = _gesture(tape, rng, who, at, min(size, 2.5), lean)


def _gesture(
    tape: Tape, rng: np.random.Generator, who: Person, at: float, size: float, lean: FloatArray
) -> FloatArray:
    kind = rng.choice(KINDS, p=who.kinds)
    takes = float(np.clip(who.pace_s * rng.lognormal(0.0, 0.4), 0.12, 0.9))
    peak = rng.uniform(0.2, 0.45) if rng.random() < 0.5 else 0.0
    size *= min(takes / 0.35, 1.0)
    sharp = (peak / 0.4) ** 2 if peak else 1.0  # an early peak is a sharp one
    side, far = sign(rng), sharp * size * takes**2 / 20.0
    if kind == "ankle":
        lean = _ankle(tape, rng, who, at, size, lean)
    elif kind == "hip":
        name, axis = ("roll", "pos_y") if rng.random() < who.sideways else ("bow", "pos_x")
        angle = side * who.turning * min(0.02 + 1.2 * far, 0.1) * rng.uniform(0.6, 1.6)
        tape.bump(name, at, takes, angle, peak)
        tape.bump(axis, at + 0.02, takes, -side * far * rng.uniform(0.3, 1.5), peak)
    elif kind == "arms":
        for k in range(int(rng.integers(1, 4))):
            turn = -side if k % 2 else side
            tape.bump("pos_y", at + k * 0.6 * takes, takes, turn * 0.6 * far, peak)
            tape.bump("yaw", at + k * 0.6 * takes, takes, turn * 0.012 * who.turning)
            tape.bump("roll", at + k * 0.6 * takes, takes, -turn * 0.012 * who.turning)
    elif kind == "knee":
        longer = takes + rng.uniform(0.1, 0.4)
        tape.bump("pos_z", at, longer, -min(0.3 * sharp * size * longer**2 / 20.0, 0.025), peak)
        tape.bump("bow", at, longer, 0.02 * who.turning * size)
    else:
        tape.bump("yaw", at, takes + 0.2, side * who.turning * rng.uniform(0.01, 0.05), peak)
        tape.bump("pos_y", at, takes, side * 0.4 * far)
    tape.bump("pos_z", at, takes, rng.normal(0.0, 0.25) * far)
    for name in ("hip", "knee", "out", "ankle"):
        tape.bump(name, at, takes + 0.15, min(size, 1.0) * who.leg_stir * rng.normal(0.0, 0.04))
    return lean


def _ankle(
    tape: Tape, rng: np.random.Generator, who: Person, at: float, size: float, lean: FloatArray
) -> FloatArray:
    """Tilt and go together: to a new lean, mostly towards the middle, or over and back."""
    takes = float(np.clip(who.pace_s * rng.lognormal(0.0, 0.4), 0.12, 0.9))
    aside = bool(rng.random() < who.sideways)
    name, pos, k = ("lean_y", "pos_y", 1) if aside else ("lean_x", "pos_x", 0)
    far = min(size * takes**2 / 5.8, FARTHEST_M)
    home = 0.5 + 0.5 * min(abs(lean[k]) / FARTHEST_M * 2.0, 1.0)
    side = -np.sign(lean[k]) if lean[k] and rng.random() < home else sign(rng)
    tilts = rng.uniform(0.5, 1.0)
    turn = rng.normal(0.0, 0.5) * who.turning * far / HEIGHT_M
    if rng.random() < 0.6:
        tape.step(name, at, takes, side * far * tilts / HEIGHT_M, rng.uniform(0.85, 1.4))
        tape.step(pos, at, takes, side * far * (1.0 - tilts))
        lean = lean.copy()
        lean[k] += side * far * tilts
    else:
        tape.bump(name, at, takes, 0.5 * side * far * tilts / HEIGHT_M)
        tape.bump(pos, at, takes, 0.3 * side * far * (1.0 - tilts))
    tape.bump("yaw", at, 1.3 * takes, 1.5 * turn)
    tape.bump("roll" if aside else "bow", at, 1.2 * takes, turn)
    return lean


def gestures(tape: Tape, rng: np.random.Generator, at: float, kind: str) -> None:
    """Cough, speak, look round, or use the arms; on one leg as on two."""
    if kind == "cough":
        for k in range(int(rng.integers(1, 4))):
            size = log_between(rng, 0.01, 0.05)
            tape.bump("bow", at + 0.35 * k, 0.3, size, 0.25)
            tape.bump("pos_z", at + 0.35 * k, 0.25, -0.06 * size)
    elif kind == "look":
        tape.bump("yaw", at, rng.uniform(0.8, 2.5), sign(rng) * log_between(rng, 0.03, 0.4))
        tape.bump("roll", at, 1.2, rng.normal(0.0, 0.012))
    else:
        many, most = (8, 0.008) if kind == "speak" else (6, 0.05)
        for _ in range(int(rng.integers(3, many))):
            at += rng.exponential(0.3)
            for name in ("yaw", "roll", "bow"):
                tape.bump(name, at, rng.uniform(0.2, 0.9), rng.normal(0.0, most))
            tape.bump("pos_x", at, rng.uniform(0.3, 0.7), rng.normal(0.0, 0.1 * most))


def off_floor(tape: Tape, attempts: list[Attempt]) -> FloatArray:
    """1 while on one leg; goes over smoothly, since a kink in a position would be a blow."""
    alone = np.zeros_like(tape.time)
    for one in attempts:
        for at, size in ((one.lift_s - 0.3, 1.0), (one.down_s - 0.2, -1.0)):
            u = np.clip((tape.time - at) / 0.8, 0.0, 1.0)
            alone += size * u**3 * (10.0 - 15.0 * u + 6.0 * u**2)
    return alone


def _second(values: FloatArray) -> FloatArray:
    """Second derivative in time along the rows."""
    made = np.zeros_like(values)
    made[1:-1] = (values[2:] - 2.0 * values[1:-1] + values[:-2]) * RATE_HZ**2
    return made


def trunk(tape: Tape, placement: Placement) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Movement, lean forward and lean to the left."""
    ahead, aside = tape["lean_x"] + tape["bow"], tape["lean_y"] + tape["roll"]
    place = tape.vector("pos") + HEIGHT_M * _across(tape["lean_x"], tape["lean_y"])
    if placement == "chest":
        place += 0.32 * _across(ahead, aside)
    return _second(place), ahead, aside


def _across(x: FloatArray, y: FloatArray) -> FloatArray:
    return np.stack([x, y, np.zeros_like(x)], axis=1)


def leg(tape: Tape, placement: Placement) -> tuple[FloatArray, FloatArray, FloatArray]:
    free = np.clip(tape["free"], 0.0, 1.0)
    thigh = tape["hip"] - 0.3 * tape["bow"] * free
    shank = thigh - tape["knee"]
    foot = shank - tape["ankle"]
    angle, chain = {
        "thigh": (thigh, ((thigh, 0.27),)),
        "shank": (shank, ((thigh, THIGH_M), (shank, 0.25))),
        "foot": (foot, ((thigh, THIGH_M), (shank, SHANK_M), (foot, 0.06))),
    }[placement]
    reach = sum(length for _, length in chain)
    x = sum((length * np.sin(a) for a, length in chain), np.zeros_like(free))
    z = sum((length * (1.0 - np.cos(a)) for a, length in chain), np.zeros_like(free))
    pelvis = tape.vector("pos") + HEIGHT_M * _across(tape["lean_x"], tape["lean_y"])
    share = GROUNDED[placement] + (1.0 - GROUNDED[placement]) * free
    moves = share[:, None] * _second(pelvis)
    moves += _second(np.stack([x, -reach * np.sin(tape["out"]), z], axis=1))
    # A leg on the floor leans with the hip above it; a foot does not.
    leans = (1.0 - free) * (placement != "foot")
    ahead = leans * tape["lean_x"] - angle
    aside = (
        leans * (tape["lean_y"] + tape["pos_y"] / 0.85) + tape["out"] + 0.3 * free * tape["roll"]
    )
    return moves, ahead, aside
