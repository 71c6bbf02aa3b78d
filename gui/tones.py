"""Tones: what each is made of, and their samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drivers.telling import ToneName

RATE_HZ: Final = 44_100
#: Hz, seconds and loudness of each note. The end is lower, longer and louder than the start.
NOTES: Final[Mapping[ToneName, tuple[tuple[float, float, float], ...]]] = {
    "tick": ((1000.0, 0.04, 0.35),),
    "ready": ((660.0, 0.12, 0.5),),
    "start": ((880.0, 0.16, 0.6),),
    "end": ((587.0, 0.22, 1.0), (440.0, 0.45, 1.0)),
    "cap": ((659.0, 0.18, 1.0), (880.0, 0.18, 1.0), (1047.0, 0.4, 1.0)),
    "trouble": ((220.0, 0.25, 0.9), (0.0, 0.08, 0.0), (220.0, 0.25, 0.9)),
    "done": ((523.0, 0.15, 0.8), (659.0, 0.15, 0.8), (784.0, 0.4, 0.8)),
}
_RAMP_S: Final = 0.008


def length_s(tone: ToneName) -> float:
    """Give how long a tone sounds."""
    return sum(length_s for _, length_s, _ in NOTES[tone])


def pcm(notes: tuple[tuple[float, float, float], ...]) -> bytes:
    """Give notes as 16-bit samples, one channel; each swells and fades so that none clicks."""
    import numpy as np

    parts = []
    for pitch_hz, length_s, loud in notes:
        time_s = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
        wave = np.sin(2 * np.pi * pitch_hz * time_s) + 0.25 * np.sin(4 * np.pi * pitch_hz * time_s)
        edge_s = np.minimum(time_s, length_s - time_s)
        parts.append(0.75 * loud * wave * np.clip(edge_s / _RAMP_S, 0.0, 1.0))
    return bytes((np.concatenate(parts) * 32_000 / 1.25).astype("<i2").tobytes())


def softer(samples: bytes, share: float) -> bytes:
    """Give samples at a share of their loudness, 0 to 1."""
    import numpy as np

    return bytes((np.frombuffer(samples, "<i2") * share).astype("<i2").tobytes())
