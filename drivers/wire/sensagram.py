"""SensaGram and SensorServer (Android): one JSON object for each reading of one sensor.

``{"type": "android.sensor.accelerometer", "timestamp": 123, "values": [0.1, 0.2, 9.8]}``; stamps
are nanoseconds since the phone was started, units m/s^2 and rad/s (umer0586/SensaGram,
umer0586/SensorServer). SensaGram sends each as a datagram; SensorServer as a message over a
WebSocket, without the type where one sensor alone was asked for, and perhaps with members of other
messages.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.merging import ByStamp, Row, Vector, rows_of

_OBJECT: Final = re.compile(rb"\{[^{}]{0,1022}\}")
_LONGEST: Final = 1024
_ACC: Final = "android.sensor.accelerometer"
_GYR: Final = "android.sensor.gyroscope"
_MOST: Final = 500.0  # m/s^2 or rad/s
_MOST_NS: Final = 1e19


class SensaGram(Decoder):
    """Decodes the objects of SensaGram."""

    name: ClassVar[str] = "sensagram"
    model: ClassVar[str] = "SensaGram"
    #: What an object is a reading of that doesn't say.
    untyped: ClassVar[str | None] = None

    def __init__(self) -> None:
        self._merged = ByStamp()
        self._rest = b""
        self._pushed = 0
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take the next bytes and give the rows that they complete."""
        text = self._rest + data
        base = self._pushed - len(self._rest)
        self._pushed += len(data)
        found: list[Row] = []
        end = 0
        for match in _OBJECT.finditer(text):
            self._counts["skipped_bytes"] += match.start() - end
            end = match.end()
            found += self._take(match[0], base + end)
        # Where no object is begun, and where one is too long, the bytes belong to none.
        begun = text.rfind(b"{", max(end, len(text) - _LONGEST + 1))
        keep = len(text) if begun < 0 else begun
        self._counts["skipped_bytes"] += keep - end
        self._rest = text[keep:]
        return rows_of(found)

    @property
    def counts(self) -> Mapping[str, int]:
        """Good objects; of other sensors; broken; late; out of range; rates that never came."""
        names = ("frames", "other", "broken", "range", "skipped_bytes")
        counted = {name: self._counts[name] for name in names}
        return {**counted, "late": self._merged.late, "rate_lost": self._merged.lost}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the phone so far."""
        return DeviceFacts(model=self.model, has_gyr=self._merged.has_gyr)

    def _take(self, text: bytes, end: int) -> list[Row]:
        try:
            said: Any = json.loads(text)
        except (ValueError, RecursionError):
            self._counts["broken"] += 1
            return []
        kind = said.get("type", self.untyped)
        vector, stamp = _vector(said.get("values")), said.get("timestamp")
        if kind not in (_ACC, _GYR):
            self._counts["other"] += 1
            return []
        if vector is None or not isinstance(stamp, int | float):
            self._counts["broken"] += 1
            return []
        if not all(abs(axis) <= _MOST for axis in vector) or not abs(stamp) <= _MOST_NS:
            self._counts["range"] += 1
            return []
        self._counts["frames"] += 1
        stamp_s = stamp / 1e9
        if kind == _ACC:
            return self._merged.acceleration(stamp_s, vector, end)
        return self._merged.rate(stamp_s, vector)


class SensorServer(SensaGram):
    """Decodes the objects of SensorServer."""

    name: ClassVar[str] = "sensor_server"
    model: ClassVar[str] = "SensorServer"
    untyped: ClassVar[str | None] = _ACC


def _vector(values: object) -> Vector | None:
    if not isinstance(values, list) or len(values) != 3:
        return None
    if not all(isinstance(value, int | float) for value in values):
        return None
    x, y, z = values
    return x, y, z
