"""When exactly it happened: a share for each grid row near an event, from the model's own marks.

The time is the median of the shares, and their spread says how sure it is: a sharp contact leaves
one row, a soft one many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.signal.grid import STEP_S
from balance.timing.inputs import STRIDE
from balance.timing.network import EVENT_AFTER
from balance.timing.stretch import Stretch, model_rows_in

BEFORE: Final = model_rows_in(0.6)
AFTER: Final = model_rows_in(0.48)
LATE: Final = 1  # which of the model's answers: the one with the most hindsight
EARLY: Final = 0


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
    first = max(about - BEFORE, stretch.start - later)
    last = min(about + AFTER, known + 1 - later)
    if last <= first:
        return Moment(STRIDE * about + 1.5, 0.2)
    marks = stretch.bins(what[hindsight], first + later, last + later)
    share = np.exp(marks - marks.max())
    share /= share.sum()
    at = np.arange(marks.size)
    mean = float((share * at).sum())
    spread = float(np.sqrt((share * (at - mean) ** 2).sum() + 1.0 / 12.0)) * STEP_S
    past = np.cumsum(share)
    k = int(np.searchsorted(past, 0.5))
    before = float(past[k - 1]) if k else 0.0
    return Moment(STRIDE * first + k - 0.5 + (0.5 - before) / float(share[k]), spread)
