"""`balance-timer import`: what another installation handed over, told by its content."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli import output, words
from cli.data_place import Database, open_history
from cli.person_code import NewPerson
from cli.progress import counted
from drivers.live.place import find_place

if TYPE_CHECKING:
    from balance.records.history.engine import History
    from balance.report.person_in import TakenIn
    from drivers.live.place import Place

#: Takes a file in; somebody who is new may be close to another, or not.
TakeIn = Callable[["History", "Place", Path, bool], None]


def import_file(
    path: Annotated[Path, typer.Argument(help="What 'export' made: a zip.", metavar="FILE")],
    new_person: NewPerson = False,
    database: Database = None,
) -> None:
    """Take in what another installation handed over. What is here already comes in once."""
    from balance.records.errors import RecordingError

    with output.errors_in_words(RecordingError):
        take_in = kind_of(path)
        with open_history(database) as history:
            take_in(history, find_place(database), path, new_person)


def kind_of(path: Path) -> TakeIn:
    """Tell by its first bytes how a file is taken in."""
    from balance.records.errors import RecordingError

    try:
        with path.open("rb") as file:
            begins = file.read(max(map(len, KINDS)))
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    for sign, take_in in KINDS.items():
        if begins.startswith(sign):
            return take_in
    reason = "it is nothing that 'export' made; recordings are taken up with: analyze --save"
    raise RecordingError(reason, path)


def _person(history: History, place: Place, path: Path, new: bool) -> None:
    from balance.report import backup
    from balance.report.person_given import looked_through
    from balance.report.unpacking import Unpacking
    from drivers.live import people

    with Unpacking(path) as zipped, ExitStack() as stack:
        if zipped.kind == backup.KIND:
            output.fail(f"{path}: this is a whole installation; take it in with: restore {path}")
        with counted("Looking through") as tell:
            given = stack.enter_context(looked_through(zipped, tell))
        _check_near(history, given.code, new=new)
        with counted("Taking in") as tell:
            done = people.take_in(place, history, given, tell)
    _say(given.code, done)


def _check_near(history: History, code: str, *, new: bool) -> None:
    """Ask about a code that is close to another's; who comes in keeps the code that they have."""
    from balance.records.history.near_codes import near_code

    with history.reading() as session:
        near = None if new else near_code(session, code)
    if near is None:
        return
    close = f'"{code}" is new here, and close to "{near}", who is here already'
    if not (sys.stdin.isatty() and output.is_terminal(error=True)):
        output.fail(f"{close}; is it somebody else, add --new-person.", output.WRONG_USAGE)
    if not typer.confirm(f"{close}. Is it somebody else?", default=False, err=True):
        output.fail(f"Nothing was taken in; have {code} renamed to {near} there, or rename {near}.")


def _say(code: str, done: TakenIn) -> None:
    joined = done.joined
    for sentence in done.told:
        output.note(f"{sentence}.")
    for path in done.merged:
        output.note(f"{path}: what was said of it there is added to what was said here.")
    if joined.kept:
        output.note(f"Stays as it was here: {', '.join(joined.kept)}.")
    parts = [
        words.many(done.recordings, "recording"),
        words.many(joined.attempts, "attempt"),
        words.many(len(joined.sittings), "session led by voice", "sessions led by voice"),
    ]
    there = f" {words.many(done.there, 'recording')} had come in before." if done.there else ""
    who = "is new" if joined.is_new else "was here"
    output.note(f"{code} {who}: {', '.join(parts)} taken in.{there}")


#: How a file is taken in, by what it begins with.
KINDS: Final[dict[bytes, TakeIn]] = {b"PK": _person}
