"""What a person says about a file where the file itself can be read in more ways than one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

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
    """

    sensor: str | None = None
    rate_hz: float | None = None
    time_unit: TimeUnit | None = None


NOTHING: Final = Told()
