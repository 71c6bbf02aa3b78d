"""Times that stand in parts in several columns: seconds and a fraction, hours to milliseconds.

``tv_sec,tv_usec``, ``header.stamp.secs,header.stamp.nsecs``, ``h,m,s,ms``, a date and a time of day
in parts, or a written time of whole seconds and its milliseconds beside it. The names say which
part a column is; that they are parts of one time, and no clocks of their own, is told by what they
hold: each stays below one of the next coarser part, and begins again as that goes on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from balance.records.formats.clock_course import EPOCH_S, Clock, run_over
from balance.records.formats.clock_numbers import SECONDS_IN
from balance.records.formats.clock_text import since_1970
from balance.records.formats.names import TIME_UNITS, split_unit, words
from balance.records.formats.roles import Roles
from balance.records.formats.tables import Table
from balance.samples import FloatArray

_UNIT_OF_WORD: Final = {
    **dict.fromkeys(("h", "hh", "hr", "hrs", "hour", "hours", "stunde", "stunden"), "h"),
    **dict.fromkeys(("m", "mm", "mi", "min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("s", "ss", "sec", "secs", "second", "seconds", "sekunde", "sekunden"), "s"),
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "milli", "millisec", "millisecs"), "ms"),
    **dict.fromkeys(("millisecond", "milliseconds", "mseconds", "zzz"), "ms"),
    **dict.fromkeys(("us", "usec", "usecs", "micros", "micro", "microsec", "microsecs"), "us"),
    **dict.fromkeys(("microsecond", "microseconds", "useconds"), "us"),
    **dict.fromkeys(("ns", "nsec", "nsecs", "nanos", "nano", "nanosec", "nanosecs"), "ns"),
    **dict.fromkeys(("nanosecond", "nanoseconds", "nseconds"), "ns"),
    **dict.fromkeys(("y", "yy", "yyyy", "year", "years"), "year"),
    **dict.fromkeys(("mon", "month", "months"), "month"),
    **dict.fromkeys(("d", "dd", "day", "days", "dom"), "day"),
}
_DATE: Final[tuple[str, ...]] = ("year", "month", "day")
_FROM_HOURS: Final[tuple[str, ...]] = TIME_UNITS[1:]
_MOST_OFF: Final = 0.02
_MOST_APART: Final = 0.1
# After how many seconds the coarsest part begins again.
_SPANS: Final[dict[str, tuple[float, ...]]] = {
    "h": (86_400.0,),
    "min": (3600.0,),
    "s": (60.0, 3600.0, 86_400.0),
}


@dataclass(frozen=True)
class Parts:
    """The columns that make up one time: of each unit one, the coarsest first."""

    columns: dict[str, int]
    date: dict[str, int]


def parts_in(table: Table, roles: Roles) -> Parts | None:
    """Find columns that are parts of one time, by their names and by what they hold."""
    if not table.names:
        return _unnamed(table, roles)
    of_unit = _by_unit(table, roles)
    alone = {unit: found[0] for unit, found in of_unit.items() if len(found) == 1}
    columns = {unit: alone[unit] for unit in _FROM_HOURS if unit in alone}
    columns = _that_fit(table, columns)
    if len(columns) < 2:
        return None
    date = {unit: alone[unit] for unit in _DATE if unit in alone}
    return Parts(columns, date if len(date) == len(_DATE) and "h" in columns else {})


def parted_clock(table: Table, parts: Parts) -> Clock:
    """Put the parts of each row together."""
    values = table.numbers(list(parts.columns.values()))
    units = list(parts.columns)
    first = values[np.isfinite(values).all(axis=1)][0]
    # What is coarse is counted from the first row, so that nanoseconds keep their digits.
    from_first = values - np.append(first[:1], np.zeros(len(units) - 1))
    time_s = from_first @ np.array([SECONDS_IN[unit] for unit in units])
    zero_s = float(first[0]) * SECONDS_IN[units[0]]
    if units[0] == "s" and EPOCH_S[0] <= zero_s <= EPOCH_S[1]:
        began_s = float(time_s[np.isfinite(time_s)][0])
        return Clock(time_s - began_s, "clock", epoch_s=zero_s + began_s)
    if parts.date:
        days = since_1970(*table.numbers([parts.date[part] for part in _DATE]).T)
        time_s = time_s + (days - days[np.isfinite(days)][0]) * 86_400.0
    else:
        time_s = run_over(time_s + zero_s, _spans(values[:, 0], units[0]))
    began_s = float(time_s[np.isfinite(time_s)][0])
    return Clock(time_s - began_s, "clock", began=_began(table, parts))


def with_fraction(table: Table, roles: Roles, column: int, clock: Clock) -> Clock:
    """Add the fraction of a second that stands beside a written time of whole seconds."""
    if np.any(clock.time_s[np.isfinite(clock.time_s)] % 1.0):
        return clock
    of_unit = {unit: of[0] for unit, of in _by_unit(table, roles).items() if len(of) == 1}
    for unit in ("ms", "us", "ns"):
        beside = of_unit.get(unit)
        if beside is None or beside == column:
            continue
        values = table.numbers([beside])[:, 0]
        if values.size == clock.time_s.size and _goes_with(clock.time_s, values, unit, "s"):
            fraction_s = values * SECONDS_IN[unit]
            zero_s = float((clock.time_s + fraction_s)[np.isfinite(clock.time_s + fraction_s)][0])
            epoch_s = None if clock.epoch_s is None else clock.epoch_s + zero_s
            began = None if clock.began is None else f"{clock.began} +{zero_s:g} s"
            time_s = clock.time_s + fraction_s - zero_s
            return replace(clock, time_s=time_s, epoch_s=epoch_s, began=began)
    return clock


def _unnamed(table: Table, roles: Roles) -> Parts | None:
    """Find seconds and a fraction side by side that have no names."""
    columns = sorted(time.column for time in roles.times)
    for one, other in pairwise(columns):
        coarse, fine = table.numbers([one, other]).T
        for unit in ("ms", "us", "ns") if other == one + 1 else ():
            span = 1.0 / SECONDS_IN[unit]
            fills = np.nanmax(fine, initial=0.0) > 0.5 * span
            if fills and _goes_with(coarse, fine, unit, "s"):
                return Parts({"s": one, unit: other}, {})
    return None


def _by_unit(table: Table, roles: Roles) -> dict[str, list[int]]:
    """List the columns whose names say which part of a time they hold, by that part."""
    taken = {i for axes in roles.axes.values() for i in axes.columns}
    taken |= {i for every in roles.every.values() for axes in every for i in axes.columns}
    found: dict[str, list[int]] = {}
    for i, name in enumerate(table.names):
        if i not in taken and (unit := _unit_of(name)) is not None:
            found.setdefault(unit, []).append(i)
    return found


def _unit_of(name: str) -> str | None:
    stem, unit = split_unit(name)
    if unit is not None:
        return "day" if unit == "days" else unit if unit in TIME_UNITS else None
    said = [word for word in words(stem) if not word.isdecimal()]
    last = said[-1] if said else ""
    return _UNIT_OF_WORD.get(last) or _UNIT_OF_WORD.get(re.sub(r"^(tv|ts|t)(?=[a-z])", "", last))


def _that_fit(table: Table, columns: dict[str, int]) -> dict[str, int]:
    """Leave the finest run of parts of which each goes with the next coarser one."""
    units = list(columns)
    values = table.numbers(list(columns.values())) if columns else np.zeros((0, 0))
    kept: list[int] = []
    for k in range(len(units) - 1, -1, -1):
        if not kept:
            kept = [k]
        elif _goes_with(values[:, k], values[:, kept[0]], units[kept[0]], units[k]):
            kept.insert(0, k)
        elif len(kept) > 1:
            break
        else:
            kept = [k]
    return {units[k]: columns[units[k]] for k in kept}


def _goes_with(coarse: FloatArray, fine: FloatArray, unit: str, of_unit: str) -> bool:
    """Tell whether a part begins again where, and only where, the next coarser one goes on."""
    both = np.isfinite(coarse) & np.isfinite(fine)
    coarse, fine = coarse[both], fine[both]
    span = round(SECONDS_IN[of_unit] / SECONDS_IN[unit])
    if coarse.size < 2 or (coarse != np.floor(coarse)).any():
        return False
    if np.mean((fine >= 0) & (fine < span)) < 1.0 - _MOST_OFF:
        return False
    steps, ticks = np.diff(coarse), np.diff(fine)
    falls, goes_on = ticks < -0.5 * span, steps != 0.0
    if not falls.any() and not goes_on.any():
        return True
    most = max(np.count_nonzero(falls), np.count_nonzero(goes_on))
    return bool(np.count_nonzero(falls != goes_on) <= _MOST_APART * most)


def _spans(coarsest: FloatArray, unit: str) -> Sequence[float]:
    if unit == "h" and np.nanmin(coarsest) >= 1 and np.nanmax(coarsest) <= 12:
        return (43_200.0, 86_400.0)
    return _SPANS.get(unit, ())


def _began(table: Table, parts: Parts) -> str:
    """Write the first time as it stands, its parts behind one another."""
    whole = [*(parts.date[part] for part in _DATE if parts.date), *parts.columns.values()]
    row = next((row for row in table.split() if len(row) > max(whole)), [])
    cells = [row[i].strip(' "') for i in whole] if row else []
    date, of_day = cells[: len(parts.date)], cells[len(parts.date) :]
    return " ".join(filter(None, ("-".join(date), ":".join(of_day))))
