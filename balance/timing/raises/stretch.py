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
from balance.timing.raises.rising import went_up
from balance.timing.raises.rows import TILE, Rows
from balance.timing.raises.swings import EVERY, Swing, fewer, main_axis, smoothed, swings_in

#: A set begins with so many raises that are one like the other: chance seldom makes three.
ENOUGH: Final = 3
#: So much is looked at for the first raises of a set: quick ones would be lost in a long look.
_LOOKS: Final = tuple(rows_in(seconds) for seconds in (9.0, 16.0, 30.0, 48.0))
#: A turning point is one that is gone back from by this share of the usual size.
_TURN: Final = 0.38
_JUST: Final = rows_in(2.0) // EVERY
#: A raise is over once it went down by less than this share in the last moment.
_CREEPS: Final = 0.08
_MOMENT: Final = rows_in(0.3) // EVERY
_SMOOTH: Final = rows_in(0.28)
_SMOOTH_SHARE: Final = 0.15
#: The first raises are looked for every so many tiles; nobody waits for a tenth of a second.
_PATIENT: Final = 4
#: The ends of a further raise may differ by so much more: one heel that lands hard shakes the next
#: one's beginning, and its course tells it as well.
_FURTHER: Final = 1.5
#: So many raises tell what is usual.
_NEWEST: Final = 5


