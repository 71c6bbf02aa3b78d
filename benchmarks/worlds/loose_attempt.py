"""One attempt of the loose world: weight shift, lift-off, hold; how it ends is `loose_ending`."""

from __future__ import annotations

import numpy as np

from balance.signal.placement import Placement
from worlds.loose_parts import (
    DEGREE,
    LEAN,
    LEG,
    PITCH,
    YAW,
    Habits,
    Score,
    Shape,
    X,
    Y,
    Z,
    burst,
    jolt,
)

_MOST_SHIFT_M_S2 = 1.5
_MOST_LEG_M_S2 = 9.0
_MOST_LEG_RAD_S = 5.0
_PEAK_OF_JERK = 5.77  # peak acceleration of a minimum-jerk move, times distance over time squared


def shift_weight(
    score: Score, habits: Habits, now_s: float, *, least_m: float = 0.0
) -> tuple[float, float]:
    """Write the weight shift to the stance leg; give its size in m and the time of lift-off."""
    length = habits.log("shift length", 0.25, 2.0)
    size = habits.around("shift size", 0.042, 2.3, 0.12)
    if habits.chance("no shift", 0.05):
        size = 0.0
    size = min(max(size, least_m), _MOST_SHIFT_M_S2 * length**2 / _PEAK_OF_JERK)
    early = habits.chance("early shift", 0.08) * habits.even("early by", 0.3, 2.0)
    steps = 1 if habits.chance("one shift", 0.7) else int(habits.rng.integers(2, 4))
    pause = habits.even("shift pause", 0.0, 0.3) * (steps > 1)
    counter = habits.even("counter length", 0.15, 0.5)
    lead = early + length - habits.even("shift end", -0.4, 0.3)  # from its start to lift-off
    lift_off = now_s + max(habits.log("ready", 0.7, 3.0), lead + steps * pause + counter)
    start = lift_off - lead
    for k in range(steps):
        part = length / steps
        wait = k * part - (steps - 1 - k) * pause
        score.move(Y, start + wait, part, size / steps**1.3, habits.shape("shift shape"))
    if habits.chance("counter", 0.3):
        back = size * habits.even("counter size", 0.05, 0.4) * min(1.0, (counter / length) ** 2 * 2)
        score.move(Y, start - 0.8 * counter, counter, -back, habits.shape("shift shape"))
        score.move(Y, start, max(length, counter), back, habits.shape("shift shape"))
    score.move(X, start, length, habits.even("shift on", -0.03, 0.03) * min(1, length), None)
    return size, lift_off


def lean_over(score: Score, habits: Habits, lift_off_s: float, *, least: float) -> list[float]:
    """Write the change of posture around lift-off and give the lean, pitch and yaw in rad."""
    sizes = [
        habits.around("lean", 1.8, 3.0, 8.0) * habits.sign("lean to", 0.75),
        habits.around("pitch", 1.0, 3.5, 8.0) * habits.sign("pitch to"),
        habits.around("yaw", 2.0, 3.0, 12.0) * habits.sign("yaw to"),
    ]
    if habits.chance("no lean", 0.12):
        sizes = [0.2 * size for size in sizes]
    if abs(sizes[0]) < least:
        sizes[0] = least * np.sign(sizes[0])
    for channel, size in zip((LEAN, PITCH, YAW), sizes, strict=True):
        length = habits.log(f"lean length {channel}", 0.25, 1.8)
        start = lift_off_s + habits.even(f"lean start {channel}", -0.7, 0.4)
        score.move(channel, start, length, size * DEGREE, habits.shape("lean shape"))
    return [size * DEGREE for size in sizes]


