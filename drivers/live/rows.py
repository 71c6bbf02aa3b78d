"""What goes beside the samples: the first line of a recording, and the rows of its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from balance.protocol.conditions import Conditions
from balance.records.errors import RecordingError
from balance.records.events_file import EVENTS, EventRow
from balance.records.header import Header
from balance.records.parts import PART_OF
from balance.records.recording import read_header
from balance.samples import SampleBlock
from balance.signal.quality import LONGEST_GAP_S
from balance.timing.results import Event, Hold, Item
from balance.version import SOFTWARE
from drivers.address import parse_address
from drivers.source import SourceInfo

# What is decided may change until it is final: these are written from the hold.
_FROM_THE_HOLD: Final = ("lift_off", "step_down", "cap")


def header_for(
    info: SourceInfo,
    conditions: Conditions,
    *,
    person: str | None = None,
    supervised: bool = False,
    exercise: Mapping[str, object] | None = None,
) -> Header:
    """Make the header of a recording that begins now.

    What is replayed stays what it was: whose it is, when it was made, and whether it is simulated.
    `exercise` says that it has no holds, and what it has.
    """
    now = datetime.now(UTC)
    first = _replayed(info.address)
    if first is None:
        # A session is named by the day where the person is.
        first = Header(source=info.address, session=f"{now.astimezone():%Y-%m-%d}")
    return replace(
        first,
        **asdict(conditions),
        person=person or first.person,
        source=first.source or info.address,
        model=info.model,
        resolution_m_s2=info.resolution_m_s2,
        rate_hz=info.nominal_rate_hz,
        created_utc=first.created_utc or now.isoformat(timespec="milliseconds"),
        software=SOFTWARE,
        extra={
            **info.details,
            **first_extra(first, supervised=supervised),
            **(exercise or {}),
        },
    )


def first_extra(first: Header, *, supervised: bool) -> dict[str, object]:
    """What the replayed header said beside its keys, and whether somebody looked on.

    What is recorded now was not cut from anything.
    """
    said = {key: value for key, value in first.extra.items() if key != PART_OF}
    return {**said, "supervised": True} if supervised else said


def gaps(last_s: float | None, block: SampleBlock) -> list[Event]:
    """Gaps of a block as events, with the one before it where `last_s` is the time before."""
    time_s = block.time_s if last_s is None else np.append(last_s, block.time_s)
    steps = np.diff(time_s)
    return [
        Event("gap", float(time_s[i]), float(time_s[i + 1]), f"{steps[i]:.2f} s")
        for i in np.flatnonzero(steps >= LONGEST_GAP_S)
    ]


def event_rows(items: Iterable[Item]) -> list[EventRow]:
    """Give the rows of an events file for what became known, in that order.

    Both ends of a hold are written once it is final, as they are then. A touch that is no hold
    leaves none; a gap and a stop are events of their own, and have their rows from those.
    """
    rows: list[EventRow] = []
    for item in items:
        if isinstance(item, Hold):
            rows.append(EventRow(item.lift_off_s, "lift_off", "auto"))
            if item.end_reason in _FROM_THE_HOLD:
                rows.append(EventRow(item.end_s, item.end_reason, "auto"))
        elif item.event in EVENTS and item.event not in _FROM_THE_HOLD:
            rows.append(EventRow(item.t_s, item.event, "auto", item.detail))
    return rows


def _replayed(address: str) -> Header | None:
    """Give the header of a native recording that is replayed; None for any other source."""
    if not address.startswith("replay:"):
        return None
    try:
        return read_header(Path(parse_address(address).target))
    except RecordingError:  # not native: it says nothing of these
        return Header()
