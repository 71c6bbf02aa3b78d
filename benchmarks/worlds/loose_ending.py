"""How an attempt of the loose world ends, and what is done where nobody stands on one leg."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worlds.loose_attempt import extent, falling, move_leg, within
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


@dataclass
class Attempt:
    """What is known of an attempt: its times, and what has to be undone after it."""

    lift_off_s: float
    end_s: float
    shift_m: float
    leans: list[float]
    pose: dict[int, float]


def again_s(habits: Habits, ending: str) -> float:
    """Draw for how long after the end a foot is up again."""
    if ending == "toe_tap":
        touch = habits.log("tap touch", 0.05, 0.35)
        return touch + habits.log("tap up", 0.4, 4.0)
    return habits.log("hop up", 0.3, 2.5) if ending == "hop" else 0.0


def finish(score: Score, habits: Habits, attempt: Attempt, ending: str, down_s: float) -> float:
    """Write the end of an attempt, whose final contact is at `down_s`; give when it is over."""
    score.ups.append((attempt.lift_off_s, attempt.end_s if ending == "toe_tap" else down_s))
    if ending == "toe_tap":
        _tap(score, habits, attempt, down_s)
    else:
        _lower(score, habits, attempt, down_s, attempt.pose)
        if ending == "hop":
            _hop(score, habits, attempt.end_s)
    _sink(score, habits, down_s)
    _land(score, habits, down_s, ending)
    over = _weight_back(score, habits, attempt, down_s)
    calm = habits.around("restless after", 1.3, 2.2, 4.0)
    score.restless.append((down_s - 0.1, down_s + habits.log("restless for", 0.6, 4.0), calm))
    if ending == "stumble":
        count, tempo = int(habits.rng.integers(1, 5)), habits.even("stumble hz", 1.2, 3.0)
        start = down_s + habits.even("stumble wait", 0.15, 0.6)
        return max(over, steps(score, habits, start, count, 1 / tempo, hard=2.0))
    if ending == "step_away":
        count, tempo = int(habits.rng.integers(2, 7)), habits.even("walk hz", 1.2, 2.3)
        start = down_s + habits.even("walk wait", 0.2, 0.8)
        return max(over, steps(score, habits, start, count, 1 / tempo, hard=1.5, on_m=0.45))
    return over


def _lower(
    score: Score, habits: Habits, attempt: Attempt, down_s: float, pose: dict[int, float]
) -> None:
    room = max(down_s - attempt.lift_off_s - 0.3, 0.12)
    length = min(habits.log("lower length", 0.12, 1.8), room)
    hover = habits.even("hover", 0.2, 1.5) if habits.chance("hovers", 0.2) else 0.0
    left = habits.even("hover left", 0.03, 0.25) if hover and hover + length < room else 0.0
    turn, way = extent(pose)
    last = max(habits.log("hover down", 0.08, 0.3), left * turn / 2.0, left * way / 0.2)
    last *= left > 0
    hover *= left > 0
    shape, first = falling(habits), habits.shape("lower shape")
    falls_for = max(turn / 0.9, way / 0.2)  # what falls is fastest at its end
    if falls_for > room:
        shape = None
    length = max(length, falls_for if shape else max(turn / 3.5, np.sqrt(way / 1.7)))
    length = min(length, max(room, turn / 4.5))
    for channel, amount in pose.items():
        end = down_s - last
        own = first if left else (shape or first)
        stay = amount * (1 - left)
        posture = habits.even("new posture leg", -4, 4) * DEGREE * (channel in (PITCH, LEAN, YAW))
        score.move(LEG + channel, end - hover - length, length, -stay, own)
        score.move(LEG + channel, end, last or 0.1, -amount * left, shape or first)
        score.move(LEG + channel, down_s, habits.log("new posture for", 0.2, 1.0), posture, None)
    if abs(pose[PITCH]) > 0.15 and habits.chance("toe first", 0.5):
        toe = habits.even("toe", 2.0, 20.0) * DEGREE * np.sign(pose[PITCH])
        score.move(LEG + PITCH, down_s - length, length, toe, first)
        toe_down = max(habits.log("toe down", 0.05, 0.4), abs(toe) / 3.0)
        score.move(LEG + PITCH, down_s, toe_down, -toe, None)


def _tap(score: Score, habits: Habits, attempt: Attempt, down_s: float) -> None:
    _lower(score, habits, attempt, attempt.end_s, attempt.pose)
    touch = min(habits.log("tap touch", 0.05, 0.35), 0.4 * (down_s - attempt.end_s))
    if not habits.chance("tap unfelt", 0.25):
        trunk = habits.around("tap trunk", 0.25, 3.0, 2.0)
        jolt(score, habits, attempt.end_s, trunk, habits.around("tap leg", 4.0, 4.0, 30.0))
    over = max(habits.even("tap weight", -0.2, 0.6), 0.0) * attempt.shift_m
    length = max(touch + 0.2, 0.35)
    size = min(over, length**2 * 0.25)
    score.there_and_back(Y, attempt.end_s, length, -size, 0.0)
    up = attempt.end_s + touch
    again = {
        key: value * habits.even("tap again", 0.15, 0.8) for key, value in attempt.pose.items()
    }
    again = within(again, down_s - up)
    score.ups.append((up, down_s))
    room = 0.45 * (down_s - up)
    took = move_leg(score, habits, up, min(habits.log("lift length", 0.15, 1.5), room), again, 1.0)
    length = min(habits.log("lower length", 0.12, 1.8), max(down_s - up - took, 0.1))
    for channel, amount in again.items():
        shape = habits.shape("lower shape")
        score.move(LEG + channel, down_s - length, length, -amount, shape)


def _hop(score: Score, habits: Habits, at_s: float) -> None:
    kind = habits.pick("hop kind", ("flight", "slide", "pivot"), (0.5, 0.25, 0.25))
    trunk, leg = habits.around("hop trunk", 1.2, 2.5, 5.0), habits.around("hop leg", 3.0, 3.0, 20.0)
    if kind == "flight":
        flight, share = habits.log("flight", 0.05, 0.22), habits.even("flight share", 0.4, 0.95)
        push, land = habits.log("hop push", 0.1, 0.35), habits.log("hop land", 0.06, 0.25)
        fall = 9.8 * share * np.pi / 2
        for base in (0, LEG):
            own = 1.0 if base == 0 else habits.even("hop share", 0.7, 1.1) * 0.3
            score.push(base + Z, at_s - push, push, own * fall * flight / (2 * push))
            score.push(base + Z, at_s, flight, -own * fall)
            score.push(base + Z, at_s + flight, land, own * fall * flight / (2 * land))
        jolt(score, habits, at_s + flight, trunk, leg)
    else:
        jolt(score, habits, at_s, trunk * 0.5, leg * 0.5, soft=True)
    length = habits.log("hop length", 0.12, 0.5)
    turn = habits.even("hop turn", 5.0, 40.0) if kind == "pivot" else habits.even("hop yaw", 0, 8)
    turn = min(turn * DEGREE, 1.2 * length) * habits.sign("hop to")
    slide = min(habits.even("slide", 0.005, 0.06), length**2)
    for base in (0, LEG):
        score.move(base + YAW, at_s, length, turn, None)
        score.move(base + Y, at_s, length, slide * habits.sign("slide to"), None)
        score.move(base + X, at_s, length, slide * habits.even("slide on", -1, 1), None)
    burst(score, habits, at_s, habits.log("hop shake", 0.3, 1.5), 2.0, trunk * 0.4)


def _sink(score: Score, habits: Habits, down_s: float) -> None:
    if not habits.chance("sinks", 0.5):
        return
    length = habits.log("sink length", 0.2, 1.8)
    most = min(0.04, 1.5 * length**2 / 5.77)
    size = most * habits.even("sink", -0.4, 1.0)
    score.move(Z, down_s + habits.even("sink end", -0.3, 0.3) - length, length, -size, None)
    after = down_s + habits.even("sink back", 0.1, 0.8)
    score.move(Z, after, habits.log("sink back for", 0.35, 1.2), size * min(1, length * 2), None)


def _land(score: Score, habits: Habits, down_s: float, ending: str) -> None:
    hard = {"stumble": 2.5, "hop": 1.3, "soft": 0.25}.get(ending, 1.0)
    if habits.chance("no jolt", 0.25 if ending == "soft" else 0.04):
        hard *= 0.05
    both = habits.around("jolt", 1.0, 3.5)
    trunk = min(habits.around("jolt trunk", 1.6, 1.8) * hard * both, 6.0)
    leg = min(habits.around("jolt leg", 12.0, 2.2) * hard * both, 60.0)
    jolt(score, habits, down_s, trunk, leg, soft=ending == "soft")
    if habits.chance("second jolt", 0.3):
        again = habits.log("second jolt by", 0.3, 1.5)
        at = down_s + habits.log("second jolt after", 0.03, 0.25)
        jolt(score, habits, at, min(again * trunk, 6.0), min(again * leg, 60.0))


def _weight_back(score: Score, habits: Habits, attempt: Attempt, down_s: float) -> float:
    length = habits.log("back length", 0.2, 1.5)
    size = attempt.shift_m * habits.even("back size", 0.5, 1.2)
    length = max(length, float(np.sqrt(5.77 * size / 2.5)))
    start = down_s + habits.even("back start", -0.5, 0.5)
    if habits.chance("back late", 0.15):
        start = down_s + habits.even("back later", 0.3, 0.8)
    start = max(start, down_s + 0.1 - length)  # it cannot be back before the foot bears
    score.move(Y, start, length, -size, habits.shape("back shape"))
    for channel, size in zip((LEAN, PITCH, YAW), attempt.leans, strict=True):
        lasting = habits.log(f"lean back {channel}", 0.25, 1.8)
        posture = habits.around("new posture", 0.8, 3.0, 4.0) * DEGREE * habits.sign("posture to")
        begin = down_s + habits.even(f"lean back start {channel}", -0.7, 0.6)
        score.move(channel, begin, lasting, posture - size, habits.shape("lean shape"))
    return start + length


def steps(
    score: Score,
    habits: Habits,
    start_s: float,
    count: int,
    period_s: float,
    *,
    hard: float = 1.0,
    on_m: float = 0.0,
) -> float:
    """Write steps, on the spot or onward, and give when the last foot is down."""
    if on_m:
        score.move(X, start_s, count * period_s + 0.3, on_m * count * period_s, None)
        score.move(LEG + X, start_s, count * period_s + 0.3, on_m * count * period_s, None)
    aside = habits.log("step aside", 0.01, 0.05) * min(1.0, period_s**2 / 0.35)
    tilt = habits.log("step tilt", 8.0, 60.0) * DEGREE * habits.sign("step on", 0.7)
    swing = min(habits.even("step swing", 0.45, 0.7) * period_s, 0.5)
    tilt = float(np.clip(tilt, -1.2 * swing, 1.2 * swing))
    now, here = start_s, habits.sign("step first")
    for _ in range(count):
        now += period_s * float(habits.rng.uniform(0.85, 1.15))
        up = now - swing
        score.there_and_back(Y, up - 0.1, period_s / 2, aside * here, 0.0)
        score.there_and_back(Z, up, period_s / 2, 0.012 * min(1.0, period_s**2 * 3), 0.0)
        score.there_and_back(YAW, up, period_s / 2, habits.even("step yaw", -4, 4) * DEGREE, 0.0)
        if here > 0:  # the leg that bears the sensor
            score.ups.append((up, now))
            score.there_and_back(LEG + PITCH, up, swing / 2, tilt, 0.0)
            score.there_and_back(LEG + Z, up, swing / 2, 0.02 * swing, 0.0)
        trunk = min(habits.around("step jolt", 0.8, 2.2) * hard, 6.0)
        leg = habits.around("step jolt leg", 12.0, 2.0, 60.0) * (1.0 if here > 0 else 0.03)
        jolt(score, habits, now, trunk, min(leg * hard, 60.0))
        here = -here
    return now + 0.3
