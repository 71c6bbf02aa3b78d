"""Streaming filters that give the same numbers, to the bit, however the stream is cut."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import signal

from balance.samples import FloatArray


def butterworth(
    order: int, edge_hz: float | tuple[float, float], rate_hz: float, kind: Literal["low", "band"]
) -> FloatArray:
    """Second-order sections of a Butterworth filter, shape (sections, 6)."""
    sos: FloatArray = signal.butter(order, edge_hz, kind, fs=rate_hz, output="sos")
    return sos


class StreamFilter:
    """A causal filter whose state is carried from block to block.

    It starts as if the first sample had stood for ever, so that there is no step at the start.
    Each section is run by `lfilter`, which costs a fifth of what `sosfilt` does on a short block.
    """

    def __init__(self, sos: FloatArray) -> None:
        self._sos = sos
        self._state: list[FloatArray] | None = None

    def settle(self, values: FloatArray) -> None:
        """Start, unless it runs, as if `values`, shape (channels, 1), had stood for ever."""
        if self._state is None:
            self._state = [at_rest * values for at_rest in signal.sosfilt_zi(self._sos)]

    def push(self, values: FloatArray) -> FloatArray:
        """Filter rows, shape (channels, n), each channel alone."""
        self.settle(values[:, :1])
        state = self._state or []
        for k, section in enumerate(self._sos):
            values, state[k] = signal.lfilter(section[:3], section[3:], values, axis=1, zi=state[k])
        return values


class RunningSum:
    """Cumulative sums that go on over blocks; differences of them are moving sums."""

    def __init__(self, channels: int) -> None:
        self._total = np.zeros((channels, 1))

    def push(self, values: FloatArray) -> FloatArray:
        """Cumulative sums of rows, shape (channels, n), each row included."""
        sums = np.cumsum(np.concatenate([self._total, values], axis=1), axis=1)
        self._total = sums[:, -1:].copy()
        return sums[:, 1:]
