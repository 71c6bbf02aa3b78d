"""Keeping: what was scored goes into the database, the same recording once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from balance.records.edits import KeptHold
from balance.records.history.engine import History
from balance.records.history.kept import Kept
from balance.records.history.schema import Condition, Held, Occasion, Person, Recorded, Tried


@dataclass(frozen=True, slots=True)
class Keeping:
    """What became of one recording; `same_as` is the kept one with the same samples, or None."""

    path: Path
    attempts: int
    same_as: Path | None = None


def keep(history: History, recordings: Sequence[Kept]) -> list[Keeping]:
    """Put recordings into the history, all of them or, where an error comes, none.

    One that is there already, by its path, is put in its own place anew. One whose samples are
    there under another path is left out, and taken out where it had come in under way.

    Raises
    ------
    HistoryError
        Where the database can't be written.
    """
    with history.writing() as session:
        done = [_keep(session, history.folder, kept) for kept in recordings]
        _drop_empty(session)
    return done


def named_path(folder: Path, path: Path) -> str:
    """Give the name that a recording has in the database: short where it is in the folder."""
    path, folder = path.absolute(), folder.absolute()
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def _keep(session: Session, folder: Path, kept: Kept) -> Keeping:
    name = named_path(folder, kept.path)
    session.execute(delete(Recorded).where(Recorded.path == name))
    if kept.checksum is not None:
        same = session.scalar(select(Recorded.path).where(Recorded.checksum == kept.checksum))
        if same is not None:
            return Keeping(kept.path, 0, same_as=folder / same)
    occasion = _occasion(session, kept)
    header = kept.header
    recording = Recorded(
        session_id=occasion.id,
        path=name,
        checksum=kept.checksum,
        created_utc=header.created_utc,
        software=header.software,
        source=header.source,
        model=header.model,
        algorithm=kept.algorithm,
        status=kept.status,
        reasons=list(kept.reasons),
        rate_hz=kept.rate_hz,
        duration_s=kept.duration_s,
    )
    if kept.holds:
        condition = _condition(session, kept)
        first = 1 if header.attempt is None else header.attempt
        recording.attempts = [
            _attempt(kept, hold, number, occasion, condition)
            for number, hold in enumerate(kept.holds, start=first)
        ]
    session.add(recording)
    return Keeping(kept.path, len(kept.holds))


def person_row(session: Session, code: str) -> Person:
    """Give the row of a person, made where there is none."""
    person = session.scalar(select(Person).where(Person.code == code))
    if person is None:
        person = Person(code=code)
        session.add(person)
        session.flush()
    return person


def _occasion(session: Session, kept: Kept) -> Occasion:
    person = person_row(session, kept.person)
    wanted = {"day": kept.day, "label": kept.label, "supervised": kept.supervised}
    occasion = session.scalar(
        select(Occasion).filter_by(person_id=person.id, **wanted)  # unique over these
    )
    if occasion is None:
        occasion = Occasion(person=person, **wanted)
        session.add(occasion)
        session.flush()
    return occasion


def _condition(session: Session, kept: Kept) -> Condition:
    conditions = kept.header.conditions()
    values: dict[str, Any] = {
        "stance_leg": conditions.stance_leg,
        "eyes": conditions.eyes,
        "surface": conditions.surface,
        "arms": conditions.arms,
        "footwear": conditions.footwear,
        "sound": conditions.sound,
    }
    key = json.dumps(list(values.values()))
    condition = session.scalar(select(Condition).where(Condition.key == key))
    if condition is None:
        condition = Condition(key=key, **values)
        session.add(condition)
        session.flush()
    return condition


def _attempt(
    kept: Kept, hold: KeptHold, number: int, occasion: Occasion, condition: Condition
) -> Tried:
    header = kept.header
    scored = hold.timed and not header.practice and kept.status != "invalid"
    return Tried(
        person_id=occasion.person_id,
        session_id=occasion.id,
        condition_id=condition.id,
        number=number,
        order_key=f"{kept.order_key} {number:04d}",
        placement=header.placement,
        sensor_on=header.sensor_on,
        practice=header.practice,
        cap_s=header.cap_s,
        scored=scored,
        clean=scored and kept.status == "valid",
        duration_s=hold.duration_s,
        uncertainty_s=hold.uncertainty_s,
        censored=hold.censored,
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
        row.uncertainty_s = round(found.uncertainty_s, 3)
        row.end_reason, row.censored = found.end_reason, found.censored
        row.corrections = found.corrections
    return row


def _drop_empty(session: Session) -> None:
    """Take away sessions whose last recording went elsewhere."""
    used = exists().where(Recorded.session_id == Occasion.id)
    session.execute(delete(Occasion).where(~used))
