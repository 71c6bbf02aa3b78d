"""What the live traces are drawn from: the last seconds, in a ring whose window is one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from balance.samples import GRAVITY_M_S2, measured_rate_hz
from balance.signal.filters import StreamFilter, butterworth
from balance.signal.placement import TRUNK

if TYPE_CHECKING:
    from collections.abc import Callable

    from balance.samples import FloatArray, SampleBlock
    from balance.signal.placement import Placement

SHOWN_S: Final = 10.0
SWAY_HZ: Final = 3.5
_LEAST_HZ: Final = 20.0
_MOST_HZ: Final = 1000.0
_LOOK: Final = 20  # samples before the rate is known well enough to lay out the ring

ACC, TURN, LEAN_X, LEAN_Y = range(4)


class Ring:
    """The newest `length` columns, always in one piece: each value is written twice.

    Parameters
    ----------
    rows, length
        Shape of what `window` gives once it is full.

    Attributes
    ----------
    count : int
        How many columns there are.
    """

    def __init__(self, rows: int, length: int) -> None:
        self.length = length
        self._values = np.zeros((rows, 2 * length))
        self._at = 0
        self.count = 0

    def push(self, values: FloatArray) -> None:
        """Add columns, shape (rows, n)."""
        if values.shape[1] == 0:
            return
        self.count = min(self.length, self.count + values.shape[1])
        values = values[:, -self.length :]
        at = (self._at + np.arange(values.shape[1])) % self.length
        self._values[:, at] = values
        self._values[:, at + self.length] = values
        self._at = int((at[-1] + 1) % self.length)

    def window(self) -> FloatArray:
        """Give the newest columns, oldest first, shape (rows, count); a view, not a copy."""
        last = self._at + self.length
        return self._values[:, last - self.count : last]


class Traces:
    """Acceleration, rate of turn and lean of the last `SHOWN_S` seconds, for any mounting.

    Acceleration is its length less gravity in m/s^2; rate of turn its length in degrees a second;
    lean the direction of the slow acceleration against where it pointed first, in degrees along
    two level axes. They are for the eye alone: nothing is timed or scored from them.

    Parameters
    ----------
    placement
        Says where the sensor is worn, once it is open.

    Attributes
    ----------
    fresh : bool
        Whether something came since it was drawn last; who draws takes it back.
    sways : bool
        Whether the lean is a sway: a leg that is lifted leans by a quarter turn.
    """

    def __init__(self, placement: Callable[[], Placement] = lambda: "lower_back") -> None:
        self._placement = placement
        self.fresh = False
        self.sways = True
        self.ring: Ring | None = None
        self._waiting: list[SampleBlock] = []
        self._slow: StreamFilter | None = None
        self._level: FloatArray | None = None

    def clear(self) -> None:
        """Forget all: another source, or another person."""
        self.ring, self._slow, self._level = None, None, None
        self._waiting.clear()
        self.fresh = True

    def push(self, block: SampleBlock) -> None:
        """Add samples."""
        if len(block) == 0:
            return
        if self.ring is None or self._slow is None:
            self._waiting.append(block)
            time_s = np.concatenate([one.time_s for one in self._waiting])
            if time_s.size < _LOOK:
                return
            rate_hz = float(np.clip(measured_rate_hz(time_s), _LEAST_HZ, _MOST_HZ))
            self.sways = self._placement() in TRUNK
            self.ring = Ring(4, int(SHOWN_S * rate_hz))
            self._slow = StreamFilter(butterworth(2, SWAY_HZ, rate_hz, "low"))
            waiting, self._waiting = self._waiting, []
            for one in waiting:
                self._add(one, self.ring, self._slow)
        else:
            self._add(block, self.ring, self._slow)
        self.fresh = True

    def _add(self, block: SampleBlock, ring: Ring, slow: StreamFilter) -> None:
        acc = block.acc_m_s2
        values = np.zeros((4, len(block)))
        values[ACC] = np.sqrt(np.einsum("ij,ij->i", acc, acc)) - GRAVITY_M_S2
        if block.gyr_rad_s is not None:
            gyr = block.gyr_rad_s
            values[TURN] = np.degrees(np.sqrt(np.einsum("ij,ij->i", gyr, gyr)))
        up = slow.push(acc.T)
        if self._level is None:
            self._level = _level_axes(up[:, 0])
        size = np.maximum(np.sqrt(np.einsum("ij,ij->j", up, up)), 1e-6)
        values[LEAN_X : LEAN_Y + 1] = np.degrees(np.arcsin(np.clip(self._level @ up / size, -1, 1)))
        ring.push(values)


def _level_axes(up: FloatArray) -> FloatArray:
    """Give two level axes for a direction of up, shape (2, 3)."""
    unit = up / max(float(np.sqrt(up @ up)), 1e-6)
    aside = np.eye(3)[int(np.argmin(np.abs(unit)))]
    first = np.cross(unit, aside)
    first /= np.sqrt(first @ first)
    return np.stack([first, np.cross(unit, first)])
