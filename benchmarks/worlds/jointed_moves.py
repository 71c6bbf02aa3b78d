"""What people of the world `jointed` do: how they start, what happens meanwhile, how it ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worlds.jointed_body import FREE, Person, draw_pose
from worlds.jointed_parts import Luck, Sole, Tracks, arriving

KINDS = {"quintic": 1.0, "sigmoid": 1.0, "late": 0.6, "early": 0.6, "two_stage": 0.8}
STYLES = {"knee_back": 0.35, "hip_front": 0.3, "barely": 0.25, "aside": 0.1}
UP = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Stand:
    """One attempt as it was begun: angles in rad, lengths in m."""

    lift_s: float
    pose: tuple[float, ...]  # of `FREE`
    rise_m: float  # of the foot in this pose
    shift_m: float
    lean: float
    back: float
    hike: float


def shift_over(tracks: Tracks, luck: Luck, who: Person, at: float, brisk: float) -> Stand:
    """Bring the hip over the stance foot, heel off, and leave the floor."""
    size = 0.5 * who.apart + who.hip * luck.even(0.45, 0.95)
    size = max(size, 0.02)
    lasts = float(np.clip(luck.about(0.9, 2.0) / brisk, np.sqrt(5.8 * size / 1.4), 1.6))
    if luck.chance(0.35):  # push off to the other side first
        tracks.bump("shift", at - 0.2, 0.5, -luck.log(0.002, 0.012))
    tracks.move("shift", at, lasts, size, luck.one_of(KINDS))
    lift_s = at + lasts * luck.even(0.55, 1.1)
    lean = np.radians(luck.log(0.5, 6.0)) * (1.0 if luck.chance(0.7) else -1.0) * who.side
    back, hike = -np.radians(luck.log(0.3, 5.0)), who.drops * luck.even(0.6, 1.2)
    tracks.move("lumbar_roll", lift_s - luck.even(0.1, 0.5), luck.log(0.4, 1.3), lean)
    tracks.move("lumbar_pitch", lift_s - luck.even(0.1, 0.4), luck.log(0.4, 1.3), back)
    tracks.move("hike", lift_s - luck.even(0.0, 0.2), luck.log(0.3, 1.0), hike)
    return Stand(lift_s, (), 0.0, size, lean, back, hike)


def false_start(tracks: Tracks, luck: Luck, who: Person, at: float) -> float:
    """Shift the weight, and perhaps lift the heel, for nothing; give when it is over."""
    size = (0.5 * who.apart + who.hip) * luck.even(0.3, 0.9)
    lasts = max(luck.log(0.8, 2.2), 5.0 * float(np.sqrt(size)))
    tracks.bump("shift", at, lasts, size, luck.even(0.0, 0.3))
    if luck.chance(0.6):
        tracks.bump("heel", at + 0.2, lasts - 0.3, np.radians(luck.log(5.0, 35.0)), 0.2)
    return at + lasts


def lift(tracks: Tracks, luck: Luck, who: Person, begun: Stand, style: str, brisk: float) -> Stand:
    """Let heel and toe leave the floor, and bring the leg to its pose."""
    pose, rise = draw_pose(luck, who, style)
    at, early = begun.lift_s, luck.log(0.08, 0.6)
    for name, angle in zip(FREE, pose, strict=True):
        tracks.move(name, at - 0.5, 0.3, angle)
    tracks.move("clear", at - 0.5, 0.3, 0.9 * rise)
    heel = np.radians(luck.log(6.0, 38.0))
    early = max(early, heel / luck.log(1.6, 5.0))
    tracks.move("heel", at - early, early + luck.log(0.04, 0.3), heel, luck.one_of(KINDS))
    tracks.move("heel", at + 0.6, 0.5, -heel)
    lasts = max(luck.about(0.55, 1.9) / brisk, 0.9 * float(np.sqrt(rise)), 0.25)
    slope = min(luck.log(0.1, 1.6), 1.2 * lasts / max(rise, 0.05))
    rows, t = tracks.span(at, lasts)
    up, soon = tracks["up"], luck.even(0.015, 0.045)
    up[rows] += 1.0 - arriving(1.0 - t / lasts, slope)
    up[rows.stop :] += 1.0
    rows, t = tracks.span(at - 0.4, 0.4)
    t = np.minimum(t - 0.4, 0.0)
    up[rows] += slope / lasts * t * np.exp(t / soon) * (t < 0.0)
    free = Sole(luck.log(7.0, 16.0), luck.even(0.25, 0.7), 0.08)
    push = (luck.even(-0.7, 0.7), -who.side * luck.even(-0.5, 1.0), luck.sign() * 0.8)
    tracks.knock(at - luck.even(0.01, 0.06), free, luck.about(0.13, 2.4), push)
    if luck.chance(0.5):
        swing_arms(tracks, luck, at - luck.even(-0.1, 0.3), luck.log(0.02, 0.2))
    return Stand(at, pose, rise, begun.shift_m, begun.lean, begun.back, begun.hike)


def swing_arms(tracks: Tracks, luck: Luck, at: float, size: float) -> None:
    """Swing both arms; the larger, the longer it takes."""
    lasts = max(luck.log(0.4, 1.6), 3.0 * float(np.sqrt(size)))
    for axis in "xyz":
        tracks.bump("arms_" + axis, at, lasts, size * luck.even(-1.0, 1.0), luck.even(0.0, 0.4))


def lower(
    tracks: Tracks, luck: Luck, who: Person, stand: Stand, end_s: float, ending: str
) -> float:
    """Lower the foot so that it first touches at `end_s`; give its speed in m/s."""
    soft = ending == "soft"
    least = 0.5 * float(np.sqrt(stand.rise_m))
    lasts = luck.log(0.6, 2.5) if soft else float(np.clip(luck.about(0.36, 2.6), 0.15, 2.0))
    lasts = min(max(lasts, least), 0.8 * (end_s - stand.lift_s))
    fast = {"soft": luck.log(0.02, 0.07), "stumble": luck.log(0.2, 0.9)}.get(ending)
    wanted = fast or float(np.clip(luck.about(0.15, 3.0), 0.03, 0.9))
    widest = luck.log(0.4, 2.2) * lasts / max(map(abs, stand.pose))  # limits the rate of turn
    slope = float(np.clip(wanted * lasts / (0.6 * stand.rise_m), 0.03, min(widest, 2.4)))
    speed = max(slope / lasts * 0.6 * stand.rise_m, 0.8 * wanted)  # the body sinks onto it too
    hover = luck.even(0.5, 0.85) if luck.chance(0.25 if soft else 0.1) else 0.0
    up, wait = tracks["up"], luck.log(0.2, 1.0)
    if hover and end_s - lasts - wait - 0.5 > stand.lift_s + 1.0:
        tracks.move("up", end_s - lasts - wait - 0.5, 0.5, -hover)
        slope *= 1.0 - hover
    else:
        hover = 0.0
    rows, t = tracks.span(end_s - lasts, lasts)
    left = 1.0 - hover
    up[rows] -= left * arriving(t / lasts, slope / left)
    up[rows.stop :] -= left
    rows, t = tracks.span(end_s, 0.6)
    for part, slower in (("foot", 1.0), ("shank", 0.6), ("thigh", 0.3)):  # each joint yields
        yields = Sole(who.sole.hz * slower, who.sole.damping, 0.0)
        tracks["give_" + part][rows] += yields.give(t, slope / lasts)
    touch_down(tracks, luck, who, end_s, speed, soft=soft)
    return speed


def touch_down(
    tracks: Tracks, luck: Luck, who: Person, at: float, speed: float, *, soft: bool
) -> None:
    """Let the floor push at the first contact, and at the heel's where the toe was first."""
    push = (luck.even(-0.6, 0.3), -who.side * luck.even(-0.2, 0.5), 1.0)
    tracks.knock(at, who.sole, speed, push)
    if soft or luck.chance(0.6):
        heel, lasts = np.radians(luck.log(4.0, 25.0)), luck.log(0.06, 0.5 if soft else 0.2)
        lasts = max(lasts, heel / luck.log(1.0, 3.0))
        tracks.move("heel", at - 0.3, 0.2, heel)
        tracks.move("heel", at + 0.01, lasts, -heel, "late")
        tracks.knock(at + lasts, who.sole, min(0.4 * heel * 0.2 / lasts, speed), UP)


