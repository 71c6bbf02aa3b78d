"""New files of what is handed over: all of them, readable by their owner alone, or none."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from balance.records.errors import RecordingError
from balance.records.owner_file import open_for_owner


def write_new(files: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet; where one of them can't be written, none stays.

    Raises
    ------
    RecordingError
        Where one is there already, or can't be written.
    """
    made: list[Path] = []
    try:
        for path, content in files.items():
            _write(path, content, made)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes, made: list[Path]) -> None:
    try:
        with open_for_owner(path, "xb") as file:
            made.append(path)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        reason = "this file exists, and nothing is overwritten; choose another name"
        raise RecordingError(reason, path) from error
    except OSError as error:
        reason = f"can't be written ({error.strerror or error})"
        raise RecordingError(reason, path) from error


def tables_of(path: Path) -> Sequence[Path]:
    """Give where the table of holds, the one of sway and what says their columns are to be."""
    stem = path.name[: -len(path.suffix)] if path.suffix.lower() == ".csv" else path.name
    return (path, path.with_name(f"{stem}.sway.csv"), path.with_name(f"{stem}.columns.json"))
