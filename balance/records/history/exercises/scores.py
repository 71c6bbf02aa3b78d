"""Scores of named tests, kept and listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from balance.protocol.exercise.scoring import PartScore, TestScore
from balance.protocol.exercise.scripts import Side
from balance.records.history.codes import find
from balance.records.history.engine import History
from balance.records.history.exercises.copies import copy_sitting
from balance.records.history.exercises.written import id_and_version, part_keys, parts_from
from balance.records.history.migrating import DamagedError, HistoryError
from balance.records.history.schema import Led, Occasion, Scored


@dataclass(frozen=True, slots=True)
class KeptScore:
    """A score of a named test, and when it was taken.

    Parameters
    ----------
    day, taken_utc
        ISO 8601.
    script, version
        Which test; scores of different ones are never mixed.
    side
        None where several sides are in it.
    value, unit, parts, code
        As in `TestScore`.
    """

    day: str
    taken_utc: str
    script: str
    version: int
    side: Side | None
    value: float | None
    unit: str
    parts: tuple[PartScore, ...]
    code: str | None

    def as_dict(self) -> dict[str, Any]:
        """Object of `history --json`."""
        return {
            "test": self.script,
            "version": self.version,
            "day": self.day,
            "taken_utc": self.taken_utc,
            "side": self.side,
            "value": self.value,
            "unit": self.unit,
            "code": self.code,
            "parts": part_keys(self.parts),
        }


def keep_score(history: History, sitting: int, score: TestScore, now: datetime) -> None:
    """Keep the score of a test that was taken in a sitting, in place of one of the same test.

    Raises
    ------
    HistoryError
        Where the sitting is gone, or the database can't be written.
    RecordingError
        Where it is kept, and the copy of its sitting can't be written.
    """
    script, version = id_and_version(score.script)
    sides = {part.side for part in score.parts}
    with history.writing() as session:
        led = session.get(Led, sitting)
        if led is None:
            raise HistoryError("this session is not in the history any more; begin a new one")
        session.execute(delete(Scored).where(Scored.sitting_id == sitting, Scored.script == script))
        session.add(
            Scored(
                session_id=led.session_id,
                sitting_id=sitting,
                taken_utc=now.astimezone(UTC).isoformat(timespec="milliseconds"),
                script=script,
                version=version,
                side=sides.pop() if len(sides) == 1 else None,
                value=score.value,
                unit=score.unit,
                parts=part_keys(score.parts),
                code=score.code,
            )
        )
    copy_sitting(history, sitting)


def scores_of(session: Session, code: str) -> list[KeptScore]:
    """Give the scores of a person, oldest first.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    query = (
        select(Scored, Occasion.day)
        .join(Occasion)
        .where(Occasion.person_id == find(session, code).id)
        .order_by(Scored.taken_utc, Scored.id)
    )
    return [_kept(row, day) for row, day in session.execute(query)]


def _kept(row: Scored, day: str) -> KeptScore:
    if row.side not in (None, *get_args(Side)):
        raise DamagedError("side")
    return KeptScore(
        day=day,
        taken_utc=row.taken_utc,
        script=row.script,
        version=row.version,
        side=cast("Side | None", row.side),
        value=row.value,
        unit=row.unit,
        parts=parts_from(row.parts),
        code=row.code,
    )
