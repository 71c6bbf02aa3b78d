"""Sittings and scores of a person out of another history, joined with those that there are here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.records.history.copied import columns, copied
from balance.records.history.occasions import occasion
from balance.records.history.schema import Led, Occasion, Scored, Worked


def join_exercises(
    source: Session, target: Session, person_id: int, recordings: Mapping[int, int]
) -> int:
    """Bring in what was done by voice; how many sittings came in or went on.

    A sitting that is here already is told by when it was begun. It is as it was where it came
    further: finished here, or as far as there.

    Parameters
    ----------
    person_id
        The number of the person here.
    recordings
        The numbers of recordings here, by their numbers there.
    """
    count = 0
    numbers: dict[int, int] = {}
    for led in source.scalars(select(Led).order_by(Led.id)).all():
        mine = _here(target, person_id, led)
        further = mine is not None and _came_further(led, mine)
        if mine is None:
            mine = copied(led, session_id=_occasion(source, target, person_id, led.session_id))
            target.add(mine)
            target.flush()
            count += 1
        elif further:
            mine.place, mine.finished = led.place, led.finished
            count += 1
        if mine.soreness is None:
            mine.soreness = led.soreness
        numbers[led.id] = mine.id
        _join_sets(_sets(source, led.id), target, mine.id, recordings, further=further)
    for score in source.scalars(select(Scored).order_by(Scored.id)).all():
        session_id = _occasion(source, target, person_id, score.session_id)
        _join_score(target, score, session_id, numbers.get(score.sitting_id or 0))
    return count


def _occasion(source: Session, target: Session, person_id: int, number: int) -> int:
    of = source.get_one(Occasion, number)
    return occasion(target, person_id, of.day, of.label, supervised=of.supervised)


def _here(target: Session, person_id: int, led: Led) -> Led | None:
    query = (
        select(Led)
        .join(Occasion)
        .where(Occasion.person_id == person_id)
        .where(Led.started_utc == led.started_utc, Led.regimen == led.regimen)
    )
    return target.scalars(query.order_by(Led.id)).first()


def _came_further(theirs: Led, mine: Led) -> bool:
    if mine.finished or theirs.finished:
        return theirs.finished and not mine.finished
    return _index(theirs) > _index(mine)


def _index(led: Led) -> int:
    at = led.place.get("index") if isinstance(led.place, dict) else None
    return at if isinstance(at, int) else 0


def _sets(session: Session, sitting: int) -> list[Worked]:
    query = select(Worked).where(Worked.sitting_id == sitting).order_by(Worked.id)
    return list(session.scalars(query))


def _join_sets(
    theirs: Sequence[Worked],
    target: Session,
    sitting: int,
    recordings: Mapping[int, int],
    *,
    further: bool,
) -> None:
    here = {(row.number, row.side, row.set): row for row in _sets(target, sitting)}
    for row in theirs:
        mine = here.get((row.number, row.side, row.set))
        recording = recordings.get(row.recording_id or 0)
        if mine is None:
            target.add(copied(row, sitting_id=sitting, recording_id=recording))
            continue
        said = {"ease": mine.ease or row.ease, "recording_id": mine.recording_id or recording}
        values = {name: getattr(row, name) for name in columns(Worked)} if further else {}
        for name, value in {**values, **said, "sitting_id": sitting}.items():
            setattr(mine, name, value)
    target.flush()


def _join_score(target: Session, score: Scored, session_id: int, sitting: int | None) -> None:
    there = select(Scored.id).where(
        Scored.session_id == session_id,
        Scored.script == score.script,
        Scored.taken_utc == score.taken_utc,
    )
    if target.scalars(there).first() is None:
        target.add(copied(score, session_id=session_id, sitting_id=sitting))
        target.flush()
