"""Questions to the history, answered by the database from its index.

What a time means is said in `balance.protocol`; here it is only fetched. All answers leave out
practice, and what is not scored, unless they say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import case, distinct, func, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from balance.protocol.attempts import MEAN_OF
from balance.protocol.best_times import Time, best
from balance.protocol.change import MOST_EARLIER
from balance.protocol.progression import Goal
from balance.records.history.schema import Condition, Occasion, Person, Tried

GroupKey = tuple[int, int]

_GROUP: Final = (Tried.person_id, Tried.condition_id)
_NEWEST_SESSIONS: Final = MOST_EARLIER + 1


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """One session under one set of conditions."""

    day: str
    attempts: int
    mean_s: float
    best_s: float
    censored: bool


@dataclass(slots=True)
class Group:
    """One person under one set of conditions.

    `key` are the database's numbers for both. `newest` are the newest three times, newest first;
    `sessions` the newest eleven sessions, oldest first, of `session_count` in all; `cap_s` the
    longest time of the newest attempt.
    """

    key: GroupKey
    person: str
    condition: Condition
    attempts: int = 0
    practice: int = 0
    last_day: str = ""
    cap_s: float | None = None
    best: Time | None = None
    newest: list[Time] = field(default_factory=list)
    sessions: list[SessionTimes] = field(default_factory=list)
    session_count: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One attempt in the course of time; of a practice attempt or one not scored as well."""

    day: str
    time: Time
    scored: bool
    practice: bool


def people(session: Session) -> Sequence[Person]:
    """List the people, by code."""
    return session.scalars(select(Person).order_by(Person.code)).all()


def groups(session: Session, person: str | None = None) -> list[Group]:
    """Give every person under all conditions, in a fixed order; `person` for one alone."""
    found = _counts(session, person)
    _fill_best(session, found, person)
    _fill_newest(session, found, person)
    _fill_sessions(session, found, person)
    return list(found.values())


def goal_counts(
    session: Session, goals: Sequence[Goal], person: str | None = None
) -> dict[GroupKey, list[tuple[int, int]]]:
    """Count clean attempts that reach each goal, and their days, whatever its eyes and surface."""
    columns: list[ColumnElement[Any]] = []
    for goal in goals:
        reached = Tried.clean & (Tried.duration_s >= goal.hold_s)
        columns.append(func.count(case((reached, 1))))
        columns.append(func.count(distinct(case((reached, Occasion.day)))))
    if not columns:
        return {}
    least_s = min(goal.hold_s for goal in goals)
    query = (
        select(*_GROUP, *columns)
        .join(Occasion, Occasion.id == Tried.session_id)
        .where(_whose(person), Tried.scored, Tried.duration_s >= least_s)
        .group_by(*_GROUP)
    )
    rows = session.execute(query)
    return {(p, c): list(zip(counts[::2], counts[1::2], strict=True)) for p, c, *counts in rows}


def course(session: Session, key: GroupKey, newest: int | None = None) -> list[Point]:
    """Give the attempts of one person under one set of conditions, oldest first.

    `newest` leaves out all but so many.
    """
    query = (
        select(
            Occasion.day,
            Tried.duration_s,
            Tried.uncertainty_s,
            Tried.censored,
            Tried.scored,
            Tried.practice,
        )
        .join(Occasion, Occasion.id == Tried.session_id)
        .where(Tried.person_id == key[0], Tried.condition_id == key[1])
        .order_by(Tried.order_key.desc())
        .limit(newest)
    )
    rows = session.execute(query).all()
    return [Point(r[0], Time(r[1], r[2], r[3]), r[4], r[5]) for r in reversed(rows)]


def session_days(session: Session, person: str, since: str) -> list[tuple[str, bool]]:
    """Give day and supervision of a person's sessions with attempts, practice included."""
    query = (
        select(Occasion.day, Occasion.supervised)
        .join(Person, Person.id == Occasion.person_id)
        .where(Person.code == person, Occasion.day >= since)
        .where(select(Tried.id).where(Tried.session_id == Occasion.id).exists())
        .order_by(Occasion.day)
    )
    return [(day, supervised) for day, supervised in session.execute(query)]


