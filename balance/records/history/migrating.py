"""Which version a database has, and how it comes to ours: a copy first, then the steps."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, inspect, text

from balance.records.errors import RecordingError
from balance.records.owner_file import open_for_owner

# Every version there ever was, oldest first. A test holds this against the steps themselves.
VERSIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006")
BACKUP: Final = ".version-"


class HistoryError(RecordingError):
    """The history can't be opened, read or written; one sentence."""


class DamagedError(ValueError):
    """What a row holds is nothing that was ever written there; the engine says it in words."""


def check_file(path: Path) -> None:
    """See that a file is a history that this version may open, without touching it.

    Raises
    ------
    HistoryError
        Where it was made by a newer version, or is no history.
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    log = path.with_name(f"{path.name}-wal")
    # Without a log there is nothing beside the file to be read, and none of its helpers is made.
    how = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True)) as file:
            tables = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
            version = None
            if "alembic_version" in tables:
                row = file.execute("SELECT version_num FROM alembic_version").fetchone()
                version = row[0] if row else None
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise HistoryError(f"this file can't be read as a history ({error})", path) from error
    if version is None and tables:
        raise HistoryError("this is a database, but no history; choose another file", path)
    if version is not None:
        _refuse_newer(version, str(path))


def migrate(connection: Connection, path: Path | None, *, to: str = VERSIONS[-1]) -> None:
    """Bring a database to a version, ours, inside the transaction of a connection.

    Parameters
    ----------
    path
        Its file, of which a copy is made first; None where it is on a server, or is not to stay.
    to
        An older version, for what was made by an older program.

    Raises
    ------
    HistoryError
        Where it is of a newer version; then nothing is touched.
    """
    version = current_version(connection)
    if version == to:
        return
    where = connection.engine.url.render_as_string() if path is None else str(path)
    if version is not None:
        _refuse_newer(version, where)
        if path is not None:
            back_up(path, version)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def current_version(connection: Connection) -> str | None:
    """Give the version of a database; None where it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def back_up(path: Path, version: str) -> Path:
    """Copy a database file, readable by its owner alone, to a name that is not taken."""
    number = 1
    while True:
        more = "" if number == 1 else f"-{number}"
        copy = path.with_name(f"{path.name}{BACKUP}{version}{more}")
        try:
            open_for_owner(copy, "xb").close()
        except FileExistsError:
            number += 1
            continue
        try:
            with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
                old.backup(new)
        except sqlite3.Error:
            copy.unlink()  # half a copy is none
            raise
        return copy


def backups_of(path: Path) -> list[Path]:
    """List the copies that were made before migrations."""
    return sorted(path.parent.glob(f"{path.name}{BACKUP}*"))


def _refuse_newer(version: str, where: str) -> None:
    if version not in VERSIONS:
        raise HistoryError(
            f"{where}: made by a newer version of this program (history {version}); update "
            "balance-timer to open it; nothing was changed"
        )
