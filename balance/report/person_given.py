"""A zip of one person, looked through before anything of it is taken in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from balance.protocol.conditions import NEVER_MIXED
from balance.protocol.exercise.library import Library
from balance.protocol.progression import DEFAULT
from balance.records.errors import RecordingError
from balance.records.events_file import events_path
from balance.records.header import FORMAT, VERSION, Header
from balance.records.history import progress
from balance.records.history.codes import check_code
from balance.records.history.exercises.own_files import PLANS, SCRIPTS
from balance.records.history.exercises.summary import summary
from balance.records.history.exercises.taking import sitting_of
from balance.records.history.loading import loaded
from balance.records.history.migrating import DamagedError, HistoryError
from balance.records.history.schema import Condition, Led, Occasion, Person, Recorded, Tried
from balance.records.sitting_file import sitting_from, text_of
from balance.report.person_zip import KIND, RECORDINGS, ROWS, RULES
from balance.report.unpacking import Tell, Unpacking
from balance.signal.quality import Status

_FOLDERS: Final = (RECORDINGS, SCRIPTS, PLANS, RULES)
_ANY_DAY: Final = date(2026, 1, 1)
_WRONG: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecordingError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a zip has of a person; all of it is whole.

    Parameters
    ----------
    zipped
        The zip.
    code
        Whose it is.
    rows
        The history in it, with nobody else; its recordings are called as in the zip.
    recordings
        Names of the recordings.
    """

    zipped: Unpacking
    code: str
    rows: Session
    recordings: tuple[str, ...]

    def own_files(self, kind: str) -> tuple[str, ...]:
        """Give the names of files of one's own, with their folder."""
        return tuple(name for name in self.zipped.files if name.startswith(f"{kind}/"))


@contextmanager
def looked_through(zipped: Unpacking, tell: Tell) -> Iterator[Given]:
    """See that a zip is whole, and that what it says of a person can be shown.

    Raises
    ------
    RecordingError
        Where it is none of a person, or damaged.
    """
    code = code_of(zipped)
    recordings = _recordings(zipped)
    zipped.check(tell)
    with ExitStack() as stack:
        try:
            rows = stack.enter_context(loaded(zipped.lines(ROWS), str(zipped.said["history"])))
            _check_rows(rows, code, recordings)
        except DamagedError as error:
            raise zipped.damaged(ROWS) from error
        yield Given(zipped, code, rows, recordings)


def code_of(zipped: Unpacking) -> str:
    """Give whose a zip is.

    Raises
    ------
    RecordingError
        Where it is none of a person, or damaged.
    """
    if zipped.kind != KIND:
        raise RecordingError("it is none of a person", zipped.path)
    code = zipped.said.get("person")
    try:
        if isinstance(code, str) and check_code(code) == code:
            return code
    except HistoryError as error:
        raise zipped.damaged("the code in it") from error
    raise zipped.damaged("the code in it")


def _recordings(zipped: Unpacking) -> tuple[str, ...]:
    """Give the names of the recordings; there is nothing in the zip that is none of ours."""
    found = []
    for name in zipped.files:
        folder, _, file = name.partition("/")
        known = folder in _FOLDERS and file and "/" not in file and not file.startswith(".")
        if name != ROWS and not known:
            raise zipped.damaged(name)
        if folder == RECORDINGS and not file.lower().endswith(".events.csv"):
            found.append(file)
    events = {events_path_of(file) for file in found}
    there = {name for name in zipped.files if name.startswith(f"{RECORDINGS}/")}
    if ROWS not in zipped.files or there - events - {f"{RECORDINGS}/{file}" for file in found}:
        raise zipped.damaged("what is in it is not what its list says")
    return tuple(found)


def events_path_of(recording: str) -> str:
    """Give the name in a zip of the events of a recording, by the recording's name alone."""
    return f"{RECORDINGS}/{events_path(Path(recording)).name}"


def _check_rows(rows: Session, code: str, recordings: tuple[str, ...]) -> None:
    """See that the rows are of this person alone, and that all views can show them."""
    try:
        if rows.scalars(select(Person.code)).all() != [code]:
            raise DamagedError("people")
        if set(rows.scalars(select(Recorded.path))) - set(recordings):
            raise DamagedError("recordings")
        progress.lines(rows, _ANY_DAY, {}, DEFAULT, code)
        summary(rows, code, Library(), _ANY_DAY)
        for number in rows.scalars(select(Led.id)).all():
            sitting_from(text_of(sitting_of(rows, number)).encode())
        _check_words(rows)
    except _WRONG as error:
        raise DamagedError("rows") from error
    finally:
        rows.expunge_all()


def _check_words(rows: Session) -> None:
    """See that words and days are those that a recording can have."""
    for condition in rows.scalars(select(Condition)):
        said = [getattr(condition, name) for name in NEVER_MIXED]
        if condition.key != json.dumps(said):
            raise DamagedError("conditions.key")
        _check_head(dict(zip(NEVER_MIXED, said, strict=True)))
    for placement, sensor_on in rows.execute(select(Tried.placement, Tried.sensor_on).distinct()):
        _check_head({"placement": placement, "sensor_on": sensor_on})
    for status in rows.scalars(select(Recorded.status).distinct()):
        if status not in get_args(Status):
            raise DamagedError("recordings.status")
    for day in filter(None, rows.scalars(select(Occasion.day).distinct())):
        date.fromisoformat(day)


def _check_head(said: dict[str, object]) -> None:
    Header.from_dict({"format": FORMAT, "version": VERSION, **said})
