"""Which files of a folder are one recording, told by the names that their program gives them.

A set has one file with the acceleration, perhaps one with the gyroscope beside it, and others that
are no recording of their own. Where names leave any doubt there is no set, and each file is read by
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from balance.records.formats.copies import without_copy
from balance.records.formats.names import axis_name

TABLES: Final = (".csv", ".txt", ".tsv")
PHYPHOX_META: Final = ("meta/device.csv", "meta/time.csv")
_SENSOR_LOGGER_META: Final = "Metadata.csv"


@dataclass(frozen=True)
class FileSet:
    """The files of one recording, by their names.

    Parameters
    ----------
    source
        The program.
    main
        The file with the acceleration.
    gyr
        That of the gyroscope, None where there is none or the main one holds it.
    others
        What else belongs to it.
    """

    source: str
    main: str
    gyr: str | None = None
    others: frozenset[str] = frozenset()

    @property
    def beside(self) -> frozenset[str]:
        """All but the main file."""
        return self.others | ({self.gyr} if self.gyr else set())


# Names that say the recording and the sensor: MetaBase, Polar Sensor Logger, Movesense's showcase.
_NAMED: Final = (
    (
        "MetaBase",
        re.compile(r"(?P<of>.+_[0-9A-F]{12})_(?P<kind>[A-Z][A-Za-z ]+)(_[\d.]+Hz(_[\d.]+)?)?\.csv"),
    ),
    (
        "Polar Sensor Logger",
        re.compile(r"(?P<of>Polar_.+_\d{8}_\d{6})_(?P<kind>[A-Z]+)\.(txt|csv)"),
    ),
    ("Movesense", re.compile(r"(?P<of>.*\d{12})_(?P<kind>[A-Za-z0-9]+)_stream\.json")),
)
_ACC: Final = frozenset({"accelerometer", "acc", "imu6", "imu9", "imu"})
_GYR: Final = frozenset({"gyroscope", "gyro", "gyr"})
# Names that are alike in each folder, the main one first.
_FOLDERS: Final = (
    (
        "x-IMU3",
        ("Inertial.csv",),
        frozenset(
            f"{name}.csv"
            for name in (
                "Magnetometer", "HighGAccelerometer", "Quaternion", "RotationMatrix",
                "EulerAngles", "LinearAcceleration", "EarthAcceleration", "AhrsStatus",
                "Temperature", "Battery", "Rssi", "RSSI", "SerialAccessory", "Notification",
                "Error",
            )
        ),
    ),
    (
        "NGIMU",
        ("sensors.csv",),
        frozenset(
            f"{name}.csv"
            for name in (
                "altitude", "battery", "button", "earth", "euler", "humidity", "linear",
                "magnitudes", "matrix", "quaternion", "settings", "temperature", "analogue",
                "rssi",
            )
        ),
    ),
    (
        "Sensor Logger",
        ("TotalAcceleration.csv", "Accelerometer.csv", "AccelerometerUncalibrated.csv"),
        frozenset(
            f"{name}.csv"
            for name in (
                "Accelerometer", "AccelerometerUncalibrated", "Gravity", "Gyroscope",
                "GyroscopeUncalibrated", "Magnetometer", "MagnetometerUncalibrated",
                "Orientation", "Barometer", "Compass", "Location", "LocationGps",
                "LocationNetwork", "Pedometer", "Annotation", "Battery", "Brightness", "Light",
                "Microphone", "Activity", "HeartRate", "Metadata",
            )
        ),
    ),
)  # fmt: skip


def sets_in(names: Iterable[str]) -> list[FileSet]:
    """Find the sets among the files of one folder.

    Parameters
    ----------
    names
        Those of its files, and ``meta/device.csv`` and the like where it has such a folder.
    """
    names = list(dict.fromkeys(names))
    return [*_named(names), *_in_whole(names), *_phyphox(names)]


def may_belong(name: str) -> bool:
    """Tell from its name alone whether a file may belong to a set, but for phyphox's."""
    if any(pattern.fullmatch(name) for _, pattern in _NAMED):
        return True
    return any(name in mains or name in others for _, mains, others in _FOLDERS)


def _named(names: Sequence[str]) -> list[FileSet]:
    found: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for name in names:
        stem, dot, suffix = name.rpartition(".")
        bare, copy = without_copy(stem)
        for source, pattern in _NAMED:
            if (match := pattern.fullmatch(f"{bare}{dot}{suffix}")) is not None:
                kind = match["kind"].lower()
                sensor = "acc" if kind in _ACC else "gyr" if kind in _GYR else "else"
                parts = found.setdefault((source, match["of"], copy), {})
                parts.setdefault(sensor, []).append(name)
    sets = []
    for (source, _, _), parts in found.items():
        gyr = parts.get("gyr", [])
        if len(parts.get("acc", [])) == 1 and len(gyr) <= 1:
            others = frozenset(parts.get("else", []))
            sets.append(FileSet(source, parts["acc"][0], gyr[0] if gyr else None, others))
    return sets


def _in_whole(names: Sequence[str]) -> list[FileSet]:
    """Find the sets whose files have the same names in every folder."""
    sets = []
    for source, mains, known in _FOLDERS:
        main = next((name for name in mains if name in names), None)
        others = frozenset(names) & (known - {main})
        marked = source != "Sensor Logger" or _SENSOR_LOGGER_META in names
        if main is not None and others and marked:
            sets.append(FileSet(source, main, None, others))
    return sets


def _phyphox(names: Sequence[str]) -> list[FileSet]:
    """Take a folder with phyphox's meta for one recording, by what its files are called."""
    if not any(name in names for name in PHYPHOX_META):
        return []
    tables = [name for name in names if name.lower().endswith(TABLES) and "/" not in name]
    kinds: dict[str | None, list[str]] = {}
    for name in tables:
        axis = axis_name(f"{name.rpartition('.')[0]} x", None)
        kinds.setdefault(None if axis is None or axis.weak else axis.kind, []).append(name)
    mains = kinds.get("acc", []) or (tables if len(tables) == 1 else [])
    gyr = kinds.get("gyr", [])
    if len(mains) != 1 or len(gyr) > 1:
        return []
    others = {name for kind in ("linear", "gravity", "mag") for name in kinds.get(kind, [])}
    others.discard(mains[0])
    return [FileSet("phyphox", mains[0], gyr[0] if gyr else None, frozenset(others))]
