"""What devices would send, written after their makers' documents and not after the decoders.

Each function takes samples and gives what is sent for each of them: its bytes for a stream, its
datagrams for a phone. Bits are rounded as the device would, and nothing is random.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from balance.samples import GRAVITY_M_S2, FloatArray, SampleBlock

G: Final = GRAVITY_M_S2
BEGAN: Final = datetime(2026, 5, 31, 23, 59, 58, 750_000)


def moving(n: int = 300, rate_hz: float = 100.0, *, gyroscope: bool = True) -> SampleBlock:
    """A worn sensor that sways: gravity on no axis alone, 6 axes, no two rows alike."""
    t = np.arange(n) / rate_hz
    rng = np.random.default_rng(11)
    phase = np.array([0.0, 1.0, 2.0])
    angle = np.sin(2 * np.pi * 0.7 * t[:, None] + phase)
    acc = np.array([1.5, -9.2, 2.6]) + 0.4 * angle + rng.normal(0, 0.05, (n, 3))
    gyr = 0.2 * np.cos(2 * np.pi * 0.7 * t[:, None] + phase) + rng.normal(0, 0.01, (n, 3))
    return SampleBlock(t, acc, gyr if gyroscope else None)


def joined(parts: Sequence[bytes]) -> bytes:
    return b"".join(parts)


# WitMotion ----------------------------------------------------------------------------------------


def wit_frame(kind: int, data: bytes) -> bytes:
    """``55 type data sum``."""
    frame = bytes((0x55, kind)) + data
    return frame + bytes((sum(frame) & 0xFF,))


def wit_words(values: FloatArray, full_scale: float) -> list[int]:
    counts = np.round(np.asarray(values) / full_scale * 32768)
    return [int(count) for count in np.clip(counts, -32768, 32767)]


def wit_time(seconds: float) -> bytes:
    now = BEGAN + timedelta(milliseconds=round(seconds * 1000))
    day = (now.year - 2000, now.month, now.day, now.hour, now.minute, now.second)
    return struct.pack("<6BH", *day, now.microsecond // 1000)


def witmotion(
    block: SampleBlock, *, time: bool = False, rate: bool = True, angle: bool = True
) -> list[bytes]:
    """Frames over a cable: 50 on demand, 51, 52 and 53."""
    sent = []
    for i in range(len(block)):
        frames = [wit_frame(0x50, wit_time(float(block.time_s[i])))] if time else []
        acc = wit_words(block.acc_m_s2[i], 16 * G)
        frames.append(wit_frame(0x51, struct.pack("<4h", *acc, 2500)))
        if rate and block.gyr_rad_s is not None:
            turn = wit_words(np.degrees(block.gyr_rad_s[i]), 2000)
            frames.append(wit_frame(0x52, struct.pack("<4h", *turn, 2500)))
        if angle:
            frames.append(wit_frame(0x53, struct.pack("<4h", i % 9000, -i % 9000, 0, 0x4321)))
        sent.append(joined(frames))
    return sent


def witmotion_le(block: SampleBlock) -> list[bytes]:
    """The frame of 20 bytes over Bluetooth LE."""
    assert block.gyr_rad_s is not None
    return [
        b"\x55\x61"
        + struct.pack(
            "<9h", *wit_words(acc, 16 * G), *wit_words(np.degrees(gyr), 2000), i % 9000, 0, -i % 99
        )
        for i, (acc, gyr) in enumerate(zip(block.acc_m_s2, block.gyr_rad_s, strict=True))
    ]


# BNO08x -------------------------------------------------------------------------------------------


def rvc(block: SampleBlock, first: int = 0) -> list[bytes]:
    """``AA AA index yaw pitch roll ax ay az 00 00 00 sum``."""
    sent = []
    for i, acc in enumerate(block.acc_m_s2):
        milli_g = [round(float(axis) / 0.0098067) for axis in acc]
        body = struct.pack("<B6h3B", (first + i) % 256, i % 18000, -150, 25, *milli_g, 0, 0, 0)
        sent.append(b"\xaa\xaa" + body + bytes((sum(body) & 0xFF,)))
    return sent


# x-IMU3 -------------------------------------------------------------------------------------------


def ximu3_values(block: SampleBlock) -> list[tuple[int, list[float]]]:
    assert block.gyr_rad_s is not None
    micros = np.round(block.time_s * 1e6).astype(np.int64) + 1_000_000
    values = np.column_stack((np.degrees(block.gyr_rad_s), block.acc_m_s2 / G))
    return list(zip(micros.tolist(), values.tolist(), strict=True))


def ximu3_text(block: SampleBlock) -> list[bytes]:
    return [
        f"I,{micros},{','.join(f'{value:.4f}' for value in values)}\r\n".encode()
        for micros, values in ximu3_values(block)
    ]


def ximu3_binary(block: SampleBlock) -> list[bytes]:
    sent = []
    for micros, values in ximu3_values(block):
        message = b"\xc9" + struct.pack("<Q6f", micros, *values)
        sent.append(message.replace(b"\xdb", b"\xdb\xdd").replace(b"\n", b"\xdb\xdc") + b"\n")
    return sent


# Text ---------------------------------------------------------------------------------------------

#: Unit of acceleration: m/s^2 to 1 of it, decimals; then the same for the rate of turn, rad/s.
TEXT_UNITS: Final = {
    "m/s^2": (1.0, 4, 1.0, 5),
    "g": (G, 5, float(np.radians(1)), 3),
    "mg": (G / 1000, 2, float(np.radians(1)), 3),
    "raw": (G / 16384, 0, float(np.radians(1)) / 131, 0),
}


def text(
    block: SampleBlock,
    *,
    unit: str = "m/s^2",
    separator: str = ",",
    tick_s: float | None = 1e-6,
    labels: Sequence[str] = (),
    prefix: str = "",
    end: str = "\r\n",
) -> list[bytes]:
    """A line for each sample: a time where there are ticks, the axes, labelled or not."""
    acc_scale, acc_digits, gyr_scale, gyr_digits = TEXT_UNITS[unit]
    columns = [f"{axis:.{acc_digits}f}" for axis in (block.acc_m_s2 / acc_scale).ravel()]
    cells = [columns[i : i + 3] for i in range(0, len(columns), 3)]
    if block.gyr_rad_s is not None:
        turns = [f"{axis:.{gyr_digits}f}" for axis in (block.gyr_rad_s / gyr_scale).ravel()]
        cells = [cell + turns[3 * i : 3 * i + 3] for i, cell in enumerate(cells)]
    if tick_s is not None:
        ticks = np.round(block.time_s / tick_s).astype(np.int64) % 2**32
        cells = [[str(tick), *cell] for tick, cell in zip(ticks.tolist(), cells, strict=True)]
    if labels:
        cells = [[f"{name}:{c}" for name, c in zip(labels, cell, strict=True)] for cell in cells]
    return [(prefix + separator.join(cell) + end).encode() for cell in cells]


# Phones -------------------------------------------------------------------------------------------


def sensagram(block: SampleBlock, *, gyr_delay_s: float = 0.004) -> list[list[bytes]]:
    """An object for each sensor, the rate of turn stamped a little later, as Android does."""

    def said(kind: str, seconds: float, values: FloatArray) -> bytes:
        stamp = 3_925_657_519_043_709 + round(seconds * 1e9)
        reading = {"type": f"android.sensor.{kind}", "timestamp": stamp, "values": values.tolist()}
        return json.dumps(reading, separators=(",", ":")).encode()

    sent = [
        [said("accelerometer", float(t), acc)]
        for t, acc in zip(block.time_s, block.acc_m_s2, strict=True)
    ]
    if block.gyr_rad_s is not None:
        for each, t, gyr in zip(sent, block.time_s, block.gyr_rad_s, strict=True):
            each.append(said("gyroscope", float(t) + gyr_delay_s, gyr))
    return sent


def hyperimu(block: SampleBlock, *, time: bool = True, end: str = "\r\n") -> list[list[bytes]]:
    """Accelerometer, acceleration without gravity, gyroscope, magnetometer: no names."""
    assert block.gyr_rad_s is not None
    linear = block.acc_m_s2 - block.acc_m_s2.mean(axis=0)
    field = np.array([21.0, -3.5, 40.0]) + 0.1 * np.sin(np.arange(len(block)))[:, None]
    values = np.column_stack((block.acc_m_s2, linear, block.gyr_rad_s, field))
    sent = []
    for t, row in zip(block.time_s, values, strict=True):
        stamp = f"{1_700_000_000_000 + round(float(t) * 1000)}," if time else ""
        sent.append([(stamp + ",".join(f"{value:.6g}" for value in row) + end).encode()])
    return sent


def osc_text(word: str) -> bytes:
    raw = word.encode() + b"\x00"
    return raw + b"\x00" * (-len(raw) % 4)


def osc_message(address: str, values: Sequence[float]) -> bytes:
    floats = struct.pack(f">{len(values)}f", *values)
    return osc_text(address) + osc_text("," + "f" * len(values)) + floats


def osc_bundle(messages: Sequence[bytes], time_s: float | None = None) -> bytes:
    tag = 1 if time_s is None else round(time_s * 2**32)
    elements = (struct.pack(">I", len(message)) + message for message in messages)
    return b"#bundle\x00" + struct.pack(">Q", tag) + b"".join(elements)


def gyrosc(block: SampleBlock) -> list[list[bytes]]:
    """A datagram for each message; gravity reads -1 g upwards."""
    return ios(block, ("/gyrosc/gyro", "/gyrosc/rrate", "/gyrosc/grav", "/gyrosc/accel"))


def zig_sim(block: SampleBlock, device: str = "a-phone") -> list[list[bytes]]:
    """All messages in one bundle."""
    names = (f"/{device}/quaternion", f"/{device}/gyro", f"/{device}/gravity", f"/{device}/accel")
    return [[osc_bundle(messages)] for messages in ios(block, names)]


def ios(block: SampleBlock, names: tuple[str, str, str, str]) -> list[list[bytes]]:
    assert block.gyr_rad_s is not None
    attitude, rate, gravity, user = names
    down = -block.acc_m_s2 / np.linalg.norm(block.acc_m_s2, axis=1, keepdims=True)
    rest = -block.acc_m_s2 / G - down
    return [
        [
            osc_message(attitude, (0.1, 0.2, 0.3)),
            osc_message(rate, gyr),
            osc_message(gravity, one_g),
            osc_message(user, moved),
        ]
        for gyr, one_g, moved in zip(
            block.gyr_rad_s.tolist(), down.tolist(), rest.tolist(), strict=True
        )
    ]


def sensors2osc(block: SampleBlock) -> list[list[bytes]]:
    sent = [[osc_message("/acceleration", acc)] for acc in block.acc_m_s2.tolist()]
    if block.gyr_rad_s is not None:
        for each, gyr in zip(sent, block.gyr_rad_s.tolist(), strict=True):
            each.append(osc_message("/gyroscope", gyr))
    return sent


def ngimu(block: SampleBlock) -> list[list[bytes]]:
    """``/sensors``: deg/s, g, uT, hPa, in a bundle that says when."""
    assert block.gyr_rad_s is not None
    values = np.column_stack((np.degrees(block.gyr_rad_s), block.acc_m_s2 / G))
    return [
        [osc_bundle([osc_message("/sensors", [*row, 21.0, -3.5, 40.0, 1013.0])], 100.0 + float(t))]
        for t, row in zip(block.time_s, values.tolist(), strict=True)
    ]


def slip(packet: bytes) -> bytes:
    """RFC 1055."""
    return packet.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc") + b"\xc0"
