"""What people of the loose world do that is no hold, before one and instead of one."""

from __future__ import annotations

from collections.abc import Callable

from balance.signal.placement import Placement
from worlds.loose_attempt import come_free, pose_of, shift_weight
from worlds.loose_ending import steps
from worlds.loose_parts import (
    DEGREE,
    LEAN,
    LEG,
    PITCH,
    YAW,
    Habits,
    Score,
    X,
    Y,
    Z,
    burst,
    jolt,
)

Fidget = Callable[[Score, Habits, Placement, float], float]


def fidget(
    score: Score, habits: Habits, placement: Placement, at_s: float, *, large: bool
) -> float:
    """Write one thing that is no hold and give when it is over."""
    options = _SMALL + _LARGE if large else _SMALL
    do = options[int(habits.rng.integers(len(options)))]
    return do(score, habits, placement, at_s)


def _sway_over(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    del placement
    length, stay = habits.log("over length", 0.4, 2.0), habits.even("over stay", 0.0, 3.0)
    size = habits.even("over size", 0.01, 0.08) * min(1.0, 2 * length**2)
    size *= habits.sign("over to", 0.7)
    score.there_and_back(Y, at_s, length, size, stay)
    tilt = habits.even("over lean", -3.0, 3.0) * DEGREE * min(1.0, length)
    score.there_and_back(LEAN, at_s, length, tilt, stay)
    return at_s + 2 * length + stay


def _false_start(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    """Weight goes over, the heel rises or the foot is lifted for a moment, and all goes back."""
    size, lift = shift_weight(score, habits, at_s)
    up = habits.even("false up", -0.3, 0.6)
    pose = pose_of(habits, placement)
    if up >= 0.2:  # off the floor, for too short a time
        come_free(score, habits, lift, least=0.0)
        score.ups.append((lift, lift + up))
        share = min(1.0, 1.5 * up / max(abs(pose[PITCH]), abs(pose[LEAN]), 0.1))
        for channel, amount in pose.items():
            score.there_and_back(LEG + channel, lift, up / 2, amount * share * 0.5, 0.0)
        leg = habits.around("jolt leg", 8.0, 3.0, 40.0)
        jolt(score, habits, lift + up, habits.around("jolt trunk", 0.6, 2.5, 4.0), leg)
    else:
        up = habits.even("heel up", 0.2, 2.0)
        rise = min(habits.log("heel rise", 3.0, 35.0) * DEGREE, up)
        score.there_and_back(LEG + PITCH, lift, 0.3 * up, rise, 0.4 * up)
    back = habits.log("over back", 0.45, 1.2)
    score.move(Y, lift + up - 0.1, back, -size, None)
    return lift + up + back


def _burst(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    del placement
    length = habits.log("fidget length", 0.3, 3.0)
    hz = habits.log("fidget hz", 0.5, 6.0)
    burst(score, habits, at_s, length, hz, habits.around("fidget size", 0.5, 3.0, 4.0))
    return at_s + length


def _talk(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    del placement
    length = habits.even("talk length", 1.0, 4.0)
    for _ in range(int(length * 2)):
        at = at_s + float(habits.rng.uniform(0, length))
        hz = habits.log("talk hz", 1.5, 6.0)
        burst(score, habits, at, 2.0 / hz, hz, habits.around("talk size", 0.15, 2.5, 1.0))
    return at_s + length + 0.5


def _tap_foot(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    del placement
    count, pause = int(habits.rng.integers(1, 5)), habits.even("tap pause", 0.3, 0.6)
    for k in range(count):
        at = at_s + (k + 1) * pause
        rise = habits.even("tap rise", 3.0, 15.0) * DEGREE
        score.there_and_back(LEG + PITCH, at - 0.25, 0.125, -rise, 0.0)
        trunk = habits.around("foot tap trunk", 0.12, 2.5, 1.0)
        jolt(score, habits, at, trunk, habits.around("foot tap leg", 5.0, 2.5, 30.0))
    return at_s + (count + 1) * pause


def _heel_rise(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    del placement
    length, stay = habits.even("rise length", 0.4, 1.2), habits.even("rise stay", 0.0, 1.5)
    score.there_and_back(Z, at_s, length, habits.even("rise", 0.02, 0.07), stay)
    pitch = habits.even("rise pitch", 8.0, 35.0) * DEGREE
    score.there_and_back(LEG + PITCH, at_s, length, pitch, stay)
    end = at_s + 2 * length + stay
    hard = habits.around("rise jolt", 0.8, 3.0, 5.0)
    jolt(score, habits, end - 0.1 * length, hard, 5.0 * hard)
    return end


def _squat(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    length, stay = habits.even("squat length", 0.6, 1.5), habits.even("squat stay", 0.0, 1.0)
    depth = habits.even("squat depth", 0.08, 0.4) * min(1.0, length)
    score.there_and_back(Z, at_s, length, -depth, stay)
    score.there_and_back(PITCH, at_s, length, depth * habits.even("squat pitch", 0.3, 1.5), stay)
    bend = {"thigh": -2.5, "shank": 1.5}.get(placement, 0.1)
    score.there_and_back(LEG + PITCH, at_s, length, depth * bend, stay)
    return at_s + 2 * length + stay


def _sit(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    down, stay = habits.even("sit length", 0.9, 1.8), habits.even("sit stay", 1.0, 5.0)
    pitch = habits.even("sit pitch", 15.0, 40.0) * DEGREE
    for start, way in ((at_s, -1.0), (at_s + down + stay, 1.0)):
        score.move(Z, start, down, 0.4 * way, None)
        score.move(X, start, down, 0.3 * way, None)
        score.there_and_back(PITCH, start, down / 2, pitch, 0.0)
        if placement in ("thigh", "shank"):
            turn = 1.4 if placement == "thigh" else -0.2
            score.move(LEG + PITCH, start, down, turn * way, None)
    trunk = habits.around("sit jolt", 1.0, 2.5, 5.0)
    jolt(score, habits, at_s + down, trunk, trunk, soft=True)
    return at_s + 2 * down + stay


def _turn(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    del placement
    angle = habits.even("turn", 20.0, 180.0)
    count = max(int(angle / 35.0) + 1, 2)
    period = habits.even("turn period", 0.5, 0.8)
    way = angle * DEGREE * habits.sign("turn to")
    score.move(YAW, at_s, count * period + 0.3, way, None)
    score.move(LEG + YAW, at_s + 0.1, count * period + 0.3, way, None)
    return steps(score, habits, at_s, count, period, hard=0.7)


def _march(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    del placement
    count, period = int(habits.rng.integers(2, 9)), habits.even("march period", 0.45, 0.9)
    return steps(score, habits, at_s, count, period, hard=habits.log("march hard", 0.3, 2.0))


def _walk(score: Score, habits: Habits, placement: Placement, at_s: float) -> float:
    del placement
    count, period = int(habits.rng.integers(2, 8)), habits.even("walk period", 0.45, 0.8)
    speed = habits.even("walk speed", 0.2, 0.9)
    return steps(score, habits, at_s, count, period, hard=1.5, on_m=speed)


_SMALL: tuple[Fidget, ...] = (
    _sway_over,
    _sway_over,
    _false_start,
    _false_start,
    _burst,
    _talk,
    _tap_foot,
    _heel_rise,
)
_LARGE: tuple[Fidget, ...] = (_squat, _sit, _turn, _march, _walk)
