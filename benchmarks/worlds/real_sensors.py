"""From movement in the level frame to what a sensor would have recorded of it."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import signal
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from balance.samples import GRAVITY_M_S2, FloatArray, SampleBlock
from worlds.real_clips import FS, Clip, facing_to, heading

# Rate, resolution of the acceleration in m/s^2 (0 for none), and how often.
_SENSORS: Final = ((100.0, 0.0), (50.0, 0.0), (60.0, 0.1), (60.0, 0.0), (200.0, 0.0))
_OFTEN: Final = (0.42, 0.2, 0.12, 0.08, 0.18)


def sensed(
    turn: Rotation, lin: FloatArray, gravity_m_s2: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give specific force and rate of turn in the sensor's axes.

    Parameters
    ----------
    turn
        From the sensor to the level frame, one for each row.
    lin
        Acceleration without gravity in the level frame.
    gravity_m_s2
        One for each row.
    """
    acc = turn.inv().apply(lin + gravity_m_s2[:, None] * [0.0, 0.0, 1.0])
    step = (turn[:-1].inv() * turn[1:]).as_rotvec() * FS
    return acc, np.vstack([step, step[-1:]])


def any_mount(rng: np.random.Generator, mount: Rotation) -> Rotation:
    """Turn the mounting: about the vertical, and half of the time in any way."""
    if rng.random() < 0.5:
        return any_turn(rng)
    yaw = rng.uniform(-np.pi, np.pi)
    tilt = Rotation.from_rotvec(np.deg2rad(rng.normal(0.0, 6.0, 3)))
    return Rotation.from_euler("z", yaw) * tilt * mount


def any_turn(rng: np.random.Generator) -> Rotation:
    """Draw any rotation, all alike likely."""
    return Rotation.from_quat(rng.standard_normal(4))


def recorded(rng: np.random.Generator, clip: Clip, mount: Rotation) -> SampleBlock:
    """Record movement with a sensor of any rate, bias, noise and resolution."""
    gravity = GRAVITY_M_S2 * rng.uniform(0.97, 1.03)
    acc, gyr = sensed(clip.turn * mount, clip.lin, np.full(len(clip), gravity))
    rate, resolution = _SENSORS[int(rng.choice(len(_SENSORS), p=_OFTEN))]
    time = np.arange(len(clip)) / FS
    if rate != FS:
        values = np.hstack([acc, gyr])
        if rate < FS:
            sos = signal.butter(4, 0.45 * rate, fs=FS, output="sos")
            values = signal.sosfiltfilt(sos, values, axis=0)
        ticks = np.arange(0, int(time[-1] * rate) + 1) / rate
        values = CubicSpline(time, values)(ticks)
        time, acc, gyr = ticks, values[:, :3], values[:, 3:]
    noise = np.exp(rng.uniform(np.log([0.008, 0.0008]), np.log([0.03, 0.005])))
    acc = acc + noise[0] * rng.standard_normal(acc.shape) + rng.normal(0.0, 0.08, 3)
    gyr = gyr + noise[1] * rng.standard_normal(gyr.shape) + rng.normal(0.0, 0.006, 3)
    if resolution:
        acc = np.round(acc / resolution) * resolution
    return SampleBlock(time, acc, gyr)


def on_chest(rng: np.random.Generator, clip: Clip) -> Clip:
    """Make movement of the lower back into such of the chest: longer lever, softer ripple."""
    sos = signal.butter(2, 6.0, fs=FS, output="sos")
    slow = signal.sosfiltfilt(sos, clip.lin, axis=0)
    facing = facing_to(np.unwrap(heading(clip.turn)))
    rotvec = (facing.inv() * clip.turn).as_rotvec() * rng.uniform(0.7, 1.3)
    speed = np.gradient(signal.sosfiltfilt(sos, rotvec, axis=0), 1.0 / FS, axis=0)
    lever = np.array([0.0, 0.0, rng.uniform(0.2, 0.4)])
    lin = slow * [*rng.uniform(0.9, 1.4, 2), 1.0] + rng.uniform(0.35, 0.8) * (clip.lin - slow)
    lin = lin + facing.apply(np.cross(np.gradient(speed, 1.0 / FS, axis=0), lever))
    return Clip(facing * Rotation.from_rotvec(rotvec), lin, clip.event)
