"""What differs between placements: how still is still, what counts as a first sign."""

from __future__ import annotations

from dataclasses import dataclass

from balance.signal.grid import rows
from balance.signal.placement import TRUNK, Placement
from balance.signal.stillness import StillLimits
from balance.timing import lift_off, step_down


@dataclass(frozen=True, slots=True)
class Profile:
    """Limits for one kind of placement; each is explained where it is used."""

    trunk: bool
    still: StillLimits
    lift: lift_off.SignLimits
    down: step_down.SignLimits
    lift_after_rows: tuple[int, ...]
    second_looks: tuple[int, ...]  # rows after a dismissed sign
    lifted: float  # log odds above which the foot is believed to be in the air


_TRUNK = Profile(
    trunk=True,
    still=StillLimits(acc_m_s2=0.3, gyr_rad_s=0.14),
    lift=lift_off.SignLimits(acc_m_s2=0.18, rate_rad_s=0.20, tilt_m_s2=0.35),
    down=step_down.SignLimits(
        ripple_m_s2=0.25,
        ripple_ratio=4.0,
        returned=0.6,
        displaced_m_s2=0.25,
        stir_ratio=2.2,
        speed_back=0.45,
    ),
    lift_after_rows=(*range(70, 330, 10), *range(350, 600, 25)),
    second_looks=tuple(rows(s) for s in (0.8, 1.1, 1.5, 2.0, 2.5, 3.0)),
    lifted=3.0,
)
_LEG = Profile(
    trunk=False,
    still=StillLimits(acc_m_s2=0.25, gyr_rad_s=0.08),
    lift=lift_off.SignLimits(acc_m_s2=0.5, rate_rad_s=0.30, tilt_m_s2=0.60),
    down=step_down.SignLimits(
        ripple_m_s2=0.8,
        ripple_ratio=5.0,
        returned=0.7,
        displaced_m_s2=0.5,
        stir_ratio=6.0,
        speed_back=0.6,
    ),
    lift_after_rows=(*range(30, 250, 10), *range(270, 620, 50)),
    second_looks=tuple(rows(s) for s in (0.8, 1.1, 1.5)),
    lifted=1.5,
)


def profile_for(placement: Placement) -> Profile:
    """Limits for a placement."""
    return _TRUNK if placement in TRUNK else _LEG
