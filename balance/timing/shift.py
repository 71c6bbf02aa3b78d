"""Weight shifts: the body's mass carried sideways and set down, at any mounting.

Before a foot can leave the floor the weight goes over to the other one, and after a step-down it
comes back. Both look alike, whatever else the person does: along one horizontal line a push and,
after it, as large a brake. Carrying a mass over a distance `d` in a time `D` with the least jerk
takes the acceleration d/D^2 (60 x - 180 x^2 + 120 x^3), 0 <= x <= 1 (Flash and Hogan 1985), which
is the template here: the distance that fits best, in metres, is the size of the shift.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal import features as f
from balance.signal.features import Features
from balance.signal.grid import STEP_S, rows
from balance.signal.vectors import dot, length, squared

STRIDE: Final = rows(0.05)  # a shift has nothing quicker than that
_STRIDES: Final = (8, 11, 15, 20)  # 0.4 to 1 s
SHORTEST: Final = STRIDE * _STRIDES[0]
_LONGEST: Final = _STRIDES[-1]
PEAK_OF_MEAN: Final = 1.875  # speed of a move of least jerk


def _templates() -> FloatArray:
    """One row for each length, zero behind its end."""
    table = np.zeros((len(_STRIDES), _LONGEST))
    for row, strides in zip(table, _STRIDES, strict=True):
        x = (np.arange(strides) + 0.5) / strides
        row[:strides] = (60 * x - 180 * x**2 + 120 * x**3) / (strides * STRIDE * STEP_S) ** 2
    return table


_TEMPLATES: Final = _templates()
_POWER: Final = np.array([float(row @ row) for row in _TEMPLATES])


@dataclass(frozen=True, slots=True)
class Across:
    """Acceleration across gravity, freed of tilt as well as it is known.

    Attributes
    ----------
    acc_m_s2 : ndarray (3, n)
        Means over `STRIDE` grid rows each.
    begin : int
        Grid row at which the first one begins.
    """

    acc_m_s2: FloatArray
    begin: int

    def since(self, row: int) -> Across:
        """What comes after a grid row."""
        skipped = max(0, -((self.begin - row) // STRIDE))
        return Across(self.acc_m_s2[:, skipped:], self.begin + skipped * STRIDE)

    def until(self, row: int) -> Across:
        """What comes before a grid row, though at least the shortest shift."""
        kept = max(_STRIDES[0], (row - self.begin) // STRIDE)
        return Across(self.acc_m_s2[:, :kept], self.begin)


@dataclass(frozen=True, slots=True)
class Shift:
    """A weight shift.

    Attributes
    ----------
    size_m : ndarray (3,)
        Distance and direction, in the sensor's axes.
    push_m_s2 : float
        RMS of the acceleration that it explains.
    fit : float
        Share of the acceleration during it that it explains, 0 to 1.
    first, last : int
        Grid rows between which it lies.
    """

    size_m: FloatArray
    push_m_s2: float
    fit: float
    first: int
    last: int

    @property
    def speed_m_s(self) -> float:
        """The most speed that it had."""
        takes_s = (self.last - self.first) * STEP_S
        return PEAK_OF_MEAN * float(length(self.size_m)) / takes_s

    @property
    def middle(self) -> int:
        """Where the push turns into a brake."""
        return (self.first + self.last) // 2


def across(features: Features, first: int, last: int, up: FloatArray) -> Across:
    """Acceleration across gravity from grid row `first` to `last` (excluded).

    `up` is gravity as it was felt before, shape (3,). At least the shortest shift is looked at.
    """
    first = max(features.rows.start + 1, min(first, last - SHORTEST))
    count = (last - first) // STRIDE
    begin = last - count * STRIDE
    edges = features.rows.view(begin - 1, last)[:, ::STRIDE]
    felt = np.diff(edges[f.SUM_ACC], axis=1)
    rest = np.diff(edges[f.SUM_UP], axis=1) if features.has_gyr else STRIDE * up[:, None]
    free = (felt - rest) / STRIDE
    return Across(free - up[:, None] * (dot(free, up) / squared(up)), begin)


def largest_shift(seen: Across, along: FloatArray | None = None) -> Shift:
    """The shift that explains most; of those along a direction only, where one is given.

    Parameters
    ----------
    seen
        At least as long as the shortest shift.
    along : ndarray (3,), optional
        A direction: only what goes that way counts.
    """
    acc = seen.acc_m_s2
    count = acc.shape[1]
    padded = np.concatenate([acc, np.zeros((3, _LONGEST))], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _LONGEST, axis=1)[:, :count]
    size = (windows[:, None] * _TEMPLATES[None, :, None]).sum(axis=3) / _POWER[:, None]
    if along is None:
        explained = squared(size) * _POWER[:, None]
    else:
        ahead = np.maximum(dot(size, along), 0.0)
        explained = ahead**2 * (_POWER[:, None] / float(squared(along)))
    room = count - np.arange(count)
    explained[np.array(_STRIDES)[:, None] > room] = -1.0
    kind, at = divmod(int(np.argmax(explained)), count)
    strides = _STRIDES[kind]
    most = max(float(explained[kind, at]), 0.0)
    inside = float(squared(acc[:, at : at + strides]).sum())
    return Shift(
        size_m=size[:, kind, at].copy(),
        push_m_s2=float(np.sqrt(most / strides)),
        fit=most / (inside + 1e-9),
        first=seen.begin + at * STRIDE,
        last=seen.begin + (at + strides) * STRIDE,
    )


def speed_gained(seen: Across, along: FloatArray) -> float:
    """Most speed that is gained in a direction, in m/s: a shift that has only begun has this."""
    way = along / (float(length(along)) + 1e-9)
    speed = np.cumsum(dot(seen.acc_m_s2, way)) * (STRIDE * STEP_S)
    return float((speed - np.minimum.accumulate(speed)).max())


def share_undone(shift: Shift, back: Shift) -> float:
    """How much of a shift another one takes back, as a share of it, 0 to 2."""
    share = -dot(back.size_m, shift.size_m) / (squared(shift.size_m) + 1e-9)
    return float(np.clip(share, 0.0, 2.0))
