"""Sensors whose rows take turns without saying so, told by what they read.

One sensor's reading is nearer to the one before than to the one two rows before. Where two take
turns it is the other way round, and by as much as they hang differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray

_MOST: Final = 4
_ROWS: Final = 20_000
_APART: Final = 0.1  # of gravity: hardly two sensors are worn alike
_NEARER: Final = 4.0
_LEAST_ROWS: Final = 50
_SAID_APART: Final = 0.02  # of gravity, where a column says the same
_JUMPS: Final = 0.2  # of gravity, from one row to the next
_AS_LONG: Final = 1.25
_FEWEST_CHANGES: Final = 8
_LARGEST: Final = 1e100  # what squares to infinity is no reading


def taking_turns(acc: FloatArray) -> int:
    """Say how many sensors take turns in the rows of an acceleration, shape (n, 3); 1 for one.

    Those that hang alike to a tenth of gravity are not told apart.
    """
    acc = acc[_whole(acc)][:_ROWS]
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


def slips(acc: FloatArray, count: int) -> bool:
    """Tell whether so many sensors that take turns lose the turn somewhere, as where a row is lost.

    There a row is far from the one that should be of its sensor, and near to one of another.
    """
    acc = np.where(_whole(acc)[:, np.newaxis], acc, np.nan)
    off = np.stack([np.full(len(acc), np.nan)] * count)
    for rows in range(1, count + 1):
        off[rows - 1, rows:] = np.linalg.norm(acc[rows:] - acc[:-rows], axis=1)
    whole = np.isfinite(off).all(axis=0)
    others, own = off[:-1, whole].min(axis=0), off[-1, whole]
    apart = float(np.median(others)) if whole.any() else 0.0
    return bool(((own > 0.5 * apart) & (_NEARER * others < own)).any())


def by_a_column(acc: FloatArray, cells: Sequence[str]) -> bool:
    """Tell whether readings jump with what a column says, and go on where it says the same."""
    said = np.unique(np.array(cells), return_inverse=True)[1]
    changed = np.flatnonzero(said[1:] != said[:-1]) + 1
    before = np.full(len(said), -1)
    for value in range(int(said.max()) + 1):
        rows = np.flatnonzero(said == value)
        before[rows[1:]] = rows[:-1]
    changed = changed[before[changed] >= 0]
    whole = _whole(acc)
    changed = changed[whole[changed] & whole[changed - 1] & whole[before[changed]]]
    if changed.size < _FEWEST_CHANGES:
        return False
    other = float(np.median(np.linalg.norm(acc[changed] - acc[changed - 1], axis=1)))
    own = float(np.median(np.linalg.norm(acc[changed] - acc[before[changed]], axis=1)))
    size = float(np.median(np.linalg.norm(acc[whole], axis=1)))
    return other > max(_SAID_APART * size, _NEARER * own)


def to_and_fro(acc: FloatArray) -> bool:
    """Tell whether readings jump between two that go on by themselves, each as long as gravity.

    A sensor that is moved jumps too, but what it comes back to is not where it left.
    """
    acc = acc[_whole(acc)]
    length = np.linalg.norm(acc, axis=1)
    if len(acc) < _LEAST_ROWS:
        return False
    jump = np.linalg.norm(np.diff(acc, axis=0), axis=1)
    begins = np.flatnonzero(jump > _JUMPS * float(np.median(length))) + 1
    if begins.size < _FEWEST_CHANGES:
        return False
    # A run is from jump to jump; the one before last is of the same sensor.
    back = np.linalg.norm(acc[begins[1:]] - acc[begins[:-1] - 1], axis=1)
    one, other = (float(np.median(length[begins[k::2]])) for k in (0, 1))
    alike = max(one, other) < _AS_LONG * min(one, other)
    return alike and _NEARER * float(np.median(back)) < float(np.median(jump[begins - 1]))


def _whole(acc: FloatArray) -> BoolArray:
    """Which rows hold a reading in all three axes."""
    with np.errstate(all="ignore"):
        return np.asarray((np.abs(acc) < _LARGEST).all(axis=1))
