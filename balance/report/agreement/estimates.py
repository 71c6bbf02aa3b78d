"""A figure with its interval, a share with its own, and why a figure is refused, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: All intervals hold what they are of 95 times in 100.
LEVEL: Final = 0.95
UPPER: Final = 0.5 + LEVEL / 2
#: How many standard deviations to either side hold 95 in 100 normal values.
Z95: Final = 1.959963984540054
#: Under so many pairs spread is not known well enough to be told: our own choice.
LEAST_PAIRS: Final = 5


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval, in the unit of what it is of."""

    value: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies in the interval."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Share:
    """So many of n, and the 95 % interval of the share."""

    count: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """From 0 to 1."""
        return self.count / self.n


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no figure, in words, and how many values there were."""

    reason: str
    n: int


def share(count: int, n: int) -> Share | Refused:
    """Give a share with its interval.

    The interval is Wilson's (1927, J Am Stat Assoc 22:209), which keeps its level for small n and
    for shares near 0 and 1 better than the textbook one (Brown, Cai and DasGupta 2001, Stat Sci
    16:101).

    Raises
    ------
    ValueError
        Where the count is not from 0 to n.
    """
    if not 0 <= count <= max(n, 0):
        raise ValueError(f"{count} of {n} is no share.")
    if n == 0:
        return Refused("there is nothing to take a share of", 0)
    from scipy.stats import binomtest  # late: it takes a while to load

    found = binomtest(count, n).proportion_ci(LEVEL, method="wilson")
    return Share(count, n, float(found.low), float(found.high))


def too_few(n: int, what: str, least: int = LEAST_PAIRS) -> Refused | None:
    """Refuse where there are too few values; `what` they are, as in "pairs"."""
    if n >= least:
        return None
    return Refused(f"{n} {what} are too few: it takes {least}", n)
