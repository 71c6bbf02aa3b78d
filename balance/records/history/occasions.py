"""Sessions in the database: found or made, and taken away where nothing is left in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from balance.records.history.schema import Base, Led, Occasion, Recorded, Scored


def number_of(
    session: Session,
    table: type[Base],
    unique: dict[str, Any],
    more: dict[str, Any] | None = None,
) -> int:
    """Give the number of a row, which is made where there is none."""
    row: Any = session.scalar(select(table).filter_by(**unique))
    if row is None:
        row = table(**unique, **(more or {}))
        session.add(row)
        session.flush()
    return int(row.id)


def occasion(session: Session, person_id: int, day: str, label: str, *, supervised: bool) -> int:
    """Give the number of a person's session of one day under one label."""
    unique = {"person_id": person_id, "day": day, "label": label, "supervised": supervised}
    return number_of(session, Occasion, unique)


def drop_empty(session: Session) -> None:
    """Take away sessions whose last recording went elsewhere, and that hold nothing else."""
    inside = [exists().where(table.session_id == Occasion.id) for table in (Recorded, Led, Scored)]
    session.execute(delete(Occasion).where(*(~one for one in inside)))
