"""Times that go on: one far from the others is held until the next one tells what it was."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np

from balance.samples import FloatArray

#: Further ahead of the last one, or further back than a late one can be, a time is far.
FAR_S: Final = 2.0
BACK_S: Final = 10.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """Something with its time."""

    time_s: float
    item: T


class Course(Generic[T]):
    """Tells a pause, or a clock that was set, from a lone time that is wrong.

    A pause is followed by times that go on from its end; a wrong time is followed by those that go
    on from before it. Nothing is dropped but the wrong ones, and any cut of the same times into
    pushes gives the same.

    Parameters
    ----------
    doubts_first
        Whether the first time of all is held too, where nothing could be made good later.

    Attributes
    ----------
    last_s : float
        The newest time believed; nan before the first.
    astray : int
        Times that nothing went on from.
    """

    def __init__(self, *, doubts_first: bool = False) -> None:
        self.last_s = float("nan")
        self.astray = 0
        self._doubts_first = doubts_first
        self._held: Timed[T] | None = None

    def forget(self) -> None:
        """The clock has begun anew."""
        self.last_s = float("nan")

    def goes_on(self, time_s: FloatArray) -> bool:
        """Whether times, shape (n,), follow one another and the last one, so that all are good."""
        if self._held is not None or math.isnan(self.last_s):
            return False
        top_s = np.maximum.accumulate(np.append(self.last_s, time_s))
        steps_s = time_s - top_s[:-1]
        return bool(((steps_s >= -BACK_S) & (steps_s <= FAR_S)).all())

    def advance(self, time_s: FloatArray) -> None:
        """Take times that go on."""
        self.last_s = max(self.last_s, float(time_s.max(initial=self.last_s)))

    def take(self, time_s: float, item: T) -> list[Timed[T]]:
        """Take one time; give what is believed by now, in order."""
        held, self._held = self._held, None
        now = Timed(time_s, item)
        if held is not None and 0.0 < time_s - held.time_s <= FAR_S:
            self.last_s = time_s
            return [held, now]
        self.astray += held is not None
        if math.isnan(self.last_s) and not self._doubts_first:
            self.last_s = time_s
        if -BACK_S <= time_s - self.last_s <= FAR_S:
            self.last_s = max(self.last_s, time_s)
            return [now]
        self._held = now
        return []
