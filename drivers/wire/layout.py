"""Which column of a line holds what, in which unit: by its name, else by what gravity does to it.

Units that no name states are guesses, made at rest and shown as such; benchmarks/wire.py says
how often they fail. Acceleration is told by its size at rest. A rate of turn is taken for rad/s
beside m/s^2 and for deg/s beside g and mg, as most sketches print them, unless it turns far more or
far less than it shakes (see `gyr_unit` of
`balance.records.formats.units` for the ratio of the two). Raw counts are those of an MPU-6050, the
commonest of them, whose ranges are mostly chosen as a pair: 131 counts to 1 deg/s go with 16384 to
1 g, 65.5 with 8192 and so on (its register map, rev. 4.2, sections 4.4, 4.5, 4.17 and 4.19).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.records.formats.places import UntoldError, turn_beside
from balance.records.formats.roles import TimeColumn, Triad, find_roles
from balance.records.formats.scales import ACC_M_S2, RAW, fitting, size_of
from balance.records.formats.turning import GYR_RAD_S
from balance.records.formats.units import possible_units, unit_at_rest
from balance.samples import GRAVITY_M_S2, FloatArray

WINDOW: Final = 16
"""Rows that a layout is told by."""

_STATED_REST_G: Final = (0.5, 1.5)
_CALM: Final = 0.03
_RAW_RATE: Final = float(np.radians(1.0 / 131.0)) * 16384.0
_DEGREES_FROM, _RADIANS_TO, _THOUSANDTHS_FROM = 2.0, 0.9, 300.0
_FIELD: Final = 15.0  # more than the offset of a rate of turn, in any unit but counts
_STEADY: Final = 0.1
_TICK_S: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
_STEP_S: Final = (0.0009, 0.11)  # 9 to 1100 Hz
_LARGEST_G: Final = 50.0
_LARGEST_RAD_S: Final = float(np.radians(5000.0))
_RAW_LIMIT: Final = 32768.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns, their units as words, and the factors to SI.

    Parameters
    ----------
    time, tick_s
        Column of the times and seconds of a tick.
    counter
        Column that counts the samples.
    acc, gyr
        Columns of the axes.
    acc_unit, gyr_unit
        Units.
    guessed, gyr_guessed
        Whether they were guessed.
    acc_scale, gyr_scale
        What to multiply with.
    acc_limit, gyr_limit
        Sizes, in SI, beyond which a value is a broken one.
    """

    acc: Triad
    acc_unit: str
    acc_scale: float
    guessed: bool = True
    gyr: Triad | None = None
    gyr_unit: str | None = None
    gyr_scale: float = 1.0
    gyr_guessed: bool = True
    time: int | None = None
    tick_s: float = 1.0
    counter: int | None = None

    @property
    def acc_limit(self) -> float:
        """Largest acceleration in m/s^2 that is believed."""
        raw = self.acc_unit == RAW
        return _RAW_LIMIT * self.acc_scale if raw else _LARGEST_G * GRAVITY_M_S2

    @property
    def gyr_limit(self) -> float:
        """Largest rate of turn in rad/s that is believed."""
        return _RAW_LIMIT * self.gyr_scale if self.gyr_unit == RAW else _LARGEST_RAD_S


def find_layout(
    rows: FloatArray, names: Sequence[str], so_far: FloatArray | None = None
) -> Layout | None:
    """Find what the columns hold.

    Parameters
    ----------
    rows
        Shape (`WINDOW`, n_columns), finite.
    names
        One for each column, or none.
    so_far
        All rows that came, in which a column that is no axis may show itself; else `rows`.

    Returns
    -------
    Layout or None
        None where no column reads gravity.

    Raises
    ------
    UntoldError
        Where a column without a name is one too many, and nothing tells so far which.
    """
    named = _by_names(rows, names) if len(names) == rows.shape[1] else None
    return named or _by_place(rows, rows if so_far is None else so_far)


def _by_names(rows: FloatArray, names: Sequence[str]) -> Layout | None:
    roles = find_roles(names)
    if "acc" not in roles.axes:
        return None
    acc, gyr = roles.axes["acc"], roles.axes.get("gyr")
    time = _named_time(rows, roles.times)
    turn = None if gyr is None else gyr.columns
    stated = None if gyr is None else gyr.unit
    return _told(rows, acc.columns, acc.unit, turn, stated, time, roles.counter)


def _by_place(rows: FloatArray, so_far: FloatArray) -> Layout | None:
    """Take a time in front, and the axes by what they hold, the acceleration first or second."""
    # Axes alone make 3, 6 or 9 columns; a time in front would make one more.
    unit = _tick(rows[:, 0]) if rows.shape[1] % 3 else None
    first = 0 if unit is None else 1
    starts = [first, first + 3] + [first + 4] * ((rows.shape[1] - first) % 3 > 0)
    triads = [(i, i + 1, i + 2) for i in starts if i + 3 <= rows.shape[1]]
    fits = [triad for triad in triads if _acc_unit(rows[:, triad], None) is not None]
    if not fits:
        return None
    if len(fits) > 1 and fits[0][0] != first:
        raise UntoldError  # the two overlap, and both read gravity
    gyr = turn_beside(so_far, fits[0], range(first, rows.shape[1]))
    unit_of_acc = _acc_unit(rows[:, fits[0]], None)
    counts = unit_of_acc is not None and unit_of_acc[0].startswith(RAW)
    if gyr is not None and not counts and _is_steady(so_far[:, gyr]):
        gyr = None
    time = (0, _TICK_S[unit]) if unit is not None and unit != "count" else None
    return _told(rows, fits[0], None, gyr, None, time, 0 if unit == "count" else None)


