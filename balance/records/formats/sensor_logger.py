"""Sensor Logger: a zip of one CSV a sensor, one of those alone, or one JSON list of all samples.

Its Accelerometer is without gravity; TotalAcceleration, and AccelerometerUncalibrated, are with
it. All files have the same names of columns, so the file's own name says which sensor it holds.
iPhones point gravity the other way unless "Standardise Units & Frames" was on.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_numbers import numeric_clock
from balance.records.formats.content import Archive, decoded
from balance.records.formats.reading import Reading, read_text
from balance.records.formats.roles import Kind
from balance.records.formats.sensors import Export, Sensor, refusal
from balance.records.limits import LONGEST_ROW, MOST_TABLE_ROWS, check_rows

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
_WITHOUT_GRAVITY: Final = (
    "holds Sensor Logger's Accelerometer, which is without gravity; switch on Gravity or "
    "Total Acceleration as well, and name the whole .zip"
)


def is_archive(archive: Archive) -> bool:
    """Tell whether a zip is an export of Sensor Logger."""
    stems = _stems(archive)
    if "metadata" in stems and stems.keys() & _KINDS.keys():
        return True
    return any(
        _is_header(archive.read(stems[stem])[:200].decode("latin-1").partition("\n")[0])
        for stem in _KINDS
        if stem in stems
    )


def from_archive(archive: Archive) -> Export:
    """Read the zip, sensor by sensor.

    Raises
    ------
    RecordingError
        Where it holds no acceleration with gravity.
    """
    stems = _stems(archive)

    def sensor(name: str) -> Sensor | None:
        if name not in stems:
            return None
        reading = read_text(decoded(archive.read(stems[name])) or "")
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
    stem = stem.lower()
    kind = _KINDS.get(stem, "acc")
    if kind == "linear":
        raise RecordingError(_WITHOUT_GRAVITY)
    sensor = _named(reading, stem)
    if kind != "acc" or sensor is None:
        raise refusal({kind: None})
    return Export(SOURCE, {"acc": sensor})


def from_json(text: str) -> Export:
    """Read the JSON export: one list, an object for each sample of each sensor.

    Raises
    ------
    RecordingError
        Where it is other JSON, or holds no acceleration with gravity.
    """
    check_rows(text.count("{") + text.count("["), MOST_TABLE_ROWS, "objects")
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = f"is JSON that can't be read ({str(error)[:80]}); export it again"
        raise RecordingError(reason) from error
    if not isinstance(rows, list) or not any(isinstance(r, dict) and "sensor" in r for r in rows):
        raise RecordingError(
            "holds no acceleration: it is JSON, but no export of Sensor Logger; name a recording"
        )
    by_name: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if isinstance(row, dict):
            by_name.setdefault(str(row.get("sensor")).lower(), []).append(row)
    metadata = by_name.get("metadata", [{}])[0]
    return _export(lambda name: _from_rows(by_name.get(name, []), name), metadata)


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


def _from_rows(rows: Iterable[Mapping[str, Any]], name: str) -> Sensor | None:
    keys = ("seconds_elapsed", "x", "y", "z")
    numbers = (_number(row.get(key)) for row in rows for key in keys)
    values = np.fromiter(numbers, dtype=np.float64).reshape(-1, len(keys))
    clock = numeric_clock(values[:, 0], "s") if len(values) else None
    return None if clock is None else Sensor(clock, values[:, 1:], _UNITS.get(name))


def _number(value: object) -> float:
    if value is None:
        return np.nan
    try:
        return float(str(value))
    except ValueError:
        return np.nan


def _is_header(line: str) -> bool:
    return {name.strip().strip('"').lower() for name in line.split(",")} == _COLUMNS


def _stems(archive: Archive) -> dict[str, str]:
    """Give the names of the members by their lower-case stems."""
    stems: dict[str, str] = {}
    for path in map(PurePosixPath, archive.names):
        if path.suffix.lower() == ".csv":
            stem = path.stem.lower()
            if stem in stems and stem in _KINDS:
                raise RecordingError("holds several recordings; unzip it and name them one by one")
            stems[stem] = str(path)
    return stems
