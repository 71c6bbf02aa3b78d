"""Movella (Xsens) DOT over Bluetooth LE: "rate quantities", one sample a message.

A uint32 of microseconds that begins anew after 71.6 min, then float32: acceleration in m/s^2, rate
of turn in deg/s, in the frame of the sensor; what follows is not used (Xsens DOT BLE Services
Specifications, payload mode 21).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np

from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.stamps import Stamps

#: Starts and stops payload mode 21, on the control characteristic.
START: Final = bytes.fromhex("010115")
STOP: Final = bytes.fromhex("010015")
_LENGTH: Final = 28
_WRAP: Final = float(2**32)


class MovellaDot(Decoder):
    """Decodes messages of acceleration and rate of turn; one is pushed at a time."""

    name: ClassVar[str] = "dot"
    by_message: ClassVar[bool] = True

    def __init__(self) -> None:
        self._stamps = Stamps(1e-6, _WRAP)
        self._pushed = 0
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take a message."""
        self._pushed += len(data)
        if len(data) < _LENGTH:
            self._counts["broken"] += 1
            return Rows.empty()
        values = np.frombuffer(data[4:_LENGTH], dtype="<f4").astype(np.float64).reshape(1, 6)
        if not np.isfinite(values).all():
            self._counts["broken"] += 1
            return Rows.empty()
        self._counts["frames"] += 1
        ticks = float(int.from_bytes(data[:4], "little"))
        stamp_s, believed = self._stamps.push(np.array([ticks]))
        if not believed.all():
            return Rows.empty()
        end = np.array([self._pushed], dtype=np.int64)
        return Rows(values[:, :3].copy(), np.radians(values[:, 3:]), stamp_s, None, end)

    def restart(self) -> None:
        """The connection was made anew."""
        self._stamps.forget()

    @property
    def counts(self) -> Mapping[str, int]:
        """Good messages, broken ones, and stamps left out."""
        return {
            "frames": self._counts["frames"],
            "broken": self._counts["broken"],
            "stamp": self._stamps.broken,
        }

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the device so far."""
        return DeviceFacts(model="Movella DOT", has_gyr=True)
