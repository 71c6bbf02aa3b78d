"""A device's stamps as they come: unwrapped, and broken ones left out."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance.samples import BoolArray, FloatArray

LARGEST_STEP_S: Final = 1.0
"""A step beyond it, either way, is a broken stamp, unless the next stamp goes on from there."""


class Stamps:
    """Makes seconds of ticks.

    Parameters
    ----------
    tick_s
        Seconds of a tick.
    wraps
        Ticks after which the counter begins at 0 again; None where it does not.

    Attributes
    ----------
    broken
        Stamps left out.
    """

    def __init__(self, tick_s: float, wraps: float | None = None) -> None:
        self._tick_s = tick_s
        self._wraps = wraps
        self._last_ticks: float | None = None
        self._added = 0.0
        self._last_s: float | None = None
        self._doubted_s: float | None = None
        self.broken = 0

    def forget(self) -> None:
        """Believe the next stamp, wherever it is."""
        self._last_ticks = self._last_s = self._doubted_s = None

    def push(self, ticks: FloatArray) -> tuple[FloatArray, BoolArray]:
        """Take the next stamps, shape (n,), finite.

        Returns
        -------
        seconds
            Shape (m,), those believed.
        believed
            Shape (n,), which they are.
        """
        seconds = self._unwrapped(ticks) * self._tick_s
        believed = np.ones(seconds.size, dtype=bool)
        if not seconds.size:
            return seconds, believed
        first = seconds[0] if self._last_s is None else self._last_s
        smooth = (np.abs(np.diff(seconds, prepend=first)) <= LARGEST_STEP_S).all()
        if smooth:
            self._last_s, self._doubted_s = float(seconds[-1]), None
        else:
            believed[:] = [self._believe(value) for value in seconds.tolist()]
            self.broken += int(np.count_nonzero(~believed))
        return seconds[believed], believed

    def _believe(self, seconds: float) -> bool:
        near = (self._last_s, self._doubted_s)
        believed = self._last_s is None or any(
            known is not None and abs(seconds - known) <= LARGEST_STEP_S for known in near
        )
        if believed:
            self._last_s, self._doubted_s = seconds, None
        else:
            self._doubted_s = seconds
        return believed

    def _unwrapped(self, ticks: FloatArray) -> FloatArray:
        if self._wraps is None or not ticks.size:
            return ticks
        first = ticks[0] if self._last_ticks is None else self._last_ticks
        # Only a fall from near the end to near the beginning: one of less is a device begun anew.
        before = np.append(first, ticks[:-1])
        fallen = (before > 0.75 * self._wraps) & (ticks < 0.25 * self._wraps)
        added = self._added + np.cumsum(fallen) * self._wraps
        self._last_ticks, self._added = float(ticks[-1]), float(added[-1])
        return ticks + added
