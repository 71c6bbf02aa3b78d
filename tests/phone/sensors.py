"""The motion sensors of a pretended phone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from tab import Page

from balance.samples import GRAVITY_M_S2, SampleBlock

RATE_HZ = 60.0
KINDS = ("accelerometer", "gyroscope", "linear-acceleration")  # the mark last
LONGEST_MARK = 1000


@dataclass(frozen=True)
class Played:
    """What was put into the sensors, and when.

    Parameters
    ----------
    first
        The number of the first reading.
    set_s
        When each reading was about to be set, seconds of this process's monotonic clock.
    """

    first: int
    set_s: list[float] = field(default_factory=list)


class Sensors:
    """Accelerometer and gyroscope of a page. To be put in before the page listens to them.

    The first component of the acceleration without gravity, which no page of ours looks at, says
    which reading it was: 0.1 m/s^2 for each since the first, over and over from 1,000.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._set = 0

    async def put_in(self) -> None:
        """Have them, with a reading each: none gives anything before all have something."""
        metadata = {"available": True, "minimumFrequency": 1, "maximumFrequency": RATE_HZ}
        for kind in KINDS:
            await self._page.call(
                "Emulation.setSensorOverrideEnabled", enabled=True, type=kind, metadata=metadata
            )
        await self.read((0.0, GRAVITY_M_S2, 0.0), (0.0, 0.0, 0.0))

    async def read(self, acc_m_s2: Sequence[float], gyr_rad_s: Sequence[float]) -> float:
        """Set one reading; when that was about to be done."""
        mark = 0.1 * (self._set % LONGEST_MARK)
        self._set += 1
        set_s = time.monotonic()
        readings = (tuple(acc_m_s2), tuple(gyr_rad_s), (mark, 0.0, 0.0))
        for kind, (x, y, z) in zip(KINDS, readings, strict=True):
            sent = await self._page.connection.post(
                "Emulation.setSensorOverrideReadings",
                self._page.session,
                type=kind,
                reading={"xyz": {"x": x, "y": y, "z": z}},
            )
        await sent
        return set_s

    async def play(self, block: SampleBlock, rate_hz: float = RATE_HZ) -> Played:
        """Play a block in real time; as with a sensor, what is late is left out."""
        played = Played(self._set)
        gyr = np.zeros_like(block.acc_m_s2) if block.gyr_rad_s is None else block.gyr_rad_s
        sample_s = block.time_s - block.time_s[0]
        began_s = time.monotonic()
        while (elapsed_s := time.monotonic() - began_s) <= sample_s[-1]:
            row = int(np.searchsorted(sample_s, elapsed_s, side="right")) - 1
            played.set_s.append(await self.read(block.acc_m_s2[row].tolist(), gyr[row].tolist()))
            spent_s = time.monotonic() - began_s
            await asyncio.sleep((np.floor(spent_s * rate_hz) + 1.0) / rate_hz - spent_s)
        return played
