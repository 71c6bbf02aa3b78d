"""Readings that are given several times each are as slow as they are, whatever their rows say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.header import Header
from balance.records.recording import Recording
from balance.samples import SampleBlock
from balance.signal.repeats import Repeats
from tests.records.held import held


def repeated(times: int) -> SampleBlock:
    of = np.arange(held().time_s.size) // times * times
    return SampleBlock(held().time_s, held().acc[of], held().gyr[of])


@pytest.mark.parametrize("times", [3, 4, 5, 10])
def test_too_slow_is_invalid_with_the_true_rate(times: int) -> None:
    found = analyze(Recording(Path("x.csv"), Header(placement="thigh"), repeated(times)))
    assert found.status == "invalid"
    rate = f"{found.rate_hz / times:.1f} samples a second"
    assert any("rate too low" in reason and rate in reason for reason in found.reasons)


def test_each_given_twice_is_fast_enough() -> None:
    found = analyze(Recording(Path("x.csv"), Header(placement="thigh"), repeated(2)))
    assert found.status != "invalid"


def test_a_coarse_sensor_that_lies_still_is_not_slow() -> None:
    rng = np.random.default_rng(2)
    acc = np.round((np.array([0.1, 0.2, 9.8]) + rng.normal(0, 0.02, (3000, 3))) / 0.15) * 0.15
    repeats = Repeats()
    repeats.push(SampleBlock(np.arange(3000) / 100.0, acc))
    assert repeats.times == 1.0


@pytest.mark.parametrize("rows", [1, 3, 64])
def test_any_cut_gives_the_same(rows: int) -> None:
    whole, parts, block = Repeats(), Repeats(), repeated(4)
    whole.push(block)
    for first in range(0, len(block), rows):
        parts.push(block[first : first + rows])
    assert parts.times == whole.times == pytest.approx(4.0, abs=0.05)
