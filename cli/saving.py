"""Keeping what comes from a source: the recording, and the events found in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import numpy as np

from balance import __version__
from balance.protocol.conditions import Conditions
from balance.records.events_file import EVENTS, EventRow, append_events, events_path
from balance.records.header import Header
from balance.records.recorder import Recorder
from balance.samples import SampleBlock
from balance.signal.quality import LONGEST_GAP_S
from balance.signal.results import Event, Item
from drivers.source import SourceInfo

SOFTWARE = f"balance-timer {__version__}"


def header_for(info: SourceInfo, conditions: Conditions) -> Header:
    """Make the header of a recording that begins now."""
    return Header(
        **asdict(conditions),
        source=info.address,
        model=info.model,
        resolution_m_s2=info.resolution_m_s2,
        rate_hz=info.nominal_rate_hz,
        created_utc=datetime.now(UTC).isoformat(timespec="seconds"),
        software=SOFTWARE,
        extra=info.details,
    )


def gaps(last_s: float | None, block: SampleBlock) -> list[Event]:
    """Gaps of a block as events, with the one before it where `last_s` is the time before."""
    time_s = block.time_s if last_s is None else np.append(last_s, block.time_s)
    steps = np.diff(time_s)
    return [
        Event("gap", float(time_s[i]), float(time_s[i + 1]), f"{steps[i]:.2f} s")
        for i in np.flatnonzero(steps >= LONGEST_GAP_S)
    ]


class Keeper:
    """Writes blocks as they come, and the events beside them.

    The file is made with the first block, which shows whether there is a rate of turn.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self.path = path
        self._header = header
        self._recorder: Recorder | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._recorder is not None:
            self._recorder.close()

    def push(self, block: SampleBlock) -> None:
        """Write a block."""
        if self._recorder is None:
            has_gyr = block.gyr_rad_s is not None
            self._recorder = Recorder(self.path, self._header, has_gyr=has_gyr)
        self._recorder.push(block)

    def note(self, items: Iterable[Item]) -> None:
        """Write the events among `items` that belong in an events file."""
        rows = [
            EventRow(item.t_s, item.event, "auto", item.detail)
            for item in items
            if isinstance(item, Event) and item.event in EVENTS
        ]
        if rows:
            append_events(events_path(self.path), rows)
