"""XDF files, written after the specification (https://github.com/sccn/xdf/wiki/Specifications)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from balance.samples import FloatArray


def chunk(tag: int, content: bytes) -> bytes:
    """``NumLengthBytes Length Tag Content``."""
    return b"\x04" + struct.pack("<IH", len(content) + 2, tag) + content


def stream_header(
    number: int, name: str, kind: str, channels: Sequence[tuple[str, str, str]], rate_hz: float
) -> bytes:
    described = "".join(
        f"<channel><label>{label}</label><unit>{unit}</unit><type>{each}</type></channel>"
        for label, unit, each in channels
    )
    desc = (
        f"<desc><channels>{described}</channels></desc>" if any(map(any, channels)) else "<desc/>"
    )
    text = (
        f"<?xml version='1.0'?><info><name>{name}</name><type>{kind}</type>"
        f"<channel_count>{len(channels)}</channel_count><nominal_srate>{rate_hz}</nominal_srate>"
        f"<channel_format>double64</channel_format>{desc}</info>"
    )
    return chunk(2, struct.pack("<I", number) + text.encode())


def samples(number: int, stamp_s: FloatArray, values: FloatArray) -> bytes:
    """Each sample with its stamp."""
    rows = b"".join(
        b"\x08" + struct.pack("<d", stamp) + row.astype("<f8").tobytes()
        for stamp, row in zip(stamp_s.tolist(), values, strict=True)
    )
    return chunk(3, struct.pack("<I", number) + b"\x04" + struct.pack("<I", len(stamp_s)) + rows)


def words(
    number: int, name: str, kind: str, said: Sequence[tuple[float, Sequence[object]]]
) -> bytes:
    """A stream of one channel of text, whole."""
    text = (
        f"<?xml version='1.0'?><info><name>{name}</name><type>{kind}</type>"
        "<channel_count>1</channel_count><nominal_srate>0</nominal_srate>"
        "<channel_format>string</channel_format><desc/></info>"
    )
    rows = b"".join(
        b"\x08" + struct.pack("<d", stamp) + b"\x04" + struct.pack("<I", len(each)) + each
        for stamp, each in ((stamp, str(value[0]).encode()) for stamp, value in said)
    )
    content = struct.pack("<I", number) + b"\x04" + struct.pack("<I", len(said)) + rows
    return chunk(2, struct.pack("<I", number) + text.encode()) + chunk(3, content) + footer(number)


def offsets(number: int, times_s: Sequence[float], offset_s: float) -> bytes:
    """How far the clock of this computer is ahead of the stream's."""
    return b"".join(chunk(4, struct.pack("<Idd", number, time_s, offset_s)) for time_s in times_s)


def footer(number: int) -> bytes:
    return chunk(6, struct.pack("<I", number) + b"<?xml version='1.0'?><info></info>")


HEADER = b"XDF:" + chunk(1, b"<?xml version='1.0'?><info><version>1.0</version></info>")


def stream(
    number: int,
    stamp_s: FloatArray,
    values: FloatArray,
    *,
    name: str = "Strap",
    kind: str = "IMU",
    channels: Sequence[tuple[str, str, str]] = (),
    offset_s: float = 0.0,
) -> bytes:
    """One stream, whole."""
    channels = channels or [("", "", "")] * values.shape[1]
    step = 50
    parts = [stream_header(number, name, kind, channels, 100.0)]
    parts.append(offsets(number, np.arange(stamp_s[0], stamp_s[-1] + 5.0, 5.0).tolist(), offset_s))
    parts += [
        samples(number, stamp_s[first : first + step], values[first : first + step])
        for first in range(0, len(stamp_s), step)
    ]
    return b"".join([*parts, footer(number)])
