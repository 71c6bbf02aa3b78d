"""Rows of numbers out of a stretch of comma-separated text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from balance.records.numbers import MARGIN, read_numbers
from balance.samples import FloatArray

_COMMA: Final = ord(",")
_NEWLINE: Final = ord("\n")
_SHOWN_CHARACTERS: Final = 40


class BadRowError(ValueError):
    """A row that is not what the table promises.

    Attributes
    ----------
    row : int
        Which row of the stretch, from 0.
    """

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(reason)
        self.row = row


def read_rows(text: bytes, n_columns: int, wanted: Sequence[int]) -> FloatArray:
    """Read the wanted columns of comma-separated rows.

    Parameters
    ----------
    text
        Whole lines, each ending with a newline; no quotes.
    n_columns
        How many fields each row has.
    wanted
        Indices of the columns to read, in the order that they are given back. What the others
        hold doesn't matter.

    Returns
    -------
    FloatArray
        Shape (n_rows, len(wanted)).

    Raises
    ------
    BadRowError
        At the first row with another number of fields, or a wanted field that is not a number.
    """
    padded = np.frombuffer(b"\n" * MARGIN + text, dtype=np.uint8)
    stops = np.flatnonzero((padded == _COMMA) | (padded == _NEWLINE))[MARGIN - 1 :]
    n_fields = np.diff(np.flatnonzero(padded[stops] == _NEWLINE))
    ragged = np.flatnonzero(n_fields != n_columns)
    n_rows = int(ragged[0]) if ragged.size else n_fields.size

    stops = stops[: n_rows * n_columns + 1]
    start = stops[:-1].reshape(n_rows, n_columns)[:, wanted].ravel() + 1
    end = stops[1:].reshape(n_rows, n_columns)[:, wanted].ravel()
    values, bad = read_numbers(padded, start, end)
    if bad.size:
        field = padded[start[bad[0]] : end[bad[0]]][:_SHOWN_CHARACTERS].tobytes()
        reason = f'"{field.decode(errors="replace")}" is not a number'
        raise BadRowError(int(bad[0]) // len(wanted), reason)
    if ragged.size:
        raise BadRowError(n_rows, f"{n_fields[n_rows]} values where {n_columns} columns are named")
    return values.reshape(n_rows, len(wanted))
