"""Samples that are missing between others, and what of uneven times is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.header import Header
from balance.records.open_any import open_recording
from balance.records.recording import Recording
from balance.samples import BoolArray, FloatArray, SampleBlock
from balance.signal.holes import Holes, missing_in
from tests.records.held import held, table, written

_RNG = np.random.default_rng(6)


def even(n: int = 2000, rate_hz: float = 100.0) -> FloatArray:
    return np.arange(n) / rate_hz


def thinned(share: float, rate_hz: float = 100.0) -> FloatArray:
    time_s = even(rate_hz=rate_hz)
    return time_s[_RNG.random(time_s.size) >= share]


@pytest.mark.parametrize("share", [0.01, 0.03, 0.1, 0.25, 0.4])
@pytest.mark.parametrize("rate_hz", [50.0, 104.0, 400.0])
def test_what_is_missing_is_counted(share: float, rate_hz: float) -> None:
    time_s = thinned(share, rate_hz)
    inside = round((time_s[-1] - time_s[0]) * rate_hz) + 1 - time_s.size
    assert missing_in(time_s) == pytest.approx(inside, rel=0.05)


UNEVEN: dict[str, Callable[[], FloatArray]] = {
    "even": even,
    "rounded to a millisecond": lambda: np.round(even(rate_hz=103.7), 3),
    "jitter of a fifth": lambda: np.sort(even() + _RNG.normal(0.0, 0.002, 2000)),
    "some are late": lambda: even() + 0.007 * (_RNG.random(2000) < 0.1),
    "in bursts": lambda: np.repeat(even(500, 25.0), 4) + np.tile([0.0, 0.001, 0.002, 0.003], 500),
    "two in a pair": lambda: np.repeat(even(1000, 50.0), 2) + np.tile([0.0, 0.002], 1000),
    "too few": lambda: even(50)[::3],
    "a gap": lambda: np.delete(even(), slice(500, 900)),
}


@pytest.mark.parametrize("what", UNEVEN)
def test_what_is_uneven_is_not_missing(what: str) -> None:
    assert missing_in(UNEVEN[what]()) == 0


def test_the_cut_does_not_matter() -> None:
    steps, holes = np.diff(thinned(0.1)), Holes()
    for step in steps:
        holes.note(np.array([step]))
    whole = Holes()
    whole.note(steps)
    assert holes.missing == whole.missing > 0


def test_a_source_that_starts_again_at_zero_loses_nothing() -> None:
    assert missing_in(np.concatenate([even(), even()])) == 0


ROWS = np.arange(held().time_s.size)
EVENLY: dict[str, BoolArray] = {
    "each third": ROWS % 3 != 2,
    "each fourth": ROWS % 4 != 3,
    "two of five": (ROWS % 5 != 1) & (ROWS % 5 != 3),
    "three of seven": ~np.isin(ROWS % 7, (1, 3, 5)),
    "each second, but for some": (ROWS % 2 == 0) | (ROWS % 14 == 1),
    "by chance nearly half": np.random.default_rng(4).random(ROWS.size) > 0.47,
}


def thinned_out(what: str, *, gyro: bool = True) -> SampleBlock:
    kept = EVENLY[what]
    return SampleBlock(held().time_s[kept], held().acc[kept], held().gyr[kept] if gyro else None)


def missing(block: SampleBlock, rows: int | None = None) -> int:
    holes = Holes()
    for first in range(0, len(block), rows or len(block)):
        holes.push(block[first : first + (rows or len(block))])
    return holes.missing


@pytest.mark.parametrize("what", EVENLY)
@pytest.mark.parametrize("gyro", [True, False])
def test_what_is_lost_evenly_is_counted(what: str, gyro: bool) -> None:
    lost = np.count_nonzero(~EVENLY[what])
    assert missing(thinned_out(what, gyro=gyro)) == pytest.approx(lost, abs=3)


@pytest.mark.parametrize("jitter_s", [0.0002, 0.0004])
def test_times_that_are_not_quite_even_hide_no_loss(jitter_s: float) -> None:
    block = thinned_out("each third")
    time_s = block.time_s + np.random.default_rng(5).normal(0.0, jitter_s, len(block))
    uneven = SampleBlock(time_s, block.acc_m_s2, block.gyr_rad_s)
    assert missing(uneven) == pytest.approx(len(block) / 2, rel=0.01)


@pytest.mark.parametrize("what", EVENLY)
def test_a_table_of_which_rows_were_lost_evenly_is_invalid(tmp_path: Path, what: str) -> None:
    block = thinned_out(what)
    assert block.gyr_rad_s is not None
    names = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s"
    path = written(tmp_path, table(names, block.time_s, block.acc_m_s2, block.gyr_rad_s))
    found = analyze(open_recording(path), conditions=held().conditions)
    assert found.status == "invalid"
    assert any("samples (" in reason and "missing between" in reason for reason in found.reasons)


def at_ticks(tick_s: float, rate_hz: float) -> FloatArray:
    return np.round(ROWS / rate_hz / tick_s) * tick_s


LOSING_NONE: dict[str, FloatArray] = {
    "60 Hz to whole milliseconds": at_ticks(0.001, 60.0),
    "60 Hz rounded by a spreadsheet": at_ticks(0.01, 60.0),
    "two thirds of a tick of 10 ms": at_ticks(0.01, 200.0 / 3.0),
    "55 Hz at ticks of 10 ms": at_ticks(0.01, 55.0),
    "52 Hz at ticks of 64 Hz, each at its last": at_ticks(1.0 / 104.0, 64.0),
    "9 and 11 ms": 0.01 * ROWS + 0.001 * (ROWS % 2),
    "8 and 12 ms": 0.01 * ROWS + 0.002 * (ROWS % 2),
    "7 and 13 ms": 0.01 * ROWS + 0.003 * (ROWS % 2),
    "pairs, 5 and 15 ms": 0.01 * ROWS + 0.0025 * (ROWS % 2),
    "packets of three, 5, 5 and 20 ms": 0.03 * (ROWS // 3) + 0.005 * (ROWS % 3),
    "pairs, 6.7 and 13.3 ms": 0.02 * (ROWS // 2) + 0.02 / 3.0 * (ROWS % 2),
    "late by half a step": 0.01 * ROWS
    + 0.0045 * (np.random.default_rng(6).random(ROWS.size) < 0.3),
}


@pytest.mark.parametrize("what", LOSING_NONE)
def test_steps_of_two_lengths_alone_are_no_loss(what: str) -> None:
    """The samples are even, whatever their times say: as much moves in a long step as in others."""
    block = SampleBlock(LOSING_NONE[what], held().acc, held().gyr)
    assert missing(block) == 0
    found = analyze(Recording(Path("x.csv"), Header(placement="thigh"), block))
    assert not any("missing" in reason for reason in found.reasons)


@pytest.mark.parametrize("rows", [1, 2, 7, 60])
@pytest.mark.parametrize("what", ["each third", "by chance nearly half"])
def test_any_cut_of_the_samples_counts_the_same(what: str, rows: int) -> None:
    whole, parts, block = Holes(), Holes(), thinned_out(what)
    whole.push(block)
    for first in range(0, len(block), rows):
        parts.push(block[first : first + rows])
    assert parts.missing == whole.missing > 0
    assert parts._moved.share == whole._moved.share
    assert (parts._runs == whole._runs).all()