def _is_steady(triad: FloatArray) -> bool:
    """Whether three columns stay far from nothing, as the field of the earth does at rest."""
    size = float(np.linalg.norm(np.median(triad, axis=0)))
    return size > _FIELD and float(np.ptp(triad, axis=0).max()) < _STEADY * size


def _told(
    rows: FloatArray,
    acc: Triad,
    acc_stated: str | None,
    gyr: Triad | None,
    gyr_stated: str | None,
    time: tuple[int, float] | None,
    counter: int | None,
) -> Layout | None:
    unit = _acc_unit(rows[:, acc], acc_stated)
    if unit is None:
        return None
    name, scale = unit
    turn = (None, 1.0) if gyr is None else _gyr_unit(rows, acc, gyr, name, scale, gyr_stated)
    return Layout(
        acc=acc,
        acc_unit=name,
        acc_scale=scale,
        guessed=name != acc_stated,
        gyr=gyr,
        gyr_unit=turn[0],
        gyr_scale=turn[1],
        gyr_guessed=gyr_stated is None,
        time=None if time is None else time[0],
        tick_s=1.0 if time is None else time[1],
        counter=counter,
    )


def _acc_unit(acc: FloatArray, stated: str | None) -> tuple[str, float] | None:
    """Tell the unit, and its size in m/s^2, by the length of gravity."""
    lengths = np.linalg.norm(acc, axis=1)
    rest = float(np.median(lengths))
    if stated in ACC_M_S2:
        scale = ACC_M_S2[stated]
        if _STATED_REST_G[0] <= rest * scale / GRAVITY_M_S2 <= _STATED_REST_G[1]:
            return stated, scale
    if lengths.std() > _CALM * rest:
        return None  # a guess is made at rest alone
    fits = fitting(rest, whole=bool((acc == np.round(acc)).all()))
    return (RAW if fits[0].startswith(RAW) else fits[0], size_of(fits[0])) if fits else None


def _gyr_unit(
    rows: FloatArray, acc: Triad, gyr: Triad, acc_unit: str, acc_scale: float, stated: str | None
) -> tuple[str, float]:
    """Tell the unit, and its size in rad/s."""
    if stated in GYR_RAD_S:
        return stated, GYR_RAD_S[stated]
    if acc_unit == RAW:
        return RAW, _RAW_RATE * acc_scale / GRAVITY_M_S2
    shake = float(np.sqrt(rows[:, acc].var(axis=0).sum())) * acc_scale
    turn = float(np.sqrt(rows[:, gyr].var(axis=0).sum()))
    possible = possible_units(rows[:, gyr])
    at_rest = unit_at_rest(rows[:, gyr], acc_unit)
    unit = at_rest.unit if at_rest else "rad/s" if acc_unit == "m/s^2" else "deg/s"
    if shake > 0.0 and turn > 0.0:
        ratio = turn / shake
        if ratio > _THOUSANDTHS_FROM:
            unit = "mdeg/s"
        elif ratio > _DEGREES_FROM:
            unit = "deg/s"
        elif ratio < _RADIANS_TO:
            unit = "rad/s"
    if unit not in possible and possible:
        unit = possible[0]  # the first that nobody is too slow for
    return unit, GYR_RAD_S[unit]


def _named_time(rows: FloatArray, times: Sequence[TimeColumn]) -> tuple[int, float] | None:
    """Take the first column of times that runs, in the unit that its name or its step tells."""
    for each in times:
        told = _tick(rows[:, each.column])
        unit = each.unit if each.unit in _TICK_S else told
        if told is not None and unit is not None:
            return each.column, _TICK_S["ms" if unit == "count" else unit]
    return None


def leading(rows: FloatArray) -> float | None:
    """Tell whether the first column runs on as times do, and the seconds of its tick."""
    unit = _tick(rows[:, 0])
    return None if unit is None else _TICK_S["ms" if unit == "count" else unit]


def _tick(column: FloatArray) -> str | None:
    """Tell the unit of a column that runs on with each row; "count" where each step is 1."""
    steps = np.diff(column)
    if (steps == 1.0).all():
        return "count"
    mean = float(steps.mean())
    if (steps < 0.0).any() or not (np.count_nonzero(steps) * 2 >= steps.size or _in_packets(steps)):
        return None
    units = (u for u, tick in _TICK_S.items() if _STEP_S[0] <= mean * tick <= _STEP_S[1])
    return next(units, None)


def _in_packets(steps: FloatArray) -> bool:
    """Tell a column that goes on by the same each two to seven rows, as stamps of packets do."""
    begins = np.flatnonzero(steps)
    return begins.size >= 2 and int(np.ptp(np.diff(begins))) <= 1 and int(begins[0]) <= 7