class Stretch:
    """Finds raises in one stretch.

    Attributes
    ----------
    axis : ndarray (3,) or (4,) or None
        Along which the sensor tilts, and goes up where that counts, in the set that is under way;
        None between sets.
    """

    def __init__(self, limits: Limits, start_s: float, *, has_gyr: bool) -> None:
        self.axis: FloatArray | None = None
        self.rows = Rows(start_s, has_gyr=has_gyr)
        self._limits = limits
        self._rest = Rest(limits)
        self._looks = Looks(limits, self.rows, self._rest)
        self._newest: list[Seen] = []
        self._over = _SMOOTH
        self._ended = False
        self._lasts = 0
        self._from = 0  # the row that the next raise is looked for from

    @property
    def settled(self) -> bool:
        """Whether there was quiet stance."""
        return self._rest.down_m_s2 is not None

    def add(self, block: SampleBlock) -> None:
        """Take in samples; `tile` then looks at them, tile by tile."""
        self.rows.add(block)

    def tile(self, *, rest: bool = False) -> bool:
        """Look at the next tile; False where there is none."""
        if not self.rows.tile(rest=rest):
            return False
        self._ended = rest
        self._rest.look(self.rows, counting=self.axis is not None)
        return True

    def found(self) -> list[tuple[Seen, float]]:
        """Raises that the newest tile completes, each with the sine of its pitch at the top."""
        if self._rest.down_m_s2 is None:
            return []
        if self.axis is None and self.rows.last // TILE % _PATIENT and not self.rows.last % TILE:
            return []
        seen = self._first() if self.axis is None else self._further()
        if self._limits.rise:  # a shank says nothing of the height of the heel
            return [(each, 0.0) for each in seen]
        return [(each, sine_at_top(each, self._axis(), self.rows, self._rest)) for each in seen]

    def is_up(self) -> bool:
        """Whether a raise is under way, or was a moment ago and may not be taken yet."""
        if self.axis is None:
            return False
        track, _ = self._track(self.axis)
        return bool(track.size) and bool(np.max(track[-_JUST:]) - np.min(track) > self._turn())

    def over(self) -> None:
        """The set is over: another may begin from here on."""
        self.axis = None
        self._newest = []
        self._from = self.rows.last

    def _over_with(self, track: FloatArray, turn: float) -> list[Swing]:
        """The swings that are over: in the last moment it went down no more, but for creeping."""
        swings = swings_in(track, turn)
        if swings and not self._ended:
            newest = swings[-1]
            before = track[max(newest.high, track.size - 1 - _MOMENT)]
            if before - newest.next_low_at > _CREEPS * newest.size:
                del swings[-1]
        return swings

    def _turn(self) -> float:
        return _TURN * float(np.median([each.size for each in self._newest]))

    def _axis(self) -> FloatArray:
        assert self.axis is not None  # noqa: S101
        return self.axis

    def _first(self) -> list[Seen]:
        """The first raises of a set, once there are enough."""
        begin = max(self.rows.first, self._rest.since, self._from)
        for look in _LOOKS:
            first = max(begin, self.rows.last - look)
            if self.rows.last - first < rows_in(3.0):
                continue
            moved = self._moved(first)
            if float(np.max(np.abs(moved))) < self._limits.least:
                continue
            axis = main_axis(moved)
            size = float(np.ptp(axis @ moved))
            self._over = self._smoothing(look / 5.0)
            seen = self._like_each_other(first, axis @ moved, axis, _TURN * size)
            if len(seen) < ENOUGH:
                continue
            size = float(np.median([each.size for each in seen]))
            if first > begin:  # there may be some before: with the axis known they are found
                first = max(begin, self._before(seen))
                track = axis @ self._moved(first)
                more = self._like_each_other(first, track, axis, _TURN * size)
                seen = more if len(more) > len(seen) else seen
            if len(seen) >= ENOUGH and self._looks.a_set(seen):
                return self._begin(axis, seen)
        return []

    def _before(self, seen: list[Seen]) -> int:
        """From which row to look for raises before the first that were found.

        On the shank a long look is no sharp one, so that it goes back by some raises alone.
        """
        lasts = (seen[-1].next_low - seen[0].low) // len(seen)
        return seen[0].low - 3 * lasts if self._limits.rise else self.rows.first

    def _like_each_other(
        self, first: int, track: FloatArray, axis: FloatArray, turn: float
    ) -> list[Seen]:
        """The newest raises that are one like the other, up to now."""
        found: list[Seen] = []
        track = smoothed(track, self._over)
        for swing in reversed(self._over_with(track, max(turn, 0.7 * self._limits.least))):
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
        track, begin = self._track(axis)
        found: list[Seen] = []
        for swing in self._over_with(track, self._turn()):
            seen = self._looks.raise_of(swing, track, begin, axis, _FURTHER)
            if seen is not None and self._looks.goes_on(seen, [*self._newest, *found]):
                found.append(seen)
        return self._took(found)

    def _took(self, seen: list[Seen]) -> list[Seen]:
        if seen:
            self._newest = [*self._newest, *seen][-_NEWEST:]
            self._from = seen[-1].next_low
            self._lasts = round((seen[-1].next_low - self._newest[0].low) / len(self._newest))
            self._over = self._smoothing(self._lasts)
        return seen

    def _smoothing(self, lasts: float) -> int:
        """Over how many rows to smooth, where a raise lasts so many: a shank sways meanwhile."""
        return max(_SMOOTH, round(_SMOOTH_SHARE * lasts)) if self._limits.rise else _SMOOTH

    def _track(self, axis: FloatArray) -> tuple[FloatArray, int]:
        """The movement along the axis since the last raise, and the row that it begins with."""
        before = 3 * self._lasts if self._limits.rise else 0
        first = max(self.rows.first, self._from - before)
        track = smoothed(axis @ self._moved(first), self._over)
        skip = min((self._from - first) // EVERY, track.size)
        return track[skip:], first + skip * EVERY

    def _moved(self, first: int) -> FloatArray:
        """Where the sensor was from a row on, every so many rows.

        Its tilt, and on the shank, which tilts little, with it how far it went up.
        """
        n = (self.rows.last - first) // EVERY
        down = self.rows.down(first, self.rows.last)
        tilts = self._rest.tilt(fewer(down[:, : n * EVERY]))
        if not self._limits.rise or n < 5:
            return tilts if not self._limits.rise else np.concatenate([tilts, np.zeros((1, n))])
        went = went_up(self.rows.felt(first, self.rows.last), down)[: n * EVERY]
        return np.concatenate([tilts, self._limits.rise * fewer(went[None, :])])
