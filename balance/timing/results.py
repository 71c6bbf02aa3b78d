"""What the hold timer says: events as they become known, and holds when they are over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from balance.sway.window import NoSway, Sway
from balance.timing.cues import Cue

EndReason = Literal["step_down", "cap", "recording_end", "gap", "stop"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at `t_s` and was known at sample time `decided_s`.

    `event` is one of settled, ready, lift_off, pause, correction, step_down, cap, gap, stop,
    note.
    """

    event: str
    t_s: float
    decided_s: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold; times are the source's own, in seconds.

    `paused_s` is the sample time at which the live clock stopped for this end, `decided_s` the
    one at which it was sure. `uncertainty_s` is the half-width that is meant to hold the true
    duration 95 times in 100. `censored` means that the person held at least this long: at the
    cap, at a gap, at the end of the recording. `evidence` is what spoke for both ends; `sway` is
    set by the session.
    """

    lift_off_s: float
    end_s: float
    end_reason: EndReason
    paused_s: float
    decided_s: float
    uncertainty_s: float
    censored: bool
    corrections: int
    evidence: tuple[Cue, ...] = ()
    sway: Sway | NoSway | None = None

    @property
    def duration_s(self) -> float:
        """Seconds from lift-off to the end."""
        return self.end_s - self.lift_off_s


Item = Event | Hold
