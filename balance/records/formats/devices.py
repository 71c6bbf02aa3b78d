"""Rows of several devices in one table, told apart by a column that says whose each row is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from balance.records.formats.choosing import match_name, short
from balance.records.formats.names import axis_name, words
from balance.records.formats.roles import Kind, Roles
from balance.records.formats.tables import Table
from balance.records.formats.told import Told
from balance.records.formats.turns import by_a_column

_MOST_DEVICES: Final = 32
_SAMPLED: Final = 500
_LEAST_ROWS: Final = 10
_DEVICE: Final = re.compile(
    r"device|sensor|\bnode|\bimu\b|\bid\b|\bmac\b|address|serial|locat|placement|position|\bside\b"
    r"|limb|segment|body ?part|\bboard\b|\bger(ä|ae)t\b|\bunit\b|tracker"
    r"|source|which|channel|\bname\b"
)
_NOT_DEVICE: Final = re.compile(r"time|temp|gps|status|state|quat|event|label|activ")
_TAKES_TURNS: Final = 0.2
_WHOLE: Final = re.compile(r"\d+(\.0*)?")


@dataclass(frozen=True)
class Devices:
    """The column that says whose a row is, and the rows of each device that has a name."""

    column: int
    rows: Mapping[str, list[str]]

    @property
    def many(self) -> dict[str, list[str]]:
        """Those with more than a few rows; none where they are more than anybody wears."""
        many = {name: own for name, own in self.rows.items() if len(own) >= _LEAST_ROWS}
        return many if len(many) <= _MOST_DEVICES else {}


def devices_in(table: Table, roles: Roles) -> Devices | None:
    """Find the devices that share the columns of a table; None where no column tells of any."""
    if not {"acc", "linear"} & roles.axes.keys():
        return None
    column = _device_column(table, roles)
    return None if column is None else Devices(column, _rows_of(table, column))


def rows_by_kind(table: Table, roles: Roles, devices: Devices | None) -> dict[Kind, Table]:
    """Split rows that say which kind of sensor they are of, ``accelerometer`` or ``gyroscope``.

    Nothing where they do not, or where several are of one kind.
    """
    if devices is None or roles.axes.keys() != {"acc"}:
        return {}
    parts: dict[Kind, Table] = {}
    for name, rows in devices.many.items():
        axis = axis_name(f"{name.rpartition('.')[2]} x", None)
        if axis is not None and not axis.weak:
            if axis.kind in parts:
                return {}
            parts[axis.kind] = replace(table, rows=rows, _known={})
    return parts if len(parts) > 1 and "acc" in parts else {}


def without_few(table: Table, devices: Devices) -> Table:
    """Leave out the few rows of other devices where a table is one device's but for them."""
    of, many = devices.rows, devices.many
    if not 2 <= len(of) <= _MOST_DEVICES or len(many) != 1:
        return table
    ((name, own),) = many.items()
    others = ", ".join(f"'{other}'" for other in of if other != name)
    count = sum(map(len, of.values())) - len(own)
    said = f"{count} row{'s' if count > 1 else ''} of another sensor left out ({short(others)})"
    return replace(table, rows=own, faults=(*table.faults, said), _known={})


def check_lone(table: Table, roles: Roles, told: Told) -> None:
    """See that the only device of a table, where it has a name, is the one that was told."""
    if told.sensor is None or not table.names:
        return
    columns = (i for i in range(table.width) if i not in _used(roles) and _says_device(table, i))
    for column in columns:
        split = map(table.split_row, table.rows[:_SAMPLED])
        seen = {row[column].strip('" ') for row in split if len(row) > column}
        if len(seen) == 1:
            match_name(told.sensor, list(seen))


def _rows_of(table: Table, column: int) -> dict[str, list[str]]:
    """Give the rows of each device that has a name."""
    cells = (cell.strip().strip('"').strip() for cell in table.cells(column))
    rows = (row for row in table.rows if row.strip())
    of: dict[str, list[str]] = {}
    for cell, row in zip(cells, rows, strict=False):
        of.setdefault(cell, []).append(row)
    return {name: own for name, own in of.items() if name}


def _used(roles: Roles) -> set[int]:
    """Give the columns that hold axes or times."""
    every = [*roles.axes.values(), *(axes for several in roles.every.values() for axes in several)]
    return {i for axes in every for i in axes.columns} | {time.column for time in roles.times}


def _device_column(table: Table, roles: Roles) -> int | None:
    """Find the column that says whose a row is, by its name, or by taking turns in words."""
    unused = sorted(set(range(table.width)) - _used(roles))
    if not unused:
        return None
    step = max(1, len(table.rows) // _SAMPLED)
    sampled = [table.split_row(row) for row in (*table.rows[:_SAMPLED], *table.rows[::step])]
    for column in unused:
        cells = [row[column].strip('" ') for row in sampled if len(row) > column]
        seen = {cell for cell in cells if cell}
        if len(seen) == 1 and _says_device(table, column):
            seen = _all_seen(table, column, *seen)
        if 2 <= len(seen) <= _MOST_DEVICES and _is_device(table, column, cells[:_SAMPLED], seen):
            return column
    return _alternating(table, roles, unused)


def _all_seen(table: Table, column: int, one: str) -> set[str]:
    """Give all that a column says where its first rows say one thing: a few may be of another."""
    parting = "" if table.separator is None else table.separator
    at_end = column == table.width - 1
    usual = f"{parting}{one}" if at_end else f"{parting}{one}{parting}" if column else one + parting
    odd = [row for row in table.rows if not (row.endswith(usual) if at_end else usual in row)]
    cells = (row[column] for row in map(table.split_row, odd) if len(row) > column)
    return {one, *(cell.strip().strip('"').strip() for cell in cells)} - {""}


def _alternating(table: Table, roles: Roles, columns: Sequence[int]) -> int | None:
    """Find a column of a few whole numbers, under any name, with which the acceleration jumps."""
    axes = roles.axes.get("acc") or roles.axes.get("linear")
    head = [table.split_row(row) for row in table.rows[:_SAMPLED]]
    for column in columns:
        cells = [row[column].strip('" ') for row in head if len(row) > column]
        few = 2 <= len({cell for cell in cells if cell}) <= _MOST_DEVICES
        if axes is None or not few or not all(_WHOLE.fullmatch(cell) for cell in cells if cell):
            continue
        acc = table.numbers(axes.columns)[: len(cells)]
        if len(acc) == len(cells) and by_a_column(acc, cells):
            return column
    return None


def _is_device(table: Table, column: int, cells: Sequence[str], seen: set[str]) -> bool:
    named = _says_device(table, column)
    lettered = [any(char.isalpha() for char in cell) for cell in seen]
    in_words = all(lettered)
    turns = sum(a != b for a, b in pairwise(cells)) >= _TAKES_TURNS * len(cells)
    whole = all(cell.isdecimal() or word for cell, word in zip(seen, lettered, strict=True))
    return (named and whole) or (in_words and turns)


def _says_device(table: Table, column: int) -> bool:
    name = " ".join(words(table.names[column])) if table.names else ""
    return bool(_DEVICE.search(name)) and not _NOT_DEVICE.search(name)
