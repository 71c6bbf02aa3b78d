"""How the clocks of two sensors of one person stand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from balance.samples import SampleBlock

#: A crystal is off by no more than some tens of millionths; two of them by so much from each other.
MOST_DRIFT_PPM: Final = 200.0


@dataclass(frozen=True, slots=True)
class Clocks:
    """From one sensor's clock to another's.

    Attributes
    ----------
    offset_s : float
        What the other clock reads at time 0 of this one.
    rate : float
        Seconds of the other clock in a second of this one.
    by : str
        What told: "known", where a clock that both share did, or "movement".
    uncertainty_s : float
        The half-width that is meant to hold the true difference 95 times in 100.
    """

    offset_s: float = 0.0
    rate: float = 1.0
    by: Literal["known", "movement"] = "known"
    uncertainty_s: float = 0.0

    def to_other(self, time_s: float) -> float:
        """Give a time of this clock as the other one reads it."""
        return time_s * self.rate + self.offset_s

    def to_this(self, time_s: float) -> float:
        """Give a time of the other clock as this one reads it."""
        return (time_s - self.offset_s) / self.rate

    def moved(self, block: SampleBlock) -> SampleBlock:
        """Give samples of this clock with the times of the other."""
        if self.rate == 1.0 and self.offset_s == 0.0:
            return block
        return SampleBlock(
            block.time_s * self.rate + self.offset_s, block.acc_m_s2, block.gyr_rad_s
        )

    def through(self, other: Clocks) -> Clocks:
        """Give the way to another clock, where both lead to the same third one."""
        rate = self.rate / other.rate
        return Clocks((self.offset_s - other.offset_s) / other.rate, rate)
