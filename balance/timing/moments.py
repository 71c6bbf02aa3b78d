"""When exactly it happened: a share for each grid row near an event.

A row's share is from the model's mark of the event there, and from what it says of the rows before
and after it: that the foot was up on one side and down on the other. So where the change was first
believed to be only says which rows are looked at. The time is the median of the shares, and their
spread says how sure it is: a sharp contact leaves one row, a soft one many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import STEP_S
from balance.timing.decisions import in_hindsight
from balance.timing.inputs import STRIDE
from balance.timing.network import EVENT_AFTER, LIFT
from balance.timing.stretch import Stretch, model_rows_in

BEFORE: Final = model_rows_in(1.2)
AFTER: Final = model_rows_in(0.48)
LATE: Final = 1  # which of the model's answers: the one with the most hindsight
EARLY: Final = 0
_FAR_S: Final = 0.5  # so long before a change was believed to be its mark counts in full,
_FADES_S: Final = 0.15  # and fades beyond: no share hangs on which row it was believed at
_STATE: Final = 0.1  # of a model row's log odds; less than one, for neighbours say the same again


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event happened.

    Attributes
    ----------
    row : float
        Grid row, the median of the shares.
    spread_s : float
        Standard deviation of the shares, seconds.
    """

    row: float
    spread_s: float


def moment(
    stretch: Stretch, what: tuple[slice, ...], hindsight: int, about: int, known: int
) -> Moment:
    """When the event about model row `about` happened, as far as is known at row `known`.

    Parameters
    ----------
    what
        `network.LIFT` or `network.DOWN`.
    hindsight
        `EARLY` or `LATE`.
    """
    later = EVENT_AFTER[hindsight]
    first = max(about - BEFORE, stretch.start)
    last = min(about + AFTER, known + 1 - later)
    if last <= first:
        return Moment(STRIDE * about + 1.5, 0.2)
    marks = stretch.bins(what[hindsight], first + later, last + later)
    marks = marks + _sides(in_hindsight(stretch, first, last, known), up_after=what is LIFT)
    away_s = (STRIDE * (first - about) + np.arange(marks.size)) * STEP_S
    marks = marks - 0.5 * (np.minimum(away_s + _FAR_S, 0.0) / _FADES_S) ** 2
    share = np.exp(marks - marks.max())
    share /= share.sum()
    at = np.arange(marks.size)
    mean = float((share * at).sum())
    spread = float(np.sqrt((share * (at - mean) ** 2).sum() + 1.0 / 12.0)) * STEP_S
    past = np.cumsum(share)
    k = int(np.searchsorted(past, 0.5))
    before = float(past[k - 1]) if k else 0.0
    return Moment(STRIDE * first + k - 0.5 + (0.5 - before) / float(share[k]), spread)


def _sides(up: FloatArray, *, up_after: bool) -> FloatArray:
    """For each grid row, how well it parts rows on one leg from rows on two; (k,) to (4 k,)."""
    each = np.repeat(up, STRIDE) * (_STATE / STRIDE)
    past = np.cumsum(each) - 0.5 * each
    return -past if up_after else past
