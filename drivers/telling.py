"""What the person at a sensor is told and asks for, where the sensor has a screen and a voice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from balance.protocol.conditions import Leg

ToneName = Literal["tick", "ready", "start", "end", "cap", "trouble", "done"]
State = Literal[
    "idle",
    "still",
    "lift",
    "hold",
    "doubt",
    "ended",
    "result",
    "work",
    "rest",
    "paused",
    "over",
    "trouble",
]
Wish = Literal["start", "stop", "keep", "again", "pause", "skip", "repeat", "easy", "right", "hard"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A tone, words, or both, to be heard at once. `flash` has the screen repeat it for the eye."""

    tone: ToneName | None = None
    words: str = ""
    flash: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A moment of a test, as the sensor's own screen shows it.

    Parameters
    ----------
    state
        What goes on; `idle` where no test is under way, `ended` where a hold is over and its time
        not final yet.
    words, hint
        What to do, and what is to be known beside it.
    held_s
        Seconds held, None outside a hold.
    left_s
        Whole seconds left of a step that is led; None where nobody knows or none is.
    counted
        Raises of the set under way; None where nobody counts.
    result, best
        The newest time and the best so far, in words.
    leg
        Which leg is stood on, in words.
    stance_leg
        The same, for a source that acts on it; None where nobody asked for one.
    still
        Whether the person was found standing still; None where that does not matter now.
    wishes
        What can be asked for now.
    """

    state: State = "idle"
    words: str = ""
    hint: str = ""
    held_s: float | None = None
    left_s: int | None = None
    counted: int | None = None
    result: str = ""
    best: str = ""
    leg: str = ""
    stance_leg: Leg | None = None
    still: bool | None = None
    wishes: tuple[Wish, ...] = ()
