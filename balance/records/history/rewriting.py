"""A recording written anew with another person in its first line, and put in its own place."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from balance.records.errors import RecordingError
from balance.records.header import Header
from balance.records.lines import LineReader
from balance.records.owner_file import open_for_owner
from balance.records.recorder import first_line
from balance.records.recording import read_header
from balance.records.results_file import is_results, read_results, results_bytes

_UNFINISHED = ".unfinished"


def write_code(path: Path, code: str) -> None:
    """Write a recording or results anew with another person; all else stays as it is.

    Raises
    ------
    RecordingError
        Where it can't be read or written; then it is as it was.
    """
    pieces = _results_with(path, code) if is_results(path) else _recording_with(path, code)
    if pieces is None:
        return
    new = unfinished(path)
    try:
        new.unlink(missing_ok=True)
        with open_for_owner(new, "xb") as file, closing(_packed(file, path)) as out:
            for piece in pieces:
                out.write(piece)
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        reason = f"can't be written ({error.strerror or error}); make room and do it again"
        raise RecordingError(reason, path) from error


def _recording_with(path: Path, code: str) -> Iterator[bytes] | None:
    """Give a recording with another person in pieces; None where it names them already."""
    header = read_header(path)
    return None if header.person == code else _pieces(path, replace(header, person=code))


def _pieces(path: Path, header: Header) -> Iterator[bytes]:
    yield first_line(header)
    with LineReader(path) as lines:
        lines.line()
        for stretch, _ in lines.stretches():
            yield stretch


def _results_with(path: Path, code: str) -> Iterator[bytes] | None:
    kept = read_results(path)
    if kept.person == code:
        return None
    return iter([results_bytes(replace(kept, header=replace(kept.header, person=code)))])


def _packed(file: BinaryIO, path: Path) -> BinaryIO | gzip.GzipFile:
    return gzip.GzipFile(fileobj=file, mode="wb") if path.suffix.lower() == ".gz" else file


def unfinished(path: Path) -> Path:
    """Give the file that a recording is written anew in, until it is put in its place."""
    return path.with_name(f".{path.name}{_UNFINISHED}")
