"""The option that names the database, and opening it; where it is, `drivers.live.place` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.progress import working
from drivers.live.place import VARIABLE, find_place

if TYPE_CHECKING:
    from balance.records.history.engine import History

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar=VARIABLE,
        show_envvar=True,
        metavar="URL",
        help="The history: a file, or an address such as postgresql://host/name.  "
        "[default: history.db in your data folder]",
        show_default=False,
    ),
]


def open_history(database: str | None) -> History:
    """Open the history; a server may be long in answering, and an older file in being migrated.

    Raises
    ------
    HistoryError
        Where it can't be opened.
    """
    with working("Opening the history"):
        return find_place(database).open()
