"""The table of a reference: which recording, which attempt, when or how long; every cell checked.

A text as spreadsheets save it: commas, semicolons or tabs between cells, a decimal comma where no
comma parts them. A row is an attempt; what the columns are called is in `COLUMNS`, and
docs/validation.md says it at length.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from balance.records.errors import RecordingError
from balance.records.formats.content import decoded, read_content
from balance.records.limits import LONGEST_ROW, MOST_TABLE_ROWS, check_rows

_SEPARATORS: Final = ("\t", ";", ",")
_MS: Final = "_ms"
#: Each column under all its names; times also in milliseconds, with `_ms` in place of `_s`.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "recording": ("recording", "file"),
    "attempt": ("attempt",),
    "lift_off_s": ("lift_off_s", "start_s"),
    "end_s": ("end_s", "step_down_s", "stop_s"),
    "duration_s": ("duration_s", "hold_s"),
    "or_more": ("or_more",),
    "person": ("person", "subject"),
    "rater": ("rater",),
}
_TIMES: Final = ("lift_off_s", "end_s", "duration_s")
_YES: Final = frozenset({"true", "yes", "y", "1", "x"})
_NO: Final = frozenset({"", "false", "no", "n", "0"})
_NUMBER: Final = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
_STOPWATCH: Final = re.compile(r"(\d{1,3}):([0-5]\d(?:\.\d*)?)", re.ASCII)
_COMMA: Final = re.compile(r"[-+]?\d*,\d+", re.ASCII)
#: A duration beside both ends may differ from what they say by this, for rounding.
_ROUNDED_S: Final = 0.051


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table, as it stands there; None for what is empty or has no column.

    Parameters
    ----------
    line
        In the file, from 1.
    recording
        As it is called there.
    """

    line: int
    recording: str
    attempt: int | None = None
    lift_off_s: float | None = None
    end_s: float | None = None
    duration_s: float | None = None
    or_more: bool = False
    person: str | None = None
    rater: str | None = None

    @property
    def is_attempt(self) -> bool:
        """Whether it has a time; one without says that the reference saw no attempt there."""
        return (self.lift_off_s, self.end_s, self.duration_s) != (None, None, None)


@dataclass(frozen=True, slots=True)
class Reference:
    """A table of a reference.

    Parameters
    ----------
    path
        The file.
    rows
        In their order.
    passed_over
        Names of columns that mean nothing here.
    """

    path: Path
    rows: tuple[Row, ...]
    passed_over: tuple[str, ...] = ()

    @property
    def raters(self) -> tuple[str, ...]:
        """Codes of the raters in it, each once, in their order."""
        return tuple(dict.fromkeys(row.rater for row in self.rows if row.rater is not None))


def read_reference(path: Path) -> Reference:
    """Read the table of a reference.

    Raises
    ------
    RecordingError
        Where it can't be read, lacks a column, or a cell is not what it is to be; one sentence
        with file and line.
    """
    lines = _lines(path)
    head = next(((at, line) for at, line in enumerate(lines) if line.strip()), None)
    if head is None:
        raise RecordingError("the table is empty", path)
    at, names = head
    separator = max(_SEPARATORS, key=names.count)
    named = _cells(path, at + 1, names, separator)
    columns, passed_over = _columns(path, at + 1, named)
    rows, width = [], len(named)
    for number, line in enumerate(lines[at + 1 :], at + 2):
        if line.strip(f" {separator}\t"):
            cells = _cells(path, number, line, separator)
            _check_width(path, number, cells, width, separator)
            try:
                rows.append(_row(number, columns, cells, separator))
            except RecordingError as error:
                raise error.at(path, number) from None
    if not rows:
        raise RecordingError("the table has no row beneath the names of its columns", path)
    return Reference(path, tuple(rows), passed_over)


def _lines(path: Path) -> list[str]:
    if path.is_dir():
        raise RecordingError("is a folder; name the table of the reference in it", path)
    try:
        content = read_content(path)
        text = decoded(content.data)
        if text is None or text.startswith("PK"):
            raise RecordingError("is no table in text; export it as CSV")
        lines = text.removeprefix("\ufeff").splitlines()
        check_rows(len(lines), MOST_TABLE_ROWS)
        if max(map(len, lines), default=0) > LONGEST_ROW:
            raise RecordingError(f"has a line of over {LONGEST_ROW:,} characters: no table")
    except RecordingError as error:
        raise error.at(path) from error
    return lines


