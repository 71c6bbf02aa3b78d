"""Rows like others, for another history."""

from __future__ import annotations

from typing import Any, TypeVar

from balance.records.history.schema import Base

T = TypeVar("T", bound=Base)


def columns(table: type[Base]) -> list[str]:
    """Give the names of the columns of a table, without its own number."""
    return [column.key for column in table.__table__.columns if column.key != "id"]


def copied(row: T, **instead: Any) -> T:  # noqa: ANN401
    """Make a row like another, with other values in some columns."""
    kind = type(row)
    values = {name: getattr(row, name) for name in columns(kind)}
    return kind(**{**values, **instead})
