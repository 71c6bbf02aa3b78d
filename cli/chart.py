"""A chart of attempts in characters: each time a dot, the best so far a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import numpy as np

ROWS: Final = 8
_LABEL: Final = 7
# Practice, a time, a time that was cut short, best so far: told apart by shape, not by colour.
MARKS: Final = {"practice": "o", "time": "*", "or more": "^", "best": "-"}


def chart(
    times_s: Sequence[float],
    or_more: Sequence[bool],
    practice: Sequence[bool],
    *,
    columns: int,
    rows: int = ROWS,
) -> list[str]:
    """Draw times in the order in which they were made, the oldest at the left.

    Parameters
    ----------
    times_s, or_more, practice
        Of each attempt: seconds, whether it was cut short, whether it was practice.
    columns, rows
        Room for it. Where there are more attempts than columns, several share one.

    Returns
    -------
    list of str
        The rows, with seconds at the left, and a line that says what the marks are.
    """
    room = max(10, columns - _LABEL - 1)
    width = min(room, len(times_s)) if len(times_s) > room // 3 else 3 * len(times_s)
    top_s = _nice_top(max(times_s, default=1.0))
    at = np.arange(len(times_s)) * (width - 1) // max(1, len(times_s) - 1)
    grid = [[" "] * width for _ in range(rows)]

    def row_of(time_s: float) -> int:
        return rows - 1 - min(rows - 1, int(time_s / top_s * rows))

    counted = [0.0 if tried else t for t, tried in zip(times_s, practice, strict=True)]
    bests = list(accumulate(counted, max))
    edges = [*at.tolist(), width]
    for i, best_s in enumerate(bests):
        for column in range(edges[i], max(edges[i + 1], edges[i] + 1)):
            if best_s > 0:
                grid[row_of(best_s)][column] = MARKS["best"]
    for i, time_s in enumerate(times_s):
        mark = "practice" if practice[i] else "or more" if or_more[i] else "time"
        grid[row_of(time_s)][int(at[i])] = MARKS[mark]
    lines = []
    for number, cells in enumerate(grid):
        label = f"{top_s * (rows - number) / rows:.0f} s" if number % 2 == 0 else ""
        lines.append(f"{label:>{_LABEL}} {''.join(cells).rstrip()}".rstrip())
    said = [f"{MARKS['time']} a time", f"{MARKS['best']} best so far"]
    said += [f"{MARKS['or more']} that or more"] if any(or_more) else []
    said += [f"{MARKS['practice']} practice"] if any(practice) else []
    return [*lines, f"{'':>{_LABEL}} {', '.join(said)}"]


def _nice_top(longest_s: float) -> float:
    """Give a round number above the longest time, that eight rows share evenly."""
    for top_s in (8.0, 16.0, 24.0, 32.0, 40.0, 48.0, 64.0, 80.0, 96.0, 120.0, 160.0, 240.0):
        if longest_s < top_s:
            return top_s
    return float(np.ceil((longest_s + 1.0) / 80.0) * 80.0)
