"""What stands beside a file in its folder and belongs to the same recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from balance.records.errors import RecordingError
from balance.records.formats.content import read_content
from balance.records.formats.sets import PHYPHOX_META, TABLES, FileSet, may_belong, sets_in


class Folder:
    """The files of a set in a folder, read like the members of an archive.

    Parameters
    ----------
    path
        The folder.
    chosen
        The set.
    known
        What was read of it already, by name.
    """

    def __init__(self, path: Path, chosen: FileSet, known: Mapping[str, bytes]) -> None:
        self._path = path
        self._known = known
        meta = PHYPHOX_META if chosen.source == "phyphox" else ()
        self.names = (
            chosen.main,
            *sorted(chosen.beside),
            *(name for name in meta if (path / name).is_file()),
        )

    def read(self, name: str) -> bytes:
        """Give the bytes of one file; `RecordingError`, with its place, where it can't be read."""
        if name in self._known:
            return self._known[name]
        try:
            return read_content(self._path / name).data
        except RecordingError as error:
            raise error.at(self._path / name) from error


def set_of(path: Path) -> FileSet | None:
    """Find the set whose acceleration or gyroscope a file is; None where it stands for itself."""
    try:
        # Most files are told by name or suffix: folders with many files are not listed for each.
        if not may_belong(path.name) and not _has_meta(path):
            return None
        found = sets_in(_names_in(path.parent))
    except (OSError, ValueError):  # not ours to see
        return None
    return next((each for each in found if path.name in (each.main, each.gyr)), None)


def without_companions(paths: Iterable[Path]) -> list[Path]:
    """Leave out what is no recording of its own where the main file of its set is there too."""
    of: dict[Path, set[str]] = {}
    for path in paths:
        of.setdefault(path.parent, set()).add(path.name)
    kept = []
    for folder, names in of.items():
        meta = [name for name in PHYPHOX_META if _is_file(folder / name)]
        found = sets_in([*sorted(names), *meta])
        left_out = {name for each in found for name in each.beside}
        kept += [folder / name for name in names - left_out]
    return sorted(kept)


def _names_in(folder: Path) -> list[str]:
    names = [entry.name for entry in folder.iterdir()]
    return [*sorted(names), *(name for name in PHYPHOX_META if (folder / name).is_file())]


def _has_meta(path: Path) -> bool:
    if not path.name.lower().endswith(TABLES):
        return False
    return any(_is_file(path.parent / name) for name in PHYPHOX_META)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
