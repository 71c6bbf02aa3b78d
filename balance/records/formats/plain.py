"""A table as it stands, told before anything is taken off its lines.

What looks like the head of a line of a log, or like the time of a monitor in front of one, may be
cells of a table: a sign of minus behind a blank is no dash, and a blank before 0,5 parts columns.
Where one sign parts all rows into whole cells, and the names above them too, the text is a table
and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_LOOKED_AT: Final = 200
_SEPARATORS: Final = ("\t", ";", ",", "|", " ")
_ENOUGH: Final = 0.9  # of the rows: a name that comes again, or a torn row, is none
_LEAST_NUMBERS: Final = 3
_DATE: Final = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_CLOCK: Final = (
    r"\d{1,2}:\d{1,2}(?::\d{1,2})?(?:[.,:]\d{1,9})?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?:Z| ?[-+]\d\d:?\d\d)?"
)
_NUMBER: Final = re.compile(r"[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?")
_TIME: Final = re.compile(rf"{_DATE}(?:[ T_]+{_CLOCK})?|{_CLOCK}")
_EMPTY: Final = frozenset({"", "nan", "null", "na", "n/a", "none", "-"})
# Words of a label may stand apart; one with digits in it is one word, as walk_2 is.
_WORD: Final = re.compile(r"[^\W\d_](?:\w*|\D*)")


def is_plain_table(text: str) -> bool:
    """Tell whether a text is a table as it stands: its names fit, or each cell is a value."""
    head = text[: 300 * _LOOKED_AT].splitlines()[:_LOOKED_AT]
    lines = [line for line in head if line.strip()]
    return any(_is_parted(lines, separator) for separator in _SEPARATORS)


def _is_parted(lines: Sequence[str], separator: str) -> bool:
    """Tell whether a separator parts rows, and the names above them, into whole cells."""
    split = [_cells(line, separator) for line in lines]
    numbers = (sum(map(_is_number, cells)) for cells in split)
    first = next((i for i, count in enumerate(numbers) if count >= _LEAST_NUMBERS), len(split))
    above, rows = split[:first], split[first:]
    alike = [cells for cells in rows if len(cells) == len(rows[0])]
    if any(_are_names(cells, len(rows[0])) for cells in above if rows):
        whole = [all(_is_value(cell) or _WORD.fullmatch(cell) for cell in row) for row in alike]
    else:
        whole = [all(map(_is_value, row)) for row in alike if not above]
    return bool(rows) and sum(whole) >= _ENOUGH * len(rows)


def _cells(line: str, separator: str) -> list[str]:
    if separator == " ":
        return [cell for cell in line.strip().split(" ") if cell]
    return [cell.strip(' "') for cell in line.split(separator)]


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _is_value(cell: str) -> bool:
    return _is_number(cell) or cell.lower() in _EMPTY or _TIME.fullmatch(cell) is not None


def _are_names(cells: Sequence[str], width: int) -> bool:
    """Tell names of all columns; some may have none, but a time or a bracket begins no name."""
    cells = [cell.lstrip('#%/@" ') for cell in cells]
    named = sum(cell[:1].isalpha() for cell in cells)
    return len(cells) == width and named >= 2 and named == sum(map(bool, cells))
