"""The last minute of a signal, and its three strips."""

from __future__ import annotations

import numpy as np
import pytest

from balance.samples import SampleBlock
from gui.sensor.minute import SECONDS, Minute
from gui.sensor.strips import fineness, lost, rate


def block(first_s: float, seconds: float, hz: float = 100.0, step: float = 0.004) -> SampleBlock:
    time_s = first_s + np.arange(round(seconds * hz)) / hz
    acc = np.zeros((time_s.size, 3))
    acc[:, 2] = 9.8 + step * (np.arange(time_s.size) % 2)
    return SampleBlock(time_s, acc)


def minute(*blocks: SampleBlock) -> Minute:
    made = Minute()
    for one in blocks:
        made.push(one)
    return made


def test_each_whole_second_has_its_readings() -> None:
    made = minute(block(0.5, 5.0))
    assert [one.readings for one in made.seconds] == [100] * 4
    assert made.whole == 4
    assert [one.lost for one in made.seconds] == [0] * 4
    assert made.seconds[0].step_m_s2 == pytest.approx(0.004)


def test_any_cut_of_it_gives_the_same() -> None:
    whole = block(0.3, 8.0)
    cuts = [whole[first : first + 7] for first in range(0, len(whole), 7)]
    assert minute(*cuts).seconds == minute(whole).seconds


def test_what_is_missing_is_counted_as_lost() -> None:
    whole = block(0.0, 4.0)
    rows = np.ones(len(whole), dtype=bool)
    rows[150:160] = False
    made = minute(SampleBlock(whole.time_s[rows], whole.acc_m_s2[rows]))
    assert [one.lost for one in made.seconds] == [10, 0]
    assert lost(made.seconds).words == "10 lost of 200"
    assert lost(made.seconds).bad == (True, False)
    assert lost(minute(whole).seconds).words == "none lost"


def test_a_silence_shows_as_seconds_without_readings() -> None:
    made = minute(block(0.0, 3.0), block(6.0, 2.5))
    assert [one.readings for one in made.seconds] == [100, 100, 0, 0, 0, 100, 100]
    shown = rate(made.seconds)
    assert shown.words == "100 a second; too few in 3 of 7 seconds"
    assert shown.bad == (False, False, True, True, True, False, False)


def test_it_keeps_a_minute_and_forgets_another_source() -> None:
    made = minute(block(0.0, 100.0))
    assert len(made.seconds) == SECONDS
    made.push(block(1e6, 2.0))  # a silence of days is not counted out second by second
    assert len(made.seconds) == SECONDS
    made.push(block(0.0, 3.5))
    assert [one.readings for one in made.seconds] == [100, 100]


def test_slow_and_coarse_are_said_with_what_that_means() -> None:
    seconds = minute(block(0.0, 5.0, hz=25.0, step=0.1)).seconds
    assert rate(seconds).words == "25 a second: too few, 40 are needed"
    assert all(rate(seconds).bad)
    assert "coarse" in fineness(seconds).words
    assert all(fineness(seconds).bad)
    fine = fineness(minute(block(0.0, 5.0)).seconds)
    assert fine.words == "steps of 0.0040 m/s²: fine"
    assert fine.line is not None
    assert max(fine.shares) < fine.line
    assert not any(fine.bad)
    assert fineness(()).words == "not known yet"
