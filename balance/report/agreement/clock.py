"""The offset of a reference that has a clock of its own, out of the attempts themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from statistics import median
from typing import Final

from balance.report.agreement.pairs import Attempt

#: Offsets nearer than this are one and the same.
_SAME_S: Final = 1.0
#: How near two ends are to be to speak for an offset.
_NEAR_S: Final = 0.25
#: How much of one attempt's likeness another offset must lack for the best one to be sure.
_CLEAR: Final = 0.25


@dataclass(frozen=True, slots=True)
class Offset:
    """What is to be added to the reference's times.

    Parameters
    ----------
    seconds
        The offset.
    sure
        No other one fits nearly as well.
    """

    seconds: float
    sure: bool


def estimate_offset(first: Sequence[Attempt], reference: Sequence[Attempt]) -> Offset | None:
    """Estimate what lies between two clocks; None where a side has no attempt with times.

    Each lift-off and each end laid on each of the other side is tried. The best one is that under
    which the attempts cover one another and their ends meet most; it is then moved to the middle of
    the differences of the ends that are near then, so that an early end does not shift it.
    """
    ours = [one.span_s for one in first if one.span_s is not None]
    theirs = [one.span_s for one in reference if one.span_s is not None]
    if not ours or not theirs:
        return None
    tried = {one[at] - other[at] for one, other in product(ours, theirs) for at in (0, 1)}
    likeness = {offset: _likeness(ours, theirs, offset) for offset in tried}
    best = max(sorted(tried), key=lambda offset: likeness[offset])
    far = (likeness[offset] for offset in tried if abs(offset - best) > _SAME_S)
    sure = likeness[best] - max(far, default=0.0) > _CLEAR
    ends = [
        apart
        for one, other in product(ours, theirs)
        for apart in (one[0] - other[0], one[1] - other[1])
        if abs(apart - best) <= 2 * _NEAR_S
    ]
    return Offset(round(median(ends), 3), sure)


def shifted(reference: Sequence[Attempt], offset: Offset) -> tuple[Attempt, ...]:
    """Give attempts in the other clock."""
    return tuple(
        one
        if one.lift_off_s is None or one.end_s is None
        else replace(
            one,
            lift_off_s=round(one.lift_off_s + offset.seconds, 3),
            end_s=round(one.end_s + offset.seconds, 3),
        )
        for one in reference
    )


def _likeness(
    ours: Sequence[tuple[float, float]], theirs: Sequence[tuple[float, float]], offset: float
) -> float:
    return sum(max(_alike(one, other, offset) for one in ours) for other in theirs)


def _alike(one: tuple[float, float], other: tuple[float, float], offset: float) -> float:
    """Give how alike two stretches are, 0 to 1: half by what they share, half by their ends."""
    begin, end = other[0] + offset, other[1] + offset
    shared = min(one[1], end) - max(one[0], begin)
    if shared <= 0:
        return 0.0
    covered = max(one[1], end) - min(one[0], begin)
    near = sum(1 / (1 + (apart / _NEAR_S) ** 2) for apart in (one[0] - begin, one[1] - end))
    return shared / covered / 2 + near / 4
