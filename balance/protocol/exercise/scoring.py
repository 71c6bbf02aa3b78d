"""The score of a named test, by its own rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from typing import Final

from balance.protocol.exercise.outcomes import Measured, Outcome
from balance.protocol.exercise.program import Item
from balance.protocol.exercise.scripts import ScoreRule, Script, Side

#: BESS: no stance has more errors, and one that is not held for so long has as many.
MOST_ERRORS: Final = 10
LEAST_STANCE_S: Final = 5.0
UNITS: Final[dict[ScoreRule, str]] = {
    "best": "s",
    "mean": "s",
    "sum": "s",
    "stages": "stages",
    "errors": "errors",
    "count": "raises",
}


@dataclass(frozen=True, slots=True)
class PartScore:
    """What came of one stance or hold of a test: its tries, and what counts of them.

    `value` is None where it was left out; `full` is whether the cap was reached in a try.
    """

    called: str
    side: Side
    tries: tuple[Measured, ...]
    value: float | None
    full: bool


@dataclass(frozen=True, slots=True)
class TestScore:
    """The score of a named test.

    Parameters
    ----------
    script
        Id and version of the test; scores of different ones are never mixed.
    value, unit
        `value` is None where nothing of it was done, or not all where the score is a sum.
    parts
        What it was made of.
    code
        LOINC code of the first try, where the test has one.
    """

    __test__ = False  # to pytest

    script: str
    value: float | None
    unit: str
    parts: tuple[PartScore, ...]
    code: str | None = None


def score_of(script: Script, items: Sequence[Item], outcomes: Sequence[Outcome]) -> TestScore:
    """Work out the score of a test from what came of its steps.

    Parameters
    ----------
    script
        A named test.
    items, outcomes
        The program, and what came of it; other parts of it are left aside.

    Raises
    ------
    ValueError
        Where the script is no named test.
    """
    scoring = script.scoring
    if scoring is None:
        raise ValueError(f"{script.id} is no named test")
    by_index = {one.index: one for one in outcomes}
    mine = [
        (item, by_index.get(index))
        for index, item in enumerate(items)
        if item.is_work and item.part.script.key == script.key
    ]
    places = groupby(
        mine, key=lambda one: (one[0].side, one[0].set, one[0].repetition, one[0].called)
    )
    parts = tuple(_part(scoring.rule, list(group)) for _, group in places)
    return TestScore(
        script.key, _total(scoring.rule, parts), UNITS[scoring.rule], parts, scoring.code
    )


def _part(rule: ScoreRule, here: Sequence[tuple[Item, Outcome | None]]) -> PartScore:
    item = here[0][0]
    found = [one for _, one in here if one is not None and one.measured is not None]
    tries = tuple(one.measured for one in found if one.measured is not None)
    full = any(one.full for one in found)
    return PartScore(item.called, item.side, tries, _value(rule, tries, full=full), full)


def _value(rule: ScoreRule, tries: Sequence[Measured], *, full: bool) -> float | None:
    if not tries:
        return None
    seconds = [one.seconds or 0.0 for one in tries]
    if rule == "errors":
        least = min(errors_in(one) for one in tries)
        return float(least)
    if rule == "count":
        return float(max(one.count or 0 for one in tries))
    if rule == "stages":
        return float(full)
    return fmean(seconds) if rule == "mean" else max(seconds)


def errors_in(one: Measured) -> int:
    """Give how many errors a stance counts, told by how many were seen and how long it lasted."""
    if one.seconds is not None and one.seconds < LEAST_STANCE_S:
        return MOST_ERRORS
    return min(one.errors, MOST_ERRORS)


def _total(rule: ScoreRule, parts: Sequence[PartScore]) -> float | None:
    values = [part.value for part in parts if part.value is not None]
    if not values:
        return None
    if rule in ("sum", "errors") and len(values) < len(parts):
        return None  # a battery of which a part is missing has no score
    if rule in ("sum", "stages", "errors"):
        return sum(values)
    return fmean(values) if rule == "mean" else max(values)
