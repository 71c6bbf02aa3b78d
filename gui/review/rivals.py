"""What a hold can be compared with: the person's best, the one before, and the others. No Qt here.

Only holds on the same leg, under the same conditions and with the sensor in the same place are
compared: of others the difference would be that of the conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from balance.protocol.best_times import Time, best
from balance.protocol.conditions import never_mixed

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions
    from gui.review.looking import Looking
    from gui.review.rows import Row

Why = Literal["best", "before", "other"]

_MOST: Final = 20  # recordings beside those two: enough to look back, few enough to read


@dataclass(frozen=True, slots=True)
class Rival:
    """A hold to compare with.

    Parameters
    ----------
    row
        Its recording.
    number
        Which hold of it; None is the longest, -1 the last that counts.
    time
        How long it is; None where that is not known before it is opened.
    why
        What it is to the hold that it is compared with.
    """

    row: Row
    number: int | None
    time: Time | None
    why: Why = "other"

    def number_in(self, look: Looking) -> int | None:
        """Give the number of the hold in its recording, once that is open; None where it is not."""
        counted = [at for at, seen in enumerate(look.holds) if seen.kept.timed]
        if self.number is None:
            return max(counted, key=lambda at: look.holds[at].kept.duration_s, default=None)
        if self.number < 0:
            return counted[-1] if counted else None
        return self.number if self.number < len(look.holds) else None


def rivals(look: Looking, number: int, mine: Row, rows: Sequence[Row]) -> list[Rival]:
    """List what a hold can be compared with: the best, the one before, then the others.

    The best is left out where the hold is itself the best.

    Parameters
    ----------
    look, number
        The open recording, and its hold.
    mine
        The row of the open recording.
    rows
        Those of all recordings, the newest first.
    """
    here = [
        Rival(mine, at, _time(look, at))
        for at, seen in enumerate(look.holds)
        if at != number and seen.kept.timed
    ]
    there = [Rival(row, None, row.best) for row in rows if _like(mine, row)]
    found = []
    champion = _best([*here, *there], _time(look, number))
    if champion is not None:
        found.append(replace(champion, why="best"))
    before = _before(mine, number, here, there)
    if before is not None and before != champion:
        found.append(replace(before, why="before"))
    taken = [replace(each, why="other") for each in found]
    others = [one for one in (*here, *there[:_MOST]) if one not in taken]
    return [*found, *others]


def _best(all_: Sequence[Rival], own: Time) -> Rival | None:
    """Give the one with the best time, where it is better than one's own."""
    times = [one.time for one in all_ if one.time is not None]
    longest = best([*times, own])
    if longest is own:
        return None
    return next((one for one in all_ if one.time is longest), None)


def _before(mine: Row, number: int, here: Sequence[Rival], there: Sequence[Rival]) -> Rival | None:
    """Give the hold before: in the same recording, or the last of the one before it."""
    earlier = [one for one in here if one.number is not None and one.number < number]
    if earlier:
        return earlier[-1]
    older = [one for one in there if one.row.order < mine.order]
    newest = max(older, key=lambda one: one.row.order, default=None)
    return None if newest is None else replace(newest, number=-1, time=None)


def _time(look: Looking, number: int) -> Time:
    kept = look.holds[number].kept
    return Time(kept.duration_s, kept.uncertainty_s, kept.censored)


def _like(mine: Row, row: Row) -> bool:
    if row.path == mine.path or row.person != mine.person or row.best is None:
        return False
    if mine.conditions is None or row.conditions is None:
        return False
    return _way(mine.conditions) == _way(row.conditions)


def _way(made: Conditions) -> tuple[object, ...]:
    return (*never_mixed(made), made.placement, made.sensor_on)
