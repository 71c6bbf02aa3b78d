"""`sim:?placement=shank&seed=1`: a simulated person and sensor, played as if they were live.

Besides `speed` and the common options it takes `seed`, `holds` (attempts), `sensor` (a name of
`balance.simulate.sensor.PRESETS`) and `rate` (its rate in Hz, where another than its own).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from balance.samples import SampleBlock
from balance.simulate.motion import RATE_HZ
from balance.simulate.sensor import PRESETS, SensorModel
from balance.simulate.session import draw_session
from drivers.address import Address
from drivers.playback import Clock, PlayedSource
from drivers.source import AddressError, SourceInfo

SLOWEST_HZ: Final = 10.0
MOST_HOLDS: Final = 100
LARGEST_SEED: Final = 2**32 - 1


class SimulatedSource(PlayedSource):
    """Plays a session of a simulated person; the same address gives the same samples."""

    def __init__(self, address: Address, *, clock: Clock | None = None) -> None:
        super().__init__(address, ("seed", "holds", "sensor", "rate"), clock=clock)
        if address.target:
            msg = (
                f"'{address}' has '{address.target}' where nothing belongs; "
                "write the options behind a question mark, as in sim:?placement=shank&seed=1."
            )
            raise AddressError(msg)
        self._seed = address.integer("seed", 1, low=0, high=LARGEST_SEED)
        self._holds = address.integer("holds", 3, low=1, high=MOST_HOLDS)
        self._sensor = _sensor(address)
        self._conditions = address.conditions()

    def load(self) -> tuple[SourceInfo, SampleBlock]:
        """Simulate the session."""
        wanted = self._conditions
        session = draw_session(
            self._seed,
            placement=wanted.placement,
            eyes=wanted.eyes,
            surface=wanted.surface,
            stance_leg=wanted.stance_leg or "left",
            sensor_on=wanted.sensor_on,
            holds=self._holds,
            sensor=self._sensor,
        )
        info = SourceInfo(
            address=self.address,
            model="simulated",
            conditions=session.conditions,
            resolution_m_s2=self._sensor.acc_step_m_s2,
            nominal_rate_hz=self._sensor.rate_hz,
            has_gyr=self._sensor.gyroscope,
        )
        return info, session.block


def _sensor(address: Address) -> SensorModel:
    name = address.choice("sensor", tuple(PRESETS)) if "sensor" in address.options else "imu100"
    model = PRESETS[name]
    return replace(
        model, rate_hz=address.number("rate", model.rate_hz, low=SLOWEST_HZ, high=RATE_HZ)
    )
