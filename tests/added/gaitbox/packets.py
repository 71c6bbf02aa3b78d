"""The box's packets: a count, and twenty samples of six numbers."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

from balance import SampleBlock

RATE_HZ = 100.0
ROWS = 20
_COUNT = struct.Struct("<I")
SIZE = _COUNT.size + ROWS * 6 * 4


def pack(block: SampleBlock) -> bytes:
    """Give the packets of samples at `RATE_HZ`; what does not fill the last one stays out."""
    assert block.gyr_rad_s is not None
    table = np.hstack([block.acc_m_s2, block.gyr_rad_s]).astype("<f4")
    starts = range(0, len(block) - ROWS + 1, ROWS)
    return b"".join(_COUNT.pack(first) + table[first : first + ROWS].tobytes() for first in starts)


def unpack(packet: bytes) -> SampleBlock:
    """Give the samples of one packet; their times are counted by the box."""
    (count,) = _COUNT.unpack_from(packet)
    table = np.frombuffer(packet, "<f4", offset=_COUNT.size).reshape(ROWS, 6).astype(float)
    return SampleBlock((count + np.arange(ROWS)) / RATE_HZ, table[:, :3], table[:, 3:])


def packets(data: bytes) -> Iterator[bytes]:
    """Cut bytes into whole packets."""
    for first in range(0, len(data) - SIZE + 1, SIZE):
        yield data[first : first + SIZE]
