"""A dump of what a WitMotion sensor sent, byte for byte: told, so that it can be refused in words.

Frames are 11 bytes: 55, a type from 50 to 5A, eight bytes of data and the sum of the ten before.
Without frames of time (type 50) nothing says when a sample was taken, and the rate of the device
may be anything from 0.2 to 200 Hz.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from balance.records.errors import RecordingError

_FRAME_BYTES: Final = 11
_LEAST_FRAMES: Final = 10
_HEAD_BYTES: Final = 2**20
_TIME: Final = 0x50
_ACC: Final = 0x51


def refuse_dump(data: bytes) -> None:
    """Raise `RecordingError` where the bytes are a WitMotion sensor's frames; else do nothing."""
    head = data[:_HEAD_BYTES]
    told = frame_types(head).size
    if told < _LEAST_FRAMES or told * _FRAME_BYTES * 2 < len(head):
        return
    types = frame_types(data)
    samples = int(np.count_nonzero(types == _ACC))
    timed = "times of 1 ms at best" if (types == _TIME).any() else "no times"
    reason = (
        f"is a WitMotion sensor's raw output ({samples} samples, {timed}), from which holds can't "
        "be timed; save it as text with times"
    )
    raise RecordingError(reason)


def frame_types(data: bytes) -> NDArray[np.uint8]:
    """Give the type of each frame whose sum is right."""
    raw = np.frombuffer(data, dtype=np.uint8)
    if raw.size < _FRAME_BYTES:
        return raw[:0]
    windows = np.lib.stride_tricks.sliding_window_view(raw, _FRAME_BYTES)
    starts = (windows[:, 0] == 0x55) & (windows[:, 1] >= _TIME) & (windows[:, 1] <= 0x5A)
    frames = windows[starts]
    right = frames[:, :-1].sum(axis=1, dtype=np.uint64) % 256 == frames[:, -1]
    types: NDArray[np.uint8] = frames[right][:, 1]
    return types
