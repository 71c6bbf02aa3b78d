"""Up and down along the axis of the turning, which is learned from the movement itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import rows

#: Swings are looked for in every so many rows.
EVERY: Final = 4
_BESIDE: Final = rows(0.4) // EVERY


@dataclass(frozen=True, slots=True)
class Swing:
    """From one low through a high to the next low: places in a track, and its values there."""

    low: int
    high: int
    next_low: int
    low_at: float
    high_at: float
    next_low_at: float

    @property
    def size(self) -> float:
        """How far it goes, from the mean of its lows."""
        return self.high_at - 0.5 * (self.low_at + self.next_low_at)


def main_axis(tilts: FloatArray) -> FloatArray:
    """Along which line tilts, shape (3, n), go most; the sign is the one of their mean."""
    away = tilts - tilts.mean(axis=1)[:, None]
    _, vectors = np.linalg.eigh(away @ away.T)
    axis: FloatArray = vectors[:, -1]
    return axis if axis @ tilts.mean(axis=1) >= 0.0 else -axis


def fewer(values: FloatArray) -> FloatArray:
    """Means of every `EVERY` columns, which divide their number."""
    n = values.shape[1] // EVERY
    result: FloatArray = values.reshape(values.shape[0], n, EVERY).mean(axis=2)
    return result


def smoothed(track: FloatArray, over: int) -> FloatArray:
    """A mean over so many rows, fewer at both ends; shape kept."""
    half = over // EVERY // 2
    sums = np.concatenate([[0.0], np.cumsum(track)])
    at = np.arange(track.size)
    begin, end = np.maximum(at - half, 0), np.minimum(at + half + 1, track.size)
    result: FloatArray = (sums[end] - sums[begin]) / (end - begin)
    return result


def swings_in(track: FloatArray, turn: float) -> list[Swing]:
    """Give the swings of a track; a turning point is one that is gone back from by `turn`.

    The last low is where the track was lowest since the last high, so far.
    """
    points: list[tuple[int, float]] = []  # lows and highs by turns, a low first
    upward = True
    low = high = 0
    values = track.tolist()
    for k, value in enumerate(values):
        if upward:
            if value <= values[low] and not points:
                low = high = k
            if value > values[high]:
                high = k
            if not points and value - values[low] >= turn:
                points.append((low, values[low]))
            if points and values[high] - value >= turn:
                points.append((high, values[high]))
                upward, low = False, k
        else:
            if value < values[low]:
                low = k
            if value - values[low] >= turn:
                points.append((low, values[low]))
                upward, high = True, k
    if points and not upward:
        points.append((low, values[low]))
    return [
        _near(track, *(at for at, _ in points[k : k + 3])) for k in range(0, len(points) - 2, 2)
    ]


def _near(track: FloatArray, low: int, high: int, next_low: int) -> Swing:
    """A swing with the lows next to it: what was lower still long before or after is another's."""
    half = 0.5 * (track[high] + max(track[low], track[next_low]))
    before = int(crossing(track, half, high, low))
    after = int(np.ceil(crossing(track, half, high, next_low)))
    begin = max(low, before - 2 * (high - before) - _BESIDE)
    end = min(next_low, after + 2 * (after - high) + _BESIDE)
    a = begin + int(np.argmin(track[begin : before + 1]))
    c = after + int(np.argmin(track[after : end + 1]))
    return Swing(a, high, c, float(track[a]), float(track[high]), float(track[c]))


def crossing(track: FloatArray, level: float, inner: int, outer: int) -> float:
    """Where a track comes through a level, between two places, seen from the inner one."""
    step = 1 if outer > inner else -1
    for k in range(inner, outer, step):
        if track[k + step] <= level:
            share = (track[k] - level) / max(track[k] - track[k + step], 1e-12)
            return k + step * float(np.clip(share, 0.0, 1.0))
    return float(outer)
