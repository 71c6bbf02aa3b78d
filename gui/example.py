"""A made-up training of one person, for screenshots and benchmarks: nobody was measured."""

from __future__ import annotations

import hashlib
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
    from balance.protocol.conditions import Eyes, Leg, Surface

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


def year(*, last: date = date(2026, 9, 30), seed: int = 7) -> list[Kept]:
    """Give the scored recordings of a year, three sessions a week at most.

    With eyes open, which came to the longest time in the end; with eyes closed, from the third
    month on; and on foam, from the eighth.
    """
    draw = np.random.default_rng(seed)
    made = []
    for index in range(_DAYS // 7 * 3):
        day = last - timedelta(days=_DAYS - (index // 3 * 7 + (0, 2, 4)[index % 3]))
        if draw.random() < 0.15:
            continue
        for kind, (eyes, surface, begins, from_s, to_s, cap_s) in enumerate(_KINDS):
            trained = (index - begins) / 60.0
            if trained < 0 or (kind and index % 2):
                continue
            for leg, skill in zip(_LEGS, (1.0, 0.86), strict=True):
                usual_s = skill * (from_s + (to_s - from_s) * (1.0 - np.exp(-2.0 * trained)))
                held_s = [float(s) for s in usual_s * np.exp(draw.normal(0.0, 0.18, 3))]
                made.append(_kept(day, leg, 10 * index + kind, held_s, eyes, surface, cap_s))
    return made


_DAYS: Final = 364
# Eyes, surface, first session, seconds at first and in the end, longest time of the test.
_KINDS: Final[tuple[tuple[Eyes, Surface, int, float, float, float], ...]] = (
    ("open", "firm", 0, 16.0, 46.0, CAP_S),
    ("closed", "firm", 26, 5.0, 14.0, CAP_S),
    ("open", "foam", 100, 9.0, 26.0, 30.0),
)


def _kept(
    day: date,
    leg: Leg,
    index: int,
    held_s: list[float],
    eyes: Eyes = "open",
    surface: Surface = "firm",
    cap_s: float = CAP_S,
) -> Kept:
    holds = []
    for number, each in enumerate(held_s):
        at_s, capped = 5.0 + 200.0 * number, each >= cap_s
        end_s = at_s + min(each, cap_s)
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
        holds.append(KeptHold(found, cap_s=cap_s))
    header = Header(
        placement="shank",
        stance_leg=leg,
        eyes=eyes,
        surface=surface,
        person=PERSON,
        session=day.isoformat(),
        created_utc=f"{day.isoformat()}T08:00:00+00:00",
        cap_s=cap_s,
        source="sim:",
        model="simulated",
    )
    return Kept(
        path=Path(f"example-{index:04d}-{leg}.csv"),
        header=header,
        checksum=hashlib.sha256(f"{index:04d}{leg}".encode()).hexdigest(),
        algorithm=ALGORITHM,
        status="valid",
        reasons=(),
        rate_hz=100.0,
        duration_s=600.0,
        holds=tuple(holds),
    )
