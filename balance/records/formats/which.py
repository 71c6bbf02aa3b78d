"""Several sensors in one table: which they are, what they are called, and the one that is meant.

They stand side by side (``left_acc_x``, ``right_acc_x``, or one name twice), in rows that a column
of devices tells apart or that take turns, or one below the other, each under its line of names.
They are never merged, and none is chosen silently. What is read from one sensor in two ways, with
and without gravity or in two ranges, is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats.names import axis_name, words
from balance.records.formats.roles import Axes, Kind, Roles, TimeColumn
from balance.records.formats.tables import Table
from balance.records.formats.told import Told
from balance.records.formats.turns import by_a_column, slips, taking_turns, to_and_fro
from balance.samples import FloatArray

ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
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
# Of gravity: a sensor that lies still or is worn on the leg that is stood on stays below the one,
# one on a leg that is lifted goes far beyond.
_MOVES: Final = 0.1
_MOVES_MORE: Final = 4.0
_A_FEW: Final = 50
_WHOLE: Final = re.compile(r"\d+(\.0*)?")
_MIXED: Final = (
    "seems to hold the rows of several sensors, mixed, and nothing says whose each row is; "
    "add a column named device that says it, or give a file of one sensor"
)


@dataclass(frozen=True)
class Candidate:
    """One of several sensors: the rows and the columns that are its own."""

    table: Table
    roles: Roles


def one_sensor(table: Table, roles: Roles, told: Told) -> tuple[Table, Roles]:
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
    table = _without_few(table, roles)
    found = _in_blocks(table, roles) or _in_rows(table, roles) or _in_columns(table, roles)
    found = found if len(found) > 1 else _in_turns(table, roles)
    if len(found) < 2:
        _check_lone(table, roles, told)
        return table, roles
    names = tuple(found)
    if told.sensor is not None:
        chosen = found[match_name(told.sensor, names)]
        # The chosen rows may hold several columns of one kind: those are another question.
        return chosen.table, chosen.roles
    raise several(names, moving([_acceleration(each) for each in found.values()], names))


def rows_by_kind(table: Table, roles: Roles) -> dict[Kind, Table]:
    """Split rows that say which kind of sensor they are of, ``accelerometer`` or ``gyroscope``.

    Nothing where they do not, or where several are of one kind.
    """
    if roles.axes.keys() != {"acc"} or (column := _device_column(table, roles)) is None:
        return {}
    parts: dict[Kind, Table] = {}
    for name, rows in _many(_rows_of(table, column)).items():
        axis = axis_name(f"{name.rpartition('.')[2]} x", None)
        if axis is not None and not axis.weak:
            if axis.kind in parts:
                return {}
            parts[axis.kind] = replace(table, rows=rows, _known={})
    return parts if len(parts) > 1 and "acc" in parts else {}


def several(
    names: Sequence[str], moves: str | None = None, what: str = "sensors"
) -> SeveralSensorsError:
    """Say which sensors, or recordings, there are, and how one is chosen."""
    listed = ", ".join(f"'{name}'" for name in names)
    only = f", of which only '{moves}' moves" if moves else ""
    example = moves or names[0]
    said = example if re.fullmatch(r"[\w.-]+", example) else f'"{example}"'
    reason = (
        f"holds {len(names)} {what} ({_short(listed)}{only}); choose one, as in --sensor {said}"
    )
    return SeveralSensorsError(reason, sensors=tuple(names), moving=moves)


def chosen_name(told: str | None, names: Sequence[str], what: str = "sensors") -> str:
    """Take the only one there is, or the one that was told.

    Raises
    ------
    SeveralSensorsError
        Where there are several, and none was told.
    RecordingError
        Where the one that was told is none of them.
    """
    if len(names) == 1:
        return names[0]
    if told is None:
        raise several(names, what=what)
    return match_name(told, names)


def match_name(told: str, names: Sequence[str]) -> str:
    """Find the name that a person meant.

    Raises
    ------
    RecordingError
        Where it is none of them; the sentence lists the right ones.
    """
    wanted = told.strip().casefold()
    for plain in (str.casefold, _plain):
        fits = [name for name in names if plain(name) == plain(wanted)]
        if len(fits) == 1:
            return fits[0]
    listed = ", ".join(f"'{name}'" for name in names)
    raise RecordingError(f"holds no sensor called '{told[:40]}'; it holds {_short(listed)}")


def moving(accelerations: Sequence[FloatArray], names: Sequence[str]) -> str | None:
    """Give the name of the only one that moves; None where several do, or none.

    Moving is how far the mean acceleration of half a second strays from the median one, as a
    share of gravity.
    """
    strays = np.array([_strays(values) for values in accelerations])
    order = np.argsort(strays)
    most, next_most = strays[order[-1]], strays[order[-2]]
    if most > _MOVES > next_most and most > _MOVES_MORE * next_most:
        return names[int(order[-1])]
    return None


def unique_names(names: Sequence[str]) -> list[str]:
    """Give each a name of its own: the first of those alike keeps what only it has."""
    made = []
    for i, name in enumerate(names):
        alike = [k for k, other in enumerate(names) if other == name]
        nth = ORDINALS[k] if (k := alike.index(i)) < len(ORDINALS) else str(k + 1)
        made.append(name if name and len(alike) == 1 else f"{name} {nth}".strip())
    return made


def _short(listed: str) -> str:
    return listed if len(listed) <= 200 else listed[:200].rpartition(",")[0] + ", ..."


def _plain(name: str) -> str:
    """Give a name as it may be typed: ``Sensor 1``, ``sensor_1`` and ``1`` are one."""
    bare = "".join(char for char in name.casefold() if char.isalnum())
    return re.sub(r"^(sensor|device|imu)(?=.)", "", bare)


def _acceleration(each: Candidate) -> FloatArray:
    axes = each.roles.axes.get("acc") or each.roles.axes["linear"]
    return each.table.numbers(axes.columns)


def _strays(values: FloatArray) -> float:
    """Say how far means of a few rows go from the middle one, but for the rarest."""
    values = values[np.isfinite(values).all(axis=1)]
    count = len(values) // _A_FEW
    if not count:
        return 0.0
    means = values[: count * _A_FEW].reshape(count, _A_FEW, 3).mean(axis=1)
    middle = np.median(means, axis=0)
    size = float(np.linalg.norm(middle)) or 1.0
    return float(np.percentile(np.linalg.norm(means - middle, axis=1), 95.0)) / size


# Side by side --------------------------------------------------------------------------------


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
        times = _own_times(table, roles.times, axes)
        found[name] = Candidate(table, replace(roles, times=times, axes=own, every={}))
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


def _own_times(table: Table, times: tuple[TimeColumn, ...], axes: Axes) -> tuple[TimeColumn, ...]:
    """Put the times of this sensor first: those that bear its name, else those to its left."""
    if not table.names:
        return times
    whose = set(axes.place.split())

    def strangeness(time: TimeColumn) -> tuple[bool, int]:
        named = bool(whose) and whose <= set(words(table.names[time.column]))
        left = axes.columns[0] - time.column
        return not named, left if left > 0 else table.width - left

    alike = {re.sub(r"\W?\d*$", "", table.names[time.column].lower()) for time in times}
    own = any(whose and whose <= set(words(table.names[time.column])) for time in times)
    return tuple(sorted(times, key=strangeness)) if own or len(alike) < len(times) else times


# In rows that take turns -----------------------------------------------------------------------


def _check_lone(table: Table, roles: Roles, told: Told) -> None:
    """See that the only device of a table, where it has a name, is the one that was told."""
    if told.sensor is None or not table.names:
        return
    columns = (i for i in range(table.width) if i not in _used(roles) and _says_device(table, i))
    for column in columns:
        split = map(table.split_row, table.rows[:_SAMPLED])
        seen = {row[column].strip('" ') for row in split if len(row) > column}
        if len(seen) == 1:
            match_name(told.sensor, list(seen))


def _in_rows(table: Table, roles: Roles) -> dict[str, Candidate]:
    """Find sensors that share the columns, told apart by a column of devices."""
    column = _device_column(table, roles)
    if column is None:
        return {}
    whole = _many(_rows_of(table, column))
    if not 2 <= len(whole) <= _MOST_DEVICES:
        return {}
    counter = None if roles.counter == column else roles.counter
    own_roles = replace(roles, counter=counter)
    return {
        name: Candidate(replace(table, rows=own, _known={}), own_roles)
        for name, own in whole.items()
    }


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


def _rows_of(table: Table, column: int) -> dict[str, list[str]]:
    """Give the rows of each device that has a name."""
    cells = (cell.strip().strip('"').strip() for cell in table.cells(column))
    rows = (row for row in table.rows if row.strip())
    of: dict[str, list[str]] = {}
    for cell, row in zip(cells, rows, strict=False):
        of.setdefault(cell, []).append(row)
    return {name: own for name, own in of.items() if name}


def _many(of: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: own for name, own in of.items() if len(own) >= _LEAST_ROWS}


def _without_few(table: Table, roles: Roles) -> Table:
    """Leave out the few rows of other devices where a table is one device's but for them."""
    column = _device_column(table, roles)
    of = {} if column is None else _rows_of(table, column)
    if not 2 <= len(of) <= _MOST_DEVICES or len(many := _many(of)) != 1:
        return table
    ((name, own),) = many.items()
    others = ", ".join(f"'{other}'" for other in of if other != name)
    count = sum(map(len, of.values())) - len(own)
    said = f"{count} row{'s' if count > 1 else ''} of another sensor left out ({_short(others)})"
    return replace(table, rows=own, faults=(*table.faults, said), _known={})


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


# One below the other ---------------------------------------------------------------------------


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
