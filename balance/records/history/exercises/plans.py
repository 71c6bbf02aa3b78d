"""The plan of a week as a person wants it: which exercises, and how many sessions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from balance.protocol.exercise.library import Library
from balance.protocol.exercise.regimens import Regimen, regimen_from
from balance.protocol.weeks import PLAN, WeekPlan, parse_plan
from balance.records.history import people
from balance.records.history.codes import find
from balance.records.history.engine import History
from balance.records.history.migrating import DamagedError, HistoryError
from balance.records.history.people import Description
from balance.records.history.schema import Person


def regimen_of(session: Session, code: str, library: Library) -> Regimen | None:
    """Give the plan that was set for a person; None where none was.

    Raises
    ------
    HistoryError
        Where there is no such person, or the plan asks for what is not there any more.
    """
    keys = find(session, code).regimen
    if keys is None:
        return None
    if not isinstance(keys, dict):
        raise DamagedError("regimen")
    try:
        return regimen_from(keys, library)
    except ValueError as error:
        said = str(error).rstrip(".")
        raise HistoryError(f"the plan of {code} can't be followed: {said}; set another") from error


def set_regimen(history: History, code: str, regimen: Regimen | None) -> None:
    """Set the plan of a person; None takes it away.

    Raises
    ------
    HistoryError
        Where there is no such person, or the database can't be written.
    """
    keys = {} if regimen is None else regimen.keys()
    people.describe(history, code, Description(regimen=keys))


def week_plan_of(person: Person) -> WeekPlan:
    """Give how many sessions a week somebody wants: as was said, or as the plan has it."""
    if person.week_plan:
        return parse_plan(person.week_plan)
    keys = person.regimen if isinstance(person.regimen, dict) else {}
    home, supervised = keys.get("home"), keys.get("supervised")
    if type(home) is int and type(supervised) is int:
        return WeekPlan(home, supervised)
    return PLAN
