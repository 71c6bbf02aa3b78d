"""Recordings as they are listed and looked for, each with whose it is and what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, not_, select
from sqlalchemy.orm import Session

from balance.protocol.best_times import Time, best
from balance.protocol.conditions import NEVER_MIXED, Conditions, Leg, SensorOn
from balance.records.history.engine import History
from balance.records.history.migrating import HistoryError
from balance.records.history.people_list import counts
from balance.records.history.schema import Condition, Held, Occasion, Person, Recorded, Tried
from balance.records.history.searching import matches
from balance.signal.placement import Placement


@dataclass(frozen=True, slots=True)
class ListedRecording:
    """A recording, with whose it is and what is in it.

    Parameters
    ----------
    path
        Where the file is.
    person, name, person_notes, archived
        Whose it is, and what is known of them.
    day
        Day of the session, ISO 8601; empty where nobody knows.
    created_utc
        When it was made, as its first line says it; None where it does not.
    by_file
        Whether that is the date of the file that was imported, which did not say when it was made.
    label, supervised
        Of the session.
    conditions
        With the sensor's place where that is known; None where an older version kept it without an
        attempt.
    placed
        Whether it is known where the sensor was worn: the history keeps that by attempt.
    attempts, practice
        How many count, and how many were practice.
    best, practice_best
        The best of those that count, and of practice; None where there is none.
    status
        Of the signal.
    model
        Of the sensor.
    notes
        What people wrote on its attempts, in their order.
    """

    path: Path
    person: str
    name: str | None
    day: str
    by_file: bool
    label: str
    supervised: bool
    conditions: Conditions | None
    attempts: int
    practice: int
    best: Time | None
    status: str
    notes: tuple[str, ...] = ()
    created_utc: str | None = None
    placed: bool = False
    practice_best: Time | None = None
    person_notes: str | None = None
    archived: bool = False
    model: str | None = None

    @property
    def texts(self) -> tuple[str | None, ...]:
        """What it is looked for by."""
        return (
            self.person,
            self.name,
            self.person_notes,
            self.path.name,
            self.model,
            *self.notes,
        )

    @property
    def leg(self) -> Leg | None:
        """Stance leg, where it was said."""
        return None if self.conditions is None else self.conditions.stance_leg


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recordings are to be listed; all where nothing is said.

    Parameters
    ----------
    person
        A code.
    conditions
        Values by name, of `NEVER_MIXED`: ``{"stance_leg": "left", "eyes": "closed"}``.
    since, until
        Days, ISO 8601, both in; what has no day is left out.
    text
        Words in code, name and notes of the person, the file's name, the notes of attempts and the
        sensor's model.
    archived
        Whether people who are archived are in as well.
    """

    person: str | None = None
    conditions: Mapping[str, str | None] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    text: str = ""
    archived: bool = False


