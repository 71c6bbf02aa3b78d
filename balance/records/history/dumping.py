"""Rows of the history as lines of JSON: of everything, or of one person, parents first.

The numbers of rows are in them, so that they go on leading to one another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from balance.records.history.schema import (
    Base,
    Condition,
    Folder,
    Held,
    Led,
    Occasion,
    Person,
    Recorded,
    Scored,
    Tried,
    Whole,
    Worked,
)

Row = dict[str, Any]
#: Gives a row of a table as it is to be written; None leaves it out.
Told = Callable[[str, Row], Row | None]

TABLE: Final = "table"
ROW: Final = "row"
_AT_ONCE: Final = 1000


def rows_of_all(session: Session) -> Iterator[tuple[str, Row]]:
    """Give all rows, but for the folders: those are of one machine alone."""
    for table in Base.metadata.sorted_tables:
        if table is not Folder.__table__:
            yield from _rows(session, table)


def rows_of_person(session: Session, number: int) -> Iterator[tuple[str, Row]]:
    """Give the rows of a person, by the number of theirs."""
    wanted = _of_person(number)
    for table in Base.metadata.sorted_tables:
        if table.name in wanted:
            yield from _rows(session, table, wanted[table.name])


def lines_of(rows: Iterator[tuple[str, Row]], told: Told) -> Iterator[bytes]:
    """Write rows as lines."""
    for table, row in rows:
        said = told(table, row)
        if said is not None:
            yield f"{json.dumps({TABLE: table, ROW: said})}\n".encode()


def _rows(
    session: Session, table: Table, wanted: ColumnElement[bool] | None = None
) -> Iterator[tuple[str, Row]]:
    query = select(table).order_by(*table.primary_key)
    query = query if wanted is None else query.where(wanted)
    found = session.execute(query, execution_options={"yield_per": _AT_ONCE})
    yield from ((table.name, dict(row)) for row in found.mappings())


def _of_person(number: int) -> dict[str, ColumnElement[bool]]:
    sessions = select(Occasion.id).where(Occasion.person_id == number)
    recordings = select(Recorded.id).where(Recorded.session_id.in_(sessions))
    sittings = select(Led.id).where(Led.session_id.in_(sessions))
    attempts = select(Tried.id).where(Tried.person_id == number)
    conditions = or_(
        Condition.id.in_(select(Tried.condition_id).where(Tried.person_id == number)),
        Condition.id.in_(select(Recorded.condition_id).where(Recorded.session_id.in_(sessions))),
    )
    return {
        Person.__tablename__: Person.id == number,
        Occasion.__tablename__: Occasion.person_id == number,
        Condition.__tablename__: conditions,
        Recorded.__tablename__: Recorded.session_id.in_(sessions),
        Whole.__tablename__: Whole.recording_id.in_(recordings),
        Tried.__tablename__: Tried.person_id == number,
        Held.__tablename__: Held.attempt_id.in_(attempts),
        Led.__tablename__: Led.session_id.in_(sessions),
        Worked.__tablename__: Worked.sitting_id.in_(sittings),
        Scored.__tablename__: Scored.session_id.in_(sessions),
    }
