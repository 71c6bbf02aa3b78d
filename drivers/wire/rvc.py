"""BNO08x in UART-RVC mode: 19 bytes, 100 times a second, gravity included and no rate of turn.

``AA AA index yaw pitch roll ax ay az 00 00 00 sum``; angles and accelerations are int16, little
endian, the latter in thousandths of g; sum is that of the 16 bytes between (Hillcrest BNO08X data
sheet, section 1.3.5.2; the same as in Adafruit's parser). Their g is 9.8067 m/s^2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np

from balance.samples import BoolArray, IntArray
from drivers.wire.decoder import Decoder, DeviceFacts, Rows
from drivers.wire.frames import Bytes, FixedFrames, byte_sums

_LENGTH: Final = 19
_M_S2: Final = 0.0098067
_INDICES: Final = 256


class Rvc(Decoder):
    """Decodes the frames of a BNO08x in UART-RVC mode."""

    name: ClassVar[str] = "rvc"

    def __init__(self) -> None:
        self._frames = FixedFrames(_LENGTH, _heads, _check)
        self._count: int | None = None

    def push(self, data: bytes) -> Rows:
        """Take the next bytes and give the rows that they complete."""
        frames, starts = self._frames.push(data)
        if not starts.size:
            return Rows.empty()
        acc = frames[:, 9:15].copy().view("<i2") * _M_S2
        return Rows(acc, None, None, self._counted(frames[:, 2]), starts + _LENGTH)

    @property
    def counts(self) -> Mapping[str, int]:
        """Frames, wrong checksums and bytes that belong to no frame."""
        found = self._frames
        return {"frames": found.frames, "checksum": found.broken, "skipped_bytes": found.skipped}

    @property
    def facts(self) -> DeviceFacts:
        """What is known of the device."""
        return DeviceFacts(model="BNO08x", resolution_m_s2=_M_S2, has_gyr=False, checked=True)

    def _counted(self, index: Bytes) -> IntArray:
        """Unwrap the index. No two frames have the same one, so that equal means 256 later."""
        last = int(index[0]) - 1 if self._count is None else self._count
        steps = np.diff(index.astype(np.int64), prepend=last % _INDICES)
        counted = last + np.cumsum(np.mod(steps - 1, _INDICES) + 1)
        self._count = int(counted[-1])
        return np.asarray(counted, dtype=np.int64)


def _heads(first: Bytes, second: Bytes) -> BoolArray:
    heads: BoolArray = (first == 0xAA) & (second == 0xAA)
    return heads


def _check(frames: Bytes) -> BoolArray:
    right: BoolArray = byte_sums(frames[:, 2:-1]) == frames[:, -1]
    return right
