"""An attempt as one side timed it, a recording with both sides, and what pairs came of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

#: What became of an attempt: both ends near; our end too early or too late; only the lift-off
#: elsewhere; cut short on a side; cut off by missing samples; seen by one side alone; or nothing
#: tells which is which.
Outcome = Literal[
    "right", "early", "late", "lift_off", "or_more", "cut_off", "missed", "extra", "unplaced"
]
OUTCOMES: Final[tuple[Outcome, ...]] = (
    "right",
    "early",
    "late",
    "lift_off",
    "or_more",
    "cut_off",
    "missed",
    "extra",
    "unplaced",
)
#: From so long before the reference's end to so long after it an end is right, and a lift-off
#: within so long of its own, as in the figures on simulated people (docs/accuracy.md).
EARLY_S: Final = 0.3
LATE_S: Final = 0.5
LIFT_OFF_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt as one side timed it, in seconds of the recording.

    Parameters
    ----------
    duration_s
        How long it lasted.
    lift_off_s, end_s
        When; None where only the duration is known.
    censored
        It lasted at least so long.
    cut_off
        Samples were missing at its end: it is no time.
    uncertainty_s
        Half-width that is said to hold the true duration 95 times in 100; None where none is said.
    """

    duration_s: float
    lift_off_s: float | None = None
    end_s: float | None = None
    censored: bool = False
    cut_off: bool = False
    uncertainty_s: float | None = None

    @property
    def span_s(self) -> tuple[float, float] | None:
        """Lift-off and end, where they are known."""
        if self.lift_off_s is None or self.end_s is None:
            return None
        return self.lift_off_s, self.end_s


@dataclass(frozen=True, slots=True)
class Compared:
    """A recording with what both sides say of it, each in the order of time.

    Parameters
    ----------
    recording
        Its name.
    first, reference
        What is judged, and what it is judged by.
    person
        A code; None where nobody said whose it is.
    simulated
        No person was measured.
    own_clock
        The reference's times are of a clock of its own, whose offset is to be estimated.
    """

    recording: str
    first: tuple[Attempt, ...]
    reference: tuple[Attempt, ...]
    person: str | None = None
    simulated: bool = False
    own_clock: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much sooner or later an end may be and still be right, and a lift-off, seconds."""

    early_s: float = EARLY_S
    late_s: float = LATE_S
    lift_off_s: float = LIFT_OFF_S


@dataclass(frozen=True, slots=True)
class Pair:
    """An attempt as both sides have it, or one of them alone.

    Parameters
    ----------
    number
        Of the attempt in its recording, from 1 in the order of time.
    contradicts
        One side says "so long or more", and the other a time that this can't be.
    """

    recording: str
    number: int
    person: str | None
    first: Attempt | None
    reference: Attempt | None
    outcome: Outcome
    contradicts: bool = False

    @property
    def difference_s(self) -> float | None:
        """First minus reference, to the millisecond; None where either is no time of its own."""
        if self.first is None or self.reference is None:
            return None
        if any(one.censored or one.cut_off for one in (self.first, self.reference)):
            return None
        return round(self.first.duration_s - self.reference.duration_s, 3)

    @property
    def durations_s(self) -> tuple[float, float]:
        """Both durations; nan for a side that has none."""
        sides = (self.first, self.reference)
        one, other = (math.nan if side is None else side.duration_s for side in sides)
        return one, other

    @property
    def within(self) -> bool | None:
        """Whether the stated uncertainty holds the difference; None where there is none of both."""
        difference_s = self.difference_s
        if difference_s is None or self.first is None or self.first.uncertainty_s is None:
            return None
        return abs(difference_s) <= self.first.uncertainty_s
