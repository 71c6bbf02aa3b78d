"""Files that their owner alone can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Final, Literal

_OWNER_ALONE: Final = 0o600


def open_for_owner(path: Path, mode: Literal["xb", "a+b"]) -> BinaryIO:
    """Open a file, made readable and writable by its owner alone where it is made."""
    return open(path, mode, opener=_opener)


def sync_folder(folder: Path) -> None:
    """See that what was made or renamed in a folder is there when the power goes.

    Raises
    ------
    OSError
        Where the system does not do it.
    """
    if os.name != "posix":  # elsewhere a folder can't be opened, and needs it not
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def sync_file(path: Path) -> None:
    """See that what a file holds is on the disk; `OSError` where that fails."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, _OWNER_ALONE)
