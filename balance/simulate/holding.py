"""What happens within a hold without ending it: corrections, coughs, a restless raised leg."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from balance.simulate import impact
from balance.simulate.attempt import Lift
from balance.simulate.draw import Draw
from balance.simulate.person import Person
from balance.simulate.score import Part, Score

Disturbance = Callable[[Score, Draw, float, float], float]


def disturb(
    score: Score, draw: Draw, person: Person, lift: Lift, down_s: float, lowering_s: float
) -> None:
    """Fill a hold with disturbances at the person's rate, vigorous ones among them."""
    first, last = lift.time_s + 0.9, down_s - lowering_s - 0.3
    style = str(draw.facts[f"{draw.topic}.style"])
    if style == "on_leg" and last > first:
        _touch_own_leg(score, draw, person, lift.time_s)
    if last <= first:
        return
    count = int(draw.rng.poisson(person.sway.corrections_per_s * (last - first)))
    names = list(KINDS)
    for k, when in enumerate(np.sort(draw.rng.uniform(first, last, count))):
        name = draw.one_of(f"disturbance{k}", names, [KINDS[key][1] for key in names])
        vigour = draw.log_between(f"disturbance{k}.vigour", 0.4, 2.5, hard="high")
        lasts = KINDS[name][0](score, draw, float(when), vigour)
        score.note(float(when), "correction", f"{name}, {lasts:.1f} s, vigour {vigour:.1f}")


def _touch_own_leg(score: Score, draw: Draw, person: Person, off_s: float) -> None:
    """The raised foot arriving at the stance leg: a small blow that is no step-down."""
    when = off_s + draw.between("arrives_s", 0.5, 1.1)
    peak = draw.spread("arrives_m_s2", 1.2, 2.5)
    modes = person.modes
    parts: tuple[tuple[Part, float], ...] = (("foot", 1.0), ("shank", 0.6))
    for part, gain in parts:
        impact.knock(score, draw, part, "raised", when, gain * peak, 0.6 * modes.shank_hz, 0.025)
    score.note(when, "note", "foot placed against the other leg")


def _arm_swing(score: Score, draw: Draw, at_s: float, vigour: float) -> float:
    rng = draw.rng
    lasts = float(rng.uniform(0.5, 1.4))
    for k in range(int(rng.integers(1, 4))):
        when = at_s + k * lasts * 0.6
        way = (-1.0) ** k * draw.sign() * vigour
        score.there_and_back("pelvis_y", when, lasts, way * float(rng.uniform(0.003, 0.015)))
        score.there_and_back("pelvis_roll", when, lasts, way * float(rng.uniform(0.01, 0.05)))
        score.there_and_back("chest_roll", when, lasts, way * float(rng.uniform(0.02, 0.09)))
        score.there_and_back("chest_yaw", when, lasts, way * float(rng.uniform(-0.1, 0.1)))
    _leg_balances(score, draw, at_s, lasts, 0.5 * vigour)
    return 2.0 * lasts


def _trunk_jerk(score: Score, draw: Draw, at_s: float, vigour: float) -> float:
    """A catch of balance so quick that it looks like a landing at the trunk."""
    rng = draw.rng
    peak = vigour * float(rng.uniform(0.25, 0.9))
    base = float(rng.uniform(5.0, 17.0))
    for k in range(int(rng.integers(1, 4))):
        rate = base * float(rng.uniform(0.9, 1.1))
        when = at_s + 0.12 * k * float(rng.uniform(0.6, 1.5))
        impact.knock(score, draw, "pelvis", "raised", when, peak, rate, 0.05)
        impact.knock(score, draw, "chest", "raised", when, 0.7 * peak, rate, 0.06)
        impact.knock(score, draw, "thigh", "raised", when, 1.2 * peak, rate, 0.05)
        impact.knock(score, draw, "shank", "raised", when, 1.5 * peak, rate, 0.05)
        impact.knock(score, draw, "foot", "raised", when, 2.0 * peak, rate, 0.05)
    score.there_and_back("pelvis_y", at_s, 0.5, draw.sign() * vigour * float(rng.uniform(0, 0.01)))
    return 0.5


