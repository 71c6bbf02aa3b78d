"""Two horizontal accelerations in, sway measures out: each is defined in `sway_measures`."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from scipy import signal

from balance.samples import GRAVITY_M_S2, FloatArray
from balance.signal.filters import butterworth
from balance.sway.ellipse import ellipse95, largest_distance
from balance.sway.measures import Axes, DirectionMeasures, SwayMeasures
from balance.sway.settings import TRUNK, SwaySettings
from balance.sway.spectrum import SpectralMeasures, density_in_band, spectral_measures

FEWEST: Final = 32
SHORTEST_SPECTRUM_S: Final = 5.0


def measure(
    ap_m_s2: FloatArray,
    ml_m_s2: FloatArray,
    rate_hz: float,
    settings: SwaySettings = TRUNK,
    *,
    axes: Axes = "known",
) -> SwayMeasures:
    """Measure the sway in two horizontal accelerations, with gravity's share taken out or not.

    Parameters
    ----------
    ap_m_s2, ml_m_s2
        Shape (n,), even samples. Where `axes` is "none", any two horizontal axes at right angles.
    rate_hz
        Of those samples.
    settings
        What is chosen; it is part of the result.
    axes
        What is known of AP and ML.

    Raises
    ------
    ValueError
        Where shapes differ, a value is not finite, there are fewer than `FEWEST` samples, or the
        low-pass lies at or above half the rate.
    """
    raw = np.array([ap_m_s2, ml_m_s2], dtype=np.float64)
    _check(raw, rate_hz, settings)
    ap, ml = xy = _filtered(raw, rate_hz, settings)
    n = ap.size
    radius = _length(xy)
    spreads = (float(np.ptp(ap)), float(np.ptp(ml)), largest_distance(ap, ml, radius))
    moved = (
        (*np.abs(signals), _length(signals))
        for signals in (np.diff(xy, axis=1), _velocity(xy, rate_hz))
    )
    directions = [
        _direction(distance, step, velocity, spread, spectral, rate_hz, settings, turns=turns)
        for distance, step, velocity, spread, spectral, turns in zip(
            (*np.abs(xy), radius),
            *moved,
            spreads,
            _spectra(xy, rate_hz, settings),
            (False, False, True),
            strict=True,
        )
    ]
    ellipse = ellipse95(ap, ml, settings.ddof)
    swept = np.abs(ap[:-1] * ml[1:] - ap[1:] * ml[:-1])
    directed = axes != "none"
    return SwayMeasures(
        settings=settings,
        rate_hz=rate_hz,
        samples=n,
        axes=axes,
        resultant=directions[2],
        ap=directions[0] if directed else None,
        ml=directions[1] if directed else None,
        area_per_s_m2_s5=float(np.sum(swept)) * rate_hz / (2 * (n - 1)),
        ellipse95_chi2_m2_s4=ellipse.chi2_m2_s4,
        ellipse95_f_m2_s4=ellipse.f_m2_s4,
        principal_direction_deg=ellipse.direction_deg if directed else None,
    )


def _check(raw: FloatArray, rate_hz: float, settings: SwaySettings) -> None:
    if raw.ndim != 2 or not np.isfinite(raw).all():
        raise ValueError("Sway takes two signals of shape (n,) with finite values.")
    if raw.shape[1] < FEWEST:
        raise ValueError(f"Sway takes at least {FEWEST} samples, got {raw.shape[1]}.")
    if settings.lowpass_hz is not None and not 2.0 * settings.lowpass_hz < rate_hz:
        raise ValueError(
            f"A low-pass at {settings.lowpass_hz:g} Hz takes more than "
            f"{2.0 * settings.lowpass_hz:g} samples a second, got {rate_hz:g}."
        )


def _filtered(raw: FloatArray, rate_hz: float, settings: SwaySettings) -> FloatArray:
    """Low-passed both ways, and without the means."""
    values: FloatArray = raw - np.mean(raw, axis=1, keepdims=True)
    if settings.lowpass_hz is None:
        return values
    sections = _lowpass(settings.lowpass_order, settings.lowpass_hz, rate_hz)
    low: FloatArray = signal.sosfiltfilt(sections, values, axis=1)
    low -= np.mean(low, axis=1, keepdims=True)
    return low


@lru_cache(maxsize=32)
def _lowpass(order: int, edge_hz: float, rate_hz: float) -> FloatArray:
    return butterworth(order, edge_hz, rate_hz, "low")


def _length(pair: FloatArray) -> FloatArray:
    total: FloatArray = np.sqrt(pair[0] * pair[0] + pair[1] * pair[1])
    return total


def _velocity(xy: FloatArray, rate_hz: float) -> FloatArray:
    """Integrals by trapezoids, shape (2, n), without their means."""
    steps = 0.5 * (xy[:, 1:] + xy[:, :-1])
    velocity = np.zeros_like(xy)
    np.cumsum(steps, axis=1, out=velocity[:, 1:])
    velocity -= np.mean(velocity, axis=1, keepdims=True)
    return velocity / rate_hz


def _spectra(
    xy: FloatArray, rate_hz: float, settings: SwaySettings
) -> tuple[SpectralMeasures | None, ...]:
    """Of AP, ML and both."""
    if xy.shape[1] < SHORTEST_SPECTRUM_S * rate_hz:
        return None, None, None
    frequency_hz, density = density_in_band(xy, rate_hz, settings)
    kinds = (density[0], density[1], density[0] + density[1])
    return tuple(spectral_measures(frequency_hz, each, settings) for each in kinds)


def _direction(
    distance: FloatArray,
    step: FloatArray,
    velocity: FloatArray,
    spread: float,
    spectral: SpectralMeasures | None,
    rate_hz: float,
    settings: SwaySettings,
    *,
    turns: bool,
) -> DirectionMeasures:
    """Measures of one direction from lengths alone; `turns` for those of both together."""
    n = distance.size
    rms = float(np.sqrt(np.sum(distance * distance) / (n - settings.ddof)))
    mean_distance, path = float(np.mean(distance)), float(np.sum(step))
    round_trip = (2.0 * math.pi if turns else 4.0 * math.sqrt(2.0)) * mean_distance
    return DirectionMeasures(
        rms_m_s2=rms,
        range_m_s2=spread,
        mean_distance_m_s2=mean_distance,
        path_m_s2=path,
        path_rate_m_s3=path * rate_hz / (n if settings.rate_over == "samples" else n - 1),
        mean_velocity_m_s=float(np.mean(velocity)),
        jerk_m2_s5=0.5 * rate_hz * float(np.sum(step * step)),
        mean_frequency_hz=path * rate_hz / (n - 1) / round_trip if round_trip > 0.0 else None,
        lean_deg=float(np.degrees(rms / GRAVITY_M_S2)),
        spectral=spectral,
    )
