"""Sway of the loose world: noise of any spectral shape, on two legs, on one, and of the leg."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import fft

from balance.samples import GRAVITY_M_S2, BoolArray, FloatArray
from worlds.loose_parts import RATE_HZ, Habits, Score, min_jerk

_MOST_CALM_RAD_S: Final = 0.06
_MOST_CALM_M_S2: Final = 0.16
_MOST_RAD_S: Final = 0.1
_MOST_ONE_LEG_RAD_S: Final = 0.45
_LARGEST: Final = 4.0  # of a course, in units of its RMS
_MOST_WANDER_M: Final = 0.03


class Noise:
    """Noise of one person and one kind of stance, with a spectrum drawn at random.

    Parameters
    ----------
    habits
        Of the person.
    name
        Of the kind of stance.
    count
        How many samples each course has.
    """

    def __init__(self, habits: Habits, name: str, count: int) -> None:
        self._rng = habits.rng
        self._count = count
        self._size = fft.next_fast_len(count, real=True)
        self._hz = fft.rfftfreq(self._size, 1.0 / RATE_HZ)
        self._drive = habits.pick(f"{name} drive", ("even", "sparse", "held"), (0.55, 0.3, 0.15))
        self._tempo = habits.log(f"{name} tempo", 0.4, 4.0)
        self._patchy = max(habits.even(f"{name} patchy", -0.4, 1.0), 0.0)
        self._gain = np.zeros_like(self._hz)
        for part in range(int(self._rng.integers(1, 4))):
            cut = habits.log(f"{name} cut {part}", 0.3, 6.0)
            order = float(self._rng.uniform(1.0, 4.0))
            low = (1.0 + (self._hz / cut) ** 2) ** (-order / 2)
            self._gain += habits.log(f"{name} share {part}", 0.1, 1.0) * low / np.sqrt(cut)
        if habits.chance(f"{name} resonance", 0.35):
            ratio = self._hz / habits.log(f"{name} resonance hz", 0.4, 4.0)
            damping = habits.log(f"{name} damping", 0.08, 0.7)
            self._gain /= np.hypot(1.0 - ratio**2, 2.0 * damping * ratio)

    def course(self, *, slowest_hz: float, smooth_hz: float) -> FloatArray:
        """Draw a course of RMS 1 without what is slower, and smooth above `smooth_hz`."""
        high = (self._hz / slowest_hz) ** 4
        gain = self._gain * np.sqrt(high / (1.0 + high))
        gain = gain / (1.0 + (self._hz / smooth_hz) ** 4)
        values = fft.irfft(fft.rfft(self._driven(), self._size) * gain, self._size)[: self._count]
        if self._patchy:
            values = values * self._patches()
        values = values / max(float(values.std()), 1e-9)
        return np.asarray(_LARGEST * np.tanh(values / _LARGEST))

    def _driven(self) -> FloatArray:
        if self._drive == "even":
            return self._rng.standard_normal(self._count)
        events = max(int(self._count / RATE_HZ * self._tempo), 4)
        at = np.sort(self._rng.integers(0, self._count, events))
        sizes = self._rng.standard_t(4.0, events)
        if self._drive == "held":  # stays at a level and jumps to the next
            return np.asarray(sizes[np.searchsorted(at, np.arange(self._count)) % events])
        blows = np.zeros(self._count)
        np.add.at(blows, at, sizes)
        return blows + 0.01 * self._rng.standard_normal(self._count)

    def _patches(self) -> FloatArray:
        knots = max(int(self._count / RATE_HZ * 0.7), 4)
        levels = np.exp(self._patchy * self._rng.standard_normal(knots))
        places = np.linspace(0, self._count, knots)
        return np.interp(np.arange(self._count), places, levels)


def band(rng: np.random.Generator, count: int, low_hz: float, high_hz: float) -> FloatArray:
    """Give three courses of noise of RMS 1 between two frequencies, of shape (3, count)."""
    size = fft.next_fast_len(count, real=True)
    hz = fft.rfftfreq(size, 1.0 / RATE_HZ)
    gain = 1.0 / np.sqrt((1.0 + (low_hz / np.maximum(hz, 1e-3)) ** 6) * (1.0 + (hz / high_hz) ** 6))
    drive = rng.standard_normal((3, count))
    values = fft.irfft(fft.rfft(drive, size, axis=1) * gain, size, axis=1)[:, :count]
    return np.asarray(values / values.std(axis=1, keepdims=True))


def sway(
    habits: Habits, name: str, count: int, size: float, lever_m: float
) -> tuple[FloatArray, FloatArray]:
    """Draw the sway of a kind of stance.

    Parameters
    ----------
    habits, name, count
        As in `Noise`.
    size
        RMS of the horizontal specific force, m/s^2.
    lever_m
        Height of the sensor over the middle of the turning.

    Returns
    -------
    acc, turn
        Of shape (3, count): acceleration forward, sideways, up; lean, pitch and yaw in rad.
    """
    noise = Noise(habits, name, count)
    tilt = habits.even(f"{name} tilt", 0.02, 0.98)
    share = np.array([habits.around(f"{name} axis {k}", m, 2.2) for k, m in enumerate((1, 1, 0.3))])
    share[:2] /= np.linalg.norm(share[:2])
    slowest = max(habits.log(f"{name} slowest", 0.08, 0.5), np.sqrt(size / _MOST_WANDER_M) / 6.28)
    acc = np.zeros((3, count))
    turn = np.zeros((3, count))
    smooth = habits.log(f"{name} smooth", 1.5, 6.0)
    for k in range(3):
        course = noise.course(slowest_hz=float(slowest), smooth_hz=12.0)
        acc[k] = size * share[k] * np.sqrt(1.0 - tilt) * course
        course = noise.course(slowest_hz=0.03, smooth_hz=smooth)
        rate = np.gradient(course) * RATE_HZ
        felt = GRAVITY_M_S2 * course + lever_m * np.gradient(rate) * RATE_HZ
        aim = size * np.sqrt(tilt) * (share[1 - k] if k < 2 else habits.log("yaw", 0.2, 3.0))
        turn[k] = course * aim / float(felt.std())
    rate = np.gradient(turn, axis=1) * RATE_HZ
    turn *= min(1.0, _MOST_ONE_LEG_RAD_S / _size(rate, np.ones(count, dtype=bool)))
    return acc, turn


def settle(two: tuple[FloatArray, FloatArray], calm: BoolArray, lever_m: float) -> None:
    """Make the sway on two legs smaller where no sensor would settle in the calm stretch."""
    acc, turn = two
    rate = np.gradient(turn, axis=1) * RATE_HZ
    turn *= min(1.0, _MOST_CALM_RAD_S / _size(rate, calm), _MOST_RAD_S / _size(rate, calm | True))
    felt = acc.copy()
    felt[1::-1] += GRAVITY_M_S2 * turn[:2]
    felt[:2] += lever_m * np.gradient(np.gradient(turn[1::-1], axis=1), axis=1) * RATE_HZ**2
    smaller = min(1.0, _MOST_CALM_M_S2 / _size(felt, calm))
    acc *= smaller
    turn *= smaller


def _size(values: FloatArray, where: BoolArray) -> float:
    return max(float(np.sqrt(values[:, where].var(axis=1).sum())), 1e-9)


def one_leg(score: Score, time_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give how far the stance is one on one leg, 0 to 1, and the course of its size."""
    share = np.zeros(time_s.size)
    size = np.ones(time_s.size)
    for stance in score.stances:
        start = stance.start_s + stance.late_s - stance.rise_s / 2
        rise = min_jerk((time_s - start) / stance.rise_s)
        fall = min_jerk((time_s - stance.end_s) / stance.fall_s)
        share = np.maximum(share, rise * (1.0 - fall))
        grow = min_jerk((time_s - stance.end_s + stance.before_s) / stance.before_s)
        size *= 1.0 + (stance.growth - 1.0) * grow * (1.0 - fall)
    for start, end, level in score.lulls:
        edge = min(0.3, (end - start) / 3)
        inside = min_jerk((time_s - start) / edge) * min_jerk((end - time_s) / edge)
        size *= 1.0 + (level - 1.0) * inside
    return share, size


def restlessness(score: Score, time_s: FloatArray) -> FloatArray:
    """Give the course of the size of the sway on two legs, 1 where it is calm."""
    size = np.ones(time_s.size)
    for start, end, gain in score.restless:
        size += (gain - 1.0) * min_jerk((time_s - start) / 0.2) * min_jerk((end - time_s) / 0.6)
    return size


def ups(score: Score, time_s: FloatArray, down_for_s: float) -> FloatArray:
    """Give how far the sensor's leg hangs free, 0 to 1; less from some time before it is down."""
    share = np.zeros(time_s.size)
    for start, end in score.ups:
        free = min_jerk((time_s - start + 0.02) / 0.12) * min_jerk(
            (end + 0.02 - time_s) / down_for_s
        )
        share = np.maximum(share, free)
    return share
