"""The samples of BIDS Motion: rows of numbers between tabs, without names above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError
from balance.records.formats.content import read_content
from balance.records.limits import MOST_ROWS, check_cells, check_rows
from balance.records.table import BadRowError, read_rows
from balance.samples import FloatArray

_HEADED: Final = "its first line names the columns, which BIDS forbids; it was passed over"
_NAN: Final = "holds NaN in place of n/a; it was read as missing"
# Between tabs alone: a number has neither.
_MISSING: Final = re.compile(rb"(?<![^\t\n])n/a(?![^\t\n])")
_NOT_MISSING: Final = re.compile(rb"(?<![^\t\n])[+-]?nan(?![^\t\n])", re.IGNORECASE)


@dataclass(frozen=True)
class Rows:
    """The numbers of a file; what is missing is nan.

    Parameters
    ----------
    values
        Shape (n, columns).
    faults
        What was wrong and read all the same, in words.
    """

    values: FloatArray
    faults: tuple[str, ...]


def read_samples(path: Path, names: Sequence[str]) -> Rows:
    """Read the samples of a file.

    Parameters
    ----------
    names
        Of its channels, one for each column.

    Raises
    ------
    RecordingError
        Where it can't be read, has another number of columns or something that is no number; file
        and line are named.
    """
    try:
        content = read_content(path)
        check_cells(len(names))
        check_rows(content.data.count(b"\n"), MOST_ROWS)
    except RecordingError as error:
        raise error.at(path) from error
    text, faults = content.data.replace(b"\r\n", b"\n"), list(content.faults)
    first_line = 1
    if text and not text.endswith(b"\n"):
        text += b"\n"
    if _is_headed(text, names):
        text, first_line = text[text.index(b"\n") + 1 :], 2
        faults.append(_HEADED)
    if (comma := text.find(b",")) >= 0:
        line = first_line + text.count(b"\n", 0, comma)
        reason = "has a comma; numbers have a point, and tabs between them"
        raise RecordingError(reason, path, line)
    # Most files have neither, which is seen much faster than where one is.
    if b"nan" in text.lower() and _NOT_MISSING.search(text):
        faults.append(_NAN)
        text = _NOT_MISSING.sub(b"n/a", text)
    if b"n/a" in text:
        text = _MISSING.sub(b"nan", text)
    text = text.replace(b"\t", b",")
    try:
        values = read_rows(text, len(names), range(len(names)))
    except BadRowError as bad:
        reason = f"{bad}; correct the line or take it out"
        raise RecordingError(reason, path, first_line + bad.row) from None
    return Rows(values, tuple(faults))


def _is_headed(text: bytes, names: Sequence[str]) -> bool:
    """Tell whether the first line is the names of the channels."""
    first = text.partition(b"\n")[0].decode("utf-8", errors="replace").split("\t")
    return [each.strip() for each in first] == [name.strip() for name in names]
