"""Which rung of an exercise comes next: a suggestion, never taken by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from balance.protocol.exercise.scripts import Script

Ease = Literal["easy", "right", "hard"]

#: All three are our own, on the careful side: no source that was read gives a rule.
EASY_SESSIONS: Final = 2  # in a row, all done, before more is suggested
SORE: Final = 4  # of 10: from here on nothing more is suggested
VERY_SORE: Final = 7  # of 10: less is suggested
RULE: Final = (
    "Our own rule, on the careful side: more after two sessions in a row that were easy and done, "
    "with soreness under 4 of 10; less after two hard ones, or with soreness of 7 or more."
)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One exercise in one session.

    Parameters
    ----------
    tier
        The rung that was done.
    done
        Whether all of it was.
    ease
        How it felt; None where nobody said.
    soreness
        0 to 10, asked once a session; None where nobody said.
    """

    tier: str
    done: bool
    ease: Ease | None = None
    soreness: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do next time.

    Parameters
    ----------
    tier
        The rung.
    change
        Whether it is more, the same or less than last time.
    why
        In one sentence.
    source
        Where the rule and the dose come from.
    """

    tier: str
    change: Literal["more", "same", "less"]
    why: str
    source: str


def suggest(script: Script, sittings: Sequence[Sitting]) -> Suggestion:
    """Suggest a rung from the sittings so far, oldest first."""
    names = [tier.name for tier in script.tiers]
    if not sittings:
        return _suggested(script, 0, "same", "This is where it begins.")
    last = sittings[-1]
    at = names.index(last.tier) if last.tier in names else 0
    recent = sittings[-EASY_SESSIONS:]
    here = [one for one in recent if one.tier == last.tier]
    soreness = last.soreness or 0
    if soreness >= VERY_SORE:
        why = f"You were sore: {soreness} of 10."
        return _suggested(script, max(0, at - 1), "less" if at else "same", why)
    if len(here) == EASY_SESSIONS and all(one.ease == "hard" for one in here):
        return _suggested(script, max(0, at - 1), "less" if at else "same", "It was hard twice.")
    if soreness >= SORE:
        return _suggested(script, at, "same", f"You were sore: {soreness} of 10.")
    easy = len(here) == EASY_SESSIONS and all(one.done and one.ease == "easy" for one in here)
    if easy and at + 1 < len(names):
        return _suggested(script, at + 1, "more", "It was easy twice in a row.")
    why = "It was easy; this is the highest rung." if easy else _same(last)
    return _suggested(script, at, "same", why)


def _same(last: Sitting) -> str:
    if not last.done:
        return "Not all of it was done last time."
    if last.ease is None:
        return "Say after it how it felt, and the next rung is suggested in time."
    return "Twice easy in a row comes before the next rung."


def _suggested(
    script: Script, at: int, change: Literal["more", "same", "less"], why: str
) -> Suggestion:
    tier = script.tiers[at]
    return Suggestion(tier.name, change, why, f"{tier.source} {RULE}")
