"""Whatever the cut of a stream, its rows are the same, and at its end what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

from balance.samples import SampleBlock, joined
from balance.signal.watch import LOOK_S, Watch
from balance.simulate.session import draw_session


@pytest.fixture(scope="module")
def troubled() -> SampleBlock:
    """Somebody on one leg; one axis stands still for 4 s, rows are missing, one is a spike."""
    block = draw_session(3, placement="shank", holds=1, hold_range_s=(3.0, 5.0)).block
    assert block.gyr_rad_s is not None
    acc = block.acc_m_s2.copy()
    acc[200:600, 1] = acc[200, 1]
    acc[700, 2] = 900.0
    kept = np.ones(len(block), dtype=bool)
    kept[900:960] = False
    return SampleBlock(block.time_s[kept], acc[kept], block.gyr_rad_s[kept])


@pytest.mark.parametrize("step", [1, 7, 10, 50])
def test_any_cut_ends_in_the_same_rows_and_words(troubled: SampleBlock, step: int) -> None:
    said, rows = [], []
    for size in (len(troubled), step):
        watch = Watch()
        parts = [
            part
            for first in range(0, len(troubled), size)
            for part in watch.push(troubled[first : first + size])
        ]
        parts += watch.finish()
        rows.append(joined([part for part in parts if isinstance(part, SampleBlock)]))
        said.append(watch.status(settled=True, known=watch.losses))
    assert (rows[0].time_s == rows[1].time_s).all()
    assert (rows[0].acc_m_s2 == rows[1].acc_m_s2).all()
    assert said[0] == said[1]
    assert {reason.split(" ")[0] for reason in said[0][1]} >= {"gap", "the"}


def test_what_is_wrong_is_known_within_a_look(troubled: SampleBlock) -> None:
    watch, begun_s, told_s = Watch(), float(troubled.time_s[200]), None
    for first in range(0, 700, 10):
        block = troubled[first : first + 10]
        watch.push(block)
        if told_s is None and watch.status(settled=True)[0] == "attention":
            told_s = float(block.time_s[-1])
    assert told_s is not None
    assert begun_s + 2.0 < told_s < begun_s + 2.0 + LOOK_S + 0.15


def test_samples_that_are_only_looked_on_count_in_their_turn(troubled: SampleBlock) -> None:
    watch = Watch()
    watch.push(troubled[:5])
    watch.look_on(troubled[5:300])
    watch.push(troubled[300:310])
    watch.finish()
    assert watch.quality.samples == 310
    assert watch.quality.longest_gap_s < 0.02
