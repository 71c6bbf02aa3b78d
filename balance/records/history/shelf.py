"""What the history knows of each recording, for a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, case, func, not_, or_, select

from balance.protocol.best_times import Time
from balance.protocol.conditions import NEVER_MIXED, Conditions
from balance.records.history.engine import History
from balance.records.history.schema import Condition, Held, Occasion, Person, Recorded, Tried


@dataclass(frozen=True, slots=True)
class Shelved:
    """A recording of the history.

    Parameters
    ----------
    path
        Where it is.
    person
        Code.
    day
        Of its session, ISO 8601; empty where it is not known.
    created_utc
        When it was made, as its first line says it.
    conditions
        How it was made; None where it has no attempt, since the history keeps them by attempt.
    best
        The longest of its holds that count, of a practice that would; None where it has none.
    """

    path: Path
    person: str
    day: str
    created_utc: str | None = None
    conditions: Conditions | None = None
    best: Time | None = None


def shelved(history: History) -> list[Shelved]:
    """List the recordings that the history has, in the order that they were kept in.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        how = {row.id: row for row in session.scalars(select(Condition))}
        made: dict[int, Shelved] = {}
        for number, path, person, day, created, condition, *rest in session.execute(_question()):
            placement, sensor_on, practice, longest_s, cut_short_s = rest
            conditions = None
            if condition is not None:
                mixed = {name: getattr(how[condition], name) for name in NEVER_MIXED}
                conditions = Conditions(
                    placement=placement, sensor_on=sensor_on, practice=practice, **mixed
                )
            best = None if longest_s is None else Time(longest_s, censored=cut_short_s == longest_s)
            one = Shelved(history.folder / path, person, day, created, conditions, best)
            if number not in made or _longer(one, made[number]):
                made[number] = one
    return list(made.values())


def _question() -> Select[Any]:
    """Ask for each recording once for each way in which its attempts were made: mostly one."""
    counts = or_(Tried.scored, and_(Tried.practice, not_(Held.discarded)))
    longest_s = func.max(case((counts, Tried.duration_s)))
    cut_short_s = func.max(case((and_(counts, Tried.censored), Tried.duration_s)))
    how: tuple[Any, ...] = (Tried.condition_id, Tried.placement, Tried.sensor_on, Tried.practice)
    whose: tuple[Any, ...] = (
        Recorded.id,
        Recorded.path,
        Person.code,
        Occasion.day,
        Recorded.created_utc,
    )
    return (
        select(*whose, *how, longest_s, cut_short_s)
        .join(Occasion, Occasion.id == Recorded.session_id)
        .join(Person, Person.id == Occasion.person_id)
        .outerjoin(Tried, Tried.recording_id == Recorded.id)
        .outerjoin(Held, Held.attempt_id == Tried.id)
        .group_by(*whose, *how)
        .order_by(Recorded.id)
    )


def _longer(one: Shelved, other: Shelved) -> bool:
    if one.best is None or other.best is None:
        return other.best is None
    return one.best.duration_s > other.best.duration_s
