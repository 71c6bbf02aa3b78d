"""Recordings: the native file, version 1, read whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow
from balance.records.header import Header
from balance.records.limits import MOST_GAPS, MOST_ROWS, check_cells, check_rows
from balance.records.lines import LineReader
from balance.records.sealed import begin_of
from balance.records.table import BadRowError, read_rows
from balance.samples import NO_LOSSES, FloatArray, Gap, Inlet, Losses, SampleBlock

__all__ = ["COLUMNS", "GYR_COLUMNS", "Header", "Recording", "RecordingError", "read_recording"]

COLUMNS: Final = ("time_s", "acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2")
GYR_COLUMNS: Final = ("gyr_x_rad_s", "gyr_y_rad_s", "gyr_z_rad_s")
_FIRST_ROW_LINE: Final = 3
#: What a results file is: what came of a recording, without its samples.
RESULTS: Final = "balance-results"
_RESULTS_BEGIN: Final = begin_of(RESULTS)


@dataclass(frozen=True)
class Recording:
    """A recording as it was read.

    Parameters
    ----------
    path
        The file.
    header
        Its first line.
    block
        Its samples; empty where nothing was recorded after the header.
    faults
        What was wrong and left out, in words; empty where nothing was.
    gaps
        Stretches of 0.1 s and more without samples.
    losses
        Rows that were left out.
    events
        What stands in the events file beside it: what was found when it was recorded, stops by
        hand, losses on the way, edits and notes.
    """

    path: Path
    header: Header
    block: SampleBlock
    faults: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    losses: Losses = NO_LOSSES
    events: tuple[EventRow, ...] = ()


def read_recording(path: Path) -> Recording:
    """Read a native recording, plain or gzip.

    The events beside it are not read; `open_recording` reads them. Columns are found by name, in
    any order; unknown ones are passed over. A torn end is dropped and said in `Recording.faults`,
    and so are rows that `Inlet` drops.

    Raises
    ------
    RecordingError
        Where the file can't be read, is no recording, is of a newer version, or holds a row that
        is damaged anywhere but at its end. The file, the line and the reason are named.
    """
    with LineReader(path) as lines:
        header = _read_header(path, lines)
        n_columns, wanted = _read_columns(path, lines)
        has_gyr = len(wanted) > len(COLUMNS)
        inlet = Inlet()
        blocks = []
        rows = 0
        for table in _read_tables(path, lines, n_columns, wanted):
            rows += len(table)
            _within_limits(path, n_columns, rows, len(inlet.gaps))
            blocks.append(inlet.push(table[:, 0], table[:, 1:4], table[:, 4:] if has_gyr else None))
    faults = (*lines.faults, *inlet.faults())
    block = _joined(blocks, has_gyr)
    return Recording(path, header, block, faults, tuple(inlet.gaps), inlet.losses)


def read_header(path: Path) -> Header:
    """Read the first line of a native recording alone; `RecordingError` as of `read_recording`."""
    with LineReader(path) as lines:
        return _read_header(path, lines)


def is_ours(head: bytes) -> bool:
    """Tell our own files by how they begin: a comment that is a JSON object, or results."""
    comment = head.startswith(b"#") and head[1:].lstrip(b" ").startswith(b"{")
    return comment or head.startswith(_RESULTS_BEGIN)


def _read_header(path: Path, lines: LineReader) -> Header:
    line = lines.line()
    if line is None and not lines.rest:
        raise RecordingError("the file is empty: nothing was recorded in it", path)
    text = (lines.rest if line is None else line).removeprefix(b"#").lstrip()
    if text.startswith(_RESULTS_BEGIN):
        reason = (
            "these are the results of a recording whose samples are elsewhere; open the recording "
            "itself, where it was made"
        )
        raise RecordingError(reason, path)
    if not text.startswith(b"{"):
        reason = 'not a recording: it must begin with "# " and a JSON object'
        raise RecordingError(reason, path, 1)
    if line is None:
        raise RecordingError("the file ends inside its first line: nothing was recorded", path, 1)
    try:
        keys = json.loads(text.decode("utf-8"))
    except json.JSONDecodeError as error:
        at = len(line) - len(text) + error.colno
        reason = f"the JSON object is broken at character {at} ({error.msg}); correct it"
        raise RecordingError(reason, path, 1) from error
    except (ValueError, RecursionError) as error:
        raise RecordingError("the JSON object can't be read; correct it", path, 1) from error
    try:
        return Header.from_dict(keys)
    except RecordingError as error:
        raise error.at(path, 1) from None


def _read_columns(path: Path, lines: LineReader) -> tuple[int, Sequence[int]]:
    """Give the number of columns and the places of those that count: time, acc and maybe gyr."""
    line = lines.line()
    if line is None:
        reason = "the file ends before its column names: nothing was recorded"
        raise RecordingError(reason, path, 2)
    if b"\0" in line:
        raise RecordingError("zeros stand where the column names were; correct the line", path, 2)
    names = [name.strip() for name in line.decode("utf-8", errors="replace").split(",")]
    has_gyr = any(name in names for name in GYR_COLUMNS)
    wanted = (*COLUMNS, *GYR_COLUMNS) if has_gyr else COLUMNS
    if missing := [name for name in wanted if name not in names]:
        reason = f"missing columns: {', '.join(missing)}"
        raise RecordingError(reason, path, 2)
    if twice := [name for name in wanted if names.count(name) > 1]:
        reason = f"columns named twice: {', '.join(twice)}"
        raise RecordingError(reason, path, 2)
    return len(names), [names.index(name) for name in wanted]


def _read_tables(
    path: Path, lines: LineReader, n_columns: int, wanted: Sequence[int]
) -> Iterator[FloatArray]:
    first_line = _FIRST_ROW_LINE
    for text, is_last in lines.stretches():
        try:
            table = read_rows(text, n_columns, wanted)
        except BadRowError as bad:
            line = first_line + bad.row
            if not is_last or bad.row < text.count(b"\n") - 1:
                reason = f"{bad}; correct the line or take it out"
                raise RecordingError(reason, path, line) from None
            lines.faults.append(f"line {line}, the last, was cut short and dropped")
            table = read_rows(text[: text.rfind(b"\n", 0, -1) + 1], n_columns, wanted)
        yield table
        first_line += len(table)


def _within_limits(path: Path, columns: int, rows: int, gaps: int) -> None:
    try:
        check_cells(columns)
        check_rows(rows, MOST_ROWS)
        check_rows(gaps, MOST_GAPS, "gaps")
    except RecordingError as error:
        raise error.at(path) from None


def _joined(blocks: Sequence[SampleBlock], has_gyr: bool) -> SampleBlock:
    if not blocks:
        none = np.empty((0, 3))
        return SampleBlock(np.empty(0), none, none if has_gyr else None)
    return SampleBlock(
        np.concatenate([block.time_s for block in blocks]),
        np.concatenate([block.acc_m_s2 for block in blocks]),
        np.concatenate([b.gyr_rad_s for b in blocks if b.gyr_rad_s is not None])
        if has_gyr
        else None,
    )
