"""What a sensor with a screen of its own, a phone, shows of a standing, and may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drivers.live import prompts
from drivers.live.front import PLAIN, Front
from drivers.telling import State, Told, Wish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.timing.phases import Phase
    from drivers.live.standing import Stage, Standing

_STAGES: Final[Mapping[Stage, State]] = {
    "idle": "idle",
    "opening": "idle",
    "resting": "rest",
    "paused": "paused",
    "over": "over",
}
_PHASES: Final[Mapping[Phase, State]] = {
    "settling": "still",
    "ready": "lift",
    "holding": "hold",
    "maybe_down": "doubt",
    "ended": "ended",
}


def told(now: Standing, front: Front = PLAIN, begins: str = "") -> Told:
    """Give what the phone is to show; `begins` says what is begun there, where nothing goes on."""
    state = _state(now)
    last = now.last
    result = "" if last is None else prompts.held(last, front)
    return Told(
        state=state,
        words=front.tr(PLAIN.start) if state == "idle" else prompts.headline(now, front)[0],
        hint=begins if begins and state == "idle" and not now.active else _hint(now, state, front),
        held_s=_seconds(now, state),
        left_s=now.guide.left_s if _is_led(now) and now.guide is not None else None,
        counted=now.guide.counted if _is_led(now) and now.guide is not None else None,
        result=result,
        best=prompts.bests(now, front),
        leg=prompts.leg_line(now, front) if now.active else "",
        stance_leg=now.leg if now.active else None,
        still=None if now.guide is not None else {"still": False, "lift": True}.get(state),
        wishes=_wishes(now),
    )


def _state(now: Standing) -> State:
    if now.trouble:
        return "trouble"
    if _is_led(now) and now.stage == "running":
        return "work"
    if now.checked:
        return "ended"
    if now.stage != "running":
        return "hold" if now.holding else _STAGES[now.stage]
    if now.just_over and not now.holding:
        return "result"
    return _PHASES[now.phase]


def _is_led(now: Standing) -> bool:
    """Whether a step of a session goes on in which nothing is timed."""
    return now.guide is not None and not now.guide.measured


def _seconds(now: Standing, state: State) -> float | None:
    """Give the seconds that run, or those of the newest hold until the next one is near."""
    if _is_led(now):
        return None
    if now.held_s is not None or now.last is None or state in ("still", "lift", "idle"):
        return now.held_s
    return round(now.last.duration_s, 1)


def _hint(now: Standing, state: State, front: Front) -> str:
    """Say what the other screen says, but for its keys."""
    if state == "over":
        return "" if now.entries else front.tr(prompts.NO_HOLD)
    return "" if state == "hold" else prompts.hint(now, front)[0]


def _wishes(now: Standing) -> tuple[Wish, ...]:
    if now.guide is not None and now.stage == "over" and now.guide.asks:
        return ("easy", "right", "hard")
    if now.guide is not None and now.active:
        if now.stage == "paused":
            return ("pause",)
        return ("stop",) if now.holding else ("pause", "repeat", "skip")
    if now.holding:
        return ("stop",)
    said: list[Wish] = ["stop" if now.active else "start"]
    if now.can_judge and now.entries[-1].verdict == "open":
        said = ["keep", "again", *said]
    return tuple(said)
