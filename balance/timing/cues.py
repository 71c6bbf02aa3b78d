"""Why: what was seen at a lift-off and at the end of a hold, in words with their units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

CueEvent = Literal["lift_off", "step_down"]

WORDS: Final[dict[str, str]] = {
    "jolt": "a jolt of {value:.1f} m/s²",
    "no_jolt": "hardly a jolt",
    "push": "a push to the side of {value:.1f} m/s²",
    "tilt": "the sensor tilted by {value:.0f}°",
    "upright": "upright again {value:.1f} s later",
    "leaning": "leaning {value:.1f}° from quiet stance",
    "livelier": "{value:.1f} times as lively as in quiet stance",
    "quieter": "{value:.1f} times quieter since",
    "turning": "turning up to {value:.0f}° a second",
}


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that was seen.

    Attributes
    ----------
    event : str
        lift_off or step_down.
    kind : str
        Its name, a key of `WORDS`.
    value : float
        As it was measured, in the unit that its words have.
    """

    event: CueEvent
    kind: str
    value: float


def in_words(cues: Sequence[Cue], event: CueEvent, most: int = 3) -> str:
    """What was seen at an event, in the order given; empty where nothing was."""
    seen = [cue for cue in cues if cue.event == event]
    return ", ".join(WORDS[cue.kind].format(value=cue.value) for cue in seen[:most])
