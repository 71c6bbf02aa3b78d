"""What the live traces are drawn from: the last seconds, in a ring whose window is one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from balance.samples import GRAVITY_M_S2, joined, measured_rate_hz
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
_LOOK: Final = 20  # samples before the rate is known well enough to lay out the rings
#: Points a second of a trace: some two for each pixel column of a wide window.
_DRAWN_HZ: Final = 70.0
#: Points a second of the sway path, many for what is slower than `SWAY_HZ`.
_PATH_HZ: Final = 25.0
_NEARLY: Final = 0.1  # a rate is measured, and may be a little more than it is said to be

ACC, TURN = range(2)


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


class Peaks:
    """Thins rows out without losing a peak: of each piece the least and the most, as they came.

    Pieces are counted from the first sample, so that a peak keeps its shape as it moves on.

    Parameters
    ----------
    each
        Samples to a piece; with 1 or 2 all stay.
    """

    def __init__(self, each: int) -> None:
        self._each = each
        self._rest: FloatArray | None = None

    def push(self, values: FloatArray) -> FloatArray:
        """Take columns, shape (rows, n); give those of the pieces that are whole, two a piece."""
        if self._each <= 2:
            return values
        if self._rest is not None:
            values = np.concatenate([self._rest, values], axis=1)
        whole = values.shape[1] // self._each * self._each
        self._rest = values[:, whole:]
        pieces = values[:, :whole].reshape(values.shape[0], -1, self._each)
        ends = np.stack([pieces.argmin(axis=2), pieces.argmax(axis=2)], axis=2)
        return np.take_along_axis(pieces, np.sort(ends, axis=2), axis=2).reshape(len(values), -1)


class Drawn:
    """Acceleration, rate of turn and lean, thinned out to what can be seen.

    Parameters
    ----------
    rate_hz
        Of the samples.

    Attributes
    ----------
    ring : Ring
        Acceleration and rate of turn, in rows `ACC` and `TURN`.
    path : Ring
        Lean along two level axes.
    """

    def __init__(self, rate_hz: float) -> None:
        each = int(np.ceil(2 * rate_hz / _DRAWN_HZ - _NEARLY))
        self._every, self._skip = max(1, int(rate_hz / _PATH_HZ + _NEARLY)), 0
        self._peaks = Peaks(each)
        self._slow = StreamFilter(butterworth(2, SWAY_HZ, rate_hz, "low"))
        self._level: FloatArray | None = None
        self.ring = Ring(2, int(SHOWN_S * rate_hz * (2 / each if each > 2 else 1)))
        self.path = Ring(2, int(SHOWN_S * rate_hz / self._every))

    def push(self, block: SampleBlock) -> None:
        """Add samples."""
        acc = block.acc_m_s2
        values = np.zeros((2, len(block)))
        values[ACC] = np.sqrt(np.einsum("ij,ij->i", acc, acc)) - GRAVITY_M_S2
        if block.gyr_rad_s is not None:
            gyr = block.gyr_rad_s
            values[TURN] = np.degrees(np.sqrt(np.einsum("ij,ij->i", gyr, gyr)))
        self.ring.push(self._peaks.push(values))
        up = self._slow.push(acc.T)
        if self._level is None:
            self._level = _level_axes(up[:, 0])
        seen = up[:, self._skip :: self._every]
        self._skip = (self._skip - up.shape[1]) % self._every
        size = np.maximum(np.sqrt(np.einsum("ij,ij->j", seen, seen)), 1e-6)
        self.path.push(np.degrees(np.arcsin(np.clip(self._level @ seen / size, -1, 1))))


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
    drawn : Drawn or None
        What there is; None until the rate is known.
    fresh : bool
        Whether something came since it was drawn last; who draws takes it back.
    sways : bool
        Whether the lean is a sway: a leg that is lifted leans by a quarter turn.
    """

    def __init__(self, placement: Callable[[], Placement] = lambda: "lower_back") -> None:
        self._placement = placement
        self.fresh = False
        self.sways = True
        self.drawn: Drawn | None = None
        self._waiting: list[SampleBlock] = []

    def clear(self) -> None:
        """Forget all: another source, or another person."""
        self.drawn = None
        self._waiting.clear()
        self.fresh = True

    def push(self, block: SampleBlock) -> None:
        """Add samples."""
        if len(block) == 0:
            return
        if self.drawn is None:
            self._waiting.append(block)
            block = joined(self._waiting)
            if len(block) < _LOOK:
                return
            self._waiting.clear()
            self.sways = self._placement() in TRUNK
            rate_hz = measured_rate_hz(block.time_s)
            self.drawn = Drawn(float(np.clip(rate_hz, _LEAST_HZ, _MOST_HZ)))
        self.drawn.push(block)
        self.fresh = True


def _level_axes(up: FloatArray) -> FloatArray:
    """Give two level axes for a direction of up, shape (2, 3)."""
    unit = up / max(float(np.sqrt(up @ up)), 1e-6)
    aside = np.eye(3)[int(np.argmin(np.abs(unit)))]
    first = np.cross(unit, aside)
    first /= np.sqrt(first @ first)
    return np.stack([first, np.cross(unit, first)])
