"""Variation: nothing that may differ between people and sensors stays as it was made."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from scipy import signal

from balance.samples import FloatArray
from balance.signal.grid import GRID_HZ

_SMOOTH: Final = signal.butter(2, 2.0, fs=GRID_HZ, output="sos")
_LEAN: Final = signal.butter(1, 0.25, fs=GRID_HZ, output="sos")
_IMPACT: Final = signal.butter(1, 4.0, "high", fs=GRID_HZ, output="sos")
_NEAR: Final = 45  # grid rows about an event that the variation of holds leaves alone
Rng = np.random.Generator


@cache
def _low(order: int, tenths_hz: int) -> FloatArray:
    """A low-pass, worked out once for each edge."""
    made: FloatArray = signal.butter(order, 0.1 * tenths_hz, fs=GRID_HZ, output="sos")
    return made


def vary(
    rng: Rng,
    acc: FloatArray,
    gyr: FloatArray,
    lifts: FloatArray,
    ends: FloatArray,
    up: FloatArray,
    others: tuple[FloatArray, FloatArray],
) -> tuple[FloatArray, FloatArray]:
    """Vary one window in the level frame.

    Parameters
    ----------
    acc, gyr
        Shape (3, n), m/s^2 without gravity and rad/s.
    lifts, ends
        Grid rows of the events in it.
    up
        Shape (n,), 1 on one leg.
    others
        How somebody else moves on one leg and on two, perhaps of another world: shape (6, k), in
        any level frame; empty where there is nobody.
    """
    both = np.concatenate([acc, gyr]).astype(float)
    both *= np.exp(rng.normal(0.0, 0.25))
    both[3:] *= np.exp(rng.normal(0.0, 0.12))
    events = np.concatenate([lifts, ends])
    both = _as_another(rng, both, events, up, others)
    if rng.random() < 0.7:
        both = _other_sway(rng, both, events, up)
    if rng.random() < 0.6:
        _softer(rng, both, ends, (0.08, 1.5))
    if rng.random() < 0.3:
        _softer(rng, both, lifts, (0.1, 1.3))
    for _ in range(rng.poisson(1.6)):
        _burst(rng, both, events)
    if rng.random() < 0.6:
        _pelvis(rng, both, events)
    if rng.random() < 0.4:
        _drift(rng, both, up, ends)
    if rng.random() < 0.15:
        both = signal.sosfilt(_low(2, int(rng.integers(40, 141))), both, axis=1)
    return _sensed(rng, both)


def _as_another(
    rng: Rng, both: FloatArray, events: FloatArray, up: FloatArray, others: tuple[FloatArray, ...]
) -> FloatArray:
    """Hold or stand as somebody else does, or as nobody does, between the same events."""
    held, stood = _apart(both.shape[1], events, up)
    for weight, other, chance in ((held, others[0], 0.45), (stood, others[1], 0.25)):
        if rng.random() < chance:
            slow = signal.sosfiltfilt(_LEAN, both, axis=1)
            strange = other.shape[1] < 200 or rng.random() < 0.5
            new = _strange(rng, both.shape[1]) if strange else _movement(rng, other, both.shape[1])
            if weight is stood:
                new *= 0.25 if strange else 1.0
            both = (1.0 - weight) * both + weight * (slow + new)
    return both


def _movement(rng: Rng, other: FloatArray, n: int) -> FloatArray:
    """What is quick in somebody's movement, turned at random and made long enough by mirroring."""
    quick = other - signal.sosfiltfilt(_LEAN, other, axis=1)
    angle = rng.uniform(0.0, 2 * np.pi)
    c, s = np.cos(angle), np.sin(angle)
    for k in (0, 3):
        quick[[k, k + 1]] = c * quick[k] - s * quick[k + 1], s * quick[k] + c * quick[k + 1]
    folded = np.concatenate([quick, quick[:, ::-1]], axis=1)
    begin = int(rng.integers(folded.shape[1]))
    return np.take(folded, np.arange(begin, begin + n), axis=1, mode="wrap")


def _strange(rng: Rng, n: int) -> FloatArray:
    """Movement of any colour and size: some of it carries the body, some of it tilts it."""
    made = np.zeros((6, n))
    size = np.exp(rng.uniform(np.log(0.03), np.log(0.6)))
    for axis, share in enumerate((1.0, rng.uniform(0.3, 1.0), rng.uniform(0.05, 0.5))):
        edge_hz = np.exp(rng.uniform(np.log(0.4), np.log(6.0)))
        low = _low(int(rng.integers(1, 3)), round(10.0 * edge_hz))
        noise = signal.sosfilt(low, rng.standard_normal(n + 200))[200:]
        made[axis] = share * size * noise / (noise.std() + 1e-9)
    tilted = rng.uniform(0.1, 1.0)
    turn = np.gradient(made[:2], 1.0 / GRID_HZ, axis=1) * tilted / 9.81
    made[3], made[4] = turn[1], -turn[0]
    rough = np.exp(rng.uniform(np.log(0.003), np.log(0.12)))
    made[:3] += rough * rng.standard_normal((3, n))
    made[3:] += 0.1 * rough * rng.standard_normal((3, n))
    return made


