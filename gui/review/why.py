"""What the timer made of a hold, and what it went by, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance.timing.results import TAKEN_BACK
from drivers.live.pair_words import rests_on
from gui.kit.text import FRONT, number, tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from balance.timing.results import Cue, CueEvent, EndReason, Hold
    from gui.review.looking import Seen

_ENDS: Final[Mapping[EndReason, str]] = {
    "step_down": "Step-down at {at} s: the foot came back to the floor.",
    "cap": "End at {at} s: the longest time was reached.",
    "recording_end": "End at {at} s: the recording stops there, still on one leg.",
    "gap": "End at {at} s: readings are missing from there on, so it was held at least so long.",
    "stop": "End at {at} s: stopped by hand.",
}
_SEEN: Final[Mapping[str, str]] = {
    "jolt": "a jolt ({value} m/s²)",
    "no_jolt": "hardly a jolt",
    "push": "a push to the side ({value} m/s²)",
    "tilt": "the sensor tilted by {value}°",
    "upright": "upright again {value} s later",
    "leaning": "then within {value}° of quiet stance",
    "livelier": "then {value} times as lively as in quiet stance",
    "quieter": "then {value} times stiller",
    "turning": "turning at up to {value}° a second",
}
_WHOLE: Final = ("tilt", "turning")
_MOST: Final = 3


def explained(seen: Seen) -> list[str]:
    """Say, a paragraph each, where a hold began and ended, by what, and how sure that is."""
    hold = seen.kept.automatic
    if hold is None:
        return [tr("Somebody added this hold by hand; the timer found none here.")]
    lift_off = tr("Lift-off at {at} s: the foot left the floor.", at=number(hold.lift_off_s, 2))
    end = tr(_ENDS[hold.end_reason], at=number(hold.end_s, 2))
    said = [_with_signs(lift_off, hold.evidence, "lift_off"), *_doubts(seen)]
    said.append(_with_signs(end, hold.evidence, "step_down"))
    if hold.end_reason == "step_down":
        said.append(_course(hold))
    if rests := rests_on(hold.sensors, FRONT):
        said.append(tr("Of two sensors, it rests on: {what}.", what=rests))
    wide = number(hold.uncertainty_s, 2)
    said.append(tr("The true time is within {wide} s of this one, 95 times in 100.", wide=wide))
    return said


def _with_signs(said: str, cues: Sequence[Cue], event: CueEvent) -> str:
    signs = [_sign(cue) for cue in cues if cue.event == event][:_MOST]
    return f"{said} {tr('Signs: {signs}.', signs=', '.join(signs))}" if signs else said


def _sign(cue: Cue) -> str:
    value = number(cue.value, 0 if cue.kind in _WHOLE else 1)
    return tr(_SEEN[cue.kind], value=value)


def _doubts(seen: Seen) -> list[str]:
    """Say what looked like an end and was none; of many alike, all in one."""
    doubts = [event for event in seen.events if event.event == "correction"]
    back = [number(one.t_s, 2) for one in doubts if one.detail == TAKEN_BACK]
    none = [number(one.t_s, 2) for one in doubts if one.detail != TAKEN_BACK]
    said = []
    if none:
        said.append(
            tr("It looked like a step-down at {at} s, and was none: time went on.", at=_and(none))
        )
    if back:
        said.append(
            tr(
                "The end tone sounded for {at} s, and was taken back: it was no step-down.",
                at=_and(back),
            )
        )
    return said


def _course(hold: Hold) -> str:
    """Say what was seen and heard at the end of a hold while it was timed."""
    return tr(
        "Timed live, the clock stops {pause} s after this step-down, the end tone sounds after "
        "{sure} s, and after {final} s the time is final.",
        pause=_after(hold.paused_s, hold.end_s),
        sure=_after(hold.decided_s, hold.end_s),
        final=_after(hold.final_s, hold.end_s),
    )


def _after(known_s: float, happened_s: float) -> str:
    return number(max(0.0, known_s - happened_s), 2)


def _and(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return tr("{some} and {last}", some=", ".join(parts[:-1]), last=parts[-1])
