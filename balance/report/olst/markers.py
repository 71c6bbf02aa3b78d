"""Motion capture as it stands in a file: where each marker is, by what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from balance.records.errors import RecordingError
from balance.report.olst.tables import Table, is_missing, read_table, words_of
from balance.samples import FloatArray

#: As the README of the data set has it.
PUBLISHED_RATE_HZ: Final = 100.0
LEAST_RATE_HZ: Final = 40.0
MOST_RATE_HZ: Final = 1000.0
LONGEST_S: Final = 3600.0
LEAST_FRAMES: Final = 100
_OFF_GRID: Final = 0.25
#: A marker so far away, in any unit, is not seen; nor is this a time.
_OUT_OF_ROOM: Final = 1e6
_TIME: Final = ("time", "time_s", "time_sec", "seconds", "t")
_FRAME: Final = ("frame", "frame_number", "sample")
_AXES: Final = ("x", "y", "z")
_UNITS: Final = frozenset({"mm", "cm", "m"})
_PLAIN: Final = frozenset({"pos", "position", "traj", "trajectory", "marker"})
_OTHER: Final = frozenset({"vel", "velocity", "acc", "acceleration", "angle", "speed", "rot"})
_SIDES: Final = {"r": "right", "right": "right", "l": "left", "left": "left"}
#: What a marker is called, and what it is to us.
_PARTS: Final = {
    "lowerback": "lower_back",
    "lowback": "lower_back",
    "sacrum": "lower_back",
    "l5": "lower_back",
    "chest": "chest",
    "sternum": "chest",
    "upperback": "upper_back",
    "c7": "upper_back",
    "belly": "belly",
    "hip": "hip",
    "hipant": "hip_front",
    "anthip": "hip_front",
    "asis": "hip_front",
    "hippost": "hip_back",
    "posthip": "hip_back",
    "psis": "hip_back",
    "knee": "knee",
    "ankle": "ankle",
}
_SIDED: Final = frozenset({"hip", "hip_front", "hip_back", "knee", "ankle"})


@dataclass(frozen=True)
class Markers:
    """Where the markers are, in the file's own unit and axes.

    Attributes
    ----------
    path : Path
        The file.
    time_s : array of float, shape (n,)
        An even grid.
    places : dict
        By part of the body ("chest", "knee_left"), shape (n, 3); not finite where not seen.
    notes : tuple of str
        What was taken for granted or left out, in words.
    """

    path: Path
    time_s: FloatArray
    places: dict[str, FloatArray]
    notes: tuple[str, ...] = ()

    @property
    def rate_hz(self) -> float:
        """Frames a second, as they are stamped."""
        return float((self.time_s.size - 1) / (self.time_s[-1] - self.time_s[0]))


def part_of(name: str) -> tuple[str, int] | None:
    """Tell which part of the body a column is of, and which axis: Knee_R_pos_X is knee_right, 0.

    None where it is no position of a marker that is used here.
    """
    words = words_of(name)
    if words and words[-1] in _UNITS:
        words = words[:-1]
    if not words or words[-1] not in _AXES or _OTHER.intersection(words):
        return None
    words, axis = [word for word in words[:-1] if word not in _PLAIN], _AXES.index(words[-1])
    sides = [_SIDES[word] for word in words if word in _SIDES]
    part = _PARTS.get("".join(word for word in words if word not in _SIDES))
    if part is None or len(sides) != (part in _SIDED):
        return None
    return (f"{part}_{sides[0]}" if sides else part), axis


def read_markers(path: Path) -> Markers:
    """Read a file of motion capture.

    A marker that is not seen has an empty cell, a word such as NaN, or three zeros.

    Raises
    ------
    RecordingError
        Where it can't be read, has no markers that are known, or its times are not even.
    """
    table = read_table(path)
    found: dict[str, dict[int, int]] = {}
    for column, name in enumerate(table.names):
        told = part_of(name)
        if told is not None:
            found.setdefault(told[0], {}).setdefault(told[1], column)
    whole = {part: axes for part, axes in found.items() if len(axes) == len(_AXES)}
    if not whole:
        raise RecordingError(
            "has no markers that are known: looked for columns such as Lower_Back_pos_X, "
            "Chest_pos_X, Hip_R_Ant_pos_X, Knee_R_pos_X and Ankle_R_pos_X",
            path,
            1,
        )
    time_s, notes = _times(table)
    if time_s.size and not np.isfinite(time_s[-1]):  # a last frame that is not whole
        rows = int(np.flatnonzero(np.isfinite(time_s))[-1]) + 1 if np.isfinite(time_s).any() else 0
        table = replace(table, rows=table.rows[:rows], lines=table.lines[:rows])
        time_s = time_s[:rows]
    grid, at = _gridded(time_s, path)
    places = {}
    for part, axes in whole.items():
        seen = np.stack([_numbers(table, axes[axis]) for axis in range(3)], axis=1)
        seen[(seen == 0.0).all(axis=1)] = np.nan
        seen[~(np.abs(seen) < _OUT_OF_ROOM).all(axis=1)] = np.nan
        places[part] = np.full((grid.size, 3), np.nan)
        places[part][at] = seen
    return Markers(path, grid, places, tuple(notes))


def _times(table: Table) -> tuple[FloatArray, list[str]]:
    at = table.column(_TIME)
    if at is not None:
        return _numbers(table, at), []
    at = table.column(_FRAME)
    if at is None:
        raise RecordingError(
            f"there is no column for the time: looked for {' or '.join(_TIME)}, and frame",
            table.path,
            1,
        )
    frames = _numbers(table, at)
    note = f"times are counted from frames, {PUBLISHED_RATE_HZ:g} of them a second"
    first = frames[0] if frames.size else 0.0
    return (frames - first) / PUBLISHED_RATE_HZ, [note]


def _gridded(time_s: FloatArray, path: Path) -> tuple[FloatArray, FloatArray]:
    """An even grid over the times of the rows, and which of its points each row is."""
    if time_s.size < LEAST_FRAMES:
        raise RecordingError(f"holds {time_s.size} frames, too few to time anything", path)
    if not (np.abs(time_s) < _OUT_OF_ROOM).all() or not (np.diff(time_s) > 0.0).all():
        raise RecordingError("its times do not go on from row to row", path)
    if time_s[-1] - time_s[0] > LONGEST_S:
        raise RecordingError("its times are of over an hour; seconds were looked for", path)
    step = float(np.median(np.diff(time_s)))
    if not 1.0 / MOST_RATE_HZ <= step <= 1.0 / LEAST_RATE_HZ:
        raise RecordingError(
            f"has {1.0 / step:.3g} frames a second; {LEAST_RATE_HZ:g} to {MOST_RATE_HZ:g} were "
            "looked for",
            path,
        )
    count = round(float(time_s[-1] - time_s[0]) / step) + 1
    step = float(time_s[-1] - time_s[0]) / (count - 1)
    place = (time_s - time_s[0]) / step
    at = np.round(place).astype(np.int64)
    if np.abs(place - at).max() > _OFF_GRID or np.unique(at).size != at.size:
        raise RecordingError("its frames are not evenly spaced", path)
    return time_s[0] + np.arange(count) * step, at


def _numbers(table: Table, column: int) -> FloatArray:
    """A column of numbers; what is missing is not finite."""
    cells = [row[column] if column < len(row) else "" for row in table.rows]
    try:
        return np.array(cells, dtype=np.float64)
    except ValueError:
        return _numbers_with_holes(table, column, cells)


def _numbers_with_holes(table: Table, column: int, cells: Sequence[str]) -> FloatArray:
    values = np.full(len(cells), np.nan)
    for row, cell in enumerate(cells):
        if is_missing(cell):
            continue
        try:
            values[row] = float(cell)
        except ValueError as error:
            name = table.names[column]
            raise RecordingError(
                f"{cell[:40]!r} in column {name} is not a number", table.path, table.lines[row]
            ) from error
    return values
