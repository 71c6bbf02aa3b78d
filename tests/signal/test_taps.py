from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from balance.samples import SampleBlock
from balance.signal.taps import Taps
from balance.simulate.session import draw_session

STILL = np.tile([0.3, -9.7, 1.2], (1000, 1))


def found(block: SampleBlock, cuts: list[int] | None = None) -> list[float]:
    taps = Taps()
    edges = [0, *(cuts or []), len(block)]
    return [one for a, b in pairwise(edges) for one in taps.push(block[a:b])]


def tapped(*rows: int, size: float = 20.0, rate_hz: float = 100.0) -> SampleBlock:
    acc = STILL + np.random.default_rng(1).normal(0, 0.05, STILL.shape)
    for row in rows:
        acc[row] += [size, 0.3 * size, -0.5 * size]
        acc[row + 1] -= [0.4 * size, 0.0, 0.0]
    return SampleBlock(np.arange(len(acc)) / rate_hz, acc, None)


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 400.0])
def test_two_taps_are_a_sign(rate_hz: float) -> None:
    second = 500 + int(0.3 * rate_hz)
    block = tapped(500, second, rate_hz=rate_hz)
    assert found(block) == [block.time_s[second]]


@pytest.mark.parametrize(
    "rows",
    [(500,), (500, 505), (500, 600), (500, 530, 560), (450, 500, 530), (5, 35), (960, 990)],
)
def test_one_tap_three_slow_ones_and_those_at_an_edge_are_none(rows: tuple[int, ...]) -> None:
    assert found(tapped(*rows)) == []


def test_any_cut_gives_the_same() -> None:
    block = tapped(300, 330, 700, 740)
    whole = found(block)
    assert len(whole) == 2
    for seed in range(20):
        rng = Random(seed)
        cuts = sorted(rng.randrange(len(block)) for _ in range(rng.randrange(1, 40)))
        assert found(block, cuts) == whole


def test_knocks_of_a_leg_that_moves_are_none() -> None:
    block = tapped(500, 530)
    swing = 4.0 * np.sin(2 * np.pi * 1.0 * block.time_s)[:, None] * [1.0, 0.0, 0.0]
    assert found(SampleBlock(block.time_s, block.acc_m_s2 + swing, None)) == []


@pytest.mark.parametrize("placement", ["foot", "shank", "lower_back"])
def test_no_simulated_hold_is_a_sign(placement: str) -> None:
    for seed in range(3):
        assert found(draw_session(seed, placement=placement).block) == []  # type: ignore[arg-type]
