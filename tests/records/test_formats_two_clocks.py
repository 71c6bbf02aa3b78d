"""Two columns of times for the same rows that do not go equally fast."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.open_any import open_recording
from tests.records.held import held, table, written

NAMES = ["phone_time,sensor_time", "time_ms,timestamp", "elapsed,time"]


def doubts(path: Path) -> list[str]:
    recording = open_recording(path)
    found = [said for said in recording.header.assumed if "disagree" in said]
    said = analyze(recording, conditions=held().conditions)
    assert all(each in said.reasons for each in found)
    assert not found or said.status != "valid"
    return found


def beside(folder: Path, names: str, pace: float, coarse_s: float) -> Path:
    one = held()
    first = one.time_s * (1000.0 if "ms" in names else 1.0)
    second = 3.0 + np.floor(pace * one.time_s / coarse_s) * coarse_s
    return written(folder, table(f"{names},ax,ay,az", first, second, one.acc))


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("pace", [0.5, 0.95, 1.025, 1.2, 2.0])
def test_clocks_that_disagree_are_named(tmp_path: Path, names: str, pace: float) -> None:
    (said,) = doubts(beside(tmp_path, names, pace, 0.001))
    assert all(f"'{name}'" in said for name in names.split(","))


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("coarse_s", [0.001, 0.1, 1.0])
@pytest.mark.parametrize("pace", [0.99, 1.0, 1.015])
def test_clocks_that_agree_are_not(
    tmp_path: Path, names: str, pace: float, coarse_s: float
) -> None:
    assert not doubts(beside(tmp_path, names, pace, coarse_s))