def _cells(path: Path, line: int, text: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise RecordingError("its quotes do not fit; correct the line", path, line) from error
    return [cell.strip() for cell in cells]


def _check_width(path: Path, line: int, cells: list[str], width: int, separator: str) -> None:
    if any(cells[width:]):
        reason = f"it has {len(cells)} cells, and there are {width} columns"
        if separator == ",":
            reason += "; where commas part the cells decimals have a point"
        raise RecordingError(reason, path, line)


def _columns(
    path: Path, line: int, names: list[str]
) -> tuple[dict[str, tuple[int, float]], tuple[str, ...]]:
    """Give where each column is and how many seconds its unit has; and what means nothing."""
    columns: dict[str, tuple[int, float]] = {}
    passed_over = []
    for at, name in enumerate(names):
        column, scale = _meaning(name)
        if column is None:
            passed_over += [name] if name else []
        elif column in columns:
            raise RecordingError(f'two columns say "{column}"; keep one', path, line)
        else:
            columns[column] = (at, scale)
    if "recording" not in columns or not columns.keys() & set(_TIMES):
        reason = (
            "the names of its columns must stand in this line: recording, and lift_off_s with "
            f"end_s, or duration_s; here it says {', '.join(names)[:80]!r}"
        )
        raise RecordingError(reason, path, line)
    if ("lift_off_s" in columns) != ("end_s" in columns):
        lacking = "end_s" if "lift_off_s" in columns else "lift_off_s"
        raise RecordingError(f"a column {lacking} is missing beside the other", path, line)
    return columns, tuple(passed_over)


def _meaning(name: str) -> tuple[str | None, float]:
    """Give which column a name means, and how many seconds its unit has; None for no column."""
    told = re.sub(r"[\s-]+", "_", name.casefold())
    in_seconds = f"{told.removesuffix(_MS)}_s" if told.endswith(_MS) else ""
    for column, names in COLUMNS.items():
        if told in names:
            return column, 1.0
        if in_seconds in names:
            return column, 0.001
    return None, 1.0


def _row(
    line: int, columns: Mapping[str, tuple[int, float]], cells: list[str], separator: str
) -> Row:
    said: dict[str, Any] = {}
    for name, read in _readers(separator):
        if name in columns:
            at, scale = columns[name]
            cell = cells[at] if at < len(cells) else ""
            said[name] = read(name, cell, scale)
    row = Row(line, **said)
    _check(row)
    return row


def _readers(separator: str) -> Iterator[tuple[str, Callable[[str, str, float], object]]]:
    def seconds(name: str, cell: str, scale: float) -> float | None:
        return _seconds(name, cell, scale, separator)

    yield "recording", _recording
    yield "attempt", _attempt
    for name in _TIMES:
        yield name, seconds
    yield "or_more", _yes_or_no
    yield "person", lambda _name, cell, _scale: cell or None
    yield "rater", lambda _name, cell, _scale: cell or None


def _recording(_name: str, cell: str, _scale: float) -> str:
    if not cell:
        raise RecordingError("the recording is not said; write the name of its file")
    return cell


def _attempt(_name: str, cell: str, _scale: float) -> int | None:
    if cell and not (cell.isascii() and cell.isdigit() and 0 < int(cell) < 1000):
        raise RecordingError(f'the attempt must be a whole number from 1 on, not "{cell[:40]}"')
    return int(cell) if cell else None


def _yes_or_no(_name: str, cell: str, _scale: float) -> bool:
    if cell.casefold() not in _YES | _NO:
        raise RecordingError(f'or_more must be yes or no, not "{cell[:40]}"')
    return cell.casefold() in _YES


def _seconds(name: str, cell: str, scale: float, separator: str) -> float | None:
    if not cell:
        return None
    if _COMMA.fullmatch(cell) and separator == ",":
        raise RecordingError(
            f'{name} is "{cell[:40]}"; where commas part the cells decimals have a point'
        )
    told = cell.replace(",", ".") if _COMMA.fullmatch(cell) else cell
    watch = _STOPWATCH.fullmatch(told)
    if watch is not None and scale == 1.0:
        return round(60 * int(watch[1]) + float(watch[2]), 6)
    value = float(told) * scale if _NUMBER.fullmatch(told) else math.nan
    if not math.isfinite(value):
        raise RecordingError(f'{name} must be a number of seconds, not "{cell[:40]}"')
    return value


def _check(row: Row) -> None:
    """See that the times of a row fit each other."""
    if (row.lift_off_s is None) != (row.end_s is None):
        lacking = "end" if row.end_s is None else "lift-off"
        raise RecordingError(f"the {lacking} is missing beside the other time")
    if row.lift_off_s is not None and row.end_s is not None:
        if row.end_s <= row.lift_off_s:
            raise RecordingError(
                f"its end ({row.end_s:g} s) is not after its lift-off ({row.lift_off_s:g} s)"
            )
        apart = row.end_s - row.lift_off_s
        if row.duration_s is not None and abs(row.duration_s - apart) > _ROUNDED_S:
            raise RecordingError(
                f"duration_s is {row.duration_s:g}, and from lift-off to end it is {apart:.3f} s"
            )
    elif row.duration_s is not None and row.duration_s <= 0:
        raise RecordingError(f"a duration of {row.duration_s:g} s is none")
