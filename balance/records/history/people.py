"""People: added, described, renamed and erased, with everything that knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from balance.records.history.belongings import Left, belongings
from balance.records.history.codes import check_new_code, find, refuse_twin
from balance.records.history.engine import History
from balance.records.history.migrating import HistoryError
from balance.records.history.rewriting import write_code
from balance.records.history.schema import Base, Condition, Person, Recorded, Tried
from balance.records.sitting_file import read_sitting, write_sitting


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a person besides the code; None leaves it as it is, "" takes it away.

    `rules` is the name or the file of a rule set, `week_plan` sessions at home + supervised, and
    `regimen` what `Regimen.keys` gives, an empty one for none. `heel_to_ball_cm` is a length of the
    foot, by which heights of heel raises are worked out; 0 takes it away.
    """

    name: str | None = None
    birth_year: int | None = None
    rules: str | None = None
    week_plan: str | None = None
    notes: str | None = None
    regimen: Mapping[str, Any] | None = None
    heel_to_ball_cm: float | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: files, and attempts in the database.

    `missing` recordings were not there, and `left` are files that may be theirs or not.
    """

    files: int
    attempts: int
    missing: tuple[Path, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Renamed:
    """How many recordings carry the new code now, and what was left alone as in `Erased`."""

    recordings: int
    left: tuple[Left, ...] = ()


def add(history: History, code: str, description: Description) -> None:
    """Add a person.

    Raises
    ------
    HistoryError
        Where the code is none that can be new, is taken, or is told from another by case or form
        alone.
    """
    code = check_new_code(code)
    with history.writing() as session:
        refuse_twin(session, code)
        if session.scalar(select(Person).where(Person.code == code)) is not None:
            raise HistoryError(f'"{code}" is there already; describe them with: people set {code}')
        session.add(Person(code=code))
        session.flush()
        _describe(session, code, description)


def describe(history: History, code: str, description: Description) -> None:
    """Set what is known of a person.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    with history.writing() as session:
        find(session, code)
        _describe(session, code, description)


def archive(history: History, code: str, *, archived: bool = True) -> None:
    """Take a person out of what is offered and listed, or back into it; nothing is deleted.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    with history.writing() as session:
        find(session, code).archived = archived


def rename(history: History, code: str, new: str) -> Renamed:
    """Give a person another code, in the database, in each recording's first line and each sitting.

    The samples are not touched. Broken off half-way, it is completed by doing it again.

    Raises
    ------
    HistoryError
        Where there is no such person, or the new code is no code, is taken, or is told from
        somebody else's by case or form alone.
    RecordingError
        Where a recording or a sitting can't be written anew.
    """
    new = check_new_code(new)
    with history.reading() as session:
        find(session, code)
        if session.scalar(select(Person).where(Person.code == new)) is not None:
            raise HistoryError(f'"{new}" is there already; choose another code')
        refuse_twin(session, new, but=code)
    theirs = belongings(history, code, or_code=new)
    # What a link leads to is written anew, not the link.
    recordings = dict.fromkeys(path for path in theirs.recordings if not path.is_symlink())
    for path in recordings:
        write_code(path, new)
    for path in theirs.sittings:
        write_sitting(path.resolve(), replace(read_sitting(path), person=new))
    with history.writing() as session:
        session.execute(update(Person).where(Person.code == code).values(code=new))
    _forget(history)
    return Renamed(len(recordings), theirs.left)


def erase(history: History, code: str) -> Erased:
    """Erase a person: recordings and events first, then the database, to the last byte.

    Copies of the database that were made before a migration know of the person too, and go. What
    can't be told whose it is stays, and is named.

    Raises
    ------
    HistoryError
        Where there is no such person, or a file can't be erased; doing it again goes on.
    """
    theirs = belongings(history, code)
    for path in theirs.files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            reason = f"can't be erased ({error.strerror or error}); do it again once it can"
            raise HistoryError(reason, path) from error
    with history.writing() as session:
        person = find(session, code)
        attempts = session.execute(delete(Tried).where(Tried.person_id == person.id))
        session.execute(delete(Person).where(Person.id == person.id))
        # Arms, footwear and the key of a test are text of one's own.
        used = select(Tried.condition_id).union(
            select(Recorded.condition_id).where(Recorded.condition_id.is_not(None))
        )
        session.execute(delete(Condition).where(Condition.id.not_in(used)))
    _forget(history)
    count = getattr(attempts, "rowcount", 0)
    return Erased(len(theirs.files), count, theirs.missing, theirs.left)


def _describe(session: Session, code: str, description: Description) -> None:
    person = find(session, code)
    for key, value in asdict(description).items():
        if value is not None:
            setattr(person, key, value or None)


def _forget(history: History) -> None:
    """Overwrite what the database still holds of rows that are gone."""
    with history.errors_in_words(), history.engine.connect() as connection:
        driver = connection.connection.driver_connection  # VACUUM goes in no transaction
        if isinstance(driver, SqliteConnection):
            driver.execute("VACUUM")
            busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                reason = (
                    "it is done, but another program is reading, and traces stay beside the "
                    "database until that one is closed"
                )
                raise HistoryError(reason, history.path)
        elif history.path is None:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in Base.metadata.tables:
                connection.exec_driver_sql(f"VACUUM (FULL) {table}")
