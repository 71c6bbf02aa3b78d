"""A column of times, in any unit, since any zero, as numbers or as clock text, to seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.roles import Roles, TimeColumn
from balance.records.formats.tables import Table
from balance.records.formats.told import NOTHING, Told
from balance.samples import FloatArray

SECONDS_IN: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
# An epoch is told by its seconds: from 2001 to 2100. Times since a device was switched on are less.
_EPOCH_S: Final = (978_307_200.0, 4_102_444_800.0)
# Steps of 0.5 ms to 0.5 s, those that a sensor may have, do not overlap in these units.
_UNIT_FROM_STEP: Final = ((5e5, "ns"), (500.0, "us"), (0.5, "ms"), (0.0, "s"))
_LATEST_S: Final = 1e11
_DAY_S: Final = 86_400.0
_ENOUGH: Final = 0.98
_COUNTING: Final = 0.9
_ONLY_COUNTED: Final = (
    "counts samples but states no rate; give the times, in seconds, in a column named time_s"
)
_NO_TIMES: Final = (
    "has no column of times that go up; give them, in seconds, in a column named time_s"
)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:[.:,](\d{1,9}))?(?:\s*([AaPp])\.?[Mm])?")
_RATE: Final = re.compile(
    r"(?:frequency|rate|\bfs)\b[^0-9]{0,20}(\d+(?:\.\d+)?) ?(?:hz|sps)?\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Clock:
    """The times of a table.

    Parameters
    ----------
    time_s
        Shape (n,), seconds, nan where a row holds no time.
    unit
        As it was read: s, ms, us, ns, clock or counter.
    epoch_s
        What was taken away from times since 1970 so that they begin at 0; None for other times.
    began
        The first time of a clock that was written as text, or None; it counts as 0.
    """

    time_s: FloatArray
    unit: str
    epoch_s: float | None = None
    began: str | None = None


def read_clock(table: Table, roles: Roles, told: Told = NOTHING) -> Clock:
    """Read the times of a table from the best of its columns.

    Of several, the one that tells the most samples apart is taken: a clock of whole seconds
    beside a counter of microseconds tells nothing. What was told goes before what the file says.

    Raises
    ------
    RecordingError
        Where there are none, or samples are only counted and no rate is stated.
    """
    units = (replace(column, unit=told.time_unit or column.unit) for column in roles.times)
    clocks = [clock for column in units if (clock := _column_clock(table, column))]
    if clocks:
        steps = [_told_apart(clock.time_s) for clock in clocks]
        return clocks[next(i for i, n in enumerate(steps) if n >= _ENOUGH * max(steps))]
    count = _count(table, roles)
    if count is None:
        raise RecordingError(_NO_TIMES)
    rate_hz = told.rate_hz or stated_rate_hz(table.preamble)
    if rate_hz is None:
        raise RecordingError(_ONLY_COUNTED)
    return counted_clock(count, rate_hz)


def stated_rate_hz(preamble: Iterable[str]) -> float | None:
    """Find ``Acquisition frequency: 100 Hz`` in the lines before the table."""
    for line in preamble:
        if (match := _RATE.search(line)) and 1.0 <= float(match[1]) <= 10_000.0:
            return float(match[1])
    return None


def counted_clock(count: FloatArray, rate_hz: float) -> Clock:
    """Times of samples that are numbered, at a rate that the file states.

    A counter of 8 or 16 bit that starts anew is carried on.
    """
    finite = count[np.isfinite(count)]
    carried = np.full(count.shape, np.nan)
    if finite.size:
        span = 256.0 if finite.max() < 256 else 65_536.0
        with np.errstate(all="ignore"):
            turns = np.cumsum(np.diff(finite, prepend=finite[0]) < -span / 2)
        carried[np.isfinite(count)] = finite + span * turns
    return Clock(_sane(carried / rate_hz), "counter")


def _count(table: Table, roles: Roles) -> FloatArray | None:
    """Find a column that numbers the samples, by its name or, among times, by steps of 1."""
    if roles.counter is not None:
        return table.numbers([roles.counter])[:, 0]
    columns = (table.numbers([time.column])[:, 0] for time in roles.times)
    return next((values for values in columns if _is_count(values)), None)


def _is_count(values: FloatArray) -> bool:
    with np.errstate(all="ignore"):
        steps = np.diff(values[np.isfinite(values)])
    return bool(steps.size and np.mean(steps == 1.0) > _COUNTING)


def _column_clock(table: Table, column: TimeColumn) -> Clock | None:
    values = table.numbers([column.column])[:, 0]
    if np.isfinite(values).sum() * 2 > values.size:
        return numeric_clock(values, column.unit)
    return text_clock(table.cells(column.column))


def numeric_clock(values: FloatArray, unit: str | None) -> Clock | None:
    """Times written as numbers; None where they are a mere count or no times at all.

    Where no unit is stated, the size of the usual step tells it.
    """
    with np.errstate(all="ignore"):
        steps = np.diff(values[np.isfinite(values)])
        steps = steps[(steps > 0) & np.isfinite(steps)]
    if not steps.size:
        return None
    if unit is None:
        if _is_count(values):
            return None
        usual = float(np.median(steps))
        unit = next(name for least, name in _UNIT_FROM_STEP if usual >= least)
    return _since_zero(values, unit)


def text_clock(cells: Sequence[str]) -> Clock | None:
    """Times written as 15:01:06.525, with or without a date; None where they are no such times.

    The date is not needed: a clock that falls back by more than half a day has passed midnight.
    """
    found = (_CLOCK.search(cell) for cell in cells)
    of_day = np.array([np.nan if match is None else _of_day_s(match) for match in found])
    finite = np.isfinite(of_day)
    if finite.sum() * 2 <= finite.size:
        return None
    told = of_day[finite]
    days = np.cumsum(np.diff(told, prepend=told[0]) < -_DAY_S / 2)
    of_day[finite] = told + _DAY_S * days - told[0]
    began = next(match[0] for cell in cells if (match := _CLOCK.search(cell)))
    return Clock(of_day, "clock", began=began)


def _since_zero(values: FloatArray, unit: str) -> Clock:
    scale = SECONDS_IN[unit]
    finite = values[np.isfinite(values)]
    zero = float(finite[0])
    if _EPOCH_S[0] <= zero * scale <= _EPOCH_S[1]:
        with np.errstate(all="ignore"):
            return Clock(_sane((values - zero) * scale), unit, epoch_s=zero * scale)
    # Dividing keeps 20 ms at 0.02 s, where multiplying by 1e-3 may not.
    return Clock(_sane(values / round(1.0 / scale)), unit)


def _sane(time_s: FloatArray) -> FloatArray:
    """Blank times that no clock gives, so that one broken cell can't hide all that follow."""
    return np.where(np.abs(time_s) < _LATEST_S, time_s, np.nan)


def _told_apart(time_s: FloatArray) -> int:
    """Count the rows whose time is later than all before."""
    finite = time_s[np.isfinite(time_s)]
    return int(np.count_nonzero(np.diff(np.maximum.accumulate(finite)) > 0))


def _of_day_s(match: re.Match[str]) -> float:
    hours, minutes, seconds, fraction, half = match.groups()
    hour = int(hours) if half is None else int(hours) % 12 + 12 * (half in "Pp")
    return 3600.0 * hour + 60.0 * int(minutes) + float(f"{seconds}.{fraction or 0}")
