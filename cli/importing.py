"""`balance-timer import`: what somebody handed over, told by its content."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import output
from cli.data_place import Database, open_history
from cli.person_code import NewPerson
from cli.progress import counted
from drivers.live import handing_words as words
from drivers.live.place import find_place
from drivers.live.taking import look_at, near_one, take_in

if TYPE_CHECKING:
    from balance.records.history.engine import History
    from drivers.live.place import Place
    from drivers.live.taking import Brought


def import_files(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="What 'export' made: pages (PDF), zips and folders (BIDS Motion, also of others).",
            metavar="FILE...",
        ),
    ],
    sensor: Annotated[
        str | None,
        typer.Option(help="Which tracked point, where a folder has several.", metavar="NAME"),
    ] = None,
    new_person: NewPerson = False,
    database: Database = None,
) -> None:
    """Take in what somebody handed over; it counts once."""
    from balance.records.errors import RecordingError

    good, place = True, find_place(database)
    with output.errors_in_words(RecordingError), open_history(database) as history:
        for path in paths:
            try:
                good = _bring(place, history, path, sensor, new=new_person) and good
            except RecordingError as error:
                output.note(str(error))
                good = False
    if not good:
        raise typer.Exit(output.INPUT_FAILED)


def _bring(place: Place, history: History, path: Path, sensor: str | None, *, new: bool) -> bool:
    """Take in what a file or a folder has; whether all of it could be."""
    if not path.is_dir():
        return _take_in(place, history, path, _meant(history, path, look_at(path), new=new))
    from balance.records.formats.told import Told
    from drivers.live.bids import looked_into

    with ExitStack() as stack:
        with counted("Reading") as tell:
            looked = stack.enter_context(looked_into(path, Told(sensor=sensor), tell))
        for sentence in looked.troubles:
            output.note(sentence)
        # All that is to be asked comes before anybody is taken in.
        meant = [_meant(history, path, each, new=new) for each in looked.brought]
        whole = [_take_in(place, history, path, each) for each in meant]
    return all(whole) and not looked.troubles


def _meant(history: History, path: Path, brought: Brought, *, new: bool) -> Brought:
    """Give what came in as that of the person who is meant."""
    near = None if new else near_one(history, brought)
    return brought if near is None else _whose(path, brought, near)


def _take_in(place: Place, history: History, path: Path, brought: Brought) -> bool:
    """Take a person in, and say what came of it; whether all of it could be."""
    with counted("Taking in") as tell:
        done = take_in(place, history, brought, tell)
    *others, said = done.told
    for sentence in others:
        output.note(sentence)
    output.note(f"{path}: {said}")
    return done.whole


def _whose(path: Path, brought: Brought, near: str) -> Brought:
    """Ask about a code that is close to another's: it may come from who writes it so."""
    if not (sys.stdin.isatty() and output.is_terminal(error=True)):
        output.fail(
            f"{path}: {words.whose(brought.code, near)}; is it somebody else, add "
            "--new-person, else do it in a terminal, which asks.",
            output.WRONG_USAGE,
        )
    if typer.confirm(f"{brought.code} is new; is it {near}?", default=True, err=True):
        return brought.given_to(near)
    return brought
