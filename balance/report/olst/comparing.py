"""Holds that were found beside the attempts of a capture as they were labelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from balance.report.agreement.matching import match
from balance.report.agreement.pairs import Attempt as Side
from balance.report.agreement.pairs import Bounds, Compared, Pair
from balance.report.olst.labels import Attempt, Group
from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.timing.results import Hold

#: What is shorter is a touch to us, and no hold.
LEAST_HOLD_S: Final = 1.0
#: So much before and after an attempt has to be seen: the timer begins with a quiet second.
BEFORE_S: Final = 1.0
AFTER_S: Final = 0.5
HOLE_S: Final = 0.15

LeftOut = Literal["short", "overlapping", "not_seen", "not_read"]
LEFT_OUT: Final[tuple[LeftOut, ...]] = ("short", "overlapping", "not_seen", "not_read")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt at one placement: the pair that it makes, or why it is left out."""

    attempt: Attempt
    group: Group | None
    placement: Placement
    pair: Pair | None
    reason: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """One capture at one placement: its attempts, and the holds that nobody had labelled."""

    outcomes: tuple[Outcome, ...]
    extra: tuple[Pair, ...] = ()


def beside(
    attempts: Sequence[Attempt],
    holds: Sequence[Hold],
    block: SampleBlock,
    group: Group | None,
    placement: Placement,
) -> Beside:
    """Set the holds of one capture, which `block` gave, beside its attempts.

    Holds that overlap an attempt which is left out, and those outside the stretch that was
    labelled, are nobody's: neither found nor extra.
    """
    ordered = sorted(attempts, key=lambda attempt: (attempt.foot_lift_s, attempt.number))
    reasons = [left_out(attempt, ordered, block) for attempt in ordered]
    scored = [one for one, reason in zip(ordered, reasons, strict=True) if reason is None]
    aside = [one for one, reason in zip(ordered, reasons, strict=True) if reason is not None]
    counted = [hold for hold in holds if _counts(hold, scored, aside)]
    pairs = match(compared_of(scored, counted), Bounds()).pairs
    of = iter(pair for pair in pairs if pair.reference is not None)
    outcomes = tuple(
        Outcome(one, group, placement, next(of) if reason is None else None, reason)
        for one, reason in zip(ordered, reasons, strict=True)
    )
    return Beside(outcomes, tuple(pair for pair in pairs if pair.reference is None))


def compared_of(attempts: Sequence[Attempt], holds: Sequence[Hold]) -> Compared:
    """Give both sides of one capture to the statistics of agreement."""
    capture = attempts[0].capture if attempts else None
    return Compared(
        str(capture),
        tuple(_ours(hold) for hold in holds),
        tuple(_labelled(attempt) for attempt in attempts),
        None if capture is None else capture.person,
    )


def left_out(
    attempt: Attempt, others: Sequence[Attempt], block: SampleBlock
) -> Literal["short", "overlapping", "not_seen"] | None:
    """Tell why an attempt can't be scored; None where it can."""
    if attempt.duration_s < LEAST_HOLD_S:
        return "short"
    for other in others:
        over = min(attempt.last_s, other.last_s) - max(attempt.foot_lift_s, other.foot_lift_s)
        if other is not attempt and over > 0.0:
            return "overlapping"
    first_s = attempt.foot_lift_s - BEFORE_S
    last_s = attempt.last_s + (0.0 if attempt.is_open else AFTER_S)
    near = block.time_s[(block.time_s >= first_s) & (block.time_s <= last_s)]
    stops = np.concatenate(([first_s], near, [last_s]))
    return "not_seen" if np.diff(stops).max() > HOLE_S else None


def _ours(hold: Hold) -> Side:
    return Side(
        hold.duration_s,
        hold.lift_off_s,
        hold.end_s,
        censored=hold.censored,
        cut_off=hold.end_reason == "gap",
        uncertainty_s=hold.uncertainty_s,
    )


def _labelled(attempt: Attempt) -> Side:
    return Side(attempt.duration_s, attempt.foot_lift_s, attempt.last_s, censored=attempt.is_open)


def _counts(hold: Hold, scored: Sequence[Attempt], aside: Sequence[Attempt]) -> bool:
    if any(_overlap(attempt, hold) for attempt in scored):
        return True
    if any(_overlap(attempt, hold) for attempt in aside):
        return False
    middle = (hold.lift_off_s + hold.end_s) / 2.0
    first_s, last_s = (scored or aside)[0].watched_s
    return first_s <= middle <= last_s


def _overlap(attempt: Attempt, hold: Hold) -> bool:
    return min(attempt.last_s, hold.end_s) > max(attempt.foot_lift_s, hold.lift_off_s)
