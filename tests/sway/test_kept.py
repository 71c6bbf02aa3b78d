"""The newest samples: the same for any cut, and no more of them than are wanted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from balance.samples import SampleBlock
from balance.sway.kept import Kept


def block(n: int, start_s: float = 0.0) -> SampleBlock:
    time_s = start_s + np.arange(n) / 100.0
    return SampleBlock(time_s, np.stack([time_s, -time_s, time_s**2], axis=1))


@given(
    cuts=st.lists(st.integers(0, 3000), max_size=40),
    span=st.tuples(st.floats(-1, 31), st.floats(-1, 31)),
)
def test_any_cut_gives_the_same(cuts: list[int], span: tuple[float, float]) -> None:
    whole = block(3000)
    kept = Kept()
    for first, last in pairwise([0, *sorted(cuts), 3000]):
        kept.push(whole[first:last])
    start_s, end_s = sorted(span)
    time_s, acc = kept.between(start_s, end_s)
    inside = (whole.time_s >= start_s) & (whole.time_s <= end_s)
    assert (time_s == whole.time_s[inside]).all()
    assert (acc == whole.acc_m_s2[inside]).all()
    assert time_s.shape[0] == acc.shape[0] == np.count_nonzero(inside)


def test_single_samples_are_joined_and_old_ones_go() -> None:
    whole = block(20_000)
    kept = Kept()
    for k in range(len(whole)):
        kept.push(whole[k : k + 1])
        kept.drop_before(whole.time_s[k] - 10.0)
    assert len(kept._parts) < 6
    assert sum(len(times) for times, _ in kept._parts) < 2000
    assert kept.between(190.0, 199.99)[0].size == 1000


def test_the_rest_of_a_long_block_does_not_hold_on_to_it() -> None:
    kept = Kept()
    kept.push(block(100_000))
    kept.drop_before(990.0)
    [(times, acc)] = kept._parts
    assert times.size == 1000
    assert times.base is acc.base is None


def test_nothing_was_pushed() -> None:
    kept = Kept()
    kept.drop_before(1.0)
    kept.push(block(0))
    assert kept.between(0.0, 1.0)[0].size == 0
