"""What each column of the samples holds, by the table of channels beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from balance.records.errors import RecordingError
from balance.records.formats.bids.texts import MISSING, Sheet
from balance.records.formats.names import split_unit
from balance.signal.placement import PLACEMENTS, Placement

_AXES: Final = ("x", "y", "z")
_NO_UNIT: Final = ("", MISSING)
# Words of the standard's examples and of sets that were met.
_WORN: Final[tuple[tuple[re.Pattern[str], Placement], ...]] = (
    (re.compile(r"lower.?back|lumb|l[345]\b|pelvis|sacr|waist|belt|trunk", re.I), "lower_back"),
    (re.compile(r"chest|stern|thora|upper.?back", re.I), "chest"),
    (re.compile(r"thigh|femur|femor|upper.?leg", re.I), "thigh"),
    (re.compile(r"shank|shin|tibia|ankle|lower.?leg", re.I), "shank"),
    (re.compile(r"foot|feet|instep|heel|toe", re.I), "foot"),
)


@dataclass(frozen=True)
class Triad:
    """Three columns of one kind at one place.

    Parameters
    ----------
    columns
        Places of x, y and z among the columns.
    unit
        As the house calls it; None where none is stated that it knows.
    stated
        What the table states, letter for letter.
    """

    columns: tuple[int, int, int]
    unit: str | None
    stated: str


@dataclass(frozen=True)
class Point:
    """A tracked point with an accelerometer, and perhaps a gyroscope."""

    name: str
    acc: Triad
    gyr: Triad | None
    placement: Placement | None


@dataclass(frozen=True)
class Channels:
    """The columns of a file.

    Parameters
    ----------
    names
        Of all columns, in their order.
    points
        Those that can be recordings.
    latency
        Which column has the times, None where they are counted.
    latency_unit
        Its unit, as the house calls it.
    """

    names: tuple[str, ...]
    points: tuple[Point, ...]
    latency: int | None
    latency_unit: str | None


def channels_in(sheet: Sheet) -> Channels:
    """Read a table of channels.

    Raises
    ------
    RecordingError
        Where a column is missing, a channel comes twice or no point has an acceleration; file and
        line are named.
    """
    names, kinds = sheet.wanted("name"), sheet.wanted("type")
    points, axes = sheet.wanted("tracked_point"), sheet.wanted("component")
    units, worn = sheet.wanted("units"), sheet.column("placement") or points
    triads: dict[tuple[str, str], dict[str, int]] = {}
    latency: int | None = None
    for row, (kind, axis, point) in enumerate(zip(kinds, axes, points, strict=True)):
        if kind == "LATENCY" and latency is None:
            latency = row
        elif kind in ("ACCEL", "GYRO") and axis in _AXES:
            columns = triads.setdefault((kind, point), {})
            if axis in columns:
                reason = f"names {kind} {axis} of {point} a second time"
                raise RecordingError(reason, sheet.path, row + 2)
            columns[axis] = row
    found = [
        Point(point, acc, _triad(triads.get(("GYRO", point), {}), units), _placed(point, worn, acc))
        for (kind, point), columns in triads.items()
        if kind == "ACCEL" and (acc := _triad(columns, units)) is not None
    ]
    if not found:
        reason = "names no acceleration (type ACCEL) with the components x, y and z"
        raise RecordingError(reason, sheet.path)
    unit = None if latency is None else unit_of(units[latency])
    return Channels(names, tuple(found), latency, unit)


def unit_of(stated: str) -> str | None:
    """Give a unit as the house calls it; None where none is stated that it knows."""
    if stated.strip() in _NO_UNIT:
        return None
    return split_unit(f"x ({stated.strip()})")[1]


def _triad(columns: dict[str, int], units: Sequence[str]) -> Triad | None:
    if len(columns) < len(_AXES):
        return None
    x, y, z = (columns[axis] for axis in _AXES)
    stated = {units[column].strip() for column in (x, y, z)}
    one = stated.pop() if len(stated) == 1 else ""
    return Triad((x, y, z), unit_of(one), one)


def _placed(point: str, worn: Sequence[str], acc: Triad) -> Placement | None:
    """Tell where a sensor is worn, by the words of its placement or of its point."""
    for words in (worn[acc.columns[0]], point):
        for known in PLACEMENTS:
            if words == known:
                return known
        fits = [place for pattern, place in _WORN if pattern.search(words)]
        if len(fits) == 1:
            return fits[0]
    return None
