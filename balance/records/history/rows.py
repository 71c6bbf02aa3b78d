"""Rows of the database out of scored recordings."""

from __future__ import annotations

from typing import Any, Final

from balance.records.edits import KeptHold
from balance.records.history.kept import Kept
from balance.records.history.schema import Held, Tried

_NUMBERS: Final = 1000


def course(kept: Kept) -> dict[str, Any]:
    """Give what changes of a recording while it is under way."""
    return {
        "status": kept.status,
        "reasons": list(kept.reasons),
        "rate_hz": kept.rate_hz,
        "duration_s": kept.duration_s,
    }


def attempts(kept: Kept, place: dict[str, int], known: int = 0) -> list[Tried]:
    """Make the rows of attempts, numbered from the header's number on, after those known.

    Parameters
    ----------
    place
        The numbers of the rows that they belong to, by column.
    """
    first = known + (1 if kept.header.attempt is None else kept.header.attempt)
    numbered = enumerate(kept.holds, start=first)
    return [_attempt(kept, hold, number, place) for number, hold in numbered]


def _attempt(kept: Kept, hold: KeptHold, number: int, place: dict[str, int]) -> Tried:
    header = kept.header
    scored = hold.timed and not header.practice and kept.status != "invalid"
    return Tried(
        **place,
        number=number,
        order_key=kept.made_ms * _NUMBERS + min(number, _NUMBERS - 1),
        placement=header.placement,
        sensor_on=header.sensor_on,
        practice=header.practice,
        cap_s=header.cap_s,
        scored=scored,
        clean=scored and kept.status == "valid",
        duration_s=hold.duration_s,
        uncertainty_s=hold.uncertainty_s,
        censored=hold.censored,
        note=hold.note or None,
        hold=_hold(hold),
    )


def _hold(hold: KeptHold) -> Held:
    found, edited = hold.automatic, hold.edited_s
    row = Held(
        edited_lift_off_s=None if edited is None else edited[0],
        edited_end_s=None if edited is None else edited[1],
        discarded=hold.discarded,
        sway=None if hold.sway is None else dict(hold.sway),
        evidence=hold.evidence,
    )
    if found is not None:
        row.lift_off_s, row.end_s = round(found.lift_off_s, 3), round(found.end_s, 3)
        row.paused_s, row.decided_s = round(found.paused_s, 3), round(found.decided_s, 3)
        row.final_s = round(found.final_s, 3)
        row.lift_off_decided_s = round(found.lift_off_decided_s, 3)
        row.lift_off_final_s = round(found.lift_off_final_s, 3)
        row.uncertainty_s = round(found.uncertainty_s, 3)
        row.end_reason, row.censored = found.end_reason, found.censored
        row.corrections = found.corrections
    return row