def _hip_strategy(score: Score, draw: Draw, at_s: float, vigour: float) -> float:
    rng = draw.rng
    lasts = float(rng.uniform(0.5, 1.0))
    way = draw.sign() * vigour
    bow = way * float(rng.uniform(0.03, 0.12))
    score.there_and_back("pelvis_pitch", at_s, lasts, bow)
    score.there_and_back("chest_pitch", at_s, lasts, 0.8 * bow)
    score.there_and_back("pelvis_x", at_s, lasts, -way * float(rng.uniform(0.005, 0.025)))
    side = draw.sign() * vigour
    score.there_and_back("pelvis_roll", at_s, lasts, side * float(rng.uniform(0.01, 0.07)))
    score.there_and_back("pelvis_y", at_s, lasts, side * float(rng.uniform(0.003, 0.018)))
    _leg_balances(score, draw, at_s, lasts, vigour)
    impact.shake(score, draw, "pelvis", "raised", at_s, lasts, 0.35 * vigour, 8.0)
    return lasts


def _cough(score: Score, draw: Draw, at_s: float, vigour: float) -> float:
    rng = draw.rng
    peak = vigour * float(rng.uniform(0.5, 1.8))
    count = int(rng.integers(1, 5))
    for k in range(count):
        when = at_s + 0.33 * k * float(rng.uniform(0.8, 1.2))
        impact.shake(score, draw, "chest", "raised", when, 0.25, 1.5 * peak, 9.0)
        impact.shake(score, draw, "pelvis", "raised", when, 0.25, 0.6 * peak, 9.0)
        impact.shake(score, draw, "thigh", "raised", when, 0.25, 0.3 * peak, 8.0)
        impact.shake(score, draw, "shank", "raised", when, 0.25, 0.25 * peak, 8.0)
        impact.shake(score, draw, "foot", "raised", when, 0.25, 0.25 * peak, 8.0)
        score.there_and_back("chest_pitch", when, 0.3, peak * 0.015)
    return 0.33 * count


def _leg_swing(score: Score, draw: Draw, at_s: float, vigour: float) -> float:
    lasts = float(draw.rng.uniform(0.5, 1.3))
    _leg_balances(score, draw, at_s, lasts, 1.6 * vigour)
    amount = draw.sign() * vigour * float(draw.rng.uniform(0.002, 0.012))
    score.there_and_back("pelvis_y", at_s, lasts, amount)
    return lasts


def _fidget(score: Score, draw: Draw, at_s: float, vigour: float) -> float:
    lasts = float(draw.rng.uniform(0.4, 1.5))
    rate = float(draw.rng.uniform(2.5, 7.0))
    impact.shake(score, draw, "foot", "raised", at_s, lasts, 2.0 * vigour, rate)
    impact.shake(score, draw, "shank", "raised", at_s, lasts, 0.8 * vigour, rate)
    impact.shake(score, draw, "thigh", "raised", at_s, lasts, 0.25 * vigour, rate)
    for track in ("foot_pitch", "foot_roll"):
        turn = float(draw.rng.normal(0.0, 0.12)) * vigour
        score.there_and_back(f"raised.{track}", at_s, lasts, turn)
    return lasts


def _ankle_twitches(score: Score, draw: Draw, at_s: float, vigour: float) -> float:
    lasts = float(draw.rng.uniform(0.4, 1.5))
    rate = float(draw.rng.uniform(4.0, 9.0))
    impact.shake(score, draw, "pelvis", "raised", at_s, lasts, 0.4 * vigour, rate)
    impact.shake(score, draw, "chest", "raised", at_s, lasts, 0.3 * vigour, rate)
    impact.shake(score, draw, "thigh", "stance", at_s, lasts, 0.8 * vigour, rate)
    impact.shake(score, draw, "shank", "stance", at_s, lasts, 1.0 * vigour, rate)
    impact.shake(score, draw, "foot", "stance", at_s, lasts, 0.6 * vigour, rate)
    for track in ("foot_roll", "shank_roll"):
        score.there_and_back(f"stance.{track}", at_s, lasts, draw.sign() * 0.02 * vigour)
    return lasts


def _leg_balances(score: Score, draw: Draw, at_s: float, lasts_s: float, vigour: float) -> None:
    """The raised leg thrown out to keep balance, and taken back."""
    rng = draw.rng
    for track, amount in (("thigh_pitch", 0.10), ("thigh_roll", 0.08), ("shank_pitch", 0.12)):
        swing = amount * vigour * float(rng.normal())
        score.there_and_back(f"raised.{track}", at_s, lasts_s, swing)
        if track == "thigh_roll":
            score.there_and_back("raised.shank_roll", at_s, lasts_s, swing)


KINDS: Final[dict[str, tuple[Disturbance, float]]] = {
    "arm swing": (_arm_swing, 0.25),
    "trunk jerk": (_trunk_jerk, 0.15),
    "hip strategy": (_hip_strategy, 0.2),
    "cough": (_cough, 0.05),
    "leg swing": (_leg_swing, 0.12),
    "fidget": (_fidget, 0.13),
    "ankle twitches": (_ankle_twitches, 0.10),
}
