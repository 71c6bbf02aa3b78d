"""How a hold ends: the foot comes down, taps, or the stance foot moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from balance.simulate import impact
from balance.simulate.attempt import LEG_TRACKS, PEAK_BEND, PEAK_OF_MEAN, Ending, Lift, needed_s
from balance.simulate.draw import Draw
from balance.simulate.impact import Blow, Landing
from balance.simulate.person import Person
from balance.simulate.score import Flight, Limb, Score

TRUNK_TRACKS = ("pelvis_x", "pelvis_y", "pelvis_z", "pelvis_roll", "pelvis_pitch", "pelvis_yaw",
                "chest_roll", "chest_pitch", "chest_yaw")  # fmt: skip


@dataclass(frozen=True)
class Descent:
    """How the foot comes down, drawn before the hold is filled."""

    landing: Landing
    lowering_s: float


def plan(draw: Draw, person: Person, lift: Lift, ending: Ending) -> Descent:
    """Choose the landing and how long the leg takes to come down."""
    how = _plan(draw, ending)
    hurry = {"hard": 1.6, "firm": 1.0, "soft": 0.7}[how.landing]
    needs = needed_s(lift.pose, person, hurry)
    return Descent(how.landing, max(how.lowering_s, needs))


def _plan(draw: Draw, ending: Ending) -> Descent:
    if ending == "stumble":
        return Descent("hard", draw.between("lowering_s", 0.18, 0.40))
    if ending == "soft":
        return Descent("soft", draw.between("lowering_s", 0.4, 1.1, hard="high"))
    if ending == "firm":
        return Descent("firm", draw.between("lowering_s", 0.2, 0.7))
    landing: Landing = "firm" if draw.chance("lands_firmly", 0.6) else "soft"
    longer = 0.2 if ending == "toe_tap" else 0.0
    return Descent(landing, draw.between("lowering_s", 0.2, 0.8 - longer))


def come_down(
    score: Score, draw: Draw, person: Person, lift: Lift, ending: Ending, at_s: float, how: Descent
) -> float:
    """End the hold at `at_s`; gives the time when the person stands still on two legs again."""
    if ending == "hop":
        return _hop(score, draw, person, lift, at_s, how)
    if ending == "toe_tap":
        return _tap(score, draw, person, lift, at_s, how)
    if ending == "stumble":
        _fall(score, draw, person, at_s)
    score.note(at_s, "step_down", ending)
    return _land(score, draw, person, "", lift.time_s, lift.release_s, at_s, how)


def _land(
    score: Score,
    draw: Draw,
    person: Person,
    name: str,
    off_s: float,
    release_s: float,
    at_s: float,
    how: Descent,
) -> float:
    """Bring the raised foot to the floor at `at_s` and the weight back; gives the time of calm."""
    blow = impact.draw_blow(draw, f"{name}land", how.landing)
    meet = min(max(0.5 * how.lowering_s, 0.08), 0.4)
    score.flights.append(Flight("raised", off_s, release_s, at_s, meet, blow.contact_m_s))
    _lower(score, draw, person, name, at_s, how, blow)
    score.move_to("raised.held", at_s - how.lowering_s, 0.2, 0.0)
    if how.landing == "hard" and draw.chance(f"{name}second_step", 0.5):
        later = at_s + draw.between(f"{name}second_step_s", 0.2, 0.6)
        limb: Limb = "stance" if draw.chance(f"{name}second_is_stance", 0.5) else "raised"
        step(score, draw, person, limb, later, float(draw.rng.uniform(0.15, 0.3)), "firm")
        score.note(later, "note", "second step")
    return _weight_back(score, draw, person, name, at_s, how.landing)


def _lower(
    score: Score, draw: Draw, person: Person, name: str, at_s: float, how: Descent, blow: Blow
) -> None:
    """Leg angles back to standing, toe or flat foot first, the heel rolling down after."""
    rng = draw.rng
    roll_s = draw.between(f"{name}heel_roll_s", 0.05, 0.2)
    flat = draw.chance(f"{name}flat", 0.25)
    tip = 0.0 if flat else np.radians(draw.between(f"{name}toe_first_deg", 4.0, 25.0))
    quickest = {"soft": 1.0, "firm": 2.5, "hard": 5.0}[how.landing]
    tip = min(tip, quickest * roll_s / PEAK_OF_MEAN)
    share = 1.0 if flat else draw.between(f"{name}toe_share", 0.3, 0.9)
    begins = at_s - how.lowering_s
    apart = np.radians(draw.between(f"{name}apart_deg", 0.5, 4.0))
    for track in LEG_TRACKS:
        rest = apart * float(rng.normal(0.0, 0.8)) * (0.3 if track.startswith("foot") else 1.0)
        if track == "foot_pitch" and not flat:
            score.move_to("raised.foot_pitch", begins, how.lowering_s, rest + tip)
            score.move_to("raised.foot_pitch", at_s, roll_s, rest)
        elif track.startswith("foot"):
            score.move_to(f"raised.{track}", begins, how.lowering_s, rest)
        else:
            late = how.lowering_s * float(rng.uniform(1.0, 1.2))
            bent = rest + float(rng.normal(0.0, 0.04))
            score.move_to(f"raised.{track}", begins, late, bent)
            score.move_to(f"raised.{track}", at_s + 0.02, float(rng.uniform(0.3, 0.9)), rest)
    impact.strike(score, draw, person, "raised", at_s, blow, share)
    if not flat:
        heel_s = at_s + 0.85 * roll_s
        impact.heel(score, draw, person, "raised", heel_s, 0.5 * blow.contact_m_s)
        impact.strike(score, draw, person, "raised", heel_s, blow, 1.0 - 0.6 * share)


def _weight_back(
    score: Score, draw: Draw, person: Person, name: str, at_s: float, landing: Landing
) -> float:
    rng = draw.rng
    takes = draw.between(f"{name}weight_back_s", 0.3, 1.0)
    waits = draw.between(f"{name}weight_waits_s", -0.1, 0.5 if landing == "soft" else 0.15)
    begins = at_s + waits
    hardest = draw.log_between(f"{name}weight_back_m_s2", 0.4, 2.0)
    for track in TRUNK_TRACKS:
        length = track[-2:] in ("_x", "_y", "_z")
        rest = float(rng.normal(0.0, 0.004 if length else 0.008))
        needs = np.sqrt(
            PEAK_BEND * abs(score.level(track) - rest) / (hardest * (1 if length else 3))
        )
        score.move_to(track, begins + float(rng.uniform(0.0, 0.1)), max(takes, needs), rest)
    over = person.body.side * draw.between(f"{name}overshoot_m", 0.0, 0.02)
    score.there_and_back("pelvis_y", begins + 0.5 * takes, 1.2, over)
    dip = {"firm": 0.006, "soft": 0.003, "hard": 0.025}[landing]
    score.there_and_back("pelvis_z", at_s, 0.5, -dip * float(rng.uniform(0.5, 1.5)))
    score.move("alone", max(begins, at_s), takes, -1.0)
    unrest = draw.between(f"{name}unrest", 0.3, 3.0)
    settles = draw.between(f"{name}settles_s", 0.8, 2.2)
    score.move("resettle", at_s, 0.3, unrest)
    score.move("resettle", begins + takes, settles, -unrest)
    return max(begins + takes, at_s) + settles


def _fall(score: Score, draw: Draw, person: Person, at_s: float) -> None:
    """Balance lost: sway swells, then the trunk falls, mostly to the side of the raised leg."""
    rng = draw.rng
    side = person.body.side * (1.0 if draw.chance("falls_to_raised", 0.8) else -1.0)
    swell = draw.between("swell", 0.4, 1.6)
    score.move("unrest", at_s - 1.8, 1.2, swell)
    score.move("unrest", at_s + 0.1, 0.6, -swell)
    away = draw.between("fall_m", 0.02, 0.09)
    takes = draw.between("fall_s", 0.5, 0.9)
    score.move("pelvis_y", at_s - 0.7 * takes, takes, side * away)
    score.move("pelvis_x", at_s - 0.6 * takes, takes, float(rng.normal(0.0, 0.03)))
    score.move("pelvis_roll", at_s - 0.7 * takes, takes, -side * float(rng.uniform(0.02, 0.12)))
    score.move("chest_roll", at_s - 0.7 * takes, takes, side * float(rng.uniform(-0.05, 0.15)))
    for track in ("thigh_roll", "shank_roll"):
        out = person.body.side * float(rng.uniform(0.02, 0.2))
        score.there_and_back(f"raised.{track}", at_s - 0.5, 0.8, out)


def _tap(score: Score, draw: Draw, person: Person, lift: Lift, at_s: float, how: Descent) -> float:
    """The toe touches for a moment, which ends the hold, and the foot goes up once more."""
    kind: Landing = "soft" if how.landing == "soft" else "firm"
    blow = impact.draw_blow(draw, "tap", kind)
    dwell = draw.between("tap_s", 0.05, 0.25)
    up = at_s + dwell
    again = max(draw.between("tap_again_s", 0.3, 0.6), how.lowering_s)
    share = draw.between("tap_pose_share", 0.5, 1.0)
    score.flights.append(
        Flight("raised", lift.time_s, lift.release_s, at_s, 0.4 * how.lowering_s, blow.contact_m_s)
    )
    impact.strike(score, draw, person, "raised", at_s, blow, 0.6)
    for track, target in lift.pose.items():
        low = 0.25 * target
        begins = at_s - how.lowering_s
        score.move_to(f"raised.{track}", begins, how.lowering_s + 0.4 * dwell, low)
        score.move_to(f"raised.{track}", up - 0.2 * dwell, again, share * target)
    extra = draw.between("tap_unrest", 0.2, 1.0)
    score.move("unrest", at_s - 0.3, 0.4, extra)
    score.move("unrest", at_s + 0.5, 1.5, -extra)
    score.note(at_s, "step_down", "toe_tap")
    score.note(up, "note", "raised again")
    down = up + again + draw.log_between("raised_again_s", 0.4, 6.0)
    score.note(down, "note", "down again")
    last = Descent(kind, max(draw.between("last.lowering_s", 0.25, 0.7), how.lowering_s))
    return _land(score, draw, person, "last.", up, 0.2, down, last)


def _hop(score: Score, draw: Draw, person: Person, lift: Lift, at_s: float, how: Descent) -> float:
    """The stance foot jumps or pivots, which ends the hold; the raised foot comes down later."""
    rng = draw.rng
    takes = draw.between("hop_s", 0.10, 0.25)
    pivots = draw.chance("hop_pivots", 0.4)
    kind: Landing = "soft" if pivots else "firm"
    blow = impact.draw_blow(draw, "hop", kind)
    score.flights.append(Flight("stance", at_s, 0.4 * takes, at_s + takes, 0.4 * takes,
                                blow.contact_m_s))  # fmt: skip
    turn = draw.sign() * np.radians(draw.between("hop_turn_deg", 3.0, 20.0))
    score.move("stance.yaw", at_s, takes, turn)
    score.there_and_back("stance.foot_pitch", at_s, takes, float(rng.uniform(0.02, 0.15)))
    score.there_and_back("stance.shank_pitch", at_s - 0.15, takes + 0.3, float(rng.uniform(0, 0.1)))
    if not pivots:
        rise = draw.between("hop_rise_m", 0.004, 0.02)
        score.there_and_back("pelvis_z", at_s - 0.28, 0.36, -0.7 * rise)
        score.there_and_back("pelvis_z", at_s - 0.06, takes + 0.12, rise)
    score.move("pelvis_yaw", at_s, takes + 0.2, 0.5 * turn)
    away = float(rng.normal(0.0, 0.03))
    score.move("pelvis_y", at_s - 0.1, takes + 0.3, away)
    score.move("pelvis_x", at_s - 0.1, takes + 0.3, float(rng.normal(0.0, 0.02)))
    impact.strike(score, draw, person, "stance", at_s + takes, blow)
    impact.strike(score, draw, person, "raised", at_s + takes, blow, 0.6)
    swell = draw.between("swell", 0.3, 1.2)
    score.move("unrest", at_s - 1.2, 0.8, swell)
    score.move("unrest", at_s + 0.3, 1.0, -swell)
    score.note(at_s, "step_down", "hop")
    score.note(at_s + takes, "note", "stance foot down")
    down = at_s + takes + how.lowering_s + draw.log_between("after_hop_s", 0.1, 3.0)
    score.note(down, "note", "down again")
    return _land(score, draw, person, "last.", lift.time_s, lift.release_s, down, how)


def step(
    score: Score,
    draw: Draw,
    person: Person,
    limb: Limb,
    lift_s: float,
    takes_s: float,
    landing: Landing,
) -> None:
    """A small step in place: a foot up and down at once, from two legs."""
    rng = draw.rng
    blow = impact.draw_blow(draw, "step", landing)
    score.flights.append(
        Flight(limb, lift_s, 0.4 * takes_s, lift_s + takes_s, 0.3 * takes_s, blow.contact_m_s)
    )
    side = person.body.side if limb == "raised" else -person.body.side
    high = float(rng.uniform(0.08, 0.35))
    for track, share in (("thigh_pitch", -0.8), ("shank_pitch", 0.7), ("foot_pitch", 1.0)):
        score.there_and_back(f"{limb}.{track}", lift_s - 0.12, takes_s + 0.16, share * high)
    score.there_and_back(
        "pelvis_y", lift_s - 0.4, takes_s + 0.8, -side * float(rng.uniform(0.02, 0.05))
    )
    score.there_and_back(
        "pelvis_roll", lift_s - 0.3, takes_s + 0.6, side * float(rng.uniform(0, 0.05))
    )
    impact.come_free(score, draw, limb, lift_s, 0.3 * float(rng.uniform(0.5, 2.0)))
    impact.strike(score, draw, person, limb, lift_s + takes_s, blow)
