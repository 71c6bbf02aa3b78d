"""Sittings: begun, kept piece by piece as they go, gone on with, and finished.

Each finished piece of work is on the disk before the next begins, so that whatever ends the
program loses at most the piece under way. A copy of all of it goes beside the recordings; where
that can't be written, the history has it all the same, and the error says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast, get_args

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from balance.protocol.exercise.lead import Place
from balance.protocol.exercise.outcomes import Outcome, SetDone, sets_of
from balance.protocol.exercise.program import Item
from balance.protocol.exercise.regimens import Regimen
from balance.protocol.exercise.scripts import Side
from balance.protocol.exercise.tiers import Ease
from balance.records.errors import RecordingError
from balance.records.history.codes import check_code, find, refuse_new
from balance.records.history.engine import History
from balance.records.history.exercises.copies import copy_missing, copy_sitting
from balance.records.history.exercises.set_rows import write_sets
from balance.records.history.exercises.written import TURN, place_from, place_keys, turn_from
from balance.records.history.links import link_again, unlink
from balance.records.history.migrating import DamagedError, HistoryError
from balance.records.history.occasions import number_of, occasion
from balance.records.history.schema import Led, Occasion, Person, Recorded, Worked
from balance.records.history.store import named_path
from balance.records.sitting_file import MOST_SORE

GO_ON_FOR: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Leading:
    """A sitting in the hands of whoever leads it.

    `turn` goes up each time that it is gone on with: who led it before, in another window, is
    refused from then on.
    """

    sitting: int
    turn: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A sitting that can be gone on with.

    Parameters
    ----------
    sitting
        The database's number of it.
    day, started_utc, supervised
        When it was begun, ISO 8601, and whether somebody looked on.
    keys
        What was asked, as `regimen_from` reads it.
    side
        The side where one was to be chosen.
    place
        How far it came.
    """

    sitting: int
    day: str
    started_utc: str
    supervised: bool
    keys: Mapping[str, Any]
    side: Side
    place: Place


def begin(
    history: History,
    code: str,
    regimen: Regimen,
    now: datetime,
    *,
    side: Side = "left",
    supervised: bool = False,
    label: str = "",
) -> Leading:
    """Begin a sitting; whoever is not there yet is added, as by a first hold.

    Parameters
    ----------
    regimen
        What is to be done.
    now
        With its zone: the day is that of the person.
    side
        The side where one is to be chosen.
    label
        What tells sessions of one day apart; holds of that day are in the same session where it is
        empty, as it is for them.

    Raises
    ------
    HistoryError
        Where the code can be nobody's, or the database can't be written.
    """
    code = check_code(code)
    day = now.date().isoformat()
    with history.writing() as session:
        refuse_new(session, code)
        person_id = number_of(session, Person, {"code": code})
        row = Led(
            session_id=occasion(session, person_id, day, label or day, supervised=supervised),
            started_utc=_alone_at(session, person_id, now),
            regimen=regimen.id,
            keys=regimen.keys(),
            side=side,
            place={**place_keys(Place()), TURN: 1},
            finished=False,
        )
        session.add(row)
        session.flush()
        number = row.id
    with suppress(RecordingError):  # the first piece says so
        copy_sitting(history, number)
    return Leading(number, 1)


def keep(history: History, leading: Leading, items: Sequence[Item], place: Place) -> None:
    """Keep how far a sitting came, with all sets of each part that was come to.

    Raises
    ------
    HistoryError
        Where it was finished or gone on with elsewhere, or is gone; or can't be written.
    RecordingError
        Where its copy can't be written, from here on.
    """
    with history.writing() as session:
        row = _mine(session, leading)
        row.place = {**place_keys(place), TURN: leading.turn}
        begun = {one.number for one in place.outcomes}
        done = [one for one in sets_of(items, place.outcomes) if one.number in begun]
        write_sets(session, row.id, done)
    copy_sitting(history, leading.sitting)


def finish(history: History, leading: Leading, items: Sequence[Item], place: Place) -> None:
    """Finish a sitting: what was not come to was left out. Raises as `keep` does."""
    with history.writing() as session:
        row = _mine(session, leading)
        row.place, row.finished = None, True
        write_sets(session, row.id, sets_of(items, place.outcomes))
    copy_sitting(history, leading.sitting)
    copy_missing(history)


