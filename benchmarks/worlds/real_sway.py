"""Movement on one leg: noise with the spectra of real people on one leg, and what ends nothing."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import signal

from balance.records.open_any import open_recording
from balance.samples import FloatArray
from worlds.real_clips import FS, smooth
from worlds.real_pieces import SHARED, levelled

_FOLDER: Final = SHARED / "people" / "one-leg-kinematics"
_BINS: Final = 256


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Amplitudes by frequency of one recording, for three axes each, and their sizes."""

    hz: FloatArray
    lin: FloatArray
    rate: FloatArray


def available() -> bool:
    """Whether the recordings are here."""
    return (_FOLDER / "index.csv").is_file()


@functools.cache
def spectra(placement: str) -> tuple[Spectrum, ...]:
    """Spectra of all recordings of one placement."""
    found = []
    with (_FOLDER / "index.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            if row["placement"] == placement:
                found.append(_spectrum(row))
    return tuple(found)


def one_leg(
    rng: np.random.Generator, n: int, placement: str, lin_rms: float, rate_rms: float
) -> tuple[FloatArray, FloatArray]:
    """Draw movement on one leg.

    Parameters
    ----------
    lin_rms, rate_rms
        Size of the horizontal acceleration in m/s^2 and of the rate of turn in rad/s.

    Returns
    -------
    lin, rotvec : FloatArray
        Acceleration and turn in the level frame, shape (n, 3) each.
    """
    table = spectra(placement)
    a, b = (table[int(k)] for k in rng.integers(len(table), size=2))
    mix = rng.uniform()
    # Above some hertz the markers' own noise is in the spectra: the real body is calmer there.
    calm = 1.0 / (1.0 + (a.hz / np.exp(rng.uniform(np.log(2.0), np.log(8.0)))) ** 2)[:, None]
    lin = coloured(rng, n, a.hz, calm * a.lin ** (1 - mix) * b.lin**mix)
    lin[:, 2] *= rng.uniform(0.3, 0.9)  # as is what they show of up and down
    lin *= lin_rms / max(float(np.sqrt((lin[:, :2] ** 2).sum(axis=1).mean())), 1e-9)
    shape = calm * a.rate ** (1 - mix) * b.rate**mix
    spread = rng.uniform(0.6, 1.4, 3)
    rotvec = coloured(rng, n, a.hz, shape * spread, turn=True)
    rates = np.diff(rotvec, axis=0) * FS
    rotvec *= rate_rms / max(float(np.sqrt((rates**2).sum(axis=1).mean())), 1e-9)
    level = _loudness(rng, n)[:, None]
    return lin * level, rotvec * level


def coloured(
    rng: np.random.Generator, n: int, hz: FloatArray, shape: FloatArray, *, turn: bool = False
) -> FloatArray:
    """Draw noise of a spectrum for three axes; with `turn`, its integral over time."""
    total = n + 100
    grid = np.fft.rfftfreq(total, 1.0 / FS)
    amp = np.stack([np.interp(grid, hz, shape[:, k]) for k in range(3)], axis=1)
    amp[grid < 0.12] = 0.0
    if turn:
        amp = amp / np.maximum(2.0 * np.pi * grid, 0.5)[:, None]
    phase = rng.standard_normal((len(grid), 3)) + 1j * rng.standard_normal((len(grid), 3))
    return np.fft.irfft(amp * phase, total, axis=0)[50 : 50 + n] * np.sqrt(total)


def band_noise(rng: np.random.Generator, n: int, low: float, high: float) -> FloatArray:
    """Draw noise of RMS 1 between two frequencies, shape (n, 3)."""
    hz = np.array([0.0, low * 0.9, low, high, high * 1.1, 60.0])
    shape = np.tile([[0.0], [0.0], [1.0], [1.0], [0.0], [0.0]], 3)
    total = max(n, 1000)
    grid = np.fft.rfftfreq(total, 1.0 / FS)
    amp = np.stack([np.interp(grid, hz, shape[:, k]) for k in range(3)], axis=1)
    phase = rng.standard_normal((len(grid), 3)) + 1j * rng.standard_normal((len(grid), 3))
    noise = np.fft.irfft(amp * phase, total, axis=0)
    return (noise / np.maximum(noise.std(axis=0), 1e-12))[:n]


def corrections(
    rng: np.random.Generator, n: int, rate_hz: float, largest: float
) -> tuple[FloatArray, FloatArray]:
    """Draw bursts, arm swings, coughs and leans that end nothing; acceleration and turn."""
    lin, rotvec = np.zeros((n, 3)), np.zeros((n, 3))
    t = np.arange(n) / FS
    kinds = ("burst", "burst", "burst", "arms", "cough", "lean")
    for _ in range(int(rng.poisson(rate_hz * n / FS))):
        centre = rng.uniform(0.3, max(n / FS - 0.3, 0.31))
        kind = str(rng.choice(kinds))
        length, hz = rng.uniform(0.1, 1.5), rng.uniform(0.5, 5.0)
        if kind == "arms":
            length, hz = rng.uniform(0.8, 2.0), rng.uniform(1.0, 3.0)
        elif kind == "cough":
            length, hz = rng.uniform(0.1, 0.4), rng.uniform(4.0, 8.0)
        elif kind == "lean":
            length, hz = rng.uniform(0.6, 2.0), rng.uniform(0.3, 0.8)
        way = rng.standard_normal(3) * ([1, 1, 0.4] if kind != "cough" else [0.5, 0.3, 1.0])
        way /= np.linalg.norm(way)
        size = np.exp(rng.uniform(np.log(0.1), np.log(largest)))
        window = np.exp(-0.5 * ((t - centre) / (0.4 * length)) ** 2)
        swing = window * np.sin(2 * np.pi * hz * (t - centre) + rng.uniform(0, 6))
        lin += size * way * swing[:, None]
        quick = rng.uniform(0.1, 2.5) * size / max(hz, 1.0)
        lean = np.deg2rad(rng.uniform(2, 8) if kind == "lean" else quick)
        axis = np.array([-way[1], way[0], 0.3 * rng.standard_normal()])
        wave = 1.0 if kind == "lean" else np.cos(2 * np.pi * hz * (t - centre))
        rotvec += lean * axis * (window * wave)[:, None]
    ends = (smooth(t / 0.3) * smooth((n / FS - t) / 0.3))[:, None]
    return lin * ends, rotvec * ends


def _loudness(rng: np.random.Generator, n: int) -> FloatArray:
    knots = np.arange(0.0, n / FS + 4.0, 1.5)
    level = np.exp(0.35 * rng.standard_normal(len(knots)))
    return np.interp(np.arange(n) / FS, knots, level)


def _spectrum(row: dict[str, str]) -> Spectrum:
    block = open_recording(_FOLDER / row["file"]).block
    first = round((float(row["lift_off_s"] or 0.0) + (0.8 if row["lift_off_s"] else 0.0)) * FS)
    rows = slice(first, len(block) - 10)
    acc, gyr = block.acc_m_s2[rows].copy(), block.gyr_rad_s[rows].copy()
    turn, lin, _, _ = levelled(acc, gyr, slice(0, len(acc)))
    rate = np.diff(turn.as_rotvec(), axis=0, append=0.0)[:-1] * FS
    powers = []
    for values in (signal.detrend(lin, axis=0), rate):
        hz, power = signal.welch(values, FS, nperseg=min(_BINS, len(values)), axis=0)
        grid = np.fft.rfftfreq(_BINS, 1.0 / FS)
        even = np.stack([np.interp(grid, hz, power[:, k]) for k in range(3)], axis=1)
        powers.append(np.sqrt(np.maximum(even, 1e-12)))
    return Spectrum(grid, *powers)
