"""Changing a plan of a week, one step at a time; each gives another plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from balance.protocol.exercise.regimens import OWN, Regimen, Wanted, regimen_from
from balance.protocol.weeks import WeekPlan

if TYPE_CHECKING:
    from collections.abc import Callable

    from balance.protocol.exercise.library import Library
    from balance.protocol.exercise.scripts import Script, Side

#: Changes one exercise of a plan, by its place in it.
Change: TypeAlias = "Callable[[Regimen, int], Regimen]"

_WHOLE: Final = ("sets", "repetitions")


def put_in(plan: Regimen, script: Script) -> Regimen:
    """Put an exercise at the end, at its first rung."""
    return replace(plan, wanted=(*plan.wanted, Wanted(script.id, script.tiers[0].name)))


def take_out(plan: Regimen, at: int) -> Regimen:
    """Take an exercise out; the last that is left stays."""
    if len(plan.wanted) < 2:
        return plan
    return replace(plan, wanted=plan.wanted[:at] + plan.wanted[at + 1 :])


def moved(plan: Regimen, at: int, by: int) -> Regimen:
    """Have an exercise come earlier or later; at the ends it stays."""
    to = at + by
    if not 0 <= to < len(plan.wanted):
        return plan
    order = list(plan.wanted)
    order.insert(to, order.pop(at))
    return replace(plan, wanted=tuple(order))


def with_tier(plan: Regimen, at: int, tier: str) -> Regimen:
    """Take another rung; numbers of one's own were for the one before, and go."""
    one = plan.wanted[at]
    return plan if one.tier == tier else _put(plan, at, replace(one, tier=tier, numbers=()))


def with_side(plan: Regimen, at: int, side: Side | None) -> Regimen:
    """Do it on one side or both at once; None is as the rung says."""
    return _put(plan, at, replace(plan.wanted[at], side=side))


def with_number(plan: Regimen, at: int, name: str, value: float, library: Library) -> Regimen:
    """Take a number of one's own for the dose; the rung's own number is none."""
    one = plan.wanted[at]
    usual = getattr(library[one.script].tier(one.tier).dose, name)
    numbers = {key: number for key, number in one.numbers if key != name}
    if value != usual:
        numbers[name] = int(value) if name in _WHOLE else float(value)
    return _put(plan, at, replace(one, numbers=tuple(numbers.items())))


def with_week(plan: Regimen, home: int, supervised: int) -> Regimen:
    """Have so many sessions a week, at home and supervised."""
    return replace(plan, week=WeekPlan(home, supervised))


def settled(plan: Regimen, start: Regimen, title: str, library: Library) -> Regimen:
    """Give a plan as it is to be kept: one that was changed is the person's own.

    Parameters
    ----------
    start
        What it was made from.
    title
        What a plan of one's own is called.

    Raises
    ------
    ValueError
        With the end of a sentence, where something in it can't be.
    """
    made = plan
    if plan != start and plan.id != OWN:
        made = replace(plan, id=OWN, title=title)
    return regimen_from(made.keys(), library)


def _put(plan: Regimen, at: int, one: Wanted) -> Regimen:
    return replace(plan, wanted=(*plan.wanted[:at], one, *plan.wanted[at + 1 :]))