def come_free(score: Score, habits: Habits, lift_off_s: float, *, least: float) -> None:
    """Write the ripple and the vertical push or dip as the foot comes free."""
    rng = habits.rng
    size = habits.around("ripple", 1.3, 2.6, 2.5)
    size = max(0.0 if habits.chance("no ripple", 0.08) else size, least)
    for k in range(int(rng.integers(1, 4))):
        at = lift_off_s + float(rng.uniform(-0.12, 0.08)) * (k > 0 or rng.random() < 0.5)
        hz = habits.log("ripple hz", 4.0, 20.0)
        own = size * float(rng.uniform(0.3, 1.0))
        length = float(rng.uniform(1.0, 2.5)) / hz
        way = rng.standard_normal(3)
        way *= own / np.linalg.norm(way)
        for axis in range(3):
            score.wave(axis, at - length / 2, length, hz, way[axis], 0.0)
            turn = way[axis] * float(rng.uniform(0, 0.5)) / (0.3 * (2 * np.pi * hz) ** 2)
            score.wave(LEAN + axis, at - length / 2, length, hz, turn, 0.0)
            leg = way[axis] * float(rng.uniform(0.0, 6.0))
            score.wave(LEG + axis, at - length / 2, length, hz, leg, 0.0)
    if habits.chance("vertical", 0.6):
        length = habits.log("vertical length", 0.25, 1.2)
        most = 1.2 * length**2 / _PEAK_OF_JERK
        rise = float(np.clip(habits.even("vertical size", -0.03, 0.03), -most, most))
        start = lift_off_s + habits.even("vertical start", -0.6, 0.2)
        score.move(Z, start, length, rise, habits.shape("vertical shape"))


def pose_of(habits: Habits, placement: Placement) -> dict[int, float]:
    """Draw where the raised leg goes: changes of angle (rad) and of place (m) of its segment."""
    tilt = habits.log("pose tilt", 5.0, 110.0)
    aside = habits.chance("pose aside", 0.15)
    other = habits.even("pose other", -25.0, 25.0)
    pitch, lean = (other, -min(tilt, 60.0)) if aside else (tilt, other)
    if abs(pitch) + abs(lean) < tilt:
        pitch = tilt
    sign = habits.sign("pose on", 0.8 if placement != "thigh" else 0.15)
    far = {"thigh": 0.05, "shank": 0.3, "foot": 0.5}.get(placement, 0.0)
    reach = far * habits.even("pose reach", 0.1, 1.0) * np.sin(min(tilt, 90.0) * DEGREE)
    return {
        PITCH: sign * pitch * DEGREE,
        LEAN: lean * DEGREE,
        YAW: habits.even("pose yaw", -30.0, 30.0) * DEGREE,
        X: reach * habits.even("pose x", -0.8, 0.8),
        Y: reach * habits.even("pose y", -0.3, 0.3),
        Z: max(reach * habits.even("pose z", 0.1, 1.0), 0.015 * (far > 0)),
    }


def extent(pose: dict[int, float]) -> tuple[float, float]:
    """Give the largest turn (rad) and the largest way (m) of a pose."""
    turns, ways = ([abs(pose[k]) for k in keys] for keys in ((PITCH, LEAN, YAW), (X, Y, Z)))
    return max(turns), max(ways)


def within(pose: dict[int, float], time_s: float) -> dict[int, float]:
    """Make a pose smaller where there is no time to get there and back."""
    turn, way = extent(pose)
    share = min(1.0, 1.1 * time_s / max(turn, 1e-6), 0.2 * time_s**2 / max(way, 1e-6))
    return {key: value * share for key, value in pose.items()}


def move_leg(
    score: Score, habits: Habits, start_s: float, length_s: float, pose: dict[int, float], by: float
) -> float:
    """Write a movement of the leg by a share of its pose and give how long it takes.

    It takes longer than asked for where a joint or the foot would be faster than people are.
    """
    turn, way = (abs(by) * size for size in extent(pose))
    quickest = max(1.875 * turn / _MOST_LEG_RAD_S, np.sqrt(_PEAK_OF_JERK * way / _MOST_LEG_M_S2))
    length = max(length_s, float(quickest))
    shape = habits.shape("leg shape")
    for channel, amount in pose.items():
        own = shape if habits.rng.random() < 0.6 else habits.shape("leg shape")
        score.move(LEG + channel, start_s, length, amount * by, own)
    return length


