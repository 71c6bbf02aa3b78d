"""What the hold timer says: events as they become known, and holds when they are over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from balance.samples import FloatArray
from balance.sway.window import NoSway, Sway

EndReason = Literal["step_down", "cap", "recording_end", "gap", "stop"]
CueEvent = Literal["lift_off", "step_down"]
# Detail of a correction after which a hold goes on whose end had been decided.
TAKEN_BACK: Final = "taken back"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at `t_s` and was known at sample time `decided_s`.

    Lift-off, step-down and cap come as they are decided, and `t_s` is the best then; what they are
    in the end the `Hold` says.

    Attributes
    ----------
    event : str
        One of settled, ready, lift_off, pause, correction, step_down, cap, gap, stop, note.
    t_s : float
        When it happened, seconds of the source's own clock.
    decided_s : float
        Time of the sample with which it was known, seconds of the same clock.
    detail : str
        More of it in words; mostly empty.
    """

    event: str
    t_s: float
    decided_s: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that was seen.

    Attributes
    ----------
    event : str
        lift_off or step_down.
    kind : str
        Its name, a key of `cues.WORDS`.
    value : float
        As it was measured, in the unit that its words have.
    """

    event: CueEvent
    kind: str
    value: float


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold; times are the source's own, in seconds.

    Attributes
    ----------
    lift_off_s, end_s : float
        When the foot left the floor, and when the hold ended.
    end_reason : str
        Why it ended: step_down, cap, recording_end, gap or stop.
    paused_s, decided_s, final_s : float
        Sample times at which the live clock stopped for this end, at which it was sure enough for
        the end tone, and from which nothing of the hold could change any more.
    lift_off_decided_s, lift_off_final_s : float
        Sample times at which the lift-off was believed, and was worked out for good.
    uncertainty_s : float
        The half-width in seconds that is meant to hold the true duration 95 times in 100;
        docs/accuracy.md says how often it does.
    censored : bool
        The person held at least this long: at the cap, at a gap, at the end of the recording.
    corrections : int
        Doubts within the hold that did not end it.
    evidence : tuple of Cue
        What was seen at both ends.
    sway : Sway, NoSway or None
        What was measured of the sway, or why nothing was; set by `Session` and `analyze`.
    """

    lift_off_s: float
    end_s: float
    end_reason: EndReason
    paused_s: float
    decided_s: float
    final_s: float
    lift_off_decided_s: float
    lift_off_final_s: float
    uncertainty_s: float
    censored: bool
    corrections: int
    evidence: tuple[Cue, ...] = ()
    sway: Sway | NoSway | None = None

    @property
    def duration_s(self) -> float:
        """Seconds from lift-off to the end."""
        return self.end_s - self.lift_off_s


@dataclass(frozen=True, slots=True)
class Course:
    """How surely somebody stood on one leg, along a recording.

    Attributes
    ----------
    time_s, on_one_leg : array of float, shape (n,)
        Times of the source, and from 0, on two feet, to 1, on one leg.
    """

    time_s: FloatArray
    on_one_leg: FloatArray

    def __post_init__(self) -> None:
        for array in (self.time_s, self.on_one_leg):
            array.setflags(write=False)


Item = Event | Hold
