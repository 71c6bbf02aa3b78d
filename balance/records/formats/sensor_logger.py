"""Sensor Logger: a zip of one CSV a sensor, one of those alone, or JSON.

Its Accelerometer is without gravity; TotalAcceleration, and AccelerometerUncalibrated, are with
it. All files have the same names of columns, so the file's own name says which sensor it holds.
iPhones point gravity the other way unless "Standardise Units & Frames" was on. JSON is its export,
one list with an object for each sample, or what it pushes (`pushes.py`), saved as it came.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats import pushes
from balance.records.formats.choosing import ORDINALS, chosen_name, unique_names
from balance.records.formats.clock_numbers import numeric_clock
from balance.records.formats.content import Files, decoded
from balance.records.formats.copies import without_copy
from balance.records.formats.json_text import described, number
from balance.records.formats.reading import Reading, read_text
from balance.records.formats.roles import Kind
from balance.records.formats.sensors import Export, Sensor, refusal
from balance.records.formats.told import NOTHING, Told
from balance.records.limits import LONGEST_ROW

SOURCE: Final = "Sensor Logger"
_COLUMNS: Final = frozenset({"time", "seconds_elapsed", "x", "y", "z"})
# The first one of a kind that is there counts.
_KINDS: Final[dict[str, Kind]] = {
    "totalacceleration": "acc",
    "accelerometer": "linear",
    "gravity": "gravity",
    "gyroscope": "gyr",
    "accelerometeruncalibrated": "acc",
    "gyroscopeuncalibrated": "gyr",
    "magnetometer": "mag",
    "magnetometeruncalibrated": "mag",
}
_UNITS: Final[dict[str, str]] = {
    "totalacceleration": "m/s^2",
    "accelerometer": "m/s^2",
    "gravity": "m/s^2",
    "gyroscope": "rad/s",
    "gyroscopeuncalibrated": "rad/s",
}
# The device name beside the platform is left out: people give their phones their own names.
_MODELS: Final = {"ios": "iPhone", "android": "Android phone"}
_SAME_LENGTH: Final = 1e-3
_WITHOUT_GRAVITY: Final = (
    "holds Sensor Logger's Accelerometer, which is without gravity; switch on Gravity or "
    "Total Acceleration as well, and name the whole .zip"
)


def is_archive(archive: Files) -> bool:
    """Tell whether a zip is an export of Sensor Logger."""
    every = list(_recordings(archive).values())
    if any("metadata" in stems and stems.keys() & _KINDS.keys() for stems in every):
        return True
    return any(
        _is_header(archive.read(stems[stem])[:200].decode("latin-1").partition("\n")[0])
        for stems in every
        for stem in _KINDS
        if stem in stems
    )


def from_archive(archive: Files, told: Told = NOTHING) -> Export:
    """Read the zip, or the folder that was in it, sensor by sensor.

    Raises
    ------
    RecordingError
        Where it holds no acceleration with gravity. `SeveralSensorsError` where it holds several
        recordings, by their folders, and none was told.
    """
    recordings = _recordings(archive)
    stems = recordings[chosen_name(told.sensor, list(recordings), "recordings")]

    def sensor(name: str) -> Sensor | None:
        if name not in stems:
            return None
        reading = read_text(decoded(archive.read(stems[name])) or "", told)
        return _named(reading, name)

    metadata: Mapping[str, Any] = {}
    if "metadata" in stems:
        text = (decoded(archive.read(stems["metadata"])) or "")[:LONGEST_ROW]
        try:
            metadata = next(csv.DictReader(io.StringIO(text)), {})
        except csv.Error:
            metadata = {}  # then nothing is known of the platform
    return _export(sensor, metadata)


def is_table(reading: Reading) -> bool:
    """Tell whether a table is one file out of such a zip."""
    return {name.lower() for name in reading.table.names} == _COLUMNS


def from_table(reading: Reading, stem: str) -> Export:
    """Read one file out of the zip; where its name was changed, its numbers must tell.

    Raises
    ------
    RecordingError
        Where its name says that it is no acceleration with gravity.
    """
    name = _sensor_name(stem)
    kind = _KINDS.get(name, "acc")
    if kind == "linear":
        raise RecordingError(_WITHOUT_GRAVITY)
    sensor = _named(reading, name)
    if kind == "acc" and sensor is not None and name not in _KINDS and _is_direction(sensor):
        kind = "gravity"
    if kind != "acc" or sensor is None:
        raise refusal({kind: None})
    return Export(SOURCE, {"acc": sensor})


def _sensor_name(stem: str) -> str:
    """Find the name of a sensor in that of a file: alone, copied, or among other words."""
    bare = without_copy(stem)[0].lower()
    if bare in _KINDS:
        return bare
    parts = re.split(r"[^a-z]+", bare)
    return next((name for name in _KINDS if name in parts), bare)


def _is_direction(sensor: Sensor) -> bool:
    """Tell a gravity that was worked out: its length never changes, which no sensor can do."""
    lengths = np.linalg.norm(sensor.values, axis=1)
    lengths = lengths[np.isfinite(lengths)]
    return bool(lengths.size) and float(np.ptp(lengths)) < _SAME_LENGTH * float(lengths.mean())


def from_json(said: Sequence[Any], told: Told = NOTHING) -> Export:
    """Read values of JSON: the export, a list with an object for each sample, or what was pushed.

    Raises
    ------
    RecordingError
        Where it is other JSON, or holds no acceleration with gravity. `SeveralSensorsError` where
        several phones or recordings were pushed and none was told.
    """
    rows = _one_export(said, told)
    if pushes.are_messages(rows):
        recordings = pushes.recordings(rows)
        chosen = recordings[chosen_name(told.sensor, list(recordings), "recordings")]
        rows, key, unit, platform = chosen.rows, "time", "ns", chosen.platform
        metadata: Mapping[str, Any] = {"platform": platform}
    elif any(isinstance(row, dict) and "sensor" in row for row in rows):
        key, unit, metadata = "seconds_elapsed", "s", {}
    else:
        reason = f"is JSON that is no recording known here ({described(said)}); name a recording"
        raise RecordingError(reason)
    by_name: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if isinstance(row, dict):
            by_name.setdefault(str(row.get("sensor")).lower(), []).append(row)
    metadata = by_name.get("metadata", [metadata])[0]
    return _export(lambda name: _from_rows(by_name.get(name, []), name, key, unit), metadata)


def _one_export(said: Sequence[Any], told: Told) -> Sequence[Any]:
    """Take the one export of several in a file; one that was saved twice is one."""
    if not said or not all(isinstance(each, list) for each in said):
        return said
    once = [each for i, each in enumerate(said) if each not in said[:i]]
    names = list(ORDINALS[: len(once)])
    chosen: Sequence[Any] = once[names.index(chosen_name(told.sensor, names, "recordings"))]
    return chosen


def _export(find: Callable[[str], Sensor | None], metadata: Mapping[str, Any]) -> Export:
    """Put together what was found under each name, the best sensor of a kind first."""
    sensors: dict[Kind, Sensor] = {}
    for name, kind in _KINDS.items():
        if kind not in sensors and (sensor := find(name)) is not None:
            sensors[kind] = sensor
    if "acc" not in sensors and "linear" in sensors and "gravity" not in sensors:
        raise RecordingError(_WITHOUT_GRAVITY)
    platform = str(metadata.get("platform")).lower()
    standard = str(metadata.get("standardisation")).lower() == "true"
    sign = -1.0 if platform == "ios" and not standard else 1.0
    return Export(SOURCE, sensors, sign, model=_MODELS.get(platform))


def _named(reading: Reading, name: str) -> Sensor | None:
    """Take the axes x, y, z, which the names alone call an acceleration, as what they are."""
    found = reading.sensors.get("acc")
    return None if found is None else Sensor(found.clock, found.values, _UNITS.get(name))


def _from_rows(rows: Iterable[Mapping[str, Any]], name: str, key: str, unit: str) -> Sensor | None:
    keys = (key, "x", "y", "z")
    numbers = (number(row.get(key)) for row in rows for key in keys)
    values = np.fromiter(numbers, dtype=np.float64).reshape(-1, len(keys))
    clock = numeric_clock(values[:, 0], unit) if len(values) else None
    return None if clock is None else Sensor(clock, values[:, 1:], _UNITS.get(name))


def _is_header(line: str) -> bool:
    return {name.strip().strip('"').lower() for name in line.split(",")} == _COLUMNS


def _recordings(archive: Files) -> dict[str, dict[str, str]]:
    """Give the members by their lower-case stems, for each folder and each copy by itself.

    What stands beside a recording in another folder and is no sensor is none of its own.
    """
    found: dict[str, dict[str, str]] = {}
    for path in map(PurePosixPath, archive.names):
        if path.suffix.lower() == ".csv":
            bare, copy = without_copy(path.stem)
            which = " ".join(
                filter(None, ("" if str(path.parent) == "." else str(path.parent), copy))
            )
            found.setdefault(which, {})[bare.lower()] = str(path)
    with_sensors = {which: stems for which, stems in found.items() if stems.keys() & _KINDS.keys()}
    if len(with_sensors) == 1 or not with_sensors:  # a copy of Metadata alone says the same
        return {"": {stem: path for stems in found.values() for stem, path in stems.items()}}
    names = unique_names([PurePosixPath(which).name.strip("()") for which in with_sensors])
    return dict(zip(names, with_sensors.values(), strict=True))
