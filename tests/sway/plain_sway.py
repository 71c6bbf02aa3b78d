"""Sway measures with plain loops and no array library: what `measure` is held against."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence


def centred(x: Sequence[float]) -> list[float]:
    mean = math.fsum(x) / len(x)
    return [value - mean for value in x]


def directional(x: Sequence[float], y: Sequence[float], rate: float, ddof: int) -> dict[str, float]:
    """Measures of both together; with y all zero and no turns, those of one axis."""
    n = len(x)
    r2 = [a * a + b * b for a, b in zip(x, y, strict=True)]
    d2 = [(x[i + 1] - x[i]) ** 2 + (y[i + 1] - y[i]) ** 2 for i in range(n - 1)]
    rms = math.sqrt(math.fsum(r2) / (n - ddof))
    return {
        "rms_m_s2": rms,
        "range_m_s2": max(
            math.dist((x[i], y[i]), (x[k], y[k])) for i in range(n) for k in range(i)
        ),
        "mean_distance_m_s2": math.fsum(map(math.sqrt, r2)) / n,
        "path_m_s2": math.fsum(map(math.sqrt, d2)),
        "path_rate_m_s3": math.fsum(map(math.sqrt, d2)) / ((n - 1) / rate),
        "mean_velocity_m_s": mean_velocity(x, y, rate),
        "jerk_m2_s5": 0.5 * math.fsum(d * rate * rate for d in d2) / rate,
        "lean_deg": math.degrees(rms / 9.80665),
    }


def integral(x: Sequence[float], rate: float) -> list[float]:
    total = [0.0]
    for i in range(1, len(x)):
        total.append(total[-1] + 0.5 * (x[i - 1] + x[i]) / rate)
    return centred(total)


def mean_velocity(x: Sequence[float], y: Sequence[float], rate: float) -> float:
    pairs = zip(integral(x, rate), integral(y, rate), strict=True)
    return math.fsum(math.hypot(a, b) for a, b in pairs) / len(x)


def mean_frequency(x: Sequence[float], y: Sequence[float] | None, rate: float) -> float:
    other = [0.0] * len(x) if y is None else y
    n = len(x)
    speed = math.fsum(
        math.hypot(x[i + 1] - x[i], other[i + 1] - other[i]) * rate for i in range(n - 1)
    ) / (n - 1)
    distance = math.fsum(map(math.hypot, x, other)) / n
    return speed / ((4.0 * math.sqrt(2.0) if y is None else 2.0 * math.pi) * distance)


def area_per_s(x: Sequence[float], y: Sequence[float], rate: float) -> float:
    n = len(x)
    swept = math.fsum(abs(x[i] * y[i + 1] - x[i + 1] * y[i]) for i in range(n - 1))
    return 0.5 * swept / ((n - 1) / rate)


def moments(x: Sequence[float], y: Sequence[float], divisor: float) -> tuple[float, float, float]:
    return (
        math.fsum(a * a for a in x) / divisor,
        math.fsum(b * b for b in y) / divisor,
        math.fsum(a * b for a, b in zip(x, y, strict=True)) / divisor,
    )


def welch(x: Sequence[float], rate: float, length: int, starts: Sequence[int], padded: int,
          bins: range) -> list[float]:  # fmt: skip
    """One-sided density at some bins: line taken off, Hann window, a sum over samples a bin."""
    window = [math.sin(math.pi * i / length) ** 2 for i in range(length)]
    power = math.fsum(w * w for w in window)
    density = [0.0 for _ in bins]
    for start in starts:
        piece = without_line(x[start : start + length])
        for at, k in enumerate(bins):
            turn = -2j * math.pi * k / padded
            total = sum(
                p * w * cmath.exp(turn * i)
                for i, (p, w) in enumerate(zip(piece, window, strict=True))
            )
            density[at] += 2.0 * abs(total) ** 2 / (rate * power) / len(starts)
    return density


def without_line(x: Sequence[float]) -> list[float]:
    n = len(x)
    middle = 0.5 * (n - 1)
    values = centred(x)
    slope = math.fsum(v * (i - middle) for i, v in enumerate(values)) / math.fsum(
        (i - middle) ** 2 for i in range(n)
    )
    return [v - slope * (i - middle) for i, v in enumerate(values)]


def spectral(density: Sequence[float], bins: range, step_hz: float) -> dict[str, float]:
    hz = [k * step_hz for k in bins]
    m0, m1, m2 = (math.fsum(f**p * d for f, d in zip(hz, density, strict=True)) for p in range(3))
    edges = []
    for share in (0.5, 0.95):
        so_far = 0.0
        for f, d in zip(hz, density, strict=True):
            so_far += d
            if so_far >= share * m0:
                edges.append(f)
                break
    return {
        "total_power_m2_s4": m0 * step_hz,
        "f50_hz": edges[0],
        "f95_hz": edges[1],
        "centroid_hz": math.sqrt(m2 / m0),
        "mean_power_hz": m1 / m0,
        "dispersion": math.sqrt(1.0 - m1 * m1 / (m0 * m2)),
    }
