"""SensorStreamer: JSON packets, one a line, as they came over the network and were saved.

``{"accelerometer": {"timestamp": 91234567890123, "value": [0.1, 0.2, 9.8]}, "gyroscope": ..}``; old
versions write x, y and z in place of value. Stamps are nanoseconds and the sensor's own, units
Android's (readme.md and JsonPacketComposer.java of yaqwsx/SensorStreamer).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from balance.records.formats.clock_numbers import numeric_clock
from balance.records.formats.json_text import number
from balance.records.formats.roles import Kind
from balance.records.formats.sensors import Export, Sensor

_KINDS: Final[dict[str, tuple[Kind, str]]] = {
    "accelerometer": ("acc", "m/s^2"),
    "linearAcceleration": ("linear", "m/s^2"),
    "gravity": ("gravity", "m/s^2"),
    "gyroscope": ("gyr", "rad/s"),
    "magneticField": ("mag", "uT"),
}
_LOOKED_AT: Final = 20


def are_packets(values: Sequence[Any]) -> bool:
    """Tell packets of SensorStreamer from other JSON."""
    return any(_reading(value, name) for value in values[:_LOOKED_AT] for name in _KINDS)


def read_packets(values: Sequence[Any]) -> Export:
    """Read the sensors of all packets, each at its own stamps."""
    sensors: dict[Kind, Sensor] = {}
    for name, (kind, unit) in _KINDS.items():
        found = [reading for value in values if (reading := _reading(value, name))]
        if not found:
            continue
        numbers = (each for reading in found for each in (reading["timestamp"], *_axes(reading)))
        table = np.fromiter(map(number, numbers), dtype=np.float64).reshape(-1, 4)
        if (clock := numeric_clock(table[:, 0], "ns")) is not None:
            sensors[kind] = Sensor(clock, table[:, 1:], unit)
    return Export("SensorStreamer", sensors)


def _reading(packet: object, name: str) -> Mapping[str, Any]:
    """Give the reading of a sensor in a packet; empty where there is none."""
    reading = packet.get(name) if isinstance(packet, dict) else None
    return reading if isinstance(reading, dict) and "timestamp" in reading else {}


def _axes(reading: Mapping[str, Any]) -> list[Any]:
    axes = reading.get("value", [reading.get(axis) for axis in "xyz"])
    return axes if isinstance(axes, list) and len(axes) == 3 else [None] * 3
