"""What a raise on the foot may look like, quiet stance; where raises can't be counted, and why.

Tilts are sines: how far gravity has turned out of where it was in quiet stance, as a share of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.signal.placement import Placement

NOT_ON_TRUNK: Final = (
    "heel raises can't be counted on the trunk: at 8 s a raise it moves by 0.022 m/s², a quarter "
    "of what a phone's browser rounds to; wear the sensor on the foot or shank stood on"
)
NOT_ON_THIGH: Final = (
    "heel raises can't be counted on the thigh: standing, it hardly turns as the heel rises; "
    "wear the sensor on the foot or shank stood on"
)
NOT_RAISED: Final = (
    "heel raises can't be counted on the raised leg, and this recording says sensor_on raised; "
    "wear the sensor on the foot or shank stood on"
)

UNCLEAR: Final = (
    "something was done over and over that may be heel raises, but it shows too little on the "
    "shank to be counted at this pace; wear the sensor on the foot"
)


def _sine(degrees: float) -> float:
    return float(np.sin(np.radians(degrees)))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a raise on the foot may look like.

    Parameters
    ----------
    least, most
        Tilt at the top.
    force_m_s2
        RMS of what is felt beyond gravity, along it, during a raise.
    aside
        RMS of tilt across the axis, as a share of that along it.
    alike
        How much larger one raise may be than another at the start of a set.
    flat
        How far from one another the ends of raises may be, as a share of their size.
    same_course
        The least correlation of one of the first raises with another.
    same_as_mean
        The least correlation of each of the first raises with their mean.
    detour
        The longest way up and down again, as a multiple of the shortest.
    """

    least: float
    most: float
    force_m_s2: float
    aside: float
    alike: float
    flat: float
    same_course: float
    same_as_mean: float
    detour: float


ON_FOOT: Final = Limits(
    least=_sine(5.0),
    most=_sine(55.0),
    force_m_s2=1.2,
    aside=0.45,
    alike=2.0,
    flat=0.35,
    same_course=0.88,
    same_as_mean=0.88,
    detour=1.45,
)


@dataclass(frozen=True, slots=True)
class Still:
    """What quiet stance may be.

    Parameters
    ----------
    still_m_s2, still_rad_s, drift_m_s2
        What a second of it may move: RMS, and from one half to the other.
    at_rest
        How far from the reference a quiet second may renew it at once.
    """

    still_m_s2: float
    still_rad_s: float
    drift_m_s2: float
    at_rest: float


STILL: Final[dict[Placement, Still]] = {
    "foot": Still(still_m_s2=0.3, still_rad_s=0.15, drift_m_s2=0.15, at_rest=_sine(2.5)),
    "shank": Still(still_m_s2=0.4, still_rad_s=0.2, drift_m_s2=0.2, at_rest=_sine(0.7)),
}


def refusal(placement: Placement) -> str | None:
    """Say in one sentence why raises can't be counted there; None where they can."""
    if placement in STILL:
        return None
    return NOT_ON_THIGH if placement == "thigh" else NOT_ON_TRUNK
