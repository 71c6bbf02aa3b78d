"""Movement and sensor of the loose world: specific force and rate of turn of a worn sensor."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import signal
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray, SampleBlock
from balance.signal.placement import TRUNK, Placement
from worlds import loose_sway
from worlds.loose_parts import DEGREE, LEAN, LEG, RATE_HZ, Habits, Score

_BODY_M: Final = 0.9  # height of the pelvis over the floor
_MOST_SWAY_M_S2: Final = 1.6
_MOST_LEG_SWAY: Final = 5.0 * DEGREE
_MOST_TURN: Final = 10.0 * DEGREE  # of the trunk, by sway alone
# share of the pelvis's movement that the pivot of a grounded segment has; share of its tilt
_GROUNDED: Final = {"thigh": (1.0, 1.0), "shank": (0.5, 1.0), "foot": (0.0, 0.0)}


def movement(
    score: Score, habits: Habits, placement: Placement, time_s: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give specific force and rate of turn in the body segment's axes, of shape (n, 3)."""
    lever = _lever(habits, placement)
    place, added, turns = score.render(time_s)
    blunt = habits.log("blunt", 0.006, 0.03) * RATE_HZ
    place = gaussian_filter1d(place, blunt, axis=1, mode="nearest")
    added = added + np.gradient(np.gradient(place, axis=1), axis=1) * RATE_HZ**2
    share, size = loose_sway.one_leg(score, time_s)
    acc, sways = _swaying(score, habits, time_s, (share, size), abs(float(lever[2])))
    trunk_acc = added[:3] + acc
    trunk_turn = place[LEAN:LEG] + turns[LEAN:LEG] + sways
    if placement in TRUNK:
        return _worn(trunk_acc, trunk_turn, lever)
    pivot, grounded = _GROUNDED[placement]
    free = loose_sway.ups(score, time_s, 0.08)
    loose = loose_sway.ups(score, time_s, habits.log("leg calms for", 0.15, 0.6))
    hung = pivot + (habits.even("hung", 0.5, 1.0) - pivot) * free
    leg_acc, leg_turn = _leg_sway(habits, time_s, loose, size)
    tilt = np.zeros_like(trunk_turn)
    tilt[0] = place[1] / _BODY_M + 0.5 * sways[0]
    tilt[1] = np.clip(place[0], -0.1, 0.1) / _BODY_M + 0.5 * sways[1]
    tilt *= grounded * (1.0 - free) + habits.even("hung tilt", 0.0, 0.6) * free
    leg_acc += hung * trunk_acc + added[LEG : LEG + 3]
    leg_turn += tilt + place[LEG + LEAN :] + turns[LEG + LEAN :]
    return _worn(leg_acc, leg_turn, lever)


def sensed(
    rng: np.random.Generator, time_s: FloatArray, force: FloatArray, rate: FloatArray
) -> SampleBlock:
    """Put a sensor on: strap, mounting, bandwidth, clock, noise, bias and steps."""
    if rng.random() < 0.6:
        force = _strapped(rng, force)
    mount = Rotation.random(rng=rng)
    force, rate = mount.apply(force), mount.apply(rate)
    hertz = float(rng.choice([50.0, 60.0, 100.0, 128.0, 200.0, np.exp(rng.uniform(3.92, 5.29))]))
    if rng.random() < 0.15:  # soft: markers, or a phone in a pocket
        low = signal.butter(2, rng.uniform(5.0, 12.0), fs=RATE_HZ, output="sos")
        force = signal.sosfiltfilt(low, force, axis=0)
        rate = signal.sosfiltfilt(low, rate, axis=0)
    if rng.random() < 0.8:
        low = signal.butter(2, hertz * rng.uniform(0.3, 0.48), fs=RATE_HZ, output="sos")
        start = signal.sosfilt_zi(low)[:, :, None]
        force = signal.sosfilt(low, force, axis=0, zi=start * force[0])[0]
        rate = signal.sosfilt(low, rate, axis=0, zi=start * rate[0])[0]
    at, stamps = _clock(rng, float(time_s[-1]), hertz)
    force = np.column_stack([np.interp(at, time_s, force[:, k]) for k in range(3)])
    rate = np.column_stack([np.interp(at, time_s, rate[:, k]) for k in range(3)])
    noise = np.exp(np.clip(rng.normal(np.log(0.015), 0.8), np.log(0.003), np.log(0.1)))
    force += noise * rng.standard_normal(force.shape) + rng.normal(0.0, 0.08, 3)
    force *= 1.0 + rng.normal(0.0, 0.004)
    gyro_noise = np.exp(np.clip(rng.normal(np.log(0.003), 0.8), np.log(5e-4), np.log(0.02)))
    rate += gyro_noise * rng.standard_normal(rate.shape) + rng.normal(0.0, 0.006, 3)
    if rng.random() < 0.12:
        force = np.round(force / 0.1) * 0.1
        rate = np.round(rate / 0.002) * 0.002
    return SampleBlock(stamps, force, rate)


