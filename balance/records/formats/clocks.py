"""Which column of a table holds the times, and what they are in seconds.

Each column of times, or columns that hold one in parts, give a clock, or a reason why they give
none (`clock_text`, `clock_numbers`, `clock_parts`), and it is carried on (`clock_course`,
`clock_packets`). The best clock is taken; only where there is none is a reason given. Names come
first, as far as they tell; then any column that runs on as times do, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, Literal

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_blanks import check_close, filled, stamped_rows
from balance.records.formats.clock_course import (
    Clock,
    begun_anew,
    set_back,
    set_late,
    usual_step,
)
from balance.records.formats.clock_numbers import counted_clock, is_count, numeric_clock
from balance.records.formats.clock_packets import spread_packets
from balance.records.formats.clock_parts import Parts, parted_clock, parts_in, with_fraction
from balance.records.formats.clock_scales import is_glued_date
from balance.records.formats.clock_text import Written, read_written, written_clock
from balance.records.formats.clock_ticks import check_stated, lines_ticks, stated_ticks
from balance.records.formats.roles import Roles, TimeColumn, can_be_time
from balance.records.formats.tables import Table
from balance.records.formats.told import NOTHING, Told
from balance.samples import FloatArray

Runs = Literal["time", "date", "count"]

_ENOUGH: Final = 0.98
_LOOKED_AT: Final = 2000
_MOST_LOOKED_AT: Final = 16
_LEADING: Final = 3
_LEAST_STEPS: Final = 3
_PACED_ROWS: Final = 50
_FASTEST_HZ: Final = 20_000.0
_OFF_PACE: Final = 0.02
_ONLY_COUNTED: Final = (
    "counts samples but states no rate; give the times, in seconds, in a column named time_s, or "
    "say the rate with --rate HZ"
)
_NO_TIMES: Final = (
    "has no column of times that go up; give them, in seconds, in a column named time_s, or say "
    "the rate with --rate HZ"
)
_RATE: Final = re.compile(
    r"(?:frequency|rate|\bfs)\b[^0-9]{0,20}(\d+(?:\.\d+)?) ?(?:hz|sps)?\b", re.IGNORECASE
)
_OTHER_RATES: Final = re.compile(r"baud|bit|heart|refresh|gps", re.IGNORECASE)


def read_clock(table: Table, roles: Roles, told: Told = NOTHING) -> Clock:
    """Read the times of a table from the best of its columns.

    Of several, the one that tells the most samples apart is taken: a clock of whole seconds
    beside a counter of microseconds tells nothing. What was told goes before what the file says.

    Raises
    ------
    RecordingError
        Where there are none, they can be read in two ways, they are too coarse, or samples are
        only counted and no rate is stated.
    """
    rate_hz = told.rate_hz or stated_rate_hz(table.preamble)
    reasons: list[RecordingError] = []
    parts = parts_in(table, roles)
    parted = set() if parts is None else {*parts.columns.values(), *parts.date.values()}
    for find in (_named, _others):
        columns = (column for column in find(table, roles) if column.column not in parted)
        units = [replace(column, unit=told.time_unit or column.unit) for column in columns]
        clocks = _clocks(table, roles, units, parts, told, reasons)
        if clocks:
            return clocks[0]
    count = _count(table, roles)
    if count is not None and rate_hz is not None:
        return counted_clock(count, rate_hz)
    if told.rate_hz is not None:
        return counted_clock(np.arange(float(len(table.numbers([0])))), told.rate_hz)
    raise reasons[0] if reasons else RecordingError(_NO_TIMES if count is None else _ONLY_COUNTED)


def stated_rate_hz(preamble: Iterable[str]) -> float | None:
    """Find ``Acquisition frequency: 100 Hz`` in the lines before the table."""
    for line in preamble:
        if _OTHER_RATES.search(line) or lines_ticks(line) is not None:
            continue
        if (match := _RATE.search(line)) and 1.0 <= float(match[1]) <= 10_000.0:
            return float(match[1])
    return None


def unnamed_times(table: Table) -> tuple[Roles, range]:
    """Find the times in a table without names, in its first or its last columns.

    Returns
    -------
    Roles
        The times and the counter; no axes.
    range
        The columns that are left for axes.
    """
    head = _head(table)
    runs = [_runs(head, column) for column in range(table.width)]
    first = next((i for i, run in enumerate(runs[:_LEADING]) if run is None), _LEADING)
    last = table.width
    if not first:
        while last > table.width - _LEADING and runs[last - 1] is not None:
            last -= 1
    found = [i for i in range(table.width) if not first <= i < last]
    times = tuple(TimeColumn(i, None) for i in found if runs[i] != "count")
    counter = next((i for i in found if runs[i] == "count"), None)
    return Roles(times, counter, {}), range(first, last)


def _clocks(
    table: Table,
    roles: Roles,
    columns: Sequence[TimeColumn],
    parts: Parts | None,
    told: Told,
    reasons: list[RecordingError],
) -> list[Clock]:
    """Read a clock from each column that gives one, the best first; else note why it gives none."""
    texts = {each.column: text for each in columns if (text := _text(table, each.column))}
    dates = next((text for text, _ in texts.values() if text.dated.any()), None)

    def read(each: TimeColumn) -> Clock | None:
        if each.column not in texts:
            return _numeric(table, each, told)
        text, rows = texts[each.column]
        if rows is not None:
            return _between(written_clock(text, None), rows, table)
        clock = written_clock(text, dates)
        return None if clock is None else with_fraction(table, roles, each.column, clock)

    sources: list[tuple[TimeColumn, Callable[[], Clock | None]]]
    sources = [(each, partial(read, each)) for each in columns]
    if parts is not None:
        coarsest = TimeColumn(next(iter(parts.columns.values())), None)
        sources.insert(0, (coarsest, partial(parted_clock, table, parts)))
    found: list[tuple[int, TimeColumn, Clock]] = []
    for each, source in sources:
        try:
            if (clock := source()) is not None:
                found.append((_told_apart(clock.time_s), each, _gone_on(table, clock)))
        except RecordingError as reason:
            reasons.append(reason)
    most = max((apart for apart, _, _ in found), default=0)
    best = [(column, clock) for apart, column, clock in found if apart >= _ENOUGH * most]
    best.sort(key=lambda pair: pair[1].spread)
    others = [(column, clock) for _, column, clock in found]
    return [replace(clock, doubt=_doubt(table, column, clock, others)) for column, clock in best]


def _text(table: Table, column: int) -> tuple[Written, list[int] | None] | None:
    """Read a column of written times, and which rows hold one where most do not."""
    values = table.numbers([column])[:, 0]
    finite = values[np.isfinite(values)]
    if finite.size * 2 > values.size and not is_glued_date(float(np.median(finite))):
        return None
    cells = table.cells(column)
    rows = stamped_rows(cells)
    if rows is not None and 2 * finite.size > len(rows):
        return None
    written = read_written(cells if rows is None else [cells[i] for i in rows])
    return None if written is None else (written, rows)


def _between(clock: Clock | None, rows: Sequence[int], table: Table) -> Clock | None:
    """Time the rows between those that hold a written time."""
    if clock is None:
        return None
    time_s = np.full(len(table.numbers([0])), np.nan)
    time_s[list(rows)] = clock.time_s
    return check_close(replace(clock, time_s=filled(time_s)), time_s)


def _numeric(table: Table, each: TimeColumn, told: Told) -> Clock | None:
    """Read a column of numbers, with what the file and the person say of them."""
    stated = table.numbers([each.column])[:, 0]
    values = filled(stated)
    rate_hz = told.rate_hz or stated_rate_hz(table.preamble)
    name = table.names[each.column] if table.names else ""
    ticks = None
    if told.time_unit is None:
        ticks = stated_ticks(name, table.preamble if each.unit is None else ())
    fine = "sampletimefine" in _name(table, each.column)
    by_person = told.rate_hz is not None
    clock = numeric_clock(values, each.unit, rate_hz, fine=fine, told=by_person, ticks=ticks)
    unsaid = ticks is None and rate_hz is None and each.unit is None
    if clock is not None and clock.epoch_s is None and unsaid:
        check_stated(name)
    if clock is not None and told.time_unit is None and each.unit is not None:
        _check_rate(clock)
    return clock if clock is None or values is stated else check_close(clock, stated)


def _check_rate(clock: Clock) -> None:
    """See that a unit of times that a name states is one that they can have."""
    known = clock.time_s[np.isfinite(clock.time_s)]
    span_s = float(np.ptp(known)) if known.size > _PACED_ROWS else 0.0
    if 0.0 < span_s * _FASTEST_HZ < known.size:
        raise RecordingError(
            f"holds {known.size / span_s:,.0f} samples a second if its times are in {clock.unit}, "
            "as their name says, more than any such sensor gives; correct the unit, or say which "
            "it is, as in --time-unit s"
        )


def _gone_on(table: Table, clock: Clock) -> Clock:
    """Carry on what was set or begun anew, and spread packets."""
    clock = set_late(begun_anew(set_back(clock)))
    return clock if _given_twice(table, clock) else spread_packets(clock)


def _doubt(
    table: Table, column: TimeColumn, clock: Clock, others: Sequence[tuple[TimeColumn, Clock]]
) -> str:
    """Say where another column of times goes faster or slower than the one that is taken."""
    for other, beside in others:
        if not table.names or (ratio := _pace(clock, beside)) is None:
            continue
        by = f"{ratio:.3g} times as fast" if abs(ratio - 1.0) > 0.5 else f"{ratio - 1.0:+.1%} off"
        taken, named = (table.names[each.column][:40] for each in (column, other))
        return (
            f"two columns of times disagree: '{named}' goes {by} against '{taken}', by which it "
            "was timed; see which one is right"
        )
    return ""


def _pace(clock: Clock, other: Clock) -> float | None:
    """Say how fast another clock goes against one; None where they agree, or nothing tells."""
    both = np.flatnonzero(np.isfinite(clock.time_s) & np.isfinite(other.time_s))
    if both.size < _PACED_ROWS or clock.faults or other.faults:
        return None
    steps = [usual_step(each.time_s) for each in (clock, other)]
    own_s, other_s = (float(np.ptp(each.time_s[both[[0, -1]]])) for each in (clock, other))
    coarse_s = sum(step for step in steps if step is not None)
    if not own_s or not other_s or None in steps:
        return None
    off_s = abs(other_s - own_s) - 2.0 * coarse_s
    return other_s / own_s if off_s > _OFF_PACE * own_s else None


def _given_twice(table: Table, clock: Clock) -> bool:
    """Whether most rows that share a stamp are the row before once more, and no packet's."""
    shared = np.flatnonzero(np.diff(clock.time_s) == 0.0)
    if not shared.size:
        return False
    rows = [row for row in table.rows if row.strip()]
    if len(rows) != clock.time_s.size:
        return False
    return 2 * sum(rows[i] == rows[i + 1] for i in shared.tolist()) > shared.size


