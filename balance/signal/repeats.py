"""Readings that are each given several times: the rate of the rows is not that of the sensor."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock

_LONGEST: Final = 200
_LEAST: Final = 20
_ALIKE: Final = 0.9
_MANY: Final = 4


class Repeats:
    """Counts how often in a row each reading comes; any cut of the stream gives the same answer."""

    def __init__(self) -> None:
        self._counts = np.zeros(_LONGEST + 1, dtype=np.int64)
        self._last: FloatArray | None = None
        self._open = 0  # rows of the reading at the end

    def push(self, block: SampleBlock) -> None:
        """Take note of a block."""
        if len(block) == 0:
            return
        parts = [block.acc_m_s2] if block.gyr_rad_s is None else [block.acc_m_s2, block.gyr_rad_s]
        values = np.concatenate(parts, axis=1)
        last = values[:1] if self._last is None else self._last
        changed = (np.concatenate([last, values[:-1]]) != values).any(axis=1)
        if changed.all():
            self._counts[min(self._open, _LONGEST)] += 1
            self._counts[1] += len(values) - 1
            self._open, self._last = 1, values[-1:]
            return
        new = np.flatnonzero(changed)
        ends = np.append(new, len(values))
        lengths = np.diff(ends, prepend=-self._open)
        np.add.at(self._counts, np.minimum(lengths[:-1], _LONGEST), 1)
        self._open, self._last = int(lengths[-1]), values[-1:]

    @property
    def times(self) -> float:
        """How often each reading comes; 1 where they differ in that.

        The readings of a coarse sensor that lies still last by chance, some long and some not.
        """
        count = int(self._counts.sum())
        if count < _LEAST:
            return 1.0
        length = np.arange(_LONGEST + 1)
        usual = int(np.searchsorted(np.cumsum(self._counts), 0.5 * count))
        if usual < 2:
            return 1.0
        # Of few repeats, one more or less is what a coarse sensor gives by chance.
        alike = (np.abs(length - usual) <= (1 if usual >= _MANY else 0)) & (length < _LONGEST)
        if self._counts[alike].sum() < _ALIKE * count:
            return 1.0
        return float((self._counts * length)[alike].sum() / self._counts[alike].sum())
