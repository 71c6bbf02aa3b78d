"""A recording cut into parts: which samples, which first line and which events each of them has.

Times stay as they are. Nothing is written here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from balance.records.edits import KeptHold, apply_edits, edits_for, standing_edits
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, is_losses, losses_in, losses_note
from balance.records.found import Found, found_note
from balance.records.header import Header
from balance.records.ratings import ratings_of_part
from balance.records.recording import Recording
from balance.samples import SampleBlock
from balance.timing.hold_timer import ALGORITHM

PART_OF: Final = "part_of"
# Hidden: whoever looks for recordings in a folder is not to find the same samples twice.
ORIGINALS: Final = ".originals"
_KEYS: Final = ("file", "checksum")


@dataclass(frozen=True, slots=True)
class Whole:
    """A recording that was split: its name among the originals, and the checksum of its samples."""

    file: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a part is to be, and whose."""

    header: Header
    block: SampleBlock
    rows: tuple[EventRow, ...]


def wholes_of(header: Header) -> tuple[Whole, ...]:
    """Give what a recording is a part of, by its first line: of the whole, and of its whole."""
    said = header.extra.get(PART_OF)
    found = []
    for each in said if isinstance(said, list) else ():
        file, checksum = (each.get(key) if isinstance(each, dict) else None for key in _KEYS)
        # A name and nothing else: no path leads out of the folder.
        if isinstance(file, str) and isinstance(checksum, str) and Path(file).name == file:
            found.append(Whole(file, checksum))
    return tuple(found)


def cut(
    recording: Recording,
    holds: Sequence[KeptHold],
    rows: Sequence[EventRow],
    pieces: Mapping[float, str | None],
    whole: Whole,
) -> list[Part]:
    """Cut a recording.

    Parameters
    ----------
    holds
        Its holds as they count.
    rows
        Its events.
    pieces
        The time that each part but the first begins at, and whose code is to stand in it; the
        first begins at -inf. None leaves the code as it is.
    whole
        What it will be among the originals.

    Raises
    ------
    RecordingError
        Where a time is not within the recording, or cuts a hold in two.
    """
    begins = sorted(pieces)
    time_s = recording.block.time_s
    for at_s in begins[1:]:
        _check_cut(recording, holds, at_s)
    firsts = [0, *np.searchsorted(time_s, begins[1:]).tolist(), len(time_s)]
    parts = []
    for number, begin_s in enumerate(begins):
        block = recording.block[slice(firsts[number], firsts[number + 1])]
        mine = [each for each in holds if _place(begins, each.span_s[0]) == number]
        before = sum(1 for each in holds if _place(begins, each.span_s[0]) < number)
        into_s = float(block.time_s[0] - time_s[0])
        header = _header(recording.header, pieces[begin_s], into_s, before, whole)
        here = [row for row in rows if _place(begins, row.time_s) == number]
        parts.append(Part(header, block, _rows(recording, here, rows, mine, block)))
    return parts


def _place(begins: Sequence[float], time_s: float) -> int:
    return bisect_right(begins, time_s) - 1


def _check_cut(recording: Recording, holds: Sequence[KeptHold], at_s: float) -> None:
    time_s = recording.block.time_s
    if not time_s[0] < at_s <= time_s[-1]:
        raise RecordingError(
            f"{at_s:g} s is not within this recording; take a time from {time_s[0]:.2f} to "
            f"{time_s[-1]:.2f} s",
            recording.path,
        )
    for hold in holds:
        first_s, last_s = hold.span_s
        if not hold.discarded and first_s < at_s < last_s:
            reason = f"{at_s:g} s lies within the hold from {first_s:.2f} to {last_s:.2f} s"
            raise RecordingError(f"{reason}; take a time between two holds", recording.path)


def _header(header: Header, code: str | None, into_s: float, before: int, whole: Whole) -> Header:
    chain: list[dict[str, Any]] = [
        {"file": each.file, "checksum": each.checksum} for each in (*wholes_of(header), whole)
    ]
    created = _later(header.created_utc, into_s)
    attempt = header.attempt
    if before and (attempt is not None or created is None):
        attempt = before + (1 if attempt is None else attempt)
    return replace(
        header,
        person=header.person if code is None else code,
        created_utc=header.created_utc if created is None else created,
        attempt=attempt,
        extra={**header.extra, PART_OF: chain},
    )


def _later(created: str | None, into_s: float) -> str | None:
    """Give when a part began; None where it is not known when the whole did."""
    try:
        began = datetime.fromisoformat(created or "")
        return (began + timedelta(seconds=round(into_s, 3))).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return None


def _rows(
    recording: Recording,
    here: Sequence[EventRow],
    rows: Sequence[EventRow],
    holds: Sequence[KeptHold],
    block: SampleBlock,
) -> tuple[EventRow, ...]:
    """Give the events of a part: its own rows, and what of the whole holds for it as well."""
    kept = [row for row in here if not _is_of_the_whole(row)]
    stand = standing_edits(rows)
    kept += _edits([row for row in here if row in stand], holds)
    lost = recording.losses.after(losses_in(rows))
    last_s = float(block.time_s[-1])
    kept += ratings_of_part(rows, here, last_s)
    if lost.count:
        kept.append(EventRow(last_s, "note", "auto", losses_note(lost)))
    automatic = tuple(hold.automatic for hold in holds if hold.automatic is not None)
    conditions = recording.header.conditions()
    found = Found(ALGORITHM, conditions.placement, conditions.cap_s, automatic)
    return (*kept, found_note(last_s, found))


def _edits(said: Sequence[EventRow], holds: Sequence[KeptHold]) -> list[EventRow]:
    """Give the edits that make these holds: as they were said, so that the newest is taken back.

    They are said anew, a hold each, where one of them reaches beyond the part.
    """
    found = [
        replace(h, edited_s=None, discarded=False, went_on=False) for h in holds if h.automatic
    ]
    cap_s = next((hold.cap_s for hold in holds), None)
    made, _ = apply_edits(found, said, cap_s)
    same = [_as_it_counts(hold) for hold in made] == [_as_it_counts(hold) for hold in holds]
    return list(said) if same else edits_for(holds)


def _as_it_counts(hold: KeptHold) -> tuple[object, ...]:
    return hold.automatic, hold.edited_s, hold.discarded, hold.went_on


def _is_of_the_whole(row: EventRow) -> bool:
    """Whether it is said anew for each part: edits as they stand, and losses."""
    if row.event == "edit":
        return row.by == "user"
    return is_losses(row)
