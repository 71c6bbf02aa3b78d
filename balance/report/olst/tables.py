"""Tables of the data set: text with a line of names, columns found by what they are called."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError
from balance.records.formats.content import decoded, read_content
from balance.records.limits import MOST_TABLE_ROWS, check_cells, check_rows

SEPARATORS: Final = (",", ";", "\t")
MISSING: Final = frozenset({"", "nan", "na", "n/a", "none", "null", "-"})
_SPLIT: Final = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Table:
    """Names and rows as they stand in a file; `lines` are the numbers of the rows' lines."""

    path: Path
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def column(self, wanted: Iterable[str]) -> int | None:
        """Find the first column with one of some names; case and signs between words don't count.

        Names are given in the order of preference.
        """
        plain = [plain_name(name) for name in self.names]
        for name in wanted:
            if plain_name(name) in plain:
                return plain.index(plain_name(name))
        return None

    def need(self, wanted: Sequence[str], what: str) -> int:
        """Find a column as `column` does.

        Raises
        ------
        RecordingError
            Where there is none.
        """
        at = self.column(wanted)
        if at is None:
            raise RecordingError(
                f"there is no column for {what}: looked for {' or '.join(wanted)}", self.path, 1
            )
        return at


def words_of(name: str) -> list[str]:
    """Words of a name in small letters: "Hip_R_Ant_pos_X" gives hip, r, ant, pos, x."""
    return [word.lower() for word in _SPLIT.split(name.strip()) if word]


def plain_name(name: str) -> str:
    """Letters and digits of a name, in small letters."""
    return "".join(words_of(name))


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is nothing."""
    return cell.strip().lower() in MISSING


def read_table(path: Path) -> Table:
    """Read a table with a line of names; rows of another width keep it, empty ones are left out.

    Raises
    ------
    RecordingError
        Where the file can't be read, is no text, or has no line of names.
    """
    try:
        return _table(path)
    except RecordingError as error:
        raise error if str(error).startswith(str(path)) else error.at(path) from error


def _table(path: Path) -> Table:
    text = decoded(read_content(path).data)
    if text is None:
        raise RecordingError("is no text; a table of comma-separated values was looked for", path)
    check_rows(text.count("\n"), MOST_TABLE_ROWS)
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    if separator not in head:
        raise RecordingError("has no line of names with commas between them", path, 1)
    rows, numbers = [], []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for row in reader:
            check_cells(len(row))
            if any(cell.strip() for cell in row):
                rows.append(tuple(row))
                numbers.append(reader.line_num)
    except csv.Error as error:
        raise RecordingError(f"is no readable table ({error})", path) from error
    if not rows:
        raise RecordingError("has no line of names with commas between them", path, 1)
    return Table(path, rows[0], tuple(rows[1:]), tuple(numbers[1:]))
