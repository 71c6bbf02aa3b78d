"""Which attempt of one side is which of the other, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.report.agreement.clock import Offset, estimate_offset, shifted
from balance.report.agreement.pairs import Attempt, Bounds, Compared, Outcome, Pair

_NEVER: Final = 1e6
_Found = tuple[Attempt | None, Attempt | None, Outcome, bool]


@dataclass(frozen=True, slots=True)
class Matched:
    """The pairs of a recording, in the order of time.

    Parameters
    ----------
    offset
        Between the clocks, where it was estimated.
    """

    pairs: tuple[Pair, ...]
    offset: Offset | None = None


def match(compared: Compared, bounds: Bounds) -> Matched:
    """Match the attempts of a recording.

    Where both sides have times, those that overlap are paired, the nearest lift-offs first: an
    attempt that was ended too early and found again counts by its beginning, and what was found
    again is extra. Where only durations are known they are paired in their order, and only where
    both sides have as many: nothing else tells which is which, and matching by length would make
    them agree.
    """
    first, reference = compared.first, compared.reference
    by_times = all(one.span_s is not None for one in (*first, *reference))
    offset = None
    if by_times and compared.own_clock:
        offset = estimate_offset(first, reference)
        reference = reference if offset is None else shifted(reference, offset)
    chosen: dict[int, int] = {}
    if by_times:
        chosen = _by_times(first, reference)
    elif not first or not reference:
        pass  # there is nothing to be told apart: all are missed, or extra
    elif len(first) == len(reference):
        chosen = dict(enumerate(range(len(first))))
    else:
        return Matched(_unplaced(compared))
    by_ends = by_times and not compared.own_clock
    return Matched(_pairs(compared, reference, chosen, bounds, by_ends=by_ends), offset)


def _by_times(first: Sequence[Attempt], reference: Sequence[Attempt]) -> dict[int, int]:
    """Give for each attempt of the reference that of the first side, where there is one."""
    from scipy.optimize import linear_sum_assignment  # late: it takes a while to load

    if not first or not reference:
        return {}
    cost = np.array([[_apart(one, other) for one in first] for other in reference])
    rows, columns = linear_sum_assignment(cost)
    chosen = zip(rows.tolist(), columns.tolist(), strict=True)
    return {row: column for row, column in chosen if cost[row, column] < _NEVER}


def _apart(one: Attempt, other: Attempt) -> float:
    """Give how far two lift-offs are apart; `_NEVER` for attempts that don't overlap."""
    if one.span_s is None or other.span_s is None:
        return _NEVER
    (begin, end), (other_begin, other_end) = one.span_s, other.span_s
    overlap = min(end, other_end) > max(begin, other_begin)
    return abs(begin - other_begin) if overlap else _NEVER


def _pairs(
    compared: Compared,
    reference: Sequence[Attempt],
    chosen: dict[int, int],
    bounds: Bounds,
    *,
    by_ends: bool,
) -> tuple[Pair, ...]:
    found: list[_Found] = []
    for row, other in enumerate(reference):
        if row not in chosen:
            found.append((None, other, "missed", False))
            continue
        one = compared.first[chosen[row]]
        found.append((one, other, *_judged(one, other, bounds, by_ends=by_ends)))
    alone = (one for at, one in enumerate(compared.first) if at not in chosen.values())
    found += [(one, None, "extra", False) for one in alone]
    if all(one.span_s is not None for one in (*compared.first, *reference)):
        found.sort(key=_begins)
    return tuple(
        Pair(compared.recording, number, compared.person, one, other, outcome, contradicts)
        for number, (one, other, outcome, contradicts) in enumerate(found, 1)
    )


def _begins(found: _Found) -> float:
    known = found[1] or found[0]
    return 0.0 if known is None else _begun_s(known)


def _judged(one: Attempt, other: Attempt, bounds: Bounds, *, by_ends: bool) -> tuple[Outcome, bool]:
    """Say what became of an attempt that both sides have, and whether they contradict."""
    if one.cut_off or other.cut_off:
        return "cut_off", False
    later_s = one.duration_s - other.duration_s
    if by_ends and one.end_s is not None and other.end_s is not None:
        later_s = one.end_s - other.end_s
    later_s = round(later_s, 3)
    early, late = later_s < -bounds.early_s, later_s > bounds.late_s
    if one.censored or other.censored:
        # "45 s or more" beside 20 s: that end was too early, or too late, whatever was the whole.
        if other.censored and not one.censored and early:
            return "early", True
        if one.censored and not other.censored and late:
            return "late", True
        return "or_more", False
    if early or late:
        return ("early" if early else "late"), False
    begun_s = _begun_s(one) - _begun_s(other) if by_ends else 0.0
    return ("lift_off" if abs(round(begun_s, 3)) > bounds.lift_off_s else "right"), False


def _begun_s(one: Attempt) -> float:
    return 0.0 if one.lift_off_s is None else one.lift_off_s


def _unplaced(compared: Compared) -> tuple[Pair, ...]:
    """Give attempts of which nothing tells which is which."""
    alone = [(one, None) for one in compared.first]
    others = [(None, other) for other in compared.reference]
    both: list[tuple[Attempt | None, Attempt | None]] = [*alone, *others]
    return tuple(
        Pair(compared.recording, number, compared.person, one, other, "unplaced")
        for number, (one, other) in enumerate(both, 1)
    )
