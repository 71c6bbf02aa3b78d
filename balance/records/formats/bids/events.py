"""The events of a recording as BIDS has them, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.events_file import BY, EVENTS, EventRow
from balance.records.formats.bids.keys import is_laid_out
from balance.records.formats.bids.motion import first_of, moved_s
from balance.records.formats.bids.naming import MOTION
from balance.records.formats.bids.sidecars import said_of, table_of
from balance.records.formats.bids.texts import MISSING, Sheet, cell, uncell

COLUMNS: Final = ("onset", "duration", "trial_type", "by", "detail", "row")
#: A stretch that counts as a hold, worked out of the rows; no row of its own.
HOLD: Final = "hold"
_POINT: Final = "0"
_MICROS: Final = 1_000_000
_ROWS_AT_MOST: Final = 10**9


def event_cells(rows: Sequence[EventRow], first_s: float) -> list[tuple[str, ...]]:
    """Give rows as cells of `COLUMNS`; their order is by time, and `row` says which it was."""
    onsets = moved_s(np.array([row.time_s for row in rows]), -first_s)
    return [
        (seconds(onset), _POINT, cell(row.event), cell(row.by), cell(row.detail), str(number))
        for number, (row, onset) in enumerate(zip(rows, onsets.tolist(), strict=True), start=1)
    ]


def seconds(value: float) -> str:
    """Write seconds to the microsecond, with as many digits as that takes."""
    micros = round(value * _MICROS)
    whole, part = divmod(abs(micros), _MICROS)
    sign = "-" if micros < 0 else ""
    return f"{sign}{whole}.{part:06d}".rstrip("0").rstrip(".")


def events_of(path: Path) -> tuple[EventRow, ...]:
    """Give the events of a recording of BIDS Motion; none where there is no table of them.

    Those of ours come back as they were. What others call something that the house has no word
    for becomes a note that somebody knew from elsewhere: it is shown and changes nothing.

    Raises
    ------
    RecordingError
        Where a table can't be read or a time is no number; file and line are named.
    """
    sheet = table_of(path, "events")
    if sheet is None:
        return ()
    said = said_of(path, MOTION)
    try:
        return _ours(sheet, said) if is_laid_out(said) else _of_others(sheet)
    except RecordingError as error:
        raise error if str(error) != error.reason else error.at(path) from error


def _ours(sheet: Sheet, said: Mapping[str, Any]) -> tuple[EventRow, ...]:
    first_s, onsets = first_of(said), _onsets(sheet)
    times_s = moved_s(np.array(onsets), first_s).tolist()
    kinds, by, details, numbers = (sheet.wanted(name) for name in COLUMNS[2:])
    found: dict[int, EventRow] = {}
    for line, number in enumerate(numbers, start=2):
        if number == MISSING:
            continue
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        if place < 1 or place in found or place > _ROWS_AT_MOST:
            raise RecordingError(f'the row "{number[:20]}" is none, or twice', sheet.path, line)
        i = line - 2
        found[place] = EventRow(times_s[i], uncell(kinds[i]), uncell(by[i]), uncell(details[i]))
    return tuple(found[place] for place in sorted(found))


def _of_others(sheet: Sheet) -> tuple[EventRow, ...]:
    onsets, durations = _onsets(sheet), sheet.wanted("duration")
    kinds, by = sheet.column("trial_type"), sheet.column("by")
    rows = []
    for i, onset in enumerate(onsets):
        kind = MISSING if kinds is None else kinds[i]
        who = "truth" if by is None or by[i] not in BY else by[i]
        if kind in EVENTS and kind not in ("edit", "note"):
            rows.append(EventRow(onset, kind, who))
        else:
            rows.append(EventRow(onset, "note", "truth", _told(sheet, i, durations[i])))
    return tuple(rows)


def _told(sheet: Sheet, row: int, duration: str) -> str:
    """Give all that a row says beside its onset, as a line of text."""
    said = [f"{duration} s"] if duration not in (MISSING, "0", "0.0") else []
    for name, text in zip(sheet.names, sheet.rows[row], strict=True):
        if name not in ("onset", "duration") and text != MISSING:
            said.append(f"{name} {text}")
    return " ".join("; ".join(said).split())


def _onsets(sheet: Sheet) -> list[float]:
    onsets = []
    for line, text in enumerate(sheet.wanted("onset"), start=2):
        try:
            onset = float(text)
        except ValueError:
            onset = math.nan
        if not abs(onset) < 1e12:
            reason = f'the onset "{text[:40]}" is no number of seconds'
            raise RecordingError(reason, sheet.path, line)
        onsets.append(onset)
    return onsets
