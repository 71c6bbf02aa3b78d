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
#: How much of one attempt's likeness another offset must lack for the best one to be sure.
_CLEAR: Final = 0.5


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
    which the attempts cover one another most; it is then moved to the middle of all differences
    of both ends, so that one early end does not shift it.
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
        one[at] - other[at]
        for one, other in product(ours, theirs)
        if _alike(one, other, best) > _CLEAR
        for at in (0, 1)
    ]
    return Offset(round(median(ends) if ends else best, 3), sure)


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
    """Give how much two stretches share of all that they cover, from 0 to 1."""
    begin, end = other[0] + offset, other[1] + offset
    shared = min(one[1], end) - max(one[0], begin)
    covered = max(one[1], end) - min(one[0], begin)
    return max(0.0, shared / covered) if covered > 0 else 0.0
