"""phyphox's answers to /config, /meta and /get, one a push, to rows.

Units are m/s^2, rad/s and seconds of the experiment, which stands still while it is paused and
begins anew when it is cleared; signs are those of Android on both systems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import numpy as np

from balance.samples import FloatArray
from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.phyphox_answers import (
    Answer,
    Experiment,
    Sensor,
    can_be,
    read_answer,
    read_experiment,
    read_object,
)
from drivers.wire.streams import RATE, TOTAL, Streams

_MOST: Final = 500.0  # m/s^2 or rad/s


class Phyphox(Decoder):
    """Decodes the answers of phyphox, one a push: /config before any of /get."""

    name: ClassVar[str] = "phyphox"
    by_message: ClassVar[bool] = True

    def __init__(self) -> None:
        self._experiment = Experiment("", ())
        self._streams = Streams(())
        self._newest_s: dict[str, float] = {}
        self._pushed = 0
        self._model: str | None = None
        self._resolution: float | None = None
        self._range: float | None = None
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take one answer and give the rows that it completes."""
        self._pushed += len(data)
        try:
            said = read_object(data)
            if "inputs" in said:
                self._begin(read_experiment(data))
            elif "buffer" in said:
                return self._take(read_answer(data))
            else:
                self._note_device(said)
        except ValueError:
            self._counts["broken"] += 1
        return Rows.empty()

    @property
    def counts(self) -> Mapping[str, int]:
        """Good samples; answers that are none; null and out of range; late; lacking a sensor."""
        names = ("frames", "broken", "no_value", "range")
        counted = {name: self._counts[name] for name in names}
        lost = self._counts["rate_lost"] + self._streams.lost
        stamp = self._counts["stamp"] + self._streams.astray
        late = self._counts["late"] + self._streams.late
        return {**counted, "late": late, "rate_lost": lost, "stamp": stamp}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the phone so far."""
        model = f"phyphox on {self._model}" if self._model else "phyphox"
        return DeviceFacts(model, self._resolution, self._range, has_gyr=self._experiment.has_gyr)

    def _begin(self, experiment: Experiment) -> None:
        if experiment == self._experiment:
            return
        self._counts["late"] += self._streams.late
        self._counts["rate_lost"] += self._streams.lost
        self._counts["stamp"] += self._streams.astray
        self._experiment = experiment
        parts = [sensor.kind for sensor in experiment.sensors if sensor.kind != RATE]
        self._streams = Streams(parts, has_gyr=experiment.has_gyr)
        self._newest_s = {}

    def _take(self, answer: Answer) -> Rows:
        for sensor in self._experiment.sensors:
            newest_s = answer.newest_s(sensor)
            if newest_s is None:
                continue
            if newest_s < self._newest_s.get(sensor.kind, newest_s):  # cleared
                self._streams.clear()
                self._newest_s = {}
            self._newest_s[sensor.kind] = newest_s
        for sensor in self._experiment.sensors:
            self._push_sensor(sensor, answer.buffers)
        return self._streams.rows() if self._experiment.sensors else Rows.empty()

    def _push_sensor(self, sensor: Sensor, buffers: Mapping[str, FloatArray]) -> None:
        columns = [buffers.get(name, np.empty(0)) for name in (sensor.time, *sensor.axes)]
        n = min(column.size for column in columns)
        table = np.column_stack([column[:n] for column in columns])
        whole = np.isfinite(table).all(axis=1)
        self._counts["no_value"] += int(n - np.count_nonzero(whole))
        inside = whole & (np.abs(table[:, 1:]) <= _MOST).all(axis=1) & can_be(table[:, 0])
        self._counts["range"] += int(np.count_nonzero(whole) - np.count_nonzero(inside))
        self._counts["frames"] += int(np.count_nonzero(inside))
        self._streams.push(sensor.kind, table[inside, 0], table[inside, 1:], self._pushed)

    def _note_device(self, said: Mapping[str, Any]) -> None:
        """Take an answer to /meta, of which little can be relied on."""
        model = said.get("deviceModel")
        self._model = model if isinstance(model, str) and model else None
        sensors = said.get("sensors")
        sensor = sensors.get("accelerometer") if isinstance(sensors, dict) else None
        if isinstance(sensor, dict) and any(
            each.kind == TOTAL for each in self._experiment.sensors
        ):
            self._resolution = _positive(sensor.get("Resolution"))
            self._range = _positive(sensor.get("Range"))


def _positive(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if 0.0 < number < np.inf else None
