"""Best times: which is more, what a personal best is, and left against right.

A time is what was proven: at least `duration_s` where it is censored, and `duration_s` give or take
`uncertainty_s` where it is not. The rules are explained in docs/science.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from balance.protocol.attempts import MEAN_OF

Verdict = Literal["first", "personal best", "level with your best", "below your best"]

_MILLISECOND: Final = 3  # decimals: times are compared as they are shown and stored


@dataclass(frozen=True, slots=True)
class Time:
    """One time that counts; `uncertainty_s` is the half-width that holds it 95 times in 100."""

    duration_s: float
    uncertainty_s: float = 0.0
    censored: bool = False


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of three times; `censored` means that it is at least `mean_s`."""

    mean_s: float
    censored: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """Left against right.

    `difference_s` is left less right; `ratio` the shorter over the longer, None where the longer
    is no time at all. Where a time was cut short neither is exact, `censored`; then `at_least`
    says whether the leg with more is ahead all the same, by that much or more: what is cut short
    is the longer one. `doubt_s` is the uncertainty of both together.
    """

    difference_s: float
    ratio: float | None
    censored: bool
    at_least: bool = False
    doubt_s: float = 0.0


def best(times: Iterable[Time]) -> Time | None:
    """Give the best of some times under the same conditions; their order does not matter.

    Of two equal times the one that was cut short stands for more, and of two that are equal in
    that as well the one that is known better.
    """
    return max(times, key=lambda t: (t.duration_s, t.censored, -t.uncertainty_s), default=None)


def mean_of_three(newest: Sequence[Time]) -> Mean | None:
    """Give the mean of three times, the newest that count; None before there are three.

    Raises
    ------
    ValueError
        Where more than three are given: which of them are meant is the caller's to say.
    """
    if len(newest) > MEAN_OF:
        raise ValueError(f"A mean of three takes three times, not {len(newest)}.")
    if len(newest) < MEAN_OF:
        return None
    mean_s = sum(sorted(time.duration_s for time in newest)) / MEAN_OF
    return Mean(round(mean_s, _MILLISECOND), any(time.censored for time in newest))


def compare(new: Time, older: Time | None) -> Verdict:
    """Say what a time is beside the best of all before it.

    It is a personal best only where it exceeds the older one by more than the uncertainty of both
    together, and level with it where it is not below it by more than that. What was cut short is
    compared by what it has proven: "45 s or more" is level with "45 s or more".
    """
    if older is None:
        return "first"
    exceeds_s = round(new.duration_s - older.duration_s, _MILLISECOND)
    doubt_s = round(new.uncertainty_s + older.uncertainty_s, _MILLISECOND)
    if exceeds_s > doubt_s:
        return "personal best"
    return "level with your best" if exceeds_s >= -doubt_s else "below your best"


def verdicts(times: Iterable[Time]) -> list[Verdict]:
    """Say for each time, in the order in which they were made, what it was on its day."""
    said: list[Verdict] = []
    standing: Time | None = None
    for time in times:
        said.append(compare(time, standing))
        standing = time if standing is None else best((standing, time))
    return said


def sides(left: Time, right: Time) -> Sides:
    """Compare the best of the left stance leg with the best of the right."""
    shorter, longer = sorted((left, right), key=lambda time: time.duration_s)
    longer_s = longer.duration_s
    return Sides(
        difference_s=round(left.duration_s - right.duration_s, _MILLISECOND),
        ratio=round(shorter.duration_s / longer_s, _MILLISECOND) if longer_s > 0 else None,
        censored=left.censored or right.censored,
        at_least=longer.censored and not shorter.censored and longer_s > shorter.duration_s,
        doubt_s=round(sum(t.uncertainty_s for t in (left, right) if not t.censored), _MILLISECOND),
    )
