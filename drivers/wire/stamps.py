"""A device's stamps as they come: unwrapped, broken ones left out, packets spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from balance.records.formats.clock_packets import LONGEST_PACKET_S, spread
from balance.samples import BoolArray, FloatArray

LARGEST_STEP_S: Final = 1.0
"""A step beyond it, either way, is a broken stamp, unless the next stamp goes on from there."""


MOST_OVER_END_S: Final = 0.3
"""A longer step over the end of a counter of 16 bits is no sample after the last."""


class Stamps:
    """Makes seconds of ticks.

    Parameters
    ----------
    tick_s
        Seconds of a tick.
    wraps
        Ticks after which the counter may begin at 0 again, one or several; none where it does not.

    Attributes
    ----------
    broken
        Stamps left out.
    """

    def __init__(self, tick_s: float, wraps: float | Sequence[float] = ()) -> None:
        self._tick_s = tick_s
        self._wraps = sorted([wraps] if isinstance(wraps, int | float) else wraps)
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
        if not self._wraps or not ticks.size:
            return ticks
        first = ticks[0] if self._last_ticks is None else self._last_ticks
        before = np.append(first, ticks[:-1])
        spans = np.zeros(ticks.size)
        for span in self._wraps:
            # Only a fall from near the end to near the beginning: one of less is a device begun
            # anew. Of any but the longest counter, the step over the end must be small.
            fallen = (before > 0.75 * span) & (before < span) & (ticks < 0.25 * span)
            if span != self._wraps[-1]:
                step_s = (ticks - before + span) * self._tick_s
                fallen &= (step_s > 0.0) & (step_s <= MOST_OVER_END_S)
            spans = np.where(fallen, span, spans)
        added = self._added + np.cumsum(spans)
        self._last_ticks, self._added = float(ticks[-1]), float(added[-1])
        return ticks + added


class Packets:
    """Spreads rows that share a stamp evenly between the stamps, as `clock_packets` does in files.

    Parameters
    ----------
    usual_s
        The usual step from stamp to stamp.
    usual_rows
        Rows to each.
    """

    def __init__(self, usual_s: float, usual_rows: float) -> None:
        self._usual_s = usual_s
        self._usual_rows = usual_rows
        self._last_s: float | None = None

    def forget(self) -> None:
        """The next packet does not follow the last one."""
        self._last_s = None

    def push(self, stamp_s: FloatArray) -> FloatArray:
        """Give times for whole packets, stamps of shape (n,)."""
        if not stamp_s.size:
            return stamp_s
        first = np.flatnonzero(np.append(True, np.diff(stamp_s) != 0))
        size = np.diff(np.append(first, stamp_s.size))
        before_s = stamp_s[0] - self._usual_s if self._last_s is None else self._last_s
        self._last_s = float(stamp_s[-1])
        return spread(stamp_s[first], size, self._usual_s, self._usual_rows, before_s)


def packets_in(stamp_s: FloatArray) -> Packets | None:
    """Tell from the first stamps, shape (n,), whether rows come in packets of the same length.

    Those cut off at either end do not count.
    """
    begins = np.flatnonzero(np.diff(stamp_s) != 0) + 1
    sizes = np.diff(begins)
    if sizes.size < 1 or sizes.min() < 2 or sizes.max() - sizes.min() > 1:
        return None
    usual_s = float(np.median(np.diff(stamp_s[begins])))
    if not 0.0 < usual_s <= LONGEST_PACKET_S:
        return None
    return Packets(usual_s, float(sizes.mean()))
