"""Why: what spoke for a lift-off or a step-down, and how much, so that a person can see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

CueEvent = Literal["lift_off", "step_down"]

WORDS: Final[dict[str, str]] = {
    "unrest": "more movement than in quiet stance",
    "unrest_size": "movement",
    "turning": "more turning than in quiet stance",
    "turning_size": "turning",
    "ripple_level": "more ripple than in quiet stance",
    "tilt": "tilted away from quiet stance",
    "tilt_least": "stayed tilted",
    "push": "a push",
    "ripple_peak": "a jolt",
    "rate_peak": "a quick turn",
    "unrest_long": "more movement for a while",
    "turning_long": "more turning for a while",
    "ripple_long": "more ripple for a while",
    "lean_long": "leaning for a while",
    "lean_along_push": "leaning where it was pushed",
    "shift": "size of the weight shift",
    "shift_push": "strength of the weight shift",
    "shift_fit": "moved as a weight shift does",
    "shift_undone": "whether the weight came back",
    "since_shift": "time since the weight shift",
    "impact": "jolt against the hold before",
    "impact_size": "size of the jolt",
    "return": "turned back to quiet stance",
    "return_peak": "furthest turned back",
    "displacement": "how far the hold was from quiet stance",
    "calm": "turning less than in the hold",
    "calm_size": "turning against quiet stance",
    "ripple_calm": "ripple against the hold",
    "descent": "a quick turn",
    "push_along": "a push back",
    "crest": "sharpness of the jolt",
    "left": "how far it is from quiet stance",
    "moved": "how far it is from the hold",
    "undone": "the weight came back",
    "undone_push": "strength of the way back",
    "undone_fit": "moved as a weight shift does",
    "return_speed": "speed on the way back",
    "unrest_calm": "less movement than in the hold",
    "unrest_left": "movement against quiet stance",
    "elapsed": "time since the first sign",
    "stands_again": "as quiet as before the lift",
}


@dataclass(frozen=True, slots=True)
class Cue:
    """One kind of evidence.

    Attributes
    ----------
    event : str
        lift_off or step_down.
    kind : str
        Its name, a key of `WORDS`.
    value : float
        As it was measured: mostly the logarithm of a ratio.
    log_odds : float
        What it added to, or took from, the log odds, against its usual value.
    """

    event: CueEvent
    kind: str
    value: float
    log_odds: float


def in_words(cues: Sequence[Cue], event: CueEvent, most: int = 3) -> str:
    """What spoke loudest for an event, strongest first; empty where nothing did."""
    spoke = [cue for cue in cues if cue.event == event and cue.log_odds > 0.0]
    spoke.sort(key=lambda cue: -cue.log_odds)
    return ", ".join(f"{WORDS[cue.kind]} ({cue.log_odds:+.1f})" for cue in spoke[:most])
