"""What stands beside a recording and above it: BIDS lets what is said at the top hold for all.

A sidecar belongs to a file where all that its name says the file's name says as well, in the
file's folder or one above it, up to the one with the description of the data set. Of objects the
nearer says more; of tables the nearest counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from balance.records.errors import RecordingError
from balance.records.formats.bids.naming import DESCRIPTION, Named, named
from balance.records.formats.bids.texts import Sheet, read_object, read_sheet

_HIGHEST: Final = 3  # the folder of the motion, of the session, of the person; then the top


def top_of(path: Path) -> Path | None:
    """Give the folder with the description of the data set that a file is in; None for none."""
    folder = path.absolute().parent
    for place in (folder, *folder.parents)[: _HIGHEST + 1]:
        if (place / DESCRIPTION).is_file():
            return place
    return None


def beside(path: Path, suffix: str, ending: str) -> list[Path]:
    """Give the sidecars of a file, from the top of the data set down to its own folder.

    Raises
    ------
    RecordingError
        Where a folder can't be read.
    """
    own = named(path.name)
    if own is None:
        return []
    folder = path.absolute().parent
    top = top_of(path) or folder
    between = [folder, *folder.parents]
    found: list[Path] = []
    for place in reversed(between[: between.index(top) + 1]):
        found += _in_folder(place, own, suffix, ending)
    return found


def said_of(path: Path, suffix: str) -> dict[str, Any]:
    """Give all that JSON says of a file.

    Raises
    ------
    RecordingError
        Where one of them can't be read.
    """
    said: dict[str, Any] = {}
    for each in beside(path, suffix, ".json"):
        said |= read_object(each)
    return said


def table_of(path: Path, suffix: str) -> Sheet | None:
    """Give the nearest table of a kind that belongs to a file; None where there is none.

    Raises
    ------
    RecordingError
        Where it can't be read.
    """
    found = beside(path, suffix, ".tsv")
    return read_sheet(found[-1]) if found else None


def _in_folder(folder: Path, own: Named, suffix: str, ending: str) -> list[Path]:
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", folder) from error
    fits = []
    for name in names:
        said = named(name)
        if said and (said.suffix, said.ending) == (suffix, ending) and said.covers(own):
            fits.append((len(said.entities), name))
    return [folder / name for _, name in sorted(fits)]
