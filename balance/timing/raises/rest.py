"""Quiet stance with the foot flat: what every raise is measured against."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray
from balance.signal.grid import STEP_S, rows
from balance.timing.raises.limits import Still
from balance.timing.raises.rows import TILE, Rows

SECOND: Final = rows(1.0)
#: Standing still for so long somewhere else is a new place for the foot, not a pause at the top.
ELSEWHERE: Final = rows(5.0)
#: So many looks are meant by the mean of the gyroscope's zero.
_ZEROS: Final = 40
_DISTURBED_M_S2: Final = 4.0
#: Resting sensors read 0.94 to 1.08 g, and the crudest are farther off.
_GRAVITY_M_S2: Final = (8.5, 11.2)


class Rest:
    """Keeps the newest quiet stance.

    Attributes
    ----------
    down_m_s2 : ndarray (3,) or None
        Gravity as felt then; None until there was any.
    since : int
        The row that it was first seen at, where nothing disturbed it since.
    """

    def __init__(self, limits: Still) -> None:
        self.down_m_s2: FloatArray | None = None
        self.since = 0
        self._limits = limits
        self._still = 0
        self._zeros = 0
        self._disturbed = False

    def look(self, rows_: Rows, *, counting: bool) -> None:
        """Look at the newest second; while `counting` the reference stays what it is."""
        first = rows_.last - SECOND
        if first < rows_.first:
            return
        felt = rows_.felt(first, rows_.last)
        g = 9.81 if self.down_m_s2 is None else _length(self.down_m_s2)
        newest = np.sqrt(np.sum(felt[:, -TILE:] ** 2, axis=0))
        if float(np.max(np.abs(newest - g))) > _DISTURBED_M_S2:
            self._disturbed = True
        if not self._is_still(felt, rows_.turn(first, rows_.last)):
            self._still = 0
            return
        self._still += TILE
        mean = felt.mean(axis=1)
        if rows_.has_gyr:
            self._learn_zero(rows_, felt, mean)
        if counting or not self._renews(mean):
            return
        if self._disturbed or self.down_m_s2 is None:
            self.since = first
            rows_.settle(mean)
        self.down_m_s2, self._disturbed = mean, False

    def tilt(self, down: FloatArray) -> FloatArray:
        """How far gravity has turned out of its place, as a vector across it, shape (3, n)."""
        if self.down_m_s2 is None:
            return np.zeros_like(down)
        up = self.down_m_s2 / _length(self.down_m_s2)
        now = down / np.sqrt(np.sum(down * down, axis=0))
        along = up[0] * now[0] + up[1] * now[1] + up[2] * now[2]
        across: FloatArray = now - up[:, None] * along
        return across

    def _learn_zero(self, rows_: Rows, felt: FloatArray, mean: FloatArray) -> None:
        """What the gyroscope says beyond the turning that gravity shows: the mean of many looks."""
        half = SECOND // 2
        change = (felt[:, half:].mean(axis=1) - felt[:, :half].mean(axis=1)) / (half * STEP_S)
        turned = np.cross(change, mean) / float(np.sum(mean * mean))
        off = rows_.turn(rows_.last - SECOND, rows_.last).mean(axis=1) - turned
        self._zeros = min(self._zeros + 1, _ZEROS)
        rows_.zero_rad_s = rows_.zero_rad_s + off / self._zeros

    def _renews(self, mean: FloatArray) -> bool:
        if self.down_m_s2 is None or self._disturbed or self._still >= ELSEWHERE:
            return True
        return _length(self.tilt(mean[:, None])[:, 0]) < self._limits.at_rest

    def _is_still(self, felt: FloatArray, turn: FloatArray) -> bool:
        half = SECOND // 2
        drift = felt[:, half:].mean(axis=1) - felt[:, :half].mean(axis=1)
        low, high = _GRAVITY_M_S2
        return (
            _rms(felt) < self._limits.still_m_s2
            and _rms(turn) < self._limits.still_rad_s
            and _length(drift) < self._limits.drift_m_s2
            and low < _length(felt.mean(axis=1)) < high
        )


def _rms(values: FloatArray) -> float:
    away = values - values.mean(axis=1)[:, None]
    return float(np.sqrt(np.mean(np.sum(away * away, axis=0))))


def _length(vector: FloatArray) -> float:
    return float(np.sqrt(vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2))
