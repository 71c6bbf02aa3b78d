"""Who stands on the leg, by the code on the command line: a slip of a finger makes nobody new."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli import output

if TYPE_CHECKING:
    from balance.records.history.engine import History

NewPerson = Annotated[
    bool,
    typer.Option(
        "--new-person", help="The code is somebody new, however close it is to another's."
    ),
]


def person_for(history: History | None, code: str | None, *, new: bool) -> str | None:
    """Give the code to keep attempts under; one that is close to another's is asked about.

    On a pipe, where nobody can be asked, it ends the command.

    Raises
    ------
    HistoryError
        Where it is no code.
    """
    from balance.records.history.codes import code_for
    from balance.records.history.near_codes import near_code

    code = code_for(history, code)
    if history is None or code is None or new:
        return code
    with history.reading() as session:
        near = near_code(session, code)
    if near is None:
        return code
    if not (sys.stdin.isatty() and output.is_terminal(error=True)):
        output.fail(
            f'"{code}" is new, and close to "{near}", who is there already; write {near}, or add '
            "--new-person.",
            output.WRONG_USAGE,
        )
    if typer.confirm(f"{code} is new; did you mean {near}?", default=True, err=True):
        return near
    return code
