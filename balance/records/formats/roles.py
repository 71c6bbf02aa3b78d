"""What the columns of a table hold, told by their names: which sensors, and the times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from balance.records.formats.names import (
    TIME_UNITS,
    AxisName,
    Kind,
    axis_name,
    letters,
    split_unit,
    strange_rate,
    words,
)

__all__ = ["Axes", "Kind", "Roles", "TimeColumn", "Triad", "find_roles"]

Triad = tuple[int, int, int]

_NOT_TIME: Final = re.compile(
    r"locat|gps|heading|altim|activity|pedom|batter|press|zone|offset|centimet|multimet"
)
# What climbs or falls slowly beside a sensor's axes.
_ELSE: Final = re.compile(
    r"temp(?!s$|o)|tmp|^t[ck]$|humid|volt|baro|light|lux|steps?$|heart|puls|quat"
)
_TIME: Final = re.compile(
    r"time|epoc|elapsed|clock|^t$|^ts$|seconds|millis|micros|^minutes$|^hours$|zeit|tiempo|temps"
    r"|^t(acc|gyr|mag)[a-wz]*$|^t(emg|imu)$"
)
_OF_A_WEEK: Final = re.compile(r"gps(tow|time|second|sec)")  # times of GPS, in seconds of a week
_BARE_UNITS: Final = ("s", "ms", "us", "ns")
_COUNTER: Final = re.compile(
    r"^(packet|sample|frame|row|logging)?(s|counter|count|number|no|num|nr|index|idx|sample|id|n)?$"
)
_NUMBERED: Final = ((0, 1, 2), (1, 2, 3))


@dataclass(frozen=True)
class TimeColumn:
    """A column of times, and its unit where the name states one."""

    column: int
    unit: str | None


@dataclass(frozen=True)
class Axes:
    """The three columns of a sensor in the order x, y, z, and the unit that their names state.

    Parameters
    ----------
    columns, unit
        As said.
    place
        Whose sensor it is, in the words of the names; empty where they do not say.
    nth
        Which one of that name, from 0.
    """

    columns: Triad
    unit: str | None
    place: str = ""
    nth: int = 0


@dataclass(frozen=True)
class Roles:
    """What the columns of a table hold.

    Parameters
    ----------
    times
        The columns of times, the likeliest first.
    counter
        A column that counts samples or packets, or None.
    axes
        The likeliest of each kind of sensor.
    every
        All of each kind, the likeliest first.
    """

    times: tuple[TimeColumn, ...]
    counter: int | None
    axes: Mapping[Kind, Axes]
    every: Mapping[Kind, tuple[Axes, ...]] = field(default_factory=dict)


def find_roles(names: Sequence[str]) -> Roles:
    """Tell from the names what the columns hold."""
    times: list[tuple[int, TimeColumn]] = []
    counter = None
    found: dict[int, tuple[AxisName, str | None]] = {}
    for i, name in enumerate(names):
        stem, unit = split_unit(name)
        if (rank := _time_rank(stem, unit)) is not None:
            times.append((rank, TimeColumn(i, _time_unit(stem, unit))))
        elif counter is None and stem and _COUNTER.match(letters(stem)):
            counter = i
        elif (axis := axis_name(stem, unit)) is not None:
            if axis.kind == "gyr":
                unit = unit or strange_rate(name)
            found[i] = _carried(axis, unit, found.get(i - 1))
    if not times and split_unit(names[0])[1] in TIME_UNITS:
        times = [(0, TimeColumn(0, split_unit(names[0])[1]))]  # "Zeit", in any language
    times = [each for each in times if not _is_heat(names, each[1].column, found)]
    times.sort(key=lambda item: item[0])
    every = _triads(found) or _numbered(names)
    likeliest = {kind: several[0] for kind, several in every.items()}
    return Roles(tuple(column for _, column in times), counter, likeliest, every)


def can_be_time(name: str) -> bool:
    """Whether a name leaves it open that its column holds times: that of a temperature does not."""
    stem, unit = split_unit(name)
    said = letters(stem)
    other = _NOT_TIME.search(said) and not _OF_A_WEEK.search(said)
    return unit in (*TIME_UNITS, None) and not (other or _ELSE.search(said))


def _time_rank(stem: str, unit: str | None) -> int | None:
    """Say how likely a column holds the times: 0 is likeliest, None is no time."""
    said = letters(stem)
    if unit not in (*TIME_UNITS, None) or _NOT_TIME.search(said):
        return None
    # A device's own clock goes before that of the computer, and one that all files of a recording
    # share before one that begins at 0 in each.
    if re.search("elapsed|since(start|reboot)|^epoch?$|^chiptime$", said):
        return 0
    if _TIME.search(said):
        return 1 if unit in TIME_UNITS or re.search("micros|millis", said) else 2
    return 3 if said in ("date", "datetime", *_BARE_UNITS) else None


def _time_unit(stem: str, unit: str | None) -> str | None:
    if unit is not None:
        return unit
    said = letters(stem)
    told = (
        *(("milli", "ms"), ("micro", "us"), ("nano", "ns")),
        *(("seconds", "s"), ("minutes", "min"), ("hours", "h")),
    )
    bare = split_unit(f"({said})")[1]
    return next((found for word, found in told if word in said), bare)


def _is_heat(names: Sequence[str], column: int, axes: Mapping[int, object]) -> bool:
    """Tell a ``T`` between two sensors, which is a temperature, from one that is the time."""
    return names[column].strip().lower() == "t" and {column - 1, column + 1} <= axes.keys()


def _carried(
    axis: AxisName, unit: str | None, before: tuple[AxisName, str | None] | None
) -> tuple[AxisName, str | None]:
    """Give a bare y or z the name that only the x before it has, as in ``Accel X, Y, Z``."""
    if before is None or not (axis.weak and not axis.place and not before[0].weak):
        return axis, unit
    if before[0].letter + axis.letter not in ("xy", "yz") or unit not in (None, before[1]):
        return axis, unit
    return replace(before[0], letter=axis.letter), before[1]


def _triads(
    found: Mapping[int, tuple[AxisName, str | None]],
) -> dict[Kind, tuple[Axes, ...]]:
    """Keep the whole triads of each sensor, the likeliest first; by names rather than units."""
    alike: dict[tuple[AxisName, str | None], dict[str, list[int]]] = {}
    for column, (axis, unit) in found.items():
        letter_of = alike.setdefault((replace(axis, letter=""), unit), {})
        letter_of.setdefault(axis.letter, []).append(column)
    triads: dict[Kind, list[tuple[AxisName, Axes]]] = {}
    for (axis, unit), letter_of in alike.items():
        whole = zip(*(letter_of.get(letter, []) for letter in "xyz"), strict=False)
        for nth, columns in enumerate(whole):
            triads.setdefault(axis.kind, []).append((axis, Axes(columns, unit, axis.place, nth)))
    result: dict[Kind, tuple[Axes, ...]] = {}
    for kind, each in triads.items():
        named = [pair for pair in each if not pair[0].weak] or each
        named.sort(key=lambda pair: pair[0].doubt)
        result[kind] = tuple(axes for _, axes in named)
    return result


def _numbered(names: Sequence[str]) -> dict[Kind, tuple[Axes, ...]]:
    """Take ``acc_1, acc_2, acc_3`` for the axes where no name has a letter."""
    columns: dict[Kind, dict[int, int]] = {}
    for i, name in enumerate(names):
        stem = split_unit(name)[0]
        number = words(stem)[-1:]
        if number and number[0].isdecimal():
            axis = axis_name(f"{stem[: stem.rindex(number[0])]} x", None)
            if axis is not None and not axis.weak and not axis.place:
                columns.setdefault(axis.kind, {})[int(number[0])] = i
    return {
        kind: (Axes((of[first], of[first + 1], of[first + 2]), None),)
        for kind, of in columns.items()
        for first in [min(of)]
        if tuple(sorted(of)) in _NUMBERED
    }
