"""OSC as GyrOSC and ZIG SIM (iOS), Sensors2OSC (Android) and NGIMU send it, a packet a datagram.

====================  ==================================================================
GyrOSC                ``/gyrosc/accel`` g without gravity, ``/gyrosc/grav`` g,
                      ``/gyrosc/rrate`` rad/s; its ``gyro`` is no rate but an attitude
ZIG SIM               ``/ID/accel`` g without gravity, ``/ID/gravity`` g, ``/ID/gyro`` rad/s
Sensors2OSC           ``/acceleration`` or ``/accelerometer`` m/s^2, ``/gyroscope`` rad/s
NGIMU                 ``/sensors`` deg/s, g, and more; time in its bundle; ``/battery`` per cent
====================  ==================================================================

On iOS gravity reads -1 g on the axis that points up, so that the signs are turned. What belongs to
no program that was recognised is passed over. Over a serial port a packet is framed after SLIP
(RFC 1055), as NGIMU does: `OscSlip`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from balance.samples import GRAVITY_M_S2
from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.lines import Lines
from drivers.wire.merging import ByTurn, Row, Vector, rows_of
from drivers.wire.osc_packet import Message, read_packet
from drivers.wire.stamps import Stamps

_ONE_G: Final = (0.8, 1.2)
_MOST_M_S2: Final = 500.0
_MOST_RAD_S: Final = 90.0


@dataclass(frozen=True, slots=True)
class _Program:
    """A program: what the last part of an address is, and its factor to SI."""

    name: str
    kinds: Mapping[str, tuple[str, float]]
    parts: tuple[str, ...]


_IOS: Final = -GRAVITY_M_S2
_GYROSC: Final = _Program(
    "GyrOSC",
    {"accel": ("linear", _IOS), "grav": ("gravity", _IOS), "rrate": (ByTurn.RATE, 1.0)},
    ("linear", "gravity"),
)
_ZIG_SIM: Final = _Program(
    "ZIG SIM",
    {"accel": ("linear", _IOS), "gravity": ("gravity", _IOS), "gyro": (ByTurn.RATE, 1.0)},
    ("linear", "gravity"),
)
_SENSORS2OSC: Final = _Program(
    "Sensors2OSC",
    {
        "acceleration": ("total", 1.0),
        "accelerometer": ("total", 1.0),
        "gyroscope": (ByTurn.RATE, 1.0),
    },
    ("total",),
)
_NGIMU: Final = _Program("NGIMU", {}, ())


class Osc(Decoder):
    """Decodes OSC, one packet a push."""

    name: ClassVar[str] = "osc"
    by_message: ClassVar[bool] = True

    def __init__(self) -> None:
        self._program: _Program | None = None
        self._turns = ByTurn(())
        self._stamps: Stamps | None = None
        self._stamped: bool | None = None
        self._battery: float | None = None
        self._pushed = 0
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take one datagram and give the rows that it completes."""
        self._pushed += len(data)
        return rows_of(self.take_packet(data, self._pushed))

    def restart(self) -> None:
        """The connection was made anew."""
        if self._stamps is not None:
            self._stamps.forget()

    @property
    def counts(self) -> Mapping[str, int]:
        """Good messages; others; packets that are none; values or stamps out of range; gaps."""
        names = ("frames", "other", "broken", "range")
        stamp = 0 if self._stamps is None else self._stamps.broken
        counted = {name: self._counts[name] for name in names}
        return {**counted, "stamp": stamp, "incomplete": self._turns.incomplete}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the program so far."""
        known = self._program
        has_gyr = True if known is _NGIMU else self._turns.has_gyr
        return DeviceFacts(known.name if known else None, battery=self._battery, has_gyr=has_gyr)

    def take_packet(self, packet: bytes, end: int) -> list[Row]:
        """Take one packet that ended at a byte of the stream."""
        try:
            messages = read_packet(packet)
        except ValueError:
            self._counts["broken"] += 1
            return []
        found: list[Row] = []
        members: list[tuple[str, Vector, int]] = []
        named = [(message.address.rpartition("/")[2].lower(), message) for message in messages]
        for last, message in named:
            self._recognise(message, last)
        for last, message in named:
            if self._program is _NGIMU:
                found += self._take_ngimu(message, last, end)
            elif (member := self._member(message, last, end)) is not None:
                members.append(member)
        return found + (self._turns.push(members) if members else [])

    def _recognise(self, message: Message, last: str) -> None:
        """Tell the program by an address that no other one uses."""
        if self._program is not None:
            return
        one_g = _ONE_G[0] <= math.hypot(*message.numbers[:3]) <= _ONE_G[1]
        signs = {
            "grav": _GYROSC,
            "rrate": _GYROSC,
            "acceleration": _SENSORS2OSC,
            "accelerometer": _SENSORS2OSC,
            **({"gravity": _ZIG_SIM} if one_g else {}),
            **({"sensors": _NGIMU} if len(message.numbers) >= 6 else {}),
        }
        self._program = signs.get(last)
        if self._program is not None:
            self._turns = ByTurn(self._program.parts)

    def _member(self, message: Message, last: str, end: int) -> tuple[str, Vector, int] | None:
        kinds = {} if self._program is None else self._program.kinds
        if last not in kinds or len(message.numbers) < 3:
            self._counts["other"] += 1
            return None
        kind, factor = kinds[last]
        x, y, z = (axis * factor for axis in message.numbers[:3])
        most = _MOST_RAD_S if kind == ByTurn.RATE else _MOST_M_S2
        if not max(abs(x), abs(y), abs(z)) <= most or math.isnan(x + y + z):
            self._counts["range"] += 1
            return None
        self._counts["frames"] += 1
        return kind, (x, y, z), end

    def _take_ngimu(self, message: Message, last: str, end: int) -> list[Row]:
        if last == "battery" and message.numbers and 0.0 <= message.numbers[0] <= 100.0:
            self._battery = message.numbers[0] / 100.0
        if last != "sensors" or len(message.numbers) < 6:
            self._counts["other"] += 1
            return []
        gx, gy, gz = (math.radians(axis) for axis in message.numbers[:3])
        x, y, z = (axis * GRAVITY_M_S2 for axis in message.numbers[3:6])
        inside = abs(x) + abs(y) + abs(z) <= _MOST_M_S2 and abs(gx) + abs(gy) + abs(gz) <= (
            _MOST_RAD_S
        )
        if not inside:
            self._counts["range"] += 1
            return []
        stamp = self._stamp(message.time_s)
        if self._stamped and stamp is None:
            return []
        self._counts["frames"] += 1
        return [Row((x, y, z), (gx, gy, gz), stamp, end)]

    def _stamp(self, time_s: float | None) -> float | None:
        """Read the time of a bundle, where the first one has any."""
        if self._stamped is None:
            self._stamped = time_s is not None
            self._stamps = Stamps(1.0)
        if not self._stamped or time_s is None or self._stamps is None:
            return None
        seconds, believed = self._stamps.push(np.array([time_s]))
        return float(seconds[0]) if believed[0] else None


class OscSlip(Decoder):
    """Decodes OSC out of a stream, its packets framed after SLIP."""

    name: ClassVar[str] = "osc_slip"

    def __init__(self) -> None:
        self._lines = Lines(b"\xc0")
        self._osc = Osc()

    def push(self, data: bytes) -> Rows:
        """Take the next bytes and give the rows that they complete."""
        found: list[Row] = []
        for line, end in self._lines.push(data):
            if line:
                packet = line.replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
                found += self._osc.take_packet(packet, end)
        return rows_of(found)

    def restart(self) -> None:
        """The connection was made anew."""
        self._lines.clear()
        self._osc.restart()

    @property
    def counts(self) -> Mapping[str, int]:
        """Those of `Osc`, and packets too long."""
        return {**self._osc.counts, "length": self._lines.too_long}

    @property
    def facts(self) -> DeviceFacts:
        """Those of `Osc`."""
        return self._osc.facts
