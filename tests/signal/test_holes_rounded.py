"""Stamps rounded to a step of their clock are no loss, and lost rows among them are told."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from balance.samples import BoolArray, SampleBlock
from balance.signal.holes import Holes
from balance.signal.quality import Quality
from balance.simulate.attempt import Trial
from balance.simulate.sensor import SensorModel
from balance.simulate.session import draw_session

RATES_HZ = (40.0, 45.0, 52.0, 60.0, 66.7, 75.0, 80.0, 90.0, 100.0, 104.0, 128.0, 150.0, 250.0)
TICKS_S = (0.001, 0.005, 0.01, 0.016, 0.02)
ROUNDED = [(rate, tick) for rate in RATES_HZ for tick in TICKS_S if rate * tick <= 1.0]
TOLD = [(75.0, 0.01), (60.0, 0.01), (52.0, 0.016), (104.0, 0.005), (60.0, 0.005)]
AT_ITS_LEAST = "rate too low: 39.9 samples a second, at least 40 are needed to time a hold"


@cache
def moved(rate_hz: float, uneven: float = 0.0) -> SampleBlock:
    model = SensorModel(rate_hz=rate_hz, rate_error=0.0, uneven=uneven)
    trials = [Trial(6.0, "firm"), Trial(9.0, "soft")]
    return draw_session(3, placement="shank", trials=trials, sensor=model).block


def rounded(
    rate_hz: float, tick_s: float, kept: BoolArray | None = None, uneven: float = 0.0
) -> SampleBlock:
    block = moved(rate_hz, uneven)
    assert block.gyr_rad_s is not None
    time_s = np.round(block.time_s / tick_s) * tick_s
    taken = np.append(True, np.diff(time_s) > 1e-6) & (True if kept is None else kept)
    return SampleBlock(time_s[taken], block.acc_m_s2[taken], block.gyr_rad_s[taken])


def missing(block: SampleBlock, rows: int | None = None) -> float:
    """Share of all samples that is missing."""
    holes = Holes()
    for first in range(0, len(block), rows or len(block)):
        holes.push(block[first : first + (rows or len(block))])
    return holes.missing / (holes.missing + len(block))


@pytest.mark.parametrize(("rate_hz", "tick_s"), ROUNDED)
def test_rounded_stamps_hide_nothing(rate_hz: float, tick_s: float) -> None:
    assert missing(rounded(rate_hz, tick_s)) == 0.0
    quality = Quality()
    quality.push(rounded(rate_hz, tick_s))
    assert quality.status(settled=True)[1] in ((), (AT_ITS_LEAST,))


@pytest.mark.parametrize("uneven", [0.03, 0.06])
@pytest.mark.parametrize(("rate_hz", "tick_s"), TOLD)
def test_nor_do_those_of_times_that_are_not_quite_even(
    rate_hz: float, tick_s: float, uneven: float
) -> None:
    assert missing(rounded(rate_hz, tick_s, uneven=uneven)) < 0.02


@pytest.mark.parametrize("each", [3, 4])
@pytest.mark.parametrize(("rate_hz", "tick_s"), ROUNDED)
def test_each_third_or_fourth_row_is_told_by_what_moved(
    rate_hz: float, tick_s: float, each: int
) -> None:
    kept = np.arange(len(moved(rate_hz))) % each != each - 1
    assert 0.1 < missing(rounded(rate_hz, tick_s, kept)) < 2.0 / each


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.4])
@pytest.mark.parametrize(("rate_hz", "tick_s"), ROUNDED)
def test_rows_lost_by_chance_are_told_about_rightly(
    rate_hz: float, tick_s: float, share: float
) -> None:
    kept = np.random.default_rng(1).random(len(moved(rate_hz))) >= share
    found = missing(rounded(rate_hz, tick_s, kept))
    assert 0.4 * share < found < share + 0.12


def test_where_nothing_moves_losses_as_even_as_rounding_can_not_be_told() -> None:
    """Times alone say the same of 100 Hz without each third row, and of 67 Hz at ticks of 10 ms."""
    block = rounded(100.0, 0.01, np.arange(len(moved(100.0))) % 3 != 2)
    noise = np.random.default_rng(2).normal(0.0, 0.02, (len(block), 3))
    still = SampleBlock(block.time_s, noise + np.array([0.0, 0.0, 9.81]))
    assert missing(still) == 0.0
    assert missing(block) > 0.3


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_any_cut_says_the_same(rows: int) -> None:
    kept = np.random.default_rng(1).random(len(moved(75.0))) >= 0.2
    block = rounded(75.0, 0.01, kept)
    assert missing(block, rows) == missing(block) > 0.1
