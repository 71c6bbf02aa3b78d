"""Lines of rows made a history again: in a file that nobody sees, of any version there ever was.

There every row is checked, by the columns of its table and by what it leads to, and brought to
this version, before a history that stays is touched.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from balance.records.history.dumping import ROW, TABLE, Row, rows_of_all
from balance.records.history.migrating import DamagedError, migrate
from balance.records.history.schema import Base

_AT_ONCE: Final = 500
_LARGEST: Final = 2**63

_FITS: Final[tuple[tuple[type[Any], Callable[[object], bool]], ...]] = (
    (Boolean, lambda value: isinstance(value, bool)),
    (Float, lambda value: type(value) in (int, float)),
    (Integer, lambda value: type(value) is int and -_LARGEST <= value < _LARGEST),
    (String, lambda value: isinstance(value, str)),
    (JSON, lambda value: isinstance(value, dict | list)),
)


@contextmanager
def loaded(lines: Iterable[bytes], version: str) -> Iterator[Session]:
    """Give a history with these rows, at this version, which is gone afterwards.

    Parameters
    ----------
    lines
        As `dumping.lines_of` gives them.
    version
        Of the history that they are from, one of `VERSIONS`.

    Raises
    ------
    DamagedError
        Where a line is no row of a table, or leads to nothing.
    """
    engine = _engine()
    try:
        with _damage_told(), engine.begin() as connection:
            migrate(connection, None, to=version)
            tables = _tables(connection)
            for table, rows in _gathered(lines, tables):
                connection.execute(insert(table), rows)
            migrate(connection, None)
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def copy_all(source: Session, target: Session) -> int:
    """Copy all rows into a history that has none; how many."""
    count = 0
    waiting: list[Row] = []
    name = ""
    for table, row in rows_of_all(source):
        if table != name or len(waiting) == _AT_ONCE:
            _insert(target, name, waiting)
            waiting, name = [], table
        waiting.append(row)
        count += 1
    _insert(target, name, waiting)
    _count_on(target)
    return count


def _insert(target: Session, table: str, rows: list[Row]) -> None:
    if rows:
        target.execute(insert(Base.metadata.tables[table]), rows)


def _count_on(target: Session) -> None:
    """Have a server number new rows from where the rows that were copied end."""
    if target.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c:
            last = target.scalar(select(func.max(table.c.id)))
            if last is not None:
                place = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
                target.execute(place, {"name": table.name, "last": last})


def _engine() -> Engine:
    # A name that is empty is a file of SQLite's own, which the system takes away.
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect("", isolation_level=None, check_same_thread=False),
        poolclass=StaticPool,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise DamagedError(str(error.orig)) from error


def _tables(connection: Connection) -> dict[str, Table]:
    """Give the tables that there are at a version."""
    known = MetaData()
    known.reflect(connection)
    for table in known.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)
    return {name: table for name, table in known.tables.items() if name != "alembic_version"}


def _gathered(
    lines: Iterable[bytes], tables: dict[str, Table]
) -> Iterator[tuple[Table, list[Row]]]:
    """Check rows, and give them some hundred at a time."""
    waiting: list[Row] = []
    name = ""
    for line in lines:
        table, row = _row(line, tables)
        if table.name != name or len(waiting) == _AT_ONCE:
            if waiting:
                yield tables[name], waiting
            waiting, name = [], table.name
        waiting.append(row)
    if waiting:
        yield tables[name], waiting


def _row(line: bytes, tables: dict[str, Table]) -> tuple[Table, Row]:
    try:
        said = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise DamagedError("a line is no JSON") from error
    if not isinstance(said, dict) or set(said) != {TABLE, ROW}:
        raise DamagedError("a line is no row")
    table, row = tables.get(str(said[TABLE])), said[ROW]
    if table is None or not isinstance(row, dict) or set(row) != set(table.c.keys()):
        raise DamagedError(f"a row of {said[TABLE]}")
    for column in table.columns:
        if not _fits(column, row[column.name]):
            raise DamagedError(f"{table.name}.{column.name}")
    return table, row


def _fits(column: Column[Any], value: object) -> bool:
    if value is None:
        return bool(column.nullable)
    return next(fits(value) for kind, fits in _FITS if isinstance(column.type, kind))
