"""What the sides say of a recording: the timer, its truth where it was simulated, a rater."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from balance.records.events_file import EventRow
from balance.records.ratings import Rating
from balance.report.agreement.pairs import Attempt


def timed(scored: Mapping[str, Any]) -> tuple[Attempt, ...]:
    """Give the holds of a recording as `analyze --json` says them."""
    return tuple(
        Attempt(
            hold["duration_s"],
            hold["lift_off_s"],
            hold["end_s"],
            censored=hold["censored"],
            cut_off=hold["end_reason"] == "gap",
            uncertainty_s=hold["uncertainty_s"],
        )
        for hold in scored["holds"]
    )


def rated(rating: Rating) -> tuple[Attempt, ...]:
    """Give the holds of a recording as a rater sees them."""
    return tuple(
        Attempt(hold.duration_s, hold.lift_off_s, hold.end_s, censored=hold.censored)
        for hold in rating.holds
    )


def true(
    rows: Sequence[EventRow], last_s: float, cap_s: float | None = None
) -> tuple[Attempt, ...] | None:
    """Give the holds that the rows `truth` of an events file say; None where there are none.

    Parameters
    ----------
    last_s
        Where the recording ends: a hold that goes on lasted at least until there.
    cap_s
        Longest time of the protocol: a hold that reached it lasted at least so long.
    """
    told = [row for row in rows if row.by == "truth" and row.event in ("lift_off", "step_down")]
    if not told:
        return None
    made, lift_off_s = [], None
    for row in sorted(told, key=lambda row: row.time_s):
        if row.event == "lift_off":
            lift_off_s = row.time_s
        elif lift_off_s is not None:
            made.append(_held(lift_off_s, row.time_s, cap_s))
            lift_off_s = None
    if lift_off_s is not None and lift_off_s < last_s:
        made.append(Attempt(round(last_s - lift_off_s, 6), lift_off_s, last_s, censored=True))
    return tuple(made)


def _held(lift_off_s: float, end_s: float, cap_s: float | None) -> Attempt:
    if cap_s is not None and end_s - lift_off_s >= cap_s:
        return Attempt(cap_s, lift_off_s, lift_off_s + cap_s, censored=True)
    return Attempt(round(end_s - lift_off_s, 6), lift_off_s, end_s)
