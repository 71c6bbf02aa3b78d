"""What tells a raise on the foot from a step, a raised leg and all else, and a set from chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import STEP_S
from balance.timing.raises.limits import Limits
from balance.timing.raises.rest import Rest
from balance.timing.raises.rows import Rows
from balance.timing.raises.swings import EVERY, Swing, crossing

#: Where the heel counts as off the floor, as a share of the way up.
EDGE: Final = 0.12
#: The top is in the middle of where it is within this share of the highest.
_TOP: Final = 0.2
_SHORTEST_S: Final = 0.7
_LONGEST_S: Final = 14.0
_MOST_YAW_RAD: Final = float(np.radians(25.0))
_PARTS: Final = 40
#: From one raise to the next: quicker are steps, slower is leaning to and fro.
_QUICKEST_S: Final = 1.4
_SLOWEST_S: Final = 10.0
#: A further raise may be less like the others than the first ones are, and may not come sooner
#: than this share of the usual time.
_GOES_ON: Final = 0.7
_SOON: Final = 0.5
#: How much longer one time from top to top may be than another, at the start of a set.
_PACE_ALIKE: Final = 1.9


@dataclass(frozen=True, slots=True)
class Seen:
    """One swing that looks like a raise: rows, and its tilt."""

    start: float
    top: int
    end: float
    low: int
    next_low: int
    size: float
    low_at: float
    next_low_at: float
    course: FloatArray
    detour: float


class Looks:
    """Judges swings of the foot."""

    def __init__(self, limits: Limits, rows: Rows, rest: Rest) -> None:
        self._limits = limits
        self._rows = rows
        self._rest = rest

    def raise_of(
        self, swing: Swing, track: FloatArray, first: int, axis: FloatArray, slack: float = 1.0
    ) -> Seen | None:
        """Give a swing of a track that begins with row `first` as a raise, if it looks like one.

        By `slack` its ends may be further from one another than at the start of a set.
        """
        limits = self._limits
        size = swing.size
        if not (limits.least <= size and swing.high_at <= limits.most):
            return None
        if abs(swing.next_low_at - swing.low_at) > slack * limits.flat * size:
            return None
        start = crossing(track, swing.low_at + EDGE * size, swing.high, swing.low)
        end = crossing(track, swing.next_low_at + EDGE * size, swing.high, swing.next_low)
        if not _SHORTEST_S <= (end - start) * EVERY * STEP_S <= _LONGEST_S:
            return None
        near = swing.high_at - _TOP * size
        up, down = (crossing(track, near, swing.high, to) for to in (swing.low, swing.next_low))
        seen = Seen(
            first + start * EVERY,
            first + round(0.5 * (up + down)) * EVERY,
            first + end * EVERY,
            first + swing.low * EVERY,
            first + swing.next_low * EVERY,
            size,
            swing.low_at,
            swing.next_low_at,
            _course(track, start, end),
            float(np.sum(np.abs(np.diff(track[swing.low : swing.next_low + 1])))) / (2.0 * size),
        )
        return seen if self._only_the_heel(seen, axis) else None

    def _only_the_heel(self, seen: Seen, axis: FloatArray) -> bool:
        """Whether nothing but the heel moved: no push, no turn aside, no turn about the upright."""
        limits, down = self._limits, self._rest.down_m_s2
        first, last = int(seen.start), int(seen.end) + 1
        felt = self._rows.felt(first, last)
        if down is None or felt.shape[1] < 2:
            return False
        g = float(np.sqrt(np.sum(down * down)))
        force = np.sqrt(np.sum(felt * felt, axis=0)) - g
        if float(np.sqrt(np.mean(force * force))) > limits.force_m_s2:
            return False
        tilt = self._rest.tilt(self._rows.down(first, last))
        along = axis @ tilt
        aside = tilt - axis[:, None] * along
        aside = aside - aside.mean(axis=1)[:, None]
        if float(np.sqrt(np.mean(np.sum(aside * aside, axis=0)))) > limits.aside * seen.size:
            return False
        turned = float(np.sum((down / g) @ self._rows.turn(first, last))) * STEP_S
        return abs(turned) < _MOST_YAW_RAD

    def a_set(self, seen: Sequence[Seen]) -> bool:
        """Whether raises take the same course, go straight up and down, and keep a pace."""
        courses = [each.course for each in seen]
        mean = np.mean(courses, axis=0)
        same = min(_likeness(each, mean) for each in courses)
        detour = float(np.mean([each.detour for each in seen]))
        step_s = float(np.mean(np.diff([each.top for each in seen]))) * STEP_S
        if same < self._limits.same_as_mean or detour > self._limits.detour:
            return False
        return _QUICKEST_S <= step_s <= _SLOWEST_S

    def goes_on(self, seen: Seen, before: Sequence[Seen]) -> bool:
        """Whether a raise takes the course of those before it, and does not follow too fast."""
        mean = np.mean([each.course for each in before], axis=0)
        steps = np.diff([each.top for each in before])
        soon = seen.top - before[-1].top < _SOON * float(np.median(steps))
        return not soon and _likeness(seen.course, mean) >= _GOES_ON * self._limits.same_course

    def alike(self, seen: Sequence[Seen]) -> bool:
        """Whether raises are one like the other: size, pace, and the same flat foot in between."""
        sizes = [each.size for each in seen]
        if max(sizes) > self._limits.alike * min(sizes):
            return False
        steps = np.diff([each.top for each in seen])
        if steps.size and max(steps) > _PACE_ALIKE * min(steps):
            return False
        courses = [each.course for each in seen]
        if min(_likeness(courses[0], each) for each in courses) < self._limits.same_course:
            return False
        lows = [each.low_at for each in seen] + [seen[-1].next_low_at]
        return max(lows) - min(lows) <= 1.5 * self._limits.flat * max(sizes)


def _likeness(a: FloatArray, b: FloatArray) -> float:
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt(np.sum(a * a) * np.sum(b * b)))
    return float(np.sum(a * b)) / size if size > 0.0 else 0.0


def _course(track: FloatArray, start: float, end: float) -> FloatArray:
    """The way of a raise in so many parts of its time."""
    at = np.linspace(start, end, _PARTS)
    return np.interp(at, np.arange(track.size, dtype=np.float64), track)
