"""Intraclass correlation, standard error of measurement, minimal detectable change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.report.agreement.estimates import UPPER, Z95, Estimate, Refused, too_few
from balance.samples import FloatArray

METHOD: Final = (
    "Shrout and Fleiss 1979; intervals: McGraw and Wong 1996; SEM from the mean square of the "
    "error: Weir 2005"
)
_NOTHING: Final = 1e-12  # of the largest mean square: rounding of a computer


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Mean squares of attempts by methods: `rows`, `columns` and what is left, `error`."""

    n: int
    k: int
    rows: float
    columns: float
    error: float

    @property
    def f_rows(self) -> float:
        """F of the attempts: n - 1 and (n - 1)(k - 1) degrees of freedom."""
        return self.rows / self.error


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the same attempts by several methods or raters say of them.

    Parameters
    ----------
    icc_2_1
        Absolute agreement of single times, methods as drawn from many: ICC(2,1), ICC(A,1).
    icc_3_1
        Consistency of single times, these methods alone: ICC(3,1), ICC(C,1). What one is always
        longer by does not count.
    sem, mdc95
        Standard error of measurement, and the least change between two times that is beyond it
        95 times in 100; in the unit of the times.
    squares
        The mean squares behind them.
    """

    icc_2_1: Estimate
    icc_3_1: Estimate
    sem: Estimate
    mdc95: Estimate
    squares: TwoWay

    @property
    def n(self) -> int:
        """How many attempts."""
        return self.squares.n


def mean_squares(table: Sequence[Sequence[float]] | FloatArray) -> TwoWay:
    """Give the mean squares of a table, shape (n, k): n attempts by k methods or raters."""
    x = np.asarray(table, dtype=float)
    if x.ndim != 2 or min(x.shape) < 2 or not np.isfinite(x).all():
        raise ValueError("The table has two rows and two columns at least, all of them numbers.")
    n, k = x.shape
    mean, by_row, by_column = x.mean(), x.mean(axis=1), x.mean(axis=0)
    rest = x - by_row[:, None] - by_column[None, :] + mean
    return TwoWay(
        n,
        k,
        k * float(np.sum((by_row - mean) ** 2)) / (n - 1),
        n * float(np.sum((by_column - mean) ** 2)) / (k - 1),
        float(np.sum(rest**2)) / ((n - 1) * (k - 1)),
    )


def reliability(table: Sequence[Sequence[float]] | FloatArray) -> Reliability | Refused:
    """Give ICC, SEM and MDC of a table, shape (n, k): n attempts by k methods or raters.

    Returns
    -------
    Reliability or Refused
        ICC(2,1) and ICC(3,1) as in Shrout and Fleiss 1979 (Psychol Bull 86:420), their intervals
        as in McGraw and Wong 1996 (Psychol Methods 1:30). SEM is the root of the mean square of
        the error (Weir 2005, J Strength Cond Res 19:231), its interval that of a variance; MDC95
        is 1.96 sqrt(2) SEM. Refused where there are too few attempts, all are equally long, or
        the methods differ by one and the same time in all of them.
    """
    x = np.asarray(table, dtype=float)
    refused = too_few(len(x), "attempts")
    if refused is not None:
        return refused
    squares = mean_squares(x)
    most = max(squares.rows, squares.columns, float(np.mean(x**2)))
    if squares.rows <= _NOTHING * most:
        return Refused("all attempts are equally long: there is nothing to tell apart", len(x))
    if squares.error <= _NOTHING * most:
        reason = "the times differ by the same in all attempts: no error is left to measure"
        return Refused(reason, len(x))
    sem = _sem(squares)
    mdc = Estimate(*(mdc95(value) for value in (sem.value, sem.low, sem.high)))
    return Reliability(_absolute(squares), _consistent(squares), sem, mdc, squares)


def mdc95(sem: float) -> float:
    """Give the minimal detectable change, 1.96 sqrt(2) SEM."""
    return Z95 * math.sqrt(2) * sem


def _sem(s: TwoWay) -> Estimate:
    from scipy.stats import chi2  # late: it takes a while to load

    free = (s.n - 1) * (s.k - 1)
    low, high = (math.sqrt(free * s.error / chi2.ppf(at, free)) for at in (UPPER, 1 - UPPER))
    return Estimate(math.sqrt(s.error), float(low), float(high))


def _consistent(s: TwoWay) -> Estimate:
    from scipy.stats import f

    rows, rest = s.n - 1, (s.n - 1) * (s.k - 1)
    low = s.f_rows / float(f.ppf(UPPER, rows, rest))
    high = s.f_rows * float(f.ppf(UPPER, rest, rows))
    return Estimate(*((at - 1) / (at + s.k - 1) for at in (s.f_rows, low, high)))


def _absolute(s: TwoWay) -> Estimate:
    from scipy.stats import f

    n, k, rows = s.n, s.k, s.rows
    value = (rows - s.error) / (rows + (k - 1) * s.error + k * (s.columns - s.error) / n)
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    parts = (a * s.columns) ** 2 / (k - 1) + (b * s.error) ** 2 / ((n - 1) * (k - 1))
    free = (a * s.columns + b * s.error) ** 2 / parts
    below, above = float(f.ppf(UPPER, n - 1, free)), float(f.ppf(UPPER, free, n - 1))
    rest = k * s.columns + (k * n - k - n) * s.error
    low = n * (rows - below * s.error) / (below * rest + n * rows)
    high = n * (above * rows - s.error) / (rest + n * above * rows)
    return Estimate(value, low, high)
