"""A made-up training of one person, for screenshots and benchmarks: nobody was measured."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from balance.records.edits import KeptHold
from balance.records.header import Header
from balance.records.history.kept import Kept
from balance.timing.hold_timer import ALGORITHM
from balance.timing.results import Hold

if TYPE_CHECKING:
    from balance.protocol.conditions import Leg

PERSON: Final = "P12"
CAP_S: Final = 60.0
_LEGS: Final[tuple[Leg, ...]] = ("left", "right")


def training(
    sessions: int = 40, attempts: int = 3, *, last: date = date(2026, 9, 30), seed: int = 7
) -> list[Kept]:
    """Give the scored recordings of sessions, every other day, `attempts` holds on each leg."""
    draw = np.random.default_rng(seed)
    made = []
    for index in range(sessions):
        day = last - timedelta(days=2 * (sessions - 1 - index))
        for leg, skill in zip(_LEGS, (1.0, 0.9), strict=True):
            usual_s = skill * (14.0 + 30.0 * (1.0 - np.exp(-index / (0.4 * sessions))))
            held_s = usual_s * np.exp(draw.normal(0.0, 0.22, attempts))
            made.append(_kept(day, leg, index, [float(each) for each in held_s]))
    return made


def _kept(day: date, leg: Leg, index: int, held_s: list[float]) -> Kept:
    holds = []
    for number, each in enumerate(held_s):
        at_s, capped = 5.0 + 200.0 * number, each >= CAP_S
        end_s = at_s + min(each, CAP_S)
        found = Hold(
            lift_off_s=at_s,
            end_s=end_s,
            end_reason="cap" if capped else "step_down",
            paused_s=end_s,
            decided_s=end_s,
            final_s=end_s,
            lift_off_decided_s=at_s,
            lift_off_final_s=at_s,
            uncertainty_s=0.2,
            censored=capped,
            corrections=0,
        )
        holds.append(KeptHold(found, cap_s=CAP_S))
    header = Header(
        placement="shank",
        stance_leg=leg,
        person=PERSON,
        session=day.isoformat(),
        created_utc=f"{day.isoformat()}T08:00:00+00:00",
        cap_s=CAP_S,
        source="sim:",
        model="simulated",
    )
    return Kept(
        path=Path(f"example-{index:04d}-{leg}.csv"),
        header=header,
        checksum=f"{index:04d}{leg}",
        algorithm=ALGORITHM,
        status="valid",
        reasons=(),
        rate_hz=100.0,
        duration_s=600.0,
        holds=tuple(holds),
    )
