"""A standing in the words and the digits that the window shows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from balance.protocol.attempts import Attempt
    from balance.signal.results import Hold
    from gui.standing import Standing

Tone = Literal["text", "go", "doubt", "trouble"]

SAFETY: Final = "Stand near a wall or a counter,\nand put the foot down before you fall."
REST: Final = "Rest, then get still on both feet."
TROUBLE: Final = "Something is wrong"
AGAIN: Final = "Press Space to start again."
SILENT: Final = "No samples are coming: look after the sensor and its connection."

_STAGES: Final[Mapping[str, str]] = {
    "idle": "Press Space to start",
    "opening": "Opening the sensor",
    "over": "Session over",
}
_PHASES: Final[Mapping[str, tuple[str, Tone]]] = {
    "settling": ("Get still on both feet", "text"),
    "ready": ("Ready: lift your foot", "go"),
    "lifting": ("Ready: lift your foot", "go"),
    "holding": ("Holding", "go"),
    "maybe_down": ("Touched?", "doubt"),
}
_ENDS: Final[Mapping[str, str]] = {
    "step_down": "Step-down found",
    "cap": "Longest time reached",
    "recording_end": "The samples ended",
    "gap": "Samples are missing",
    "stop": "Stopped by hand",
}


def headlines() -> tuple[str, ...]:
    """All that `headline` can say, so that room can be kept for the longest."""
    return TROUBLE, *_STAGES.values(), *(words for words, _ in _PHASES.values()), *_ENDS.values()


def headline(now: Standing) -> tuple[str, Tone]:
    """Say where the test stands."""
    if now.trouble:
        return TROUBLE, "trouble"
    if now.stage != "running":
        return _STAGES[now.stage], "text"
    if now.just_over and now.last is not None:
        return _ENDS[now.last.end_reason], "text"
    return _PHASES[now.phase]


def hint(now: Standing) -> tuple[str, Tone]:
    """Say, in one sentence, what is wrong or what to do next; nothing where that is plain."""
    if now.trouble:
        return now.trouble, "trouble"
    if now.silent:
        return SILENT, "doubt"
    if now.stage == "over":
        return AGAIN if now.attempts else f"No hold was timed. {AGAIN}", "text"
    if now.held_s is None and not now.attempts:
        return SAFETY, "text"
    return (REST, "text") if now.phase == "settling" else ("", "text")


def digits(now: Standing) -> str:
    """Give the seconds of this hold or the last; whole ones from 100, so that they stay as big."""
    seconds = now.held_s
    if seconds is None:
        seconds = now.last.duration_s if now.last else 0.0
    return f"{seconds:.1f}" if seconds < 99.95 else f"{seconds:.0f}"


def time_held(duration_s: float, uncertainty_s: float | None, *, censored: bool) -> str:
    """Say a time: `8.6 s ± 0.2`, or `45 s or more`; neither promises more than is known."""
    if censored:
        return f"{math.floor(duration_s * 10 + 1e-6) / 10:g} s or more"
    if uncertainty_s is None:
        return f"{duration_s:.1f} s"
    return f"{duration_s:.1f} s ± {math.ceil(uncertainty_s * 10 - 1e-6) / 10:.1f}"


def hold(held: Hold) -> str:
    """Say how long a hold was."""
    return time_held(held.duration_s, held.uncertainty_s, censored=held.censored)


def attempt(made: Attempt) -> str:
    """Say one attempt, and below it what ended it, where that was no step-down."""
    held = made.hold
    why = "" if held.end_reason == "step_down" else f"\n\u2007    {_ENDS[held.end_reason].lower()}"
    return f"{made.number}    {hold(held)}{why}"


def best_and_mean(now: Standing) -> tuple[str, str]:
    """Say the best time and the mean of the last three; a dash where there is none yet."""
    score = now.score
    best = hold(score.best.hold) if score and score.best else "–"
    if score is None or score.mean_of_three_s is None:
        return best, "–"
    return best, time_held(score.mean_of_three_s, None, censored=score.mean_censored)


def sensor(now: Standing) -> tuple[str, Tone]:
    """Say what the sensor is, how fast it runs and how good its signal is."""
    if now.rate_hz is None:
        return ("Waiting for samples" if now.active else "No sensor open"), "text"
    parts = [now.model] if now.model else []
    parts.append(f"{now.rate_hz:.1f} samples a second")
    parts.extend(now.faults or ["good signal"])
    return ", ".join(parts), "doubt" if now.faults else "text"


def button(now: Standing) -> str:
    """Say what the button and the space bar do."""
    if not now.active:
        return "Start"
    return "Stop" if now.held_s is None else "End this hold"


def announcement(now: Standing) -> str:
    """Say to assistive technology what has changed; the running seconds are not read out."""
    said = [headline(now)[0], hint(now)[0] if now.trouble or now.silent else ""]
    if now.just_over and now.last is not None:
        said.insert(1, hold(now.last))
    return ", ".join(filter(None, said))
