"""What a person says about a file where the file itself can be read in more ways than one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from balance.protocol.conditions import Leg
from balance.signal.placement import Placement

TimeUnit = Literal["s", "ms", "us", "ns"]
TIME_UNITS: Final[tuple[TimeUnit, ...]] = get_args(TimeUnit)
LEAST_RATE_HZ: Final = 1.0
MOST_RATE_HZ: Final = 10_000.0


@dataclass(frozen=True, slots=True)
class Told:
    """How to read a file of another program; what is None the file has to tell.

    Parameters
    ----------
    sensor
        Which of several sensors, by the name that the refusal gives it.
    rate_hz
        Samples a second, 1 to 10,000.
    time_unit
        Unit of its column of times.
    placement, stance_leg
        Where the sensor was worn, and on which leg the person stood.
    """

    sensor: str | None = None
    rate_hz: float | None = None
    time_unit: TimeUnit | None = None
    placement: Placement | None = None
    stance_leg: Leg | None = None

    def conditions(self) -> dict[str, Any]:
        """Conditions that were told, by the name of their field."""
        said = {"placement": self.placement, "stance_leg": self.stance_leg}
        return {name: value for name, value in said.items() if value is not None}


NOTHING: Final = Told()
