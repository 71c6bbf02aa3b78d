"""Sensors whose stamped samples come in batches, each sensor by itself, put together to rows.

A row stands at each stamp of the acceleration; what else is needed is taken at that stamp, on a
line between its neighbours. Any cut of the same samples into batches gives the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from balance.samples import FloatArray, IntArray
from drivers.wire.course import BACK_S, Course, Timed
from drivers.wire.decoder import Rows

TOTAL: Final = "total"
LINEAR: Final = "linear"
GRAVITY: Final = "gravity"
RATE: Final = "rate"

LOOK: Final = 16
#: Neighbours further away than this say nothing.
_FAR_S: Final = 0.1
#: A sensor so far behind the acceleration is not waited for.
_WAIT_S: Final = 2.0
_KEPT: Final = 4096

_Sample = tuple[FloatArray, int]


class Streams:
    """Joins acceleration, with gravity or in two parts, and rate of turn.

    Parameters
    ----------
    parts
        Sensors whose sum is the acceleration, the leading one first; None where it is to be found
        out from what comes.
    has_gyr
        Whether there is a rate of turn, where `parts` are given.

    Attributes
    ----------
    parts, has_gyr
        The same; None until they are found out.
    late, lost
        Samples whose stamp is not behind the last one of their sensor; rows that lacked a sensor.
    """

    def __init__(self, parts: Sequence[str] | None = None, *, has_gyr: bool | None = None) -> None:
        self.parts = None if parts is None else tuple(parts)
        self.has_gyr = has_gyr
        self.late = 0
        self.lost = 0
        self._stamps: dict[str, FloatArray] = {}
        self._values: dict[str, FloatArray] = {}
        self._ends: dict[str, IntArray] = {}
        self._last_s: dict[str, float] = {}
        self._courses: dict[str, Course[_Sample]] = {}

    @property
    def astray(self) -> int:
        """Samples whose stamp was far from all others, and wrong."""
        return sum(course.astray for course in self._courses.values())

    def clear(self) -> None:
        """What comes next is of a clock that began anew."""
        for kept in (self._stamps, self._values, self._ends, self._last_s):
            kept.clear()
        for course in self._courses.values():
            course.forget()

    def knows(self, kind: str) -> bool:
        """Whether any sample of a sensor came."""
        return kind in self._last_s

    def push(self, kind: str, stamp_s: FloatArray, values: FloatArray, end: int) -> None:
        """Take samples of one sensor.

        Parameters
        ----------
        kind
            `TOTAL`, `LINEAR`, `GRAVITY` or `RATE`.
        stamp_s
            Shape (n,), finite.
        values
            Shape (n, 3), finite, in SI units.
        end
            How many bytes had been pushed at the end of them.
        """
        course = self._courses.setdefault(kind, Course())
        ends = np.full(stamp_s.size, end, dtype=np.int64)
        if course.goes_on(stamp_s):
            course.advance(stamp_s)
            self._add(kind, stamp_s, values, ends)
            return
        for stamp, value in zip(stamp_s.tolist(), values, strict=True):
            for each in course.take(stamp, (value, end)):
                self._add_one(kind, each)

    def _add_one(self, kind: str, sample: Timed[_Sample]) -> None:
        if sample.time_s < self._last_s.get(kind, -np.inf) - BACK_S:  # its clock was set back
            self.clear()
        value, end = sample.item
        self._add(kind, np.array([sample.time_s]), value[None, :], np.array([end]))

    def _add(self, kind: str, stamp_s: FloatArray, values: FloatArray, ends: IntArray) -> None:
        before = np.maximum.accumulate(np.append(self._last_s.get(kind, -np.inf), stamp_s))[:-1]
        new = stamp_s > before
        self.late += int(np.count_nonzero(~new))
        stamp_s, values, ends = stamp_s[new], values[new], ends[new]
        if not stamp_s.size:
            return
        self._last_s[kind] = float(stamp_s[-1])
        if kind in self._stamps:
            stamp_s = np.concatenate((self._stamps[kind], stamp_s))
            values = np.concatenate((self._values[kind], values))
            ends = np.concatenate((self._ends[kind], ends))
        self._keep(kind, stamp_s, values, ends, max(0, stamp_s.size - _KEPT))

    def rows(self) -> Rows:
        """Give the rows that are complete by now."""
        self._find_out()
        if self.parts is None or self.parts[0] not in self._stamps:
            return Rows.empty()
        lead, others = self.parts[0], self.parts[1:]
        stamp_s = self._stamps[lead]
        needed = (*others, RATE) if self.has_gyr else others
        reached_s = min((self._last_s.get(kind, -np.inf) for kind in needed), default=np.inf)
        due_s = max(reached_s, np.nextafter(self._last_s[lead] - _WAIT_S, -np.inf))
        n = int(np.searchsorted(stamp_s, due_s, side="right"))
        if n == 0:
            return Rows.empty()
        time_s = stamp_s[:n]
        acc = self._values[lead][:n] + sum(self._at(kind, time_s) for kind in others)
        gyr = self._at(RATE, time_s) if self.has_gyr else None
        ends = np.maximum.accumulate(self._ends[lead][:n])
        self._forget(lead, needed, n)
        whole = np.isfinite(acc).all(axis=1)
        self.lost += int(np.count_nonzero(~whole))
        if gyr is not None:
            gyr = gyr[whole]
            self.lost += int(np.count_nonzero(np.isnan(gyr[:, 0])))
        return Rows(acc[whole], gyr, time_s[whole], None, ends[whole])

    def _find_out(self) -> None:
        """See what the acceleration is made of, once there is some of it."""
        if self.parts is not None:
            return
        for parts in ((TOTAL,), (LINEAR, GRAVITY)):
            many = self._stamps.get(parts[0], np.empty(0)).size >= LOOK
            if many and all(self.knows(kind) for kind in parts):
                self.parts = parts
                self.has_gyr = self.knows(RATE)
                return

    def _at(self, kind: str, time_s: FloatArray) -> FloatArray:
        """Values of a sensor at some times; nan where it has no neighbours there."""
        stamps = self._stamps.get(kind, np.empty(0))
        if not stamps.size:
            return np.full((time_s.size, 3), np.nan)
        values = self._values[kind]
        found = np.column_stack([np.interp(time_s, stamps, values[:, axis]) for axis in range(3)])
        after = np.minimum(np.searchsorted(stamps, time_s), stamps.size - 1)
        before = np.maximum(after - 1, 0)
        ahead_s, behind_s = np.abs(stamps[after] - time_s), np.abs(time_s - stamps[before])
        found[(ahead_s > 0.0) & (np.maximum(ahead_s, behind_s) > _FAR_S)] = np.nan
        return found

    def _forget(self, lead: str, others: Sequence[str], n: int) -> None:
        """Drop the first rows, and of the other sensors what no later row needs."""
        done_s = self._stamps[lead][n - 1]
        self._keep(lead, self._stamps[lead], self._values[lead], self._ends[lead], n)
        for kind in others:
            if kind in self._stamps:
                stamps = self._stamps[kind]
                first = max(0, int(np.searchsorted(stamps, done_s, side="right")) - 1)
                self._keep(kind, stamps, self._values[kind], self._ends[kind], first)

    def _keep(
        self, kind: str, stamps: FloatArray, values: FloatArray, ends: IntArray, first: int
    ) -> None:
        self._stamps[kind] = stamps[first:]
        self._values[kind] = values[first:]
        self._ends[kind] = ends[first:]
