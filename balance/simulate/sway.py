"""The swaying of a standing body: an inverted pendulum held up by delayed feedback.

A person standing still is a pendulum on its head, kept up by ankle torque that answers the lean
and its rate after a delay (Peterka 2002; Maurer and Peterka 2005). The equation is linear, so the
loop with its delay is one recursive filter, and no step of time is taken in Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.signal import butter, lfilter, sosfilt

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.simulate.motion import RATE_HZ

LOOP_HZ: Final = 100.0
"""The rate at which slow tracks (under some 8 Hz) are made, before a spline fills them in."""
GROWTH_PER_S2: Final = 9.2
"""m g h / J of a person of 172 cm and 70 kg: 0.896 m, 67 kg m^2."""


@dataclass(frozen=True)
class Loop:
    """One plane of the feedback that keeps a body up.

    Parameters
    ----------
    delay_s
        From a lean to the torque that answers it.
    stiffness
        Answer to lean, in multiples of the toppling torque; more than 1.
    damping_per_s
        Answer to the rate of lean, torque over moment of inertia.
    push_hz
        Corner of the low-passed random torque that keeps the body moving.
    """

    delay_s: float
    stiffness: float
    damping_per_s: float
    push_hz: float

    def filters(self) -> tuple[FloatArray, FloatArray]:
        """Coefficients (b, a) from random torque over moment of inertia to lean, at LOOP_HZ."""
        step = 1.0 / LOOP_HZ
        lag = round(self.delay_s * LOOP_HZ)
        a = np.zeros(lag + 3)
        a[:3] = 1.0, -2.0 - step**2 * GROWTH_PER_S2, 1.0
        a[lag + 1] += step**2 * self.stiffness * GROWTH_PER_S2 + step * self.damping_per_s
        a[lag + 2] -= step * self.damping_per_s
        return np.array([0.0, step**2]), a


def lean(
    rng: np.random.Generator, n: int, loop: Loop, height_m: float, tilt: float = 1.0
) -> FloatArray:
    """Lean of the body about the ankle, rad, shape (n,), at RATE_HZ.

    Scaled so that a sensor at `height_m` that tilts by `tilt` times the body's lean feels 1 m/s^2
    RMS along the floor over a long time; a short stretch has more or less, as in a person.
    """
    lead = round(10.0 * LOOP_HZ)
    impulse = np.zeros(round(40.0 * LOOP_HZ))
    impulse[0] = 1.0
    answer = _through(impulse, loop)
    felt = height_m * np.gradient(np.gradient(answer)) * LOOP_HZ**2
    felt -= tilt * GRAVITY_M_S2 * answer
    white = rng.standard_normal(_slow_count(n) + lead) / float(np.sqrt(np.sum(felt * felt)))
    return fill_in(_through(white, loop)[lead:], n)


def slow_noise(rng: np.random.Generator, n: int, low_hz: float, high_hz: float) -> FloatArray:
    """Band-limited Gaussian noise of RMS 1, shape (n,), for bands under 8 Hz."""
    lead = round(4.0 / low_hz * LOOP_HZ)
    white = rng.standard_normal(_slow_count(n) + lead)
    # Order 4: a gentler slope would leave a floor of acceleration at 6 to 30 Hz.
    sos = butter(4, [low_hz, high_hz], "bandpass", fs=LOOP_HZ, output="sos")
    scale = np.sqrt(LOOP_HZ / 2.0 / (1.03 * (high_hz - low_hz)))
    return fill_in(sosfilt(sos, white)[lead:] * scale, n)


def wander(rng: np.random.Generator, n: int, high_hz: float, low_hz: float = 0.15) -> FloatArray:
    """An angle whose rate of turn has RMS 1 rad/s, even up to `high_hz`; shape (n,).

    Measured rates of turn of standing people are flat up to 1 or 2 Hz, so the angle itself is
    mostly slow. Under `low_hz` it is held back and does not drift away.
    """
    lead = round(4.0 / low_hz * LOOP_HZ)
    white = rng.standard_normal(_slow_count(n) + lead)
    rate = sosfilt(butter(3, high_hz, fs=LOOP_HZ, output="sos"), white)
    rate *= np.sqrt(LOOP_HZ / 2.0 / (1.05 * high_hz))
    keep = np.exp(-2.0 * np.pi * low_hz / LOOP_HZ)
    return fill_in(lfilter([1.0 / LOOP_HZ], [1.0, -keep], rate)[lead:], n)


def ripple(rng: np.random.Generator, n: int, low_hz: float, high_hz: float) -> FloatArray:
    """Band-limited Gaussian noise for faster bands, three independent columns of RMS 1."""
    white = rng.standard_normal((n, 3))
    sos = butter(2, [low_hz, high_hz], "bandpass", fs=RATE_HZ, output="sos")
    scale = np.sqrt(RATE_HZ / 2.0 / (1.11 * (high_hz - low_hz)))
    result: FloatArray = sosfilt(sos, white, axis=0) * scale
    return result


def waxing(rng: np.random.Generator, n: int, amount: float, memory_s: float) -> FloatArray:
    """A gain of RMS 1 that comes and goes (log-normal), as sway does in bouts; shape (n,)."""
    gain: FloatArray = np.exp(
        amount * (slow_noise(rng, n, 0.05 / memory_s, 0.5 / memory_s) - amount)
    )
    return gain


def fill_in(slow: FloatArray, n: int) -> FloatArray:
    """Bring a track from LOOP_HZ to RATE_HZ by a cubic spline; shape (n,)."""
    spline = CubicSpline(np.arange(slow.size) / LOOP_HZ, slow)
    result: FloatArray = spline(np.arange(n) / RATE_HZ)
    return result


def _slow_count(n: int) -> int:
    return int(np.ceil(n / RATE_HZ * LOOP_HZ)) + 2


def _through(torque: FloatArray, loop: Loop) -> FloatArray:
    sos = butter(2, loop.push_hz, fs=LOOP_HZ, output="sos")
    b, a = loop.filters()
    result: FloatArray = lfilter(b, a, sosfilt(sos, torque))
    return result
