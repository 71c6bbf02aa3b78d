"""`balance-timer import`: what somebody handed over, told by its content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from balance.records.page_head import BEGIN
from cli import output, page_in
from cli.data_place import Database, open_history
from cli.person_code import NewPerson

if TYPE_CHECKING:
    from balance.records.history.engine import History

#: Takes a file in; somebody who is new may be close to another, or not. True where all came in.
TakeIn = Callable[["History", Path, bool], bool]


def import_files(
    paths: Annotated[
        list[Path], typer.Argument(help="What 'export' made: pages (PDF).", metavar="FILE...")
    ],
    new_person: NewPerson = False,
    database: Database = None,
) -> None:
    """Take in what somebody handed over; however often it comes, it counts once."""
    from balance.records.errors import RecordingError

    good = True
    with output.errors_in_words(RecordingError), open_history(database) as history:
        for path in paths:
            try:
                good = kind_of(path)(history, path, new_person) and good
            except RecordingError as error:
                output.note(str(error))
                good = False
    if not good:
        raise typer.Exit(output.INPUT_FAILED)


def kind_of(path: Path) -> TakeIn:
    """Tell by its first bytes how a file is taken in.

    Raises
    ------
    RecordingError
        Where it can't be read, or is nothing that is handed over.
    """
    from balance.records.errors import RecordingError

    try:
        with path.open("rb") as file:
            begins = file.read(max(map(len, KINDS)))
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    for sign, take_in in KINDS.items():
        if begins.startswith(sign):
            return take_in
    reason = "is nothing that 'export' made; recordings are taken up with: analyze --save"
    raise RecordingError(reason, path)


def _page(history: History, path: Path, new: bool) -> bool:
    return page_in.take_page_in(history, path, new_person=new)


#: How a file is taken in, by what it begins with.
KINDS: Final[dict[bytes, TakeIn]] = {BEGIN: _page}
