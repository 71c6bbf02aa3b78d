"""What is to be heard, and flashed, when a test goes from one moment to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from drivers.live import prompts
from drivers.live.front import PLAIN, Front
from drivers.telling import Cue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.live.standing import Standing
    from drivers.telling import ToneName

TICKS_S: Final = (3, 2, 1)
SPOKEN_EVERY_S: Final = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cues a person wants. `coached` speaks the seconds during a hold as well."""

    tones: bool = True
    speech: bool = True
    ticks: bool = True
    flash: bool = True
    coached: bool = False


def cues(before: Standing, now: Standing, wanted: Wanted, front: Front = PLAIN) -> list[Cue]:
    """Give what to sound for the step from one standing to the next.

    What a led session says is said where it is led; here it is holds alone.
    """
    if now.guide is not None and not now.guide.measured:
        return []
    made = [*_hold_cues(before, now, wanted, front), *_stage_cues(before, now, wanted, front)]
    return as_wanted(made, wanted)


def as_wanted(made: Sequence[Cue], wanted: Wanted) -> list[Cue]:
    """Leave out of cues what a person does not want; some may be left with nothing."""
    return [
        Cue(
            cue.tone if wanted.tones and (wanted.ticks or cue.tone != "tick") else None,
            cue.words if wanted.speech else "",
            cue.flash and wanted.flash,
        )
        for cue in made
    ]


def _hold_cues(before: Standing, now: Standing, wanted: Wanted, front: Front) -> list[Cue]:
    """Give the tone of an end as it is decided; the time is spoken once it is final."""
    made: list[Cue] = []
    if now.holding and not before.holding:
        made.append(Cue("start", flash=True))
    if now.went_on and not now.checked and before.checked:
        made.append(Cue("start", prompts.went_on(front), flash=True))
    if wanted.coached and now.held_s is not None:
        spoken, was = (int((each or 0.0) // SPOKEN_EVERY_S) for each in (now.held_s, before.held_s))
        if spoken > was:
            made.append(Cue(words=str(spoken * SPOKEN_EVERY_S)))
    if now.checked and not before.checked:
        made.append(Cue(_tone(now.ended_by), flash=True))
    if len(now.entries) > len(before.entries):
        said, reason = _time_held(now, front), now.entries[-1].hold.end_reason
        heard = before.checked
        made.append(Cue(words=said) if heard else Cue(_tone(reason), said, flash=True))
    return made


def _tone(ended_by: str) -> ToneName:
    return "cap" if ended_by == "cap" else "end"


def _stage_cues(before: Standing, now: Standing, wanted: Wanted, front: Front) -> list[Cue]:
    tr = front.tr
    trouble = now.trouble or now.unsaved
    if trouble and trouble != (before.trouble or before.unsaved):
        return [Cue("trouble", trouble, flash=True)]
    if now.lost and not before.lost and now.active:
        return [Cue("trouble", prompts.hint(now, front)[0], flash=True)]
    if now.stage == "over" and before.active and now.guide is None:
        best = prompts.bests(now, front)
        done = tr("Session done") + (": " + tr("best {best}", best=best) if best else "")
        return [Cue("done", done, flash=True)]
    if now.stage == "resting":
        if before.stage != "resting":
            return [Cue(words=_rest(now, front))]
        if wanted.ticks and now.rest_s < before.rest_s and now.rest_s in TICKS_S:
            return [Cue("tick")]
        return []
    if now.stage != "running" or now.holding:
        return []
    if before.stage in ("idle", "opening", "resting", "paused", "over"):
        return [
            Cue(words=", ".join(filter(None, [prompts.leg_line(now, front), tr("Stand still")])))
        ]
    if _is_ready(now) and not _is_ready(before):
        return [Cue("ready", tr(prompts.PHASES["ready"][0]))]
    return []


def _is_ready(now: Standing) -> bool:
    """Whether a foot is to be lifted: not while a result is still being taken in."""
    return now.phase == "ready" and not now.just_over


def _time_held(now: Standing, front: Front) -> str:
    held = now.entries[-1].hold
    if held.censored:
        return prompts.held(held, front).replace(" s ", front.tr(" seconds "))
    return front.tr("{time} seconds", time=front.number(held.duration_s))


def _rest(now: Standing, front: Front) -> str:
    tr = front.tr
    what = prompts.MOVE if now.move_sensor else prompts.REST
    leg = tr("Next: {leg}.", leg=tr(prompts.LEGS[now.leg])) if now.leg else ""
    return " ".join(filter(None, [tr("Rest {rest} seconds.", rest=now.rest_s), leg, tr(what)]))
