"""Parts of the third world: smooth moves, rings, noise, and sway under delayed control.

Nobody was measured for the figures: they are assumed.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.polynomial import polynomial
from scipy.signal import butter, lfilter, sosfilt

from balance.samples import GRAVITY_M_S2, FloatArray

RATE_HZ = 400.0


def smooth(x: FloatArray) -> FloatArray:
    """A minimum-jerk step from 0 to 1."""
    s = np.clip(x, 0.0, 1.0)
    step: FloatArray = s**3 * (10.0 - 15.0 * s + 6.0 * s**2)
    return step


def bend(time: FloatArray, start_s: float, takes_s: float, far_m: float) -> FloatArray:
    """Acceleration of a minimum-jerk move."""
    s = np.clip((time - start_s) / takes_s, 0.0, 1.0)
    made: FloatArray = far_m / takes_s**2 * (60.0 * s - 180.0 * s**2 + 120.0 * s**3)
    return made


def push(time: FloatArray, start_s: float, takes_s: float, speed_m_s: float) -> FloatArray:
    """Acceleration that gives a speed, rising and falling as a half wave."""
    s = np.clip((time - start_s) / takes_s, 0.0, 1.0)
    made: FloatArray = 0.5 * np.pi * speed_m_s / takes_s * np.sin(np.pi * s)
    return made


def ring(
    time: FloatArray, start_s: float, size: float, pitch_hz: float, decay_s: float
) -> FloatArray:
    """A decaying ring."""
    x = np.maximum(time - start_s, 0.0)
    rise = 1.0 - np.exp(-x / 0.004)
    made: FloatArray = size * np.sin(2 * np.pi * pitch_hz * x) * np.exp(-x / decay_s) * rise
    return made


def coloured(rng: np.random.Generator, count: int, edge_hz: float) -> FloatArray:
    """Noise of unit size below `edge_hz`."""
    lead = int(10 * RATE_HZ)
    low = butter(2, edge_hz, fs=RATE_HZ, output="sos")
    made = sosfilt(low, rng.standard_normal(count + lead))[lead:]
    noise: FloatArray = made / made.std()
    return noise


def pendulum(
    rng: np.random.Generator, count: int, rms_deg: float, inertia: float
) -> tuple[FloatArray, FloatArray]:
    """Lean in rad and its second derivative, of an inverted pendulum under delayed control.

    Parameters
    ----------
    rng
        Source of the noise that the control takes for lean.
    count
        How many samples.
    rms_deg
        Size of the lean.
    inertia
        Of the body about its own middle, over mass and height squared.
    """
    lead = int(15 * RATE_HZ)
    keep = np.exp(-1.0 / RATE_HZ / 0.6)
    noise = lfilter([1.0 - keep], [1.0, -keep], rng.standard_normal(count + lead))
    lean = lfilter(*_control(inertia), noise)
    bent = np.diff(lean, 2, prepend=[0.0, 0.0])[lead:] * RATE_HZ**2
    lean = lean[lead:]
    scale = np.radians(rms_deg) / lean.std()
    return (lean - lean.mean()) * scale, bent * scale


@lru_cache
def _control(inertia: float) -> tuple[FloatArray, FloatArray]:
    """The closed loop from noise to lean as a filter: pendulum, delay, and P, I and D parts.

    With d = 1 - 1/z, every state of the loop is a power of d / dt of the lean, so that the loop
    is one equation in the lean: its coefficients are those of the filter.
    """
    mass, tall = 70.0, 1.72
    high = (0.56 - 0.039) * tall
    moment = mass * inertia * tall**2 + mass * high**2
    topple = mass * GRAVITY_M_S2 * high
    dt, d = 1.0 / RATE_HZ, np.array([1.0, -1.0])
    control = polynomial.polyadd(1.35 * topple * d, [35.0 * dt])
    braking = 280.0 / dt * polynomial.polypow(d, 2)
    late = np.zeros(int(0.17 * RATE_HZ) + 2)
    late[-1] = 1.0
    fed_back = polynomial.polymul(late, polynomial.polyadd(control, braking))
    falling = moment / dt**2 * polynomial.polypow(d, 3)
    toppling = topple * polynomial.polymul([0.0, 1.0], d)
    whole = polynomial.polyadd(polynomial.polysub(falling, toppling), fed_back)
    return -control / whole[0], whole / whole[0]
