"""Samples that come in packets: those of one share a stamp, or nearly so, and then nothing comes.

They are spread evenly between the stamps. The last stamp of a packet is taken for the time of its
last sample: a packet can't be sent before that was taken. So no time is further off than a packet
is long, 0.2 s at most. Stamps that were given one after the other as a packet was read lie much
closer than its samples do: that, and the pause behind them, tells them from merely uneven times.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_course import BREAK_S, Clock, usual_step
from balance.samples import BoolArray, FloatArray, IntArray

LONGEST_PACKET_S: Final = 0.2
_ABOUT: Final = 1.02  # clocks are not that exact
_SHARED: Final = 0.1
_BURST: Final = 0.4  # of the rows follow so closely; of two to a packet it is half
_CLOSE: Final = 0.2  # of the mean step
_MOST_ROWS: Final = 100
_BACK: Final = 0.01  # of the steps; packets come in order, and a clock is seldom set
_FAR: Final = 0.995  # of the steps: what is longer is no pause but a hole


def row_step(values: FloatArray) -> float | None:
    """Give the mean step from row to row, rows that share a time and gaps rightly counted."""
    usual = usual_step(values)
    if usual is None:
        return None
    with np.errstate(all="ignore"):
        steps = np.diff(values[np.isfinite(values)])
        steps = steps[(steps >= 0) & np.isfinite(steps)]
        begins = _begins(steps, float(np.quantile(steps, _FAR)))
        if begins is not None:
            pauses, rows = steps[begins], steps.size / np.count_nonzero(begins)
            return float(np.median(pauses) / rows)
        return float(steps[steps <= 5.0 * usual].mean())


def spread_packets(clock: Clock) -> Clock:
    """Spread samples that share a stamp, or nearly so, evenly between the stamps.

    Raises
    ------
    RecordingError
        Where the stamps are too far apart for that.
    """
    finite = np.isfinite(clock.time_s)
    told = clock.time_s[finite]
    steps = np.diff(told)
    begins = _begins(steps, BREAK_S)
    if told.size < 2 or (begins is None and np.mean(steps == 0) < _SHARED):
        return clock
    first = np.flatnonzero(np.append(True, steps != 0 if begins is None else begins))
    last = np.append(first[1:], told.size) - 1
    size = np.diff(np.append(first, told.size))
    usual = usual_step(told[last])
    if usual is None or usual > LONGEST_PACKET_S * _ABOUT:
        raise RecordingError(_too_coarse(usual, float(np.median(size))))
    time_s = clock.time_s.copy()
    rows = max(1.0, float(np.median(size)))
    time_s[finite] = spread(told[last], size, usual, rows, told[last][0] - usual)
    return replace(clock, time_s=time_s, spread=True)


def _begins(steps: FloatArray, longest: float) -> BoolArray | None:
    """Tell before which rows a packet begins, where stamps come in bursts; else None."""
    usual = steps[(steps >= 0) & (steps <= longest)]
    if usual.size < 3 or np.mean(steps < 0) > _BACK:
        return None
    close = _CLOSE * float(usual.mean())
    begins = np.abs(steps) > close
    count = np.count_nonzero(begins)
    bursts = np.mean(~begins) >= _BURST and 0 < steps.size <= _MOST_ROWS * count
    return begins if bursts else None


def spread(
    stamp_s: FloatArray, size: IntArray, usual_s: float, usual_rows: float, before_s: float
) -> FloatArray:
    """Spread packets: the last sample of each is at its stamp, the others back from there.

    Parameters
    ----------
    stamp_s, size
        Shape (m,): the stamps, and the samples of each.
    usual_s, usual_rows
        The usual step from stamp to stamp, and rows to each; after a longer step something was
        lost.
    before_s
        The stamp before the first one.

    Returns
    -------
    (n,) array
    """
    passed = np.diff(stamp_s, prepend=before_s)
    whole = (passed > 0) & (passed <= 3.0 * usual_s)
    step = np.where(whole, passed / size, usual_s / usual_rows)
    behind = np.repeat(np.cumsum(size), size) - 1 - np.arange(int(size.sum()))
    return np.asarray(np.repeat(stamp_s, size) - behind * np.repeat(step, size))


def _too_coarse(usual_s: float | None, rows: float) -> str:
    if usual_s is None:
        return "has the same time in all rows; export times with milliseconds"
    return (
        f"holds {1.0 / usual_s:.1f} samples a second that its clock can tell apart: it goes in "
        f"steps of {usual_s:.3g} s, with some {rows:.0f} rows to each, which is too coarse; export "
        "times with milliseconds, or say its rate with --rate HZ"
    )