def _whose(person: str | None) -> ColumnElement[bool]:
    if person is None:
        return true()
    return Tried.person_id == select(Person.id).where(Person.code == person).scalar_subquery()


def _counts(session: Session, person: str | None) -> dict[GroupKey, Group]:
    counts = (
        select(
            *_GROUP,
            func.count(case((Tried.scored, 1))).label("attempts"),
            func.count(case((Tried.practice, 1))).label("practice"),
        )
        .where(_whose(person))
        .group_by(*_GROUP)
        .subquery()
    )
    query = (
        select(Person.code, Condition, counts)
        .join(Person, Person.id == counts.c.person_id)
        .join(Condition, Condition.id == counts.c.condition_id)
        .order_by(Person.code, Condition.eyes.desc(), Condition.surface, Condition.key)
    )
    return {
        (row.person_id, row.condition_id): Group(
            key=(row.person_id, row.condition_id),
            person=row.code,
            condition=row.Condition,
            attempts=row.attempts,
            practice=row.practice,
        )
        for row in session.execute(query)
    }


def _fill_best(session: Session, found: dict[GroupKey, Group], person: str | None) -> None:
    longest = (
        select(*_GROUP, func.max(Tried.duration_s).label("duration_s"))
        .where(_whose(person), Tried.scored)
        .group_by(*_GROUP)
        .subquery()
    )
    query = (
        select(*_GROUP, Tried.duration_s, Tried.uncertainty_s, Tried.censored)
        .join(
            longest,
            (longest.c.person_id == Tried.person_id)
            & (longest.c.condition_id == Tried.condition_id)
            & (longest.c.duration_s == Tried.duration_s),
        )
        .where(Tried.scored)
    )
    equals: dict[GroupKey, list[Time]] = defaultdict(list)
    for p, c, duration_s, uncertainty_s, censored in session.execute(query):
        equals[p, c].append(Time(duration_s, uncertainty_s, censored))
    for key, times in equals.items():
        found[key].best = best(times)


def _fill_newest(session: Session, found: dict[GroupKey, Group], person: str | None) -> None:
    place = func.row_number().over(partition_by=_GROUP, order_by=Tried.order_key.desc())
    ranked = (
        select(
            *_GROUP,
            Tried.duration_s,
            Tried.uncertainty_s,
            Tried.censored,
            Tried.cap_s,
            place.label("place"),
        )
        .where(_whose(person), Tried.scored)
        .subquery()
    )
    newest = select(ranked).where(ranked.c.place <= MEAN_OF).order_by(ranked.c.place)
    for p, c, duration_s, uncertainty_s, censored, cap_s, row in session.execute(newest):
        group = found[p, c]
        group.newest.append(Time(duration_s, uncertainty_s, censored))
        if row == 1:
            group.cap_s = cap_s


def _fill_sessions(session: Session, found: dict[GroupKey, Group], person: str | None) -> None:
    sums = (
        select(
            *_GROUP,
            Tried.session_id,
            func.count().label("attempts"),
            func.avg(Tried.duration_s).label("mean_s"),
            func.max(Tried.duration_s).label("best_s"),
            func.count(case((Tried.censored, 1))).label("censored"),
            func.max(Tried.order_key).label("newest"),
        )
        .where(_whose(person), Tried.scored)
        .group_by(*_GROUP, Tried.session_id)
        .subquery()
    )
    parts = (sums.c.person_id, sums.c.condition_id)
    place = func.row_number().over(partition_by=parts, order_by=sums.c.newest.desc())
    count = func.count().over(partition_by=parts)
    ranked = select(sums, place.label("place"), count.label("sessions")).subquery()
    query = (
        select(ranked, Occasion.day)
        .join(Occasion, Occasion.id == ranked.c.session_id)
        .where(ranked.c.place <= _NEWEST_SESSIONS)
        .order_by(ranked.c.place.desc())
    )
    for row in session.execute(query):
        group = found[row.person_id, row.condition_id]
        group.session_count = row.sessions
        group.last_day = row.day
        group.sessions.append(
            SessionTimes(row.day, row.attempts, row.mean_s, row.best_s, row.censored > 0)
        )
