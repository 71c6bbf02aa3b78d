"""Heel raises of another make: a linkage in the plane, in complex numbers, moved in other shapes.

Nothing is shared with `balance/simulate` or with the counter. The foot turns about its ball as a
sinusoid, as a trapezoid with rounded corners or as a spring follows its target; ankle and hip
follow by the lengths of the leg, so that how the shank leans comes out by itself from where the
body is brought. Nobody tuned the counter with these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock

STEP_S: Final = 0.002
SHAPES: Final = ("sinusoid", "trapezoid", "spring")
SENSORS: Final = ("imu", "imu without gyroscope", "phone", "phone without gyroscope")
_G: Final = 9.80665


@dataclass(frozen=True)
class Made:
    """A recording with its truth."""

    block: SampleBlock
    placement: str
    shape: str
    sensor: str
    count: int
    tempo_s: float
    height_cm: float
    heel_to_ball_cm: float
    shank_turn_deg: float


def make(seed: int, placement: str, sensor: str) -> Made:
    """One set of one person."""
    rng = np.random.default_rng([seed, 77])
    shape = SHAPES[seed % len(SHAPES)]
    count = int(rng.integers(5, 41))
    tempo = float(rng.uniform(2.0, 8.0))
    lever = float(rng.uniform(15.5, 20.5))
    height = float(rng.uniform(3.0, 11.0))
    starts, angle, tops = _angles(rng, shape, count, tempo, np.arcsin(height / lever))
    foot, hip = _linkage(rng, angle)
    shank = np.arcsin(np.clip((hip - foot.real) / 0.85, -0.5, 0.5))
    turned = float(np.degrees(np.ptp(shank)))
    if placement == "foot":
        pose, place = -angle, complex(-rng.uniform(0.03, 0.12), 0.06) * np.exp(-1j * angle)
    else:
        pose = -shank
        place = foot + rng.uniform(0.08, 0.35) * 1j * np.exp(-1j * shank)
    block = _felt(rng, pose, place, sensor, placement)
    mean_cm = float(np.mean(100.0 * np.sin(tops) * lever / 100.0))
    steps = np.diff(starts)
    return Made(block, placement, shape, sensor, count, float(steps.mean()), mean_cm, lever, turned)


def _angles(
    rng: np.random.Generator, shape: str, count: int, tempo_s: float, full: float
) -> tuple[list[float], FloatArray, list[float]]:
    """When each raise begins, the angle of the foot, and how far each goes."""
    before, after = rng.uniform(4.0, 8.0), rng.uniform(3.0, 6.0)
    n = round((before + count * tempo_s * 1.15 + after + 2.0) / STEP_S)
    time = np.arange(n) * STEP_S
    target, starts, tops = np.zeros(n), [], []
    at = before
    fade = rng.uniform(0.0, 0.3)
    for k in range(count):
        lasts = tempo_s * rng.uniform(0.9, 1.1)
        size = full * (1.0 - fade * k / count) * rng.uniform(0.92, 1.08)
        phase = (time - at) / lasts
        inside = (phase >= 0.0) & (phase < 1.0)
        if shape == "sinusoid":
            target[inside] += 0.5 * size * (1.0 - np.cos(2.0 * np.pi * phase[inside]))
        elif shape == "trapezoid":
            target += size * np.clip(np.minimum(phase / 0.35, (0.85 - phase) / 0.35), 0.0, 1.0)
        else:
            target[(phase >= 0.0) & (phase < 0.5)] += size
        starts.append(at)
        tops.append(size)
        at += lasts
    if shape == "trapezoid":
        width = round(min(0.3, 0.1 * tempo_s) / STEP_S)
        target = np.convolve(target, np.ones(width) / width, mode="same")
    if shape == "spring":
        target = _sprung(target, 10.0 / tempo_s)
        tops = [float(target[(time >= s) & (time < s + 0.8 * tempo_s)].max()) for s in starts]
    return starts, target, tops


def _sprung(target: FloatArray, omega: float) -> FloatArray:
    """How a critically damped mass follows; three such, so that nothing jumps."""
    for _ in range(3):
        out, share = np.empty_like(target), 1.0 - np.exp(-2.0 * omega * STEP_S)
        value = 0.0
        for k, wanted in enumerate(target.tolist()):
            value += share * (wanted - value)
            out[k] = value
        target = out
    return target


def _linkage(rng: np.random.Generator, angle: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The ankle (complex) and how far forward the hip is."""
    ankle = complex(-0.12, 0.08) * np.exp(-1j * angle)
    lean = np.radians(rng.uniform(1.5, 6.0)) * rng.choice([-1.0, 1.0])
    share = angle / angle.max()
    late = np.roll(share, round(rng.uniform(-0.2, 0.1) / STEP_S))
    hip = ankle.real + 0.85 * np.sin(np.radians(3.0) + lean * late)
    hip = hip + 0.004 * _slow(rng, angle.size, 0.4)
    return ankle, hip


def _slow(rng: np.random.Generator, n: int, rate_hz: float) -> FloatArray:
    """Something that wanders with RMS 1 (a sum of sines of any phase)."""
    time = np.arange(n) * STEP_S
    rates = rate_hz * rng.uniform(0.2, 2.5, 12)
    phases = rng.uniform(0.0, 2.0 * np.pi, 12)
    return np.sin(2.0 * np.pi * np.outer(time, rates) + phases).sum(axis=1) / np.sqrt(6.0)


def _felt(
    rng: np.random.Generator, pose: FloatArray, place: FloatArray, sensor: str, placement: str
) -> SampleBlock:
    """What a sensor fixed there in any way feels."""
    n = pose.size
    pose = pose + 0.003 * _slow(rng, n, 0.5)
    pushed = np.gradient(np.gradient(place, STEP_S), STEP_S) + 1j * _G
    own = pushed * np.exp(-1j * pose)  # forward and up, as the part itself sees them
    aside = (0.012 if placement == "foot" else 0.008) * _slow(rng, n, 0.6)
    felt = np.stack([own.real, own.imag * np.sin(aside), own.imag * np.cos(aside)])
    turn = np.stack(
        [np.gradient(aside, STEP_S), -np.gradient(pose, STEP_S), 0.004 * _slow(rng, n, 0.5)]
    )
    felt = felt + 0.04 * rng.standard_normal(felt.shape) * np.array([[1.0], [1.0], [0.7]])
    mount, _ = np.linalg.qr(rng.standard_normal((3, 3)))
    mount[:, 0] *= np.linalg.det(mount)
    phone = sensor.startswith("phone")
    rate = (60.0 if phone else 100.0) * rng.uniform(0.99, 1.01)
    every = np.arange(0.05, n * STEP_S - 0.05, 1.0 / rate)
    if phone:
        every = np.sort(every + rng.uniform(-0.002, 0.002, every.size))
    grid = np.arange(n) * STEP_S
    width = round(0.6 / rate / STEP_S)
    mean = np.ones(width) / width
    acc, gyr = (
        np.stack([np.interp(every, grid, np.convolve(row, mean, mode="same")) for row in rows]).T
        for rows in (mount @ felt, mount @ turn)
    )
    acc = acc * rng.normal(1.0, 0.008, 3) + rng.normal(0.0, 0.1, 3)
    gyr = gyr + rng.normal(0.0, 0.01, 3) + 0.002 * rng.standard_normal(gyr.shape)
    if phone:
        acc, gyr = np.round(acc, 1), np.radians(np.round(np.degrees(gyr), 1))
    return SampleBlock(every, acc, None if sensor.endswith("without gyroscope") else gyr)
