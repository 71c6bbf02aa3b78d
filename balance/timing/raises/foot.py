"""Raises seen by a sensor on the foot: from rows to swings that are raises, set by set."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import rows as rows_in
from balance.timing.raises.found import Found
from balance.timing.raises.height import sine_at_top
from balance.timing.raises.limits import ON_FOOT
from balance.timing.raises.looks import Looks, Seen
from balance.timing.raises.rest import Rest
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
#: The first raises are looked for every so many tiles; nobody waits for a tenth of a second.
_PATIENT: Final = 4
#: The ends of a further raise may differ by so much more: one heel that lands hard shakes the next
#: one's beginning, and its course tells it as well.
_FURTHER: Final = 1.5
#: So many raises tell what is usual.
_NEWEST: Final = 5


class FootFinder:
    """Finds raises in rows of the foot.

    Attributes
    ----------
    counting : bool
        Whether a set is under way.
    unclear : bool
        Never: on the foot a raise is plain to see.
    """

    unclear = False

    def __init__(self, rows: Rows, rest: Rest) -> None:
        self.counting = False
        self._rows = rows
        self._rest = rest
        self._looks = Looks(ON_FOOT, rows, rest)
        self._axis = np.zeros(3)  # along which the foot tilts, in the set that is under way
        self._newest: list[Seen] = []
        self._ended = False
        self._from = 0  # the row that the next raise is looked for from

    def found(self, *, over: bool) -> list[Found]:
        """Raises that the newest tile completes; `over` where there is no more to come."""
        self._ended = over
        rows = self._rows
        if not self.counting and rows.last // TILE % _PATIENT and not rows.last % TILE:
            return []
        seen = self._further() if self.counting else self._first()
        return [self._as_found(each) for each in seen]

    def is_up(self) -> bool:
        """Whether a raise is under way, or was a moment ago and may not be taken yet."""
        if not self.counting:
            return False
        track, _ = self._track()
        return bool(track.size) and bool(np.max(track[-_JUST:]) - np.min(track) > self._turn())

    def over(self) -> None:
        """The set is over: another may begin from here on."""
        self.counting = False
        self._newest = []
        self._from = self._rows.last

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

    def _as_found(self, seen: Seen) -> Found:
        moment_s = self._rows.moment_s
        sine = sine_at_top(seen, self._axis, self._rows, self._rest)
        return Found(moment_s(seen.start), moment_s(seen.top), moment_s(seen.end), sine)

    def _first(self) -> list[Seen]:
        """The first raises of a set, once there are enough."""
        begin = max(self._rows.first, self._rest.since, self._from)
        for look in _LOOKS:
            first = max(begin, self._rows.last - look)
            if self._rows.last - first < rows_in(3.0):
                continue
            moved = self._moved(first)
            if float(np.max(np.abs(moved))) < ON_FOOT.least:
                continue
            axis = main_axis(moved)
            size = float(np.ptp(axis @ moved))
            seen = self._like_each_other(first, axis @ moved, axis, _TURN * size)
            if len(seen) < ENOUGH:
                continue
            size = float(np.median([each.size for each in seen]))
            if first > begin:  # there may be some before: with the axis known they are found
                first = begin
                track = axis @ self._moved(first)
                more = self._like_each_other(first, track, axis, _TURN * size)
                seen = more if len(more) > len(seen) else seen
            if len(seen) >= ENOUGH and self._looks.a_set(seen):
                return self._begin(axis, seen)
        return []

    def _like_each_other(
        self, first: int, track: FloatArray, axis: FloatArray, turn: float
    ) -> list[Seen]:
        """The newest raises that are one like the other, up to now."""
        found: list[Seen] = []
        track = smoothed(track, _SMOOTH)
        for swing in reversed(self._over_with(track, max(turn, 0.7 * ON_FOOT.least))):
            seen = self._looks.raise_of(swing, track, first, axis)
            if seen is None or not self._looks.alike([seen, *found[: ENOUGH - 1]]):
                break
            found.insert(0, seen)
        return found

    def _begin(self, axis: FloatArray, seen: list[Seen]) -> list[Seen]:
        self.counting, self._axis = True, axis
        return self._took(seen)

    def _further(self) -> list[Seen]:
        track, begin = self._track()
        found: list[Seen] = []
        for swing in self._over_with(track, self._turn()):
            seen = self._looks.raise_of(swing, track, begin, self._axis, _FURTHER)
            if seen is not None and self._looks.goes_on(seen, [*self._newest, *found]):
                found.append(seen)
        return self._took(found)

    def _took(self, seen: list[Seen]) -> list[Seen]:
        if seen:
            self._newest = [*self._newest, *seen][-_NEWEST:]
            self._from = seen[-1].next_low
        return seen

    def _track(self) -> tuple[FloatArray, int]:
        """The movement along the axis since the last raise, and the row that it begins with."""
        first = max(self._rows.first, self._from)
        return smoothed(self._axis @ self._moved(first), _SMOOTH), first

    def _moved(self, first: int) -> FloatArray:
        """How far the foot was tilted from a row on, every so many rows."""
        n = (self._rows.last - first) // EVERY
        down = self._rows.down(first, self._rows.last)
        return self._rest.tilt(fewer(down[:, : n * EVERY]))
