"""Bytes flipped at random in a WitMotion stream, and what a decoder made of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from balance.samples import GRAVITY_M_S2, IntArray
from drivers.wire import Rows

LENGTH = 11
ACC, RATE = 0x51, 0x52


@dataclass(frozen=True)
class Judged:
    """Accelerations that were not touched, those among them that were found; rows whose own bytes
    are not a frame with the right sum and those very values; rows where none was sent."""

    untouched: int
    recovered: int
    refuted: int
    strange: int


def flipped(data: bytes, seed: int, share: float = 0.01) -> bytes:
    """Each byte changed to another with this probability."""
    rng = np.random.default_rng(seed)
    raw = np.frombuffer(data, dtype=np.uint8).copy()
    hit = rng.random(raw.size) < share
    raw[hit] ^= rng.integers(1, 256, raw.size, dtype=np.uint8)[hit]
    return raw.tobytes()


def judge(sent: bytes, damaged: bytes, rows: Rows) -> Judged:
    """Compare rows with the bytes. `sent` is frames alone, one behind the other."""
    raw = np.frombuffer(damaged, dtype=np.uint8)
    frames = np.frombuffer(sent, dtype=np.uint8).reshape(-1, LENGTH)
    whole = (frames == raw.reshape(-1, LENGTH)).all(axis=1)
    untouched = np.flatnonzero(whole & (frames[:, 1] == ACC)) * LENGTH

    gyr = rows.gyr_rad_s
    assert gyr is not None
    paired = np.isfinite(gyr).all(axis=1)
    starts = rows.end_byte - LENGTH * np.where(paired, 2, 1)
    wrong = _differs(raw, starts, ACC, rows.acc_m_s2 / (16 * GRAVITY_M_S2))
    turns = np.degrees(gyr[paired]) / 2000
    refuted = int(wrong.sum() + _differs(raw, starts[paired] + LENGTH, RATE, turns).sum())
    places = np.flatnonzero(frames[:, 1] == ACC) * LENGTH
    return Judged(
        untouched=untouched.size,
        recovered=int(np.isin(untouched, starts[~wrong]).sum()),
        refuted=refuted,
        strange=int((~np.isin(starts, places)).sum()),
    )


def _differs(
    raw: NDArray[np.uint8], starts: IntArray, kind: int, shares: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Where the bytes are no frame of this kind, or say something else."""
    frames = raw[starts[:, None] + np.arange(LENGTH)]
    right = (frames[:, 0] == 0x55) & (frames[:, 1] == kind)
    right &= frames[:, :10].astype(int).sum(axis=1) % 256 == frames[:, 10]
    words = frames[:, 2:8:2].astype(int) + 256 * frames[:, 3:8:2].astype(int)
    words = np.where(words >= 32768, words - 65536, words)
    return ~(right & (np.round(shares * 32768) == words).all(axis=1))
