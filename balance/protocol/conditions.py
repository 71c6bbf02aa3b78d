"""The conditions of an attempt. Times under different conditions are never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from balance.signal.placement import ForwardAxis, Placement

Leg = Literal["left", "right"]
Eyes = Literal["open", "closed"]
Surface = Literal["firm", "foam"]
SensorOn = Literal["raised", "stance"]
Sound = Literal["silent", "coached"]

# Times are compared only where all of these are equal.
NEVER_MIXED: Final = ("stance_leg", "eyes", "surface", "arms", "footwear", "sound", "test")


@dataclass(frozen=True, slots=True)
class Conditions:
    """How an attempt was made, in the words of the recording's header.

    None for `stance_leg` means that it was not said. `cap_s` is the protocol's longest time in
    seconds, None where there is none. `sensor_on` matters for thigh, shank and foot alone.
    `forward_axis` is the sensor's axis that points forward, None where the mounting is not known.
    `test` is the key of the named test that it was made for, such as ``unipedal_45@1``; None for a
    plain hold.
    """

    placement: Placement = "lower_back"
    stance_leg: Leg | None = None
    sensor_on: SensorOn = "raised"
    eyes: Eyes = "open"
    surface: Surface = "firm"
    arms: str | None = None
    footwear: str | None = None
    sound: Sound = "silent"
    practice: bool = False
    cap_s: float | None = None
    forward_axis: ForwardAxis | None = None
    test: str | None = None


def never_mixed(conditions: Conditions) -> tuple[Any, ...]:
    """Give the values that must be equal where times are compared, in a fixed order."""
    return tuple(getattr(conditions, name) for name in NEVER_MIXED)
