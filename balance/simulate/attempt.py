"""One attempt up to and through the hold: false starts, the weight shift, the lift, the pose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from balance.simulate import impact
from balance.simulate.draw import Draw
from balance.simulate.person import Person
from balance.simulate.score import Score

Ending = Literal["firm", "soft", "stumble", "toe_tap", "hop", "cap"]
Style = Literal["behind", "front", "small", "on_leg", "abducted"]
STYLES: Final[tuple[Style, ...]] = ("behind", "front", "small", "on_leg", "abducted")
STYLE_WEIGHTS: Final = (0.35, 0.25, 0.2, 0.1, 0.1)
LEG_TRACKS: Final = (
    "thigh_pitch", "thigh_roll", "shank_pitch", "shank_roll", "foot_pitch", "foot_roll", "yaw",
)  # fmt: skip


PEAK_OF_MEAN: Final = 1.875
"""Peak speed of a minimum-jerk move over its mean speed."""
PEAK_BEND: Final = 5.77
"""Peak acceleration of a minimum-jerk move of length 1 that takes 1 s."""
HEEL_RAD_S2: Final = 35.0


@dataclass(frozen=True)
class Trial:
    """What one attempt of a simulated session is to be.

    Parameters
    ----------
    hold_s
        Seconds from lift-off to the first contact.
    ending
        How it ends: firm, soft, stumble, toe_tap, hop, or cap for a hold that goes on past one.
    false_starts
        How often the weight is shifted, and the mind changed, before it.
    style
        How the leg is held: behind, front, small, on_leg or abducted; None to have it drawn.
    """

    hold_s: float
    ending: Ending = "firm"
    false_starts: int = 0
    style: Style | None = None


@dataclass(frozen=True)
class Lift:
    """How the leg went up: the truth, and what the ending needs to bring it down again."""

    time_s: float
    release_s: float
    pose: dict[str, float]


def false_start(score: Score, draw: Draw, person: Person, name: str, start_s: float) -> float:
    """Shift the weight and change one's mind, the heel rising in between or not; gives its end."""
    side = person.body.side
    away = draw.between(f"{name}.shift_m", 0.03, 0.08)
    takes = draw.between(f"{name}.shift_s", 0.6, 1.1)
    dwell = draw.between(f"{name}.dwell_s", 0.1, 1.0)
    roll = 0.6 * side * person.lean_rad
    score.there_and_back("pelvis_y", start_s, 2 * takes, -side * away, dwell)
    score.there_and_back("pelvis_roll", start_s, 2.2 * takes, roll, dwell)
    score.there_and_back("alone", start_s + 0.3 * takes, 1.6 * takes, 0.5, dwell)
    end = start_s + 2.2 * takes + dwell
    score.note(start_s, "note", "false start")
    if draw.chance(f"{name}.heel", 0.55):
        up = start_s + 0.6 * takes
        down = up + draw.between(f"{name}.heel_s", 0.5, 1.2)
        _heel_only(score, draw, person, name, up, down)
        score.note(up, "note", "heel raised")
        end = max(end, down + 0.1)
    return end + draw.between(f"{name}.after_s", 0.5, 2.0)


def _heel_only(
    score: Score, draw: Draw, person: Person, name: str, up_s: float, down_s: float
) -> None:
    rise = np.radians(draw.between(f"{name}.heel_deg", 6.0, 30.0))
    takes = 0.4 * (down_s - up_s)
    rise = min(rise, 0.6 * HEEL_RAD_S2 * takes**2 / PEAK_BEND)
    for track, share in (("foot_pitch", 1.0), ("shank_pitch", 0.5), ("thigh_pitch", -0.35)):
        score.move(f"raised.{track}", up_s, takes, share * rise)
        score.move(f"raised.{track}", down_s - takes, takes, -share * rise)
    speed = draw.spread(f"{name}.heel_contact_m_s", 0.02, 2.5)
    impact.heel(score, draw, person, "raised", down_s, speed)
    modes = person.modes
    peak = 6.0 * speed
    impact.knock(score, draw, "pelvis", "raised", down_s, peak, modes.trunk_hz, modes.trunk_decay_s)


