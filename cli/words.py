"""Holds, conditions and phases in words, the same wherever a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.timing.results import Hold
from balance.words import END_REASONS, describe, event_words, signal_words
from balance.words import SAFETY as _SAFETY
from drivers.live.front import PLAIN
from drivers.live.pair_words import with_sensors
from drivers.live.prompts import NO_HOLD, NONE_COUNTS

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions
    from drivers.live.standing import Standing

SAFETY: Final = f"Before you start: {_SAFETY[0].lower()}{_SAFETY[1:]}"

SET_ENDS: Final = {
    "height": "a raise fell short",
    "pace": "pace lost twice",
    "rest": "rest",
    "stop": "stopped",
    "gap": "gap",
    "recording_end": "end of recording",
}

__all__ = ["END_REASONS", "describe", "event_words"]


def opening(title: str, conditions: Conditions | None) -> tuple[str, ...]:
    """Give the lines before the first test, or before a session that has none of its own."""
    return (SAFETY, title) if conditions is None else (SAFETY, title, f"{describe(conditions)}.")


def ended_by(reason: str, sensors: str) -> str:
    """Say why a hold ended, and of two sensors what that rests on, unless it is on both."""
    return with_sensors(END_REASONS[reason], sensors)


def seconds(hold: Hold) -> str:
    """Say how long a hold was."""
    return length(hold.duration_s, hold.uncertainty_s, censored=hold.censored)


def length(duration_s: float, uncertainty_s: float, *, censored: bool) -> str:
    """Say a time as the window says it: `8.6 s ± 0.1`, or `45 s or more` where it was cut short."""
    # To the millisecond first, as it stands in JSON: the same hold reads the same everywhere.
    return PLAIN.seconds(round(duration_s, 3), round(uncertainty_s, 3), censored=censored)


def summary(now: Standing) -> list[str]:
    """Say the results of a run, a line each."""
    lines = [signal_words(*now.signal)] if now.signal[0] != "valid" else []
    score = next(iter(now.scores.values()), None)
    if score is None or score.best is None:
        if not now.entries:
            return [*lines, NO_HOLD]
        return [*lines, NONE_COUNTS.format(time=seconds(now.entries[-1].hold))]
    lines.append(f"Best: {seconds(score.best.hold)}, attempt {score.best.number}.")
    if score.mean_of_three_s is not None:
        mean = PLAIN.seconds(score.mean_of_three_s, censored=score.mean_censored)
        lines.append(f"Mean of the last three: {mean}.")
    return lines
