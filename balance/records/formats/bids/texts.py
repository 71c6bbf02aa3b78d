"""The tables and objects of BIDS as text: tabs, ``n/a`` for what is missing, JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from balance.records.errors import RecordingError
from balance.records.formats.content import read_content

MISSING: Final = "n/a"
# A cell holds neither a tab nor the end of a line, and n/a is no text.
_INSTEAD: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_SIGNS: Final = {"t": "\t", "n": "\n", "r": "\r"}
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_MOST_LINES: Final = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """A table with names above its columns.

    Parameters
    ----------
    path
        The file.
    names
        Of its columns.
    rows
        Its cells as they stand; row 0 is line 2.
    """

    path: Path
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> tuple[str, ...] | None:
        """Give the cells of a column; None where there is none of this name."""
        if name not in self.names:
            return None
        place = self.names.index(name)
        return tuple(row[place] for row in self.rows)

    def wanted(self, name: str) -> tuple[str, ...]:
        """Give the cells of a column that must be there.

        Raises
        ------
        RecordingError
            Where it is not.
        """
        cells = self.column(name)
        if cells is None:
            raise RecordingError(f'has no column "{name}", which BIDS asks for', self.path, 1)
        return cells


def cell(text: str | None) -> str:
    """Write a text as a cell, so that it can be read again as it was."""
    if not text:
        return MISSING
    if text == MISSING:
        return "n\\/a"
    return "".join(_INSTEAD.get(sign, sign) for sign in text)


def uncell(text: str) -> str:
    """Read a cell that `cell` wrote."""
    if text == MISSING:
        return ""
    return _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), text)


def sheet_text(names: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table."""
    lines = ["\t".join(row) for row in (names, *rows)]
    return _bytes("\n".join(lines) + "\n")


def json_text(said: Mapping[str, Any]) -> bytes:
    """Write an object; ``ValueError`` where a number in it is none that JSON knows."""
    text = json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False)
    return _bytes(f"{text}\n")


def read_sheet(path: Path) -> Sheet:
    """Read a table.

    Raises
    ------
    RecordingError
        Where it can't be read, or a row has more cells or fewer than there are names; file and
        line are named.
    """
    lines = _text(path).removesuffix("\n").split("\n")
    if len(lines) > _MOST_LINES:
        raise RecordingError(f"has over {_MOST_LINES:,} lines, which is the limit", path)
    rows = [tuple(line.removesuffix("\r").split("\t")) for line in lines]
    names = rows[0]
    if names == ("",):
        raise RecordingError("is empty; its first line must name the columns", path, 1)
    if len(set(names)) < len(names):
        raise RecordingError("names a column twice", path, 1)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            reason = f"has {len(row)} cells where {len(names)} columns are named"
            raise RecordingError(reason, path, number)
    return Sheet(path, names, tuple(rows[1:]))


def read_object(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    RecordingError
        Where it can't be read or is none; file and line are named.
    """
    try:
        said = json.loads(_text(path))
    except json.JSONDecodeError as error:
        reason = f"is broken JSON ({error.msg}); correct it"
        raise RecordingError(reason, path, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise RecordingError("is JSON that can't be read; correct it", path) from error
    if not isinstance(said, dict):
        raise RecordingError("must be one JSON object", path, 1)
    return said


def _text(path: Path) -> str:
    try:
        return read_content(path).data.decode("utf-8-sig")
    except RecordingError as error:
        raise error.at(path) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RecordingError("is not in UTF-8, as BIDS has it", path, line) from error


def _bytes(text: str) -> bytes:
    # Half a surrogate pair, which JSON can hold, becomes the escape that it was read from.
    return text.encode("utf-8", errors="backslashreplace")