def lift_leg(
    score: Score, habits: Habits, lift_off_s: float, end_s: float, pose: dict[int, float]
) -> None:
    """Write the heel's rising and the leg's way to its pose."""
    heel = habits.even("heel", -0.15, 0.6)
    shape = habits.shape("heel shape")
    if heel > 0.03:
        least = max(abs(pose[PITCH]) * 0.8, 4.0 * DEGREE)
        rise = min(habits.log("heel rise", 3.0, 35.0) * DEGREE, least, 2.0 * heel)
        rise *= np.sign(pose[PITCH]) if pose[PITCH] else 1.0
        overlap = habits.even("heel overlap", 0.0, 0.4)
        score.move(LEG + PITCH, lift_off_s - heel, heel + overlap, rise, shape)
        pose = pose | {PITCH: pose[PITCH] - rise}
    length = min(habits.log("lift length", 0.15, 1.5), 0.4 * (end_s - lift_off_s))
    first = 1.0 if habits.chance("one lift", 0.7) else habits.even("lift share", 0.4, 1.4)
    early = min(habits.even("leg start", 0.0, 0.25), 0.4 * length)
    start = lift_off_s - early * (heel > 0.1)
    took = move_leg(score, habits, start, length, pose, first)
    pause = habits.even("lift pause", 0.0, 1.0)
    if took + pause + length > end_s - lift_off_s:
        pause = 0.0
    move_leg(score, habits, start + took + pause, length, pose, 1.0 - first)


def keep_up(
    score: Score, habits: Habits, start_s: float, end_s: float, pose: dict[int, float]
) -> None:
    """Write what people do while they stand on one leg and that ends nothing."""
    length = end_s - start_s
    lively = habits.around("lively", 1.0, 3.0, 5.0)
    happenings = (
        (_correct, 0.14),
        (_slow_lean, 0.05),
        (_arms, 0.03),
        (_cough, 0.012),
        (_knock, 0.02),
        (_drift, 0.03),
        (_move_pose, 0.035),
        (_lull, 0.03),
    )
    for do, tempo in happenings:
        tempo *= habits.around(f"tempo {do.__name__}", 1.0, 3.0)
        for _ in range(min(int(habits.rng.poisson(tempo * lively * length)), 25)):
            do(score, habits, float(habits.rng.uniform(start_s, end_s)), end_s, pose)


def _correct(
    score: Score, habits: Habits, at_s: float, end_s: float, pose: dict[int, float]
) -> None:
    del pose
    length = min(habits.log("correct length", 0.05, 2.5), 1.5 * (end_s - at_s) + 0.05)
    hz = max(habits.log("correct hz", 0.4, 8.0), 0.6 / length)
    burst(score, habits, at_s, length, hz, habits.around("correct size", 0.4, 4.0, 4.0))


def _slow_lean(
    score: Score, habits: Habits, at_s: float, end_s: float, pose: dict[int, float]
) -> None:
    out, back = habits.log("slow out", 0.3, 2.0), habits.log("slow back", 0.4, 3.5)
    if at_s + out + back > end_s:
        return
    channel = (LEAN, PITCH, YAW)[int(habits.rng.integers(3))]
    size = habits.log("slow lean", 0.5, 8.0) * DEGREE * habits.sign("slow to")
    stay = habits.even("slow stay", 0.0, 1.0)
    hip = habits.even("slow hip", -0.5, 0.5) * size * min(1.0, out)  # the hip gives way or follows
    for part, amount in ((channel, size), (Y if channel == LEAN else X, hip)):
        score.move(part, at_s, out, amount, habits.shape("slow shape"))
        score.move(part, at_s + out + stay, back, -amount, habits.shape("slow shape"))
    if habits.rng.random() < 0.5:
        moved = float(habits.rng.uniform(-0.3, 0.3))
        move_leg(score, habits, at_s, out, pose, moved)
        move_leg(score, habits, at_s + out + stay, back, pose, -moved)


