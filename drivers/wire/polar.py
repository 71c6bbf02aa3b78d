"""Acceleration of Polar H10, Verity Sense and OH1 over Bluetooth LE ("PMD").

A message on the data characteristic is ``02``, the time of its last sample in ns since 2000, a
kind, and samples: kinds 0, 1 and 2 are three integers of 1, 2 or 3 bytes, in mg; with ``80`` added
they are compressed: one sample of three int16, then blocks of ``bits count`` and that many
differences, packed from the lowest bit on. Compressed, kind 0 is in g and kind 1 in mg, times the
factor that stands in the answer to the start. Answers of the control point begin with ``F0``
(polarofficial/polar-ble-sdk: online_measurement.pdf, AccData.kt, AccDataTest.swift).
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray, IntArray
from drivers.wire.blocks import Blocks, joined
from drivers.wire.decoder import Decoder, DeviceFacts, Rows

#: Asks what acceleration can be had; starts and stops it.
ASK: Final = bytes.fromhex("0102")
STOP: Final = bytes.fromhex("0302")
#: The fastest that tells anything more of a foot, in Hz.
FASTEST_HZ: Final = 208
_ANSWER, _ACCELERATION = 0xF0, 0x02
_HEAD: Final = 10
#: Place of the byte of an answer that says whether more of it will come.
_MORE: Final = 4
_MG: Final = GRAVITY_M_S2 / 1000.0
_RATE, _RANGE, _CHANNELS, _FACTOR = 0, 2, 4, 5
#: Bytes of one value of each setting.
_SIZES: Final[Mapping[int, int]] = {_RATE: 2, 1: 2, _RANGE: 2, 3: 4, _CHANNELS: 1, _FACTOR: 4}
_DONE: Final = (0, 6)  # done, and in that state already
_REFUSALS: Final[Mapping[int, str]] = {
    3: "it has no acceleration to send",
    8: "it is charging; take it off the charger",
    10: "it is recording into its own memory; stop that in its own app",
    12: "it must be worn to start; put it on",
}


class Polar(Decoder):
    """Decodes messages of acceleration; one is pushed at a time."""

    name: ClassVar[str] = "polar"
    by_message: ClassVar[bool] = True

    def __init__(self) -> None:
        self._blocks = Blocks("last")
        self._pushed = 0
        self._factor: float | None = None
        self._counts: Counter[str] = Counter()

    def push(self, data: bytes) -> Rows:
        """Take a message or an answer of the control point."""
        self._pushed += len(data)
        if data[:1] == bytes((_ANSWER,)):
            self._factor = factor_in(data) or self._factor
            return Rows.empty()
        if len(data) < _HEAD or data[0] != _ACCELERATION:
            self._counts["other"] += 1
            return Rows.empty()
        acc_m_s2 = self._acceleration(data[9], data[_HEAD:])
        if acc_m_s2 is None or not len(acc_m_s2):
            self._counts["broken"] += 1
            return Rows.empty()
        self._counts["frames"] += 1
        stamp_s = struct.unpack_from("<Q", data, 1)[0] / 1e9
        return joined(self._blocks.push(stamp_s, acc_m_s2, None, self._pushed))

    def restart(self) -> None:
        """The connection was made anew."""
        self._blocks.forget()

    @property
    def counts(self) -> Mapping[str, int]:
        """Good messages, of other kinds, and broken ones."""
        return {name: self._counts[name] for name in ("frames", "other", "broken")}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the device so far."""
        return DeviceFacts(model="Polar", resolution_m_s2=_MG, has_gyr=False)

    def _acceleration(self, kind: int, content: bytes) -> FloatArray | None:
        if kind in (0, 1, 2):
            return _plain(content, kind + 1) * _MG
        if kind not in (0x80, 0x81):
            return None
        values = unpacked(content)
        if values is None or (kind == 0x80 and self._factor is None):
            return None
        scale = _MG if kind == 0x81 else GRAVITY_M_S2
        factor = 1.0 if self._factor is None else self._factor
        return np.asarray(values * (scale * factor), dtype=np.float64)


