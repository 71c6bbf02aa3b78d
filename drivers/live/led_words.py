"""A led session in words, beside the prompts of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drivers.live.front import PLAIN, Front

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drivers.live.standing import Guide, Standing

PAUSED: Final = "Paused"
NO_SENSOR: Final = "Without a sensor no hold can be timed; it is left out."
SIDES: Final[Mapping[str, str]] = {
    "left": "Left foot",
    "right": "Right foot",
    "both": "Both feet",
}
NEXT: Final = "Next: {what}."
PART: Final = "exercise {n} of {all}"
ASKS: Final = "{what}: was it easy, right or hard?"
LEFT: Final = "about {minutes} min left"
COUNTED: Final = "{count} counted"
FAULTS: Final = "errors: {count}"


def headline(now: Standing, guide: Guide, front: Front = PLAIN) -> str:
    """Say what is to be done now."""
    tr = front.tr
    if now.stage == "over":
        return tr("Session done")
    if now.stage == "paused":
        return tr(PAUSED)
    if guide.does == "rest":
        return tr("Rest")
    if guide.does == "say":
        return tr(guide.title)
    called = tr(guide.called)
    return f"{called[:1].upper()}{called[1:]}"


def hint(now: Standing, guide: Guide, front: Front = PLAIN) -> str:
    """Say, in one sentence, what is known beside it: what was said, or what comes next."""
    if guide.asks and (now.stage == "over" or guide.does == "rest"):
        return front.tr(ASKS, what=front.tr(guide.asks))
    if now.stage == "over":
        return front.tr(front.again) if front.again else ""
    if guide.does == "say" and guide.said:
        return guide.said
    coming = guide.called if guide.does == "rest" else guide.next
    return front.tr(NEXT, what=front.tr(coming)) if coming else ""


def side_line(guide: Guide, front: Front = PLAIN) -> str:
    """Say which side, which exercise of how many, and how long it will take."""
    tr = front.tr
    parts = [tr(SIDES[guide.side]), tr(guide.title)]
    if guide.parts > 1 and guide.part and guide.minutes:
        parts.append(tr(PART, n=guide.part, all=guide.parts))
    if guide.counted is not None:
        parts.append(tr(COUNTED, count=guide.counted))
    if guide.faults is not None:
        parts.append(tr(FAULTS, count=guide.faults))
    if guide.minutes:
        parts.append(tr(LEFT, minutes=guide.minutes))
    return ", ".join(parts)
