"""Scored recordings as a table in a file that grows: rows of one at a time, each on one line."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from typing import Any, Final

from balance.report.columns import described
from balance.report.holds_table import rows_of_scored
from balance.report.rows import Cell
from balance.report.scored_columns import SCORED_COLUMNS
from balance.report.tables import MARK, bytes_of, line_of
from balance.words import printable

_NAMES: Final = tuple(column.name for column in SCORED_COLUMNS)
_HOLDS: Final = _NAMES.index("holds")
_ERROR: Final = _NAMES.index("error")

#: The first line: names of the columns.
TABLE_HEAD: Final = MARK + bytes_of([line_of(_NAMES)])


def table_rows(scored: Mapping[str, Any]) -> bytes:
    """Give the lines of one recording, an object of `analyze --json`."""
    rows = rows_of_scored(scored)
    return bytes_of(line_of(_one_line(row[name]) for name in _NAMES) for row in rows)


def rows_after(line: bytes, name: str) -> tuple[int, bool] | None:
    """Read the first line of a recording.

    Returns
    -------
    tuple of int and bool
        How many lines of it follow, and whether it could not be scored; None where the line is no
        such line, or of another recording.
    """
    if not line.startswith(bytes_of([line_of([_one_line(name)])]).rstrip() + b","):
        return None
    try:
        (cells,) = csv.reader([line.decode()], strict=True)
        holds = int(cells[_HOLDS] or 0)
    except (csv.Error, ValueError):
        return None
    return (max(0, holds - 1), bool(cells[_ERROR])) if len(cells) == len(_NAMES) else None


def table_description(name: str) -> bytes:
    """Say what the columns are of a table in a file of that name."""
    told = described({"holds": (name, SCORED_COLUMNS)})
    return f"{json.dumps(told, indent=1)}\n".encode()


def _one_line(value: Cell) -> Cell:
    return printable(value, lines=False) if isinstance(value, str) else value
