"""Plans: which leg is tested when, with what rest before it, and where a person stands in one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from balance.protocol.conditions import Leg

TIMES: Final = 3
REST_S: Final = 30.0
CHANGE_S: Final = 60.0
MOST_STEPS: Final = 60
LONGEST_REST_S: Final = 600.0
_WORD: Final = re.compile(r"(\d{1,2})?\s*([lr])[a-z]*(?:\s*@\s*(\d{1,3}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """One attempt that is planned: the stance leg, and seconds of rest before it."""

    leg: Leg | None
    rest_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Attempts in their order."""

    steps: tuple[Step, ...]


def single(leg: Leg | None) -> Plan:
    """Give one attempt on one leg."""
    return Plan((Step(leg),))


def both_legs(
    first: Leg = "left", *, times: int = TIMES, rest_s: float = REST_S, change_s: float = CHANGE_S
) -> Plan:
    """Give some attempts on one leg, then as many on the other.

    Legs are not taken in turn: a sensor on the raised leg would have to move each time.
    """
    second: Leg = "right" if first == "left" else "left"
    one = [Step(first, rest_s if index else 0.0) for index in range(times)]
    other = [Step(second, rest_s if index else change_s) for index in range(times)]
    return Plan((*one, *other))


def custom(text: str, *, rest_s: float = REST_S, change_s: float = CHANGE_S) -> Plan:
    """Read a list such as ``3 left, 3 right @90, left``; `@90` is the rest before, in seconds.

    Raises
    ------
    ValueError
        With one sentence, where it is no such list.
    """
    steps: list[Step] = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        found = _WORD.fullmatch(word)
        if found is None:
            msg = f"'{word}' is no part of a plan; write a list such as: 3 left, 3 right @90."
            raise ValueError(msg)
        leg: Leg = "left" if found[2].lower() == "l" else "right"
        rest = min(float(found[3]), LONGEST_REST_S) if found[3] else None
        for _ in range(int(found[1] or 1)):
            usual = rest_s if steps and steps[-1].leg == leg else change_s
            steps.append(Step(leg, (usual if rest is None else rest) if steps else 0.0))
    if not 0 < len(steps) <= MOST_STEPS:
        msg = f"A plan has 1 to {MOST_STEPS} attempts; write a list such as: 3 left, 3 right."
        raise ValueError(msg)
    return Plan(tuple(steps))
