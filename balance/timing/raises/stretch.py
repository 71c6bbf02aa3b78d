"""One unbroken stretch of samples: from rows to swings that are raises, set by set."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock
from balance.signal.grid import rows as rows_in
from balance.timing.raises.height import sine_at_top
from balance.timing.raises.limits import Limits
from balance.timing.raises.looks import Looks, Seen
from balance.timing.raises.rest import Rest
from balance.timing.raises.rows import Rows
from balance.timing.raises.swings import EVERY, main_axis, smoothed, swings_in

#: A set begins with so many raises that are one like the other: chance seldom makes three.
ENOUGH: Final = 3
#: So much is looked at for the first raises of a set: quick ones would be lost in a long look.
_LOOKS: Final = tuple(rows_in(seconds) for seconds in (9.0, 16.0, 30.0, 48.0))
_TURN: Final = 0.5
_NEWEST: Final = 5


class Stretch:
    """Finds raises in one stretch.

    Attributes
    ----------
    axis : ndarray (3,) or None
        Along which the sensor tilts in the set that is under way; None between sets.
    """

    def __init__(self, limits: Limits, start_s: float, *, has_gyr: bool) -> None:
        self.axis: FloatArray | None = None
        self.rows = Rows(start_s, has_gyr=has_gyr)
        self._limits = limits
        self._rest = Rest(limits)
        self._looks = Looks(limits, self.rows, self._rest)
        self._sizes: list[float] = []
        self._from = 0  # the row that the next raise is looked for from

    def add(self, block: SampleBlock) -> None:
        """Take in samples; `next` then looks at them tile by tile."""
        self.rows.add(block)

    def tile(self, *, rest: bool = False) -> bool:
        """Look at the next tile; False where there is none."""
        if not self.rows.tile(rest=rest):
            return False
        self._rest.look(self.rows, counting=self.axis is not None)
        return True

    def found(self) -> list[tuple[Seen, float]]:
        """Raises that the newest tile completes, each with the sine of its pitch at the top."""
        if self._rest.down_m_s2 is None:
            return []
        seen = self._first() if self.axis is None else self._further()
        return [(each, sine_at_top(each, self._axis(), self.rows, self._rest)) for each in seen]

    def is_up(self) -> bool:
        """Whether a raise is under way."""
        if self.axis is None:
            return False
        track = self._track(self._from, self.axis)
        return bool(track.size) and bool(
            track[-1] - np.min(track) > _TURN * float(np.median(self._sizes[-_NEWEST:]))
        )

    def over(self) -> None:
        """The set is over: another may begin from here on."""
        self.axis = None
        self._sizes = []
        self._from = self.rows.last

    def _axis(self) -> FloatArray:
        assert self.axis is not None  # noqa: S101
        return self.axis

    def _first(self) -> list[Seen]:
        """The first raises of a set, once there are enough."""
        for look in _LOOKS:
            first = max(self.rows.first, self._rest.since, self._from, self.rows.last - look)
            tilts = self._rest.tilt(self.rows.down(first, self.rows.last))
            if tilts.shape[1] < rows_in(3.0) or float(np.max(np.abs(tilts))) < self._limits.least:
                continue
            axis = main_axis(tilts)
            size = float(np.ptp(axis @ tilts))
            seen = self._like_each_other(first, axis, _TURN * size)
            if len(seen) < ENOUGH:
                continue
            begin = max(self.rows.first, self._rest.since, self._from)
            seen = self._like_each_other(begin, axis, _TURN * float(np.median([s.size for s in seen])))
            if len(seen) >= ENOUGH:
                return self._begin(axis, seen)
        return []

    def _like_each_other(self, first: int, axis: FloatArray, turn: float) -> list[Seen]:
        """The newest raises that are one like the other, up to now."""
        track = self._track(first, axis)
        found: list[Seen] = []
        swings = swings_in(track, max(turn, 0.7 * self._limits.least))
        for swing in reversed(swings):
            seen = self._looks.raise_of(swing, track, first, axis)
            if seen is None or not self._looks.alike([seen, *found[: ENOUGH - 1]]):
                break
            found.insert(0, seen)
        return found

    def _begin(self, axis: FloatArray, seen: list[Seen]) -> list[Seen]:
        self.axis = axis
        return self._took(seen)

    def _further(self) -> list[Seen]:
        axis = self._axis()
        track = self._track(self._from, axis)
        turn = _TURN * float(np.median(self._sizes[-_NEWEST:]))
        swings = swings_in(track, turn)
        begin = self._from
        found = []
        for swing in swings:
            seen = self._looks.raise_of(swing, track, begin, axis)
            if seen is not None:
                found.append(seen)
        return self._took(found)

    def _took(self, seen: list[Seen]) -> list[Seen]:
        if seen:
            self._sizes += [each.size for each in seen]
            self._from = seen[-1].next_low
        return seen

    def _track(self, first: int, axis: FloatArray) -> FloatArray:
        """Tilt along the axis, from a row on, every so many rows."""
        down = self.rows.down(first, self.rows.last)
        n = down.shape[1] // EVERY
        if n == 0:
            return np.empty(0)
        fewer = down[:, : n * EVERY].reshape(3, n, EVERY).mean(axis=2)
        return smoothed(axis @ self._rest.tilt(fewer))
