"""What a whole installation has on the disk, and what each file is called in a backup.

In a backup all recordings are in one folder: those of other folders, and those that lie anywhere,
in folders of their own within it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError
from balance.records.events_file import events_path
from balance.records.history.engine import History
from balance.records.history.exercises.own_files import PLANS, SCRIPTS
from balance.records.parts import ORIGINALS
from balance.records.results_file import header_of, is_results
from balance.records.sitting_names import is_sitting
from balance.report.files import UNFINISHED
from balance.report.packing import clean
from balance.report.person_zip import RECORDINGS, STAGED

SETTINGS: Final = "settings"
WINDOW: Final = "window.ini"
_EVENTS: Final = ".events.csv"


class Installation:
    """The files of an installation.

    Parameters
    ----------
    history
        Its history.
    folders
        The folders of its recordings, the database's own first.
    known
        What the history calls its recordings.

    Attributes
    ----------
    files : dict of Path to str
        What each file is called in a backup.
    missing : list of Path
        Recordings that are not there now.
    """

    def __init__(self, history: History, folders: Sequence[Path], known: Sequence[str]) -> None:
        self.files: dict[Path, str] = {}
        self.missing: list[Path] = []
        self._folder = history.folder
        self._taken: set[str] = set()
        for path in _all_in(history.folder):
            self._add(path, path.relative_to(history.folder))
        for number, folder in enumerate(folders[1:], start=2):
            prefix = self._free(f"from-{number}")
            for path in filter(_is_ours, _all_in(folder)):
                self._add(path, prefix / path.relative_to(folder))
        prefix = self._free("elsewhere")
        for number, name in enumerate(known):
            path = history.folder / name
            if self.of(name) is None and path.is_file():
                place = prefix / str(number)
                self._add(path, place / path.name)
                if events_path(path).is_file():
                    self._add(events_path(path), place / events_path(path).name)
            elif self.of(name) is None:
                self.missing.append(path)
        self.recordings = {found for name in known if (found := self._path(name)) is not None}
        self._add_own(history.folder.parent)

    def of(self, name: str) -> str | None:
        """Give the name of a recording, within the folder of a backup, by the history's."""
        path = self._path(name)
        return None if path is None else self.files[path].removeprefix(f"{RECORDINGS}/")

    def _path(self, name: str) -> Path | None:
        path = self._folder / name
        return next((each for each in (path, path.resolve()) if each in self.files), None)

    def _add(self, path: Path, inside: Path) -> None:
        if path in self.files or path.resolve() in self.files:
            return
        name = "/".join([RECORDINGS, *map(clean, inside.parts)])
        while name in self._taken:
            name = f"{RECORDINGS}/again/{name.removeprefix(f'{RECORDINGS}/')}"
        self._taken.add(name)
        self.files[path] = name

    def _free(self, name: str) -> Path:
        """Give a name that no folder has yet."""
        there = {taken.split("/")[1] for taken in self._taken}
        while name in there:
            name = f"{name}-again"
        return Path(name)

    def _add_own(self, own: Path) -> None:
        for kind in (SCRIPTS, PLANS):
            for path in sorted((own / kind).glob("*")):
                if path.suffix.lower() == ".toml" and path.is_file():
                    self.files[path] = f"{kind}/{clean(path.name)}"
        if (own / WINDOW).is_file():
            self.files[own / WINDOW] = f"{SETTINGS}/{WINDOW}"


def _all_in(folder: Path) -> Iterator[Path]:
    """Give the files of a folder: no archives, and nothing that was broken off."""
    for inside, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(STAGED))
        for name in sorted(names):
            path = Path(inside, name)
            if not name.endswith((UNFINISHED, ".zip")) and path.is_file():
                yield path


def _is_ours(path: Path) -> bool:
    """Tell files of ours in a folder that may hold others as well."""
    if path.name.endswith(_EVENTS) or path.parent.name == ORIGINALS or is_sitting(path):
        return True
    if ".csv" not in path.name.lower() and not is_results(path):
        return False
    try:
        header_of(path)
    except RecordingError:
        return False
    return True
