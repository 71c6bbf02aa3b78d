"""Sets of a sitting as rows of the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.protocol.exercise.outcomes import SetDone
from balance.records.history.exercises.written import id_and_version
from balance.records.history.schema import Worked


def write_sets(session: Session, sitting: int, done: Sequence[SetDone]) -> None:
    """Put sets in the place of those that are there; what was said of them stays."""
    rows = {
        (row.number, row.side, row.set): row
        for row in session.scalars(select(Worked).where(Worked.sitting_id == sitting))
    }
    for one in done:
        key = (one.number, one.side, one.set)
        row = rows.pop(key, None)
        if row is None:
            row = Worked(sitting_id=sitting, number=one.number, side=one.side, set=one.set)
            session.add(row)
        for name, value in _columns(one).items():
            setattr(row, name, value)
    for row in rows.values():
        session.delete(row)


def _columns(one: SetDone) -> dict[str, Any]:
    script, version = id_and_version(one.script)
    found = one.measured
    return {
        "script": script,
        "version": version,
        "tier": one.tier,
        "asked": one.asked,
        "done": one.done,
        "state": one.state,
        "hold_s": one.hold_s,
        "rest_s": one.rest_s,
        "seconds": one.seconds,
        "censored": None if found is None else found.censored,
        "count": None if found is None else found.count,
        "tempo_s": None if found is None else found.tempo_s,
        "height_cm": None if found is None else found.height_cm,
        "decline": None if found is None else found.decline,
        "ended_by": None if found is None else found.ended_by or None,
    }
