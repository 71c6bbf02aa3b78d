"""New files of what is handed over: all of them, readable by their owner alone, or none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Final

from balance.records.errors import RecordingError
from balance.records.owner_file import open_for_owner, sync_file, sync_folder

UNFINISHED: Final = ".unfinished"
EXISTS: Final = "this file exists, and nothing is overwritten; choose another name"


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
        raise RecordingError(EXISTS, path) from error
    except OSError as error:
        reason = f"can't be written ({error.strerror or error})"
        raise RecordingError(reason, path) from error


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a hidden name beside a new file; what was written there is put in its place at the end.

    Where that fails, or an error comes, there is nothing.

    Raises
    ------
    RecordingError
        Where there is a file already, or it can't be written.
    """
    hidden = path.with_name(f".{token_hex(8)}{UNFINISHED}")
    try:
        yield hidden
        sync_file(hidden)
        put_new(hidden, path)
        sync_folder(path.parent)
    except FileExistsError as error:
        raise RecordingError(EXISTS, path) from error
    except OSError as error:
        raise RecordingError(f"can't be written ({error.strerror or error})", path) from error
    finally:
        hidden.unlink(missing_ok=True)


def put_new(hidden: Path, path: Path) -> None:
    """Give a file its name, unless another file has it.

    Raises
    ------
    FileExistsError
        Where another has it.
    OSError
        Where it can't be.
    """
    try:
        os.link(hidden, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if path.exists():
            raise FileExistsError(path) from None
        hidden.rename(path)
    hidden.unlink(missing_ok=True)


def tables_of(path: Path) -> Sequence[Path]:
    """Give where the table of holds, the one of sway and what says their columns are to be."""
    stem = path.name[: -len(path.suffix)] if path.suffix.lower() == ".csv" else path.name
    return (path, path.with_name(f"{stem}.sway.csv"), path.with_name(f"{stem}.columns.json"))