def _apart(n: int, events: FloatArray, up: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weights of holding and of standing, away from events, with soft edges."""
    at = np.arange(n)
    near = np.zeros(n)
    for event in events:
        near = np.maximum(near, np.abs(at - event) < _NEAR)
    kernel = np.hanning(61) / np.hanning(61).sum()
    held = np.convolve(up * (1.0 - near), kernel, "same")
    return held, np.convolve((1.0 - up) * (1.0 - near), kernel, "same")


def _other_sway(rng: Rng, both: FloatArray, events: FloatArray, up: FloatArray) -> FloatArray:
    """Holds and stances quieter, livelier, smoother, rougher."""
    held, stood = _apart(both.shape[1], events, up)
    low = signal.sosfiltfilt(_SMOOTH, both, axis=1)
    quick, size = rng.uniform(0.0, 1.4), np.exp(rng.normal(0.0, 0.4))
    calm = low.mean(axis=1, keepdims=True) if rng.random() < 0.2 else 0.0
    made = (1.0 - held) * both + held * (calm + size * (low - calm + quick * (both - low)))
    if rng.random() < 0.4:
        made *= 1.0 + stood * (np.exp(rng.normal(0.2, 0.45)) - 1.0)
    return made


def _softer(rng: Rng, both: FloatArray, events: FloatArray, sizes: tuple[float, float]) -> None:
    """Quick movement about the contacts times a factor."""
    for event in events:
        first, last = max(0, int(event) - 12), int(event) + 45
        if first < both.shape[1] and last > 0:
            part = both[:, first:last]
            weight = np.hanning(part.shape[1] + 2)[1:-1] ** 0.3
            quick = signal.sosfilt(_IMPACT, part - part[:, :1], axis=1)
            low, high = np.log(sizes)
            part += (np.exp(rng.uniform(low, high)) - 1.0) * weight * quick


def _burst(rng: Rng, both: FloatArray, events: FloatArray) -> None:
    """A movement that ends nothing: an arm, a cough, a lean and back."""
    n = both.shape[1]
    centre = rng.uniform(0, n)
    if events.size and np.abs(events - centre).min() < 80:
        return
    wide_s = np.exp(rng.uniform(np.log(0.06), np.log(0.7)))
    pitch_hz = rng.uniform(0.25, 1.2) / wide_s
    t = (np.arange(n) - centre) / GRID_HZ
    bell = np.exp(-0.5 * (t / wide_s) ** 2)
    way = rng.normal(size=3) * [1.0, 1.0, 0.4]
    way /= np.linalg.norm(way)
    size = np.exp(rng.uniform(np.log(0.1), np.log(2.0)))
    both[:3] += size * np.sin(2 * np.pi * pitch_hz * t + rng.uniform(0, 6.3)) * bell * way[:, None]
    turn = rng.normal(size=3) * rng.uniform(0.0, 0.3) * size
    both[3:] += np.cos(2 * np.pi * pitch_hz * t) * bell * turn[:, None]
    if rng.random() < 0.4:
        rough = rng.normal(size=(3, n)) * bell * rng.uniform(0.05, 0.6)
        both[:3] += rough


def _pelvis(rng: Rng, both: FloatArray, events: FloatArray) -> None:
    """Up or down by a few centimetres, about an event."""
    if not events.size:
        return
    length = rng.uniform(0.2, 1.6)
    begin = rng.choice(events) / GRID_HZ - length + rng.uniform(-0.35, 0.35)
    s = np.clip((np.arange(both.shape[1]) / GRID_HZ - begin) / length, 0.0, 1.0)
    size = rng.uniform(-0.04, 0.04) / length**2
    size = np.clip(size, -0.3, 0.3)
    both[2] += size * (60 * s - 180 * s**2 + 120 * s**3)


def _drift(rng: Rng, both: FloatArray, up: FloatArray, ends: FloatArray) -> None:
    """Lean that wanders within a hold, and a stance after it that is not the one before."""
    n = both.shape[1]
    kernel = np.hanning(101) / np.hanning(101).sum()
    wander = np.cumsum(rng.normal(size=(2, n // 50 + 2)), axis=1)
    at = np.linspace(0, wander.shape[1] - 1, n)
    slow = np.stack([np.interp(at, np.arange(wander.shape[1]), w) for w in wander])
    size = rng.uniform(0.0, 0.25)
    lean = slow / (np.abs(slow).max() + 1e-9) * size * np.convolve(up, kernel, "same")
    for end in ends:
        gone = np.convolve(np.arange(n) > end + 10, kernel, "same")
        lean += rng.normal(0.0, 0.2, (2, 1)) * gone
    both[:2] += lean
    turn = np.gradient(lean, 1.0 / GRID_HZ, axis=1) / 9.8
    both[3] += turn[1]
    both[4] -= turn[0]


def _sensed(rng: Rng, both: FloatArray) -> tuple[FloatArray, FloatArray]:
    if rng.random() < 0.3:
        both[:3] += rng.normal(0.0, rng.uniform(0.005, 0.08), both[:3].shape)
        both[3:] += rng.normal(0.0, rng.uniform(0.0005, 0.01), both[3:].shape)
    if rng.random() < 0.06:
        both[:3] = np.round(both[:3] / 0.1) * 0.1
    return both[:3], both[3:]
