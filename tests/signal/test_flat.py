"""Flat tops: a range that is too small, whichever it is, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.header import Header
from balance.records.recording import Recording
from balance.samples import FloatArray, SampleBlock
from balance.signal.flat import Flat
from balance.simulate.session import draw_session
from tests.records.held import held

Both = tuple[FloatArray, FloatArray]


def clipped(acc_m_s2: float = np.inf, gyr_rad_s: float = np.inf) -> Both:
    return (
        np.clip(held().acc, -acc_m_s2, acc_m_s2),
        np.clip(held().gyr, -gyr_rad_s, gyr_rad_s),
    )


def one_way(largest: float) -> Both:
    """Beyond its range at one end of one axis alone, as where a zero is far off."""
    acc = held().acc.copy()
    axis = int(np.argmax(np.abs(acc.mean(axis=0))))
    sign = np.sign(acc[:, axis].mean())
    acc[:, axis] = sign * np.minimum(sign * acc[:, axis], largest)
    return acc, held().gyr


def blows(largest: float, rows: int) -> Both:
    """Three blows as hard as 60 m/s^2, in a sensor that reads `largest` at the most."""
    acc = held().acc.copy()
    for first in (600, 1200, 1800):
        acc[first : first + rows, 0] += 60.0
    return np.clip(acc, -largest, largest), held().gyr


def counts(bits: int, full_m_s2: float) -> Both:
    step = full_m_s2 / 2.0 ** (bits - 1)
    return np.clip(np.round(held().acc / step), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1) * step, (
        held().gyr
    )


CLIPPED: dict[str, Callable[[], Both]] = {
    "all axes at 8 m/s^2": lambda: clipped(8.0),
    "all axes at 6 m/s^2": lambda: clipped(6.0),
    "just under what gravity reads": lambda: clipped(7.7),
    "one end of one axis": lambda: one_way(7.9),
    "2 g at a blow": lambda: blows(2.0 * 9.80665, 5),
    "1.4 g at blows": lambda: blows(1.4 * 9.80665, 5),
    "counts of 16 bits for 0.8 g": lambda: counts(16, 0.8 * 9.80665),
    "a gyroscope at 40 deg/s": lambda: clipped(gyr_rad_s=float(np.radians(40.0))),
    "a gyroscope at 31 deg/s": lambda: clipped(gyr_rad_s=float(np.radians(31.25))),
    "both": lambda: clipped(9.0, 0.7),
}


def coarse(step_m_s2: float) -> Both:
    return np.round(held().acc / step_m_s2) * step_m_s2, held().gyr


def stuck() -> Both:
    acc = held().acc.copy()
    acc[:, 1] = 3.2
    return acc, held().gyr


def held_back() -> Both:
    """A gyroscope that reads zero where it takes the sensor for still, and turns but one way."""
    gyr = np.abs(held().gyr)
    return held().acc, np.where(gyr < 0.05, 0.0, gyr)


def thrice() -> Both:
    of = np.arange(held().time_s.size) // 3 * 3
    return held().acc[of], held().gyr[of]


NOT_CLIPPED: dict[str, Callable[[], Both]] = {
    "as it is": clipped,
    "a range that is not reached": lambda: clipped(150.0, 30.0),
    "steps of 0.1 m/s^2": lambda: coarse(0.1),
    "steps of 0.04 m/s^2": lambda: coarse(0.04),
    "steps of 0.01 m/s^2": lambda: coarse(0.01),
    "an axis that is stuck": stuck,
    "zero at rest": held_back,
    "each reading given three times": thrice,
    "a blow of two samples": lambda: blows(18.0, 2),
}


def block_of(both: Both) -> SampleBlock:
    return SampleBlock(held().time_s, *both)


@pytest.mark.parametrize("what", CLIPPED)
def test_flat_tops_are_told_at_any_range(what: str) -> None:
    block = block_of(CLIPPED[what]())
    found = analyze(Recording(Path("x.csv"), Header(placement="thigh"), block))
    assert found.status != "valid"
    assert any("saturated" in reason for reason in found.reasons)


@pytest.mark.parametrize("what", NOT_CLIPPED)
def test_what_stands_still_elsewhere_is_no_flat_top(what: str) -> None:
    flat = Flat()
    flat.push(block_of(NOT_CLIPPED[what]()))
    assert flat.count == 0


@pytest.mark.parametrize("sensor", ["imu50", "phone60", "jittered", "gappy", "imu100"])
def test_a_stance_leg_that_hardly_moves_is_not_cut_off(sensor: str) -> None:
    made = draw_session(7, placement="foot", sensor=sensor, holds=1, sensor_on="stance")
    flat = Flat()
    flat.push(made.block)
    assert flat.count == 0


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 60])
@pytest.mark.parametrize("what", ["all axes at 8 m/s^2", "2 g at a blow", "both"])
def test_any_cut_counts_the_same(what: str, rows: int) -> None:
    whole, parts, block = Flat(), Flat(), block_of(CLIPPED[what]())
    whole.push(block)
    for first in range(0, len(block), rows):
        parts.push(block[first : first + rows])
    assert parts.count == whole.count > 0
