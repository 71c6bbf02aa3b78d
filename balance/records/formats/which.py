"""Several sensors in one table: which they are, and the one that is meant.

They stand side by side (``left_acc_x``, ``right_acc_x``, or one name twice), in rows that a column
of devices tells apart (`devices`) or that take turns, or one below the other, each under its line
of names. They are never merged, and none is chosen silently. What is read from one sensor in two
ways, with and without gravity or in two ranges, is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.choosing import ORDINALS, match_name, moving, several, unique_names
from balance.records.formats.devices import Devices, check_lone, without_few
from balance.records.formats.roles import Axes, Kind, Roles
from balance.records.formats.tables import Table
from balance.records.formats.told import Told
from balance.records.formats.turns import slips, taking_turns, to_and_fro
from balance.samples import FloatArray

_MIXED: Final = (
    "seems to hold the rows of several sensors, mixed, and nothing says whose each row is; "
    "add a column named device that says it, or give a file of one sensor"
)


@dataclass(frozen=True)
class Candidate:
    """One of several sensors: the rows and the columns that are its own."""

    table: Table
    roles: Roles


def one_sensor(
    table: Table, roles: Roles, told: Told, devices: Devices | None
) -> tuple[Table, Roles]:
    """Take the sensor that was told out of those that a table holds.

    Raises
    ------
    SeveralSensorsError
        Where there are several, and none was told.
    RecordingError
        Where the one that was told is none of them.
    """
    if not {"acc", "linear"} & roles.axes.keys():
        return table, roles
    if devices is not None:
        table = without_few(table, devices)
    blocks = _in_blocks(table, roles)
    found = blocks or _of_devices(table, roles, devices)
    found = found or _in_columns(table, roles)
    found = found if len(found) > 1 else _in_turns(table, roles)
    if len(found) < 2:
        check_lone(table, roles, told)
        return table, roles
    names = tuple(found)
    if told.sensor is not None:
        chosen = found[match_name(told.sensor, names)]
        # The chosen rows may hold several columns of one kind: those are another question.
        return chosen.table, chosen.roles
    # Without titles nothing says that they are of different sensors: it may have begun anew.
    parts = bool(blocks) and set(names) <= set(ORDINALS)
    what = "tables one below the other, each a recording or a sensor," if parts else "sensors"
    moves = moving([_acceleration(each) for each in found.values()], names)
    raise several(names, moves, what)


def _acceleration(each: Candidate) -> FloatArray:
    axes = each.roles.axes.get("acc") or each.roles.axes["linear"]
    return each.table.numbers(axes.columns)


def _of_devices(table: Table, roles: Roles, devices: Devices | None) -> dict[str, Candidate]:
    """Take the devices that share the columns, where they are several."""
    if devices is None or len(devices.many) < 2:
        return {}
    counter = None if roles.counter == devices.column else roles.counter
    own_roles = replace(roles, counter=counter)
    return {
        name: Candidate(replace(table, rows=own, _known={}), own_roles)
        for name, own in devices.many.items()
    }


def _in_columns(table: Table, roles: Roles) -> dict[str, Candidate]:
    """Find sensors side by side: accelerations of several names, or of one name twice."""
    whose: Kind = "acc" if "acc" in roles.every else "linear"
    accs = _apart(table, roles.every.get(whose, ()))
    if len(accs) < 2:
        return {}
    places = [axes.place.split() for axes in accs]
    shared = {word for word in places[0] if all(word in place for place in places)}
    short = [" ".join(word for word in place if word not in shared) for place in places]
    found = {}
    for name, axes in zip(unique_names(short), accs, strict=True):
        own: dict[Kind, Axes] = {whose: axes}
        for kind, every in roles.every.items():
            same = (e for e in every if (e.place, e.nth) == (axes.place, axes.nth))
            if kind != whose and (first := next(same, None)) is not None:
                own[kind] = first
        found[name] = Candidate(table, replace(roles, axes=own, every={}))
    return found


def _apart(table: Table, accs: Sequence[Axes]) -> list[Axes]:
    """Leave the likeliest of each name, and of the same columns given twice the first."""
    kept: list[Axes] = []
    for axes in accs:
        same = any((axes.place, axes.nth) == (other.place, other.nth) for other in kept)
        if not same and not (axes.nth and _repeats(table, axes, kept)):
            kept.append(axes)
    return sorted(kept, key=lambda axes: min(axes.columns))


def _repeats(table: Table, axes: Axes, kept: Sequence[Axes]) -> bool:
    values = table.numbers(axes.columns)
    others = (table.numbers(other.columns) for other in kept if other.place == axes.place)
    return any(np.array_equal(values, other, equal_nan=True) for other in others)


def _in_turns(table: Table, roles: Roles) -> dict[str, Candidate]:
    """Find sensors whose rows take turns without a column that says whose they are."""
    axes = roles.axes.get("acc") or roles.axes["linear"]
    acc = table.numbers(axes.columns)
    count = taking_turns(acc)
    if to_and_fro(acc) if count == 1 else slips(acc, count):
        raise RecordingError(_MIXED)
    if count == 1:
        return {}
    rows = [row for row in table.rows if row.strip()]
    return {
        ORDINALS[k]: Candidate(replace(table, rows=rows[k::count], _known={}), roles)
        for k in range(count)
    }


def _in_blocks(table: Table, roles: Roles) -> dict[str, Candidate]:
    """Find tables one below the other, each under the same line of names."""
    if not table.heading or table.heading not in table.rows:
        return {}
    starts = [i for i, row in enumerate(table.rows) if row == table.heading]
    spans = zip([0, *(i + 1 for i in starts)], [*starts, len(table.rows)], strict=True)
    titles = [_title(list(table.preamble))]
    blocks = []
    for begin, end in spans:
        rows = [row for row in table.rows[begin:end] if row.strip()]
        own = [row for row in rows if len(table.split_row(row)) >= table.width]
        titles.append(_title(rows) if rows and rows[-1] not in own[-1:] else "")
        blocks.append(own)
    named = [(title, rows) for title, rows in zip(titles, blocks, strict=False) if rows]
    names = unique_names([title for title, _ in named])
    return {
        name: Candidate(replace(table, rows=rows, _known={}), roles)
        for name, (_, rows) in zip(names, named, strict=True)
    }


def _title(lines: Sequence[str]) -> str:
    """Take the last line above a block as its title, without what only says that it is one."""
    if not lines:
        return ""
    said = lines[-1].strip(" #%/*=-\t,;\"'")
    said = re.sub(r"^(sensor|device|imu|location|placement|name)\s*[:=]\s*", "", said, flags=re.I)
    return said if said and len(said) <= 40 and said.isprintable() else ""
