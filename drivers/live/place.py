"""Where the history is: the database, the folder that belongs to it, and one that was chosen."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from balance.records.history.engine import History

VARIABLE: Final = "BALANCE_TIMER_DATABASE"
_FILE: Final = "history.db"
_RECORDINGS: Final = "recordings"
_RUNNING: Final = "running"
_SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Place:
    """Owns the database and the recordings together.

    Parameters
    ----------
    database
        A file, or an address such as ``postgresql://host/name``.
    folder
        The folder of recordings that belongs to it.
    chosen
        Where new recordings go in place of that; None for there.
    """

    database: str | Path
    folder: Path
    chosen: Path | None = None

    @property
    def recordings(self) -> Path:
        """Where new recordings go."""
        return self.chosen or self.folder

    @property
    def locks(self) -> Path:
        """Where it is noted who is being timed."""
        return self.folder.parent / _RUNNING

    @property
    def is_made(self) -> bool:
        """Whether there is a history yet; a server is asked only once it is opened."""
        return not isinstance(self.database, Path) or self.database.exists()

    def choosing(self, chosen: Path | None) -> Place:
        """Give the same history, with new recordings in another folder."""
        return replace(self, chosen=chosen)

    def open(self) -> History:
        """Open the history, which knows from then on of the folder that was chosen.

        Tests of one's own, which are beside it, are called by their titles from then on.

        Raises
        ------
        HistoryError
            Where it can't be opened.
        """
        from balance.records.history.engine import open_history
        from balance.records.history.exercises.own_files import own_scripts
        from balance.records.history.folders import remember_folder
        from balance.words import know_tests

        history = replace(open_history(self.database, self.folder), chosen=self.chosen)
        try:
            if self.chosen is not None:
                remember_folder(history, self.chosen)
            know_tests(own_scripts(history))
        except BaseException:
            history.close()
            raise
        return history


def own_folder() -> Path:
    """Give the folder of the person's data."""
    from platformdirs import user_data_path  # late: --help has no need of it

    return user_data_path("balance-timer", appauthor=False)


def place_in(folder: Path) -> Place:
    """Give the place of a history in a folder of its own."""
    return Place(folder / _FILE, folder / _RECORDINGS)


def find_place(database: str | None = None) -> Place:
    """Work out where the history is.

    Parameters
    ----------
    database
        A file or an address; None is what ``BALANCE_TIMER_DATABASE`` says, and where it says
        nothing a file in the person's data.

    Returns
    -------
    Place
        Recordings are beside the file, and in the person's data where there is none.
    """
    database = database or os.environ.get(VARIABLE) or None
    if database is None:
        return place_in(own_folder())
    database = database.removeprefix(_SQLITE)
    if "://" in database:
        return Place(database, own_folder() / _RECORDINGS)
    path = Path(database).expanduser().absolute()
    return Place(path, path.parent / _RECORDINGS)
