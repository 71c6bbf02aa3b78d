"""A new history as its steps leave it: they are gone through once in a run, which takes long."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, create_engine

from balance.records.history import migrating


def migrate(connection: Connection, path: Path | None) -> None:
    """As the program's own `migrate`, but for a file that is new."""
    if path is None or migrating.current_version(connection) is not None:
        migrating.migrate(connection, path)
        return
    for line in _left_by_the_steps():
        connection.exec_driver_sql(line)


@cache
def _left_by_the_steps() -> tuple[str, ...]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "history.db"
        engine = create_engine(f"sqlite:///{file}")
        with engine.begin() as connection:
            migrating.migrate(connection, file)
        engine.dispose()
        with closing(sqlite3.connect(file)) as made:
            lines = list(made.iterdump())
    return tuple(line for line in lines if line not in ("BEGIN TRANSACTION;", "COMMIT;"))
