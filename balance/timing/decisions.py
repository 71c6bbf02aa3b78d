"""When the model is believed: its log odds are added up until they are enough for a change.

A change is believed once the log odds for it, added up row after row since they were least, pass a
limit: two rows that are sure count like many that are not. The answers with more hindsight need
less. The row at which the sum was least is when it changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self

import numpy as np

from balance.samples import FloatArray
from balance.timing.network import DOWN, EVENT_AFTER, LIFT, UP, UP_AFTER
from balance.timing.stretch import Stretch, model_rows_in

Change = Literal["lift", "landing"]
LOOKED: Final = (1, 2, 3)  # the answers with hindsight, in `UP`
UP_LOOKED: Final = slice(UP[LOOKED[0]], UP[LOOKED[-1]] + 1)
_NEAR: Final = model_rows_in(0.48)
MOST_ODDS: Final = 6.0  # a row can't say more


@dataclass(frozen=True, slots=True)
class Decisions:
    """Limits on log odds.

    Attributes
    ----------
    lifted, landed : tuple of float
        Sums of log odds that the foot was up, or was down, after 0.4, 1.0 and 2.0 s.
    paused : float
        Log odds below which the clock stands, at once.
    resumed : float
        Log odds above which, after 0.4 s, it goes on.
    kept : float
        Mean log odds above which, with all hindsight, an end that had been decided is taken back.
    usual : float
        Log odds of each row against a landing that are nothing special on one leg; people and
        sensors that the model does not know look less like one leg than those it knows.
    unmarked : float
        How much more is needed for each log odd that the mark of the event itself, a contact or a
        foot coming free, lacks to be even: a state may be mistaken for long, an event seldom.
    """

    lifted: tuple[float, float, float]
    landed: tuple[float, float, float]
    paused: float
    resumed: float
    kept: float
    usual: float
    unmarked: float

    @classmethod
    def from_numbers(cls, numbers: Sequence[float]) -> Self:
        """As they are kept beside the weights: in the order above."""
        up, later, surest, down, after, last, *rest = map(float, numbers)
        return cls((up, later, surest), (down, after, last), *rest)

    def numbers(self) -> list[float]:
        """As they are kept beside the weights."""
        rest = (self.paused, self.resumed, self.kept, self.usual, self.unmarked)
        return [*self.lifted, *self.landed, *rest]


@dataclass(frozen=True, slots=True)
class Found:
    """A change that was decided.

    Attributes
    ----------
    known : int
        Model row at which it was.
    about : int
        Model row at which the foot went up or came down, by the answer that decided.
    """

    known: int
    about: int


class Watch:
    """Adds up what speaks for a change, row after row, and begins anew where nothing is left of it.

    This is Page's cumulative sum test (Biometrika 41:100, 1954), one for each answer.

    Parameters
    ----------
    stretch, decisions, change
        The model's answers, how sure it must be, and of what.
    begin
        First model row at which the change may have been.
    """

    def __init__(self, stretch: Stretch, decisions: Decisions, change: Change, begin: int) -> None:
        self._stretch = stretch
        self._sign = 1.0 if change == "lift" else -1.0
        self._unmarked = decisions.unmarked
        self._marks = (LIFT if change == "lift" else DOWN)[0]
        self._usual = decisions.usual if change == "landing" else 0.0
        self._limits = decisions.lifted if change == "lift" else decisions.landed
        self._from = [begin + UP_AFTER[what] for what in LOOKED]
        self._next = self._from[0]
        self._sums = [0.0] * len(LOOKED)
        self._began = list(self._from)

    def look(self, upto: int) -> Found | None:
        """The first row before `upto`, of those not looked at yet, at which it is believed."""
        row = max(self._next, self._stretch.start)
        if row >= upto:
            return None
        self._next = upto
        rows = self._stretch.rows(UP_LOOKED, row, upto)
        speaks = row + np.flatnonzero((self._sign * rows > self._usual).any(axis=0))
        answers = rows.T.tolist()
        first = row
        while row < upto:
            if not any(self._sums):  # nothing is left: on to the next row that speaks for it
                at = int(np.searchsorted(speaks, row))
                row = int(speaks[at]) if at < speaks.size else upto
                self._began = [max(row, begin) for begin in self._from]
                if row == upto:
                    break
            found = self._add(row, answers[row - first])
            row += 1
            if found is not None:
                self._next = row
                return found
        return None

    def _add(self, row: int, answers: Sequence[float]) -> Found | None:
        found = None
        for k, odds in enumerate(answers):
            if row < self._from[k]:
                continue
            bounded = max(-MOST_ODDS, min(MOST_ODDS, odds))
            total = self._sums[k] + self._sign * bounded - self._usual
            if total <= 0.0:
                total, self._began[k] = 0.0, row + 1
            self._sums[k] = total
            if total > self._limits[k]:  # of two that are sure at once, the one with hindsight
                about = self._began[k] - UP_AFTER[LOOKED[k]]
                if total > self._limits[k] + self._unmarked * self._lacking(about, row):
                    found = Found(row, about)
        return found

    def _lacking(self, about: int, known: int) -> float:
        """Log odds that the event's own mark near a row lacks to be even, as far as is known."""
        later = EVENT_AFTER[0]
        first = max(about - _NEAR + later, self._stretch.start)
        last = min(about + _NEAR + later, known) + 1
        if last <= first:
            return 0.0
        return max(0.0, -float(self._stretch.bins(self._marks, first, last).max()))


def in_hindsight(stretch: Stretch, first: int, last: int, known: int) -> FloatArray:
    """Bounded log odds that the foot was up at model rows `first` to `last` (excluded).

    Each row by the answer with the most hindsight that there is at row `known`.
    """
    said = []
    at = first
    for what in reversed(LOOKED):
        upto = min(last, known + 1 - UP_AFTER[what])
        if upto > at:
            later = UP_AFTER[what]
            odds = stretch.said(UP[what], at + later, upto + later)
            said.append(np.clip(odds, -MOST_ODDS, MOST_ODDS))
            at = upto
    return np.concatenate(said) if said else np.zeros(0)
