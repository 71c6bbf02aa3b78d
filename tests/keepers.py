"""Scored recordings for tests of the history, made without any samples, and what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from balance.protocol.progression import CLINIC, RuleSet
from balance.records.edits import KeptHold
from balance.records.header import Header
from balance.records.history import progress
from balance.records.history.engine import History
from balance.records.history.kept import Kept
from balance.records.history.schema import Held, Occasion, Recorded, Tried
from balance.timing.results import EndReason, Hold

TODAY = date(2026, 3, 8)


def hold(
    duration_s: float,
    *,
    start_s: float = 5.0,
    uncertainty_s: float = 0.1,
    censored: bool = False,
    reason: EndReason = "step_down",
) -> Hold:
    end_s = start_s + duration_s
    return Hold(
        lift_off_s=start_s,
        end_s=end_s,
        end_reason=reason,
        paused_s=end_s + 0.1,
        decided_s=end_s + 0.3,
        final_s=end_s + 2.0,
        lift_off_decided_s=start_s + 0.4,
        lift_off_final_s=start_s + 1.4,
        uncertainty_s=uncertainty_s,
        censored=censored,
        corrections=0,
    )


def kept(
    name: str,
    durations_s: Sequence[float] = (),
    *,
    holds: Sequence[KeptHold] | None = None,
    created: str | None = None,
    status: str = "valid",
    checksum: str | None = "",
    folder: Path = Path("recordings"),
    uncertainty_s: float = 0.1,
    **header: Any,
) -> Kept:
    """A recording by name, with a hold for each duration; its cap censors those that reach it."""
    cap_s = header.get("cap_s")
    if holds is None:
        holds = [
            KeptHold(
                hold(
                    duration_s,
                    start_s=100.0 * i,
                    uncertainty_s=uncertainty_s,
                    censored=cap_s is not None and duration_s >= cap_s,
                    reason="cap" if cap_s is not None and duration_s >= cap_s else "step_down",
                ),
                cap_s=cap_s,
            )
            for i, duration_s in enumerate(durations_s)
        ]
    header.setdefault("person", "P1")
    header.setdefault("stance_leg", "left")
    return Kept(
        path=folder / f"{name}.csv.gz",
        header=Header(created_utc=created, **header),
        checksum=hashlib.sha256(name.encode()).hexdigest() if checksum == "" else checksum,
        algorithm="1.0",
        status=status,
        reasons=(),
        rate_hz=100.0,
        duration_s=60.0,
        holds=tuple(holds),
    )


def dump(history: History) -> list[Any]:
    """All rows but for their numbers, in an order of their own."""
    with history.reading() as session:
        query = (
            select(Tried, Held, Recorded, Occasion)
            .join(Held)
            .join(Recorded, Recorded.id == Tried.recording_id)
            .join(Occasion, Occasion.id == Recorded.session_id)
            .order_by(Tried.order_key, Recorded.path)
        )
        rows = []
        for row in session.execute(query):
            values = {}
            for each in row:
                columns = each.__table__.columns.keys()
                values |= {f"{each.__tablename__}.{c}": getattr(each, c) for c in columns}
            rows.append({k: v for k, v in values.items() if not k.endswith(("id", "_id"))})
        return rows


def answers(history: History, rules: RuleSet = CLINIC) -> list[dict[str, Any]]:
    """What `history --json` says."""
    with history.reading() as session:
        return [line.as_dict() for line in progress.lines(session, TODAY, {}, rules)]
