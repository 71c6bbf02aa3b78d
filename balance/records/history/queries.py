"""Questions to the history, answered by the database from its index.

What a time means is said in `balance.protocol`; here it is only fetched. All answers leave out
practice, and what is not scored, unless they say otherwise.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Subquery, case, distinct, func, or_, select, true
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from balance.protocol.attempts import MEAN_OF
from balance.protocol.best_times import Time, best
from balance.protocol.change import MOST_EARLIER, START
from balance.protocol.conditions import NEVER_MIXED, Conditions, never_mixed
from balance.records.history.schema import Condition, Led, Occasion, Person, Tried, Worked

GroupKey = tuple[int, int]

_GROUP: Final = (Tried.person_id, Tried.condition_id)
_TIME: Final[tuple[Any, ...]] = (Tried.duration_s, Tried.uncertainty_s, Tried.censored)


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """One session under one set of conditions."""

    day: str
    mean_s: float
    best_s: float
    censored: bool


@dataclass(slots=True)
class Group:
    """One person under one set of conditions.

    `key` are the database's numbers for both; `cap_s` in `conditions` is not filled, it is the
    longest time of the newest attempt beside them. `newest` are the newest three times, newest
    first; `sessions` the newest eleven sessions, and `first` the first four, oldest first, of
    `session_count` in all; `reached` how many clean attempts, and days of them, were at least so
    many seconds long, for each length and as far as was asked.
    """

    key: GroupKey
    person: str = ""
    conditions: Conditions = field(default_factory=Conditions)
    attempts: int = 0
    practice: int = 0
    last_day: str = ""
    cap_s: float | None = None
    best: Time | None = None
    newest: list[Time] = field(default_factory=list)
    sessions: list[SessionTimes] = field(default_factory=list)
    first: list[SessionTimes] = field(default_factory=list)
    session_count: int = 0
    reached: dict[float, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """One attempt in the course of time; of a practice attempt or one not scored as well.

    `session` is the database's number of its session.
    """

    day: str
    time: Time
    scored: bool
    practice: bool
    session: int = 0


def people(session: Session) -> Sequence[Person]:
    """List the people, by code."""
    return session.scalars(select(Person).order_by(Person.code)).all()


def groups(
    session: Session,
    person: str | None = None,
    lengths_s: Collection[float] = (),
    most: int = 1,
) -> list[Group]:
    """Give every person under all conditions, in a fixed order.

    Parameters
    ----------
    person
        Code, for one person alone.
    lengths_s, most
        What `Group.reached` is to be counted for, and how far.
    """
    grouped = _grouped(person)
    found = _sums(session, person)
    _fill_best(session, found, grouped)
    _fill_newest(session, found, grouped)
    _fill_sessions(session, found, grouped)
    _fill_reached(session, found, grouped, tuple(lengths_s), most)
    codes = {row.id: row.code for row in people(session)}
    conditions = {row.id: _conditions(row) for row in session.scalars(select(Condition))}
    for (person_id, condition_id), group in found.items():
        group.person, group.conditions = codes[person_id], conditions[condition_id]
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
    return [Point(days[r[0]], Time(r[1], r[2], r[3]), r[4], r[5], r[0]) for r in reversed(rows)]


def session_days(session: Session, person: str, since: str) -> list[tuple[str, bool]]:
    """Give day and supervision of a person's sessions in which something was done.

    That is an attempt, practice included, or some of an exercise.
    """
    tried = select(Tried.id).where(Tried.session_id == Occasion.id).exists()
    worked = (
        select(Worked.id)
        .join(Led, Led.id == Worked.sitting_id)
        .where(Led.session_id == Occasion.id, Worked.done > 0)
        .exists()
    )
    query = (
        select(Occasion.day, Occasion.supervised)
        .join(Person, Person.id == Occasion.person_id)
        .where(Person.code == person, Occasion.day >= since)
        .where(or_(tried, worked))
        .order_by(Occasion.day)
    )
    return [(day, supervised) for day, supervised in session.execute(query)]


def _whose(person: str | None) -> ColumnElement[bool]:
    if person is None:
        return true()
    return Tried.person_id == select(Person.id).where(Person.code == person).scalar_subquery()


def _place(group: Group) -> tuple[str, ...]:
    said = group.conditions
    eyes = "" if said.eyes == "open" else said.eyes
    return group.person, eyes, said.surface, json.dumps(never_mixed(said))


def _conditions(row: Condition) -> Conditions:
    # Its columns hold what a header was checked for.
    return Conditions(**{name: getattr(row, name) for name in NEVER_MIXED})


def _sums(session: Session, person: str | None) -> dict[GroupKey, Group]:
    """Count attempts and sessions, in one walk along an index that has them in this order."""
    query = (
        select(
            *_GROUP,
            Tried.scored,
            func.count(),
            func.sum(case((Tried.practice, 1), else_=0)),
            func.count(distinct(Tried.session_id)),
        )
        .where(_whose(person))
        .group_by(*_GROUP, Tried.scored)
    )
    found: dict[GroupKey, Group] = {}
    for p, c, scored, attempts, practice, sessions in session.execute(query):
        group = found.setdefault((p, c), Group((p, c)))
        group.practice += practice
        if scored:
            group.attempts, group.session_count = attempts, sessions
    return found


def _fill_best(session: Session, found: dict[GroupKey, Group], groups: Subquery) -> None:
    other = aliased(Tried)
    longest_s = (
        select(func.max(other.duration_s))
        .where(_scored_in(groups, other))
        .correlate(groups)
        .scalar_subquery()
    )
    query = (
        select(*_GROUP, Tried.duration_s, func.min(Tried.uncertainty_s), Tried.censored)
        .join(groups, _scored_in(groups, Tried) & (Tried.duration_s == longest_s))
        .group_by(*_GROUP, Tried.duration_s, Tried.censored)
    )
    equals: dict[GroupKey, list[Time]] = defaultdict(list)
    for p, c, duration_s, uncertainty_s, censored in session.execute(query):
        equals[p, c].append(Time(duration_s, uncertainty_s, censored))
    for key, times in equals.items():
        found[key].best = best(times)


def _fill_newest(session: Session, found: dict[GroupKey, Group], groups: Subquery) -> None:
    other = aliased(Tried)
    newest = (
        select(other.id)
        .where(_scored_in(groups, other))
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


def _fill_sessions(session: Session, found: dict[GroupKey, Group], groups: Subquery) -> None:
    # Those of one day in any order that does not hang on when they were kept.
    order = (Occasion.day, Occasion.label, Occasion.supervised)
    for key, newest in _sessions_at(
        session, groups, tuple(one.desc() for one in order), MOST_EARLIER + 1
    ).items():
        found[key].sessions = newest
        found[key].last_day = newest[-1].day
    for key, first in _sessions_at(session, groups, order, START).items():
        found[key].first = first


def _sessions_at(
    session: Session, groups: Subquery, order: Sequence[Any], most: int
) -> dict[GroupKey, list[SessionTimes]]:
    """Give the sessions of each group that come first in an order, oldest first."""
    mine = _scored_in(groups, Tried)
    there = select(Tried.id).where(mine, Tried.session_id == Occasion.id)
    chosen = (
        select(Occasion.id)
        .where(Occasion.person_id == groups.c.person_id, there.correlate(groups, Occasion).exists())
        .order_by(*order)
        .limit(most)
        .correlate(groups)
    )
    other, of = aliased(Tried), (groups.c.person_id, groups.c.condition_id)
    query = (
        select(
            *of,
            other.session_id,
            func.max(other.order_key),
            func.avg(other.duration_s),
            func.max(other.duration_s),
            func.max(case((other.censored, 1), else_=0)),
        )
        .select_from(groups)
        # An outer join makes SQLite begin with the groups; from attempts on it would take seconds.
        .outerjoin(other, _scored_in(groups, other) & other.session_id.in_(chosen))
        .group_by(*of, other.session_id)
    )
    days = {row[0]: row[1] for row in session.execute(select(Occasion.id, Occasion.day))}
    every: dict[GroupKey, list[tuple[str, int, SessionTimes]]] = defaultdict(list)
    for p, c, number, newest_key, mean_s, best_s, censored in session.execute(query):
        if number is None:  # nothing scored
            continue
        times = SessionTimes(days[number], mean_s, best_s, censored > 0)
        every[p, c].append((days[number], newest_key, times))
    return {
        key: [times for _, _, times in sorted(sessions, key=itemgetter(0, 1))]
        for key, sessions in every.items()
    }


def _fill_reached(
    session: Session,
    found: dict[GroupKey, Group],
    groups: Subquery,
    lengths_s: tuple[float, ...],
    most: int,
) -> None:
    # Each count walks the index from its length on, and stops as soon as it has enough.
    counts = []
    for length_s in lengths_s:
        clean = _scored_in(groups, Tried) & (Tried.duration_s >= length_s) & Tried.clean
        attempts = select(Tried.id).where(clean).limit(most)
        days = select(Occasion.day).join(Tried).where(clean).distinct().limit(most)
        for each in (attempts, days):
            counted = each.correlate(groups).subquery()
            counts.append(select(func.count()).select_from(counted).scalar_subquery())
    if counts:
        query = select(groups.c.person_id, groups.c.condition_id, *counts)
        for p, c, *reached in session.execute(query):
            pairs = zip(reached[::2], reached[1::2], strict=True)
            found[p, c].reached = dict(zip(lengths_s, pairs, strict=True))


def _scored_in(groups: Subquery, tried: type[Tried]) -> ColumnElement[bool]:
    same = (tried.person_id == groups.c.person_id) & (tried.condition_id == groups.c.condition_id)
    return same & tried.scored


def _grouped(person: str | None) -> Subquery:
    """Give each person and set of conditions once."""
    return select(*_GROUP).where(_whose(person)).distinct().subquery()
