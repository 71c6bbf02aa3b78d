"""Numbers whose thousands are set apart: 1,234.56 and 1.234,56, 1 234,56 and 1'234.56.

Column by column: a sign that can't be that of the decimals groups digits, and so does one that only
numbers of a thousand and more have, always before three digits. Where each number of a column has
it, as in 1.234, it is that of the decimals.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from balance.records.errors import RecordingError

_LOOKED_AT: Final = 400
_BLANKS: Final = " \u00a0\u202f\u2009'\u2019"
_SIGNS: Final = (".", ",", *_BLANKS)
_SUSPECT: Final = re.compile(rf"\d[.,{_BLANKS}]\d{{3}}(?![0-9])")
_GROUPED: Final = {
    (sign, point): re.compile(
        rf"[-+]?(?P<first>\d{{1,3}})(?P<more>(?:{re.escape(sign)}\d{{3}})*)"
        rf"(?P<part>{re.escape(point)}\d*)?"
    )
    for sign in _SIGNS
    for point in ".,"
    if sign != point
}
_DECIMAL_COMMA: Final = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_NUMERIC: Final = re.compile(rf"[-+\d.,eE{_BLANKS}]*\d[-+\d.,eE{_BLANKS}]*")
_PAIR: Final = re.compile(r"(?<![\d.:])[-+]?\d{1,3},\d{3}(?:\.\d*)?(?![\d.])")
_QUOTED_COMMA: Final = re.compile(r'"[-+]?[\d.]*\d,\d[\d,.]*"')
_POINT: Final = re.compile(r"\d\.(?!\d{3}(?!\d))")
_SHARE: Final = 0.02


def ungrouped(lines: list[str]) -> list[str]:
    """Give lines of a table without signs between thousands; others as they are."""
    head = [line for line in lines[:_LOOKED_AT] if line.strip()]
    parting = next((p for p in ";\t" if 2 * sum(p in line for line in head) > len(head)), "")
    within = _SUSPECT if parting else _QUOTED_COMMA
    if not any(within.search(line) for line in lines if parting or '"' in line):
        return lines
    quoted = not parting
    rows = _split(lines, parting or ",")
    if len(rows) != len(lines):
        return lines
    width = max(map(len, rows[-_LOOKED_AT:]))
    own = [i for i, row in enumerate(rows) if len(row) == width]
    changed: dict[int, dict[int, str]] = {}
    for column in range(width):
        cells = [rows[i][column].strip().strip('"').strip() for i in own]
        for i, cell in zip(own, _column(cells, quoted=quoted), strict=True):
            if cell is not None:
                changed.setdefault(i, {})[column] = cell
    made = list(lines)
    for i, cells_of in changed.items():
        row = [cells_of.get(column, cell) for column, cell in enumerate(rows[i])]
        made[i] = (parting or ",").join(
            f'"{cell}"' if "," in cell and quoted else cell for cell in row
        )
    return made


def _split(lines: Sequence[str], parting: str) -> list[list[str]]:
    """Part lines at what parts columns, but for quotes; no rows where these never end."""
    if not any('"' in line for line in lines):
        return [line.split(parting) for line in lines]
    try:
        return list(csv.reader(lines, delimiter=parting))
    except csv.Error:
        return []


def check_parted(lines: Sequence[str], names: int) -> None:
    """See that commas part columns and nothing else.

    Raises
    ------
    RecordingError
        Where rows have more cells than there are names, as numbers hold commas too.
    """
    looked = [line for line in (*lines[:_LOOKED_AT], *lines[-_LOOKED_AT:]) if line.strip()]
    count = Counter(line.count(",") + 1 for line in looked)
    more = [line for line in looked if names < line.count(",") + 1 <= 2 * names]
    least = _SHARE * len(looked)
    uneven = sum(many > least for many in count.values()) > 1
    grouped = uneven and sum(_PAIR.search(line) is not None for line in more) > least
    halves = sum(line.count(",") + 1 > 1.5 * names and not _POINT.search(line) for line in more)
    if names > 2 and (grouped or 2 * halves > len(looked)):
        raise RecordingError(
            "has commas within numbers, for thousands or decimals, and between columns too, so "
            "that they can't be told apart; export it with semicolons or tabs between columns"
        )


def _column(cells: Sequence[str], *, quoted: bool) -> list[str | None]:
    """Give what each cell of a column is without its signs; None where it stays."""
    numbers = {cell for cell in cells if _NUMERIC.fullmatch(cell)}
    for sign in _SIGNS:
        if not any(sign in cell for cell in numbers):
            continue
        for point in ".,":
            if sign != point and _groups(numbers, sign, point):
                made = {cell: cell.replace(sign, "") for cell in numbers}
                return [
                    made[cell].replace(",", ".") if quoted and cell in made else made.get(cell)
                    for cell in cells
                ]
    if quoted and any(map(_DECIMAL_COMMA.fullmatch, numbers)):
        return [cell.replace(",", ".") if cell in numbers else None for cell in cells]
    return [None] * len(cells)


def _groups(numbers: set[str], sign: str, point: str) -> bool:
    """Whether a sign groups the digits of all numbers of a column."""
    found = [_GROUPED[sign, point].fullmatch(number) for number in numbers]
    if not all(found):
        return False
    matches = [match for match in found if match is not None]
    more = [match for match in matches if match["more"]]
    if not more or any(match["first"].startswith("0") for match in more):
        return False
    both = any(match["part"] for match in matches)
    twice = any(match["more"].count(sign) > 1 for match in more)
    return sign in _BLANKS or both or twice or len(more) < len(matches)
