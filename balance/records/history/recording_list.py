"""Recordings as they are listed and looked for, each with whose it is and what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from balance.protocol.best_times import Time, best
from balance.protocol.conditions import NEVER_MIXED, Conditions, Leg
from balance.records.history.engine import History
from balance.records.history.migrating import HistoryError
from balance.records.history.people_list import counts
from balance.records.history.schema import Condition, Occasion, Person, Recorded, Tried
from balance.records.history.searching import matches


@dataclass(frozen=True, slots=True)
class ListedRecording:
    """A recording, with whose it is and what is in it.

    Parameters
    ----------
    path
        Where the file is.
    person, name
        Whose it is.
    day
        Day of the session, ISO 8601; empty where nobody knows.
    by_file
        Whether that is the date of the file that was imported, which did not say when it was made.
    label, supervised
        Of the session.
    conditions
        None where an older version kept it without an attempt.
    attempts, practice
        How many count, and how many were practice.
    best
        The best of those that count; None where there is none.
    status
        Of the signal.
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
            select(Tried.recording_id, *counts())
            .where(Tried.recording_id.in_(numbers))
            .group_by(Tried.recording_id)
        )
        count_of = {row[0]: (row[1], row[2]) for row in session.execute(counted)}
        best_of = _best(session, numbers)
        notes = _notes(session, numbers)
    found = []
    for row in rows:
        texts = (row.code, row.name, row.notes, Path(row.path).name, row.model)
        if matches(wanted.text, *texts, *notes.get(row.id, ())):
            attempts, practice = count_of.get(row.id, (0, 0))
            found.append(
                ListedRecording(
                    path=history.folder / row.path,
                    person=row.code,
                    name=row.name,
                    day=row.day,
                    by_file=row.dated_by is not None,
                    label=row.label,
                    supervised=row.supervised,
                    conditions=_conditions(row),
                    attempts=attempts,
                    practice=practice,
                    best=best_of.get(row.id),
                    status=row.status,
                    notes=notes.get(row.id, ()),
                )
            )
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
        Recorded.model,
        Recorded.status,
        Recorded.condition_id,
        Occasion.day,
        Occasion.label,
        Occasion.supervised,
        Person.code,
        Person.name,
        Person.notes,
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


def _best(session: Session, numbers: Select[Any]) -> dict[int, Time]:
    longest = (
        select(Tried.recording_id, func.max(Tried.duration_s).label("duration_s"))
        .where(Tried.scored, Tried.recording_id.in_(numbers))
        .group_by(Tried.recording_id)
        .subquery()
    )
    query = (
        select(Tried.recording_id, Tried.duration_s, Tried.uncertainty_s, Tried.censored)
        .join(
            longest,
            (Tried.recording_id == longest.c.recording_id)
            & (Tried.duration_s == longest.c.duration_s),
        )
        .where(Tried.scored)
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


def _conditions(row: Row[Any]) -> Conditions | None:
    if row.condition_id is None:
        return None
    return Conditions(**{name: getattr(row, name) for name in NEVER_MIXED})
