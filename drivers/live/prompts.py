"""Where a test stands, in words: the one table of prompts, for every screen and every voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from balance.words import SAFETY, WENT_ON
from drivers.live import led_words
from drivers.live.front import PLAIN, Front

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.timing.results import Hold
    from drivers.live.standing import Standing

Tone = Literal["text", "go", "doubt", "trouble"]

REST: Final = "Rest, then stand still on both feet."
MOVE: Final = "Move the sensor to the other leg, then stand still on both feet."
TROUBLE: Final = "Something is wrong"
SILENT: Final = "The sensor is silent"
CAP_CHECKED: Final = "Longest time, being checked"
NO_HOLD: Final = "No hold was timed."
NONE_COUNTS: Final = "No hold counts; the last one was {time}."

_TONES: Final[Mapping[str, Tone]] = {"work": "go", "stance": "go", "raises": "go"}
STAGES: Final[Mapping[str, str]] = {
    "opening": "Opening the sensor",
    "resting": "Rest",
    "paused": "Paused",
    "over": "Session done",
}
PHASES: Final[Mapping[str, tuple[str, Tone]]] = {
    "settling": ("Stand still on both feet", "text"),
    "ready": ("Lift your foot", "go"),
    "holding": ("Holding", "go"),
    "maybe_down": ("Holding", "go"),  # a word for it would come and go with each wobble
    "ended": ("Foot down, being checked", "doubt"),
}
ENDS: Final[Mapping[str, str]] = {
    "step_down": "Foot down",
    "cap": "Longest time reached",
    "recording_end": "The recording ended",
    "gap": "Readings are missing",
    "stop": "Stopped by hand",
}
ON: Final[Mapping[str, str]] = {"left": "On the left leg", "right": "On the right leg"}
LEGS: Final[Mapping[str | None, str]] = {"left": "Left leg", "right": "Right leg", None: "Leg"}


def headlines(front: Front = PLAIN) -> tuple[str, ...]:
    """All that `headline` can say, so that room can be kept for the longest."""
    said = (
        TROUBLE,
        SILENT,
        front.start,
        *STAGES.values(),
        *(words for words, _ in PHASES.values()),
        CAP_CHECKED,
        *ENDS.values(),
    )
    return tuple(front.tr(one) for one in said)


def headline(now: Standing, front: Front = PLAIN) -> tuple[str, Tone]:
    """Say where the test stands."""
    if now.trouble:
        return front.tr(TROUBLE), "trouble"
    if now.lost and now.active and not now.holding:
        return front.tr(SILENT), "doubt"
    if now.guide is not None and not now.guide.measured:
        goes_on = now.stage == "running"
        tone = _TONES.get(now.guide.does, "text") if goes_on else "text"
        return led_words.headline(now, now.guide, front), tone
    if now.stage == "idle":
        return front.tr(front.start), "text"
    if now.stage in ("opening", "paused", "over"):
        return front.tr(STAGES[now.stage]), "text"
    if now.just_over and now.last is not None:
        return front.tr(ENDS[now.last.end_reason]), "text"
    if now.stage == "resting":
        return front.tr(STAGES["resting"]), "text"
    words, tone = PHASES[now.phase]
    return front.tr(CAP_CHECKED if now.checked and now.ended_by == "cap" else words), tone


def hint(now: Standing, front: Front = PLAIN) -> tuple[str, Tone]:
    """Say, in one sentence, what is wrong or what to do next; nothing where that is plain."""
    wrong = now.trouble or now.unsaved
    if wrong:
        return wrong, "trouble"
    if now.invitation and now.active:
        return front.tr(front.scan), "doubt"
    if now.guide is not None and not now.guide.measured:
        return led_words.hint(now, now.guide, front), "text"
    if now.active and (now.lost or now.unfit):
        return front.tr(now.lost or now.unfit), "doubt"
    if now.stage == "over":
        return over(now, front), "text"
    if now.stage == "resting":
        what = front.tr(MOVE if now.move_sensor else REST)
        return front.tr("{what} {rest} s left.", what=what, rest=now.rest_s), "text"
    if now.holding and now.went_on and not now.checked:
        return went_on(front), "text"
    if not now.holding and not now.entries:
        return front.tr(SAFETY), "text"
    return (front.tr(REST), "text") if now.phase == "settling" and not now.holding else ("", "text")


def went_on(front: Front = PLAIN) -> str:
    """Say that an end was taken back that had been decided."""
    said = front.tr(WENT_ON)
    return f"{said[:1].upper()}{said[1:]}."


def over(now: Standing, front: Front = PLAIN) -> str:
    """Say what came of the session, and how to go on."""
    best = bests(now, front)
    if best:
        said = front.tr("Best: {best}.", best=best)
    elif now.entries:  # practice, or cut off by a gap: it was timed all the same
        said = front.tr(NONE_COUNTS, time=held(now.entries[-1].hold, front))
    else:
        said = front.tr(NO_HOLD)
    return " ".join(filter(None, [said, front.tr(front.again) if front.again else ""]))


def bests(now: Standing, front: Front = PLAIN) -> str:
    """Say the best time of each leg: `left 41.2, right 38.7`."""
    said = []
    for leg, score in now.scores.items():
        if score.best is not None:
            time = held(score.best.hold, front).removesuffix(" s")
            said.append(f"{front.tr(leg)} {time}" if leg else time)
    return ", ".join(said)


def held(hold: Hold, front: Front = PLAIN) -> str:
    """Say a time, without its uncertainty."""
    return front.seconds(hold.duration_s, censored=hold.censored)


def leg_line(now: Standing, front: Front = PLAIN) -> str:
    """Say which leg, and which attempt of how many."""
    if now.guide is not None and not now.guide.measured:
        return led_words.side_line(now.guide, front)
    parts = [front.tr(ON[now.leg])] if now.leg else []
    if now.attempts and now.attempts > 1:
        parts.append(front.tr("attempt {n} of {all}", n=now.attempt, all=now.attempts))
    if now.practice:
        parts.append(front.tr("practice"))
    return ", ".join(parts)
