"""The conditions of an attempt. Times under different conditions are never mixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import inf
from typing import Any, Final, Literal, get_args

from balance.signal.placement import FORWARD_AXES, PLACEMENTS, ForwardAxis, Placement

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

    Values are checked where they are used: `Session`, `analyze` and `simulate_session` raise
    `ValueError` for one that there is none of.

    Parameters
    ----------
    placement
        Where the sensor is worn: lower_back, chest, thigh, shank or foot.
    stance_leg
        left or right: the leg that is stood on; None where it was not said.
    sensor_on
        Whether the sensor is on the raised or the stance leg; it matters for thigh, shank and foot
        alone.
    eyes
        open or closed.
    surface
        firm or foam.
    arms, footwear
        In words; None where it was not said.
    sound
        silent, or coached by voice.
    practice
        Kept and never scored.
    cap_s
        The protocol's longest time in seconds; None where there is none.
    forward_axis
        The sensor's axis that points forward: x, y, z, -x, -y or -z; None where the mounting is
        not known.
    test
        Key of the named test that it was made for, such as ``unipedal_45@1``; None for a plain
        hold.
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


_ALLOWED: Final[Mapping[str, tuple[str | None, ...]]] = {
    "placement": PLACEMENTS,
    "stance_leg": (None, *get_args(Leg)),
    "sensor_on": get_args(SensorOn),
    "eyes": get_args(Eyes),
    "surface": get_args(Surface),
    "sound": get_args(Sound),
    "forward_axis": (None, *FORWARD_AXES),
}


def fields_of(conditions: Conditions) -> dict[str, Any]:
    """Give conditions by the names of their fields."""
    return {field.name: getattr(conditions, field.name) for field in fields(conditions)}


def check_conditions(conditions: Conditions) -> None:
    """Refuse conditions that there are none of, which a caller may have spelt wrong.

    Raises
    ------
    ValueError
        Where a value is none of those of its type, or the cap is no number above 0.
    """
    for name, allowed in _ALLOWED.items():
        value = getattr(conditions, name)
        if value not in allowed:
            words = ", ".join("None" if each is None else f'"{each}"' for each in allowed)
            raise ValueError(f"{name} must be one of {words}, not {value!r}.")
    if conditions.cap_s is not None and not 0.0 < conditions.cap_s < inf:
        raise ValueError(f"cap_s must be a number of seconds above 0, not {conditions.cap_s!r}.")
