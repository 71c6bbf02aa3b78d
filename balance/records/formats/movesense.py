"""Movesense: streams of the sensor as its showcase app saves them, in JSON.

``{"data": [{"acc": {"Timestamp": 34512, "ArrayAcc": [{"x": 0.1, "y": 0.2, "z": 9.8}, ...]}}]}``,
or ``imu6`` and ``imu9`` with an ArrayGyro beside; what the sensor sends itself has the key Body.
A stamp is in milliseconds and that of the first reading of its packet (`MdsLibrary.Model` of
Movesense's own libraries), and the rate of turn is in degrees a second; the unit of acceleration is
left to gravity, as documents contradict each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from balance.records.errors import RecordingError
from balance.records.formats.clock_course import Clock, begun_anew, run_over, usual_step
from balance.records.formats.clock_packets import LONGEST_PACKET_S
from balance.records.formats.json_text import number
from balance.records.formats.roles import Kind
from balance.records.formats.sensors import Export, Sensor
from balance.samples import FloatArray, IntArray

_ARRAYS: Final[tuple[tuple[str, Kind, str | None], ...]] = (
    ("ArrayAcc", "acc", None),
    ("ArrayGyro", "gyr", "deg/s"),
    ("ArrayMagn", "mag", None),
)
_DEEPEST: Final = 4  # the values of a file, an object, its data, a packet, what it wraps
_LOOKED_AT: Final = 20
_WRAPS_MS: Final = 2.0**32
_FEW_STEPS: Final = 3.0


def is_stream(values: Sequence[Any]) -> bool:
    """Tell a stream of Movesense from other JSON."""
    return any(True for _ in _packets(values, most=_LOOKED_AT))


def read_stream(values: Sequence[Any]) -> Export:
    """Read the sensors of a stream.

    Raises
    ------
    RecordingError
        Where its stamps are too far apart to say when each reading was taken.
    """
    packets = list(_packets(values))
    sensors: dict[Kind, Sensor] = {}
    for name, kind, unit in _ARRAYS:
        own = [packet for packet in packets if _readings(packet, name)]
        if own:
            sensors[kind] = _sensor(own, name, unit)
    return Export("Movesense", sensors)


def _sensor(packets: Sequence[Mapping[str, Any]], name: str, unit: str | None) -> Sensor:
    stamp_ms = np.array([number(packet["Timestamp"]) for packet in packets])
    size = np.array([len(_readings(packet, name)) for packet in packets])
    numbers = (
        number(reading.get(axis)) if isinstance(reading, dict) else math.nan
        for packet in packets
        for reading in _readings(packet, name)
        for axis in "xyz"
    )
    values = np.fromiter(numbers, dtype=np.float64).reshape(-1, 3)
    stamp_s = begun_anew(Clock(run_over(stamp_ms, [_WRAPS_MS]) / 1000.0, "ms"))
    time_s = _spread(stamp_s.time_s, size)
    spread = bool((size > 1).any())
    return Sensor(Clock(time_s, "ms", faults=stamp_s.faults, spread=spread), values, unit)


def _spread(stamp_s: FloatArray, size: IntArray) -> FloatArray:
    """Spread packets: the first reading of each is at its stamp, the others on from there."""
    usual_s = usual_step(stamp_s)
    if usual_s is None:
        raise RecordingError("has the same time in all packets; record it again")
    if usual_s > LONGEST_PACKET_S * _FEW_STEPS:
        reason = f"has a time only every {usual_s:.3g} s; record it with more samples a second"
        raise RecordingError(reason)
    passed = np.diff(stamp_s, append=np.nan)
    whole = (passed > 0) & (passed <= _FEW_STEPS * usual_s)  # not the last one, nor before a gap
    step = np.where(whole, passed / size, usual_s / float(np.median(size)))
    behind = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    return np.asarray(np.repeat(stamp_s, size) + behind * np.repeat(step, size))


def _packets(
    values: object, depth: int = _DEEPEST, most: int | None = None
) -> Iterator[Mapping[str, Any]]:
    """Find what has a stamp and readings, whatever it is wrapped in, in so many of each list."""
    if isinstance(values, list):
        for value in values[:most]:
            yield from _packets(value, depth - 1, most) if depth else ()
    elif isinstance(values, dict):
        if "Timestamp" in values and any(_readings(values, name) for name, _, _ in _ARRAYS):
            yield values
        elif depth:
            for value in values.values():
                yield from _packets(value, depth - 1, most)


def _readings(packet: Mapping[str, Any], name: str) -> list[Any]:
    readings = packet.get(name)
    return readings if isinstance(readings, list) else []
