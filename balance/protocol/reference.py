"""Times of healthy people by age, with their source and how they were taken.

They are there to look at, and say nothing about health. Only figures that were read in the paper or
its abstract, or in two independent places, are here (docs/science.md). Where a table ends, so does
the answer: no percentile is worked out from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from balance.protocol.conditions import Conditions, Eyes


@dataclass(frozen=True, slots=True)
class Table:
    """A published table.

    Parameters
    ----------
    eyes
        Of all its times.
    cap_s
        Longest time of the test.
    values
        First and last age, and seconds.
    statistic
        What of the attempts the seconds are.
    source, protocol
        In words.
    """

    eyes: Eyes
    cap_s: float
    values: tuple[tuple[int, int, float], ...]
    statistic: str
    source: str
    protocol: str


SPRINGER_OPEN: Final = Table(
    eyes="open",
    cap_s=45.0,
    values=(
        (18, 39, 44.7),
        (40, 49, 41.9),
        (50, 59, 41.2),
        (60, 69, 32.1),
        (70, 79, 21.5),
        (80, 99, 9.4),
    ),
    statistic="mean of the best of three",
    source="Springer et al. 2007, J Geriatr Phys Ther 30:8-15, 549 healthy adults",
    protocol="eyes open, firm floor, arms crossed, leg of choice, best of three, 45 s at most",
)
WORKERS_CLOSED: Final = Table(
    eyes="closed",
    cap_s=30.0,
    values=(
        (20, 29, 28.5),
        (30, 39, 26.9),
        (40, 49, 24.1),
        (50, 59, 19.4),
        (60, 69, 16.8),
    ),
    statistic="mean",
    source="Scientific Reports 2025, manufacturing workers in Japan",
    protocol="eyes closed, 30 s at most",
)
TABLES: Final = (SPRINGER_OPEN, WORKERS_CLOSED)

# A mean this near to the longest time of a test comes from people who mostly reached it.
_AT_CEILING_S: Final = 1.5


@dataclass(frozen=True, slots=True)
class Reference:
    """A published time for an age.

    `at_ceiling` means that most people of that age, or the person, reach the longest time of the
    test, so that the time does not tell people apart. `note` says where the person's protocol
    differs.
    """

    value_s: float
    source: str
    protocol: str
    at_ceiling: bool
    note: str


def reference(
    age: int | None, conditions: Conditions, *, best_s: float | None = None
) -> Reference | None:
    """Give the published time for an age and conditions; None where there is none.

    `best_s` is the person's best, which may have reached the end of the table's test.
    """
    if age is None or conditions.surface != "firm":
        return None
    for table in TABLES:
        if table.eyes != conditions.eyes:
            continue
        for first, last, value_s in table.values:
            if first <= age <= last:
                beyond = best_s is not None and best_s >= table.cap_s
                return Reference(
                    value_s=value_s,
                    source=f"{table.source}; {table.statistic}, age {first} to {last}",
                    protocol=table.protocol,
                    at_ceiling=value_s >= table.cap_s - _AT_CEILING_S or beyond,
                    note=_differences(table, conditions),
                )
    return None


def _differences(table: Table, conditions: Conditions) -> str:
    """Say where a person's protocol is not the table's; empty where nothing is known to differ."""
    found = []
    if conditions.cap_s is None:
        found.append(f"yours has no longest time, theirs ends at {table.cap_s:g} s")
    elif conditions.cap_s != table.cap_s:
        found.append(f"yours ends at {conditions.cap_s:g} s, theirs at {table.cap_s:g} s")
    if table is SPRINGER_OPEN and conditions.arms != "crossed":
        said = f"yours {conditions.arms}" if conditions.arms else "yours not said"
        found.append(f"arms crossed in theirs, {said}")
    if conditions.sound == "coached":
        found.append("in yours the seconds were spoken")
    return "; ".join(found)
