"""A recording without whose it is: what may stay is named, and all else goes.

A first line, an events file and times are made anew from what is known to say nothing of a person,
a day or a device; nothing is copied that is not understood.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from balance.protocol.conditions import Conditions
from balance.records.events_file import (
    BY,
    COLUMNS,
    EVENTS,
    LOST,
    EventRow,
    losses_in,
    losses_note,
)
from balance.records.found import Found, found_in, found_note
from balance.records.header import ASSUMED, NO_PLACEMENT, Header
from balance.records.ratings import rated_hold, rating_by, rating_done
from balance.records.recorder import first_line
from balance.records.recording import COLUMNS as SAMPLE_COLUMNS
from balance.records.recording import GYR_COLUMNS, Recording
from balance.samples import Losses, SampleBlock
from balance.timing.hold_timer import ALGORITHM
from balance.timing.results import Hold
from balance.words import END_REASONS

#: Keys of a first line that stay as they are: each has few values, or is a number of the test.
KEPT_KEYS: Final = (
    "placement",
    "stance_leg",
    "sensor_on",
    "eyes",
    "surface",
    "sound",
    "practice",
    "cap_s",
    "forward_axis",
    "resolution_m_s2",
    "rate_hz",
)
#: Of free text these alone stay: what the named tests of the program say.
KEPT_ARMS: Final = ("crossed", "on the hips", "at the sides")
SOMETHING: Final = "something was taken for granted when the original file was read"
_CAUSE: Final = "rows lost before they were written"
#: From here on times may be those of a calendar: they are counted from the first second.
_A_DAY_S: Final = 86400.0
_NO_ROWS: Final = ("note", "edit")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A recording as it may be shared.

    Parameters
    ----------
    text, events
        Bytes of the recording and of the events beside it; no events where none are left.
    shift_s
        What was taken from all times.
    """

    text: bytes
    events: bytes
    shift_s: float


def cleaned(
    recording: Recording,
    rows: Sequence[EventRow],
    *,
    person: str | None,
    simulated: bool,
    raters: Mapping[str, str],
) -> Cleaned:
    """Make a recording anew without whose it is.

    Parameters
    ----------
    rows
        The events beside it.
    person
        The number that stands for who it was.
    raters
        The letter that stands for each rater who was compared; what others think goes.
    """
    block = recording.block
    first_s = float(block.time_s[0]) if len(block) else 0.0
    shift_s = float(math.floor(first_s)) if abs(first_s) >= _A_DAY_S else 0.0
    header = clean_header(recording.header, person=person, simulated=simulated)
    kept = clean_rows(recording, rows, raters, shift_s)
    moved = SampleBlock(block.time_s - shift_s, block.acc_m_s2, block.gyr_rad_s)
    return Cleaned(first_line(header) + _samples(moved), _events(kept), shift_s)


def clean_header(header: Header, *, person: str | None, simulated: bool) -> Header:
    """Give a first line of what may stay."""
    kept = {key: getattr(header, key) for key in KEPT_KEYS}
    arms = header.arms if header.arms in KEPT_ARMS else None
    extra: dict[str, object] = {"simulated": True} if simulated else {}
    if header.assumed:
        known = [each for each in header.assumed if each == NO_PLACEMENT]
        extra[ASSUMED] = [*known, *([] if len(known) == len(header.assumed) else [SOMETHING])]
    return Header(**kept, arms=arms, person=person, extra=extra)


def clean_rows(
    recording: Recording, rows: Sequence[EventRow], raters: Mapping[str, str], shift_s: float
) -> list[EventRow]:
    """Give the events that may stay: no note, no edit, no text; raters as letters."""
    kept = [
        EventRow(row.time_s - shift_s, row.event, row.by, LOST if row.detail == LOST else "")
        for row in rows
        if row.event in EVENTS and row.event not in _NO_ROWS and row.by in BY
    ]
    block = recording.block
    last_s = float(block.time_s[-1]) - shift_s if len(block) else 0.0
    lost = recording.losses.after(losses_in(rows))
    if lost.count:
        told = Losses(lost.rows, ((_CAUSE, lost.count),))
        kept.append(EventRow(last_s, "note", "auto", losses_note(told)))
    found = found_in(rows)
    if found is not None and not shift_s and _is_plain(found, recording.header.conditions()):
        # Without the words of what was seen: they are of another file.
        bare = tuple(_without_evidence(found))
        kept.append(found_note(last_s, Found(ALGORITHM, found.placement, found.cap_s, bare)))
    for code, letter in raters.items():
        kept += _rating(rows, code, letter, recording.header.cap_s, shift_s, last_s)
    return kept


def _is_plain(found: Found, conditions: Conditions) -> bool:
    """Tell whether what was found in a whole counts here, and is numbers and known words alone."""
    return found.fits(ALGORITHM, conditions) and all(
        hold.end_reason in END_REASONS
        and isinstance(hold.censored, bool)
        and isinstance(hold.corrections, int)
        for hold in found.holds
    )


def _without_evidence(found: Found) -> Iterable[Hold]:
    return (replace(hold, evidence=()) for hold in found.holds)


def _rating(
    rows: Sequence[EventRow],
    code: str,
    letter: str,
    cap_s: float | None,
    shift_s: float,
    last_s: float,
) -> list[EventRow]:
    """Say anew what a rater thinks, under a letter."""
    rating = rating_by(rows, code, cap_s)
    if rating is None:
        return []
    said = [
        rated_hold(letter, one.lift_off_s - shift_s, one.end_s - shift_s, went_on=one.censored)
        for one in rating.holds
    ]
    # A rater who saw no hold says so by being done.
    return [*said, rating_done(letter, last_s)] if rating.done or not said else said


def _samples(block: SampleBlock) -> bytes:
    """Write samples to the last digit, so that they score the same again."""
    columns = [block.time_s, block.acc_m_s2]
    names: tuple[str, ...] = SAMPLE_COLUMNS
    if block.gyr_rad_s is not None:
        columns.append(block.gyr_rad_s)
        names = (*SAMPLE_COLUMNS, *GYR_COLUMNS)
    lines = [",".join(map(repr, row)) for row in np.column_stack(columns).tolist()]
    return "".join(f"{line}\n" for line in (",".join(names), *lines)).encode()


def _events(rows: Sequence[EventRow]) -> bytes:
    if not rows:
        return b""
    lines = [f"{row.time_s:.6f},{row.event},{row.by},{_quoted(row.detail)}" for row in rows]
    return "".join(f"{line}\n" for line in (",".join(COLUMNS), *lines)).encode()


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if any(sign in text for sign in ',"') else text
