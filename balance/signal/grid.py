"""Uneven samples of any rate onto an even grid: the one place where seconds become indices.

Everything that detects works at `GRID_HZ`. A grid value is the mean, over one grid step, of the
straight lines through the samples: at high rates that averages noise away, at low rates it
interpolates, and it never depends on how the stream was cut.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, IntArray, SampleBlock
from balance.signal.filters import RunningSum

GRID_HZ: Final = 100.0
STEP_S: Final = 1.0 / GRID_HZ


def rows(seconds: float) -> int:
    """Grid rows in a time, at least one."""
    return max(1, round(seconds * GRID_HZ))


class Grid:
    """One unbroken stretch of samples on the even grid.

    Parameters
    ----------
    channels
        3 for acceleration alone, 6 with rate of turn.
    start_s
        Time of grid row 0: that of the stretch's first sample.
    """

    def __init__(self, channels: int, start_s: float) -> None:
        self.start_s = start_s
        self._sums = RunningSum(channels)
        self._time = np.empty(0)
        self._values = np.empty((channels, 0))
        self._area = np.empty((channels, 0))
        self._offset = np.zeros((channels, 1))
        self._done = 0
        self._edge_area: FloatArray | None = None
        self._dropped = 0

    def time_s(self, row: float) -> float:
        """Time of a grid row; a fraction of a row is allowed."""
        return self.start_s + row * STEP_S

    def push(self, block: SampleBlock) -> tuple[FloatArray, FloatArray]:
        """Add samples and give the grid rows that they complete.

        Returns
        -------
        values : (channels, n)
        counts : (n,)
            How many samples had come by the end of each row: their rate is in it.
        """
        parts = [block.acc_m_s2] if block.gyr_rad_s is None else [block.acc_m_s2, block.gyr_rad_s]
        self._add(block.time_s - self.start_s, np.concatenate(parts, axis=1).T)
        last_edge = self._last_edge()
        if last_edge < self._done:
            return np.empty((self._values.shape[0], 0)), np.empty(0)
        edges_s = np.asarray(np.arange(self._done, last_edge + 1) + 0.5, float) * STEP_S
        area, segment = self._area_at(edges_s)
        before = self._edge_area
        if before is None:  # row 0 is only half covered: its first half stands for the whole
            before = -area[:, :1]
        values = (area - np.concatenate([before, area[:, :-1]], axis=1)) * GRID_HZ + self._offset
        counts = (segment + (1 + self._dropped)).astype(np.float64)
        self._edge_area = area[:, -1:].copy()
        self._done = last_edge + 1
        self._forget(int(segment[-1]))
        return np.ascontiguousarray(values), counts

    def _last_edge(self) -> int:
        """Last row whose end lies before the newest sample, so that both its sides are known."""
        edge = int(np.ceil(self._time[-1] * GRID_HZ - 0.5))
        while (edge + 0.5) * STEP_S >= self._time[-1]:
            edge -= 1
        return edge

    def _add(self, time: FloatArray, values: FloatArray) -> None:
        if self._time.size == 0:
            self._offset = values[:, :1].copy()
        values = values - self._offset
        joined_time = np.concatenate([self._time[-1:], time])
        joined = np.concatenate([self._values[:, -1:], values], axis=1)
        steps = (joined_time[1:] - joined_time[:-1]) * 0.5 * (joined[:, 1:] + joined[:, :-1])
        if self._time.size == 0:
            steps = np.concatenate([np.zeros_like(values[:, :1]), steps], axis=1)
        self._area = np.concatenate([self._area, self._sums.push(steps)], axis=1)
        self._time = np.concatenate([self._time, time])
        self._values = np.concatenate([self._values, values], axis=1)

    def _area_at(self, edges_s: FloatArray) -> tuple[FloatArray, IntArray]:
        segment = np.searchsorted(self._time, edges_s, side="right") - 1
        left, right = self._time[segment], self._time[segment + 1]
        into = edges_s - left
        low, high = self._values[:, segment], self._values[:, segment + 1]
        slope = (high - low) / (right - left)
        return self._area[:, segment] + into * (low + 0.5 * into * slope), segment

    def _forget(self, segment: int) -> None:
        self._dropped += segment
        self._time = self._time[segment:].copy()
        self._values = self._values[:, segment:].copy()
        self._area = self._area[:, segment:].copy()
