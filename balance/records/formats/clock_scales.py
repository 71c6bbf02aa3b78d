"""Numbers that are times on a scale of their own, told by what they hold.

Seconds since 1970 in any decimal part of a second; ticks of 0.1 us since the year 1 (.NET) or 1601
(Windows); days of a spreadsheet, of MATLAB or since 4713 before our era; and a clock's digits read
as one number, as GPS writes 10:15:03.5 as 101503.5. Those go from 59 to 100, which tells them from
seconds: where they do not, seconds and digits are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.records.formats.clock_course import EPOCH_S
from balance.samples import FloatArray

DAY_S: Final = 86_400.0
_EPOCH_HZ: Final = (0.4, 10_000.0)
_DAYS_HZ: Final = (0.8, 2000.0)
# Of what is rare less would do: nanoseconds since a start half a year ago look like 0.1 us.
_FRACTION_HZ: Final = 20.0
# Days of a spreadsheet (since 1899), of MATLAB (since the year 0) and Julian ones, 2001 to 2100.
_DAYS: Final = (
    (36_892.0, 73_415.0, 25_569.0),
    (730_852.0, 767_375.0, 719_529.0),
    (2_451_910.0, 2_488_434.0, 2_440_587.5),
)
_LONGEST_DAY: Final = 240_000.0
_LAST_SECOND: Final = 235_959.0
_FEW_STEPS: Final = 5.0


@dataclass(frozen=True)
class Scale:
    """How many of a unit are a second, and where its zero is.

    Parameters
    ----------
    unit
        As it is shown.
    a_second
        How many of it are a second.
    zero_s
        Seconds from its zero to 1970.
    """

    unit: str
    a_second: float
    zero_s: float = 0.0


_USUAL: Final = ("s", "ms", "us", "ns")
_SCALES: Final = (
    *(Scale(unit, 10.0 ** (3 * k)) for k, unit in enumerate(_USUAL)),
    *(Scale(f"1e-{k} s", 10.0**k) for k in (1, 2, 4, 5, 7)),
    Scale(".NET ticks", 1e7, 62_135_596_800.0),
    Scale("Windows ticks", 1e7, 11_644_473_600.0),
)


def since_1970(typical: float, step: float) -> Scale | None:
    """Tell the scale of times that are of this century on it; None for other numbers.

    Parameters
    ----------
    typical, step
        One of the times, and the step from row to row.
    """
    for scale in _SCALES:
        at_s, rate_hz = typical / scale.a_second - scale.zero_s, scale.a_second / step
        least_hz = _EPOCH_HZ[0] if scale.unit in _USUAL else _FRACTION_HZ
        if EPOCH_S[0] <= at_s <= EPOCH_S[1] and least_hz <= rate_hz <= _EPOCH_HZ[1]:
            return scale
    return None


def days(typical: float, step: float, *, stated: bool) -> Scale | None:
    """Tell days, with or without the fraction alone; None for other numbers."""
    rate_hz = 1.0 / (step * DAY_S)
    if not stated and not _DAYS_HZ[0] <= rate_hz <= _DAYS_HZ[1]:
        return None
    for low, high, zero in _DAYS:
        if low <= typical <= high:
            return Scale("days", 1.0 / DAY_S, zero * DAY_S)
    alone = 0.0 <= typical < 1.0 and rate_hz >= _FRACTION_HZ
    return Scale("days", 1.0 / DAY_S) if stated or alone else None


def is_glued_date(typical: float) -> bool:
    """Tell 20240504101503.5 and 20240504101503500, of which a number keeps too few digits."""
    return any(1.97e13 * part <= typical < 2.1e13 * part for part in (1.0, 1e3))


def from_digits(values: FloatArray) -> tuple[FloatArray, float] | None:
    """Give seconds of the day, and the digits behind them, where numbers are a clock's digits.

    Returns
    -------
    tuple or None
        Seconds, shape (n,), and how many of the numbers are a second; None for other numbers.
    """
    finite = values[np.isfinite(values)]
    if finite.size < 2 or finite.min() < 0.0:
        return None
    steps = np.diff(finite)
    usual = float(np.median(steps[steps > 0.0])) if (steps > 0.0).any() else 0.0
    for a_second in (1.0, 1e3):
        if finite.max() >= _LONGEST_DAY * a_second or not 0.0 < usual < 10.0 * a_second:
            continue
        of_minute = finite % (100.0 * a_second)
        leaps = of_minute[1:] < of_minute[:-1]
        just = np.abs(steps % (100.0 * a_second) - 40.0 * a_second) <= _FEW_STEPS * usual
        whole = of_minute < 60.0 * a_second
        minutes = np.floor(finite / (100.0 * a_second)) % 100.0
        on = leaps & (steps > 0)
        midnight = (steps < 0) & (finite[:-1] >= _LAST_SECOND * a_second)
        turned = (on | midnight).any() and just[on].all()
        if turned and whole.all() and minutes.max() < 60.0:
            hours = np.floor(values / (1e4 * a_second))
            minute = np.floor(values / (100.0 * a_second)) % 100.0
            second = values % (100.0 * a_second) / a_second
            return hours * 3600.0 + minute * 60.0 + second, a_second
    return None
