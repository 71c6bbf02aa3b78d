"""Words that both front doors say alike: safety, what ended a hold, how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from balance.signal.placement import TRUNK

if TYPE_CHECKING:
    from balance.protocol.conditions import Conditions

SAFETY: Final = "Stand near a wall or a counter, and put the foot down before you fall."
NO_SAMPLES: Final = "No readings are coming: look after the sensor and its connection."

EVENTS: Final[Mapping[str, str]] = {
    "settled": "still",
    "ready": "ready: lift your foot",
    "lift_off": "lift-off",
    "pause": "a touch, perhaps",
    "correction": "still holding",
    "step_down": "step-down",
    "cap": "the longest time is reached",
    "gap": "readings are missing",
    "stop": "stopped by hand",
    "note": "note",
}
WENT_ON: Final = "that was no step-down: the clock goes on"

# Control characters, half characters, and marks that turn the direction of what follows.
_CONTROLS: Final = (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))
_TURNING: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN: Final = dict.fromkeys((*_CONTROLS, *_TURNING), "\ufffd")
_SHOWN_IN_LINES: Final = {code: to for code, to in _SHOWN.items() if chr(code) not in "\n\t"}

END_REASONS: Final[Mapping[str, str]] = {
    "step_down": "step-down",
    "cap": "longest time reached",
    "recording_end": "end of the readings",
    "gap": "readings missing",
    "stop": "stopped by hand",
}


def event_words(event: str, detail: str = "") -> str:
    """Say an event, and what is special about it."""
    from balance.timing.results import TAKEN_BACK  # late: the window needs these words at once

    if event == "correction" and detail == TAKEN_BACK:
        return WENT_ON
    return ": ".join(filter(None, (EVENTS.get(event, event), detail)))


def sentence(text: str) -> str:
    """End a text as a sentence ends."""
    return text if text.endswith((".", "?")) else f"{text}."


def signal_words(status: str, reasons: tuple[str, ...]) -> str:
    """Say how good the signal is, and why."""
    return sentence(f"Signal {status}: {'; '.join(reasons)}")


def describe(conditions: Conditions) -> str:
    """Say the conditions in one line."""
    leg = conditions.stance_leg
    placement = conditions.placement.replace("_", " ")
    if conditions.placement not in TRUNK:
        placement += f" of the {conditions.sensor_on} leg"
    parts = [
        f"Standing on the {leg} leg" if leg else "Stance leg not said",
        f"eyes {conditions.eyes}",
        f"{conditions.surface} surface",
        f"sensor on the {placement}",
    ]
    if conditions.cap_s is not None:
        parts.append(f"{conditions.cap_s:g} s at most")
    if conditions.practice:
        parts.append("practice")
    return ", ".join(parts)


def printable(text: str, *, lines: bool = True) -> str:
    """Give a text that steers no terminal: each control character of it becomes a mark.

    Parameters
    ----------
    lines
        Line ends and tabs stay.
    """
    return text if text.isprintable() else text.translate(_SHOWN_IN_LINES if lines else _SHOWN)
