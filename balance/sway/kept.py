"""The newest samples of a stream, for as long as something may still ask for them."""

from __future__ import annotations

import numpy as np

from balance.samples import FloatArray, SampleBlock

_JOIN_BELOW = 512


class Kept:
    """Times and accelerations, from a moment that moves on.

    Long blocks are referred to and not copied; short ones are joined, so that a stream of single
    samples costs little too.
    """

    def __init__(self) -> None:
        self._parts: list[tuple[FloatArray, FloatArray]] = []

    def push(self, block: SampleBlock) -> None:
        """Add samples, newer than all before."""
        if len(block) == 0:
            return
        part = block.time_s, block.acc_m_s2
        if self._parts and len(self._parts[-1][0]) + len(block) <= _JOIN_BELOW:
            part = _joined([self._parts.pop(), part])
        self._parts.append(part)

    def drop_before(self, time_s: float) -> None:
        """Let go of what is older."""
        while self._parts and self._parts[0][0][-1] < time_s:
            del self._parts[0]
        if self._parts:
            times, acc = self._parts[0]
            first = int(np.searchsorted(times, time_s))
            if first > _JOIN_BELOW:
                self._parts[0] = times[first:].copy(), acc[first:].copy()

    def between(self, start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        """Times (n,) and accelerations (n, 3) from `start_s` to `end_s`, both in."""
        times, acc = _joined([p for p in self._parts if p[0][-1] >= start_s and p[0][0] <= end_s])
        rows = slice(*np.searchsorted(times, [start_s, np.nextafter(end_s, np.inf)]))
        return times[rows], acc[rows]


def _joined(parts: list[tuple[FloatArray, FloatArray]]) -> tuple[FloatArray, FloatArray]:
    if not parts:
        return np.empty(0), np.empty((0, 3))
    if len(parts) == 1:
        return parts[0]
    times, accs = zip(*parts, strict=True)
    return np.concatenate(times), np.concatenate(accs)
