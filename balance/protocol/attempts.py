"""Attempts and their score: which count, the best, and the mean of three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from balance.protocol.conditions import Conditions
from balance.timing.results import Hold

MEAN_OF: Final = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: its conditions and its hold.

    Attributes
    ----------
    number : int
        Which one it was, from 1.
    conditions : Conditions
        How it was made.
    hold : Hold
        What was timed.
    """

    number: int
    conditions: Conditions
    hold: Hold

    @property
    def scored(self) -> bool:
        """Practice is kept and never scored; a hold that a gap cut off has no time."""
        return not self.conditions.practice and self.hold.end_reason != "gap"


@dataclass(frozen=True, slots=True)
class Score:
    """Best and mean of three under one set of conditions.

    `best_censored` and `mean_censored` mean "or more".

    Attributes
    ----------
    best : Attempt or None
        The longest hold that is scored; None before there is one.
    mean_of_three_s : float or None
        Mean of the newest three scored attempts, seconds; None before there are three.
    mean_censored : bool
        Whether that mean is a lower bound.
    """

    best: Attempt | None
    mean_of_three_s: float | None
    mean_censored: bool

    @property
    def best_censored(self) -> bool:
        """Whether the best time is a lower bound."""
        return self.best is not None and self.best.hold.censored


def score(attempts: Sequence[Attempt]) -> Score:
    """Score attempts, given in the order in which they were made.

    Raises
    ------
    ValueError
        Where attempts under different conditions are given: they are never mixed.
    """
    counted = [attempt for attempt in attempts if attempt.scored]
    if len({attempt.conditions for attempt in counted}) > 1:
        raise ValueError("Times under different conditions are never mixed.")
    # Of two equal times the one that was cut short stands for more.
    best = max(counted, key=lambda a: (a.hold.duration_s, a.hold.censored), default=None)
    newest = [attempt.hold for attempt in counted[-MEAN_OF:]]
    if len(newest) < MEAN_OF:
        return Score(best, None, mean_censored=False)
    mean_s = sum(hold.duration_s for hold in newest) / MEAN_OF
    return Score(best, mean_s, mean_censored=any(hold.censored for hold in newest))
