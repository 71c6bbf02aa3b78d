"""The events beside a recording: what was found, corrected and noted, one row each, added only."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from balance.records.errors import RecordingError
from balance.records.lines import LineReader
from balance.records.owner_file import open_for_owner
from balance.samples import NO_LOSSES, Losses

EVENTS: Final = (
    "settled",
    "ready",
    "lift_off",
    "step_down",
    "correction",
    "cap",
    "gap",
    "stop",
    "edit",
    "note",
)
BY: Final = ("auto", "user", "truth")
COLUMNS: Final = ("time_s", "event", "by", "detail")
_NAMES_LINE: Final = f"{','.join(COLUMNS)}\n".encode()
LOST: Final = "no samples came"  # detail of a stop, see `Stop`
_LOSSES: Final = "lost on the way: "
_IN_ALL: Final = re.compile(r"(\d{1,18}) in all", re.ASCII)
_CAUSE: Final = re.compile(r"([^:;]{1,80}): (\d{1,18})", re.ASCII)
# Put behind a row that was cut off: more fields than a row has, so that it is never read as one.
_CUT_OFF: Final = b",,,,cut off\n"


@dataclass(frozen=True)
class EventRow:
    """One event of a recording.

    Parameters
    ----------
    time_s
        When it happened, in the recording's own time.
    event, by
        Of `EVENTS` and `BY`; a file of a newer version may hold others.
    detail
        One line of text.
    """

    time_s: float
    event: str
    by: str
    detail: str = ""


def events_path(recording: Path) -> Path:
    """Give the events file of a recording: ``NAME.events.csv`` beside ``NAME.csv[.gz]``.

    Where the recording is of another kind its whole name is kept: ``run.txt.events.csv``.
    """
    name = recording.name
    for suffix in (".csv.gz", ".csv"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    return recording.with_name(f"{name}.events.csv")


def read_events(path: Path) -> tuple[EventRow, ...]:
    """Read an events file; where there is none, there are no events.

    Rows that were cut off are passed over. Unknown events are kept, since a newer version may
    know more.

    Raises
    ------
    RecordingError
        Where the file can't be read or a time is not a number; file and line are named.
    """
    if not path.exists():
        return ()
    rows = []
    with LineReader(path) as lines:
        number = 0
        while (line := lines.line()) is not None:
            number += 1
            fields = _fields(line.decode("utf-8", errors="replace"))
            if len(fields) == len(COLUMNS) and fields[0] != COLUMNS[0]:
                rows.append(_row(path, number, fields))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody stopped an attempt at this sample; `lost` where no samples came any more."""

    time_s: float
    lost: bool = False


def stops_in(rows: Sequence[EventRow]) -> tuple[Stop, ...]:
    """Give where somebody stopped an attempt by hand."""
    stops = (row for row in rows if row.event == "stop" and row.by != "truth")
    return tuple(Stop(row.time_s, row.detail == LOST) for row in stops)


def losses_note(losses: Losses) -> str:
    """Say what was lost on the way to a recording, as the detail of a note; see `losses_in`."""
    causes = "; ".join(f"{cause}: {count}" for cause, count in losses.lost)
    return f"{_LOSSES}{losses.rows} in all; {causes}"


def losses_in(rows: Sequence[EventRow]) -> Losses:
    """Give what was lost before the samples were written, as the newest note of it says."""
    said = [row.detail.removeprefix(_LOSSES) for row in rows if is_losses(row)]
    if not said:
        return NO_LOSSES
    in_all, *causes = said[-1].split("; ")
    found = (_CAUSE.fullmatch(cause) for cause in causes)
    lost = tuple((match[1], int(match[2])) for match in found if match)
    whole = _IN_ALL.fullmatch(in_all)
    return Losses(int(whole[1]), lost) if whole else NO_LOSSES


def is_losses(row: EventRow) -> bool:
    """Tell whether a row says what was lost on the way to the recording."""
    return row.event == "note" and row.by == "auto" and row.detail.startswith(_LOSSES)


def append_events(path: Path, rows: Sequence[EventRow]) -> None:
    """Add rows to an events file, which is made where there is none; nothing in it is changed.

    Raises
    ------
    RecordingError
        Where a row has an unknown event or source, a time that is not finite or a detail of more
        than one line (then nothing is written), or the file can't be written.
    """
    lines = _lines_of(path, rows)
    try:
        with open_for_owner(path, "a+b") as file:
            file.write(_joint(file) + lines)
    except OSError as error:
        reason = f"can't be written ({error.strerror or error}); make room or choose another disk"
        raise RecordingError(reason, path) from error


def events_bytes(path: Path, rows: Sequence[EventRow]) -> bytes:
    """Give the bytes of a new events file with these rows.

    Raises
    ------
    RecordingError
        As of `append_events`; `path` is what it names.
    """
    return _NAMES_LINE + _lines_of(path, rows)


def _lines_of(path: Path, rows: Sequence[EventRow]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        _check(path, row)
        writer.writerow((f"{row.time_s:.6f}", row.event, row.by, row.detail))
    return text.getvalue().encode("utf-8", errors="replace")


def _joint(file: BinaryIO) -> bytes:
    """Give what must come between what is in a file and a new row."""
    if file.seek(0, io.SEEK_END) == 0:
        return _NAMES_LINE
    file.seek(-1, io.SEEK_END)
    return b"" if file.read(1) == b"\n" else _CUT_OFF


def _check(path: Path, row: EventRow) -> None:
    reason = ""
    if row.event not in EVENTS:
        reason = f'"{row.event}" is no event; it must be one of {", ".join(EVENTS)}'
    elif row.by not in BY:
        reason = f'an event is by {", ".join(BY)}, not by "{row.by}"'
    elif not math.isfinite(row.time_s):
        reason = f"the time of an event must be a finite number, not {row.time_s}"
    elif "\n" in row.detail or "\r" in row.detail:
        reason = "the detail of an event must be one line"
    if reason:
        raise RecordingError(reason, path)


def _fields(line: str) -> list[str]:
    # Line by line, so that a quote left open by a row that was cut off takes no others with it.
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _row(path: Path, line: int, fields: Sequence[str]) -> EventRow:
    time_s, event, by, detail = fields
    try:
        row = EventRow(float(time_s), event, by, detail)
    except ValueError:
        row = EventRow(math.nan, event, by, detail)
    if not math.isfinite(row.time_s):
        reason = f'the time "{time_s[:40]}" is not a number; correct the line or take it out'
        raise RecordingError(reason, path, line)
    return row
