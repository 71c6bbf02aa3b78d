"""Sittings out of the history as they stand in a file, and from a file into the history."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from balance.protocol.exercise.scripts import Side
from balance.records.history.codes import check_code
from balance.records.history.exercises.written import (
    TURN,
    part_keys,
    parts_from,
    place_from,
    place_keys,
    table_of,
    turn_from,
)
from balance.records.history.migrating import HistoryError
from balance.records.history.occasions import number_of, occasion
from balance.records.history.schema import Led, Occasion, Person, Recorded, Scored, Whole, Worked
from balance.records.sitting_file import ScoreKept, SetKept, SittingFile

_LINK: Final = ("recording", "checksum")
_SET: Final = tuple(one.name for one in fields(SetKept) if one.name not in _LINK)
_SCORE: Final = tuple(one.name for one in fields(ScoreKept) if one.name != "parts")


def sitting_of(session: Session, led_id: int) -> SittingFile:
    """Give all that the history has of a sitting, by its number.

    Raises
    ------
    HistoryError
        Where there is none.
    DamagedError
        Where what is kept of it can't be read.
    """
    led = session.get(Led, led_id)
    if led is None:
        raise HistoryError("this session is not in the history any more; begin a new one")
    sets = select(Worked, Recorded.path, Recorded.checksum).outerjoin(Recorded)
    scores = select(Scored).where(Scored.sitting_id == led_id).order_by(Scored.id)
    rows = session.execute(sets.where(Worked.sitting_id == led_id).order_by(Worked.id))
    return SittingFile(
        **_whose(session, led.session_id),
        started_utc=led.started_utc,
        regimen=led.regimen,
        keys=table_of(led.keys),
        side=cast("Side", led.side),
        finished=led.finished,
        place=None if led.place is None else place_from(led.place),
        turn=1 if led.place is None else turn_from(led.place),
        soreness=led.soreness,
        sets=tuple(_set(row, path, checksum) for row, path, checksum in rows),
        scores=tuple(map(_score, session.scalars(scores))),
    )


def score_alone_of(session: Session, scored_id: int) -> SittingFile:
    """Give a score that was taken in no sitting, by its number; raises as `sitting_of` does."""
    row = session.get(Scored, scored_id)
    if row is None:
        raise HistoryError("this score is not in the history any more")
    return SittingFile(
        **_whose(session, row.session_id),
        started_utc=row.taken_utc,
        regimen="",
        keys={},
        side=cast("Side", row.side or "both"),
        finished=True,
        scores=(_score(row),),
    )


def take_sitting(session: Session, sitting: SittingFile) -> bool:
    """Put a sitting into the history, once: whoever it is of is added where they are not there.

    Where it is there already, it is brought as far as this one goes, and sets without a recording
    are linked to theirs. Sets are linked to recordings of the same person alone.

    Returns
    -------
    bool
        Whether it was new.

    Raises
    ------
    HistoryError
        Where its person has no code that can be one.
    """
    person_id = number_of(session, Person, {"code": check_code(sitting.person)})
    if sitting.is_score_alone:
        return _take_score(session, person_id, sitting)
    led = session.scalar(
        select(Led)
        .join(Occasion)
        .where(Occasion.person_id == person_id, Led.started_utc == sitting.started_utc)
        .order_by(Led.id)
    )
    is_new = led is None
    if led is None:
        led = Led(session_id=_occasion(session, person_id, sitting))
        session.add(led)
    if is_new or sitting.reach > sitting_of(session, led.id).reach:
        _fill(session, led, sitting)
    _link(session, led.id, person_id, sitting)
    return is_new


def _whose(session: Session, session_id: int) -> dict[str, Any]:
    query = select(Person.code, Occasion.day, Occasion.label, Occasion.supervised).join(Occasion)
    found = session.execute(query.where(Occasion.id == session_id)).one()
    return dict(zip(("person", "day", "label", "supervised"), found, strict=True))


def _set(row: Worked, path: str | None, checksum: str | None) -> SetKept:
    values = {name: getattr(row, name) for name in _SET}
    return SetKept(**values, recording=None if path is None else Path(path).name, checksum=checksum)


def _score(row: Scored) -> ScoreKept:
    values = {name: getattr(row, name) for name in _SCORE}
    return ScoreKept(**values, parts=parts_from(row.parts))


def _occasion(session: Session, person_id: int, of: SittingFile) -> int:
    return occasion(session, person_id, of.day, of.label, supervised=of.supervised)


def _take_score(session: Session, person_id: int, sitting: SittingFile) -> bool:
    (score,) = sitting.scores
    there = (
        select(Scored.id)
        .join(Occasion)
        .where(Occasion.person_id == person_id, Scored.sitting_id.is_(None))
        .where(Scored.taken_utc == score.taken_utc, Scored.script == score.script)
    )
    if session.scalar(there.limit(1)) is not None:
        return False
    session.add(_scored(score, _occasion(session, person_id, sitting), None))
    return True


def _fill(session: Session, led: Led, sitting: SittingFile) -> None:
    """Write what a sitting came to in place of what is there."""
    place = sitting.place
    led.started_utc, led.regimen, led.side = sitting.started_utc, sitting.regimen, sitting.side
    led.keys, led.soreness = dict(sitting.keys), sitting.soreness
    led.place = None if place is None else {**place_keys(place), TURN: sitting.turn}
    led.finished = sitting.finished
    session.flush()
    for table in (Worked, Scored):
        session.execute(delete(table).where(table.sitting_id == led.id))
    for one in sitting.sets:  # one by one, so that they are in the order of the file
        values = {name: getattr(one, name) for name in _SET}
        session.add(Worked(sitting_id=led.id, **values))
        session.flush()
    session.add_all(_scored(one, led.session_id, led.id) for one in sitting.scores)
    session.flush()


def _scored(score: ScoreKept, session_id: int, sitting_id: int | None) -> Scored:
    values = {name: getattr(score, name) for name in _SCORE}
    parts = part_keys(score.parts)
    return Scored(session_id=session_id, sitting_id=sitting_id, parts=parts, **values)


def _link(session: Session, led_id: int, person_id: int, sitting: SittingFile) -> None:
    """Link sets to their recordings; a recording is that of one set."""
    wanted = {(one.number, str(one.side), one.set): one for one in sitting.sets}
    rows = session.scalars(
        select(Worked).where(Worked.sitting_id == led_id, Worked.recording_id.is_(None))
    )
    for row in list(rows):
        one = wanted.get((row.number, row.side, row.set))
        if one is None or one.recording is None:
            continue
        found = _recording(session, person_id, one)
        taken = select(Worked.id).where(Worked.recording_id == found)
        if found is not None and session.scalar(taken.limit(1)) is None:
            row.recording_id = found
            session.flush()


def _recording(session: Session, person_id: int, one: SetKept) -> int | None:
    """Find a person's recording: by its samples, as a part of what had them, by its name."""
    mine = select(Recorded.id).join(Occasion).where(Occasion.person_id == person_id)
    mine = mine.order_by(Recorded.path)
    if one.checksum is not None:
        part = mine.join(Whole).where(Whole.checksum == one.checksum)
        for query in (mine.where(Recorded.checksum == one.checksum), part):
            if (found := session.scalar(query.limit(1))) is not None:
                return found
    named = session.execute(mine.add_columns(Recorded.path))
    return next((number for number, path in named if Path(path).name == one.recording), None)
