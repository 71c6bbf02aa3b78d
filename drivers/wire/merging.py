"""Acceleration and rate of turn that come in messages of their own, put together to rows.

Both ways wait for eight accelerations to see whether a rate of turn comes at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from drivers.wire.decoder import Rows

Vector = tuple[float, float, float]

LOOK: Final = 8
_WAIT: Final = 8
_KEPT: Final = 256
_FAR_S: Final = 0.1
_ANEW_S: Final = 10.0
_STALE: Final = 3
_NAN: Final = (float("nan"),) * 3


@dataclass(frozen=True, slots=True)
class Row:
    """One sample: SI units, None where a member is not sent."""

    acc_m_s2: Vector
    gyr_rad_s: Vector | None
    stamp_s: float | None
    end_byte: int


def rows_of(found: Sequence[Row]) -> Rows:
    """Make arrays of samples, all of which have the same members."""
    if not found:
        return Rows.empty()
    stamps = [row.stamp_s for row in found if row.stamp_s is not None]
    turns = [row.gyr_rad_s for row in found if row.gyr_rad_s is not None]
    return Rows(
        np.array([row.acc_m_s2 for row in found]),
        np.array(turns) if turns else None,
        np.array(stamps) if stamps else None,
        None,
        np.array([row.end_byte for row in found], dtype=np.int64),
    )


class ByStamp:
    """Gives each acceleration the rate of turn at its stamp, on a line between its neighbours.

    Attributes
    ----------
    has_gyr
        None until it is known.
    late, lost
        Messages whose stamp is not behind the last one; accelerations that waited for a rate of
        turn in vain.
    """

    def __init__(self) -> None:
        self.has_gyr: bool | None = None
        self.late = 0
        self.lost = 0
        self._waiting: list[tuple[float, Vector, int]] = []
        self._turns: list[tuple[float, Vector]] = []
        self._last_s = -np.inf

    def acceleration(self, stamp_s: float, acc_m_s2: Vector, end: int) -> list[Row]:
        """Take an acceleration; give the rows that are complete."""
        if stamp_s < self._last_s - _ANEW_S:  # the clock was begun anew
            self._waiting, self._turns, self._last_s = [], [], -np.inf
        if stamp_s <= self._last_s:
            self.late += 1
            return []
        self._last_s = stamp_s
        self._waiting.append((stamp_s, acc_m_s2, end))
        if self.has_gyr is None and len(self._waiting) >= LOOK:
            self.has_gyr = bool(self._turns)
        return self._complete()

    def rate(self, stamp_s: float, gyr_rad_s: Vector) -> list[Row]:
        """Take a rate of turn; give the rows that are complete."""
        last_s = self._turns[-1][0] if self._turns else -np.inf
        if stamp_s < last_s - _ANEW_S:
            self._turns, last_s = [], -np.inf
        if stamp_s <= last_s:
            self.late += 1
            return []
        self._turns.append((stamp_s, gyr_rad_s))
        found = self._complete()
        oldest = self._waiting[0][0] if self._waiting else self._last_s
        while len(self._turns) > 2 and self._turns[1][0] <= oldest:
            del self._turns[0]
        del self._turns[:-_KEPT]
        return found

    def _complete(self) -> list[Row]:
        if self.has_gyr is None:
            return []
        found = []
        while self._waiting:
            stamp, acc, end = self._waiting[0]
            if self.has_gyr and len(self._waiting) <= _WAIT and not self._reached(stamp):
                break
            gyr = self._turn_at(stamp) if self.has_gyr else None
            found.append(Row(acc, gyr, stamp, end))
            del self._waiting[0]
        return found

    def _reached(self, stamp_s: float) -> bool:
        return bool(self._turns) and self._turns[-1][0] >= stamp_s

    def _turn_at(self, stamp_s: float) -> Vector:
        stamps = np.array([each[0] for each in self._turns])
        if not stamps.size:
            self.lost += 1
            return _NAN
        after = int(np.searchsorted(stamps, stamp_s))
        first, last = max(after - 1, 0), min(after, stamps.size - 1)
        if stamps[last] == stamp_s:
            return self._turns[last][1]
        if max(stamps[last] - stamp_s, stamp_s - stamps[first]) > _FAR_S:
            self.lost += 1
            return _NAN
        one, other = self._turns[first], self._turns[last]
        share = 0.0 if one[0] == other[0] else (stamp_s - one[0]) / (other[0] - one[0])
        x, y, z = (a + share * (b - a) for a, b in zip(one[1], other[1], strict=True))
        return x, y, z


class ByTurn:
    """Puts messages without stamps together: one of each kind makes a row.

    They come in turns, always in the same order. The kind that came first opens each turn, so that
    a lost message does not put the later ones out of step.

    Parameters
    ----------
    parts
        The kinds whose sum is the acceleration; the first one leads.

    Attributes
    ----------
    has_gyr
        None until it is known.
    incomplete
        Rows that lacked a message; the last one of that kind stands in for it, where there is one
        and it is not too old.
    """

    RATE: Final = "rate"

    def __init__(self, parts: Sequence[str]) -> None:
        self.has_gyr: bool | None = None
        self.incomplete = 0
        self._parts = tuple(parts)
        self._packets: list[list[tuple[str, Vector, int]]] = []
        self._now: dict[str, Vector] = {}
        self._last: dict[str, tuple[int, Vector]] = {}
        self._turn = 0
        self._end = 0
        self._opener: str | None = None

    def push(self, packet: Sequence[tuple[str, Vector, int]]) -> list[Row]:
        """Take what one packet holds: kind, vector in SI units, end in bytes."""
        if self.has_gyr is not None:
            return self._take(packet)
        self._packets.append(list(packet))
        del self._packets[:-_KEPT]
        kinds = [kind for each in self._packets for kind, _, _ in each]
        if kinds.count(self._parts[0]) < LOOK:
            return []
        self.has_gyr = self.RATE in kinds
        packets, self._packets = self._packets, []
        return [row for each in packets for row in self._take(each)]

    def _take(self, packet: Sequence[tuple[str, Vector, int]]) -> list[Row]:
        wanted = {*self._parts, self.RATE} if self.has_gyr else {*self._parts}
        whole = wanted <= {kind for kind, _, _ in packet}
        if whole:
            self._now = {}  # it has no need of what came before
        found = []
        for kind, vector, end in packet:
            self._opener = self._opener or kind
            opens = kind == self._opener and not whole
            if self._now and (opens or kind == self._parts[0] in self._now):
                found += self._close()
            self._now[kind] = vector
            self._end = end
            if wanted <= self._now.keys():
                found += self._close()
        return found

    def _close(self) -> list[Row]:
        self._turn += 1
        self._last.update({kind: (self._turn, vector) for kind, vector in self._now.items()})
        new, self._now = self._now, {}
        parts = [self._recent(kind) for kind in self._parts]
        if self._parts[0] not in new or _NAN in parts:
            return []
        wanted = (*self._parts, self.RATE) if self.has_gyr else self._parts
        self.incomplete += any(kind not in new for kind in wanted)
        x, y, z = (sum(axis) for axis in zip(*parts, strict=True))
        gyr = self._recent(self.RATE) if self.has_gyr else None
        return [Row((x, y, z), gyr, None, self._end)]

    def _recent(self, kind: str) -> Vector:
        turn, vector = self._last.get(kind, (-_STALE, _NAN))
        return vector if self._turn - turn < _STALE else _NAN
