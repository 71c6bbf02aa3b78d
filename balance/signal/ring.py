"""The recent past of a stream, as contiguous columns that are addressed by absolute index."""

from __future__ import annotations

import numpy as np

from balance.samples import FloatArray


class Recent:
    """Keeps at least the last `keep` rows of a growing table.

    Columns lie contiguous in memory and a view is never a copy: the buffer is twice as long as
    what must be kept and is moved to its front when it is full, so that appending stays cheap.
    """

    def __init__(self, columns: int, keep: int) -> None:
        self._table = np.empty((columns, 2 * keep))
        self._keep = keep
        self._first = 0  # absolute index of the buffer's first row
        self.end = 0

    @property
    def start(self) -> int:
        """Absolute index of the oldest row that is still there."""
        return self._first

    def append(self, rows: FloatArray) -> None:
        """Add rows, shape (columns, n) with n at most `keep`."""
        count = rows.shape[1]
        used = self.end - self._first
        if used + count > self._table.shape[1]:
            surplus = used - self._keep
            self._table[:, : self._keep] = self._table[:, surplus:used].copy()
            self._first += surplus
            used = self._keep
        self._table[:, used : used + count] = rows
        self.end += count

    def view(self, first: int, last: int) -> FloatArray:
        """Rows `first` to `last` (excluded), shape (columns, last - first).

        Raises
        ------
        IndexError
            Where a row is no longer, or not yet, there.
        """
        if not self._first <= first <= last <= self.end:
            raise IndexError(f"rows {first} to {last} of {self._first} to {self.end}")
        return self._table[:, first - self._first : last - self._first]

    def row(self, index: int) -> FloatArray:
        """One row, shape (columns,)."""
        return self.view(index, index + 1)[:, 0]
