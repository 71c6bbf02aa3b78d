"""Stamps that stand in one row of each packet alone: the rows without one lie evenly between.

The stamp is that of the row in which it stands, be that the first or the last of its packet; so no
row is off by more than what its packet is uneven. Where more time has passed than rows explain,
something was lost, and the rows go on at the usual step up to there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_course import Clock
from balance.samples import FloatArray

_LONGEST_S: Final = 1.05  # clocks are not that exact
_BLANK: Final = 0.3
_LEAST_STAMPS: Final = 4
_ALIKE: Final = 0.9
_LOST: Final = 1.5
_EMPTY: Final = frozenset({"", "nan", "null", "na", "n/a", "none", "-"})


def stamped_rows(cells: Sequence[str]) -> list[int] | None:
    """Give the rows that hold a stamp, where most packets have one; None where all rows do."""
    rows = [i for i, cell in enumerate(cells) if cell.strip(' "\t').lower() not in _EMPTY]
    return rows if _are_regular(np.array(rows), len(cells)) else None


def filled(values: FloatArray) -> FloatArray:
    """Fill in the times of rows that hold none, shape (n,), in any unit; others as they are."""
    rows = np.flatnonzero(np.isfinite(values))
    if not _are_regular(rows, values.size):
        return values
    stamps, size = values[rows], np.diff(rows)
    passed = np.diff(stamps)
    if (passed <= 0).any():
        return values
    usual = float(np.median(passed / size))
    step = np.where(passed <= _LOST * usual * size, passed / size, usual)
    group = np.clip(np.searchsorted(rows, np.arange(values.size), side="right") - 1, 0, None)
    steps = np.append(step, usual)[group]
    return np.asarray(stamps[group] + (np.arange(values.size) - rows[group]) * steps)


def check_close(clock: Clock, values: FloatArray) -> Clock:
    """See that stamps stand close enough for the rows between them, and say that they were filled.

    Raises
    ------
    RecordingError
        Where they do not.
    """
    rows = np.flatnonzero(np.isfinite(values))
    apart_s = float(np.median(np.diff(clock.time_s[rows])))
    if apart_s > _LONGEST_S:
        raise RecordingError(
            f"states a time in one row of {np.median(np.diff(rows)):.0f} alone, each "
            f"{apart_s:.3g} s, which is too seldom; export a time for each row, or say its rate "
            "with --rate HZ"
        )
    return replace(clock, spread=True)


def _are_regular(rows: np.ndarray[tuple[int], np.dtype[np.intp]], count: int) -> bool:
    """Tell stamps that come each so many rows from those that are missing here and there."""
    if not count or rows.size < _LEAST_STAMPS or rows.size > (1.0 - _BLANK) * count:
        return False
    sizes = np.diff(rows)
    return bool(np.mean(np.abs(sizes - np.median(sizes)) <= 1) >= _ALIKE)
