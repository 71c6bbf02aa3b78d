"""phyphox's remote access: its answers to /config and /get, read.

/config says which buffers the sensors of the open experiment fill, so that no name is taken for
granted; /get gives what is new in them: numbers of 8 digits on Android, null for what is none
(phyphox/phyphox-android, `RemoteServer.java`; phyphox/phyphox-ios, `ExperimentWebServer.swift`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from balance.samples import BoolArray, FloatArray
from drivers.wire.streams import GRAVITY, LINEAR, RATE, TOTAL

_KINDS: Final[Mapping[str, str]] = {
    "accelerometer": TOTAL,
    "linear_acceleration": LINEAR,
    "gravity": GRAVITY,
    "gyroscope": RATE,
}

#: No experiment goes on for longer.
_LATEST_S: Final = 1e7


@dataclass(frozen=True, slots=True)
class Sensor:
    """Buffers of one sensor: its times, and its three axes."""

    kind: str
    time: str
    axes: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is open in phyphox.

    Parameters
    ----------
    title
        Its name on the phone.
    sensors
        Those that are of use, the leading part of the acceleration first; empty where there is no
        acceleration with gravity.
    """

    title: str
    sensors: tuple[Sensor, ...]

    @property
    def has_gyr(self) -> bool:
        """Whether it has a rate of turn."""
        return any(sensor.kind == RATE for sensor in self.sensors)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to /get.

    Parameters
    ----------
    session
        Changes with the experiment; empty where an old phyphox does not say.
    measuring
        False while paused.
    buffers
        Values of each buffer, nan where null.
    full
        Buffers that it holds from their beginning: asked for, or because they were cleared.
    """

    session: str
    measuring: bool
    buffers: Mapping[str, FloatArray]
    full: frozenset[str]

    def newest_s(self, sensor: Sensor) -> float | None:
        """Stamp of the newest sample whose axes have come with it; None where there is none."""
        names = (sensor.time, *sensor.axes)
        n = min(self.buffers.get(name, np.empty(0)).size for name in names)
        stamps = self.buffers[sensor.time][:n] if n else np.empty(0)
        stamps = stamps[can_be(stamps)]
        return float(stamps.max()) if stamps.size else None


def read_experiment(body: bytes) -> Experiment:
    """Read an answer to /config.

    Raises
    ------
    ValueError
        Where it is none.
    """
    said = read_object(body)
    if not isinstance(said.get("inputs"), list):
        raise ValueError("no configuration of phyphox")
    found: dict[str, Sensor] = {}
    for entry in said["inputs"]:
        kind = _KINDS.get(str(entry.get("source")).lower()) if isinstance(entry, dict) else None
        sensor = None if kind is None else _sensor(kind, entry.get("outputs"))
        if sensor is not None:
            found.setdefault(sensor.kind, sensor)
    parts: tuple[str, ...] = (TOTAL,) if TOTAL in found else (LINEAR, GRAVITY)
    whole = all(kind in found for kind in parts)
    wanted = (*parts, RATE) if whole else ()
    title = said.get("localTitle") or said.get("title") or "an experiment"
    return Experiment(str(title), tuple(found[kind] for kind in wanted if kind in found))


def read_answer(body: bytes) -> Answer:
    """Read an answer to /get.

    Raises
    ------
    ValueError
        Where it is none.
    """
    said = read_object(body)
    buffers, status = said.get("buffer"), said.get("status")
    if not (isinstance(buffers, dict) and isinstance(status, dict)):
        raise ValueError("no answer of phyphox")
    held: dict[str, FloatArray] = {}
    full: set[str] = set()
    for name, buffer in buffers.items():
        values = buffer.get("buffer") if isinstance(buffer, dict) else None
        if not isinstance(values, list):
            raise ValueError("a buffer without values")
        held[name] = np.array([_number(value) for value in values], dtype=np.float64)
        if buffer.get("updateMode") == "full":
            full.add(name)
    session, measuring = str(status.get("session", "")), status.get("measuring") is True
    return Answer(session, measuring, held, frozenset(full))


def can_be(stamp_s: FloatArray) -> BoolArray:
    """Whether stamps can be those of an experiment."""
    return np.asarray((stamp_s >= 0.0) & (stamp_s <= _LATEST_S))


def read_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object; raises ValueError where it is none."""
    try:
        said = json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(said, dict):
        raise ValueError("no object")
    return said


def _sensor(kind: str, outputs: object) -> Sensor | None:
    names: dict[str, str] = {}
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            names |= {key: name for key, name in output.items() if isinstance(name, str)}
    if not {"x", "y", "z", "t"} <= names.keys():
        return None
    return Sensor(kind, names["t"], (names["x"], names["y"], names["z"]))


def _number(value: object) -> float:
    try:
        return float(value) if isinstance(value, int | float) else np.nan
    except OverflowError:
        return np.nan