def _swaying(
    score: Score,
    habits: Habits,
    time_s: FloatArray,
    stance: tuple[FloatArray, FloatArray],
    lever_m: float,
) -> tuple[FloatArray, FloatArray]:
    """Give the sway of the whole recording: accelerations and angles."""
    share, size = stance
    count = time_s.size
    small = min(max(habits.around("two size", 0.075, 2.8), 0.01), 0.17)
    ratio = 1.0 + habits.around("one ratio", 2.2, 4.0, 14.0)
    large = min(max(small * ratio, 0.04), 0.9)
    two = loose_sway.sway(habits, "two", count, small, lever_m)
    loose_sway.settle(two, (time_s >= score.calm[0]) & (time_s < score.calm[1]), lever_m)
    one = loose_sway.sway(habits, "one", count, large, lever_m)
    calm = loose_sway.restlessness(score, time_s) * (1.0 - share)
    lively = share * np.clip(size, small / large, _MOST_SWAY_M_S2 / large)
    acc = two[0] * calm + one[0] * lively
    turn = two[1] * calm + one[1] * lively
    turn = _MOST_TURN * np.tanh(turn / _MOST_TURN)
    low = habits.even("ripple low", 4.0, 8.0)
    ripple = loose_sway.band(habits.rng, count, low, habits.even("ripple high", 10.0, 25.0))
    quiet = habits.around("ripple two", 0.009, 2.0, 0.06)
    more = max(habits.around("ripple one", 2.0, 2.0, 8.0), 2.5 if ratio < 1.6 else 0.0)
    acc += ripple * quiet * (1.0 + (more - 1.0) * share)
    if habits.chance("tremor", 0.12):
        hz = habits.log("tremor hz", 4.0, 11.0)
        shake = loose_sway.band(habits.rng, count, hz - 0.6, hz + 0.6)
        trembling = habits.log("tremor two", 0.004, 0.06) * (1 - share)
        acc += shake * (trembling + habits.log("tremor one", 0.01, 0.25) * share)
    breath = habits.around("breath", 0.1, 2.5, 0.4) * DEGREE
    turn[1] += breath * np.sin(2 * np.pi * habits.even("breath hz", 0.15, 0.45) * time_s)
    return acc, turn


def _leg_sway(
    habits: Habits, time_s: FloatArray, free: FloatArray, size: FloatArray
) -> tuple[FloatArray, FloatArray]:
    noise = loose_sway.Noise(habits, "leg", time_s.size)
    acc, turn = np.zeros((2, 3, time_s.size))
    smooth = habits.log("leg smooth", 1.5, 6.0)
    rate = habits.around("leg rate", 0.11, 3.0, 0.6)
    moved = habits.around("leg acc", 0.1, 2.2, 0.5)
    liveliness = np.clip(size, 0.2, 3.0) * free + habits.log("leg quiet", 0.005, 0.06) * (1 - free)
    for k in range(3):
        course = noise.course(slowest_hz=0.2, smooth_hz=smooth)
        speed = float(np.gradient(course).std()) * RATE_HZ
        angle = min(rate * float(habits.rng.uniform(0.2, 1.0)) / speed, _MOST_LEG_SWAY)
        turn[k] = course * liveliness * angle
        acc[k] = noise.course(slowest_hz=0.5, smooth_hz=10.0) * liveliness * moved
    ripple = loose_sway.band(habits.rng, time_s.size, 4.0, habits.even("leg ripple", 10.0, 25.0))
    return acc + ripple * free * habits.around("leg tremor", 0.06, 2.5, 0.4), turn