def take_weight(tracks: Tracks, luck: Luck, stand: Stand, at: float) -> float:
    """Come back on both legs; give when all is over."""
    early = luck.even(-0.05, 0.35)
    lasts = max(luck.log(0.45, 1.6), float(np.sqrt(5.8 * stand.shift_m / 1.6)))
    begins = at - early if luck.chance(0.7) else at + luck.log(0.05, 0.8)
    tracks.move("shift", begins, lasts, -stand.shift_m, luck.one_of(KINDS))
    drops = at - max(luck.even(-0.3, 0.3), 0.0)  # some sink onto the foot before it touches
    tracks.bump("knee", drops, luck.log(0.35, 1.0), np.radians(luck.log(1.0, 10.0)))
    tracks.bump("lumbar_pitch", at, luck.log(0.4, 1.0), np.radians(luck.log(0.4, 5.0)))
    for name, size in (("lumbar_roll", stand.lean), ("lumbar_pitch", stand.back)):
        tracks.move(name, at - luck.even(-0.3, 0.3), luck.log(0.4, 1.4), -size)
    tracks.move("hike", at - luck.even(0.0, 0.3), luck.log(0.3, 0.9), -stand.hike)
    tracks.move("clear", at + 0.3, 0.3, -0.9 * stand.rise_m)
    for name, angle in zip(FREE, stand.pose, strict=True):
        tracks.move(name, at + 0.3, 0.3, -angle)
    return at + lasts


