"""Columns that hold the length of a triad beside them, told by what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from balance.samples import FloatArray

_LOOKED_AT: Final = 500
_MOST_COLUMNS: Final = 40
_LARGEST: Final = 1e100  # what squares to infinity is no reading
_OFF: Final = 0.1  # of how far it swings: two sensors that hang alike differ by more


def lengths_in(values: FloatArray, columns: Sequence[int]) -> set[int]:
    """Find the columns that are the length of three others side by side.

    Parameters
    ----------
    values
        Shape (rows, columns).
    columns
        Those that may hold axes or a length.
    """
    if not 4 <= len(columns) <= _MOST_COLUMNS:
        return set()
    few = values[:: 1 + len(values) // _LOOKED_AT]
    with np.errstate(all="ignore"):
        few = few[(np.abs(few[:, list(columns)]) < _LARGEST).all(axis=1)]
    if len(few) < _LOOKED_AT // 50:
        return set()
    found: set[int] = set()
    for start in columns[:-2]:
        triad = few[:, start : start + 3]
        length = np.linalg.norm(triad, axis=1)
        others = (i for i in columns if not start <= i < start + 3)
        found |= {i for i in others if _is(few[:, i], length)}
    return found


def _is(column: FloatArray, length: FloatArray) -> bool:
    swing = float(np.subtract(*np.percentile(column, (99.0, 1.0))))
    return swing > 0.0 and float(np.percentile(np.abs(column - length), 95.0)) < _OFF * swing
