"""Sittings and scores of a person out of another history, joined with those that there are here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.records.history.exercises.taking import score_alone_of, sitting_of, take_sitting
from balance.records.history.schema import Led, Occasion, Recorded, Scored, Worked
from balance.records.sitting_file import SetKept, SittingFile


def join_exercises(
    source: Session, target: Session, person_id: int, names: Mapping[str, str]
) -> tuple[int, ...]:
    """Bring in what was done by voice; the numbers of the sittings that are new or went on.

    Of a sitting that is here already the one that came further stands, with what was said of the
    other alone.

    Parameters
    ----------
    person_id
        The number of the person here.
    names
        What each of their recordings is called here, by its name there.
    """
    changed = []
    for number in source.scalars(select(Led.id).order_by(Led.id)).all():
        theirs = replace(sitting_of(source, number), sets=_linked(source, number, names))
        mine = _here(target, person_id, theirs)
        before = None if mine is None else sitting_of(target, mine)
        take_sitting(target, theirs if before is None else _joined(before, theirs))
        mine = _here(target, person_id, theirs)
        if mine is not None and sitting_of(target, mine) != before:
            changed.append(mine)
    alone = select(Scored.id).where(Scored.sitting_id.is_(None)).order_by(Scored.id)
    for number in source.scalars(alone).all():
        take_sitting(target, score_alone_of(source, number))
    return tuple(changed)


def _here(target: Session, person_id: int, sitting: SittingFile) -> int | None:
    query = (
        select(Led.id)
        .join(Occasion)
        .where(Occasion.person_id == person_id, Led.started_utc == sitting.started_utc)
    )
    return target.scalars(query.order_by(Led.id)).first()


def _linked(source: Session, number: int, names: Mapping[str, str]) -> tuple[SetKept, ...]:
    """Give the sets with the recordings that came in, by what those are called here."""
    query = select(Worked.id, Recorded.path).outerjoin(Recorded).where(Worked.sitting_id == number)
    paths = [path for _, path in source.execute(query.order_by(Worked.id))]
    return tuple(
        replace(one, recording=Path(names[path]).name)
        if path in names
        else replace(one, recording=None, checksum=None)
        for one, path in zip(sitting_of(source, number).sets, paths, strict=True)
    )


def _joined(mine: SittingFile, theirs: SittingFile) -> SittingFile:
    """Give the one that came further, with what was said in the other alone."""
    further, other = (theirs, mine) if theirs.reach > mine.reach else (mine, theirs)
    eased = {_place(one): one.ease for one in other.sets}
    sets = [replace(one, ease=one.ease or eased.get(_place(one))) for one in further.sets]
    there = {_place(one) for one in sets}
    sets += [one for one in other.sets if _place(one) not in there]
    taken = {(one.script, one.taken_utc) for one in further.scores}
    scores = [one for one in other.scores if (one.script, one.taken_utc) not in taken]
    soreness = other.soreness if further.soreness is None else further.soreness
    return replace(further, sets=tuple(sets), scores=(*further.scores, *scores), soreness=soreness)


def _place(one: SetKept) -> tuple[int, str, int]:
    return one.number, one.side, one.set