def unpacked(content: bytes) -> IntArray | None:
    """Give compressed samples, shape (n, 3); None where the content is no such block."""
    if len(content) < 6:
        return None
    first = np.frombuffer(content[:6], dtype="<i2").astype(np.int64)
    steps = [first[None, :]]
    place = 6
    while place < len(content):
        if place + 2 > len(content):
            return None
        bits, count = content[place], content[place + 1]
        length = (3 * bits * count + 7) // 8
        place += 2
        packed = content[place : place + length]
        if not 0 < bits <= 32 or count == 0 or len(packed) < length:
            return None
        steps.append(_differences(packed, bits, count))
        place += length
    return np.cumsum(np.concatenate(steps), axis=0)


def _differences(packed: bytes, bits: int, count: int) -> IntArray:
    """Signed numbers of some bits each, the lowest bit first, shape (count, 3)."""
    single = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), bitorder="little")
    rows = single[: 3 * count * bits].reshape(3 * count, bits).astype(np.int64)
    values = rows @ (1 << np.arange(bits, dtype=np.int64))
    values -= rows[:, -1] << bits
    return np.asarray(values.reshape(count, 3), dtype=np.int64)


def _plain(content: bytes, size: int) -> FloatArray:
    """Signed integers of 1, 2 or 3 bytes, shape (n, 3); what is left over at the end is not."""
    n = len(content) // (3 * size)
    single = np.frombuffer(content[: 3 * size * n], dtype=np.uint8).reshape(3 * n, size)
    values = single.astype(np.int64) @ (1 << (8 * np.arange(size, dtype=np.int64)))
    values -= (single[:, -1] >= 0x80).astype(np.int64) << (8 * size)
    return np.asarray(values.reshape(n, 3), dtype=np.float64)


def start(answer: bytes) -> bytes:
    """Give the command that starts acceleration, out of the answer to `ASK`.

    The highest rate up to `FASTEST_HZ`, and the widest range: a landing is not to be cut off.

    Raises
    ------
    ValueError
        Where the answer refuses or offers nothing; the text is the end of a sentence.
    """
    check(answer)
    offered = _settings(answer[5:])
    if not offered.get(_RATE):
        msg = "it offers no acceleration"
        raise ValueError(msg)
    command = bytes((0x02, _ACCELERATION))
    for kind, values in offered.items():
        if kind == _FACTOR:
            continue
        fit = [value for value in values if kind != _RATE or value <= FASTEST_HZ]
        chosen = max(fit) if fit else min(values)
        command += bytes((kind, 1)) + chosen.to_bytes(_SIZES[kind], "little")
    return command


def is_answer(command: bytes, message: bytes) -> bool:
    """Whether a message answers this command, whole or in part."""
    return message[:1] == bytes((_ANSWER,)) and message[1:3] == command[:2]


def joined_answer(parts: Sequence[bytes]) -> bytes | None:
    """Give an answer as one; None while it says that more of it will come."""
    last = parts[-1]
    if len(last) > _MORE and last[_MORE]:
        return None
    return parts[0] + b"".join(part[_MORE + 1 :] for part in parts[1:])


def check(answer: bytes) -> None:
    """See that the control point did what it was told.

    Raises
    ------
    ValueError
        Where it did not; the text is the end of a sentence.
    """
    if len(answer) < 4 or answer[0] != _ANSWER:
        msg = "it does not answer as a Polar sensor does"
        raise ValueError(msg)
    if answer[3] not in _DONE:
        raise ValueError(_REFUSALS.get(answer[3], f"it refuses to start (error {answer[3]})"))


def factor_in(answer: bytes) -> float | None:
    """Give the factor that an answer to the start states; None where it does not."""
    if len(answer) < 5 or answer[1] != 0x02 or answer[3] not in _DONE:
        return None
    said = _settings(answer[5:]).get(_FACTOR)
    if not said:
        return None
    (factor,) = struct.unpack("<f", said[0].to_bytes(4, "little"))
    return float(factor) if 1e-6 < factor < 1e3 else None


def _settings(content: bytes) -> dict[int, Sequence[int]]:
    """Settings by their number: ``kind count values``, as far as they are whole."""
    found: dict[int, Sequence[int]] = {}
    place = 0
    while place + 2 <= len(content) and content[place] in _SIZES:
        kind, count = content[place], content[place + 1]
        size = _SIZES[kind]
        values = content[place + 2 : place + 2 + count * size]
        if len(values) < count * size:
            break
        found[kind] = [
            int.from_bytes(values[first : first + size], "little")
            for first in range(0, len(values), size)
        ]
        place += 2 + count * size
    return found
