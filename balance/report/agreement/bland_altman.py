"""Bias and limits of agreement, of one attempt a person or of several."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.report.agreement.estimates import LEAST_PAIRS, UPPER, Z95, Estimate, Refused, too_few
from balance.samples import FloatArray

#: With fewer people the spread between them is not known: our own choice.
LEAST_PERSONS: Final = 5
EXACT: Final = "Bland and Altman 1986; exact intervals of the limits: Carkeet 2015"
APPROXIMATE: Final = "Bland and Altman 1986, with their approximate intervals of the limits"
REPEATED: Final = (
    "Bland and Altman 2007, several attempts a person, the true time of each its own; intervals "
    "of the limits: Zou 2013"
)
_SAME: Final = 1e-9  # rounding of a computer, beside times that are kept to the millisecond


@dataclass(frozen=True, slots=True)
class Limits:
    """Bias and 95 % limits of agreement, in the unit of the differences.

    Parameters
    ----------
    n
        How many differences.
    bias
        Their mean.
    sd
        Their standard deviation; that of one difference of a new person where they are repeated.
    lower, upper
        The limits: 95 in 100 differences lie between them, where they are normal.
    method
        Where the formulas come from.
    persons
        How many people, where several attempts of one person were told from those of others.
    sd_between, sd_within
        What `sd` is made of then.
    """

    n: int
    bias: Estimate
    sd: float
    lower: Estimate
    upper: Estimate
    method: str
    persons: int | None = None
    sd_between: float | None = None
    sd_within: float | None = None


def limits_of_agreement(
    differences: Sequence[float] | FloatArray, *, exact: bool = True
) -> Limits | Refused:
    """Give bias and limits of agreement of independent differences.

    Parameters
    ----------
    differences
        Shape (n,): one method minus the other.
    exact
        Intervals of the limits by the noncentral t distribution (Carkeet 2015, Optom Vis Sci
        92:e71); else as in the paper of the method, t times s sqrt(3 / n).

    Returns
    -------
    Limits or Refused
        Limits are bias plus and minus 1.96 s (Bland and Altman 1986, Lancet 327:307; they round
        to 2 s there). Refused where n is under `LEAST_PAIRS` or all differences are the same.
    """
    d = np.asarray(differences, dtype=float)
    refused = _unfit(d)
    if refused is not None:
        return refused
    from scipy import stats  # late: it takes a while to load

    n, mean, s = d.size, float(d.mean()), float(d.std(ddof=1))
    t = float(stats.t.ppf(UPPER, n - 1))
    bias = _around(mean, t * s / math.sqrt(n))
    if exact:
        ends = (float(stats.nct.ppf(at, n - 1, Z95 * math.sqrt(n))) for at in (1 - UPPER, UPPER))
        near, far = (end * s / math.sqrt(n) for end in ends)
        lower = Estimate(mean - Z95 * s, mean - far, mean - near)
        upper = Estimate(mean + Z95 * s, mean + near, mean + far)
        return Limits(n, bias, s, lower, upper, EXACT)
    half = t * s * math.sqrt(3 / n)
    lower, upper = _around(mean - Z95 * s, half), _around(mean + Z95 * s, half)
    return Limits(n, bias, s, lower, upper, APPROXIMATE)


def repeated_limits(
    differences: Sequence[float] | FloatArray, persons: Sequence[Hashable]
) -> Limits | Refused:
    """Give bias and limits of agreement where people made several attempts.

    Parameters
    ----------
    differences
        Shape (n,): one method minus the other.
    persons
        Whose each is, n of them.

    Returns
    -------
    Limits or Refused
        The variance of a difference is that between people and that within one, out of a one-way
        analysis of variance of the differences (Bland and Altman 2007, J Biopharm Stat 17:571,
        true value varies). The intervals of the limits are put together from those of bias and
        variances (Zou 2013, Stat Methods Med Res 22:630, MOVER). Refused where there are under
        `LEAST_PERSONS` people, nobody has two attempts, or all differences are the same.

    Raises
    ------
    ValueError
        Where there are not as many persons as differences.
    """
    d = np.asarray(differences, dtype=float)
    if d.size != len(persons):
        raise ValueError("Each difference is of one person.")
    refused = _unfit(d)
    if refused is not None:
        return refused
    groups = [d[[whose == one for whose in persons]] for one in dict.fromkeys(persons)]
    if len(groups) < LEAST_PERSONS:
        reason = f"{_people(len(groups))} too few: it takes {LEAST_PERSONS}"
        return Refused(reason, d.size)
    if len(groups) == d.size:
        return Refused("nobody has more than one attempt: the plain limits are right", d.size)
    return _of_groups(d, groups)


def _of_groups(d: FloatArray, groups: Sequence[FloatArray]) -> Limits:
    from scipy import stats

    n, k = d.size, len(groups)
    counts = np.array([group.size for group in groups], dtype=float)
    means = np.array([group.mean() for group in groups])
    mean = float(d.mean())
    ms_between = float(np.sum(counts * (means - mean) ** 2)) / (k - 1)
    ms_within = float(sum(np.sum((g - g.mean()) ** 2) for g in groups)) / (n - k)
    each = float((n - np.sum(counts**2) / n) / (k - 1))
    between = max(0.0, (ms_between - ms_within) / each)
    variance = between + ms_within
    error = math.sqrt(between * float(np.sum(counts**2)) + ms_within * n) / n
    half = float(stats.t.ppf(UPPER, k - 1)) * error
    parts = ((ms_between / each, k - 1), ((1 - 1 / each) * ms_within, n - k))
    less = math.hypot(*(v * (1 - f / stats.chi2.ppf(UPPER, f)) for v, f in parts))
    more = math.hypot(*(v * (f / stats.chi2.ppf(1 - UPPER, f) - 1) for v, f in parts))
    wide = Z95 * math.sqrt(variance)
    narrower = math.hypot(half, wide - Z95 * math.sqrt(max(0.0, variance - less)))
    wider = math.hypot(half, Z95 * math.sqrt(variance + more) - wide)
    lower = Estimate(mean - wide, mean - wide - wider, mean - wide + narrower)
    upper = Estimate(mean + wide, mean + wide - narrower, mean + wide + wider)
    return Limits(
        n,
        _around(mean, half),
        math.sqrt(variance),
        lower,
        upper,
        REPEATED,
        persons=k,
        sd_between=math.sqrt(between),
        sd_within=math.sqrt(ms_within),
    )


def _unfit(d: FloatArray) -> Refused | None:
    if not np.isfinite(d).all():
        raise ValueError("Differences are finite numbers.")
    refused = too_few(d.size, "pairs", LEAST_PAIRS)
    if refused is None and float(np.ptp(d)) <= _SAME:
        reason = f"all differences are the same ({d[0]:+.3f}): they have no spread"
        refused = Refused(reason, d.size)
    return refused


def _around(value: float, half: float) -> Estimate:
    return Estimate(value, value - half, value + half)


def _people(count: int) -> str:
    return "1 person is" if count == 1 else f"{count} people are"
