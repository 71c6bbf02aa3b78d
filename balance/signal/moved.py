"""How much more moves in long steps than in the short ones beside them."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock, joined
from balance.signal.filters import RunningSum

_LONGER: Final = 1.4  # than the one beside it, to be compared with it
_LONGEST_S: Final = 0.3
_PAIRS: Final = 16  # of steps, over which it is told whether anything moves
# How much more moves in two steps than in one of them, as a logarithm: 0.72 in a smooth movement,
# whether or not the longer of the two hides lost samples, and 0 in noise.
_SMOOTH: Final = 0.72
_MOVING: Final = 0.35
_LEAST: Final = 30
_NOISE: Final = (0.02**2, 0.002**2)  # of m/s^2 and rad/s; what is smaller is no movement


class Moved:
    """Compares each long step with the short one beside it; any cut gives the same answer.

    Only where something moves is anything compared: where nothing does, as much noise is in a long
    step as in a short one. Whether it does is told from both steps alike, so that this choice
    favours neither answer.
    """

    def __init__(self) -> None:
        self._rows: SampleBlock | None = None
        self._sums = RunningSum(4)
        self._total = np.zeros(4)

    def push(self, block: SampleBlock) -> None:
        """Take note of samples."""
        rows = block if self._rows is None else joined([self._rows, block])
        if (found := _compared(rows)).size:
            self._total = self._sums.push(found)[:, -1]
        self._rows = rows[-(_PAIRS + 1) :]

    @property
    def share(self) -> float | None:
        """1 where as much more moves in the long steps as they are longer, 0 where no more does.

        None where too little moves to tell.
        """
        pairs, more, longer, moving = self._total
        return float(more / longer * _SMOOTH / (moving / pairs)) if pairs >= _LEAST else None


def _compared(rows: SampleBlock) -> FloatArray:
    """Each pair of a long step and a short one where something moves, shape (4, n).

    In it: one, how much more moved in the long one, how much longer that is, and how much more
    moves in both than in one; all as logarithms.
    """
    if len(rows) < _PAIRS + 2:
        return np.empty((4, 0))
    steps = np.diff(rows.time_s)
    single, both = _moved(rows, 1), _moved(rows, 2)
    apart = both - 0.5 * (single[1:] + single[:-1])
    n = apart.size - _PAIRS + 1
    moving = np.zeros(n)
    for k in range(_PAIRS):  # added in one order, whatever the cut
        moving += apart[k : k + n]
    newest = slice(_PAIRS - 1, None)
    longer = (np.log(steps[1:]) - np.log(steps[:-1]))[newest]
    more = (single[1:] - single[:-1])[newest] * np.sign(longer)
    known = (np.maximum(steps[1:], steps[:-1]) < _LONGEST_S)[newest]
    taken = known & (np.abs(longer) > np.log(_LONGER)) & (moving > _MOVING * _PAIRS)
    return np.stack([np.ones(n), more, np.abs(longer), apart[newest]])[:, taken]


def _moved(rows: SampleBlock, lag: int) -> FloatArray:
    """Logarithms of how much samples moved from those `lag` before, of both sensors alike."""
    moved = np.ones(len(rows) - lag)
    parts = [part for part in (rows.acc_m_s2, rows.gyr_rad_s) if part is not None]
    for part, noise in zip(parts, _NOISE, strict=False):
        change = part[lag:] - part[:-lag]
        moved *= change[:, 0] ** 2 + change[:, 1] ** 2 + change[:, 2] ** 2 + noise
    logarithms: FloatArray = np.log(moved) / (2.0 * len(parts))
    return logarithms
