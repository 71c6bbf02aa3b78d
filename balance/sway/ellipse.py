"""The cloud that sway makes in the horizontal plane: its ellipse, its direction, its extent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray

LEVEL: Final = 0.95
_ROWS: Final = 64


@dataclass(frozen=True, slots=True)
class Ellipse:
    """The 95 % ellipse of a cloud, and how it lies.

    Attributes
    ----------
    chi2_m2_s4
        Area pi q sqrt(det C), q the 95 % point of chi squared with 2 degrees of freedom: holds
        95 % of a normal distribution of covariance C.
    f_m2_s4
        Area 2 pi F sqrt(det C0) (n + 1)(n - 1) / (n (n - 2)), F the 95 % point of F(2, n - 2) and
        C0 the moments over n: holds the next sample 95 times in 100 (Schubert and Kirchner 2014).
    direction_deg
        Of the longer axis, from 0 along the first signal to 90 along the second.
    """

    chi2_m2_s4: float
    f_m2_s4: float
    direction_deg: float


def ellipse95(first: FloatArray, second: FloatArray, ddof: int) -> Ellipse:
    """Fit the ellipse to two centred signals, shape (n,) each, n at least 3."""
    n = first.size
    xx, yy = float(np.sum(first * first)) / n, float(np.sum(second * second)) / n
    xy = float(np.sum(first * second)) / n
    root = float(np.sqrt(max(0.0, xx * yy - xy * xy)))
    # Both quantiles have a closed form at 2 degrees of freedom.
    chi2 = -2.0 * np.log1p(-LEVEL)
    f = 0.5 * (n - 2) * np.expm1(-2.0 / (n - 2) * np.log1p(-LEVEL))
    turn = 0.5 * np.degrees(np.arctan2(2.0 * xy, xx - yy))
    return Ellipse(
        chi2_m2_s4=float(np.pi * chi2 * root * n / (n - ddof)),
        f_m2_s4=float(2.0 * np.pi * f * root * (n + 1) * (n - 1) / (n * (n - 2))),
        direction_deg=float(abs(turn)),
    )


def largest_distance(first: FloatArray, second: FloatArray, radius: FloatArray) -> float:
    """Distance between the two points that lie farthest apart; exact.

    Parameters
    ----------
    first, second
        Coordinates, shape (n,).
    radius
        Their distances from the origin: two points that lie `d` apart have radii that add up to
        `d` at least, which leaves few to be compared.
    """
    at = int(np.argmax(radius))
    for _ in range(2):  # from the outermost point to the farthest from it, and on from there
        from_there = np.sqrt((first - first[at]) ** 2 + (second - second[at]) ** 2)
        at = int(np.argmax(from_there))
    best = float(from_there[at])
    outer = np.flatnonzero(radius >= best - float(np.max(radius)))
    if best == 0.0:
        return best
    x, y = first[outer], second[outer]
    for start in range(0, outer.size, _ROWS):
        rows = slice(start, start + _ROWS)
        apart2 = (x[rows, None] - x[None, start:]) ** 2 + (y[rows, None] - y[None, start:]) ** 2
        best = max(best, float(np.sqrt(np.max(apart2))))
    return best
