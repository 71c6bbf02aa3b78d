"""Where a led session stands, made of its program and of what the sensor is doing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from balance.protocol.exercise.program import length_s
from drivers.live.standing import Guide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.exercise.lead import Lead, Moment
    from balance.protocol.exercise.program import Item
    from drivers.live.standing import Standing

HOLD_S: Final = 40.0  # about how long a hold takes with all that belongs to it


def standing_of(
    lead: Lead,
    moment: Moment,
    live: Standing,
    *,
    measured: bool,
    counted: int | None,
    said: str,
    asks: str,
    trouble: str,
) -> Standing:
    """Give the standing of a session.

    Parameters
    ----------
    lead, moment
        The program, and where it is.
    live
        Where the sensor stands.
    measured
        Whether the sensor has the say: a hold is under way, or waited for.
    counted
        Raises so far; None where nobody counts.
    said, asks, trouble
        What was said last, of which exercise it is asked how it felt, and what is wrong.
    """
    guide = _guide(lead, moment, measured=measured, counted=counted, said=said)
    guide = replace(guide, asks=asks)
    if lead.over:
        return replace(live, stage="over", held_s=None, rest_s=0, guide=guide)
    if lead.paused:
        still = replace(live, held_s=None, rest_s=0, guide=guide)
        return replace(still, stage="paused", trouble=trouble)
    if measured:
        return replace(live, guide=guide)
    resting = guide.does == "rest"
    return replace(
        live,
        stage="resting" if resting else "running",
        held_s=None,
        just_over=False,
        rest_s=(guide.left_s or 0) if resting else 0,
        lost="",
        trouble=trouble,
        guide=guide,
    )


def _guide(lead: Lead, moment: Moment, *, measured: bool, counted: int | None, said: str) -> Guide:
    items, item = lead.items, moment.item
    if item is None:
        last = items[-1]
        parts = len(_counted(items))
        return Guide(last.part.script.title, "say", "", last.side, None, parts, parts, 0)
    numbers = _counted(items)
    left_s = length_s(items[lead.place.index :], HOLD_S) - moment.elapsed_s
    return Guide(
        title=item.part.script.title,
        does=item.step.does,
        called=item.called if item.is_work else item.next,
        side=item.side,
        left_s=None if moment.left_s is None else int(moment.left_s + 0.999),
        part=numbers.index(item.number) + 1 if item.number in numbers else 0,
        parts=len(numbers),
        minutes=max(1, round(left_s / 60)),
        counted=counted,
        faults=lead.faults if item.counts_errors else None,
        said=said,
        measured=measured,
        next=item.next if item.is_work else "",
    )


def _counted(items: Sequence[Item]) -> list[int]:
    """Give the numbers of the exercises and tests of a session; the opening is none."""
    return list(dict.fromkeys(one.number for one in items if one.part.script.kind != "opening"))
