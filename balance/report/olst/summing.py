"""What all captures come to, by placement, age group and whether stability was reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from balance.report.agreement.bland_altman import Limits, limits_of_agreement, repeated_limits
from balance.report.agreement.estimates import Refused
from balance.report.agreement.figures import Comparison, compare
from balance.report.agreement.pairs import Attempt as Side
from balance.report.agreement.pairs import Compared, Pair
from balance.report.olst.comparing import LEFT_OUT, LeftOut, Outcome
from balance.report.olst.labels import Group
from balance.report.olst.scoring import ScoredCapture
from balance.report.olst.sensed import Smoothing
from balance.signal.placement import Placement

Who = Literal["all", "young", "older", "not told"]
WHO: Final[tuple[Who, ...]] = ("all", "young", "older", "not told")


@dataclass(frozen=True)
class Part:
    """What attempts of one kind came to, at one placement.

    Attributes
    ----------
    placement, who, stable
        Which attempts: of which people, and whether those that reached stability.
    comparison
        Their figures. Holds that nobody had labelled are among those that reached stability.
    lift_off, touch_down
        Bias and limits of the two ends of attempts that were found with both ends right, in
        seconds; lift-offs are also those of attempts whose touch-down nobody labelled.
    left_out
        How many attempts were not scored, by reason.
    """

    placement: Placement
    who: Who
    stable: bool
    comparison: Comparison
    lift_off: Limits | Refused
    touch_down: Limits | Refused
    left_out: dict[LeftOut, int]


@dataclass(frozen=True)
class Summary:
    """All parts that have attempts.

    `smoothing` is the median over captures, by placement; `told` what was found out of the files.
    """

    parts: tuple[Part, ...]
    smoothing: dict[Placement, Smoothing]
    told: tuple[str, ...]


def sum_up(captures: Sequence[ScoredCapture]) -> Summary:
    """Put captures together, whatever their order."""
    captures = sorted(captures, key=lambda one: one.capture)
    places = list(dict.fromkeys(place for one in captures for place in one.places))
    parts = [
        part
        for place in places
        for stable in (True, False)
        for who in WHO
        if (part := _part(captures, place, who, stable=stable)) is not None
    ]
    smoothing = {
        place: _middle([one.smoothing[place] for one in captures if place in one.smoothing])
        for place in places
        if any(place in one.smoothing for one in captures)
    }
    told = Counter(told for one in captures for told in one.told)
    said = tuple(f"{what}, in {count} of {len(captures)} captures" for what, count in told.items())
    return Summary(tuple(parts), smoothing, said)


def _part(
    captures: Sequence[ScoredCapture], place: Placement, who: Who, *, stable: bool
) -> Part | None:
    these: list[Outcome] = []
    recordings: list[Compared] = []
    for one in captures:
        if place not in one.places or who not in ("all", _who(one.group)):
            continue
        outcomes = [
            outcome
            for outcome in one.places[place].outcomes
            if outcome.attempt.reached_stability == stable
        ]
        these += outcomes
        pairs = [outcome.pair for outcome in outcomes if outcome.pair is not None]
        extra = one.places[place].extra if stable else ()
        if pairs or extra:
            recordings.append(_compared(one, (*pairs, *extra)))
    if not these:
        return None
    comparison = compare(recordings)
    reasons = Counter(outcome.reason for outcome in these)
    return Part(
        place,
        who,
        stable,
        comparison,
        _limits(comparison.pairs, ("right", "or_more"), lambda side: side.lift_off_s),
        _limits(comparison.pairs, ("right",), lambda side: side.end_s),
        {reason: reasons[reason] for reason in LEFT_OUT if reasons[reason]},
    )


def _compared(one: ScoredCapture, pairs: Sequence[Pair]) -> Compared:
    """Some of a capture's pairs as a recording, which are matched as they were."""
    return Compared(
        str(one.capture),
        tuple(pair.first for pair in pairs if pair.first is not None),
        tuple(pair.reference for pair in pairs if pair.reference is not None),
        one.capture.person,
    )


def _who(group: Group | None) -> Who:
    return "not told" if group is None else group


def _limits(
    pairs: Sequence[Pair], outcomes: tuple[str, ...], end_of: Callable[[Side], float | None]
) -> Limits | Refused:
    """Limits of repeated attempts, and plain ones where there are too few people for these."""
    apart, people = [], []
    for pair in pairs:
        if pair.outcome not in outcomes or pair.first is None or pair.reference is None:
            continue
        ours, theirs = end_of(pair.first), end_of(pair.reference)
        if ours is not None and theirs is not None:
            apart.append(ours - theirs)
            people.append(pair.person)
    repeated = repeated_limits(apart, people)
    return limits_of_agreement(apart) if isinstance(repeated, Refused) else repeated


def _middle(these: Sequence[Smoothing]) -> Smoothing:
    return Smoothing(
        median(one.bandwidth_hz for one in these), median(one.marker_noise_mm for one in these)
    )
