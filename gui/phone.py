"""What a phone that is the sensor shows of a standing. No Qt but for the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drivers.telling import State, Told, Wish
from gui import words
from gui.text import seconds, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.timing.phases import Phase
    from gui.standing import Stage, Standing

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


def told(now: Standing) -> Told:
    """Give what the phone is to show."""
    state = _state(now)
    last = now.last
    result = "" if last is None else seconds(last.duration_s, censored=last.censored)
    return Told(
        state=state,
        words=tr("Press Start") if state == "idle" else words.headline(now)[0],
        hint=_hint(now, state),
        held_s=_seconds(now, state),
        result=result,
        best=words.bests(now),
        leg=words.leg_line(now) if now.active else "",
        still={"still": False, "lift": True}.get(state),
        wishes=_wishes(now),
    )


def _state(now: Standing) -> State:
    if now.trouble:
        return "trouble"
    if now.checked:
        return "ended"
    if now.stage != "running":
        return "hold" if now.holding else _STAGES[now.stage]
    if now.just_over and not now.holding:
        return "result"
    return _PHASES[now.phase]


def _seconds(now: Standing, state: State) -> float | None:
    """Give the seconds that run, or those of the newest hold until the next one is near."""
    if now.held_s is not None or now.last is None or state in ("still", "lift", "idle"):
        return now.held_s
    return round(now.last.duration_s, 1)


def _hint(now: Standing, state: State) -> str:
    """Say what the window says, but for its keys."""
    if state == "over":
        return "" if now.entries else tr("No hold was timed.")
    return "" if state == "hold" else words.hint(now)[0]


def _wishes(now: Standing) -> tuple[Wish, ...]:
    if now.holding:
        return ("stop",)
    said: list[Wish] = ["stop" if now.active else "start"]
    if now.can_judge and now.entries[-1].verdict == "open":
        said = ["keep", "again", *said]
    return tuple(said)
