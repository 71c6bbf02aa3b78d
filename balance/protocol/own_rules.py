"""A rule set of one's own, checked: what a file says, or goals in words, become a `RuleSet`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from balance.protocol.conditions import Eyes, Leg, Surface
from balance.protocol.keys import LONGEST_S, no_others, table, tables, text, whole
from balance.protocol.progression import OWN_RULE, Goal, RuleSet

_KEYS: Final = ("title", "source", "attempts", "days", "goals")
_MOST: Final = 100
_GOAL: Final = re.compile(
    r"(\d{1,3}(?:\.\d+)?)\s*s(?:,?\s+(left|right))?(?:,?\s+eyes\s+(open|closed))?"
    r"(?:,?\s+(firm|foam))?",
    re.IGNORECASE,
)
OWN_GOALS: Final = "Goals of your own"


def rules_from(name: str, keys: Mapping[str, Any]) -> RuleSet:
    """Make a rule set of what a file says.

    Parameters
    ----------
    name
        What it is picked by.
    keys
        `title` and `source` in words, `attempts` and `days` that meet a goal, and `goals`, each
        with `hold_s` and maybe `eyes`, `surface` and `leg`.

    Raises
    ------
    ValueError
        With the end of a sentence that names the key.
    """
    where = "a rule set"
    no_others(keys, _KEYS, where)
    goals = tables(keys, "goals", where)
    return RuleSet(
        name=name,
        title=text(keys, "title", where),
        goals=tuple(_goal(number, goal) for number, goal in enumerate(goals, start=1)),
        attempts=whole(keys, "attempts", where),
        days=whole(keys, "days", where),
        source=text(keys, "source", where),
    )


def goals_from(text: str) -> RuleSet | None:
    """Read goals such as ``40 s`` or ``40 s; 25 s, left; 15 s, eyes closed; 20 s, foam``.

    A goal that is not said to be otherwise is for both legs, with eyes open on a firm surface. None
    where the text speaks of no goals at all.

    Raises
    ------
    ValueError
        With the end of a sentence, where a goal is too long or too short.
    """
    found = [_GOAL.fullmatch(part.strip()) for part in text.split(";")]
    if not all(found) or len(found) > _MOST:
        return None
    goals = []
    for number, match in enumerate(filter(None, found), start=1):
        hold_s, leg, eyes, surface = match.groups()
        keys = {"hold_s": float(hold_s), "eyes": eyes or "open", "surface": surface or "firm"}
        keys |= {"leg": leg} if leg else {}
        goals.append(_goal(number, {key: _lower(value) for key, value in keys.items()}))
    return RuleSet(
        name=text,
        title=OWN_GOALS,
        goals=tuple(goals),
        attempts=3,
        days=2,
        source=f"The goal is your own. {OWN_RULE}",
        ladder=False,
    )


def goals_text(goals: tuple[Goal, ...]) -> str:
    """Write goals as `goals_from` reads them."""
    parts = []
    for goal in goals:
        leg = "" if goal.leg is None else f", {goal.leg}"
        eyes = "" if goal.eyes == "open" else f", eyes {goal.eyes}"
        surface = "" if goal.surface == "firm" else f", {goal.surface}"
        parts.append(f"{goal.hold_s:g} s{leg}{eyes}{surface}")
    return "; ".join(parts)


def with_goal(text: str, goal: Goal, instead_of: Leg | None = None) -> str:
    """Put a goal into a text of goals, in place of those for the same leg under its conditions.

    Parameters
    ----------
    instead_of
        A leg that has no goal of its own there from now on; None takes none away.
    """
    rules = goals_from(text)
    gone = {goal.leg, goal.leg if instead_of is None else instead_of}
    kept = [
        one
        for one in (() if rules is None else rules.goals)
        if (one.eyes, one.surface) != (goal.eyes, goal.surface) or one.leg not in gone
    ]
    return goals_text((*kept, goal))


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _goal(number: int, keys: object) -> Goal:
    where = f"goal {number}"
    keys = table(keys, where)
    no_others(keys, ("hold_s", "eyes", "surface", "leg"), where)
    hold_s = keys.get("hold_s")
    if not isinstance(hold_s, int | float) or hold_s is True or not 1 <= hold_s <= LONGEST_S:
        raise ValueError(f"hold_s of {where} must be 1 to {LONGEST_S:g} seconds, not {hold_s!r}")
    eyes, surface = keys.get("eyes", "open"), keys.get("surface", "firm")
    leg = keys.get("leg")
    for key, value, choices in (
        ("eyes", eyes, get_args(Eyes)),
        ("surface", surface, get_args(Surface)),
        ("leg", leg, get_args(Leg)),
    ):
        if value not in choices and (key, value) != ("leg", None):
            raise ValueError(f"{key} of {where} must be {' or '.join(choices)}, not {value!r}")
    return Goal(float(hold_s), eyes, surface, leg)
