"""A straight line under points that are never too early and often too late."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from balance.samples import FloatArray

BUCKET_S: Final = 0.5
BUCKETS: Final = 120
#: A shorter past says nothing of the slope.
LEAST_SPAN_S: Final = 1.0
LEARNED_S: Final = 10.0
#: The slope of n points over L seconds is off by about so many times their scatter / (n L).
POINTS_OFF: Final = 24.0
LEAST_SCATTER_S: Final = 0.0001
#: How far off a slope may be, as a share: of a clock, or learned here.
CLOCK_OFF: Final = 1e-4
LARGEST_DRIFT: Final = 0.1


class Envelope:
    """The line of host time over device units that runs under all arrivals of the last minute.

    Of all lines under every point it is the one nearest to them in sum: the edge of their lower
    convex hull over the mean of their units (Moon, Skelly and Towsley, INFOCOM 1999), its slope
    and the expected one weighted by how far off each may be. Late points have no say. Only the
    least late point of each half second is kept.

    Parameters
    ----------
    slope
        Seconds for one unit, as expected.
    off
        How far off that may be, as a share of it: one standard deviation.

    Attributes
    ----------
    slope : float
        Seconds for one unit, as measured.
    scatter_s : float
        How much the lateness of one point differs from that of the next, the median.
    """

    def __init__(self, slope: float, off: float = CLOCK_OFF) -> None:
        self.slope = slope
        self._expected = slope
        self._off = off
        self._units: list[float] = []
        self._arrivals: list[float] = []
        self._anchor = (0.0, 0.0)
        self._stale = False
        self.scatter_s = 0.0

    def __bool__(self) -> bool:
        return bool(self._units)

    @property
    def span_s(self) -> float:
        """Seconds that the kept points span."""
        return self._arrivals[-1] - self._arrivals[0] if self._arrivals else 0.0

    @property
    def bare_slope(self) -> float:
        """Slope of the hull alone, whatever was expected; of two points or more."""
        return _edge_over_mean(np.array(self._units), np.array(self._arrivals))[1]

    def at(self, units: FloatArray) -> FloatArray:
        """Host times of units, shape (n,)."""
        if self._stale:
            self._fit()
        unit, time_s = self._anchor
        return np.asarray(time_s + self.slope * (units - unit))

    def add(self, units: FloatArray, arrival_s: FloatArray) -> None:
        """Take note of points, arrivals not decreasing."""
        late_s = arrival_s - self.slope * (units - units[0])
        if arrival_s[0] // BUCKET_S == arrival_s[-1] // BUCKET_S:
            starts = [0]
        else:
            starts = [0, *(np.flatnonzero(np.diff(arrival_s // BUCKET_S)) + 1).tolist()]
        for first, last in zip(starts, [*starts[1:], units.size], strict=True):
            row = first + int(np.argmin(late_s[first:last]))
            self._keep(float(units[row]), float(arrival_s[row]))

    def lateness_s(self, points: int) -> float:
        """How far the lowest of the newest points lies above the line."""
        units, arrivals = np.array(self._units[-points:]), np.array(self._arrivals[-points:])
        return float(np.min(arrivals - self.at(units)))

    def newest_span_s(self, points: int) -> float:
        """Seconds that the newest points span; 0 where there are not so many."""
        return self._arrivals[-1] - self._arrivals[-points] if len(self._units) >= points else 0.0

    def keep_newest(self, points: int) -> None:
        """Forget all but the newest points; what was learned of the slope is kept."""
        if self.span_s >= LEARNED_S:
            self._expected, self._off = self.slope, CLOCK_OFF
        self.slope = self._expected
        first = max(0, len(self._units) - points)
        del self._units[:first], self._arrivals[:first]
        self._stale = True

    def _keep(self, unit: float, arrival_s: float) -> None:
        if self._units and arrival_s // BUCKET_S == self._arrivals[-1] // BUCKET_S:
            sooner_s = self._arrivals[-1] - arrival_s - self.slope * (self._units[-1] - unit)
            if sooner_s <= 0.0:
                return
            del self._units[-1], self._arrivals[-1]
        self._units.append(unit)
        self._arrivals.append(arrival_s)
        del self._units[:-BUCKETS], self._arrivals[:-BUCKETS]
        self._stale = True

    def _fit(self) -> None:
        self._stale = False
        units, arrivals = np.array(self._units), np.array(self._arrivals)
        span_s = self._expected * float(units[-1] - units[0])
        self.slope = self._expected
        if span_s >= LEAST_SPAN_S:
            self.slope *= 1.0 + self._believed_drift(units, arrivals, span_s)
        late_s = arrivals - self.slope * (units - units[0])
        lowest = int(np.argmin(late_s))
        self._anchor = (self._units[lowest], self._arrivals[lowest])
        self.scatter_s = _scatter(late_s)

    def _believed_drift(self, units: FloatArray, arrivals: FloatArray, span_s: float) -> float:
        """What the hull says of the slope, as far as it outweighs what was expected."""
        mean, slope = _edge_over_mean(units, arrivals)
        scatter_s = max(_scatter(arrivals - slope * (units - mean)), LEAST_SCATTER_S)
        points_off = POINTS_OFF * scatter_s / (units.size * span_s)
        drift = min(max(slope / self._expected - 1.0, -LARGEST_DRIFT), LARGEST_DRIFT)
        return drift * self._off**2 / (self._off**2 + points_off**2)


def _edge_over_mean(units: FloatArray, arrivals: FloatArray) -> tuple[float, float]:
    """Mean of the units, and the slope of the lower hull's edge over it."""
    mean = float(units.mean())
    hull: list[tuple[float, float]] = []
    for point in sorted(zip(units.tolist(), arrivals.tolist(), strict=True)):
        while len(hull) > 1 and not _turns_left(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    for (x0, y0), (x1, y1) in pairwise(hull):
        if x1 > x0 and mean <= x1:
            return mean, (y1 - y0) / (x1 - x0)
    raise ValueError("A line takes two points of different units.")


def _scatter(late_s: FloatArray) -> float:
    # From one to the next, so that a step in the middle counts once.
    return float(np.median(np.abs(np.diff(late_s)))) if late_s.size > 1 else 0.0


def _turns_left(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
