"""A person out of a zip that another installation handed over, in the terminal."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import typer

from balance.words import many
from cli import output
from cli.progress import counted
from drivers.live.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from balance.records.history.engine import History
    from balance.report.person_in import TakenIn


def take_zip_in(history: History, path: Path, *, new_person: bool) -> bool:
    """Take a person in, and say what became of them; True.

    Raises
    ------
    RecordingError
        Where it can't be read, or is nothing that this version can take in.
    """
    from balance.records.errors import RecordingError
    from balance.report import backup
    from balance.report.person_given import looked_through
    from balance.report.unpacking import Unpacking
    from drivers.live import people

    with Unpacking(path) as zipped, ExitStack() as stack:
        if zipped.kind == backup.KIND:
            reason = f"this is a whole installation; bring it back with: restore {path}"
            raise RecordingError(reason, path)
        with counted("Looking through") as tell:
            given = stack.enter_context(looked_through(zipped, tell))
        _check_near(history, given.code, new=new_person)
        with counted("Taking in") as tell:
            done = people.take_in(Place(history.where, history.folder), history, given, tell)
    _say(given.code, done)
    return True


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
        many(done.recordings, "recording"),
        many(joined.attempts, "attempt"),
        many(len(joined.sittings), "session led by voice", "sessions led by voice"),
    ]
    there = f" {many(done.there, 'recording')} had come in before." if done.there else ""
    who = "is new" if joined.is_new else "was here"
    output.note(f"{code} {who}: {', '.join(parts)} taken in.{there}")
