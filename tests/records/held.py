"""A simulated hold on a thigh, and a second sensor that lies still, to write tables of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from balance.analysis import analyze
from balance.records.formats.told import NOTHING, Told
from balance.records.open_any import open_recording
from balance.records.recording import Recording
from balance.samples import GRAVITY_M_S2, FloatArray
from balance.simulate.attempt import Trial
from balance.simulate.session import draw_session

NS: Final = 1_714_817_700_000_000_000


class Held:
    """A hold of 11 s at 100 Hz, m/s^2 and rad/s, and what lies beside it."""

    def __init__(self) -> None:
        made = draw_session(
            5, placement="thigh", sensor="imu100", trials=[Trial(11.0, ending="firm")]
        )
        block = made.block
        assert block.gyr_rad_s is not None
        self.conditions = made.conditions
        (self.span_s,) = made.holds
        even = np.linspace(block.time_s[0], block.time_s[-1], len(block))
        self.time_s: FloatArray = even - even[0]
        self.acc = columns_at(even, block.time_s, block.acc_m_s2)
        self.gyr = columns_at(even, block.time_s, block.gyr_rad_s)
        rng = np.random.default_rng(3)
        n = len(block)
        self.still: FloatArray = np.array([0.5, -9.7, 0.9]) + rng.normal(0, 0.03, (n, 3))
        self.still_gyr: FloatArray = rng.normal(0, 0.01, (n, 3))
        self.heat: FloatArray = 26.5 + 0.01 * np.round(rng.normal(0, 2, n) + 30 * np.arange(n) / n)
        up = self.acc.mean(axis=0)
        self.gravity: FloatArray = np.tile(up / np.linalg.norm(up) * GRAVITY_M_S2, (n, 1))


def columns_at(even: FloatArray, time_s: FloatArray, values: FloatArray) -> FloatArray:
    return np.column_stack([np.interp(even, time_s, column) for column in values.T])


@cache
def held() -> Held:
    return Held()


def table(names: str, *parts: FloatArray, separator: str = ",") -> str:
    """Write columns under names; without names where there are none."""
    rows = [separator.join(f"{value:.6g}" for value in row) for row in np.column_stack(parts)]
    return "\n".join([*([names] if names else []), *rows]) + "\n"


def written(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def is_held(path: Path, told: Told = NOTHING) -> bool:
    """Tell whether a file gives the samples of the hold, all of them."""
    acc = open_recording(path, told).block.acc_m_s2
    return acc.shape == held().acc.shape and bool(np.allclose(acc, held().acc, atol=2e-3))


def is_timed(path: Path, told: Told = NOTHING) -> bool:
    """Tell whether one hold is found in a file, as long as it was."""
    return has_hold(open_recording(path, told))


def has_hold(recording: Recording) -> bool:
    """Tell whether one hold is found in a recording, as long as it was."""
    found = analyze(recording, conditions=held().conditions).holds
    true_s = held().span_s[1] - held().span_s[0]
    return len(found) == 1 and abs(found[0].duration_s - true_s) < 0.3
