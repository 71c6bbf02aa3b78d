"""Where the history is: the database and the folder of kept recordings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from balance.records.history.engine import History

VARIABLE: Final = "BALANCE_TIMER_DATABASE"
RECORDINGS: Final = "recordings"

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


def open_own(database: str | None) -> History:
    """Open the history; kept recordings are beside its file, or in the user's data folder.

    Raises
    ------
    HistoryError
        Where it can't be opened.
    """
    from balance.records.history.engine import open_history

    if database is None:
        return open_history(_own_folder() / "history.db", _own_folder() / RECORDINGS)
    if database.startswith("sqlite:///"):
        database = database.removeprefix("sqlite:///")
    if "://" in database:
        return open_history(database, _own_folder() / RECORDINGS)
    path = Path(database).expanduser().absolute()
    return open_history(path, path.parent / RECORDINGS)


def checked(code: str | None) -> str | None:
    """Give a person's code back, trimmed.

    Raises
    ------
    HistoryError
        Where it is no code.
    """
    if code is None:
        return None
    from balance.records.history.people import check_code

    return check_code(code)


def _own_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("balance-timer", appauthor=False)
