"""A folder written anew: there whole, readable by its owner alone, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Final

from balance.records.errors import RecordingError
from balance.records.owner_file import open_for_owner, sync_folder
from balance.report.files import UNFINISHED

NOT_EMPTY: Final = "there is something in this folder, and nothing is overwritten; choose another"
_OWNER_ALONE: Final = 0o700


class Writing:
    """Writes files into a folder that nobody sees yet.

    Parameters
    ----------
    folder
        The folder, which is empty.

    Attributes
    ----------
    sums : dict of str to str
        SHA-256 of each file by its place.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sums: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> Path:
        """Write a file at a place below the folder, and give where it is.

        Raises
        ------
        OSError
            Where it can't be written.
        """
        path = self.folder / name
        _make(path.parent)
        with open_for_owner(path, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.sums[name] = hashlib.sha256(content).hexdigest()
        return path


@contextmanager
def new_folder(target: Path) -> Iterator[Writing]:
    """Give a hidden folder beside a new one; what was written there is put in its place at the end.

    Where that fails, or an error comes, there is nothing; an empty folder may be there before.

    Raises
    ------
    RecordingError
        Where there is something already, or it can't be written.
    """
    hidden = target.with_name(f".{token_hex(8)}{UNFINISHED}")
    try:
        check_free(target)
        hidden.mkdir(mode=_OWNER_ALONE)
        yield Writing(hidden)
        for folder in (hidden, *(each for each in hidden.rglob("*") if each.is_dir())):
            sync_folder(folder)
        check_free(target)
        if target.exists():
            target.rmdir()
        hidden.rename(target)
        sync_folder(target.absolute().parent)
    except OSError as error:
        raise RecordingError(f"can't be written ({error.strerror or error})", target) from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def check_free(target: Path) -> None:
    """See that a folder is not there yet, or empty.

    Raises
    ------
    RecordingError
        Where it is not.
    """
    try:
        taken = target.exists() and (not target.is_dir() or any(target.iterdir()))
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", target) from error
    if taken:
        raise RecordingError(NOT_EMPTY, target)


def _make(folder: Path) -> None:
    for each in reversed((folder, *folder.parents)):
        if not each.exists():
            each.mkdir(mode=_OWNER_ALONE)
