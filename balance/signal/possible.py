"""Rows that no sensor that works gives: lone zeros, and a spike of one sample alone.

A bus that fails for a moment gives zeros, or a number that has nothing to do with the movement. A
foot that lands gives a peak of one sample as well: in the shared recordings of real feet such a
peak stands up to 87 m/s^2 above the samples on both sides of it. What is longer is judged in
`living`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import CANT_BE, BoolArray, FloatArray, Losses, SampleBlock, joined
from balance.signal.living import ZEROS_S, runs_of

SPIKE_M_S2: Final = 120.0


class Possible:
    """Drops such rows and counts them. Any cut of the stream gives the same rows.

    Only rows that may be such wait for those after them: zeros, for 0.1 s at most, and one that is
    far from the one before.
    """

    def __init__(self) -> None:
        self._rows = 0
        self._dropped = 0
        self._before: FloatArray | None = None  # the row before those that wait
        self._waiting: SampleBlock | None = None
        self._long = False  # whether the zeros at the end are known to be many

    @property
    def losses(self) -> Losses:
        """The rows dropped so far."""
        return Losses(self._rows, ((CANT_BE, self._dropped),) * (self._dropped > 0))

    def push(self, block: SampleBlock) -> SampleBlock:
        """Add samples; give those that can be, as far as that is known."""
        self._rows += len(block)
        if self._waiting is not None:
            block, self._waiting = joined([self._waiting, block]), None
        acc = block.acc_m_s2
        zeros = np.asarray(~acc.any(axis=1))
        lone, known = self._short_zeros(block.time_s, zeros)
        last = acc[:1] if self._before is None else self._before
        up = acc - np.concatenate([last, acc[:-1]])
        far = np.abs(up) > SPIKE_M_S2
        if far.any():
            back = far[:-1] & far[1:] & ((up[:-1] > 0.0) != (up[1:] > 0.0))
            lone[:-1] |= back.any(axis=1)
        if known == len(block) and far[-1:].any():
            known -= 1
        if known < len(block):
            self._waiting = block[known:]
        return self._given(block, lone, known)

    def finish(self) -> SampleBlock:
        """Give what waits, but for zeros: no more samples will come."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return SampleBlock(np.empty(0), np.empty((0, 3)))
        return self._given(waiting, np.asarray(~waiting.acc_m_s2.any(axis=1)), len(waiting))

    def _short_zeros(self, time_s: FloatArray, zeros: BoolArray) -> tuple[BoolArray, int]:
        """Find the zeros that are few in a row, and up to which row that is known."""
        short, known = np.zeros(zeros.size, dtype=bool), zeros.size
        starts, ends = runs_of(zeros)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            if (start == 0 and self._long) or time_s[end - 1] - time_s[start] > ZEROS_S:
                continue
            if end == zeros.size:
                known = start
            short[start:end] = True
        if zeros.size:
            self._long = bool(zeros[-1]) and known == zeros.size
        return short, known

    def _given(self, block: SampleBlock, lone: BoolArray, known: int) -> SampleBlock:
        if known:
            self._before = block.acc_m_s2[known - 1 : known]
        lone = lone[:known]
        self._dropped += int(np.count_nonzero(lone))
        if not lone.any():
            return block[:known]
        gyr = None if block.gyr_rad_s is None else block.gyr_rad_s[:known][~lone]
        return SampleBlock(block.time_s[:known][~lone], block.acc_m_s2[:known][~lone], gyr)