def unfinished(session: Session, code: str, now: datetime) -> Unfinished | None:
    """Give the newest sitting of today, or of up to twelve hours ago, that was not finished.

    Where the same was begun anew since, that one was given up.

    Raises
    ------
    HistoryError
        Where there is no such person.
    DamagedError
        Where what is kept of it can't be read.
    """
    recent = or_(Occasion.day == now.date().isoformat(), Led.started_utc >= _utc(now - GO_ON_FOR))
    rows = session.execute(
        select(Led, Occasion)
        .join(Occasion)
        .where(Occasion.person_id == find(session, code).id, recent)
        .order_by(Led.started_utc.desc(), Led.id.desc())
    )
    newest: dict[str, tuple[Led, Occasion]] = {}
    for led, occasion_of in rows:
        newest.setdefault(led.regimen, (led, occasion_of))
    found = next((one for one in newest.values() if not one[0].finished), None)
    if found is None:
        return None
    row, of = found
    if not isinstance(row.keys, dict) or row.side not in get_args(Side):
        raise DamagedError("keys")
    return Unfinished(
        sitting=row.id,
        day=of.day,
        started_utc=row.started_utc,
        supervised=of.supervised,
        keys=row.keys,
        side=cast("Side", row.side),
        place=place_from(row.place),
    )


def go_on(history: History, sitting: int) -> Leading:
    """Take an unfinished sitting in hand; whoever led it before keeps nothing more of it.

    Raises
    ------
    HistoryError
        Where it was finished elsewhere, or is gone; or can't be written.
    """
    with history.writing() as session:
        row = _open(session, sitting)
        turn = turn_from(row.place) + 1
        row.place = {**(row.place or {}), TURN: turn}
    with suppress(RecordingError):
        copy_sitting(history, sitting)
    return Leading(sitting, turn)


def say_ease(history: History, sitting: int, script: str, ease: Ease | None) -> None:
    """Keep how a script of a sitting felt, by its id, also after it is finished.

    Raises
    ------
    HistoryError
        Where the sitting has no such script, or can't be written.
    """
    mine = (Worked.sitting_id == sitting, Worked.script == script)
    with history.writing() as session:
        if session.scalar(select(Worked.id).where(*mine).limit(1)) is None:
            raise HistoryError(f"the history has no {script} in this session")
        session.execute(update(Worked).where(*mine).values(ease=ease))
    copy_sitting(history, sitting)


def say_soreness(history: History, sitting: int, soreness: int | None) -> None:
    """Keep how sore a person is, 0 to 10, also after the sitting is finished.

    Raises
    ------
    HistoryError
        Where it is no such number, the sitting is gone, or it can't be written.
    """
    if soreness is not None and not 0 <= soreness <= MOST_SORE:
        raise HistoryError(f"soreness is 0 to {MOST_SORE}, not {soreness}")
    with history.writing() as session:
        _there(session, sitting).soreness = soreness
    copy_sitting(history, sitting)


def link(history: History, sitting: int, one: Outcome | SetDone, path: Path) -> None:
    """Link a set to the recording that its raises were counted in.

    Raises
    ------
    HistoryError
        Where the history has no such set, or the recording is not this person's.
    """
    name = named_path(history.folder, path)
    with history.writing() as session:
        mine = session.scalar(
            select(Worked.id).where(
                Worked.sitting_id == sitting,
                Worked.number == one.number,
                Worked.side == one.side,
                Worked.set == one.set,
            )
        )
        if mine is None:
            raise HistoryError("the history has no such set of this session", path)
        unlink(session, name)  # a recording is that of one set
        session.execute(update(Worked).where(Worked.id == mine).values(recording_id=None))
        link_again(session, [mine], name)
        linked = select(Recorded.path).join(Worked).where(Worked.id == mine)
        if session.scalar(linked) != name:
            raise HistoryError("the history does not know this recording as this person's", path)
    copy_sitting(history, sitting)


def _there(session: Session, sitting: int) -> Led:
    row = session.get(Led, sitting)
    if row is None:
        raise HistoryError("this session is not in the history any more; begin a new one")
    return row


def _open(session: Session, sitting: int) -> Led:
    row = _there(session, sitting)
    if row.finished:
        raise HistoryError("this session was finished in another window; begin a new one")
    return row


def _mine(session: Session, leading: Leading) -> Led:
    row = _open(session, leading.sitting)
    if turn_from(row.place) != leading.turn:
        raise HistoryError("this session is gone on with in another window; go on with it there")
    return row


def _alone_at(session: Session, person_id: int, now: datetime) -> str:
    """Give when a sitting begins: later by milliseconds where the person began one just then."""
    begun = select(Led.id).join(Occasion).where(Occasion.person_id == person_id)
    while session.scalar(begun.where(Led.started_utc == _utc(now)).limit(1)) is not None:
        now += timedelta(milliseconds=1)
    return _utc(now)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