def lift(score: Score, draw: Draw, person: Person, trial: Trial, start_s: float) -> Lift:
    """Shift the weight from `start_s` and raise the leg; the truth of the lift-off is written."""
    off = _shift(score, draw, person, start_s)
    heel_before = draw.log_between("heel_before_s", 0.05, 0.6)
    release_share = draw.between("release_share", 0.25, 0.65, hard="high")
    raise_s = draw.between("raise_s", 0.3, 1.2, hard="high")
    heel_off = max(off - heel_before, start_s + 0.05)
    quickest = draw.log_between("heel_turn_rad_s", 0.9, 4.0, hard="low")
    wanted = np.radians(draw.log_between("heel_deg", 5.0, 35.0, hard="low"))
    hurry = 2.0 if draw.chance("brisk", 0.15) else 1.0
    rising = 1.4 * (off - heel_off)
    by_force = hurry * HEEL_RAD_S2 * rising**2 / PEAK_BEND
    heel = min(wanted, hurry * quickest * rising / PEAK_OF_MEAN, by_force)
    pose = _pose(draw, person, trial.style)
    raise_s = max(raise_s, needed_s(pose, person, hurry))
    release = max(release_share * raise_s, 0.12)
    if draw.facts[f"{draw.topic}.style"] == "on_leg":
        score.move("raised.held", off + 0.8 * raise_s, 0.3, 0.55)
    _rise(score, draw, heel, heel_off, off, raise_s, pose)
    trunk_ripple = draw.spread("free_trunk_m_s2", 0.35, 2.6, hard="low")
    impact.come_free(score, draw, "raised", off, trunk_ripple)
    if draw.chance("heel_bump", 0.6):
        rate = float(draw.rng.uniform(5.0, 12.0))
        peak = trunk_ripple * float(draw.rng.uniform(0.2, 0.9))
        impact.knock(score, draw, "pelvis", "raised", heel_off, peak, rate, 0.06, 0.5 / rate)
    _balance_up(score, draw, person, off, raise_s)
    score.note(off, "lift_off", str(draw.facts[f"{draw.topic}.style"]))
    return Lift(off, release, pose)


def needed_s(pose: dict[str, float], person: Person, hurry: float = 1.0) -> float:
    """How long a leg takes to or from a pose, moving no faster and no harder than the person does.

    The hardest acceleration is that of the foot at the end of thigh and shank.
    """
    turn = max(abs(angle) for angle in pose.values())
    thigh = float(np.hypot(pose["thigh_pitch"], pose["thigh_roll"]))
    shank = float(np.hypot(pose["shank_pitch"], pose["shank_roll"]))
    travel_m = person.body.thigh_m * thigh + person.body.shank_m * shank
    by_speed = PEAK_OF_MEAN * turn / person.legs.fastest_turn_rad_s
    by_force = float(np.sqrt(PEAK_BEND * travel_m / person.legs.hardest_swing_m_s2))
    return max(by_speed, by_force) / hurry


def _shift(score: Score, draw: Draw, person: Person, start_s: float) -> float:
    """Take the weight over to the stance leg; gives the moment the toe leaves the floor."""
    side = person.body.side
    away = draw.between("shift_m", 0.05, 0.09)
    takes = draw.between("shift_s", 0.6, 1.3, hard="high")
    if draw.chance("counter_move", 0.4):
        back = draw.between("counter_m", 0.002, 0.012)
        score.there_and_back("pelvis_y", start_s - 0.15, 0.6, side * back)
    score.move("pelvis_y", start_s, takes, -side * away)
    forward = float(draw.rng.uniform(-0.015, 0.02))
    score.move("pelvis_x", start_s, 1.2 * takes, forward)
    lean_share = draw.between("lean_share", 0.6, 1.2)
    score.move("pelvis_roll", start_s, 1.3 * takes, side * person.lean_rad * lean_share)
    score.move("chest_roll", start_s, 1.3 * takes, side * float(draw.rng.uniform(-0.03, 0.06)))
    score.move("pelvis_z", start_s, 1.2 * takes, float(draw.rng.uniform(-0.004, 0.012)))
    pause = draw.between("pause_s", 0.15, 1.5) if draw.chance("pauses", 0.3) else 0.0
    off = start_s + takes * draw.between("lift_share", 0.75, 1.05) + pause
    effort = draw.between("effort", 0.0, 2.5, hard="high")
    score.move("effort", start_s, takes, effort)
    score.move("effort", off + 0.1, 0.6, -effort)
    # Two legs carry until the very lift: the loops hand over in the last stretch.
    score.move("alone", off - 0.45, 0.6, 1.0)
    return off


