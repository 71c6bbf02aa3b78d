"""Where a test stands: the one thing that the live session gives to what is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from balance.protocol.attempts import Attempt, Score
    from balance.signal.phases import Phase
    from balance.signal.results import Hold

Stage = Literal["idle", "opening", "running", "over"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A moment of a test, ready to be put in words.

    `held_s` is None outside a hold. `last` is the newest hold, until the next one begins, and
    `just_over` until the person is ready again. What is said of the sensor stands still during a
    hold.
    """

    stage: Stage = "idle"
    phase: Phase = "settling"
    held_s: float | None = None
    last: Hold | None = None
    just_over: bool = False
    attempts: tuple[Attempt, ...] = ()
    score: Score | None = None
    model: str | None = None
    rate_hz: float | None = None
    faults: tuple[str, ...] = ()
    silent: bool = False
    trouble: str = ""

    @property
    def active(self) -> bool:
        """Whether a source is being opened or read."""
        return self.stage in ("opening", "running")
