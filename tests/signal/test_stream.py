"""The pieces of the stream: each gives the same, to the bit, however it is fed."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balance.samples import FloatArray, SampleBlock
from balance.signal.features import COLUMNS, COUNT, LEAD, Features
from balance.signal.filters import RunningSum, StreamFilter, butterworth
from balance.signal.grid import GRID_HZ, Grid
from balance.signal.ring import Recent


def cut(length: int, cuts: list[int]) -> list[slice]:
    edges = sorted({0, length, *(c % length for c in cuts)})
    return [slice(a, b) for a, b in pairwise(edges)]


def uneven(seed: int, n: int = 600, rate_hz: float = 90.0) -> SampleBlock:
    rng = np.random.default_rng(seed)
    time = np.cumsum(rng.uniform(0.3, 1.7, n)) / rate_hz
    acc = rng.normal(size=(n, 3)) + np.array([1.0, 2.0, 9.5])
    return SampleBlock(time, acc, rng.normal(size=(n, 3)))


def test_recent_keeps_what_it_must_and_refuses_the_rest() -> None:
    recent = Recent(2, keep=10)
    for k in range(0, 57, 3):
        recent.append(np.array([[k, k + 1, k + 2], [0, 0, 0]], float))
    assert recent.end == 57
    assert recent.view(47, 57)[0].tolist() == list(range(47, 57))
    assert recent.row(56)[0] == 56
    with pytest.raises(IndexError):
        recent.view(2, 5)
    with pytest.raises(IndexError):
        recent.view(50, 58)


@given(st.lists(st.integers(1, 599), max_size=12))
def test_filters_and_sums_do_not_feel_the_cut(cuts: list[int]) -> None:
    values = uneven(1).acc_m_s2.T.copy()
    sos = butterworth(2, 3.5, GRID_HZ, "low")
    whole = StreamFilter(sos).push(values), RunningSum(3).push(values)
    filtered, summed = StreamFilter(sos), RunningSum(3)
    pieces = cut(600, cuts)
    assert np.array_equal(np.hstack([filtered.push(values[:, p]) for p in pieces]), whole[0])
    assert np.array_equal(np.hstack([summed.push(values[:, p]) for p in pieces]), whole[1])


@given(st.lists(st.integers(1, 599), max_size=12))
@settings(max_examples=30)
def test_features_do_not_feel_the_cut(cuts: list[int]) -> None:
    block = uneven(2)

    def rows(pieces: list[slice]) -> FloatArray:
        features = Features(float(block.time_s[0]), has_gyr=True, keep=1000)
        for piece in pieces:
            features.push(block[piece])
        return features.rows.view(0, features.rows.end)

    assert np.array_equal(rows(cut(600, cuts)), rows([slice(0, 600)]))


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0, 333.0, 1000.0])
def test_the_grid_keeps_a_slow_wave_where_it_is(rate_hz: float) -> None:
    time = np.arange(0.0, 4.0, 1 / rate_hz) + 12.5
    wave = np.sin(2 * np.pi * 1.0 * time)
    grid = Grid(3, float(time[0]))
    values, counts = grid.push(SampleBlock(time, np.tile(wave[:, None], 3)))
    at = np.array([grid.time_s(k) for k in range(values.shape[1])])
    assert np.allclose(values[0, 1:], np.sin(2 * np.pi * at[1:]), atol=0.01)
    assert counts[-1] == pytest.approx(time.size, abs=1 + 0.005 * rate_hz)


def test_a_grid_row_waits_for_the_sample_after_it() -> None:
    grid = Grid(3, 0.0)
    one = SampleBlock(np.array([0.0]), np.ones((1, 3)))
    assert grid.push(one)[1].size == 0
    values, _ = grid.push(SampleBlock(np.array([0.02]), np.ones((1, 3))))
    assert values.shape[1] == 2
    assert np.allclose(values, 1.0)


def test_the_first_sample_stands_for_what_came_before_it() -> None:
    block = uneven(3)
    features = Features(float(block.time_s[0]), has_gyr=True, keep=1000)
    features.push(block)
    rows = features.rows.view(0, features.rows.end)
    assert rows.shape[0] == COLUMNS
    assert features.time_s(LEAD) == block.time_s[0]
    assert np.array_equal(rows[:6, :LEAD], np.repeat(rows[:6, LEAD : LEAD + 1], LEAD, axis=1))
    assert not rows[COUNT, :LEAD].any()
