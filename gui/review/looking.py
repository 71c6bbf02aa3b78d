"""One recording under review: what the detector saw, what people changed, and how to change it.

No Qt in here, and nothing is computed about balance: the session and the edits say it all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from balance.analysis import Analysis, analyze
from balance.paired.scoring import score_together
from balance.records.edits import (
    KeptHold,
    apply_edits,
    hold_edit,
    no_hold_edit,
    note_on,
    standing_edits,
    standing_notes,
    undo_edit,
)
from balance.records.errors import RecordingError
from balance.records.events_file import (
    EventRow,
    append_events,
    events_path,
)
from balance.records.formats.told import NOTHING, Told
from balance.records.open_any import events_beside, open_recording
from balance.records.partners import is_beside, other_of
from balance.samples import GRAVITY_M_S2
from balance.signal.placement import TRUNK
from balance.timing.results import Event, Hold
from gui.review.leaning import directions

if TYPE_CHECKING:
    from balance.records.recording import Recording
    from balance.samples import FloatArray, SampleBlock

LEAST_S: Final = 0.1
GONE: Final = (
    "is not here any more: it was moved elsewhere, or cut into parts; open them from the list"
)
_POINTS: Final = 2000


@dataclass(frozen=True, slots=True)
class Seen:
    """A hold as it stands, with what the detector said of it on the way."""

    kept: KeptHold
    events: tuple[Event, ...]


class Looking:
    """A recording that is open, with its edits. Samples are only ever read.

    Parameters
    ----------
    path
        Any recording that can be opened.
    told
        How a file of another program is to be read, where it does not say.

    Raises
    ------
    RecordingError
        Where it can't be read; one sentence.
    """

    def __init__(self, path: Path, told: Told = NOTHING) -> None:
        self.path = path
        self.told = told
        self._stamp = _stamp(path)
        self.recording: Recording = open_recording(path, told)
        self.rows: tuple[EventRow, ...] = self.recording.events
        self.beside: Path | None = other_of(path)
        self.analysis: Analysis = self._analyzed()
        self.holds: tuple[Seen, ...] = ()
        self.troubles: tuple[str, ...] = ()
        self._lay_edits()
        block = self.recording.block
        self.time_s = block.time_s
        self.acc_m_s2, self.turn_deg_s = lengths(block)
        self.up: FloatArray = directions(block.time_s, block.acc_m_s2)

    def _analyzed(self) -> Analysis:
        """Score it; with what was worn on the trunk, where it is the leg's of two recordings.

        How surely somebody stood on one leg is what the leg's sensor says of it.
        """
        alone = analyze(self.recording, course=True)
        if self.beside is None or is_beside(self.recording.header):
            return alone
        try:
            both = score_together(self.path, self.beside, rows=self.rows)
        except RecordingError as error:
            return replace(alone, reasons=(*alone.reasons, str(error)))
        return replace(both, course=alone.course)

    @property
    def stale(self) -> bool:
        """Whether the file has changed since: it was still being written then."""
        return _stamp(self.path) not in (self._stamp, None)

    def reread(self) -> bool:
        """Read anew what people said, since it may be said elsewhere; True where it is another."""
        rows = events_beside(self.path)
        if rows == self.rows:
            return False
        self.rows = rows
        self._lay_edits()
        return True

    @property
    def trunk(self) -> bool:
        """Whether the sensor was worn on the trunk."""
        return self.recording.header.placement in TRUNK

    @property
    def undoable(self) -> bool:
        """Whether there is an edit to take back, of today or of long ago."""
        return bool(standing_edits(self.rows))

    @property
    def notes(self) -> tuple[EventRow, ...]:
        """What people wrote, as far as it stands."""
        spans = [seen.kept.span_s for seen in self.holds]
        return tuple(standing_notes(self.rows, spans))

    def set_span(self, lift_off_s: float, end_s: float) -> None:
        """Place the ends of a hold."""
        end_s = max(end_s, lift_off_s + LEAST_S)
        self._add(hold_edit(lift_off_s, end_s))

    def not_step_down(self, number: int) -> None:
        """Say that the end of a hold was none."""
        self._add(hold_edit(*self.holds[number].kept.span_s, went_on=True))

    def discard(self, number: int) -> None:
        """Say that what was found was no hold."""
        self._add(no_hold_edit(*self.holds[number].kept.span_s))

    def automatic(self, number: int) -> None:
        """Go back to what the detector found."""
        found = self.holds[number].kept.automatic
        if found is not None:
            self._add(hold_edit(found.lift_off_s, found.end_s))

    def add_hold(self, first_s: float, last_s: float) -> float | None:
        """Add a hold that was not found, in the longest stretch without one between two times.

        Returns
        -------
        float or None
            Its middle; None where there is no room, since an edit over a hold would move that one.
        """
        first_s, last_s = max(first_s, float(self.time_s[0])), min(last_s, float(self.time_s[-1]))
        spans = [seen.kept.span_s for seen in self.holds]
        begins = [first_s, *(end_s for _, end_s in spans)]
        ends = [*(lift_off_s for lift_off_s, _ in spans), last_s]
        free = [
            (max(begin, first_s), min(end, last_s)) for begin, end in zip(begins, ends, strict=True)
        ]
        low, high = max(free, key=lambda stretch: stretch[1] - stretch[0])
        third_s = (high - low) / 3
        if third_s < LEAST_S:
            return None
        self._add(hold_edit(low + third_s, high - third_s))
        return (low + high) / 2

    def undo(self) -> None:
        """Take back the newest edit that stands, if any does."""
        stand = standing_edits(self.rows)
        if stand:
            self._add(undo_edit(stand[-1].time_s))

    def note(self, time_s: float, text: str) -> None:
        """Write a note at a time."""
        self._add(note_on((time_s, time_s), text))

    def note_hold(self, number: int, text: str) -> None:
        """Write a note on a hold, in place of what was written on it; an empty one takes it away.

        It is what the terminal writes: the history has it as the note of that attempt.
        """
        kept = self.holds[number].kept
        if kept.note:
            self._add(note_on(kept.span_s, ""))
        if text.strip():
            self._add(note_on(kept.span_s, text))

    def nearest(self, time_s: float) -> int | None:
        """Give the hold that is nearest to a time."""
        if not self.holds:
            return None
        far = [abs(sum(seen.kept.span_s) / 2 - time_s) for seen in self.holds]
        return int(np.argmin(far))

    def _add(self, row: EventRow) -> None:
        """Write a row beside the recording, which has to be there: nobody finds it otherwise."""
        if _stamp(self.path) is None:
            raise RecordingError(GONE, self.path)
        append_events(events_path(self.path), [row])
        self.rows = (*self.rows, row)
        self._lay_edits()

    def _lay_edits(self) -> None:
        cap_s = self.analysis.conditions.cap_s
        found = [KeptHold(hold, cap_s=cap_s) for hold in self.analysis.holds]
        kept, self.troubles = apply_edits(found, self.rows, cap_s)
        self.holds = tuple(Seen(hold, self._events_of(hold.automatic)) for hold in kept)

    def _events_of(self, hold: Hold | None) -> tuple[Event, ...]:
        if hold is None:
            return ()
        return tuple(
            item
            for item in self.analysis.items
            if isinstance(item, Event)
            and hold.lift_off_decided_s - 1e-6 <= item.decided_s <= hold.final_s + 1e-6
        )


def lengths(block: SampleBlock) -> tuple[FloatArray, FloatArray | None]:
    """Give acceleration less gravity, m/s^2, and rate of turn, degrees a second.

    Both are lengths of vectors: how the sensor was turned does not matter. There is no rate of turn
    where it is not measured.
    """
    acc_m_s2: FloatArray = np.sqrt(np.sum(block.acc_m_s2**2, axis=1)) - GRAVITY_M_S2
    gyr = block.gyr_rad_s
    turn = None if gyr is None else np.degrees(np.sqrt(np.sum(gyr**2, axis=1)))
    return acc_m_s2, turn


def overview(time_s: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give a trace in few points that still shows each peak: least and most of each stretch."""
    if values.size <= 2 * _POINTS:
        return time_s, values
    step = values.size // _POINTS
    whole = step * (values.size // step)
    pieces = values[:whole].reshape(-1, step)
    ends = np.column_stack([pieces.min(axis=1), pieces.max(axis=1)]).ravel()
    return np.repeat(time_s[:whole:step], 2), ends


def lined_up(
    one: Looking, number: int, other: Looking, other_number: int
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray], bool]:
    """Give two holds, each with its lift-off at 0 s, and whether it is their rate of turn.

    It is their acceleration where either has no rate of turn: two units are not compared.
    """
    turns = one.turn_deg_s is not None and other.turn_deg_s is not None
    return _from_lift_off(one, number, turns), _from_lift_off(other, other_number, turns), turns


def _from_lift_off(look: Looking, number: int, turns: bool) -> tuple[FloatArray, FloatArray]:
    lift_off_s, end_s = look.holds[number].kept.span_s
    values = look.turn_deg_s if turns and look.turn_deg_s is not None else look.acc_m_s2
    rows = (look.time_s >= lift_off_s - 2.0) & (look.time_s <= end_s + 2.0)
    return look.time_s[rows] - lift_off_s, values[rows]


def _stamp(path: Path) -> tuple[int, int] | None:
    """Tell one state of a file from another; None where it can't be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
