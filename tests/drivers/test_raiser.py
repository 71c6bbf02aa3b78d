from __future__ import annotations

import numpy as np

from balance.samples import SampleBlock
from balance.simulate.sensor import PRESETS
from balance.timing.raises.counter import RaiseCounter
from drivers.raiser import Raiser
from drivers.telling import Cue, Told

WORK = Told(state="work")


def counted(blocks: list[SampleBlock]) -> list[int]:
    counter = RaiseCounter("foot")
    for block in blocks:
        counter.push(block)
    counter.finish()
    return [one.count for one in counter.sets]


def test_a_set_is_done_at_the_first_up_and_not_before() -> None:
    raiser = Raiser(3, "foot", PRESETS["imu100"], raises=6, tempo_s=3.0)
    before = [raiser.person.rows(1.0) for _ in range(20)]
    assert counted(before) == []
    raiser.hear(WORK, [Cue(words="Up.")])
    during = [raiser.person.rows(1.0) for _ in range(30)]
    raiser.hear(WORK, [Cue(words="Down.")])
    raiser.hear(Told(state="rest"), [])
    after = [raiser.person.rows(1.0) for _ in range(10)]
    raiser.hear(WORK, [Cue("tick", "Up.")])
    again = [raiser.person.rows(1.0) for _ in range(30)]
    assert counted([*before, *during, *after, *again]) == [6, 6]


def test_its_samples_go_on_without_a_jump_in_time() -> None:
    raiser = Raiser(4, "shank", PRESETS["phone60"], raises=3, tempo_s=4.0)
    blocks = [raiser.person.rows(0.5) for _ in range(60)]
    raiser.hear(WORK, [Cue(words="Set 1 of 2. Up.")])
    blocks += [raiser.person.rows(0.5) for _ in range(60)]
    time_s = np.concatenate([one.time_s for one in blocks])
    assert np.all(np.diff(time_s) > 0)
    assert np.max(np.diff(time_s)) < 0.1
