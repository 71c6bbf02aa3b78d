"""Sessions of the week against a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEKS: Final = 8  # as long as the trial that the usual plan is from


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """Sessions planned for a week: at home, and under the eyes of a therapist."""

    home: int = 3
    supervised: int = 1

    @property
    def sessions(self) -> int:
        """How many they are together."""
        return self.home + self.supervised


# Three sessions at home and one supervised, for eight weeks: Matias et al. 2016, BMC Musculoskelet
# Disord 17:160.
PLAN: Final = WeekPlan()


@dataclass(frozen=True, slots=True)
class Week:
    """The sessions of one week, from its Monday on."""

    monday: date
    home: int
    supervised: int

    @property
    def sessions(self) -> int:
        """How many they are together."""
        return self.home + self.supervised

    def kept(self, plan: WeekPlan) -> bool:
        """Whether there were as many sessions as planned, wherever they were."""
        return self.sessions >= plan.sessions


def first_monday(today: date, weeks: int = WEEKS) -> date:
    """Give the day on which the first of so many weeks began, that of `today` the last."""
    return today - timedelta(days=today.weekday(), weeks=weeks - 1)


def weeks_of(
    sessions: Iterable[tuple[date, bool]], today: date, weeks: int = WEEKS
) -> tuple[Week, ...]:
    """Count the sessions of some weeks, oldest first, that of `today` the last."""
    every = list(sessions)
    mondays = [first_monday(today, weeks) + timedelta(weeks=n) for n in range(weeks)]
    return tuple(week_of(every, monday) for monday in mondays)


def week_of(sessions: Iterable[tuple[date, bool]], today: date) -> Week:
    """Count the sessions of the week of `today`; each is a day and whether it was supervised."""
    monday = today - timedelta(days=today.weekday())
    marks = [supervised for day, supervised in sessions if monday <= day < monday + timedelta(7)]
    return Week(monday, home=marks.count(False), supervised=marks.count(True))


def week_days(sessions: int) -> tuple[int, ...]:
    """Spread sessions over a week: the day of each, Monday 0, with rest between where there is."""
    return tuple(number * 7 // sessions for number in range(sessions))


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
