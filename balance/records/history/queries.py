"""Questions to the history, answered by the database from its index.

What a time means is said in `balance.protocol`; here it is only fetched. All answers leave out
practice, and what is not scored, unless they say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Subquery, case, func, select, true
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from balance.protocol.attempts import MEAN_OF
from balance.protocol.best_times import Time, best
from balance.protocol.change import MOST_EARLIER
from balance.records.history.schema import Condition, Occasion, Person, Tried

GroupKey = tuple[int, int]

_GROUP: Final = (Tried.person_id, Tried.condition_id)
_TIME: Final[tuple[Any, ...]] = (Tried.duration_s, Tried.uncertainty_s, Tried.censored)
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
    longest time of the newest attempt; `reached` clean attempts, and days of them, that were at
    least so many seconds long, for each length that was asked about.
    """

    key: GroupKey
    person: str = ""
    condition: Condition = field(default_factory=Condition)
    attempts: int = 0
    practice: int = 0
    last_day: str = ""
    cap_s: float | None = None
    best: Time | None = None
    newest: list[Time] = field(default_factory=list)
    sessions: list[SessionTimes] = field(default_factory=list)
    session_count: int = 0
    reached: dict[float, tuple[int, int]] = field(default_factory=dict)


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


def groups(
    session: Session, person: str | None = None, lengths_s: Collection[float] = ()
) -> list[Group]:
    """Give every person under all conditions, in a fixed order.

    Parameters
    ----------
    person
        Code, for one person alone.
    lengths_s
        What `Group.reached` is to be counted for.
    """
    days = {row[0]: row[1] for row in session.execute(select(Occasion.id, Occasion.day))}
    found: dict[GroupKey, Group] = {}
    for key, rows in _by_group(session, person, tuple(lengths_s)):
        found[key] = Group(key)
        _fill_sums(found[key], rows, days, tuple(lengths_s))
    _fill_best(session, found, person)
    _fill_newest(session, found, person)
    codes = {row.id: row.code for row in people(session)}
    conditions = {row.id: row for row in session.scalars(select(Condition))}
    for (person_id, condition_id), group in found.items():
        group.person, group.condition = codes[person_id], conditions[condition_id]
    return sorted(found.values(), key=_place)


def course(session: Session, key: GroupKey, newest: int | None = None) -> list[Point]:
    """Give the attempts of one person under one set of conditions, oldest first.

    `newest` leaves out all but so many.
    """
    mine = select(Occasion.id, Occasion.day).where(Occasion.person_id == key[0])
    days = {row[0]: row[1] for row in session.execute(mine)}
    query = (
        select(Tried.session_id, *_TIME, Tried.scored, Tried.practice)
        .where(Tried.person_id == key[0], Tried.condition_id == key[1])
        .order_by(Tried.order_key.desc(), Tried.duration_s.desc())
        .limit(newest)
    )
    rows = session.execute(query).all()
    return [Point(days[r[0]], Time(r[1], r[2], r[3]), r[4], r[5]) for r in reversed(rows)]


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


def _place(group: Group) -> tuple[str, ...]:
    found = group.condition
    return group.person, "" if found.eyes == "open" else found.eyes, found.surface, found.key


def _by_group(
    session: Session, person: str | None, lengths_s: tuple[float, ...]
) -> Iterator[tuple[GroupKey, list[Any]]]:
    """Add up each session, in one walk along the index, which has them in this order."""
    clean = [Tried.clean & (Tried.duration_s >= length_s) for length_s in lengths_s]
    grouped = (*_GROUP, Tried.scored, Tried.session_id)
    query = (
        select(
            *grouped,
            func.max(Tried.order_key).label("newest"),
            func.count().label("attempts"),
            func.sum(case((Tried.practice, 1), else_=0)).label("practice"),
            func.avg(Tried.duration_s).label("mean_s"),
            func.max(Tried.duration_s).label("best_s"),
            func.sum(case((Tried.censored, 1), else_=0)).label("censored"),
            *(func.sum(case((reached, 1), else_=0)) for reached in clean),
        )
        .where(_whose(person))
        .group_by(*grouped)
        .order_by(*grouped)
    )
    for key, rows in groupby(session.execute(query), key=itemgetter(0, 1)):
        yield key, list(rows)


# Places of the columns of `_by_group`; reached lengths are the last.
_SCORED, _SESSION, _NEWEST, _ATTEMPTS, _PRACTICE = range(2, 7)


def _fill_sums(
    group: Group, rows: list[Any], days: dict[int, str], lengths_s: tuple[float, ...]
) -> None:
    # By place, not by name: there may be tens of thousands of rows.
    group.practice = sum(map(itemgetter(_PRACTICE), rows))
    scored = sorted(filter(itemgetter(_SCORED), rows), key=itemgetter(_NEWEST))
    group.attempts = sum(map(itemgetter(_ATTEMPTS), scored))
    group.session_count = len(scored)
    group.last_day = days[scored[-1][_SESSION]] if scored else ""
    group.sessions = [
        SessionTimes(days[r.session_id], r.attempts, r.mean_s, r.best_s, r.censored > 0)
        for r in scored[-_NEWEST_SESSIONS:]
    ]
    for column, length_s in enumerate(lengths_s, start=-len(lengths_s)):
        reached = list(filter(itemgetter(column), scored))
        on = {days[row[_SESSION]] for row in reached}
        group.reached[length_s] = (sum(map(itemgetter(column), reached)), len(on))


def _fill_best(session: Session, found: dict[GroupKey, Group], person: str | None) -> None:
    groups, other = _grouped(person), aliased(Tried)
    longest_s = (
        select(func.max(other.duration_s))
        .where(other.person_id == groups.c.person_id, other.condition_id == groups.c.condition_id)
        .where(other.scored)
        .correlate(groups)
        .scalar_subquery()
    )
    query = (
        select(*_GROUP, Tried.duration_s, func.min(Tried.uncertainty_s), Tried.censored)
        .join(
            groups,
            (Tried.person_id == groups.c.person_id)
            & (Tried.condition_id == groups.c.condition_id)
            & Tried.scored
            & (Tried.duration_s == longest_s),
        )
        .group_by(*_GROUP, Tried.duration_s, Tried.censored)
    )
    equals: dict[GroupKey, list[Time]] = defaultdict(list)
    for p, c, duration_s, uncertainty_s, censored in session.execute(query):
        equals[p, c].append(Time(duration_s, uncertainty_s, censored))
    for key, times in equals.items():
        found[key].best = best(times)


def _fill_newest(session: Session, found: dict[GroupKey, Group], person: str | None) -> None:
    groups, other = _grouped(person), aliased(Tried)
    newest = (
        select(other.id)
        .where(other.person_id == groups.c.person_id, other.condition_id == groups.c.condition_id)
        .where(other.scored)
        .order_by(other.order_key.desc(), other.duration_s.desc())
        .limit(MEAN_OF)
        .correlate(groups)
    )
    query = (
        select(*_GROUP, Tried.cap_s, *_TIME)
        .join(groups, Tried.id.in_(newest))
        .order_by(Tried.order_key.desc(), Tried.duration_s.desc())
    )
    for p, c, cap_s, duration_s, uncertainty_s, censored in session.execute(query):
        group = found[p, c]
        if not group.newest:
            group.cap_s = cap_s
        group.newest.append(Time(duration_s, uncertainty_s, censored))


def _grouped(person: str | None) -> Subquery:
    """Give each person and set of conditions once."""
    return select(*_GROUP).where(_whose(person)).distinct().subquery()
