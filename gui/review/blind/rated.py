"""A recording as one rater goes through it: its samples, and what that rater said. No widgets here.

It is never scored, and of its events file nothing stays but the rows of this rater: what is not
there can't be shown. Rows are added to the file as they are said. What it does not take is kept
here, and tried again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path, read_events
from balance.records.formats.told import NOTHING, Told
from balance.records.open_any import open_recording
from balance.records.ratings import (
    RatedHold,
    Rating,
    rated_hold,
    rated_no_hold,
    rating_by,
    rating_done,
    rating_undo,
    standing_ratings,
)
from gui.kit.text import number, tr
from gui.review.looking import LEAST_S, lengths

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from balance.samples import FloatArray

NO_READINGS: Final = "there are too few readings in it to mark a hold; where it has none, press D"
NO_LIFT_OFF: Final = "mark the lift-off first: move the cursor to it, and press L"
TOO_EARLY: Final = "the step-down comes after the lift-off at {at} s; move the cursor to it"
NO_STEP_DOWN: Final = (
    "the hold that begins at {at} s has no step-down yet: mark it with S, say with W that it went "
    "on, or take the lift-off back with Ctrl+Z"
)
CROSSED: Final = "a hold lasts at least {least} s: its lift-off comes before its step-down"
GONE: Final = "the recording is not there any more: it was moved elsewhere, or renamed"
UNKEPT: Final = "the file of the marks {what}"


class Rated:
    """A recording that is open for a rater.

    Parameters
    ----------
    path
        Any recording that can be opened.
    rater
        A code.
    told
        How a file of another program is to be read, where it does not say.

    Attributes
    ----------
    holds : tuple of RatedHold
        As this rater sees them.
    done : bool
        Whether this rater went through the whole.
    half_s : float or None
        A lift-off whose step-down is still to be marked.
    chosen : int or None
        Number of the hold that is looked at.

    Raises
    ------
    RecordingError
        Where recording or events can't be read; one sentence.
    """

    def __init__(self, path: Path, rater: str, told: Told = NOTHING) -> None:
        self.path, self.rater = path, rater
        recording = open_recording(path, told)
        self._cap_s = recording.header.cap_s
        self.placement = recording.header.placement
        self.time_s: FloatArray = recording.block.time_s
        self.acc_m_s2, self.turn_deg_s = lengths(recording.block)
        self.holds: tuple[RatedHold, ...] = ()
        self.done = False
        self.half_s: float | None = None
        self.chosen: int | None = None
        self._kept: list[EventRow] = []
        self._unkept: list[EventRow] = []
        self.reread()

    @property
    def span_s(self) -> tuple[float, float]:
        """When it begins and ends."""
        return (float(self.time_s[0]), float(self.time_s[-1])) if self.time_s.size else (0.0, 0.0)

    @property
    def unkept(self) -> int:
        """How many marks the file has not taken yet."""
        return len(self._unkept)

    @property
    def begun(self) -> bool:
        """Whether anything that this rater said stands."""
        return bool(self._unkept or self._kept)

    @property
    def undoable(self) -> bool:
        """Whether there is something of this rater to take back."""
        return self.half_s is not None or self.begun

    @property
    def held_up(self) -> str:
        """Why another recording is not to be opened yet; empty where it may."""
        if self.half_s is None:
            return ""
        return tr(NO_STEP_DOWN, at=number(self.half_s, 2))

    def reread(self) -> None:
        """Read anew what this rater said, here or in another window."""
        self._kept = standing_ratings(read_events(events_path(self.path)), self.rater)
        self._lay()

    def lift_off(self, at_s: float) -> None:
        """Begin a hold; within one of this rater's, its lift-off is moved there."""
        if self.span_s[1] - self.span_s[0] < LEAST_S:
            raise RecordingError(tr(NO_READINGS))
        at_s, inside = self._within(at_s), self.hold_at(at_s)
        if self.half_s is None and inside is not None:
            self.move(inside, at_s, self.holds[inside].end_s)
        else:
            self.half_s, self.chosen = at_s, None

    def step_down(self, at_s: float) -> None:
        """End the hold that was begun; within one of this rater's, its end is moved there."""
        at_s, inside = self._within(at_s), self.hold_at(at_s)
        if self.half_s is not None:
            if at_s < self.half_s + LEAST_S:
                raise RecordingError(tr(TOO_EARLY, at=number(self.half_s, 2)))
            self._hold(self.half_s, at_s)
        elif inside is not None:
            self.move(inside, self.holds[inside].lift_off_s, at_s)
        else:
            raise RecordingError(tr(NO_LIFT_OFF))

    def went_on(self) -> None:
        """Say that the end of a hold was none: it lasted at least so long, or say that no more."""
        last_s = self.span_s[1]
        if self.half_s is not None:
            if last_s < self.half_s + LEAST_S:
                raise RecordingError(tr(CROSSED, least=number(LEAST_S, 1)))
            self._hold(self.half_s, last_s, went_on=True)
        elif self.chosen is not None:
            hold = self.holds[self.chosen]
            self._hold(hold.lift_off_s, hold.end_s, went_on=not self._is_open(hold))

    def move(self, at: int, lift_off_s: float, end_s: float) -> None:
        """Place the ends of a hold. Who moves its end says that it ended there."""
        hold = self.holds[at]
        lift_off_s, end_s = self._within(lift_off_s), self._within(end_s)
        crossed = not (lift_off_s < hold.end_s and hold.lift_off_s < end_s)
        if crossed or end_s - lift_off_s < LEAST_S:
            raise RecordingError(tr(CROSSED, least=number(LEAST_S, 1)))
        stays = abs(end_s - hold.end_s) < 0.0005
        self._hold(lift_off_s, end_s, went_on=stays and self._is_open(hold))

    def no_hold(self) -> None:
        """Take the chosen hold away."""
        if self.chosen is not None:
            hold, self.chosen = self.holds[self.chosen], None
            self._say(rated_no_hold(self.rater, hold.lift_off_s, hold.end_s))

    def undo(self) -> None:
        """Take back the newest mark of this rater, of today or of long ago."""
        if self.half_s is not None:
            self.half_s = None
        elif self._unkept:
            self._unkept.pop()
            self._lay()
        elif self._kept:
            self.reread()
            self._write(rating_undo(self.rater, self._kept[-1].time_s))
            self._lay()

    def finish(self) -> None:
        """Say that the whole was gone through, and that is all there is."""
        if self.held_up:
            raise RecordingError(self.held_up)
        if self.done:
            self.keep()
        else:
            self._say(rating_done(self.rater, self.span_s[1]))

    def keep(self) -> None:
        """Write what the file has not taken yet."""
        while self._unkept:
            self._write(self._unkept[0])
            del self._unkept[0]

    def hold_at(self, at_s: float) -> int | None:
        """Give the hold of this rater that a moment lies in."""
        spans = [(hold.lift_off_s, hold.end_s) for hold in self.holds]
        return next((n for n, (low, top) in enumerate(spans) if low <= at_s <= top), None)

    def _hold(self, lift_off_s: float, end_s: float, *, went_on: bool = False) -> None:
        self.half_s = None
        row = rated_hold(self.rater, lift_off_s, end_s, went_on=went_on)
        try:
            self._say(row)
        finally:
            self.chosen = self.hold_at((lift_off_s + end_s) / 2)

    def _say(self, row: EventRow) -> None:
        self._unkept.append(row)
        self._lay()
        self.keep()

    def _write(self, row: EventRow) -> None:
        """Add a row to the file, a single one: of several it could take a part."""
        if not self.path.is_file():
            raise RecordingError(tr(GONE))
        try:
            append_events(events_path(self.path), [row])
        except RecordingError as error:
            raise RecordingError(tr(UNKEPT, what=error.reason)) from error
        self._kept = standing_ratings([*self._kept, row], self.rater)

    def _lay(self) -> None:
        rating = _rating((*self._kept, *self._unkept), self.rater, self._cap_s)
        self.holds, self.done = rating.holds, rating.done
        if self.chosen is not None and self.chosen >= len(self.holds):
            self.chosen = None

    def _is_open(self, hold: RatedHold) -> bool:
        """Whether the rater said that it went on, and not the cap."""
        return hold.censored and not (self._cap_s is not None and hold.duration_s >= self._cap_s)

    def _within(self, at_s: float) -> float:
        first_s, last_s = self.span_s
        return min(max(at_s, first_s), last_s)


def _rating(rows: Sequence[EventRow], rater: str, cap_s: float | None) -> Rating:
    return rating_by(rows, rater, cap_s) or Rating(rater, (), done=False)
