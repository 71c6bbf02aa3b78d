"""Rows as tables of text, RFC 4180, that neither a spreadsheet nor a program reads wrongly.

Text stands in quotes and numbers do not, so that a program can tell "007" from 7. What is missing
is empty. A text that a spreadsheet would run as a formula gets an apostrophe in front, and so does
one that is like that with apostrophes before it, so that `text_of` gives back what it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from balance.report.columns import HOLD_COLUMNS, SWAY_COLUMNS, Column, description
from balance.report.files import tables_of
from balance.report.rows import Cell, HoldRow, Rows
from balance.report.sway_rows import SwayRow
from balance.words import printable

# Excel takes a table without it for one of the system's old character set; pandas, LibreOffice,
# DuckDB and R's readr pass over it.
MARK: Final = b"\xef\xbb\xbf"
_LINE_END: Final = "\r\n"
# Blanks before a sign, and its full-width forms, keep no spreadsheet from running what follows.
_RUNS: Final = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def table_files(path: Path, rows: Rows) -> dict[Path, bytes]:
    """Give the files of `export --format csv`: holds, sway, and what their columns are.

    Parameters
    ----------
    path
        That of the holds; the others lie beside it.
    """
    holds, sway, columns = tables_of(path)
    told = description({"holds": holds.name, "sway": sway.name})
    return {
        holds: file_of(hold_lines(rows.holds)),
        sway: file_of(sway_lines(rows.sway)),
        columns: f"{json.dumps(told, indent=1)}\n".encode(),
    }


def hold_lines(rows: Sequence[HoldRow]) -> Iterator[str]:
    """Give the lines of a table of holds, that of the names first, without line ends."""
    yield from lines_of(HOLD_COLUMNS, rows)


def sway_lines(rows: Sequence[SwayRow]) -> Iterator[str]:
    """Give the lines of a table of sway likewise."""
    yield from lines_of(SWAY_COLUMNS, rows)


def text_of(cell: str) -> str:
    """Give the text that a cell was made of."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def lines_of(columns: Sequence[Column], rows: Iterable[object]) -> Iterator[str]:
    """Give the lines of any table, that of the names first; rows have what columns are called."""
    yield line_of(column.name for column in columns)
    for row in rows:
        yield line_of(getattr(row, column.name) for column in columns)


def line_of(values: Iterable[Cell]) -> str:
    """Give a row as a line without its end."""
    return ",".join(map(_cell, values))


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        seen = printable(value)  # no cell steers the terminal that it is shown in
        harmless = f"'{seen}" if _RUNS.match(seen) else seen
        quoted = harmless.replace('"', '""')
        return f'"{quoted}"'
    return repr(value)


def file_of(lines: Iterable[str]) -> bytes:
    """Give the bytes of a table's file."""
    return MARK + bytes_of(lines)


def bytes_of(lines: Iterable[str]) -> bytes:
    """Give lines with their ends as they stand in a file."""
    # A lone surrogate, which a file's name can hold, has no place in UTF-8.
    return "".join(f"{line}{_LINE_END}" for line in lines).encode("utf-8", errors="replace")
