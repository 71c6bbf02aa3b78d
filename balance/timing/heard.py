"""What the model said of one sensor, by time: so that it is heard beside that of another one."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray
from balance.signal.grid import STEP_S
from balance.signal.ring import Recent
from balance.timing.inputs import ROW_S, STRIDE
from balance.timing.network import BINS, OUTPUTS

#: Rows that are asked for lie between samples of up to so long after what asks for them.
LATER_S: Final = ROW_S + STEP_S / 2
#: Log odds of what nothing was said of.
NOTHING: Final = -9.0
KEEP_S: Final = 90.0
_TIME: Final = OUTPUTS
_BIN_S: Final = np.arange(1 - BINS, 1) * STEP_S  # from the end of a row to the bins in it


class Heard:
    """The newest answers of a sensor's model, over all its stretches.

    Times are on the clock that its samples were pushed with.

    Parameters
    ----------
    keep_s
        For how long they are kept at least.
    """

    def __init__(self, keep_s: float = KEEP_S) -> None:
        self._rows = Recent(OUTPUTS + 1, round(keep_s / ROW_S))

    def push(self, time_s: FloatArray, answers: FloatArray) -> None:
        """Add rows: times at which they were complete (n,), and answers (n, OUTPUTS)."""
        self._rows.append(np.concatenate([answers.T, time_s[None]]))

    def at(self, time_s: FloatArray) -> tuple[FloatArray, BoolArray]:
        """Give the newest answers at each of some times, none older than a row.

        Parameters
        ----------
        time_s
            Shape (n,).

        Returns
        -------
        answers : (n, OUTPUTS)
        there : (n,)
            Whether there was one; the others are 0.
        """
        table = self._rows.view(self._rows.start, self._rows.end)
        at = np.searchsorted(table[_TIME], time_s, side="right") - 1
        there = at >= 0
        at = np.maximum(at, 0)
        if table.shape[1]:
            there &= time_s - table[_TIME, at] < ROW_S + STEP_S / 2
            answers = table[:OUTPUTS, at].T
        else:
            answers = np.zeros((time_s.size, OUTPUTS))
        return np.where(there[:, None], answers, 0.0), np.asarray(there)

    def bins(self, what: slice, time_s: FloatArray) -> tuple[FloatArray, BoolArray]:
        """Give an output that is in bins of a grid row, at rows that end at some times.

        The bins are those nearest in time to the bins of those rows.

        Returns
        -------
        values, there : (n, BINS)
        """
        table = self._rows.view(self._rows.start, self._rows.end)
        wanted_s = time_s[:, None] + _BIN_S
        if table.shape[1] == 0:
            return np.zeros(wanted_s.shape), np.zeros(wanted_s.shape, dtype=bool)
        row = np.searchsorted(table[_TIME], wanted_s - STEP_S / 2, side="left")
        there = row < table.shape[1]
        row = np.minimum(row, table.shape[1] - 1)
        back = np.rint((table[_TIME, row] - wanted_s) / STEP_S).astype(np.int64)
        there &= (back >= 0) & (back < STRIDE)
        back = np.clip(back, 0, BINS - 1)
        values = table[what][BINS - 1 - back, row]
        return np.where(there, values, 0.0), there

    def latest(self, what: slice, time_s: FloatArray, past_s: float) -> FloatArray:
        """Give the largest of an output's bins in rows up to `past_s` before each time; (n,)."""
        table = self._rows.view(self._rows.start, self._rows.end)
        most = np.full(time_s.size, NOTHING)
        if table.shape[1] == 0:
            return most
        highest = table[what].max(axis=0)
        newest = np.searchsorted(table[_TIME], time_s, side="right") - 1
        for back in range(round(past_s / ROW_S)):
            row = np.maximum(newest - back, 0)
            there = (newest >= back) & (time_s - table[_TIME, row] < past_s)
            most = np.maximum(most, np.where(there, highest[row], NOTHING))
        return most

    def between(self, first_s: float, last_s: float) -> tuple[FloatArray, FloatArray]:
        """Give the rows that ended between two times: their times (n,), answers (OUTPUTS, n)."""
        table = self._rows.view(self._rows.start, self._rows.end)
        first, last = np.searchsorted(table[_TIME], [first_s, last_s])
        return table[_TIME, first:last], table[:OUTPUTS, first:last]
