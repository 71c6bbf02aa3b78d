"""A whole recording scored as if it were live: what `analyze` gives.

Each recording is pushed through the same `Session` that a device feeds. All that is read here is
the file, where `analyze` is given a path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from balance.hold_json import hold_dict, sway_dict
from balance.protocol.conditions import Conditions, Eyes, Leg, Surface, fields_of
from balance.records.events_file import EventRow, Stop, losses_in, stops_in
from balance.records.found import Found, found_in
from balance.records.header import ASSUMED, NO_PLACEMENT, Header
from balance.records.recording import Recording
from balance.samples import SampleBlock
from balance.session import Session, sway_in
from balance.signal.placement import ForwardAxis, Placement
from balance.signal.quality import Status
from balance.sway.kept import Kept
from balance.sway.window import NoSway, Sway, standing_sway
from balance.timing.course import CourseKeeper
from balance.timing.hold_timer import ALGORITHM
from balance.timing.results import Course, Hold, Item
from balance.version import SOFTWARE


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a whole recording shows.

    Attributes
    ----------
    conditions : Conditions
        How it was made, as it was scored.
    rate_hz : float
        Measured samples a second, gaps left out; nan where there are fewer than two.
    duration_s : float
        Seconds from the first to the last sample.
    status : str
        valid, attention or invalid: whether the signal is good enough to time from.
    reasons : tuple of str
        Why it is no better, each in words.
    items : tuple of Event or Hold
        All that was found, in the order in which it became known.
    standing : Sway, NoSway or None
        Sway of standing on two feet, where that was asked for.
    course : Course or None
        How surely somebody stood on one leg, where that was asked for.
    beside : mapping or None
        Of two sensors, what the other one was, in JSON's own types.
    """

    conditions: Conditions
    rate_hz: float
    duration_s: float
    status: Status
    reasons: tuple[str, ...]
    items: tuple[Item, ...]
    standing: Sway | NoSway | None = None
    course: Course | None = None
    beside: Mapping[str, Any] | None = None

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The holds, in order."""
        return tuple(item for item in self.items if isinstance(item, Hold))

    def as_dict(self, name: str) -> dict[str, Any]:
        """Give the object of ``balance-timer analyze --json``: plain numbers, texts and lists.

        Parameters
        ----------
        name
            What the recording is to be called there.
        """
        return {
            "recording": name,
            **({} if self.beside is None else {"with": dict(self.beside)}),
            "algorithm": ALGORITHM,
            "software": SOFTWARE,
            "placement": self.conditions.placement,
            "stance_leg": self.conditions.stance_leg,
            "rate_hz": round(self.rate_hz, 2) if self.rate_hz == self.rate_hz else None,
            "duration_s": round(self.duration_s, 3),
            "status": self.status,
            "reasons": list(self.reasons),
            "holds": [hold_dict(hold) for hold in self.holds],
            **({} if self.standing is None else {"standing": sway_dict(self.standing)}),
        }


def analyze(
    recording: Recording | SampleBlock | str | PathLike[str],
    *,
    conditions: Conditions | None = None,
    placement: Placement | None = None,
    leg: Leg | None = None,
    eyes: Eyes | None = None,
    surface: Surface | None = None,
    forward_axis: ForwardAxis | None = None,
    min_hold_s: float = 1.0,
    chunk: int | None = None,
    standing_s: tuple[float, float] | None = None,
    events: Sequence[EventRow] | None = None,
    course: bool = False,
) -> Analysis:
    """Score a recording as if it were live, as ``balance-timer analyze`` does.

    What stands in the events file beside it counts: where an attempt was stopped by hand, what was
    lost before it was written, and what was found in the whole that it is a part of. Edits are
    not laid over what is found.

    Parameters
    ----------
    recording
        What to score: as `open_recording` gave it, the path of a file that is to be opened, or
        samples of your own; of those, say `placement` or `conditions` as well.
    conditions
        In place of all those in its header.
    placement, leg, eyes, surface, forward_axis
        In place of single ones: where the sensor was worn, the stance leg, open or closed, firm or
        foam, the sensor's axis that points forward. None leaves what the header says.
    min_hold_s
        Shorter holds are touches, seconds.
    chunk
        Samples a block; the answer does not depend on it.
    standing_s
        A stretch of standing on two feet whose sway is to be measured, from and to, seconds of the
        recording's own time.
    events
        In place of `Recording.events`.
    course
        Whether the course of "on one leg" is wanted as well.

    Returns
    -------
    Analysis
        Its holds and events, and how good the signal is.

    Raises
    ------
    RecordingError
        Where a path is given and `open_recording` can't read it.
    ValueError
        Where a condition is none that there is, or a number is out of range.
    """
    recording = _recording(recording)
    _check(min_hold_s, chunk, standing_s)
    said = {
        "placement": placement,
        "stance_leg": leg,
        "eyes": eyes,
        "surface": surface,
        "forward_axis": forward_axis,
    }
    instead = {} if conditions is None else fields_of(conditions)
    instead |= {name: value for name, value in said.items() if value is not None}
    header = recording.header.said(instead)
    rows = recording.events if events is None else events
    keeper = CourseKeeper() if course else None
    session = Session(
        header.conditions(), min_hold_s=min_hold_s, course=keeper, assumed=header.assumed
    )
    session.lost = recording.losses.after(losses_in(rows))
    block = recording.block
    items = _played(session, block, stops_in(rows), chunk or max(1, len(block)))
    found = found_in(rows)
    if found is not None and found.fits(ALGORITHM, session.conditions):
        items = _as_in_whole(session, block, items, found, min_hold_s)
    status, reasons = session.status
    others = [fault for fault in recording.faults if fault not in recording.losses.faults()]
    standing = None
    if standing_s is not None:
        where = session.conditions.placement, session.conditions.forward_axis
        standing = standing_sway(block, *standing_s, *where)
    return Analysis(
        conditions=session.conditions,
        rate_hz=session.quality.rate_hz,
        duration_s=block.duration_s,
        status=status,
        reasons=(*reasons, *session.few_lost, *others),
        items=tuple(items),
        standing=standing,
        course=None if keeper is None else keeper.course,
    )


def _recording(given: Recording | SampleBlock | str | PathLike[str]) -> Recording:
    if isinstance(given, Recording):
        return given
    if isinstance(given, SampleBlock):
        return Recording(Path(), Header(extra={ASSUMED: [NO_PLACEMENT]}), given)
    from balance.records.open_any import open_recording  # late: a live test opens no file

    return open_recording(given)


def _check(min_hold_s: float, chunk: int | None, standing_s: tuple[float, float] | None) -> None:
    if not 0.0 <= min_hold_s < inf:
        raise ValueError(f"min_hold_s must be a number of seconds from 0 on, not {min_hold_s!r}.")
    if chunk is not None and chunk < 1:
        raise ValueError(f"chunk must be 1 sample or more, not {chunk!r}.")
    if standing_s is not None and not -inf < standing_s[0] < standing_s[1] < inf:
        raise ValueError(f"standing_s must be two times, from and to, not {standing_s!r}.")


def _played(session: Session, block: SampleBlock, stops: Sequence[Stop], step: int) -> list[Item]:
    """Push a whole recording, and stop where somebody stopped."""
    items: list[Item] = []
    first = 0
    for stop in sorted(stops, key=lambda stop: stop.time_s):
        last = int(np.searchsorted(block.time_s, stop.time_s, side="right"))
        items += _pushed(session, block[first:last], step) + session.stop(lost=stop.lost)
        first = last
    return items + _pushed(session, block[first:], step) + session.finish()


def _as_in_whole(
    session: Session, block: SampleBlock, items: list[Item], found: Found, min_hold_s: float
) -> list[Item]:
    """Put the holds as they were found in the whole in place of those found in a part of it."""
    long = [hold for hold in found.holds if hold.duration_s >= min_hold_s]
    session.settled |= bool(long)
    kept = Kept()
    kept.push(block)
    holds = [replace(hold, sway=sway_in(kept, hold, session.conditions)) for hold in long]
    return [*(item for item in items if not isinstance(item, Hold)), *holds]


def _pushed(session: Session, block: SampleBlock, step: int) -> list[Item]:
    items: list[Item] = []
    for first in range(0, len(block), step):
        items += session.push(block[first : first + step])
    return items
