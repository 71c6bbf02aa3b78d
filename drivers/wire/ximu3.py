"""x-IMU3: messages that end with a line feed, as text or in binary, one kind or both.

Text: ``I,1000000,0.0,0.0,0.0,0.0,0.0,1.0``: microseconds, rate of turn in deg/s, acceleration in g.
Binary: the letter plus 80 hexadecimal, uint64, floats, all little endian; 0A within is sent as DB
DC, DB as DB DD (x-IMU3 user manual 0.11, pages 23 to 27). ``B`` tells the battery in per cent first
(xioTechnologies/x-IMU3-Software, battery_message.rs). Nothing is checked by a sum, so that length,
form and size of the values are all there is to tell a broken message.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np

from balance.samples import GRAVITY_M_S2
from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.lines import Lines
from drivers.wire.stamps import Stamps

_INERTIAL: Final = ord("I")
_BATTERY: Final = ord("B")
_FLOATS: Final[Mapping[int, int]] = {_INERTIAL: 6, _BATTERY: 3}
_BAD_ESCAPE: Final = re.compile(rb"\xdb(?![\xdc\xdd])")
_OTHER: Final = re.compile(rb"[A-Z],\d{1,20},|[\xc1-\xda]|[{^]")
_FORM: Final = re.compile(rb"[IB],\d{1,20}(?:,-?\d+(?:\.\d+)?){3,6}\r?")
# Twice what its sensors measure.
_MOST: Final = np.repeat([4000.0, 32.0], 3)  # deg/s, g

Message = tuple[int, int, tuple[float, ...]]


class XImu3(Decoder):
    """Decodes what an x-IMU3 sends over USB, a serial port or the network."""

    name: ClassVar[str] = "ximu3"

    def __init__(self) -> None:
        self._lines = Lines()
        self._stamps = Stamps(1e-6)
        self._frames = 0
        self._others = 0
        self._broken = 0
        self._out_of_range = 0
        self._battery: float | None = None

    def push(self, data: bytes) -> Rows:
        """Take the next bytes and give the rows that they complete."""
        inertial = []
        for line, end in self._lines.push(data):
            message = _read(line)
            if message is None:
                self._note_unread(line)
            elif message[0] == _INERTIAL:
                inertial.append((message, end))
            else:
                self._note_battery(message[2][0])
        return self._rows(inertial) if inertial else Rows.empty()

    def restart(self) -> None:
        """The connection was made anew."""
        self._lines.clear()
        self._stamps.forget()

    @property
    def counts(self) -> Mapping[str, int]:
        """Good messages, others of no use here, broken ones, values or stamps out of range."""
        return {
            "frames": self._frames,
            "other": self._others,
            "length": self._broken + self._lines.too_long,
            "range": self._out_of_range,
            "stamp": self._stamps.broken,
        }

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the device so far."""
        return DeviceFacts(model="x-IMU3", battery=self._battery, has_gyr=True)

    def _rows(self, inertial: list[tuple[Message, int]]) -> Rows:
        values = np.array([message[2] for message, _ in inertial])
        ticks = np.array([message[1] for message, _ in inertial], dtype=np.float64)
        ends = np.array([end for _, end in inertial], dtype=np.int64)
        good = (np.abs(values) <= _MOST).all(axis=1)
        self._out_of_range += int(np.count_nonzero(~good))
        stamp, believed = self._stamps.push(ticks[good])
        values, ends = values[good][believed], ends[good][believed]
        self._frames += int(ends.size)
        acc, gyr = values[:, 3:] * GRAVITY_M_S2, np.radians(values[:, :3])
        return Rows(acc, gyr, stamp, None, ends) if ends.size else Rows.empty()

    def _note_battery(self, percent: float) -> None:
        self._frames += 1
        if 0.0 <= percent <= 100.0:
            self._battery = percent / 100.0

    def _note_unread(self, line: bytes) -> None:
        other = _OTHER.match(line) is not None and line[0] & 0x7F not in _FLOATS
        self._others += other
        self._broken += not other


def _read(line: bytes) -> Message | None:
    """Read an inertial or a battery message; None where it is neither, or broken."""
    if not line:
        return None
    if line[0] & 0x80:
        return _binary(line)
    if not _FORM.fullmatch(line):
        return None
    cells = line.split(b",")
    values = tuple(float(cell) for cell in cells[2:])
    right = len(values) == _FLOATS[line[0]]
    return (line[0], int(cells[1]), values) if right else None


def _binary(line: bytes) -> Message | None:
    kind = line[0] & 0x7F
    if kind not in _FLOATS or _BAD_ESCAPE.search(line):
        return None
    whole = line.replace(b"\xdb\xdc", b"\x0a").replace(b"\xdb\xdd", b"\xdb")
    form = struct.Struct(f"<xQ{_FLOATS[kind]}f")
    if len(whole) != form.size:
        return None
    ticks, *values = form.unpack(whole)
    return (kind, ticks, tuple(values)) if all(map(math.isfinite, values)) else None
