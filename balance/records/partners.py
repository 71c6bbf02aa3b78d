"""Two recordings of one attempt: how each names the other, and what their clocks share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow
from balance.records.formats.content import read_head
from balance.records.header import Header
from balance.records.recording import is_ours, read_header
from balance.signal.clocks import Clocks
from balance.signal.placement import TRUNK

#: Key of the first line: the name of the file of the other sensor, in the same folder.
WITH: Final = "with"
#: Key of the first line: `since`, a moment; `zero_s`, how long after it time 0 of the file was, by
#: a clock that all sensors of that moment share; `rate`, its seconds in one of the file's.
CLOCK: Final = "clock"
_UNHEARD: Final = "not waited for"
_UNTIL: Final = re.compile(rf"{_UNHEARD}(?: until (-?\d{{1,12}}\.\d{{6}}) s)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unheard:
    """Samples after one and before another that came too late to be timed, in their own time.

    `until_s` is None where none came in time any more.
    """

    since_s: float
    until_s: float | None

    def row(self) -> EventRow:
        """Give it as a row of the events; see `unheard_in`."""
        until = "" if self.until_s is None else f" until {self.until_s:.6f} s"
        return EventRow(self.since_s, "note", "auto", f"{_UNHEARD}{until}")


def unheard_in(rows: Sequence[EventRow]) -> tuple[Unheard, ...]:
    """Give what of a recording was not waited for, as the events beside it say."""
    found: dict[float, Unheard] = {}  # of one that is said again, the newer row counts
    for row in rows:
        said = _UNTIL.fullmatch(row.detail) if row.event == "note" and row.by == "auto" else None
        if said is not None:
            until_s = float(said[1]) if said[1] else None
            found[row.time_s] = Unheard(row.time_s, until_s)
    return tuple(found[since_s] for since_s in sorted(found))


def keys_of(partner: str, since: str = "", clocks: Clocks | None = None) -> dict[str, object]:
    """Give the keys of a first line that name the other recording.

    `clocks` are from the recording's clock to one that both share, counted from the moment `since`.
    """
    if clocks is None:
        return {WITH: partner}
    clock = {"since": since, "zero_s": clocks.offset_s, "rate": clocks.rate}
    return {WITH: partner, CLOCK: clock}


def partner_of(path: Path, header: Header) -> Path | None:
    """Give the recording that one names, where it is there and names it back.

    What can't be read names nobody: whoever opens it will say why.
    """
    name = header.extra.get(WITH)
    if not isinstance(name, str) or not name or Path(name).name != name or name == path.name:
        return None
    other = path.with_name(name)
    try:
        named = other.is_file() and read_header(other).extra.get(WITH) == path.name
    except RecordingError:
        return None
    return other if named else None


def is_beside(header: Header) -> bool:
    """Whether a recording is that of the trunk, of two sensors: the leg's has the holds."""
    return isinstance(header.extra.get(WITH), str) and header.placement in TRUNK


def other_of(path: Path) -> Path | None:
    """Give the recording that a file names, as `partner_of`; None of a file that is not ours."""
    try:
        head = read_head(path)
        if not is_ours(head) or f'"{WITH}"'.encode() not in head:
            return None
        header = read_header(path)
    except RecordingError:
        return None
    return partner_of(path, header)


def clocks_of(header: Header, other: Header) -> Clocks | None:
    """Give how one recording's clock stands to another's, where both say so; None where not."""
    this, that = (shared_clock(each) for each in (header, other))
    if this is None or that is None or this[0] != that[0]:
        return None
    return this[1].through(that[1])


def shared_clock(header: Header) -> tuple[str, Clocks] | None:
    """Give the clock that a first line tells of, and how the recording's own stands to it."""
    said = header.extra.get(CLOCK)
    if not isinstance(said, dict):
        return None
    since, zero_s, rate = said.get("since"), said.get("zero_s"), said.get("rate", 1.0)
    if not isinstance(zero_s, int | float) or not isinstance(rate, int | float):
        return None
    if not isinstance(since, str) or not 0.9 < rate < 1.1:
        return None
    return since, Clocks(offset_s=float(zero_s), rate=float(rate))