def _arms(score: Score, habits: Habits, at_s: float, end_s: float, pose: dict[int, float]) -> None:
    del pose
    length = min(habits.log("arms length", 0.3, 3.0), end_s - at_s)
    hz = habits.log("arms hz", 0.8, 3.5)
    burst(score, habits, at_s, length, hz, habits.around("arms size", 0.4, 2.5, 3.0))
    score.wave(YAW, at_s, length, hz, habits.around("arms yaw", 1.0, 3.0, 6.0) * DEGREE, 0.0)


def _cough(score: Score, habits: Habits, at_s: float, end_s: float, pose: dict[int, float]) -> None:
    del end_s, pose
    for k in range(int(habits.rng.integers(1, 4))):
        hz, size = habits.log("cough hz", 2.0, 8.0), habits.around("cough size", 0.8, 2.5, 4.0)
        start = at_s + k * habits.even("cough pause", 0.3, 0.6)
        score.wave(Z, start, 1.5 / hz, hz, size, 0.5)
        score.wave(X, start, 1.5 / hz, hz, size * habits.even("cough on", -1, 1), 0.5)
        score.wave(PITCH, start, 1.5 / hz, hz, size * 0.3 * DEGREE, 0.5)


def _knock(score: Score, habits: Habits, at_s: float, end_s: float, pose: dict[int, float]) -> None:
    if at_s + 0.2 > end_s:
        return
    trunk = habits.around("knock trunk", 0.3, 3.0, 2.5)
    jolt(score, habits, at_s, trunk, habits.around("knock leg", 4.0, 3.5, 30.0))
    swing = habits.even("knock swing", -0.15, 0.15)
    move_leg(score, habits, at_s - 0.25, 0.25, pose, swing)
    move_leg(score, habits, at_s, 0.5, pose, -swing)


def _drift(score: Score, habits: Habits, at_s: float, end_s: float, pose: dict[int, float]) -> None:
    del pose
    length = min(habits.log("drift length", 2.0, 20.0), end_s - at_s)
    size = habits.even("drift", -8.0, 8.0) * DEGREE * min(1.0, length / 4.0)
    channel = (LEAN, PITCH, YAW)[int(habits.rng.integers(3))]
    if length > 0.8:
        score.move(channel, at_s, length, size, habits.shape("slow shape"))


def _move_pose(
    score: Score, habits: Habits, at_s: float, end_s: float, pose: dict[int, float]
) -> None:
    down, stay = habits.log("pose down", 0.2, 1.5), habits.even("pose stay", 0.0, 1.5)
    back = habits.log("pose back", 0.2, 1.5)
    if at_s + down + stay + back + 0.3 > end_s:
        return
    share = habits.even("pose share", -0.85, 0.4)
    took = move_leg(score, habits, at_s, down, pose, share)
    if habits.rng.random() < 0.4:  # swings about
        hz, turns = habits.log("swing hz", 0.5, 3.0), habits.even("swing", 2.0, 20.0) * DEGREE
        most = _MOST_LEG_RAD_S / (2 * np.pi * hz) / 2
        score.wave(LEG + PITCH, at_s, took + stay + back, hz, min(turns, most), 0.0)
    move_leg(score, habits, at_s + took + stay, back, pose, -share)


def _lull(score: Score, habits: Habits, at_s: float, end_s: float, pose: dict[int, float]) -> None:
    del pose
    length = min(habits.log("lull length", 0.8, 8.0), end_s - at_s)
    if length > 0.5:
        score.lulls.append((at_s, at_s + length, habits.log("lull", 0.1, 0.8)))


def falling(habits: Habits) -> Shape | None:
    """Draw whether a leg or the weight stops dead at the floor."""
    return (
        Shape("fall", float(habits.rng.uniform(0.1, 1.0))) if habits.chance("fall", 0.3) else None
    )
