"""Two sensors in words: which of them is lost, and what a hold rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from drivers.live.front import PLAIN, Front

if TYPE_CHECKING:
    from drivers.live.standing import Standing

FIRST_LOST: Final = "First sensor lost: {why}. The second one goes on."
SECOND_LOST: Final = "Second sensor lost: {why}. The first one goes on."
BOTH_LOST: Final = "Both sensors lost: {why}."
APART: Final = "leg and trunk, {s} s apart"
_LOST: Final = "The sensor is lost: "


def lost_of_two(now: Standing, front: Front = PLAIN) -> str:
    """Say which of two sensors sends nothing any more, and why; empty where both do."""
    if now.two is None or not any(now.two.lost):
        return ""
    first, second = (front.tr(why.removeprefix(_LOST)) for why in now.two.lost)
    if first and second:
        return front.tr(BOTH_LOST, why=first)
    return front.tr(FIRST_LOST if first else SECOND_LOST, why=first or second)


def rests_on(sensors: str, front: Front = PLAIN) -> str:
    """Say what a hold rests on, where that is not both of two sensors."""
    from balance.timing.seen_by import BOTH  # late: the window opens without

    if sensors in ("", BOTH):
        return ""
    if not sensors.startswith(BOTH):
        return front.tr(sensors)
    apart_s = sensors.split()[-3]  # of "leg and trunk, 0.4 s apart"
    return front.tr(APART, s=front.number(float(apart_s)))


def with_sensors(said: str, sensors: str, front: Front = PLAIN) -> str:
    """Say how a hold ended, and what that rests on where it is not both sensors."""
    what = rests_on(sensors, front)
    return f"{said} ({what})" if what else said