def _name(table: Table, column: int) -> str:
    name = table.names[column] if column < len(table.names) else ""
    return "".join(char for char in name.lower() if char.isalpha())


def _named(_table: Table, roles: Roles) -> Iterable[TimeColumn]:
    return roles.times


def _others(table: Table, roles: Roles) -> Iterable[TimeColumn]:
    """Give the columns that run on as times do, whatever their name is."""
    taken = {i for axes in roles.axes.values() for i in axes.columns}
    taken |= {each.column for each in roles.times}
    head = _head(table)
    names = table.names or ("",) * table.width
    free = [i for i in range(table.width) if i not in taken and can_be_time(names[i])]
    free = free[:_MOST_LOOKED_AT]
    return [TimeColumn(i, None) for i in free if _runs(head, i, surely=True) in ("time", "date")]


def _head(table: Table) -> Table:
    return replace(table, rows=table.rows[:_LOOKED_AT], _known={})


def _runs(head: Table, column: int, *, surely: bool = False) -> Runs | None:
    """Tell from its first rows whether a column runs on as times, dates or a count do."""
    values = filled(head.numbers([column])[:, 0])
    if np.isfinite(values).sum() * 2 <= values.size:
        written = read_written(head.cells(column))
        if written is None:
            return None
        timed, dated = written.timed.mean() > 0.5, written.dated.mean() > 0.5
        return "time" if timed else "date" if dated else None
    if is_count(values):
        return "count"
    usual = usual_step(values)
    with np.errstate(all="ignore"):
        steps = np.diff(values[np.isfinite(values)])
    if usual is None or np.mean(steps >= 0) < 0.9:
        return None
    ahead = steps[steps > 0]
    even = np.mean(ahead <= 3.0 * usual) >= 0.9
    many = ahead.size >= (0.3 * steps.size if surely else min(_LEAST_STEPS, steps.size))
    return "time" if even and many else None


def _count(table: Table, roles: Roles) -> FloatArray | None:
    """Find a column that numbers the samples, by its name or, among times, by steps of 1."""
    if roles.counter is not None:
        return table.numbers([roles.counter])[:, 0]
    columns = (table.numbers([time.column])[:, 0] for time in roles.times)
    return next((values for values in columns if is_count(values)), None)


def _told_apart(time_s: FloatArray) -> int:
    """Count the rows whose time is later than all before."""
    finite = time_s[np.isfinite(time_s)]
    return int(np.count_nonzero(np.diff(np.maximum.accumulate(finite)) > 0))
