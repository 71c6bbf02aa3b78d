"""A clock that was set back by less than a second while it was recorded, as over a network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.records.open_any import open_recording
from balance.samples import FloatArray
from tests.records.held import held, is_held, is_timed, table, written

NAMES = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2"
_RNG = np.random.default_rng(6)
MIDDLE = round(np.mean(held().span_s) * 100.0)


def jittered() -> FloatArray:
    return np.round(held().time_s + _RNG.uniform(-0.002, 0.002, held().time_s.size), 4)


@pytest.mark.parametrize("by_s", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("even", [True, False])
def test_it_is_carried_on_and_said(tmp_path: Path, by_s: float, even: bool) -> None:
    time_s = held().time_s.copy() if even else jittered()
    time_s[MIDDLE:] -= by_s
    path = written(tmp_path, table(NAMES, time_s, held().acc))
    assert is_held(path)
    assert is_timed(path)
    faults = open_recording(path).faults
    assert sum(f"its clock was set back by {by_s:.2f} s" in fault for fault in faults) == 1


def test_lone_rows_of_the_past_are_dropped_as_before(tmp_path: Path) -> None:
    time_s = held().time_s.copy()
    time_s[[300, 700, 701]] -= 0.4
    recording = open_recording(written(tmp_path, table(NAMES, time_s, held().acc)))
    assert recording.losses.count == 3
    assert len(recording.block) == time_s.size - 3


def test_rows_that_were_sent_twice_are_dropped_as_before(tmp_path: Path) -> None:
    order = np.append(np.arange(800), np.arange(760, held().time_s.size))
    recording = open_recording(
        written(tmp_path, table(NAMES, jittered()[order], held().acc[order]))
    )
    assert len(recording.block) == held().time_s.size
    assert recording.losses.count == 40