def _pose(draw: Draw, person: Person, wanted: Style | None) -> dict[str, float]:
    """Where the raised leg goes, in rad from quiet standing."""
    style = draw.one_of("style", STYLES, STYLE_WEIGHTS)
    if wanted is not None:
        style = draw.facts[f"{draw.topic}.style"] = wanted
    side = person.body.side

    def deg(name: str, low: float, high: float, small: bool = False) -> float:
        return float(np.radians(draw.between(name, low, high, "low" if small else "none")))

    if style == "behind":
        shank = deg("shank_deg", 30.0, 90.0)
        thigh, out, drop = deg("thigh_deg", -15.0, 10.0), deg("out_deg", -3.0, 6.0), 0.35
    elif style == "front":
        shank = deg("shank_deg", -10.0, 15.0)
        thigh, out, drop = -deg("thigh_deg", 30.0, 90.0), deg("out_deg", -5.0, 10.0), 0.4
    elif style == "small":
        shank = deg("shank_deg", 5.0, 20.0, small=True)
        thigh, out, drop = -deg("thigh_deg", 8.0, 24.0, small=True), deg("out_deg", -2.0, 5.0), 0.2
    elif style == "on_leg":
        shank = deg("shank_deg", 10.0, 50.0)
        thigh, out, drop = -deg("thigh_deg", 20.0, 60.0), deg("out_deg", 10.0, 45.0), 0.3
    else:
        shank = deg("shank_deg", 0.0, 25.0)
        thigh, out, drop = deg("thigh_deg", -10.0, 5.0), deg("out_deg", 10.0, 30.0), 0.2
    return {
        "thigh_pitch": thigh,
        "thigh_roll": side * out,
        "shank_pitch": shank,
        "shank_roll": side * out * (1.2 if style == "on_leg" else 1.0),
        "foot_pitch": shank + deg("foot_deg", 0.0, 25.0 if drop > 0.3 else 15.0),
        "foot_roll": side * 0.5 * out,
        "yaw": side * deg("yaw_deg", -8.0, 15.0),
    }


def _rise(
    score: Score,
    draw: Draw,
    heel_rad: float,
    heel_off_s: float,
    off_s: float,
    raise_s: float,
    pose: dict[str, float],
) -> None:
    """First the heel with the toe as pivot, still turning at lift-off, then on to the pose."""
    rng = draw.rng
    rising = (off_s - heel_off_s) * float(rng.uniform(1.1, 1.7))
    shares = {"foot_pitch": 1.0, "shank_pitch": rng.uniform(0.3, 0.6),
              "thigh_pitch": -rng.uniform(0.2, 0.45)}  # fmt: skip
    for track, share in shares.items():
        score.move(f"raised.{track}", heel_off_s, rising, float(share) * heel_rad)
    early = min(0.1, 0.3 * (off_s - heel_off_s))
    for track, target in pose.items():
        begins = off_s - early * float(rng.uniform(0.0, 1.0))
        late = float(rng.uniform(0.0, 0.25)) * raise_s
        score.move_to(f"raised.{track}", begins + late * 0.3, raise_s, target)
        over = 0.12 * target * float(rng.normal())
        score.there_and_back(f"raised.{track}", off_s + 0.8 * raise_s, 0.7, over)


def _balance_up(score: Score, draw: Draw, person: Person, off_s: float, raise_s: float) -> None:
    """What raising a leg does to the trunk: a nod, a sideways catch, restless first seconds."""
    rng = draw.rng
    side = person.body.side
    score.there_and_back("pelvis_x", off_s - 0.1, raise_s + 0.5, float(rng.normal(0.0, 0.006)))
    score.there_and_back("pelvis_pitch", off_s, raise_s + 0.4, float(rng.normal(0.0, 0.02)))
    score.there_and_back("pelvis_y", off_s, raise_s + 0.6, side * float(rng.normal(0.0, 0.006)))
    tilt = float(rng.uniform(-0.06, 0.03))
    score.move("pelvis_roll", off_s - 0.1, raise_s + 0.3, side * tilt)
    score.move("pelvis_yaw", off_s - 0.1, raise_s + 0.4, float(rng.normal(0.0, 0.05)))
    extra = draw.between("restless", 0.1, 1.2)
    fades = draw.between("restless_s", 1.5, 6.0)
    score.move("unrest", off_s - 0.1, 0.3, extra)
    score.move("unrest", off_s + 0.4, fades, -extra)
