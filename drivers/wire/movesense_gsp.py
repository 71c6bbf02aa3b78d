"""Movesense over Bluetooth LE, its "GATT SensorData Protocol".

``01 REF`` and a path subscribes, ``02 REF`` ends that. A message is ``02 REF``, a uint32 of ms, the
time of its first sample, and float32: all accelerations in m/s^2, then all rates of turn in deg/s.
What does not fit into one message goes on in a second, ``03 REF``
(movesense.com/docs/esw/gatt_sensordata_protocol; movesense-api, meas/imu.yaml).
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np

from drivers.wire.blocks import Blocks, joined
from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.stamps import Stamps

_REFERENCE: Final = 0x63
#: Starts both sensors at the highest rate that the link carries, and stops them.
START: Final = bytes((1, _REFERENCE)) + b"/Meas/IMU6/104"
STOP: Final = bytes((2, _REFERENCE))
_ANSWER, _DATA, _MORE = 1, 2, 3
_HEAD: Final = 6
_SAMPLE: Final = 24
_WRAP: Final = float(2**32)
_OK: Final = range(200, 300)


class MovesenseGsp(Decoder):
    """Decodes messages of acceleration and rate of turn; one is pushed at a time."""

    name: ClassVar[str] = "movesense"
    by_message: ClassVar[bool] = True

    def __init__(self) -> None:
        self._blocks = Blocks("first")
        self._stamps = Stamps(1e-3, _WRAP)
        self._pushed = 0
        self._begun = b""
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take a message."""
        self._pushed += len(data)
        kind = data[0] if len(data) > 1 and data[1] == _REFERENCE else None
        if kind == _MORE and self._begun:
            whole, self._begun = self._begun + data[2:], b""
            return self._take(whole)
        if kind != _DATA or len(data) <= _HEAD:
            self._counts["broken" if kind == _MORE else "other"] += kind != _ANSWER
            return Rows.empty()
        if self._begun:  # its second part never came
            self._counts["broken"] += 1
        self._begun = b""
        if (len(data) - _HEAD) % _SAMPLE:
            self._begun = data
            return Rows.empty()
        return self._take(data)

    def restart(self) -> None:
        """The connection was made anew."""
        self._begun = b""
        self._blocks.forget()
        self._stamps.forget()

    @property
    def counts(self) -> Mapping[str, int]:
        """Good messages, of other kinds, broken ones, and stamps left out."""
        names = ("frames", "other", "broken")
        return {**{name: self._counts[name] for name in names}, "stamp": self._stamps.broken}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the device so far."""
        return DeviceFacts(model="Movesense", has_gyr=True)

    def _take(self, message: bytes) -> Rows:
        n, over = divmod(len(message) - _HEAD, _SAMPLE)
        values = np.frombuffer(message[_HEAD : len(message) - over], dtype="<f4").astype(np.float64)
        if over or not n or not np.isfinite(values).all():
            self._counts["broken"] += 1
            return Rows.empty()
        self._counts["frames"] += 1
        ticks = struct.unpack_from("<I", message, 2)[0]
        stamp_s, believed = self._stamps.push(np.array([float(ticks)]))
        if not believed.all():
            return Rows.empty()
        acc, turn = values.reshape(2, n, 3)
        return joined(self._blocks.push(float(stamp_s[0]), acc, np.radians(turn), self._pushed))


def is_answer(command: bytes, message: bytes) -> bool:
    """Whether a message answers a command of this reference; it does not say which."""
    return message[:1] == bytes((_ANSWER,)) and message[1:2] == command[1:2]


def check(answer: bytes) -> None:
    """See that the sensor did what it was told.

    Raises
    ------
    ValueError
        Where it did not; the text is the end of a sentence.
    """
    if len(answer) < 4 or answer[0] != _ANSWER:
        msg = "it does not answer as Movesense does; its firmware must speak GSP"
        raise ValueError(msg)
    status = int.from_bytes(answer[2:4], "little")
    if status not in _OK:
        msg = f"it refuses to start (status {status}); give it firmware that speaks GSP"
        raise ValueError(msg)
