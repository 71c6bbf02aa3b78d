"""A page that somebody brings: its results taken in, for `import`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from cli import output
from cli.progress import working

if TYPE_CHECKING:
    from pathlib import Path

    from balance.records.history.engine import History
    from balance.report.carried import Carried


def take_page_in(history: History, path: Path, *, new_person: bool) -> bool:
    """Take in what a page carries, and say what came of it; True where all of it could be.

    Raises
    ------
    RecordingError
        Where it is no page of ours, is damaged, or its person can't be kept.
    """
    from balance.report.carried import take_in
    from balance.report.page.carrying import results_in
    from drivers.live import page_words

    with working("Reading the page"):
        carried = results_in(path)
    carried = _whose(history, carried, path, new=new_person)
    with working("Taking in"):
        taken = take_in(history, carried)
    for trouble in taken.refused:
        output.note(trouble)
    output.note(f"{path}: {page_words.taken_in(taken)}")
    return not taken.refused


def _whose(history: History, carried: Carried, path: Path, *, new: bool) -> Carried:
    """Ask about a code that is close to another's: the page may come from who writes it so."""
    from balance.records.history.near_codes import near_code

    code = carried.person
    with history.reading() as session:
        near = None if new else near_code(session, code)
    if near is None:
        return carried
    if not (sys.stdin.isatty() and output.is_terminal(error=True)):
        output.fail(
            f'{path}: it is of "{code}", who is new here, and close to "{near}", who is there '
            "already; is it somebody else, add --new-person, else do it in a terminal, which asks.",
            output.WRONG_USAGE,
        )
    if typer.confirm(f"{code} is new; is it {near}?", default=True, err=True):
        return carried.given_to(near)
    return carried
