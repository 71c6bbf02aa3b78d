"""The spectrum of sway, after Welch, and the measures that are read from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import rfft

from balance.samples import FloatArray, IntArray
from balance.sway.settings import Detrend, SwaySettings


@dataclass(frozen=True, slots=True)
class SpectralMeasures:
    """Moments and edges of a power density P(f), within a band.

    Attributes
    ----------
    total_power_m2_s4
        Power within the band: its variance, where the density is integrated.
    f50_hz, f95_hz
        The first frequency by which 50 % and 95 % of that power has come.
    centroid_hz
        sqrt(m2 / m0), with mk the sum of f^k P(f) (Prieto et al. 1996).
    mean_power_hz
        m1 / m0, the power-weighted mean of the frequencies.
    dispersion
        sqrt(1 - m1^2 / (m0 m2)), from 0 for a single frequency to 1 (Prieto et al. 1996).

    Notes
    -----
    Frequencies and dispersion are None where there is no power at all.
    """

    total_power_m2_s4: float
    f50_hz: float | None
    f95_hz: float | None
    centroid_hz: float | None
    mean_power_hz: float | None
    dispersion: float | None


def spectral_measures(
    frequency_hz: FloatArray, density: FloatArray, settings: SwaySettings
) -> SpectralMeasures:
    """Read the measures from a density, shape (m,), that is cut to its band."""
    sums = np.cumsum(density)
    m0 = float(sums[-1]) if sums.size else 0.0
    if not m0 > 0.0:
        return SpectralMeasures(0.0, None, None, None, None, None)
    m1 = float(np.sum(frequency_hz * density))
    m2 = float(np.sum(frequency_hz**2 * density))
    step_hz = float(frequency_hz[1] - frequency_hz[0]) if settings.power == "integral" else 1.0
    f50, f95 = (float(frequency_hz[np.searchsorted(sums, share * m0)]) for share in (0.5, 0.95))
    dispersion = float(np.sqrt(max(0.0, 1.0 - m1 * m1 / (m0 * m2)))) if m2 > 0.0 else None
    return SpectralMeasures(m0 * step_hz, f50, f95, float(np.sqrt(m2 / m0)), m1 / m0, dispersion)


def density_in_band(
    signals: FloatArray, rate_hz: float, settings: SwaySettings
) -> tuple[FloatArray, FloatArray]:
    """One-sided power density of each row, by Welch's method with a Hann window.

    Parameters
    ----------
    signals
        Shape (k, n), even samples.
    rate_hz
        Of those samples.

    Returns
    -------
    frequency_hz : (m,)
        Within the band of the settings.
    density : (k, m)
        Units squared per Hz.
    """
    if settings.spectrum_rate_hz is not None:
        signals = _at_rate(signals, rate_hz, settings.spectrum_rate_hz)
        rate_hz = settings.spectrum_rate_hz
    if settings.record_detrend is not None:
        signals = _detrended(signals, settings.record_detrend)
    n = signals.shape[1]
    length = min(n, round(settings.segment_s * rate_hz))
    segments = sliding_window_view(signals, length, axis=1)[:, _starts(n, length, settings)]
    window, power = _hann(length)
    padded = _padded(length, n, rate_hz, settings)
    first, last = _bins(settings.band_hz, rate_hz / padded, padded // 2)
    spectra = rfft(_detrended(segments, settings.detrend) * window, padded)[..., first:last]
    density = np.mean(spectra.real**2 + spectra.imag**2, axis=1) / (rate_hz * power)
    at = np.arange(first, last)
    density[:, (at != 0) & (2 * at != padded)] *= 2.0  # the negative frequencies
    return at * rate_hz / padded, density


def _starts(n: int, length: int, settings: SwaySettings) -> IntArray:
    step = length - int(length * settings.overlap)
    if settings.segments == "from_start":
        return np.arange(0, n - length + 1, step)
    return np.linspace(0, n - length, -(-(n - length) // step) + 1).round().astype(np.int64)


def _padded(length: int, n: int, rate_hz: float, settings: SwaySettings) -> int:
    step = settings.frequency_step_hz
    if step == "segment":
        return length
    return max(length, n if step == "record" else round(rate_hz / step))


def _bins(band_hz: tuple[float, float], step_hz: float, highest: int) -> tuple[int, int]:
    """First bin of the band, and the one behind its last."""
    slack = 1e-9  # an edge that is a bin belongs to the band, however it was rounded
    first = int(np.ceil(band_hz[0] / step_hz - slack))
    last = int(np.floor(band_hz[1] / step_hz + slack))
    return first, min(last, highest) + 1


@lru_cache(maxsize=32)
def _hann(length: int) -> tuple[FloatArray, float]:
    """The periodic window, and the sum of its squares."""
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / length)
    window.flags.writeable = False
    return window, float(np.sum(window * window))


def _detrended(values: FloatArray, kind: Detrend) -> FloatArray:
    """Without the mean or the straight line of best fit, along the last axis."""
    centred: FloatArray = values - np.mean(values, axis=-1, keepdims=True)
    if kind == "mean":
        return centred
    n = values.shape[-1]
    x = np.arange(n) - 0.5 * (n - 1)
    slope = np.sum(centred * x, axis=-1, keepdims=True) / max(1.0, float(np.sum(x * x)))
    centred -= slope * x
    return centred


def _at_rate(signals: FloatArray, rate_hz: float, wanted_hz: float) -> FloatArray:
    time_s = np.arange(signals.shape[1]) / rate_hz
    even_s = np.arange(0.0, time_s[-1], 1.0 / wanted_hz)
    return np.stack([np.interp(even_s, time_s, row) for row in signals])
