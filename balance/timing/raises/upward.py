"""How far up a raise goes and when it is highest, from the push upward of several together.

A push that comes back to the same place each time is a sum of waves of that period: each, over the
square of its rate, is a wave of the place. Nothing is added up, so that nothing drifts away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import STEP_S
from balance.timing.raises.matching import Match
from balance.timing.raises.traces import PARTS, Traces

#: Waves above the fifth shake, and do not lift.
_WAVES: Final = 6
#: A pair of raises that is farther apart has a pause between.
_NEXT: Final = 1.45
#: The top is in the middle of where it is within this share of the highest.
_TOP: Final = 0.3
#: Where in a raise's time the top is expected, from its beginning; and how far off it may well be.
_EXPECTED: Final = 0.42
_OFF: Final = 0.15
_MOST_OFF: Final = 3.0
#: What being off counts for beside the height of the way; half that where the way is clear.
_COUNTS: Final = 0.125
_CLEAR: Final = 8.0
_CLEAR_M: Final = 0.02
#: Before the first raise there is so little push, for so much of a raise's time.
_QUIET: Final = 0.12
_QUIET_SHARE: Final = 0.55
_BACK: Final = 1.9


@dataclass(frozen=True, slots=True)
class WayUp:
    """The way of one raise, as the mean of several.

    Parameters
    ----------
    rise_m, error_m
        How far up, and how well the single raises bear that out (RMS error of their mean).
    period_s
        From one to the next.
    tops
        Rows of those that lie between two others.
    """

    rise_m: float
    error_m: float
    period_s: float
    tops: tuple[float, ...]


def way_up(traces: Traces, matches: Sequence[Match], period_s: float) -> WayUp | None:
    """Learn the way up from matches of any phase; None where there are too few."""
    pairs = [
        (a.top, b.top) for a, b in pairwise(matches) if b.top - a.top <= _NEXT * period_s / STEP_S
    ]
    if len(pairs) < 2:
        return None
    ways = np.array([_way(traces, *pair, period_s) for pair in pairs])
    way = ways.mean(axis=0)
    period = float(np.median([(b - a) * STEP_S for a, b in pairs]))
    rise = float(np.ptp(way))
    error = float(np.sqrt(np.mean((ways - way) ** 2) / (len(ways) - 1)))
    likely = (way - way.min()) / max(rise, 1e-9)
    begins = _begins(traces, matches[0].top)
    if begins is not None:
        phase = np.arange(PARTS) / PARTS + (matches[0].top - begins) * STEP_S / period - _EXPECTED
        off = np.minimum(np.abs((phase + 0.5) % 1.0 - 0.5) / _OFF, _MOST_OFF)
        clear = rise >= _CLEAR_M and rise >= _CLEAR * error
        likely = likely - (0.5 if clear else 1.0) * _COUNTS * off**2
    share = _middle_of_top(way, int(np.argmax(likely)), rise)
    return WayUp(rise, error, period, tuple(a + share * (b - a) for a, b in pairs))


def _way(traces: Traces, begin: float, end: float, period_s: float) -> FloatArray:
    """Metres up over one period, shape (PARTS,); its mean is 0."""
    at = (np.linspace(begin, end, PARTS, endpoint=False) - traces.row) / traces.step
    push = np.interp(at, np.arange(traces.values.shape[1]), traces.values[0])
    waves = np.fft.rfft(push * (2.0 * np.pi / period_s) ** 2)
    rate = 2.0 * np.pi * np.arange(1, _WAVES) / ((end - begin) * STEP_S)
    waves[0] = 0.0
    waves[1:_WAVES] /= -(rate**2)
    waves[_WAVES:] = 0.0
    result: FloatArray = np.fft.irfft(waves, PARTS)
    return result


def _middle_of_top(way: FloatArray, highest: int, rise: float) -> float:
    """Where the middle of the top is, as a share of the period."""
    middle = PARTS // 2
    turned = np.roll(way, middle - highest)
    high = turned > turned.max() - _TOP * rise
    first = last = middle
    while first > 0 and high[first - 1]:
        first -= 1
    while last < PARTS - 1 and high[last + 1]:
        last += 1
    return float((0.5 * (first + last) - middle + highest) / PARTS % 1.0)


def _begins(traces: Traces, first_top: float) -> float | None:
    """The row at which the push begins after a quiet time before the first; None without one."""
    push = traces.values[0]
    place = min(max(round((first_top - traces.row) / traces.step), 0), push.size - 1)
    still = float(np.median(push[: PARTS // 2]))
    near = np.array([push[max(0, k - 2) : k + 3].mean() for k in range(push.size)])
    power = (near - still) ** 2
    width = PARTS // 8
    parts = [
        float(power[max(0, k - width) : k + width].mean())
        for k in range(place, min(place + 2 * PARTS, push.size - width), 2 * width)
    ]
    usual = float(np.median(parts)) if parts else 0.0
    needed, quiet = round(_QUIET_SHARE * PARTS), 0
    for k in range(place, max(-1, place - round(_BACK * PARTS) - 1), -1):
        quiet = quiet + 1 if power[k] < _QUIET * usual else 0
        if quiet >= needed:
            return traces.row + (k + needed) * traces.step
    return None
