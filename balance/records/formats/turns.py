"""Sensors whose rows take turns without saying so, told by what they read.

One sensor's reading is nearer to the one before than to the one two rows before. Where two take
turns it is the other way round, and by as much as they hang differently.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray

_MOST: Final = 4
_ROWS: Final = 20_000
_APART: Final = 0.1  # of gravity: hardly two sensors are worn alike
_NEARER: Final = 4.0
_LEAST_ROWS: Final = 50
_LARGEST: Final = 1e100  # what squares to infinity is no reading


def taking_turns(acc: FloatArray) -> int:
    """Say how many sensors take turns in the rows of an acceleration, shape (n, 3); 1 for one.

    Those that hang alike to a tenth of gravity, or lose rows, are not told apart.
    """
    acc = acc[(np.abs(acc) < _LARGEST).all(axis=1)][:_ROWS]
    if len(acc) < _LEAST_ROWS:
        return 1
    size = float(np.median(np.linalg.norm(acc, axis=1)))
    # From each row to the one so many rows on; the median, as each of them may move at times.
    off = [_median_step(acc, rows) for rows in range(1, _MOST + 1)]
    for count in range(2, _MOST + 1):
        others = off[: count - 1]
        if min(others) > max(_APART * size, _NEARER * off[count - 1]):
            return count
    return 1


def _median_step(acc: FloatArray, rows: int) -> float:
    return float(np.median(np.linalg.norm(acc[rows:] - acc[:-rows], axis=1)))
