"""All figures of a comparison: how many were found, how far off they are, and how reliable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from balance.report.agreement.bland_altman import Limits, limits_of_agreement, repeated_limits
from balance.report.agreement.estimates import Refused, Share, share
from balance.report.agreement.matching import match
from balance.report.agreement.pairs import Attempt, Bounds, Compared, Outcome, Pair
from balance.report.agreement.reliability import Reliability, reliability


@dataclass(frozen=True, slots=True)
class Clock:
    """The offset of the reference's clock in a recording, and whether no other fits as well."""

    recording: str
    offset_s: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Found:
    """How many attempts there are, and what became of them.

    Parameters
    ----------
    reference, first
        Attempts of either side, those apart that nothing tells which is which (`unplaced`).
    found, missed
        Of the reference's.
    extra
        Of the first side's, that the reference has not.
    early, late, lift_off
        Of those found whose ends can be compared; the last of lift-offs alone.
    or_more
        Found, and cut short on a side: they have no difference.
    contradict
        Of those early and late: one side says "so long or more" and the other less.
    cut_off
        Found, and cut off by missing samples.
    unplaced, in_recordings
        Attempts of either side in recordings of which only durations are known and not equally
        many, and how many such recordings there are.
    """

    reference: int
    first: int
    found: Share | Refused
    missed: Share | Refused
    extra: int
    early: Share | Refused
    late: Share | Refused
    lift_off: Share | Refused
    or_more: int
    contradict: int
    cut_off: int
    unplaced: int
    in_recordings: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far durations are apart, first minus reference, in seconds.

    Parameters
    ----------
    n
        How many differences.
    plain
        Bias and limits, every attempt for itself.
    repeated
        Likewise, with what people have of their own; None where nobody is named.
    reliability
        ICC, SEM and MDC.
    cover
        Share of differences that the first side's stated uncertainty holds; None where it has none.
    mean_off_s
        Mean of the differences without their sign; None for none.
    """

    n: int
    plain: Limits | Refused
    repeated: Limits | Refused | None
    reliability: Reliability | Refused
    cover: Share | Refused | None
    mean_off_s: float | None

    @property
    def limits(self) -> Limits | Refused:
        """Those that hold for these attempts: the repeated ones where there are such."""
        return self.repeated if isinstance(self.repeated, Limits) else self.plain


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides compared.

    Parameters
    ----------
    pairs
        All attempts, in the order of recordings and of time.
    bounds
        What early and late mean.
    recordings, persons, simulated
        How many there are; persons that are named, recordings of nobody.
    unnamed
        Recordings of which nobody said whose they are.
    found
        How many attempts were found.
    every, right
        How far durations are apart: of all pairs, and of those with both ends near.
    lift_off, end
        Bias and limits of the two ends; None where times are not of one clock.
    clocks
        Offsets that were estimated.
    """

    pairs: tuple[Pair, ...]
    bounds: Bounds
    recordings: int
    persons: int
    unnamed: int
    simulated: int
    found: Found
    every: Agreement
    right: Agreement
    lift_off: Limits | Refused | None
    end: Limits | Refused | None
    clocks: tuple[Clock, ...]


def compare(recordings: Sequence[Compared], bounds: Bounds | None = None) -> Comparison:
    """Match the attempts of recordings and work out all figures.

    Parameters
    ----------
    recordings
        Each with both sides.
    bounds
        How much sooner or later an end may be and still be right.
    """
    bounds = bounds or Bounds()
    matched = [match(one, bounds) for one in recordings]
    pairs = tuple(pair for one in matched for pair in one.pairs)
    clocks = tuple(
        Clock(one.recording, found.offset.seconds, found.offset.sure)
        for one, found in zip(recordings, matched, strict=True)
        if found.offset is not None
    )
    one_clock = not any(one.own_clock for one in recordings)
    return Comparison(
        pairs,
        bounds,
        recordings=len(recordings),
        persons=len({one.person for one in recordings if one.person is not None}),
        unnamed=sum(one.person is None for one in recordings),
        simulated=sum(one.simulated for one in recordings),
        found=_found(pairs),
        every=agreement_of(pairs),
        right=agreement_of([pair for pair in pairs if pair.outcome == "right"]),
        lift_off=_ends(pairs, lambda one: one.lift_off_s) if one_clock else None,
        end=_ends(pairs, lambda one: one.end_s) if one_clock else None,
        clocks=clocks,
    )


def agreement_of(pairs: Sequence[Pair]) -> Agreement:
    """Work out how far durations are apart; pairs without a difference are left out."""
    told = [(pair, apart) for pair in pairs if (apart := pair.difference_s) is not None]
    d = np.array([apart for _, apart in told])
    both = [pair.durations_s for pair, _ in told]
    persons = [pair.person for pair, _ in told]
    within = [pair.within for pair, _ in told]
    stated = [held for held in within if held is not None]
    named = bool(told) and None not in persons
    return Agreement(
        len(told),
        limits_of_agreement(d),
        repeated_limits(d, persons) if named else None,
        reliability(both),
        share(sum(stated), len(stated)) if stated else None,
        float(np.abs(d).mean()) if told else None,
    )


def _found(pairs: Sequence[Pair]) -> Found:
    count: Counter[Outcome] = Counter(pair.outcome for pair in pairs)
    judged = sum(count[name] for name in ("right", "early", "late", "lift_off"))
    both = judged + count["or_more"] + count["cut_off"]
    reference = both + count["missed"]
    return Found(
        reference,
        both + count["extra"],
        share(both, reference),
        share(count["missed"], reference),
        count["extra"],
        share(count["early"], judged),
        share(count["late"], judged),
        share(count["lift_off"], judged),
        count["or_more"],
        sum(pair.contradicts for pair in pairs),
        count["cut_off"],
        count["unplaced"],
        len({pair.recording for pair in pairs if pair.outcome == "unplaced"}),
    )


def _ends(
    pairs: Sequence[Pair], time_of: Callable[[Attempt], float | None]
) -> Limits | Refused | None:
    """Give bias and limits of one end, of the pairs that have a difference and times."""
    apart = []
    for pair in pairs:
        if pair.difference_s is None or pair.first is None or pair.reference is None:
            continue
        one, other = time_of(pair.first), time_of(pair.reference)
        if one is not None and other is not None:
            apart.append(one - other)
    return limits_of_agreement(apart) if apart else None
