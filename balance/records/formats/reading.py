"""A text to the sensors in it: the table, what its columns hold, and their times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_course import Clock
from balance.records.formats.clock_numbers import counted_clock
from balance.records.formats.clocks import read_clock, stated_rate_hz, unnamed_times
from balance.records.formats.devices import devices_in, rows_by_kind
from balance.records.formats.dialects import Dialect, repaired
from balance.records.formats.heads import recognised
from balance.records.formats.labelled import unlabelled
from balance.records.formats.lengths import lengths_in
from balance.records.formats.logged import unlogged
from balance.records.formats.own_times import own_rows, times_by_kind
from balance.records.formats.places import axes_by_place
from balance.records.formats.plain import is_plain_table
from balance.records.formats.repeated import without_repeats
from balance.records.formats.roles import Axes, Kind, Roles, TimeColumn, find_roles
from balance.records.formats.scales import stated_counts
from balance.records.formats.sensors import Export, Sensor, refusal, that_turns
from balance.records.formats.stamped import unstamped
from balance.records.formats.tables import UNEVEN, Table, read_table
from balance.records.formats.told import NOTHING, Told
from balance.records.formats.which import one_sensor

_TRIAD: Final = 3


@dataclass(frozen=True)
class Reading:
    """The sensors of one table, and what is known of the program that wrote it."""

    table: Table
    dialect: Dialect
    sensors: dict[Kind, Sensor]

    def export(self) -> Export:
        """Make an export of this table alone.

        Raises
        ------
        RecordingError
            Where it holds no acceleration.
        """
        if not self.sensors:
            raise refusal({}, self.table.names)
        return Export(self.dialect.source, self.sensors, self.dialect.sign, rate_hz=self.rate_hz)

    @property
    def rate_hz(self) -> float | None:
        """The rate that the lines before the table state."""
        return self.dialect.row_rate_hz or stated_rate_hz(self.table.preamble)


def read_text(text: str, told: Told = NOTHING) -> Reading:
    """Read the sensors of a text, as a person said where one did.

    Raises
    ------
    RecordingError
        Where there is no table, or it has no times. `SeveralSensorsError` where it holds more
        than one sensor and none was told.
    """
    text = text.replace("\u2212", "-") if "\u2212" in text else text  # a minus sign of print
    if not is_plain_table(text):
        text = unlabelled(unlogged(unstamped(text)))
    table, dialect = recognised(read_table(repaired(text)))
    roles = find_roles(table.names) if table.names else _unnamed(table, told)
    table = without_repeats(table, roles, told)
    devices = devices_in(table, roles)
    if parts := rows_by_kind(table, roles, devices):
        return Reading(table, dialect, _by_kind(parts, dialect, roles, told))
    table, roles = one_sensor(table, roles, told, devices)
    if not roles.axes:
        return Reading(table, dialect, {})
    if not {"acc", "linear"} & roles.axes.keys() and not roles.times:
        raise refusal(roles.axes, table.names)
    table.numbers(_wanted(roles))
    return Reading(table, dialect, _sensors(table, dialect, roles, told))


def _sensors(table: Table, dialect: Dialect, roles: Roles, told: Told) -> dict[Kind, Sensor]:
    """Read the sensors of a table, with one clock for all or each with its own."""
    times = times_by_kind(table, roles)
    clocks: dict[tuple[TimeColumn, ...], tuple[Table, Clock]] = {}
    sensors: dict[Kind, Sensor] = {}
    for kind, axes in roles.axes.items():
        own = times[kind]
        if own not in clocks:
            alike = [roles.axes[other] for other in times if times[other] == own]
            part = table if own == roles.times else own_rows(table, alike)
            clock = _clock(part, dialect, replace(roles, times=own), told)
            same = (each for _, each in clocks.values() if _same_times(each, clock))
            clocks[own] = part, next(same, clock)
        part, clock = clocks[own]
        values = part.numbers(axes.columns)
        if len(values) != clock.time_s.size:
            raise RecordingError(UNEVEN)
        meant = dialect.renamed.get(kind, kind)
        unit = axes.unit or dialect.units.get(meant)
        if unit is None and meant == "acc":
            unit = stated_counts(
                table.preamble, [table.names[i] for i in axes.columns if table.names]
            )
        sensors[meant] = Sensor(clock, values, unit)
    if not table.names and "gyr" in sensors and len(roles.every.get("acc", ())) < 2:
        sensors["gyr"] = _that_turns(table, roles, sensors["acc"], sensors["gyr"])
    return sensors


def _same_times(one: Clock, other: Clock) -> bool:
    alike = (one.epoch_s, one.began) == (other.epoch_s, other.began)
    return alike and np.array_equal(one.time_s, other.time_s, equal_nan=True)


def _that_turns(table: Table, roles: Roles, acc: Sensor, gyr: Sensor) -> Sensor:
    """Take the three columns without names that turn as gravity does, or none, and say so."""
    taken = {*(time.column for time in roles.times), roles.counter, *roles.axes["acc"].columns}
    triads = [(i, i + 1, i + 2) for i in range(table.width - 2)]
    others = [triad for triad in triads if not taken & set(triad)]
    if (values := that_turns(acc, gyr.values, map(table.numbers, others))) is None:
        return replace(gyr, unfit="no three columns turn as gravity does")
    return replace(gyr, values=values)


def _by_kind(
    parts: Mapping[Kind, Table], dialect: Dialect, roles: Roles, told: Told
) -> dict[Kind, Sensor]:
    """Read sensors whose rows take turns, each with its own times."""
    axes = roles.axes["acc"]
    return {
        kind: Sensor(_clock(part, dialect, roles, told), part.numbers(axes.columns), axes.unit)
        for kind, part in parts.items()
    }


def _wanted(roles: Roles) -> list[int]:
    wanted = [time.column for time in roles.times]
    wanted += [] if roles.counter is None else [roles.counter]
    return [*wanted, *(i for axes in roles.axes.values() for i in axes.columns)]


def _clock(table: Table, dialect: Dialect, roles: Roles, told: Told) -> Clock:
    rate_hz = told.rate_hz or dialect.row_rate_hz
    if rate_hz is not None and not roles.times and roles.counter is None:
        clock = counted_clock(np.arange(float(len(table.numbers([0])))), rate_hz)
        return replace(clock, began=dialect.began, faults=table.faults)
    clock = read_clock(table, roles, told)
    return replace(clock, faults=(*table.faults, *clock.faults)) if table.faults else clock


def _unnamed(table: Table, told: Told) -> Roles:
    """Read a table without names: times at one side, and beside them axes, by what they hold."""
    roles, left = unnamed_times(table)
    timed = bool(roles.times) or roles.counter is not None or told.rate_hz is not None
    values = table.numbers(range(left.stop))
    lengths = lengths_in(values, left)
    count = len(left) - len(lengths)
    if timed and (count == _TRIAD or count >= 2 * _TRIAD):
        kept = [i for i in range(left.stop) if i not in lengths]
        found = axes_by_place(values[:, kept], left.start)
        every = {kind: tuple(_put_back(axes, kept) for axes in of) for kind, of in found.items()}
        axes = {kind: several[0] for kind, several in every.items()}
        return Roles(roles.times, roles.counter, axes, every)
    why = "which of them are axes can't be told" if timed else "they do not begin with a time"
    reason = (
        f"holds {table.width} columns without names, and {why}; "
        "name them in its first line, as in time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2"
    )
    raise RecordingError(reason)


def _put_back(axes: Axes, kept: Sequence[int]) -> Axes:
    """Name the columns of a table by those that were left of it."""
    x, y, z = axes.columns
    return replace(axes, columns=(kept[x], kept[y], kept[z]))
