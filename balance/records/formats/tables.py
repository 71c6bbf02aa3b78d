"""Text to a table of numbers: finds the separator, the decimal comma and the line of names."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.grouped import check_parted, ungrouped
from balance.records.formats.names import is_unit
from balance.records.limits import LONGEST_ROW, MOST_TABLE_ROWS, check_cells, check_rows
from balance.samples import FloatArray

_SEPARATORS: Final[tuple[str | None, ...]] = ("\t", ";", ",", "|", None)  # None: white space
# Of one width, as a dump of counts has them: 1E05 alone is a number like others.
_HEX: Final = re.compile(r"0[xX][0-9a-fA-F]{2,8}|(?=[0-9A-Fa-f]*[0-9])[0-9A-F]{4}|[0-9a-f]{4}")
_CELL_ENDS: Final = re.compile(r"[,;\t |]+")
_MOSTLY: Final = 0.8
_LOOKED_AT: Final = 400
_LONGEST_NAME: Final = 200
_NUMERIC_SHARE: Final = 0.4
_NUMBER: Final = re.compile(r'\s*"?[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?"?\s*')
_DECIMAL_COMMA: Final = re.compile(r'\s*"?[+-]?\d*,\d+([eE][+-]?\d+)?"?\s*')
_LETTER: Final = re.compile(r"[^\W\d_]")
_PARTED_TIME: Final = re.compile(
    r"(?<![\d.])(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})[ \t]+(\d{1,2}:\d\S*)"
    r"(?:[ \t]+([AaPp]\.?[Mm]\.?)\b)?"
)
_QUOTED_LINE: Final = re.compile(r"""\s*(["'])((?:(?!\1).|\1\1)*)\1[,;\t ]*""")
_PARTS: Final = re.compile(r"\d[\"']*[,;\t][\"' ]*[-+.\d]")
_EMPTY: Final = frozenset({"", "nan", "null", "na", "n/a", "none", "-"})
UNEVEN: Final = "is not a readable table (its quotes do not fit); export it again"


@dataclass(frozen=True)
class Table:
    """A table as it stands in the file.

    Parameters
    ----------
    names
        One for each column, empty where the file gives none.
    preamble
        The lines before the names.
    rows
        The lines of data, as text.
    width
        How many cells a row has.
    separator
        Between cells; None for any white space.
    decimal_comma
        True where 9,81 stands for 9.81.
    heading
        The line of the names as it stands in the file, empty where there is none.
    faults
        What was left out of it, in words.
    """

    names: tuple[str, ...]
    preamble: tuple[str, ...]
    rows: list[str]
    width: int
    separator: str | None
    decimal_comma: bool
    heading: str = ""
    faults: tuple[str, ...] = ()
    _known: dict[int, FloatArray] = field(default_factory=dict, repr=False, compare=False)

    def numbers(self, columns: Sequence[int]) -> FloatArray:
        """Give columns as numbers, shape (rows, columns); nan where a cell holds none.

        Columns are read once; asking for all of them first saves passes over the text.
        """
        wanted = sorted({i for i in columns if i not in self._known and not self._is_text(i)})
        if wanted or not self._known:
            wanted = wanted or [0]
            read = self._read(wanted)
            if any(known.size != len(read) for known in self._known.values()):
                raise RecordingError(UNEVEN)
            self._known.update(zip(wanted, read.T, strict=True))
        blank = np.full(next(iter(self._known.values())).size, np.nan)
        return np.stack([self._known.get(i, blank) for i in columns], axis=1)

    def _read(self, columns: Sequence[int]) -> FloatArray:
        rows = self.rows
        if self.decimal_comma:
            rows = "\n".join(rows).replace(",", ".").split("\n")
        try:
            values: FloatArray = np.loadtxt(
                rows,
                delimiter=self.separator,
                usecols=columns,
                ndmin=2,
                comments=None,
                quotechar='"',
            )
        except ValueError:  # a row is torn or a cell is empty: take what can be taken
            return _cell_by_cell(replace(self, rows=rows).split(), columns)
        return values

    def _is_text(self, column: int) -> bool:
        """Tell a column of words or clock times by its first rows; empty cells are neither."""
        head = self.rows[:_LOOKED_AT]
        quoted = head and '"' in head[0]
        rows = replace(self, rows=head).split() if quoted else map(self.split_row, head)
        cells = [row[column] for row in rows if len(row) > column]
        filled = [cell for cell in cells if cell.strip('" ').lower() not in _EMPTY]
        return bool(filled) and not _numeric(filled)

    def cells(self, column: int) -> list[str]:
        """Give a column as text; empty where a row is too short."""
        return [row[column] if column < len(row) else "" for row in self.split()]

    def split_row(self, row: str) -> list[str]:
        """Split one row at its separators, whatever its quotes: for a look, not for the samples."""
        return row.split(self.separator)

    def split(self) -> Iterable[list[str]]:
        """Give the rows split into cells, blank ones left out.

        Raises
        ------
        RecordingError
            Where the quotes of the file never end.
        """
        rows = (row for row in self.rows if row.strip())
        if self.separator is None:
            yield from (row.split() for row in rows)
            return
        try:
            yield from csv.reader(rows, delimiter=self.separator, skipinitialspace=True)
        except csv.Error as error:
            reason = f"is not a readable table ({error}); export it again"
            raise RecordingError(reason) from error


def read_table(text: str) -> Table:
    """Find the table in a text.

    Raises
    ------
    RecordingError
        Where there is none.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_rows(text.count("\n"), MOST_TABLE_ROWS)
    lines = _without_quotes(text.split("\n"))
    if any(sign in text for sign in ';\t"'):
        lines = ungrouped(lines)
    if max(map(len, lines)) > LONGEST_ROW:
        reason = f"has a line of over {LONGEST_ROW:,} characters, which is the limit; name a table"
        raise RecordingError(reason)
    _check_decimal(lines[:_LOOKED_AT])
    separator, width = _separator(lines[:_LOOKED_AT])
    if separator is None and (joined := _with_whole_times(lines, width)) is not None:
        lines = joined
        separator, width = _separator(lines[:_LOOKED_AT])
    split = (line.split(separator) for line in lines)
    first = next(i for i, cells in enumerate(split) if len(cells) == width and _is_data(cells))
    if separator == ",":
        check_parted(lines, _named(lines[:first]))
    names, preamble, heading = _names(lines[:first], separator, width)
    rows = lines[first:]
    while not rows[-1].strip():
        rows.pop()
    comma = _has_decimal_comma(rows, separator)
    return Table(names, preamble, rows, width, separator, comma, heading)


def _check_decimal(lines: Sequence[str]) -> None:
    """See that cells are no hexadecimal numbers, as most of a dump of counts are.

    Raises
    ------
    RecordingError
        Where in most lines three cells are, and one of them is no decimal number.
    """
    split = ([_HEX.fullmatch(cell) for cell in _CELL_ENDS.split(line.strip())] for line in lines)
    hexadecimal = [
        cells
        for found in split
        if len(cells := [match[0] for match in found if match]) >= 3
        and any(not cell.isdigit() for cell in cells)
    ]
    if len(hexadecimal) > _MOSTLY * len(lines):
        raise RecordingError(
            "holds hexadecimal numbers, which are not read; export decimal ones, in g or m/s^2"
        )


def _named(lines: Sequence[str]) -> int:
    """Count the names of columns that commas part, where a line before the data holds nothing else.

    Rows of numbers may stand between, of which the first ones have no thousands.
    """
    split = ([cell.strip(' "') for cell in line.split(",")] for line in reversed(lines))
    named = (cells for cells in split if all(_LETTER.search(cell) for cell in cells))
    return next((len(cells) for cells in named if len(cells) > 2), 0)


def _without_quotes(lines: list[str]) -> list[str]:
    """Take off the quotes around whole lines, where a program took each for one cell."""
    head = [line for line in lines[:_LOOKED_AT] if line.strip()]
    quoted = [match for line in head if (match := _QUOTED_LINE.fullmatch(line)) is not None]
    if len(quoted) * 2 < len(head) or not any(_PARTS.search(match[2]) for match in quoted):
        return lines
    bare = (_QUOTED_LINE.fullmatch(line) for line in lines)
    return [
        line if match is None else match[2].replace('""', '"')
        for line, match in zip(lines, bare, strict=True)
    ]


def _separator(lines: Sequence[str]) -> tuple[str | None, int]:
    """Find the separator that makes the most numbers in rows of one width, and that width."""
    best: tuple[int, str | None, int] = (0, None, 0)
    for separator in _SEPARATORS:
        rows = [cells for line in lines if _is_data(cells := line.split(separator))]
        if len(rows) < 2:
            continue
        width = Counter(map(len, rows)).most_common(1)[0][0]
        score = sum(_numeric(cells) for cells in rows if len(cells) == width)
        if score > best[0]:
            best = (score, separator, width)
    check_cells(best[2])
    if not best[0]:
        raise RecordingError(
            "holds no acceleration: it is text, not a table of samples; name a recording"
        )
    return best[1], best[2]


def _with_whole_times(lines: Sequence[str], width: int) -> list[str] | None:
    """Join date and time where white space parts both them and the columns; None for no need.

    A header that names the two apart is left alone, as it would fit no more.
    """
    first = next(
        i for i, line in enumerate(lines) if len(line.split()) == width and _is_data(line.split())
    )
    joined = _PARTED_TIME.sub(r"\1T\2\3", lines[first])
    names = lines[first - 1].lstrip("#%/@ ").split() if first else []
    if joined == lines[first] or (len(names) == width and _LETTER.search(names[0])):
        return None
    return [_PARTED_TIME.sub(r"\1T\2\3", line) for line in lines]


def _numeric(cells: Iterable[str]) -> int:
    return sum(_NUMBER.fullmatch(cell) is not None for cell in cells)


def _is_data(cells: Sequence[str]) -> bool:
    """Tell a row of numbers from prose that happens to hold some."""
    numeric = _numeric(cells)
    return numeric >= 2 and numeric >= _NUMERIC_SHARE * sum(bool(cell.strip()) for cell in cells)


def _has_decimal_comma(rows: Sequence[str], separator: str | None) -> bool:
    if separator == ",":
        return False
    cells = [cell for row in rows[:_LOOKED_AT] for cell in row.split(separator)]
    commas = sum(_DECIMAL_COMMA.fullmatch(cell) is not None for cell in cells)
    return commas > sum("." in cell for cell in cells if _NUMBER.fullmatch(cell))


def _names(
    lines: Sequence[str], separator: str | None, width: int
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Take the names from the last line before the data; a line of units below them joins them.

    A line between the two, or below both, that says one word for all ("CAL") is passed over, and a
    line above names that occur twice says whose they are.
    """
    lines = [line for line in lines if line.strip()]
    heads = [_as_names(line, separator, width) for line in lines]
    units: tuple[str, ...] = ()
    while len(heads) > 1 and heads[-1] and heads[-2]:
        if not units and _are_units(heads[-1]):
            units = heads[-1]
        elif len({cell for cell in heads[-1] if cell}) > 1:
            break
        heads.pop()
    if not heads or not heads[-1]:
        return (), tuple(lines), ""
    at = len(heads) - 1
    names = heads[-1]
    if len(heads) > 1 and heads[-2] and len(set(names)) < sum(map(bool, names)):
        names, at = _whose(heads[-2], names), at - 1
    if units:
        bare = (unit.strip("()[]") for unit in units)
        names = tuple(f"{n} ({u})" if u else n for n, u in zip(names, bare, strict=True))
    return names, tuple(lines[:at]), lines[len(heads) - 1]


def _are_units(cells: Sequence[str]) -> bool:
    """Tell a line of units: at least half are known, as one that is not makes no name."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(is_unit, filled)) * 2 >= len(filled)


def _whose(above: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Put before each name the cell above it, which counts until the next one."""
    made, last = [], ""
    for cell, name in zip(above, names, strict=True):
        last = cell or last
        made.append(f"{last} {name}".strip() if name else "")
    return tuple(made)


def _as_names(line: str, separator: str | None, width: int) -> tuple[str, ...]:
    """Read a line as names, padded to the width; empty where it is none."""
    words = line.lstrip("#%/@ ").split(separator)
    cells = [word.strip().strip('"').strip()[:_LONGEST_NAME] for word in words]
    while len(cells) > width and not cells[-1]:
        cells.pop()
    lettered = sum(_LETTER.search(cell) is not None for cell in cells)
    if not 0.6 * width <= len(cells) <= width or lettered < 2:
        return ()
    return tuple(cells) + ("",) * (width - len(cells))


def _cell_by_cell(rows: Iterable[list[str]], columns: Sequence[int]) -> FloatArray:
    # An array at once: a list of lists of numbers would take six times the room.
    cells = (_number(row[i]) if i < len(row) else np.nan for row in rows for i in columns)
    return np.fromiter(cells, dtype=np.float64).reshape(-1, len(columns))


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return np.nan
