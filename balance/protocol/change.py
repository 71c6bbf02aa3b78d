"""Whether times have changed by more than a person's usual ups and downs.

Two groups of sessions are compared: what a person usually held in the one, and in the other. Usual
is the middle session, since it is known even where a few sessions were cut short: each of those
lies anywhere from its time upwards, and whatever it was, it leaves the middle where it is as long
as fewer than half are open upwards. So the change lies between two bounds, equal ones where nothing
was cut short, and an answer is given where both bounds give the same one.

How far a change must go follows from how much sessions of one person differ: the difference of the
middles of k and n sessions of an unchanged person lies within t(0.975, f) s sqrt(v(k) + v(n)) 95
times in 100, with v the variance of the middle of so many normal values. For one new session v is
1: the textbook interval for one further value. It takes sessions, not attempts, since attempts of
one day are alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Final, Literal

from scipy.special import stdtrit

Answer = Literal["more", "less", "within", "not less", "not more", "untold", "too few"]

# Three or four sessions before a baseline can be read: docs/science.md, "practice effect".
FEWEST_EARLIER: Final = 4
MOST_EARLIER: Final = 10
#: Sessions that stand for the start of a training, and for how things are now.
START: Final = FEWEST_EARLIER
_PROBABILITY: Final = 0.975
_MILLISECOND: Final = 3  # decimals: differences are taken as times are stored
# Variance of the middle of 1, 2, ... values of a normal distribution with variance 1: integrated
# from its order statistics, and drawn in a test.
_OF_MIDDLE: Final = (1.0, 0.5, 0.4487, 0.2982, 0.2868, 0.2147, 0.2105, 0.1682, 0.1661, 0.1383)


@dataclass(frozen=True, slots=True)
class SessionMean:
    """Mean of the times of one session that count; `censored` where it is that or more."""

    mean_s: float
    censored: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """Usual ups and downs: the standard deviation of sessions, and its degrees of freedom."""

    spread_s: float
    freedom: int


@dataclass(frozen=True, slots=True)
class Change:
    """Newer sessions beside earlier ones.

    Parameters
    ----------
    answer
        more, less or within the usual ups and downs; `not less` is either more or within, and `not
        more` either less or within; `untold` where holds that were cut short leave it open; `too
        few` sessions to say.
    at_least_s, at_most_s
        Bounds of the change: equal where it is known, infinite where there is none; None without
        an earlier session.
    spread
        Usual ups and downs; None where they are not known yet.
    needed_s
        What a change must exceed; None where that can't be said.
    sessions
        How many there are.
    """

    answer: Answer
    at_least_s: float | None
    at_most_s: float | None
    spread: Spread | None
    needed_s: float | None
    sessions: int

    @property
    def change_s(self) -> float | None:
        """The change where it is known."""
        return self.at_least_s if self.at_least_s == self.at_most_s else None

    @property
    def learning(self) -> bool:
        """Whether the first sessions, in which times rise by practice alone, are still going on."""
        return self.sessions <= FEWEST_EARLIER


def change(means: Sequence[SessionMean], sessions: int | None = None) -> Change:
    """Compare the newest session with up to ten before it.

    Parameters
    ----------
    means
        Of the sessions under the same conditions, oldest first; at least the newest eleven.
    sessions
        How many sessions there are in all, where `means` has not all of them.
    """
    earlier = means[:-1][-MOST_EARLIER:]
    return compare(earlier, means[-1:], sessions=len(means) if sessions is None else sessions)


def since_start(
    first: Sequence[SessionMean], newest: Sequence[SessionMean], sessions: int
) -> Change:
    """Compare the newest sessions with the first ones, up to four of each.

    Parameters
    ----------
    first, newest
        The first and the newest sessions, each oldest first.
    sessions
        How many sessions there are in all: none of them is in both groups.
    """
    start = list(first)[: min(START, sessions - 1)]
    now = list(newest)[-min(START, sessions - len(start)) :]
    return compare(start, now, sessions=sessions)


def compare(
    earlier: Sequence[SessionMean],
    later: Sequence[SessionMean],
    *,
    sessions: int,
    spread: Spread | None = None,
) -> Change:
    """Compare some sessions with earlier ones, up to ten of each.

    `spread` are the usual ups and downs where they are known from elsewhere, so that two single
    sessions can be compared; otherwise they come from these sessions, and from four on.
    """
    if not earlier or not later:
        return Change("too few", None, None, spread, None, sessions)
    (old_least, old_most), (new_least, new_most) = _middle(earlier), _middle(later)
    least_s = round(new_least - old_most, _MILLISECOND)
    most_s = round(new_most - old_least, _MILLISECOND)
    if spread is None and len(earlier) < FEWEST_EARLIER:
        few = spread_of((earlier,))
        return Change("too few", least_s, most_s, few, None, sessions)
    known = spread_of((earlier, later)) if spread is None else spread
    if known is None or known.freedom < FEWEST_EARLIER - 1:
        return Change("untold", least_s, most_s, known, None, sessions)
    of_middles = _OF_MIDDLE[len(earlier) - 1] + _OF_MIDDLE[len(later) - 1]
    needed_s = _times(known.freedom) * known.spread_s * math.sqrt(of_middles)
    return Change(_answer(least_s, most_s, needed_s), least_s, most_s, known, needed_s, sessions)


def spread_of(groups: Sequence[Sequence[SessionMean]]) -> Spread | None:
    """Give the usual ups and downs within groups of sessions; None where too few are known.

    They are taken about the middle of each group that has an upper bound, and divided by what the
    squares of so many normal values about their middle come to.
    """
    squares, divisor, freedom = 0.0, 0.0, 0
    for group in groups:
        n, whole = len(group), sum(not session.censored for session in group)
        middle = _middle(group) if group else (0.0, math.inf)
        if whole < 2 or math.isinf(middle[1]):
            continue
        squares += max(_squares(group, at_s) for at_s in middle)
        divisor += n - 2 + n * _OF_MIDDLE[n - 1]
        freedom += whole - 1
    return Spread(math.sqrt(squares / divisor), freedom) if freedom else None


def _squares(group: Sequence[SessionMean], at_s: float) -> float:
    """Sum the squares about a middle.

    Those that were cut short are taken to be as far above it as the lowest are below it, or as far
    as was held where that is more.
    """
    whole = sorted(session.mean_s for session in group if not session.censored)
    cut = sorted((session.mean_s for session in group if session.censored), reverse=True)
    mirrored = [max(at_s - low, held - at_s) for low, held in zip(whole, cut, strict=False)]
    return math.fsum(away_s**2 for away_s in (*(held - at_s for held in whole), *mirrored))


def _middle(group: Sequence[SessionMean]) -> tuple[float, float]:
    """Give the bounds of the middle of some sessions."""
    least = median(session.mean_s for session in group)
    return least, median(math.inf if each.censored else each.mean_s for each in group)


def _answer(least_s: float, most_s: float, needed_s: float) -> Answer:
    low, high = _side(least_s, needed_s), _side(most_s, needed_s)
    if low == high:
        return ("less", "within", "more")[low + 1]
    if low == 0:
        return "not less"
    return "not more" if high == 0 else "untold"


def _side(change_s: float, needed_s: float) -> int:
    """Give -1 for less, 0 for within, 1 for more."""
    return 0 if abs(change_s) <= needed_s else (1 if change_s > 0 else -1)


@cache
def _times(freedom: int) -> float:
    """Give how many spreads of so many degrees of freedom hold 95 in 100."""
    return float(stdtrit(freedom, _PROBABILITY))
