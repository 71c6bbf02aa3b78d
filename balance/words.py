"""Words that both front doors say alike: safety, what ended a hold, how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from balance.signal.placement import TRUNK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from balance.protocol.conditions import Conditions
    from balance.protocol.exercise.scripts import Script

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

_JOINERS: Final = "\u200c\u200d"  # some languages and pictures are written with them
_LINES: Final = "\n\t"
_BLANKS: Final = "\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))

END_REASONS: Final[Mapping[str, str]] = {
    "step_down": "step-down",
    "cap": "longest time reached",
    "recording_end": "end of the readings",
    "gap": "readings missing",
    "stop": "stopped by hand",
}

_own_tests: dict[str, Script] = {}


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
    return with_test(conditions.test, ", ".join(parts))


def with_test(test: str | None, said: str) -> str:
    """Say conditions behind the title of the named test that they are of."""
    return f"{title_of_test(test)}: {said}" if test else said


def know_tests(own: Iterable[Script]) -> None:
    """Have tests of one's own called by their titles from now on, in place of those known before.

    As the language, they are the same wherever the program says something.
    """
    global _own_tests
    _own_tests = {one.id: one for one in own if one.kind == "test"}


def title_of_test(key: str) -> str:
    """Give the title of a named test, and its version if it is another; else its key."""
    from balance.protocol.exercise.library import shipped  # late: as above

    name, _, version = key.partition("@")
    script = ({one.id: one for one in shipped()} | _own_tests).get(name)
    if script is None:
        return key
    return script.title if script.key == key else f"{script.title} (version {version})"


def printable(text: str, *, lines: bool = True) -> str:
    """Give a text that steers no terminal: what is not seen, or turns what follows, becomes a mark.

    Parameters
    ----------
    lines
        Line ends and tabs stay.
    """
    if text.isprintable():
        return text
    kept = _JOINERS + _LINES if lines else _JOINERS
    return "".join(sign if sign.isprintable() or sign in kept else _shown(sign) for sign in text)


def _shown(sign: str) -> str:
    return " " if sign in _BLANKS else "\ufffd"


def many(count: int, one: str, more: str = "") -> str:
    """Say how many there are: of several with an s, or with a word of their own."""
    return f"1 {one}" if count == 1 else f"{count} {more or f'{one}s'}"
