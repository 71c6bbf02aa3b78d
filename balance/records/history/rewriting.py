"""A recording written anew with another person in its first line, and put in its own place."""

from __future__ import annotations

import gzip
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from balance.records.errors import RecordingError
from balance.records.lines import LineReader
from balance.records.owner_file import open_for_owner
from balance.records.recorder import first_line
from balance.records.recording import read_header

_UNFINISHED = ".unfinished"


def write_code(path: Path, code: str) -> None:
    """Write a recording anew with another person in its first line; its samples stay as they are.

    Raises
    ------
    RecordingError
        Where it can't be read or written; then it is as it was.
    """
    header = read_header(path)
    if header.person == code:
        return
    new = unfinished(path)
    try:
        new.unlink(missing_ok=True)
        with open_for_owner(new, "xb") as file, closing(_packed(file, path)) as out:
            out.write(first_line(replace(header, person=code)))
            with LineReader(path) as lines:
                lines.line()
                for stretch, _ in lines.stretches():
                    out.write(stretch)
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        reason = f"can't be written ({error.strerror or error}); make room and do it again"
        raise RecordingError(reason, path) from error


def _packed(file: BinaryIO, path: Path) -> BinaryIO | gzip.GzipFile:
    return gzip.GzipFile(fileobj=file, mode="wb") if path.suffix.lower() == ".gz" else file


def unfinished(path: Path) -> Path:
    """Give the file that a recording is written anew in, until it is put in its place."""
    return path.with_name(f".{path.name}{_UNFINISHED}")
