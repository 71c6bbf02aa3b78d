"""Which columns without names are axes, told by what they hold.

Gravity is in one triad, and its length is one of few. A rate of turn goes to and fro around next to
nothing. A temperature, a battery or a label does neither: it is far from nothing and hardly
changes, or changes far less than what turns. Where a column too many stands beside the triads, it
is found by that, and where nothing tells it, nobody guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.roles import Axes, Kind, Triad
from balance.records.formats.scales import fitting
from balance.records.formats.units import rest_size
from balance.samples import FloatArray

# How far a column swings for its size: an odd one by less than half, one that turns by more.
_STEADY: Final = 0.5
_TURNS: Final = 1.0
# A column that swings by so much less than those that turn does not turn with them.
_STILL_BESIDE: Final = 0.02
# At rest nothing swings, and the sizes alone tell: of rates of turn they are a small offset.
_FAR_OFF: Final = 5.0
# Even the noise of an axis that lies still is a larger share of gravity.
_FIXED: Final = 0.003
_HARDLY: Final = 0.05
_MUCH_THE_SAME: Final = 0.3
_UNIT_LENGTH: Final = 0.02
_REST_G: Final = (0.85, 1.15)
_LARGEST: Final = 1e100  # what squares to infinity is no reading, and no time either
_ENOUGH_ROWS: Final = 10_000
_ROWS_A_SECOND: Final = 100.0

UNTOLD: Final = (
    "has columns without names, one more than the axes of its sensors, and nothing tells which "
    "one that is; name them in its first line, as in time_s,ax,ay,az,temp,gx,gy,gz"
)


class UntoldError(Exception):
    """A column too many, and nothing that tells which one it is."""


def axes_by_place(values: FloatArray, first: int) -> dict[Kind, tuple[Axes, ...]]:
    """Find the axes of a table without names, of each sensor where gravity is in several triads.

    Parameters
    ----------
    values
        Shape (rows, columns).
    first
        The first column behind the times.

    Raises
    ------
    RecordingError
        Where a column too many can't be told from an axis.
    """
    values = values[:: 1 + len(values) // _ENOUGH_ROWS]
    values = np.where(np.abs(values) < _LARGEST, values, np.nan)
    accs = _accelerations(values, first)
    ends = [*(acc[0] for acc in accs[1:]), values.shape[1]]
    try:
        turns = [
            turn_beside(values, acc, range(acc[0] if k else first, end))
            for k, (acc, end) in enumerate(zip(accs, ends, strict=True))
        ]
    except UntoldError as error:
        raise RecordingError(UNTOLD) from error
    every: dict[Kind, tuple[Axes, ...]] = {
        "acc": tuple(Axes(acc, None, nth=k) for k, acc in enumerate(accs))
    }
    size, swing = _size_and_swing(values)
    steady = swing < _HARDLY * size  # all three: temperature, pressure and humidity, say
    own = [None if turn is None or steady[list(turn)].all() else turn for turn in turns]
    found = tuple(Axes(turn, None, nth=k) for k, turn in enumerate(own) if turn is not None)
    if len(found) == len(accs):  # else nobody can say whose they are
        every["gyr"] = found
    return every


def _accelerations(values: FloatArray, first: int) -> list[Triad]:
    """Find the triads with gravity: the likeliest, and others behind it that are as long."""
    size, swing = _size_and_swing(values)
    fixed = swing <= _FIXED * size
    starts = range(first, values.shape[1] - 2)
    likely = sorted(starts, key=lambda i: (fixed[i : i + 3].any(), (i - first) % 3))
    start = next((i for i in likely if _has_gravity(values[:, i : i + 3])), first)
    found = [start]
    length = _steady_length(values[:, start : start + 3])
    for i in range(start + 3, values.shape[1] - 2):
        other = _steady_length(values[:, i : i + 3])
        alike = _REST_G[0] * length <= other <= _REST_G[1] * length
        if i >= found[-1] + 3 and alike and not fixed[i : i + 3].any():
            found.append(i)
    return [(i, i + 1, i + 2) for i in found]


def _steady_length(triad: FloatArray) -> float:
    """Give the usual length of a triad where it is much the same nearly always; else nan."""
    lengths = np.linalg.norm(triad[np.isfinite(triad).all(axis=1)], axis=1)
    if not lengths.size:
        return float("nan")
    low, middle, high = np.percentile(lengths, (10.0, 50.0, 90.0))
    return float(middle) if high - low < _MUCH_THE_SAME * middle else float("nan")


def turn_beside(values: FloatArray, acc: Triad, columns: Sequence[int]) -> Triad | None:
    """Find the rate of turn beside an acceleration, behind it or else before it.

    Parameters
    ----------
    values
        Shape (rows, columns).
    acc
        The columns of the acceleration.
    columns
        Those that may hold an axis: neither a time nor a counter.

    Returns
    -------
    tuple or None
        None where no three columns are left.

    Raises
    ------
    UntoldError
        Where a column too many can't be told from an axis.
    """
    behind = [i for i in columns if i > acc[2]]
    before = [i for i in columns if i < acc[0]][::-1]
    run = behind if len(behind) >= 3 else before
    if len(run) >= 7 and _is_quaternion(values[:, run[-4:]]):
        run = run[:-4]
    if len(run) < 3:
        return None
    skipped = _leading_odd(values[:, run], len(run) % 3)
    turn = sorted(run[skipped : skipped + 3])
    return turn[0], turn[1], turn[2]


def _leading_odd(run: FloatArray, spare: int) -> int:
    """Count the columns in front of a rate of turn that are no axes, of so many to spare in all.

    With one to spare, the second and the third turn in any case: they show whether it moved.
    """
    if not spare:
        return 0
    size, swing = _size_and_swing(run)
    sure = slice(spare, 3)
    if (size[sure] < _TURNS * swing[sure]).any():
        odd = (swing < _STEADY * size) | (swing < _STILL_BESIDE * np.median(swing[sure]))
    else:
        odd = size > _FAR_OFF * np.sort(size + swing)[2]  # at the least three turn
    skipped = int(np.argmin(odd))
    if odd[skipped : skipped + 3].any() or skipped > spare:
        raise UntoldError
    if np.count_nonzero(odd[skipped + 3 :]) < spare - skipped:
        raise UntoldError
    return skipped


def _is_quaternion(four: FloatArray) -> bool:
    lengths = np.linalg.norm(four[np.isfinite(four).all(axis=1)], axis=1)
    return bool(lengths.size) and bool((np.abs(lengths - 1.0) < _UNIT_LENGTH).all())


def _size_and_swing(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Say how far each column is from zero, and how far it goes from there but for outliers."""
    finite = values[np.isfinite(values).all(axis=1)]
    if not len(finite):
        return np.zeros(values.shape[1]), np.zeros(values.shape[1])
    low, middle, high = np.percentile(finite, (1.0, 50.0, 99.0), axis=0)
    return np.abs(middle), high - low


def _has_gravity(values: FloatArray) -> bool:
    rest = rest_size(np.arange(len(values)) / _ROWS_A_SECOND, values)
    return bool(fitting(rest, whole=True))
