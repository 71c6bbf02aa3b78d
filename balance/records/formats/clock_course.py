"""Times that go on: counters that run over, clocks that were set, recordings begun anew.

What runs over is carried on, as it is known by how much. A clock that states no zone and moves by
exactly an hour or half an hour was set, as twice a year; it is carried on, and said. Any other
fall that lasts is a recording begun anew in the same file: what follows is kept behind a break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from balance.samples import FloatArray

BREAK_S: Final = 1.0
_SET_S: Final = (3600.0, 1800.0)
_SET_OFF_S: Final = 1.0
_LASTS: Final = 20
_LEAST_SET_S: Final = 0.1
_EVEN_S: Final = 1e-6
_MOST_BREAKS: Final = 100
# An epoch is told by its seconds: from 2001 to 2100. Times since a device was switched on are less.
EPOCH_S: Final = (978_307_200.0, 4_102_444_800.0)
# A clock that leaps so far was set; in its first rows, less will do.
_LEAP_S: Final = 30.0 * 86_400.0
_EARLY_LEAP_S: Final = 60.0
_FIRST_ROWS: Final = 50
_FIRST_S: Final = 2.0
# A fall is a counter that ran over where the step over its end is no longer than these.
_FEW_STEPS, _MANY_STEPS, _SHARE_OF_SPAN = 2.0, 100.0, 0.02


@dataclass(frozen=True)
class Clock:
    """The times of a table.

    Parameters
    ----------
    time_s
        Shape (n,), seconds, nan where a row holds no time.
    unit
        As it was read: s, ms, us, ns, days, ticks, clock or counter.
    epoch_s
        What was taken away from times since 1970 so that they begin at 0; None for other times.
    began
        The first time of a clock that was written as text, or None; it counts as 0.
    faults
        What was wrong with it and was made good, in words.
    spread
        True where samples shared a stamp and were spread evenly between the stamps.
    doubt
        Why its times may be wrong, in words; empty where nothing says so.
    """

    time_s: FloatArray
    unit: str
    epoch_s: float | None = None
    began: str | None = None
    faults: tuple[str, ...] = ()
    spread: bool = False
    doubt: str = ""


def usual_step(values: FloatArray) -> float | None:
    """Give the median of the steps forward; None where there are none."""
    with np.errstate(all="ignore"):
        steps = np.diff(values[np.isfinite(values)])
        steps = steps[(steps > 0) & np.isfinite(steps)]
        usual = float(np.median(steps)) if steps.size else np.inf
    return usual if np.isfinite(usual) else None


def run_over(values: FloatArray, spans: Sequence[float]) -> FloatArray:
    """Carry on what began again at its least value after its greatest.

    Parameters
    ----------
    values
        Shape (n,), nan where a row holds none.
    spans
        After how much it may begin again, with or without a sign.
    """
    usual = usual_step(values)
    finite = np.isfinite(values)
    told = values[finite]
    with np.errstate(all="ignore"):
        falls = np.flatnonzero(np.diff(told) < 0)
    if usual is None or not falls.size:
        return values
    added = np.zeros(told.size)
    for span in sorted(spans):
        before, after = told[falls], told[falls + 1]
        step = after - before + span
        most = max(_FEW_STEPS * usual, min(_MANY_STEPS * usual, _SHARE_OF_SPAN * span))
        whole = (after >= 0) & (before < span)
        signed = (after >= -span / 2) & (before < span / 2)
        over = (step > 0) & (step <= most) & (whole | signed)
        added[falls[over] + 1] = span
        falls = falls[~over]
    carried = values.copy()
    carried[finite] = told + np.cumsum(added)
    return carried


def set_by_an_hour(clock: Clock) -> Clock:
    """Carry on a clock without a zone that went forward or back by an hour or half an hour."""
    finite = np.isfinite(clock.time_s)
    told = clock.time_s[finite].copy()
    steps = np.diff(told)
    words = []
    for by_s in _SET_S:
        for sign, said in ((-1.0, "back"), (1.0, "forward")):
            off = steps - sign * by_s
            for i in np.flatnonzero((off > 0) & (off <= _SET_OFF_S))[:_MOST_BREAKS]:
                told[i + 1 :] -= sign * by_s
                name = "an hour" if by_s == _SET_S[0] else "half an hour"
                words.append(f"its clock was set {said} by {name} at {told[i]:.2f} s; carried on")
    if not words:
        return clock
    time_s = clock.time_s.copy()
    time_s[finite] = told
    return replace(clock, time_s=time_s, faults=(*clock.faults, *words))


def set_back(clock: Clock) -> Clock:
    """Carry on a clock that was set back by less than a second while rows went on as usual.

    Rows that were sent twice bear the times that they had; where no two steps are alike, that
    tells them from a clock that was set.
    """
    rows = np.flatnonzero(np.isfinite(clock.time_s))
    told = clock.time_s[rows].copy()
    usual = usual_step(told)
    if usual is None:
        return clock
    steps = np.diff(told)
    falls = np.flatnonzero((steps < -max(_LEAST_SET_S, _FEW_STEPS * usual)) & (steps >= -BREAK_S))
    words = []
    for i in falls.tolist() if falls.size <= _MOST_BREAKS else []:
        around = np.append(steps[max(0, i - _LASTS) : i], steps[i + 1 : i + 1 + _LASTS])
        as_usual = (around >= 0.0) & (around <= 3.0 * usual)
        if around.size < 2 * _LASTS or not as_usual.all() or _sent_twice(told, i):
            continue
        by_s = told[i] - told[i + 1] + usual
        told[i + 1 :] += by_s
        words.append(f"its clock was set back by {by_s:.2f} s at {told[i]:.2f} s; carried on")
    time_s = clock.time_s.copy()
    time_s[rows] = told
    return replace(clock, time_s=time_s, faults=(*clock.faults, *words)) if words else clock


def _sent_twice(told: FloatArray, i: int) -> bool:
    """Tell whether the times after row `i` are those of rows before it."""
    before, after = told[: i + 1], told[i + 1 : i + 1 + _LASTS]
    after = after[after <= told[i]]
    uneven = float(np.ptp(np.diff(after))) > _EVEN_S if after.size > 2 else False
    return uneven and bool(np.isin(after, before[-2000:]).all())


def begun_anew(clock: Clock) -> Clock:
    """Put what follows a lasting fall behind a break, and blank lone times that are far ahead."""
    time_s = clock.time_s.copy()
    rows = np.flatnonzero(np.isfinite(time_s))
    told = time_s[rows]
    falls = np.flatnonzero(np.diff(told) < -BREAK_S)
    if not 0 < falls.size <= _MOST_BREAKS:
        return clock
    words = []
    for i in falls.tolist():
        if i and told[i] - told[i - 1] > BREAK_S and 0 < told[i + 1] - told[i - 1] <= BREAK_S:
            time_s[rows[i]] = np.nan
            continue
        after = told[i + 1 : i + 1 + _LASTS]
        if after.size < _LASTS or (after >= told[i]).any() or np.mean(np.diff(after) >= 0) < 0.9:
            continue
        ahead = told[i] + BREAK_S - told[i + 1]
        told[i + 1 :] += ahead
        time_s[rows[i + 1 :]] += ahead
        words.append(
            f"its clock began anew at {told[i]:.2f} s; what follows is kept behind a break of "
            f"{BREAK_S:.0f} s, as nothing says how long it was"
        )
    return replace(clock, time_s=time_s, faults=(*clock.faults, *words))


def set_late(clock: Clock) -> Clock:
    """Put what a clock said before it was set, 0 or 1970 mostly, in front of a mere break."""
    time_s = clock.time_s.copy()
    rows = np.flatnonzero(np.isfinite(time_s))
    told = time_s[rows]
    steps = np.diff(told)
    lasts_s = np.cumsum(np.minimum(steps, BREAK_S))
    early = (np.arange(steps.size) < _FIRST_ROWS) & (lasts_s <= _FIRST_S + BREAK_S)
    leaps = np.flatnonzero((steps > _LEAP_S) | (early & (steps > _EARLY_LEAP_S)))
    leaps = leaps[leaps < steps.size - _LASTS]
    if not 0 < leaps.size <= _MOST_BREAKS:
        return clock
    words = []
    at_s = float(told[leaps[-1] + 1]) + (clock.epoch_s or 0.0)
    for i in leaps.tolist():
        told[i + 1 :] -= steps[i] - BREAK_S
        words.append(
            f"its clock was set after {told[i] - told[0]:.2f} s; what came before is kept in front "
            f"of a break of {BREAK_S:.0f} s, as nothing says how long it was"
        )
    time_s[rows] = told
    known = clock.began is None and EPOCH_S[0] <= at_s <= EPOCH_S[1]
    epoch_s = at_s - float(told[leaps[-1] + 1]) if known else None
    faults = (*clock.faults, *words)
    return replace(clock, time_s=time_s, epoch_s=epoch_s, began=None, faults=faults)
