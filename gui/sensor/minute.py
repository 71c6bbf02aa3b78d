"""The last minute of a signal, second by second: how many readings, how many lost, how fine.

No Qt in here. Seconds are those of the samples, so that a late packet is no dip.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from balance.signal.quality import COARSE_M_S2, LOWEST_RATE_HZ

if TYPE_CHECKING:
    from balance.samples import FloatArray, SampleBlock

SECONDS: Final = 60
_HOLE: Final = 1.5  # steps longer than so many usual ones have lost something
_SAME_M_S2: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Second:
    """One second: readings that came, that were lost, and the smallest step between two.

    `step_m_s2` is None where nothing changed.
    """

    readings: int
    lost: int
    step_m_s2: float | None

    @property
    def slow(self) -> bool:
        """Whether too few came to time from."""
        return self.readings < LOWEST_RATE_HZ

    @property
    def coarse(self) -> bool:
        """Whether the steps are coarse."""
        return self.step_m_s2 is not None and self.step_m_s2 >= COARSE_M_S2


class Minute:
    """Takes blocks, and keeps the last seconds that are whole.

    Attributes
    ----------
    whole : int
        How many seconds were whole since it was cleared; another number means another picture.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all: another source."""
        self.whole = 0
        self._seconds: deque[Second] = deque(maxlen=SECONDS)
        self._open_s: int | None = None
        self._first = True
        self._time_s: FloatArray = np.empty(0)
        self._acc: FloatArray = np.empty((0, 3))

    @property
    def seconds(self) -> tuple[Second, ...]:
        """The last seconds, the oldest first."""
        return tuple(self._seconds)

    def push(self, block: SampleBlock) -> None:
        """Take a block; one whose times go back is of another source."""
        if len(block) == 0:
            return
        if self._time_s.size and block.time_s[0] < self._time_s[-1]:
            self.clear()
        self._time_s = np.concatenate([self._time_s, block.time_s])
        self._acc = np.concatenate([self._acc, block.acc_m_s2])
        if self._open_s is None:
            self._open_s = int(np.floor(self._time_s[0]))
        last = int(np.floor(self._time_s[-1]))
        self._open_s = max(self._open_s, last - SECONDS - 1)  # a long silence is not counted out
        while self._open_s < last:
            self._close(self._open_s)
            self._open_s += 1

    def _close(self, second: int) -> None:
        """Work a second out; the first is rarely whole, and is left out."""
        begin, end = np.searchsorted(self._time_s, (second, second + 1))
        if not self._first:
            self._seconds.append(self._worked_out(int(begin), int(end)))
            self.whole += 1
        self._first = False
        kept = max(int(end) - 1, 0)  # one before, for the step into the next second
        self._time_s, self._acc = self._time_s[kept:], self._acc[kept:]

    def _worked_out(self, begin: int, end: int) -> Second:
        before = max(begin - 1, 0)
        steps = np.diff(self._time_s[before:end])
        changes = np.abs(np.diff(self._acc[before:end], axis=0))
        changes = changes[changes > _SAME_M_S2]
        usual_s = float(np.median(steps)) if steps.size else 1.0
        holes = steps[steps > _HOLE * usual_s]
        lost = int(np.round(holes / usual_s - 1.0).sum()) if holes.size else 0
        return Second(end - begin, lost, float(changes.min()) if changes.size else None)
