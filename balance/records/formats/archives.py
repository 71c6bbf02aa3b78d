"""A zip: phyphox's (one CSV, or one a sensor, and a folder meta), or a zip of any table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats import sensor_logger
from balance.records.formats.content import Archive, decoded
from balance.records.formats.reading import Reading, read_text
from balance.records.formats.roles import Kind
from balance.records.formats.sensors import Export, Sensor, refusal, utc
from balance.records.formats.told import NOTHING, Told
from balance.records.formats.which import match_name, moving, several, unique_names
from balance.records.limits import LONGEST_ROW, MOST_TABLE_ROWS, check_rows

_TABLES: Final = frozenset({".csv", ".txt", ".tsv"})
_DEVICE: Final = "meta/device.csv"
_TIME: Final = "meta/time.csv"
_LATEST_S: Final = 4e9


def read_archive(data: bytes, told: Told = NOTHING) -> Export:
    """Read a zip that another program exported.

    Raises
    ------
    RecordingError
        Where it holds no acceleration with gravity. `SeveralSensorsError` where it holds several
        recordings and none was told.
    """
    archive = Archive(data)
    if "[Content_Types].xml" in archive.names:
        raise RecordingError("is a spreadsheet; export it as CSV instead")
    if sensor_logger.is_archive(archive):
        return sensor_logger.from_archive(archive, told)
    only = _only_json(archive)
    if only is not None:
        return sensor_logger.from_json(decoded(archive.read(only)) or "", told)
    return _from_tables(archive, told)


def _from_tables(archive: Archive, told: Told) -> Export:
    readings, errors = _readings(archive, told)
    sensors: dict[Kind, Sensor] = {}
    with_acc = [each for each in readings if "acc" in dict(_kept(*each))]
    if len(with_acc) > 1:
        readings = with_acc = [_chosen(with_acc, told)]
    for name, reading in readings:
        for kind, sensor in _kept(name, reading):
            sensors.setdefault(kind, sensor)
    if not sensors:
        raise errors[0] if errors else refusal({})
    main = with_acc[0][1] if with_acc else next(r for _, r in readings if r.sensors)
    export = Export(main.dialect.source, sensors, main.dialect.sign, rate_hz=main.rate_hz)
    if _DEVICE not in archive.names:
        return export
    return replace(export, source="phyphox", model=_model(archive), created_utc=_began(archive))


def _chosen(readings: Sequence[tuple[str, Reading]], told: Told) -> tuple[str, Reading]:
    """Take one of several recordings by its name, or that of its folder where names are alike."""
    paths = [PurePosixPath(name) for name, _ in readings]
    stems = {path.stem for path in paths}
    names = unique_names([p.stem if len(stems) == len(paths) else str(p.parent) for p in paths])
    if told.sensor is None:
        moves = moving([dict(_kept(*each))["acc"].values for each in readings], names)
        raise several(names, moves, "recordings")
    return readings[names.index(match_name(told.sensor, names))]


def _readings(
    archive: Archive, told: Told
) -> tuple[list[tuple[str, Reading]], list[RecordingError]]:
    """Read all members that are tables; what keeps others from it matters where none is left."""
    readings: list[tuple[str, Reading]] = []
    errors: list[RecordingError] = []
    rows = 0
    for name in archive.names:
        path = PurePosixPath(name)
        if path.suffix.lower() not in _TABLES or path.parent.name == "meta":
            continue
        text = decoded(archive.read(name)) or ""
        if text.startswith("# {") and "balance-recording" in text.partition("\n")[0]:
            raise RecordingError("holds a recording of our own; unzip it and name that")
        try:
            reading = read_text(text, told)
        except SeveralSensorsError:
            raise
        except RecordingError as error:
            errors.append(error)
            continue
        rows += len(reading.table.rows)
        check_rows(rows, MOST_TABLE_ROWS)
        readings.append((name, reading))
    return readings, errors


def _kept(name: str, reading: Reading) -> Iterable[tuple[Kind, Sensor]]:
    """Give the sensors of a member; plain x, y, z are what the member's name says."""
    stem = PurePosixPath(name).stem.lower()
    for kind, sensor in reading.sensors.items():
        if kind == "acc" and "linear" in stem:
            yield "linear", sensor
        elif kind == "acc" and "grav" in stem and "acc" not in stem:
            yield "gravity", sensor
        else:
            yield kind, sensor


def _only_json(archive: Archive) -> str | None:
    names = [name for name in archive.names if not name.startswith("meta/")]
    return names[0] if len(names) == 1 and names[0].lower().endswith(".json") else None


def _model(archive: Archive) -> str | None:
    said = {row[0]: row[1] for row in _rows(archive, _DEVICE) if len(row) == 2}
    words = (said.get("deviceBrand"), said.get("deviceModel"))
    return " ".join(word for word in words if word) or None


def _began(archive: Archive) -> str | None:
    """Give the moment of the first start, in UTC; times of phyphox count from it."""
    for row in _rows(archive, _TIME):
        if len(row) > 2 and row[0] == "START":
            try:
                began_s = float(row[2].replace(",", "."))
            except ValueError:
                return None
            return utc(began_s) if 0 < began_s < _LATEST_S else None
    return None


def _rows(archive: Archive, name: str) -> list[list[str]]:
    """Read a file of meta; none where it is not there or can't be read, as nothing hangs on it."""
    if name not in archive.names:
        return []
    text = (decoded(archive.read(name)) or "")[:LONGEST_ROW]
    head = text.partition("\n")[0]
    separator = next((mark for mark in "\t;" if mark in head), ",")
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return []