def meanwhile(tracks: Tracks, luck: Luck, who: Person, at: float, size: float) -> None:
    """Do something that ends nothing, within 1.5 s."""
    what = luck.one_of(
        dict.fromkeys(("arms", "cough", "look", "knee", "leg", "knock", "lean"), 1.0)
    )
    lasts, way = luck.log(0.6, 1.4), luck.sign()
    if what == "arms":
        swing_arms(tracks, luck, at, 0.3 * size)
    elif what == "cough":
        for k in range(int(luck.even(1, 3.9))):
            tracks.knock(at + 0.35 * k, Sole(4.0, 0.7, 0.1), 0.25 * size, (0.5, 0.1, -0.6))
        tracks.bump("lumbar_pitch", at, lasts, 0.05 * size)
    elif what == "look":
        tracks.bump("chest_yaw", at, lasts, 0.35 * size * way, 0.3)
        tracks.bump("lumbar_yaw", at, lasts, 0.1 * size * way, 0.3)
    elif what == "knee":
        tracks.bump("knee", at, lasts, 0.2 * size, luck.even(0.0, 0.4))
    elif what == "leg":
        for name in FREE[:3]:
            tracks.bump(name, at, lasts, 0.4 * size * luck.even(-0.6, 1.0), luck.even(0.0, 0.6))
    elif what == "knock":
        tracks.bump("free_side", at - 0.2, 0.45, -0.12)
        push = (0.2, who.side, 0.2)
        tracks.knock(at, Sole(luck.log(12.0, 30.0), 0.3, 0.05), luck.log(0.03, 0.3), push)
    else:
        tracks.bump("lumbar_roll", at, lasts, 0.15 * size * way)
        tracks.bump("ankle_roll", at + 0.05, lasts, -0.03 * size * way)
        tracks.bump("hip_roll", at, lasts, 0.06 * size * way)
        swing_arms(tracks, luck, at, 0.3 * size)


def step(
    tracks: Tracks, luck: Luck, who: Person, at: float, by: tuple[float, float], *, free: bool
) -> float:
    """Put one foot somewhere else; give when it is down."""
    lasts = max(luck.log(0.22, 0.5), 0.75 * float(np.sqrt(np.hypot(*by))))
    for axis, size in zip("xy", by, strict=True):
        if free:
            tracks.move("toe_" + axis, at, lasts, size)
        else:  # the body goes along, the other foot stays behind
            tracks.move("carry_" + axis, at, 1.3 * lasts, size)
            tracks.move("toe_" + axis, at, 1.3 * lasts, -size)
    if free:
        tracks.bump("up", at, lasts, luck.log(0.08, 0.3))
    tracks.bump("shift", at - 0.15, lasts + 0.3, (0.02 if free else -0.03) * luck.even(0.5, 1.5))
    tracks.knock(at + lasts, who.sole, luck.log(0.08, 0.7), (0.2, luck.even(-0.4, 0.4), 1.0))
    return at + lasts


def fidget(tracks: Tracks, luck: Luck, who: Person, at: float) -> float:
    """Do something on both legs; give when it is done."""
    what = luck.one_of(
        {"sway": 3.0, "arms": 3.0, "steps": 1.0, "bend": 0.6, "heel": 1.5, "cloth": 1}
    )
    lasts = luck.log(0.6, 2.5)
    if what == "sway":
        size = luck.log(0.01, 0.06)
        lasts = max(lasts, 6.0 * float(np.sqrt(size)))
        tracks.bump("shift", at, lasts, size * luck.sign(), luck.even(0.0, 0.3))
    elif what == "arms":
        swing_arms(tracks, luck, at, luck.log(0.05, 0.5))
    elif what == "steps":
        free, done = luck.chance(0.5), at
        for _ in range(int(luck.even(2, 4.9))):
            by = (luck.even(-0.08, 0.08), luck.even(-0.04, 0.04))
            done, free = step(tracks, luck, who, done + 0.05, by, free=free), not free
        return done + 0.4
    elif what == "bend":
        lasts = luck.even(1.6, 3.5)
        for name, size in (("hip_pitch", 0.5), ("lumbar_pitch", 0.6), ("knee", 0.3)):
            tracks.bump(name, at, lasts, size * luck.log(0.3, 1.2), 0.2)
        tracks.bump("ankle_pitch", at, lasts, -0.05, 0.2)
    elif what == "heel":
        tracks.bump("heel", at, lasts, np.radians(luck.log(4.0, 35.0)), luck.even(0.0, 0.5))
        tracks.bump("shift", at - 0.1, lasts, luck.log(0.005, 0.03))
    else:
        for k in range(3):
            tracks.bump("chest_pitch", at + 0.5 * k, 0.8, luck.even(-0.08, 0.15))
            swing_arms(tracks, luck, at + 0.4 * k, 0.15)
        return at + 2.2
    return at + lasts
