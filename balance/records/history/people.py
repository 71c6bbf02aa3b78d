"""People: added, described, renamed and erased, with everything that knows of them."""

from __future__ import annotations

import gzip
import os
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import BinaryIO

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from balance.records.errors import RecordingError
from balance.records.events_file import events_path
from balance.records.history.engine import History
from balance.records.history.kept import person_of
from balance.records.history.migrating import HistoryError, backups_of
from balance.records.history.schema import Base, Condition, Occasion, Person, Recorded, Tried
from balance.records.lines import LineReader
from balance.records.owner_file import open_for_owner
from balance.records.recorder import first_line
from balance.records.recording import read_header

_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a person besides the code; None leaves it as it is, "" takes it away.

    `rules` is the name or the file of a rule set, `week_plan` sessions at home + supervised.
    """

    name: str | None = None
    birth_year: int | None = None
    rules: str | None = None
    week_plan: str | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: files, and attempts in the database; `missing` recordings were not there."""

    files: int
    attempts: int
    missing: tuple[Path, ...] = ()


def check_code(code: str) -> str:
    """Give a code back without blanks around it.

    Raises
    ------
    HistoryError
        Where it is empty, too long, or holds what can't stand in a line.
    """
    trimmed = code.strip()
    if not 0 < len(trimmed) <= 64 or not trimmed.isprintable():
        raise HistoryError(f'"{code}" is no code; take 1 to 64 letters or digits, never a name')
    return trimmed


def add(history: History, code: str, description: Description) -> None:
    """Add a person.

    Raises
    ------
    HistoryError
        Where the code is no code, or is taken.
    """
    code = check_code(code)
    with history.writing() as session:
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


def rename(history: History, code: str, new: str) -> int:
    """Give a person another code, in the database and in the first line of each recording.

    The samples are not touched. Broken off half-way, it is completed by doing it again.

    Returns
    -------
    int
        How many recordings carry the new code now.

    Raises
    ------
    HistoryError
        Where there is no such person, or the new code is no code or is taken.
    RecordingError
        Where a recording can't be written anew.
    """
    new = check_code(new)
    with history.reading() as session:
        find(session, code)
        if session.scalar(select(Person).where(Person.code == new)) is not None:
            raise HistoryError(f'"{new}" is there already; choose another code')
    there = [path for path in recordings_of(history, code) if path.exists()]
    for path in there:
        _write_code(path, new)
    with history.writing() as session:
        session.execute(update(Person).where(Person.code == code).values(code=new))
    _forget(history)
    return len(there)


def files_of(history: History, code: str) -> list[Path]:
    """List the files that know of a person: recordings, their events, older copies of the database.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    recordings = recordings_of(history, code)
    beside = [events_path(path) for path in recordings]
    unfinished = [_unfinished(path) for path in recordings]
    copies = [] if history.path is None else backups_of(history.path)
    return [path for path in (*recordings, *beside, *unfinished, *copies) if path.exists()]


def recordings_of(history: History, code: str) -> list[Path]:
    """List a person's recordings: those in the database, and those in the folder that are not yet.

    Raises
    ------
    HistoryError
        Where there is no such person.
    """
    with history.reading() as session:
        query = select(Recorded.path).join(Occasion)
        known = {history.folder / path for path in session.scalars(query)}
        number = find(session, code).id
        theirs = set(session.scalars(query.where(Occasion.person_id == number)))
    mine = {history.folder / path for path in theirs}
    # Also what was broken off: a run without a hold, a copy that was never finished.
    others = set(history.folder.rglob("*.csv*")) - known
    events = {events_path(path) for path in known | others}
    return sorted(mine | {path for path in others - events if _is_of(path, code)})


def erase(history: History, code: str) -> Erased:
    """Erase a person: recordings and events first, then the database, to the last byte.

    Copies of the database that were made before a migration know of the person too, and go.

    Raises
    ------
    HistoryError
        Where there is no such person, or a file can't be erased; doing it again goes on.
    """
    files = files_of(history, code)
    missing = tuple(path for path in recordings_of(history, code) if not path.exists())
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            reason = f"can't be erased ({error.strerror or error}); do it again once it can"
            raise HistoryError(reason, path) from error
    with history.writing() as session:
        person = find(session, code)
        attempts = session.execute(delete(Tried).where(Tried.person_id == person.id))
        session.execute(delete(Person).where(Person.id == person.id))
        used = select(Tried.condition_id)  # arms and footwear are text of one's own
        session.execute(delete(Condition).where(Condition.id.not_in(used)))
    _forget(history)
    return Erased(len(files), getattr(attempts, "rowcount", 0), missing)


def find(session: Session, code: str) -> Person:
    """Give the row of a person who is there.

    Raises
    ------
    HistoryError
        Where nobody has the code.
    """
    person = session.scalar(select(Person).where(Person.code == code))
    if person is None:
        raise HistoryError(f'nobody here has the code "{code}"; see: balance-timer people list')
    return person


def _describe(session: Session, code: str, description: Description) -> None:
    person = find(session, code)
    for key, value in asdict(description).items():
        if value is not None:
            setattr(person, key, value or None)


def _is_of(path: Path, code: str) -> bool:
    try:
        return person_of(read_header(path)) == code
    except RecordingError:  # damaged at its very start: what can be read of it decides
        return path.is_file() and code.encode() in path.read_bytes()


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


def _write_code(path: Path, code: str) -> None:
    """Write a recording anew with another person in its first line, and put it in its place."""
    header = read_header(path)
    if header.person == code:
        return
    new = _unfinished(path)
    try:
        new.unlink(missing_ok=True)
        with open_for_owner(new, "xb") as file, closing(_packed(file, path)) as out:
            out.write(first_line(replace(header, person=code)))
            with LineReader(path) as lines:
                lines.line()
                for stretch, _ in lines.stretches():
                    out.write(stretch)
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        reason = f"can't be written ({error.strerror or error}); make room and do it again"
        raise RecordingError(reason, path) from error


def _packed(file: BinaryIO, path: Path) -> BinaryIO | gzip.GzipFile:
    return gzip.GzipFile(fileobj=file, mode="wb") if path.suffix.lower() == ".gz" else file


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}{_UNFINISHED}")
