"""People as they are listed and looked for, each with what there is of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from balance.records.history.engine import History
from balance.records.history.schema import Occasion, Person, Tried
from balance.records.history.searching import matches


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person, with what there is of them.

    `plan` is the id of the plan of the week that was set, as it was then. `last_day` is the day of
    the last session, ISO 8601, empty where none is known; `attempts` those that count, `practice`
    the others.
    """

    code: str
    name: str | None
    birth_year: int | None
    notes: str | None
    rules: str | None
    week_plan: str | None
    plan: str | None
    heel_to_ball_cm: float | None
    archived: bool
    last_day: str
    attempts: int
    practice: int

    @property
    def texts(self) -> tuple[str | None, ...]:
        """What they are looked for by."""
        return self.code, self.name, self.notes


def list_people(
    history: History, *, search: str = "", archived: bool | None = False
) -> list[ListedPerson]:
    """List people, by code.

    Parameters
    ----------
    search
        Words in code, name or notes, whatever their case and accents.
    archived
        Those alone who are, or are not; None for everybody.

    Raises
    ------
    HistoryError
        Where the database can't be read.
    """
    with history.reading() as session:
        everybody = session.scalars(select(Person).order_by(Person.code)).all()
        days = select(Occasion.person_id, func.max(Occasion.day)).group_by(Occasion.person_id)
        last = {row[0]: row[1] for row in session.execute(days)}
        counted = select(Tried.person_id, *counts()).group_by(Tried.person_id)
        count_of = {row[0]: (row[1], row[2]) for row in session.execute(counted)}
    listed = (
        ListedPerson(
            code=each.code,
            name=each.name,
            birth_year=each.birth_year,
            notes=each.notes,
            rules=each.rules,
            week_plan=each.week_plan,
            plan=plan_id(each),
            heel_to_ball_cm=each.heel_to_ball_cm,
            archived=each.archived,
            last_day=last.get(each.id, ""),
            attempts=count_of.get(each.id, (0, 0))[0],
            practice=count_of.get(each.id, (0, 0))[1],
        )
        for each in everybody
        if archived in (None, each.archived)
    )
    return [each for each in listed if matches(search, *each.texts)]


def plan_id(person: Person) -> str | None:
    """Give the id of the plan that was set for a person; None where none was."""
    return str(person.regimen.get("id")) if isinstance(person.regimen, dict) else None


def counts() -> tuple[Any, Any]:
    """Columns that count attempts: those that count, and practice."""
    return (
        func.sum(case((Tried.scored, 1), else_=0)),
        func.sum(case((Tried.practice, 1), else_=0)),
    )