def list_recordings(history: History, wanted: Wanted | None = None) -> list[ListedRecording]:
    """List recordings, newest session first.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    wanted = wanted or Wanted()
    with history.reading() as session:
        rows = session.execute(_query(wanted)).all()
        numbers = select(_query(wanted).subquery().c.id)
        counted = (
            select(
                Tried.recording_id, *counts(), func.min(Tried.placement), func.min(Tried.sensor_on)
            )
            .where(Tried.recording_id.in_(numbers))
            .group_by(Tried.recording_id)
        )
        told_of = {row[0]: tuple(row[1:]) for row in session.execute(counted)}
        best_of = _best(session, numbers, Tried.scored.is_(True))
        practised = _best(session, numbers, and_(Tried.practice, not_(Held.discarded)))
        notes = _notes(session, numbers)
    found = []
    for row in rows:
        attempts, practice, placement, sensor_on = told_of.get(row.id, (0, 0, None, None))
        one = ListedRecording(
            path=history.folder / row.path,
            person=row.code,
            name=row.name,
            day=row.day,
            by_file=row.dated_by is not None,
            label=row.label,
            supervised=row.supervised,
            conditions=_conditions(row, placement, sensor_on, practice=not attempts and practice),
            attempts=attempts,
            practice=practice,
            best=best_of.get(row.id),
            status=row.status,
            notes=notes.get(row.id, ()),
            created_utc=row.created_utc,
            placed=placement is not None,
            practice_best=practised.get(row.id),
            person_notes=row.notes,
            archived=row.archived,
            model=row.model,
        )
        if matches(wanted.text, *one.texts):
            found.append(one)
    return found


def find_recording(history: History, named: str) -> Path:
    """Give the recording that somebody names: by its path, or by its file's name alone.

    Raises
    ------
    HistoryError
        Where the history knows none of that name, or several.
    """
    path = Path(named).expanduser().absolute()
    with history.reading() as session:
        known = [history.folder / each for each in session.scalars(select(Recorded.path))]
    if path in known:
        return path
    same = sorted(each for each in known if each.name == named)
    if len(same) == 1:
        return same[0]
    if same:
        there = ", ".join(map(str, same))
        raise HistoryError(f'there are several recordings "{named}": {there}; give the whole path')
    raise HistoryError(
        f'the history knows no recording "{named}"; see: balance-timer people recordings'
    )


def _query(wanted: Wanted) -> Select[Any]:
    columns: list[Any] = [
        Recorded.id,
        Recorded.path,
        Recorded.dated_by,
        Recorded.created_utc,
        Recorded.model,
        Recorded.status,
        Recorded.condition_id,
        Occasion.day,
        Occasion.label,
        Occasion.supervised,
        Person.code,
        Person.name,
        Person.notes,
        Person.archived,
        *(getattr(Condition, name) for name in NEVER_MIXED),
    ]
    query: Select[Any] = (
        select(*columns)
        .join(Occasion, Occasion.id == Recorded.session_id)
        .join(Person, Person.id == Occasion.person_id)
        .outerjoin(Condition, Condition.id == Recorded.condition_id)
        .order_by(Occasion.day.desc(), Recorded.created_utc.desc(), Recorded.path)
    )
    if wanted.person is not None:
        query = query.where(Person.code == wanted.person)
    elif not wanted.archived:
        query = query.where(Person.archived.is_(False))
    for name, value in wanted.conditions.items():
        if name not in NEVER_MIXED:
            raise ValueError(f"{name} is none of the conditions {', '.join(NEVER_MIXED)}")
        query = query.where(getattr(Condition, name) == value)
    if wanted.since:
        query = query.where(Occasion.day >= wanted.since)
    if wanted.until:
        query = query.where(Occasion.day <= wanted.until)
    if wanted.since or wanted.until:
        query = query.where(Occasion.day != "")
    return query


def _best(session: Session, numbers: Select[Any], which: ColumnElement[bool]) -> dict[int, Time]:
    """Give the best time of each recording, of those of its attempts that are meant."""
    longest = (
        select(Tried.recording_id, func.max(Tried.duration_s).label("duration_s"))
        .join(Held)
        .where(which, Tried.recording_id.in_(numbers))
        .group_by(Tried.recording_id)
        .subquery()
    )
    query = (
        select(Tried.recording_id, Tried.duration_s, Tried.uncertainty_s, Tried.censored)
        .join(Held)
        .join(
            longest,
            (Tried.recording_id == longest.c.recording_id)
            & (Tried.duration_s == longest.c.duration_s),
        )
        .where(which)
    )
    times: dict[int, list[Time]] = {}
    for number, duration_s, uncertainty_s, censored in session.execute(query):
        times.setdefault(number, []).append(Time(duration_s, uncertainty_s, censored))
    return {number: found for number, each in times.items() if (found := best(each)) is not None}


def _notes(session: Session, numbers: Select[Any]) -> dict[int, tuple[str, ...]]:
    query = (
        select(Tried.recording_id, Tried.note)
        .where(Tried.note.is_not(None), Tried.recording_id.in_(numbers))
        .order_by(Tried.recording_id, Tried.number)
    )
    notes: dict[int, tuple[str, ...]] = {}
    for number, note in session.execute(query):
        notes[number] = (*notes.get(number, ()), str(note))
    return notes


def _conditions(
    row: Row[Any], placement: Placement | None, sensor_on: SensorOn | None, *, practice: bool
) -> Conditions | None:
    if row.condition_id is None:
        return None
    made = Conditions(practice=bool(practice), **{name: getattr(row, name) for name in NEVER_MIXED})
    if placement is None or sensor_on is None:
        return made
    return replace(made, placement=placement, sensor_on=sensor_on)
