"""A whole installation out of a backup, into one that is empty: files first, then the history.

Broken off half-way there is no history yet, and doing it again goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.records.errors import RecordingError
from balance.records.history.dumping import lines_of, rows_of_all
from balance.records.history.engine import History
from balance.records.history.exercises.own_files import PLANS, SCRIPTS
from balance.records.history.loading import copy_all, loaded
from balance.records.history.migrating import DamagedError, HistoryError
from balance.records.history.schema import Person, Recorded
from balance.records.owner_file import open_for_owner, sync_file
from balance.report.backup import KIND
from balance.report.files import UNFINISHED, put_new
from balance.report.installation import SETTINGS, WINDOW
from balance.report.person_zip import RECORDINGS, ROWS, RULES
from balance.report.unpacking import Tell, Unpacking

_NOT_EMPTY: Final = (
    "there is something here already, and nothing is overwritten; restore into a new place: "
    "--into FOLDER, or --database"
)
_CHOSEN: Final = b"folder="


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back.

    Parameters
    ----------
    people, recordings
        How many.
    stayed
        Settings and files of one's own that were here already, and stay as they were.
    """

    people: int
    recordings: int
    stayed: tuple[Path, ...]


def restore(zipped: Unpacking, opened: Callable[[], History], tell: Tell) -> Restored:
    """Restore a backup.

    Parameters
    ----------
    opened
        Opens the history that it is restored into, once the backup was looked through.
    tell
        Is told how far it is: all is read twice, for looking through it and for writing.

    Raises
    ------
    HistoryError
        Where the database can't be written, or is not empty.
    RecordingError
        Where it is no backup, is damaged, or there are other files here.
    """
    if zipped.kind != KIND:
        raise RecordingError("it is no backup; take a person in with: import", zipped.path)
    _check_names(zipped)
    whole = sum(one.size for one in zipped.files.values())
    zipped.check(lambda read, _: tell(read, 2 * whole))
    with _rows(zipped) as rows, opened() as history:
        people = rows.scalars(select(Person)).all()
        if not _is_empty(history):
            raise HistoryError(f"{history.where}: {_NOT_EMPTY}")
        own = history.folder.parent
        for person in people:
            if person.rules in zipped.files:
                person.rules = str((own / str(person.rules)).absolute())
        rows.flush()
        stayed = _write_files(zipped, history, lambda done: tell(whole + done, 2 * whole))
        with history.writing() as session:
            if not _is_empty_now(session):
                raise HistoryError(f"{history.where}: {_NOT_EMPTY}")
            copy_all(rows, session)
            if _sha(session) != _sha(rows):
                raise HistoryError(f"{history.where}: the database did not take it as it is")
        recordings = len(rows.scalars(select(Recorded.id)).all())
    return Restored(len(people), recordings, stayed)


def _check_names(zipped: Unpacking) -> None:
    for name in zipped.files:
        folder, _, file = name.partition("/")
        flat = folder in (SCRIPTS, PLANS, RULES) and file and "/" not in file
        known = name in (ROWS, f"{SETTINGS}/{WINDOW}") or (folder == RECORDINGS and file)
        if not flat and not known:
            raise zipped.damaged(name)
    if ROWS not in zipped.files:
        raise zipped.damaged(ROWS)


@contextmanager
def _rows(zipped: Unpacking) -> Iterator[Session]:
    with ExitStack() as stack:
        try:
            rows = stack.enter_context(loaded(zipped.lines(ROWS), str(zipped.said["history"])))
        except DamagedError as error:
            raise zipped.damaged(ROWS) from error
        yield rows


def _is_empty(history: History) -> bool:
    with history.reading() as session:
        return _is_empty_now(session)


def _is_empty_now(session: Session) -> bool:
    return next(iter(rows_of_all(session)), None) is None


def _write_files(
    zipped: Unpacking, history: History, tell: Callable[[int], None]
) -> tuple[Path, ...]:
    """Write all files; what is there already is the very same, or nothing is written."""
    there = {
        path
        for path in history.folder.rglob("*")
        if path.is_file() and not path.name.endswith(UNFINISHED)
    }
    places = {name: _place(history, name) for name in zipped.files if name != ROWS}
    strangers = there - set(places.values())
    stayed, write = [], {}
    for name, place in places.items():
        if not place.exists():
            write[name] = place
        elif _sha_of(place) != zipped.files[name].sha256:
            if name.startswith(f"{RECORDINGS}/"):
                strangers.add(place)
            stayed.append(place)
    if strangers:
        raise RecordingError(_NOT_EMPTY, min(strangers))
    done = 0
    for name, place in write.items():
        _write(zipped, name, place)
        done += zipped.files[name].size
        tell(done)
    return tuple(stayed)


def _place(history: History, name: str) -> Path:
    folder, _, file = name.partition("/")
    if folder == RECORDINGS:
        return history.folder / file
    own = history.folder.parent
    return own / file if folder == SETTINGS else own / name


def _write(zipped: Unpacking, name: str, place: Path) -> None:
    hidden = place.with_name(f".{token_hex(8)}{UNFINISHED}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open_for_owner(hidden, "xb") as file:
            if name == f"{SETTINGS}/{WINDOW}":
                # All recordings are in the installation's own folder now.
                lines = b"".join(zipped.pieces(name)).splitlines(keepends=True)
                file.writelines(line for line in lines if not line.startswith(_CHOSEN))
            else:
                zipped.copy(name, file)
        sync_file(hidden)
        put_new(hidden, place)
    except OSError as error:
        reason = f"can't be written ({error.strerror or error}); make room and do it again"
        raise RecordingError(reason, place) from error
    finally:
        hidden.unlink(missing_ok=True)


def _sha_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha(session: Session) -> str:
    told = hashlib.sha256()
    for line in lines_of(rows_of_all(session), lambda _, row: row):
        told.update(line)
    return told.hexdigest()
