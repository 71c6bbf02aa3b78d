"""How two sensors' clocks stand to each other, told by the feet that both felt lift and land.

The marks of both models are laid over each other (cross-correlation); where they fit best is the
difference of the clocks. The drift is what is left over along the recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.signal import butter, correlate, sosfiltfilt

from balance.samples import FloatArray, SampleBlock
from balance.signal.clocks import MOST_DRIFT_PPM, Clocks
from balance.signal.features import IMPACT_BAND_HZ
from balance.signal.grid import GRID_HZ, STEP_S
from balance.signal.placement import Placement
from balance.timing.heard import Heard
from balance.timing.hold_timer import HoldTimer
from balance.timing.inputs import ROW_S
from balance.timing.network import BINS, DOWN, EVENT_AFTER, LIFT

UNTOLD: Final = (
    "how the clocks of the two sensors stand to each other can't be told: "
    "both do not feel the same lift-offs and step-downs"
)
_LATE: Final = 1
# Of simulated pairs 97 in 100 fit so well, of recordings of two people 8: so many times as well as
# anywhere further than a second away, and such a share of how well each fits itself.
_ALIKE: Final = 1.7
_SHARE: Final = 0.5
_LEAST: Final = 0.5  # a contact that both are sure of gives some 2
_SHAKEN_ALIKE: Final = 0.65  # backs and feet of five people: 0.69 to 0.86; of two, 0.31 to 0.73
_SHAKEN_S: Final = 0.1  # of those none was off by more than half of it
_LEAST_ROWS: Final = 500
_AWAY_S: Final = 1.0
_STRETCH_S: Final = 120.0
_NEAR_S: Final = 0.3
_EVENT_S: Final = 0.03  # how well one event tells it, on simulated people,
_ALL_S: Final = 0.02  # and by how much all of them may be off alike
_TYPICAL_DRIFT: Final = 100e-6


class UntoldError(ValueError):
    """The two recordings do not tell how their clocks stand to each other."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """How sure a model was of each event, each grid step from `start_s` on; shape (2, n)."""

    start_s: float
    share: FloatArray

    def part(self, first_s: float, last_s: float) -> _Marks:
        at = [
            int(np.clip(round((s - self.start_s) * GRID_HZ), 0, self.share.shape[1]))
            for s in (first_s, last_s)
        ]
        return _Marks(self.start_s + at[0] * STEP_S, self.share[:, at[0] : at[1]])

    @property
    def end_s(self) -> float:
        return float(self.start_s + self.share.shape[1] * STEP_S)


def clocks_by_movement(
    block: SampleBlock, placement: Placement, other: SampleBlock, other_placement: Placement
) -> Clocks:
    """Find how one recording's clock stands to that of another one of the same person.

    Parameters
    ----------
    block, placement
        The recording whose times are to be moved, and where it was worn.
    other, other_placement
        The one whose clock counts.

    Raises
    ------
    UntoldError
        Where they do not tell.
    """
    try:
        this, that = _marks(block, placement), _marks(other, other_placement)
        lag_s = _best(this, that)
    except UntoldError:
        return _by_shaking(block, other)
    at_s, lags_s, events = _along(this, that, lag_s)
    variance = _EVENT_S**2 / np.maximum(events, 1e-3)
    rate, middle_s, spread_s = _line(at_s, lags_s, variance)
    offset_s = middle_s - rate * float(np.average(at_s, weights=1.0 / variance))
    return Clocks(offset_s, 1.0 + rate, "movement", 2.0 * float(np.hypot(spread_s, _ALL_S)))


def _by_shaking(block: SampleBlock, other: SampleBlock) -> Clocks:
    """Tell it, less exactly, by how both were shaken all along.

    So it is for people who walk: the models do not look for their steps.
    """
    (start_s, this), (other_start_s, that) = _shaken(block), _shaken(other)
    fits = correlate(that, this, "full", method="fft")
    fits /= np.sqrt((this**2).sum() * (that**2).sum())
    best = int(np.argmax(fits))
    if fits[best] < _SHAKEN_ALIKE:
        raise UntoldError(UNTOLD)
    lag_s = (best - (this.size - 1)) * STEP_S + other_start_s - start_s
    return Clocks(lag_s, 1.0, "movement", _SHAKEN_S)


def _shaken(block: SampleBlock) -> tuple[float, FloatArray]:
    """Give when a recording begins, and each grid step how much it was shaken: log, no outliers."""
    start_s = float(block.time_s[0])
    at_s = np.arange(start_s, float(block.time_s[-1]), STEP_S)
    if at_s.size < _LEAST_ROWS:
        raise UntoldError(UNTOLD)
    even = np.stack([np.interp(at_s, block.time_s, axis) for axis in block.acc_m_s2.T])
    band = butter(2, IMPACT_BAND_HZ, "band", fs=GRID_HZ, output="sos")
    size = np.log(np.sqrt((sosfiltfilt(band, even) ** 2).sum(axis=0)) + 0.02)
    size -= np.median(size)
    size /= 1.48 * float(np.median(np.abs(size))) + 1e-9
    size = np.clip(size, -3.0, 8.0)
    return start_s, size - size.mean()


def _marks(block: SampleBlock, placement: Placement) -> _Marks:
    heard = Heard(keep_s=block.duration_s + 30.0)
    timer = HoldTimer(placement, heard=heard)
    timer.push(block)
    timer.finish()
    time_s, rows = heard.between(-np.inf, np.inf)
    if not time_s.size:
        raise UntoldError(UNTOLD)
    bins_s = time_s[:, None] + STEP_S * np.arange(1 - BINS, 1) - ROW_S * EVENT_AFTER[_LATE]
    start_s = float(bins_s[0, 0])
    at = np.rint((bins_s - start_s) * GRID_HZ).astype(np.int64).ravel()
    share = np.zeros((2, int(at[-1]) + 1))
    for k, mark in enumerate((DOWN[_LATE], LIFT[_LATE])):
        share[k, at] = 1.0 / (1.0 + np.exp(-rows[mark].T.ravel()))
    return _Marks(start_s, share)


def _best(this: _Marks, that: _Marks) -> float:
    """Give what is to be added to the times of one so that both fit best."""
    lags_s, fits = _fits(this, that)
    best = int(np.argmax(fits))
    away = np.abs(lags_s - lags_s[best]) > _AWAY_S
    own = float(np.sqrt((this.share**2).sum() * (that.share**2).sum()))
    least = max(_LEAST, _SHARE * own, _ALIKE * float(fits[away].max(initial=0.0)))
    if fits[best] < least:
        raise UntoldError(UNTOLD)
    return _peak(lags_s, fits, best)


def _fits(this: _Marks, that: _Marks) -> tuple[FloatArray, FloatArray]:
    """Give how well both fit for each difference of their clocks."""
    pairs = zip(this.share, that.share, strict=True)
    fits = np.sum([correlate(two, one, "full", method="fft") for one, two in pairs], axis=0)
    lags_s = (np.arange(fits.size) - (this.share.shape[1] - 1)) * STEP_S
    return lags_s + that.start_s - this.start_s, fits


def _peak(lags_s: FloatArray, fits: FloatArray, best: int) -> float:
    """Give the middle of a peak, by what lies within 60 ms of its top."""
    near = slice(max(0, best - 6), best + 7)
    weights = np.maximum(fits[near] - 0.5 * fits[best], 0.0)
    return float(np.average(lags_s[near], weights=weights))


def _along(this: _Marks, that: _Marks, lag_s: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give the difference in each stretch: its middle, the difference, how many events tell it."""
    found = []
    count = max(1, round((this.end_s - this.start_s) / _STRETCH_S))
    edges = np.linspace(this.start_s, this.end_s, count + 1)
    for first_s, last_s in pairwise(edges.tolist()):
        drifted_s = 1e-6 * MOST_DRIFT_PPM * max(abs(first_s), abs(last_s)) * (count > 1)
        near_s = _NEAR_S + drifted_s
        one = this.part(first_s, last_s)
        two = that.part(first_s + lag_s - near_s, last_s + lag_s + near_s)
        if not one.share.size or not two.share.size:
            continue
        lags_s, fits = _fits(one, two)
        fits = np.where(np.abs(lags_s - lag_s) <= near_s, fits, 0.0)
        best = int(np.argmax(fits))
        if fits[best] >= _LEAST:
            found.append((0.5 * (first_s + last_s), _peak(lags_s, fits, best), fits[best]))
    if not found:
        raise UntoldError(UNTOLD)
    at_s, lags_s, events = np.array(found).T
    return at_s, lags_s, events


def _line(at_s: FloatArray, lags_s: FloatArray, variance: FloatArray) -> tuple[float, float, float]:
    """Fit the drift, which is small, and the difference: slope, difference there, its spread."""
    weights = 1.0 / variance
    about_s = at_s - np.average(at_s, weights=weights)
    middle_s = float(np.average(lags_s, weights=weights))
    curved = float((weights * about_s**2).sum()) + _TYPICAL_DRIFT**-2
    rate = float((weights * about_s * (lags_s - middle_s)).sum()) / curved
    most = 1e-6 * MOST_DRIFT_PPM
    rate = float(np.clip(rate, -most, most))
    left = lags_s - middle_s - rate * about_s
    scatter = max(1.0, float(np.average(left**2, weights=weights) * weights.mean()))
    away_s = float(np.abs(about_s).max(initial=0.0)) + 0.5 * _STRETCH_S
    spread = scatter * (1.0 / weights.sum() + away_s**2 / curved)
    return rate, middle_s, float(np.sqrt(spread))
