"""Whether a change is bigger than a person's own spread, or may be the practice effect.

A new session is compared with the person's own earlier ones by a prediction interval: with k
earlier session means of mean m and standard deviation s, a further session of the same person,
unchanged, has its mean within m ± t(0.975, k - 1) s sqrt(1 + 1/k) 95 times in 100: the textbook
interval for one further value of a normal sample. It takes sessions, not attempts, since attempts
of one day are alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from scipy.special import stdtrit

Answer = Literal["more", "less", "within", "too few", "cut short"]

# Three or four sessions before a baseline can be read: docs/science.md, "practice effect".
FEWEST_EARLIER: Final = 4
MOST_EARLIER: Final = 10
_PROBABILITY: Final = 0.975


@dataclass(frozen=True, slots=True)
class SessionMean:
    """Mean of the times of one session that count; `censored` where one was cut short."""

    mean_s: float
    censored: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The newest session beside the earlier ones.

    Parameters
    ----------
    answer
        more, less or within the person's own spread; `too few` sessions to say; `cut short` where
        a mean is only a lower bound.
    change_s
        Newest mean less the mean of the earlier ones; None without an earlier one.
    spread_s
        Standard deviation of the earlier session means; None for fewer than two.
    needed_s
        What a change must exceed; None where that can't be said.
    sessions
        How many there are.
    """

    answer: Answer
    change_s: float | None
    spread_s: float | None
    needed_s: float | None
    sessions: int

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
    count = len(means) if sessions is None else sessions
    earlier = list(means[:-1])[-MOST_EARLIER:]
    values = [mean.mean_s for mean in earlier]
    k = len(values)
    mean_s = math.fsum(values) / k if k else 0.0
    change_s = means[-1].mean_s - mean_s if k else None
    squares = math.fsum((value - mean_s) ** 2 for value in values)
    spread_s = math.sqrt(squares / (k - 1)) if k >= 2 else None
    if spread_s is None or change_s is None or k < FEWEST_EARLIER:
        return Change("too few", change_s, spread_s, None, count)
    if means[-1].censored or any(mean.censored for mean in earlier):
        return Change("cut short", change_s, spread_s, None, count)
    needed_s = _times(k) * spread_s
    answer: Answer = "within"
    if abs(change_s) > needed_s:
        answer = "more" if change_s > 0 else "less"
    return Change(answer, change_s, spread_s, needed_s, count)


@cache
def _times(k: int) -> float:
    """How many spreads of `k` sessions a change must exceed."""
    return float(stdtrit(k - 1, _PROBABILITY)) * math.sqrt(1.0 + 1.0 / k)
