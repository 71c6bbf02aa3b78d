"""How sure the model must be: thresholds on its log odds, and the first row that passes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.timing.network import UP, UP_AFTER
from balance.timing.stretch import Stretch, model_rows_in

LOOKED: Final = (1, 2, 3)  # the answers with hindsight, in `UP`
_BACK: Final = model_rows_in(2.0)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Log odds that must be passed; those with more hindsight need less.

    Attributes
    ----------
    lifted, landed : tuple of float
        That the foot was up, or was down, after 0.4, 1.0 and 2.0 s.
    paused : float
        Below which the clock stands, at once.
    resumed : float
        Above which, after 0.4 s, it goes on.
    kept : float
        Above which, after 2.0 s, an end that had been decided is taken back.
    """

    lifted: tuple[float, float, float]
    landed: tuple[float, float, float]
    paused: float
    resumed: float
    kept: float


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


def first_lift(
    stretch: Stretch, decisions: Decisions, first: int, last: int, ready: int
) -> Found | None:
    """First row at which the foot is believed to be up, at a row after `ready`."""
    return _first(stretch, decisions.lifted, first, last, 1.0, ready)


def first_landing(
    stretch: Stretch, decisions: Decisions, first: int, last: int, lifted: int
) -> Found | None:
    """First row at which the foot is believed to be down, at a row after `lifted`."""
    return _first(stretch, decisions.landed, first, last, -1.0, lifted)


def _first(
    stretch: Stretch, odds: tuple[float, ...], first: int, last: int, sign: float, after: int
) -> Found | None:
    best: tuple[int, int] | None = None
    for what, need in zip(LOOKED, odds, strict=True):
        begin = max(first, after + UP_AFTER[what], stretch.start)
        if begin >= last:
            continue
        passed = np.flatnonzero(sign * stretch.said(UP[what], begin, last) > need)
        if passed.size:
            known = begin + int(passed[0])
            if best is None or known < best[0]:
                best = known, what
                last = known + 1
    if best is None:
        return None
    known, what = best
    return Found(known, max(after, turned(stretch, what, known, sign)))


def turned(stretch: Stretch, what: int, known: int, sign: float) -> int:
    """Model row at which an answer that stands at row `known` turned to it."""
    begin = max(known - _BACK, stretch.start)
    against = np.flatnonzero(sign * stretch.said(UP[what], begin, known + 1) <= 0.0)
    row = begin + int(against[-1]) + 1 if against.size else begin
    return row - UP_AFTER[what]
