"""Sessions of the week against a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """Sessions planned for a week: at home, and under the eyes of a therapist."""

    home: int = 3
    supervised: int = 1


# Three sessions at home and one supervised, for eight weeks: Matias et al. 2016, BMC Musculoskelet
# Disord 17:160.
PLAN: Final = WeekPlan()


@dataclass(frozen=True, slots=True)
class Week:
    """The sessions of one week, from its Monday on."""

    monday: date
    home: int
    supervised: int


def week_of(sessions: Iterable[tuple[date, bool]], today: date) -> Week:
    """Count the sessions of the week of `today`; each is a day and whether it was supervised."""
    monday = today - timedelta(days=today.weekday())
    marks = [supervised for day, supervised in sessions if monday <= day < monday + timedelta(7)]
    return Week(monday, home=marks.count(False), supervised=marks.count(True))


def parse_plan(text: str) -> WeekPlan:
    """Read a plan such as ``3+1``: at home, and supervised; ``4`` is four at home.

    Raises
    ------
    ValueError
        With one sentence, where it is no plan.
    """
    parts = text.replace(" ", "").split("+")
    if 1 <= len(parts) <= 2 and all(part.isdecimal() and int(part) <= 21 for part in parts):
        numbers = [*map(int, parts), 0]
        return WeekPlan(numbers[0], numbers[1])
    msg = f"'{text}' is no plan of a week; write sessions at home + supervised, such as 3+1."
    raise ValueError(msg)
