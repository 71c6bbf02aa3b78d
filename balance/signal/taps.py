"""Two taps on a sensor: a sign that a person gives with a finger, told from steps and knocks.

A tap is a jump of the acceleration from one sample to the next, over within a few samples. Two of
them in quick succession are a sign where the sensor is still before, between and after them: a
foot that steps is not. The limits are our own.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock

JUMP_M_S2: Final = 6.0  # from one sample to the next
LONGEST_STEP_S: Final = 0.05  # between two samples that can hold a jump
ONE_TAP_S: Final = 0.10  # jumps so near to each other are one tap
APART_S: Final = (0.12, 0.5)
ALONE_S: Final = 0.7  # before the first and after the second there is no other, and it is still
STILL_M_S2: Final = 1.5  # from its usual value, away from the taps
_STILL_SHARE: Final = 0.95  # of the rows: a strap rings for a moment
_KEPT_S: Final = 3.0


class Taps:
    """Finds two taps in a stream of samples; any cut of it gives the same answer."""

    def __init__(self) -> None:
        self._time_s: FloatArray = np.empty(0)
        self._acc: FloatArray = np.empty((0, 3))
        self._taps: list[float] = []  # when each of the newest began
        self._jumped_s = -np.inf

    def push(self, block: SampleBlock) -> list[float]:
        """Add samples; give the times of second taps that became sure."""
        if len(block) == 0:
            return []
        before = len(self._time_s)
        self._time_s = np.append(self._time_s, block.time_s)
        self._acc = np.vstack([self._acc, block.acc_m_s2])
        first = max(0, before - 1)
        step_s = np.diff(self._time_s[first:])
        jumps = np.linalg.norm(np.diff(self._acc[first:], axis=0), axis=1) >= JUMP_M_S2
        found: list[float] = []
        for at_s in self._time_s[first + 1 :][jumps & (step_s <= LONGEST_STEP_S)]:
            found += self._sure(float(at_s))
            if at_s - self._jumped_s > ONE_TAP_S:
                self._taps.append(float(at_s))
            self._jumped_s = float(at_s)
        found += self._sure(float(self._time_s[-1]))
        kept = self._time_s >= self._time_s[-1] - _KEPT_S
        self._time_s, self._acc = self._time_s[kept], self._acc[kept]
        return found

    def _sure(self, now_s: float) -> list[float]:
        """Judge the newest taps, once nothing came after them for long enough."""
        if not self._taps or now_s - self._jumped_s <= ALONE_S:
            return []
        taps, self._taps = self._taps, []
        if len(taps) != 2 or not APART_S[0] <= taps[1] - taps[0] <= APART_S[1]:
            return []
        return [taps[1]] if self._is_still(*taps) else []

    def _is_still(self, first_s: float, second_s: float) -> bool:
        """Whether nothing moves around two taps but for the taps."""
        time_s = self._time_s
        here = (time_s >= first_s - ALONE_S) & (time_s <= second_s + ALONE_S)
        for tap_s in (first_s, second_s):
            here &= (time_s < tap_s - ONE_TAP_S / 2) | (time_s > tap_s + ONE_TAP_S)
        acc = self._acc[here]
        if len(acc) == 0 or time_s[0] > first_s - ALONE_S:
            return False
        off = np.linalg.norm(acc - np.median(acc, axis=0), axis=1)
        return float(np.mean(off <= STILL_M_S2)) >= _STILL_SHARE
