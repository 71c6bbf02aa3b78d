"""Tally: how much came, how evenly, and what was missing."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock
from balance.signal.quality import LONGEST_GAP_S

WINDOW_S: Final = 5.0
_HOLE: Final = 1.5
_LATE_KEPT: Final = 1024
_FULL: Final = 0.999


class Tally:
    """Counts over the blocks of one connection.

    Parameters
    ----------
    period_s
        Seconds from sample to sample, as expected.

    Attributes
    ----------
    samples, lost, gaps, saturated : int
        As in `Health`.
    """

    def __init__(self, period_s: float) -> None:
        self.samples = 0
        self.lost = 0
        self.gaps = 0
        self.saturated = 0
        self._period_s = period_s
        self._last_s: float | None = None
        self._recent: deque[tuple[float, int, float]] = deque()
        self._late_s: FloatArray = np.empty(0)

    def note(self, block: SampleBlock, late_s: FloatArray, range_m_s2: float | None) -> None:
        """Take note of a block, and of how late its rows came."""
        if len(block) == 0:
            return
        times = block.time_s
        if self._last_s is not None:
            times = np.concatenate(([self._last_s], times))
        steps = times[1:] - times[:-1]
        self._last_s = float(block.time_s[-1])
        self.samples += len(block)
        even = steps[steps < LONGEST_GAP_S]
        self.gaps += steps.size - even.size
        holes = even[even > _HOLE * self._period_s]
        self.lost += int(np.sum(np.round(holes / self._period_s) - 1.0))
        if range_m_s2 is not None:
            full = np.abs(block.acc_m_s2).max(axis=1) >= _FULL * range_m_s2
            self.saturated += int(np.count_nonzero(full))
        self._late_s = np.concatenate((self._late_s, late_s))[-_LATE_KEPT:]
        self._recent.append((self._last_s, even.size, float(even.sum())))
        while self._recent[0][0] < self._last_s - WINDOW_S:
            self._recent.popleft()

    @property
    def rate_hz(self) -> float | None:
        """Samples a second over the last seconds, gaps left out."""
        span_s = sum(span for _, _, span in self._recent)
        return sum(n for _, n, _ in self._recent) / span_s if span_s > 0.0 else None

    @property
    def jitter_s(self) -> float | None:
        """What 95 of 100 of the last rows were less late than."""
        return float(np.percentile(self._late_s, 95)) if self._late_s.size else None
