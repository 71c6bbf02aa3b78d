"""When exactly it happened: the likelihood of each grid row near an event.

A lift-off or a step-down, once it is believed, lies somewhere near its first sign. Each row is
given a score by a learned sum of bent lines over what it looks like (does the ripple rise here,
does the turning stop, how much of the tilt is over), and the scores are made into shares that add
up to one. The time is their median, and their spread says how sure it is: a sharp impact leaves
one row, a soft landing many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import signal

from balance.samples import FloatArray
from balance.signal import features as f
from balance.signal.features import Features
from balance.signal.filters import butterworth
from balance.signal.grid import GRID_HZ, STEP_S, rows
from balance.signal.stillness import Quiet
from balance.signal.vectors import length
from balance.timing.motion import motion
from balance.timing.verdict import Judge, What

LOOKS: Final = (
    "ripple",
    "ripple_step",
    "ripple_change",
    "ripple_past",
    "rate",
    "rate_step",
    "rate_change",
    "rate_past",
    "tilt_past",
    "slow_change",
    "slow_past",
    "after_sign",
    "after_shift",
)
SIDE: Final = rows(0.4)
_BAND: Final = butterworth(2, f.IMPACT_BAND_HZ, GRID_HZ, "band")
_NEAR: Final = rows(0.04)
_WIDE: Final = rows(0.3)


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event happened.

    Attributes
    ----------
    row : float
        Grid row, the median of the shares.
    spread_s : float
        Standard deviation of the shares, seconds.
    """

    row: float
    spread_s: float


def likeliest(
    features: Features,
    span: tuple[int, int],
    seen_to: int,
    marks: tuple[int, int],
    quiet: Quiet,
    judge: Judge,
    what: What,
) -> Moment:
    """When it happened, within the rows of `span`, as far as is known at row `seen_to`.

    `marks` are the row of the first sign and that of the weight shift: its end for a lift-off, its
    beginning for a step-down.
    """
    first, last = span
    end = min(seen_to + 1, last + SIDE)
    seen = looks(features, first, last, end, marks, quiet)
    score = judge.when(what, seen, features.grid.time_s(first))
    share = np.exp(score - score.max())
    share /= share.sum()
    at = np.arange(first, last)
    mean = float((share * at).sum())
    spread = float(np.sqrt((share * (at - mean) ** 2).sum() + 1.0 / 12.0)) * STEP_S
    past = np.cumsum(share)
    k = int(np.searchsorted(past, 0.5))
    before = float(past[k - 1]) if k else 0.0
    return Moment(first + k - 0.5 + (0.5 - before) / float(share[k]), spread)


def looks(
    features: Features, first: int, last: int, end: int, marks: tuple[int, int], quiet: Quiet
) -> FloatArray:
    """What each row from `first` to `last` looks like, shape (kinds, n); order is `LOOKS`.

    Rows before `first`, and those from `last` to `end`, are looked at as well.
    """
    begin = max(features.rows.start + 1, first - SIDE)
    here = slice(first - begin, last - begin)
    seen = motion(features, begin, end, quiet)
    ripple = zero_phase_ripple(features.rows.view(begin, end)[f.ACC])
    jolt = length(np.gradient(seen.slow_m_s2, axis=1)) * GRID_HZ
    gone = length(seen.up_m_s2 - seen.up_m_s2[:, :1])
    floor, rate_floor = quiet.ripple_m_s2 + 0.02, quiet.gyr_rms_rad_s + 0.01
    columns = [
        np.log((ripple + floor) / (ripple[here].max() + floor)),
        _step(ripple, _NEAR, floor),
        _step(ripple, _WIDE, floor),
        _past(ripple**2, here),
        np.log((seen.rate_rad_s + rate_floor) / (seen.rate_rad_s[here].max() + rate_floor)),
        _step(seen.rate_rad_s, _NEAR, rate_floor),
        _step(seen.rate_rad_s, _WIDE, rate_floor),
        _past(seen.rate_rad_s**2, here),
        gone / (gone.max() + 0.1),
        _step(jolt, _WIDE, 0.2),
        _past(jolt**2, here),
        (np.arange(begin, end) - marks[0]) * STEP_S,
        (np.arange(begin, end) - marks[1]) * STEP_S,
    ]
    return np.stack(columns)[:, here]


def zero_phase_ripple(acc: FloatArray) -> FloatArray:
    """Length of the acceleration in the impact band, without delay; (3, n) in, (n,) out."""
    both_ways = signal.sosfiltfilt(_BAND, acc, axis=1, padlen=min(15, acc.shape[1] - 1))
    return length(both_ways)


def _step(values: FloatArray, side: int, floor: float) -> FloatArray:
    """Log ratio of the mean of the `side` rows after each row to that of those before it."""
    padded = np.concatenate([np.repeat(values[:1], side), values, np.repeat(values[-1:], side)])
    sums = np.cumsum(np.append(0.0, padded))
    n = values.size
    before = (sums[side : side + n] - sums[:n]) / side
    after = (sums[2 * side : 2 * side + n] - sums[side : side + n]) / side
    ratio: FloatArray = np.log((after + floor) / (before + floor))
    return ratio


def _past(energy: FloatArray, here: slice) -> FloatArray:
    """Share of the energy within `here` that lies before each row, 0 to 1."""
    sums = np.cumsum(energy)
    low, high = sums[here][0], sums[here][-1]
    past: FloatArray = np.clip((sums - low) / (high - low + 1e-12), 0.0, 1.0)
    return past
