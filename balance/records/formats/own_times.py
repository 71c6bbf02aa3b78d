"""Which of several columns of times is whose, where the sensors of a table have their own.

A sensor's times are those that bear its name, else the nearest to its left. Times that stand side
by side are of the same rows, as one of the phone and one of the sensor are; the best is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from balance.records.formats.names import axis_name, split_unit, words
from balance.records.formats.roles import Axes, Kind, Roles, TimeColumn
from balance.records.formats.tables import Table

_SAYS_TIME: Final = re.compile(
    r"time|stamp|date|epoch|clock|elapsed|seconds|millis|micros|since|unix|utc|local|^start"
)
_SAYS_NOTHING: Final = frozenset(("sensor", "device", "imu", "data", "phone", "host", "system"))


def times_by_kind(table: Table, roles: Roles) -> dict[Kind, tuple[TimeColumn, ...]]:
    """Say which columns of times each kind of sensor has; all of them where they share."""
    shared = dict.fromkeys(roles.axes, roles.times)
    if len(roles.times) < 2 or not table.names:
        return shared
    others = [time for time in roles.times if _is_elsewhere(table, roles, time)]
    times = [time for time in roles.times if time not in others]
    found = {kind: _nearest(table, times, kind, axes) for kind, axes in roles.axes.items()}
    if not all(found.values()):
        return shared
    one = len(set(found.values())) == 1
    bare = {re.sub(r"\W?\d*$", "", table.names[each.column].lower()) for each in roles.times}
    alike = len(bare) < len(roles.times)
    named = any(_bears_place(table, time, axes) for time in times for axes in roles.axes.values())
    return shared if one and not (others or alike or named) else found


def own_rows(table: Table, axes: Sequence[Axes]) -> Table:
    """Leave out the rows at the end where a faster sensor goes on and these do not."""
    values = table.numbers([column for each in axes for column in each.columns])
    held = np.flatnonzero(np.isfinite(values).any(axis=1))
    count = int(held[-1]) + 1 if held.size else len(values)
    rows = [row for row in table.rows if row.strip()]
    if count == len(values) or len(rows) != len(values):
        return table
    return replace(table, rows=rows[:count], _known={})


def _nearest(
    table: Table, times: Sequence[TimeColumn], kind: Kind, axes: Axes
) -> tuple[TimeColumn, ...]:
    """Take the times that bear a sensor's name, else those to its left, else to its right."""
    named = [time for time in times if _bears(table, time, kind, axes)]
    if named:
        return tuple(named)
    free = [time for time in times if _kind_named(table, time) is None] or list(times)
    runs = _side_by_side(free)
    left = [run for run in runs if run[0].column < min(axes.columns)]
    nearest = left[-1] if left else runs[0] if runs else []
    return tuple(time for time in free if time in nearest)


def _side_by_side(times: Sequence[TimeColumn]) -> list[list[TimeColumn]]:
    ordered = sorted(times, key=lambda time: time.column)
    runs = [ordered[:1]] if ordered else []
    for before, time in pairwise(ordered):
        if time.column == before.column + 1:
            runs[-1].append(time)
        else:
            runs.append([time])
    return runs


def _said(table: Table, time: TimeColumn) -> list[str]:
    """Give the words of a name of times that say whose they are."""
    stem = split_unit(table.names[time.column])[0]
    long = (word for word in words(stem) if not word.isdecimal())
    return [word for word in long if not _SAYS_TIME.search(word) and word not in _SAYS_NOTHING]


def _kind_named(table: Table, time: TimeColumn) -> Kind | None:
    said = " ".join(word for word in _said(table, time) if len(word) > 1)
    axis = axis_name(f"{said} x", None) if said else None
    return None if axis is None or axis.weak else axis.kind


def _bears(table: Table, time: TimeColumn, kind: Kind, axes: Axes) -> bool:
    named = _kind_named(table, time)
    here = _bears_place(table, time, axes)
    mine = named == kind if named is not None else here
    return mine and (here or not axes.place)


def _bears_place(table: Table, time: TimeColumn, axes: Axes) -> bool:
    return bool(set(axes.place.split()) & set(_said(table, time)))


def _is_elsewhere(table: Table, roles: Roles, time: TimeColumn) -> bool:
    """Tell the times of a sensor that is none of ours, as ``emg_time`` beside ``emg`` is."""
    named = _kind_named(table, time)
    if named is not None:
        return named not in roles.axes
    ours = {word for axes in roles.axes.values() for word in axes.place.split()}
    said = {word for word in _said(table, time) if len(word) > 1} - ours
    taken = {each.column for each in roles.times}
    taken |= {i for axes in roles.axes.values() for i in axes.columns}
    free = (name for i, name in enumerate(table.names) if i not in taken)
    return any(said & set(words(name)) for name in free)