def _lever(habits: Habits, placement: Placement) -> FloatArray:
    middle, spread = {
        "lower_back": ((-0.1, 0.0, 0.06), (0.03, 0.03, 0.06)),
        "chest": ((0.1, 0.0, 0.36), (0.03, 0.05, 0.08)),
        "thigh": ((0.05, 0.03, -0.25), (0.06, 0.06, 0.1)),
        "shank": ((0.02, 0.02, -0.25), (0.05, 0.05, 0.1)),
        "foot": ((0.06, 0.0, -0.04), (0.08, 0.03, 0.02)),
    }[placement]
    return np.asarray(middle + np.asarray(spread) * habits.rng.uniform(-1.0, 1.0, 3))


def _worn(acc: FloatArray, turn: FloatArray, lever: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give specific force and rate of turn of a point of a body that moves and turns."""
    roll, pitch, yaw = -turn[0], turn[1], turn[2]  # to lean to +y is to turn about -x
    sr, cr, sp, cp, sy, cy = (f(a) for a in (roll, pitch, yaw) for f in (np.sin, np.cos))
    d_roll, d_pitch, d_yaw = np.gradient(np.stack([roll, pitch, yaw]), axis=1) * RATE_HZ
    rate = np.column_stack(
        [d_roll - d_yaw * sp, d_pitch * cr + d_yaw * cp * sr, d_yaw * cp * cr - d_pitch * sr]
    )
    # into the body's axes: undo yaw, then pitch, then roll
    x, y, z = cy * acc[0] + sy * acc[1], cy * acc[1] - sy * acc[0], acc[2] + GRAVITY_M_S2
    x, z = cp * x - sp * z, sp * x + cp * z
    y, z = cr * y + sr * z, cr * z - sr * y
    force = np.column_stack([x, y, z])
    force += np.cross(np.gradient(rate, axis=0) * RATE_HZ, lever)
    force += np.cross(rate, np.cross(rate, lever))
    return force, rate


def _strapped(rng: np.random.Generator, force: FloatArray) -> FloatArray:
    """Let the sensor ring on its strap: a mass on a damped spring."""
    hz, damping = np.exp(rng.uniform(np.log(8.0), np.log(60.0))), rng.uniform(0.2, 1.0)
    w = 2 * np.pi * float(hz)
    above, below = signal.bilinear([2 * damping * w, w * w], [1.0, 2 * damping * w, w * w], RATE_HZ)
    start = signal.lfilter_zi(above, below)[:, None]
    return np.asarray(signal.lfilter(above, below, force, axis=0, zi=start * force[0])[0])


def _clock(
    rng: np.random.Generator, length_s: float, hertz: float
) -> tuple[FloatArray, FloatArray]:
    """Give the instants of the samples and the stamps that they get."""
    at = np.arange(0.5 / hertz, length_s, 1.0 / hertz)
    if rng.random() < 0.35:
        at = at + rng.uniform(-0.3, 0.3, at.size) * rng.uniform(0.0, 1.0) / hertz
    stamps = at.copy()
    if rng.random() < 0.3:
        stamps += rng.uniform(-0.3, 0.3, at.size) * rng.uniform(0.0, 1.0) / hertz
    if rng.random() < 0.2:
        stamps = np.round(stamps, 3)
    return at, np.maximum.accumulate(stamps) + 1e-6 * np.arange(at.size)
