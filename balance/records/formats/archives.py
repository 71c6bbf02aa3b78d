"""A zip of tables, or of one program's set of files; such a set also in a folder.

phyphox's has one CSV, or one for each sensor, and a folder meta.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats import sensor_logger
from balance.records.formats.choosing import match_name, moving, several, unique_names
from balance.records.formats.content import Archive, Files, decoded
from balance.records.formats.json_files import is_json, read_json_text
from balance.records.formats.reading import Reading, read_text
from balance.records.formats.roles import Kind
from balance.records.formats.sensors import Export, Sensor, overlap, refusal, utc
from balance.records.formats.sets import TABLES, FileSet, sets_in
from balance.records.formats.told import NOTHING, Told
from balance.records.limits import LONGEST_ROW, MOST_TABLE_ROWS, check_rows

_DEVICE: Final = "meta/device.csv"
_TIME: Final = "meta/time.csv"
_LATEST_S: Final = 4e9
#: What every zip of this program has in it, and where its kind is said there.
_OURS: Final = "manifest.json"
_KINDS: Final = ("balance-timer-", "balance-validation")
_HEAD: Final = 200


@dataclass(frozen=True)
class Member:
    """A file of several, and what was read from it."""

    name: str
    export: Export


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
    if {"log.bin", "info.txt"} <= set(archive.names):
        raise RecordingError("is ActiGraph's .gt3x; export the raw data from ActiLife as CSV")
    _refuse_ours(archive)
    if sensor_logger.is_archive(archive):
        return sensor_logger.from_archive(archive, told)
    only = _only_json(archive)
    if only is not None:
        return read_json_text(decoded(archive.read(only)) or "", told)
    return _with_meta(_from_members(archive, told), archive)


def _refuse_ours(archive: Archive) -> None:
    """Refuse what this program packs: its recordings go with what stands beside them."""
    if _OURS not in archive.names:
        return
    said = (decoded(archive.read(_OURS)) or "")[:_HEAD]
    if any(f'"format": "{kind}' in said for kind in _KINDS):
        reason = (
            "is a zip that this program made; import takes in that of a person, restore a backup, "
            "and one of a study is unpacked first"
        )
        raise RecordingError(reason)


def read_set(files: Files, chosen: FileSet, told: Told = NOTHING) -> Export:
    """Read one program's set: the acceleration, and the gyroscope where it was taken with it.

    Raises
    ------
    RecordingError
        As `read_archive`.
    """
    if chosen.source == sensor_logger.SOURCE:
        export = sensor_logger.from_archive(files, told)
        return replace(export, read_with=tuple(sorted(chosen.beside)))
    main = _read(chosen.main, decoded(files.read(chosen.main)) or "", told)
    if chosen.gyr is not None and "gyr" not in main.sensors:
        main = _with_gyr(main, files, chosen.gyr, told)
    return _with_meta(main, files)


def _with_gyr(main: Export, files: Files, name: str, told: Told) -> Export:
    """Take the gyroscope along where its file can be read and its times are those of the other."""
    own = None
    with suppress(RecordingError):
        text = decoded(files.read(name)) or ""
        own = _read(name, text, told).sensors.get("gyr")
    acc = main.sensors.get("acc")
    if own is None or acc is None:
        why = f"{name} left out: no rate of turn can be read from it"
    elif not overlap(acc.clock, own.clock):
        why = f"{name} left out: its times are not those of the acceleration"
    else:
        return replace(main, sensors={**main.sensors, "gyr": own}, read_with=(name,))
    return replace(main, faults=(*main.faults, why))


def _from_members(archive: Archive, told: Told) -> Export:
    sets = _sets(archive.names)
    members, errors = _members(archive, sets, told)
    with_acc = [each for each in members if "acc" in each.export.sensors]
    if len(with_acc) > 1:
        chosen = _chosen(with_acc, told)
        own = next((each for each in sets if each.main == chosen.name), FileSet("", chosen.name))
        members, with_acc = [each for each in members if each.name in (own.main, own.gyr)], [chosen]
    sensors: dict[Kind, Sensor] = {}
    for member in members:
        for kind, sensor in member.export.sensors.items():
            sensors.setdefault(kind, sensor)
    if not sensors:
        raise errors[0] if errors else refusal({})
    main = (with_acc or [each for each in members if each.export.sensors])[0].export
    return replace(main, sensors=sensors)


def _sets(names: Iterable[str]) -> list[FileSet]:
    """Find the sets of each folder of an archive, their files with the folder in the name."""
    inside: dict[str, list[str]] = {}
    for path in map(PurePosixPath, names):
        folder = path.parent.parent if path.parent.name == "meta" else path.parent
        inside.setdefault(str(folder), []).append(str(path.relative_to(folder)))
    found = []
    for within, own in inside.items():
        for each in sets_in(own):
            at = "" if within == "." else f"{within}/"
            gyr = None if each.gyr is None else at + each.gyr
            others = frozenset(at + name for name in each.others)
            found.append(replace(each, main=at + each.main, gyr=gyr, others=others))
    return found


def _chosen(members: Sequence[Member], told: Told) -> Member:
    """Take one of several recordings by its name, or that of its folder where names are alike."""
    paths = [PurePosixPath(each.name) for each in members]
    stems = {path.stem for path in paths}
    names = unique_names([p.stem if len(stems) == len(paths) else str(p.parent) for p in paths])
    if told.sensor is None:
        moves = moving([each.export.sensors["acc"].values for each in members], names)
        raise several(names, moves, "recordings")
    return members[names.index(match_name(told.sensor, names))]


def _members(
    archive: Archive, sets: Sequence[FileSet], told: Told
) -> tuple[list[Member], list[RecordingError]]:
    """Read all members that are tables, and the JSON of sets, but not what only stands beside.

    What keeps others from being read matters where none is left.
    """
    members: list[Member] = []
    errors: list[RecordingError] = []
    rows = 0
    others = {name for each in sets for name in each.others}
    in_sets = {name for each in sets for name in (each.main, each.gyr)}
    for name in archive.names:
        path = PurePosixPath(name)
        wanted = path.suffix.lower() in TABLES or name in in_sets
        if not wanted or name in others or path.parent.name == "meta":
            continue
        text = decoded(archive.read(name)) or ""  # a damaged zip is no matter of one member
        try:
            member = Member(name, _read(name, text, told))
        except SeveralSensorsError:
            raise
        except RecordingError as error:
            errors.append(error)
            continue
        rows += max((len(each.values) for each in member.export.sensors.values()), default=0)
        check_rows(rows, MOST_TABLE_ROWS)
        members.append(member)
    return members, errors


def _read(name: str, text: str, told: Told) -> Export:
    if text.startswith("# {") and "balance-recording" in text.partition("\n")[0]:
        raise RecordingError("holds a recording of our own; unzip it and name that")
    if is_json(text):
        return read_json_text(text, told)
    reading = read_text(text, told)
    dialect = reading.dialect
    sensors = dict(_kept(name, reading))
    return Export(dialect.source, sensors, dialect.sign, rate_hz=reading.rate_hz)


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


def _with_meta(export: Export, files: Files) -> Export:
    """Add what phyphox's meta says of the phone and the start, to which its times count."""
    device = next((name for name in files.names if f"/{name}".endswith(f"/{_DEVICE}")), None)
    if device is None:
        return export
    began = _began(files, device.removesuffix(_DEVICE) + _TIME)
    return replace(export, source="phyphox", model=_model(files, device), created_utc=began)


def _model(files: Files, name: str) -> str | None:
    said = {row[0]: row[1] for row in _rows(files, name) if len(row) == 2}
    words = (said.get("deviceBrand"), said.get("deviceModel"))
    return " ".join(word for word in words if word) or None


def _began(files: Files, name: str) -> str | None:
    """Give the moment of the first start, in UTC; times of phyphox count from it."""
    for row in _rows(files, name):
        if len(row) > 2 and row[0] == "START":
            try:
                began_s = float(row[2].replace(",", "."))
            except ValueError:
                return None
            return utc(began_s) if 0 < began_s < _LATEST_S else None
    return None


def _rows(files: Files, name: str) -> list[list[str]]:
    """Read a file of meta; none where it is not there or can't be read, as nothing hangs on it."""
    if name not in files.names:
        return []
    text = (decoded(files.read(name)) or "")[:LONGEST_ROW]
    head = text.partition("\n")[0]
    separator = next((mark for mark in "\t;" if mark in head), ",")
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return []
