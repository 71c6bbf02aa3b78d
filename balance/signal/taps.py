"""Two taps on a sensor: a sign that a person gives with a finger, told from steps and knocks.

A tap is a jump of the acceleration from one sample to the next, over within a few samples. Two of
them in quick succession, with nothing like them before and after, are a sign; steps go on. The
limits are our own.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock

JUMP_M_S2: Final = 6.0  # from one sample to the next
LONGEST_STEP_S: Final = 0.05  # between two samples that can hold a jump
ONE_TAP_S: Final = 0.10  # jumps so near to each other are one tap
APART_S: Final = (0.12, 0.5)
ALONE_S: Final = 0.7  # before the first and after the second there is no other


class Taps:
    """Finds two taps in a stream of samples; any cut of it gives the same answer."""

    def __init__(self) -> None:
        self._last: tuple[float, FloatArray] | None = None
        self._taps: list[float] = []  # when each of the newest began
        self._jumped_s = -np.inf

    def push(self, block: SampleBlock) -> list[float]:
        """Add samples; give the times of second taps that became sure."""
        if len(block) == 0:
            return []
        time_s, acc = block.time_s, block.acc_m_s2
        if self._last is not None:
            time_s = np.append(self._last[0], time_s)
            acc = np.vstack([self._last[1], acc])
        self._last = float(time_s[-1]), acc[-1].copy()
        step_s = np.diff(time_s)
        jumps = np.linalg.norm(np.diff(acc, axis=0), axis=1) >= JUMP_M_S2
        found: list[float] = []
        for at_s in time_s[1:][jumps & (step_s <= LONGEST_STEP_S)]:
            found += self._sure(float(at_s))
            if at_s - self._jumped_s > ONE_TAP_S:
                self._taps.append(float(at_s))
            self._jumped_s = float(at_s)
        return found + self._sure(float(time_s[-1]))

    def _sure(self, now_s: float) -> list[float]:
        """Judge the newest taps, once nothing came after them for long enough."""
        if not self._taps or now_s - self._jumped_s <= ALONE_S:
            return []
        taps, self._taps = self._taps, []
        if len(taps) == 2 and APART_S[0] <= taps[1] - taps[0] <= APART_S[1]:
            return [taps[1]]
        return []
