"""One person who wears two sensors: the same movement, felt at two places by two clocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from balance.samples import SampleBlock
from balance.signal.clocks import Clocks
from balance.signal.placement import TRUNK, Placement
from balance.simulate.score import TruthEvent
from balance.simulate.sensor import SensorModel
from balance.simulate.session import Simulated, draw_session

#: The second one's clock reads so much more at the first one's time 0, and runs so much faster.
OFFSET_S: Final = 3.0
DRIFT_PPM: Final = 50.0


@dataclass(frozen=True)
class SimulatedPair:
    """Two recordings of one score.

    Attributes
    ----------
    first, second : Simulated
        Each on its own clock, truth included.
    clocks : Clocks
        From the second one's clock to the first one's.
    """

    first: Simulated
    second: Simulated
    clocks: Clocks

    @property
    def leg(self) -> Simulated:
        """The one on the raised leg."""
        return self.second if self.first.conditions.placement in TRUNK else self.first

    @property
    def trunk(self) -> Simulated:
        """The one on the trunk."""
        return self.first if self.first.conditions.placement in TRUNK else self.second


def draw_pair(
    seed: int,
    *,
    placements: tuple[Placement, Placement] = ("lower_back", "shank"),
    sensors: tuple[str | SensorModel, str | SensorModel] = ("imu100", "imu100"),
    offset_s: float = OFFSET_S,
    drift_ppm: float = DRIFT_PPM,
    **same: Any,  # noqa: ANN401 - as `draw_session` takes them
) -> SimulatedPair:
    """Simulate one session, felt at two places; the same arguments give the same numbers.

    Parameters
    ----------
    seed
        As in `draw_session`, which gives the same for one of the sensors alone.
    placements, sensors
        Where the two are worn, one on the trunk and one on a leg, and what they are.
    offset_s, drift_ppm
        How the second one's clock differs from the first one's.
    **same
        What else `draw_session` takes, alike for both.

    Raises
    ------
    ValueError
        Where not one is on the trunk and one on a leg.
    """
    if len([each for each in placements if each in TRUNK]) != 1:
        raise ValueError("Of two sensors one is on the trunk and one on the raised leg.")
    first, second = (
        draw_session(seed, placement=where, sensor=what, **same)
        for where, what in zip(placements, sensors, strict=True)
    )
    rate = 1.0 + 1e-6 * drift_ppm
    clocks = Clocks(offset_s=-offset_s / rate, rate=1.0 / rate, by="known")
    return SimulatedPair(first, _on_clock(second, offset_s, rate), clocks)


def _on_clock(one: Simulated, offset_s: float, rate: float) -> Simulated:
    """Give a recording as another clock would have it."""
    block = one.block
    moved = SampleBlock(block.time_s * rate + offset_s, block.acc_m_s2, block.gyr_rad_s)
    truth = tuple(
        TruthEvent(event.time_s * rate + offset_s, event.event, event.detail) for event in one.truth
    )
    quiet = tuple((a * rate + offset_s, b * rate + offset_s) for a, b in one.quiet)
    return replace(one, block=moved, truth=truth, quiet=quiet)
