"""Opening the history: a file of one's own, or another database by its address."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from balance.records.history.migrating import (
    DamagedError,
    HistoryError,
    check_file,
    migrate,
)
from balance.records.owner_file import open_for_owner

_WAIT_MS: Final = 10_000
_TRIES: Final = 20  # each after a wait for the file
_QUEUE: Final = 0x62616C  # any number that is the same in all rooms of a clinic
_DAMAGED: Final = "it is damaged; move it away, then run 'balance-timer history --rebuild'"
_IN_WORDS: Final = {
    "disk is full": "the disk is full; make room and do it again",
    "disk i/o error": "the disk does not take it; make room and do it again",
    "authentication failed": "the server does not take this user and password",
    "connection failed": "the server can't be reached; see that it runs, and check the address",
    "locked": "another program has held it for too long; close that one and try again",
    "readonly": "it may not be written; give yourself the right to",
    "malformed": _DAMAGED,
    "no such column": _DAMAGED,
    "no such table": _DAMAGED,
    "could not decode": _DAMAGED,
    "foreign key mismatch": _DAMAGED,
    "not a database": "it is no history; choose another file",
}


@dataclass(frozen=True, slots=True)
class History:
    """An open history.

    Parameters
    ----------
    engine
        The database.
    folder
        The folder of kept recordings that belongs to the database; others are in `folders`.
    path
        The database's file; None where it is on a server.
    chosen
        Where new recordings go in place of that folder; None for there.
    """

    engine: Engine
    folder: Path
    path: Path | None
    chosen: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @property
    def recordings(self) -> Path:
        """Where new recordings go, and what is kept beside them."""
        return self.chosen or self.folder

    @property
    def where(self) -> str:
        """Where the database is, without a password."""
        return str(self.path or self.engine.url.render_as_string(hide_password=True))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Ask something.

        Raises
        ------
        HistoryError
            Where the database can't be read.
        """
        with self.errors_in_words(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Change something: all of it is kept, or nothing where an error comes.

        Raises
        ------
        HistoryError
            Where the database can't be written.
        """
        engine = self.engine.execution_options(writes=True)
        with self.errors_in_words(), Session(engine) as session, session.begin():
            yield session

    @contextmanager
    def errors_in_words(self) -> Iterator[None]:
        """Turn what a database can say into one sentence."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            said = str(error.orig if isinstance(error, DBAPIError) else error)
            low = said.lower()
            reason = next((words for sign, words in _IN_WORDS.items() if sign in low), None)
            reason = reason or f"the database says: {' '.join(said.split())}"
            raise HistoryError(f"{self.where}: {reason}") from error
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            # What a damaged file holds can be anything; what else it is, is ours to see as it is.
            told = isinstance(error, DamagedError | UnicodeDecodeError | JSONDecodeError)
            if told or self._is_damaged():
                raise HistoryError(f"{self.where}: {_DAMAGED}") from error
            raise

    def _is_damaged(self) -> bool:
        """Whether SQLite itself finds something wrong in its file."""
        if self.path is None:
            return False
        try:
            with self.engine.connect() as connection:
                whole = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() == "ok"
                loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        except (DBAPIError, UnicodeDecodeError):
            return True
        return not whole or loose is not None


def open_history(database: str | Path, folder: Path) -> History:
    """Open a history, make it where there is none, and bring it to this version.

    Parameters
    ----------
    database
        A file, made readable by its owner alone, or an address such as
        ``postgresql://host/name``.
    folder
        The folder of kept recordings that belongs to it, the same whenever it is opened.

    Raises
    ------
    HistoryError
        Where it can't be opened, or was made by a newer version.
    """
    url = _url(database)
    path = None
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise HistoryError(f"{database}: the history needs a file that stays")
        path = Path(url.database)
        _make_file(path)
        check_file(path)
    history = History(_engine(url, database), folder, path)
    try:
        engine = history.engine.execution_options(writes=True)
        with history.errors_in_words(), engine.begin() as connection:
            migrate(connection, path)
    except HistoryError:
        history.close()
        raise
    return history


def _url(database: str | Path) -> URL:
    if isinstance(database, Path) or "://" not in database:
        return URL.create("sqlite", database=str(database))
    try:
        url = make_url(database)
    except ArgumentError as error:
        raise HistoryError(_no_address(database)) from error
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _no_address(database: object) -> str:
    scheme = str(database).partition("://")[0]
    return (
        f"{scheme}: this is no address of a database; write a file, or an address such as "
        "postgresql://host/name"
    )


def _engine(url: URL, database: str | Path) -> Engine:
    told: dict[str, Any] = {}
    if url.get_backend_name() == "postgresql" and "connect_timeout" not in url.query:
        told["connect_timeout"] = _WAIT_MS // 1000  # a window does not stand still for minutes
    try:
        engine = create_engine(url, connect_args=told)
    except NoSuchModuleError as error:
        raise HistoryError(_no_address(database)) from error
    except ImportError as error:
        reason = f"the program for this kind of database is missing ({error.name})"
        more = "install balance-timer[clinic]"
        raise HistoryError(f"{url.drivername}: {reason}; {more}") from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    elif url.get_backend_name() == "postgresql":
        event.listen(engine, "begin", _begin_on_server)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own idea of transactions would leave out the making of tables.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    _write_ahead(connection)
    for line in (
        "synchronous = FULL",  # what was kept is on the disk, also when the power goes
        "foreign_keys = ON",
        "secure_delete = ON",  # what is erased is overwritten
    ):
        connection.execute(f"PRAGMA {line}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have a log written ahead, which a file says once for all.

    Where others open the same new file, SQLite refuses this at once, however long it may wait
    otherwise. So the wait is for the file alone to oneself, and it is asked again.
    """
    for _ in range(_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    # A writer takes its place in the queue at once, rather than fail half-way.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_on_server(connection: Connection) -> None:
    # As with a file: writers one after the other, and all questions of a reader to one state.
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_QUEUE})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        open_for_owner(path, "a+b").close()
    except OSError as error:
        reason = f"can't be opened ({error.strerror or error}); choose another file"
        raise HistoryError(reason, path) from error
