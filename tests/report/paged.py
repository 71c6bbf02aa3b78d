"""Histories of people for the page: little, much, and with all kinds of letters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from keepers import hold, kept
from report_sway import SWAYED

from balance.records.edits import KeptHold
from balance.records.history.kept import Kept

FIRST = date(2026, 1, 5)
LONG_CODE = "W" * 64
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Wrzeszczyński-Nguyễn Thị Ánh"
LETTERS = "Łódź-Ωμέγα-Жуковский"


def sessions(
    code: str,
    count: int,
    *,
    start_s: float = 12.0,
    gain_s: float = 1.5,
    every_days: int = 3,
    **conditions: Any,
) -> list[Kept]:
    """Three holds of each leg in each session, a little longer from one to the next."""
    found = []
    for number in range(count):
        day = FIRST + timedelta(days=every_days * number)
        for leg, less_s in (("left", 0.0), ("right", 2.3)):
            times = [start_s - less_s + gain_s * number + extra for extra in (0.0, 1.1, -0.7)]
            cap_s = conditions.get("cap_s")
            capped = [min(each, cap_s) if cap_s else each for each in times]
            name = f"{code}-{sorted(map(str, conditions.items()))}-{number}-{leg}"
            holds = [_hold(each, at, cap_s) for at, each in enumerate(capped)]
            said = {"software": "balance-timer 1.0", "model": "phone", "placement": "lower_back"}
            found.append(
                kept(
                    name,
                    holds=holds,
                    created=f"{day.isoformat()}T09:{10 + len(found) % 40:02d}:00+00:00",
                    person=code,
                    stance_leg=leg,
                    **{**said, **conditions},
                )
            )
    return found


def _hold(seconds: float, at: int, cap_s: float | None) -> KeptHold:
    at_cap = cap_s is not None and seconds >= cap_s
    found = hold(
        seconds,
        start_s=5.0 + 100.0 * at,
        censored=at_cap,
        reason="cap" if at_cap else "step_down",
    )
    return KeptHold(found, cap_s=cap_s, sway=SWAYED if seconds >= 10 else None)


def twelve(code: str) -> list[Kept]:
    """Twelve conditions, both legs of each."""
    found = []
    for number, (eyes, surface, arms) in enumerate(
        (eyes, surface, arms)
        for eyes in ("open", "closed")
        for surface in ("firm", "foam")
        for arms in (None, "crossed", "held out to the sides, palms up")
    ):
        said: dict[str, Any] = {"eyes": eyes, "surface": surface, "arms": arms}
        more = {"cap_s": 45.0} if number == 0 else {}
        found += sessions(
            code,
            10 if number == 0 else 2 + number % 5,
            start_s=20.0 - number,
            gain_s=2.9,
            **said,
            **more,
        )
    return found
