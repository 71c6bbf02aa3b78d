"""A unit that a file states of a rate of turn: converted where it is known, never passed over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.open_any import open_recording
from tests.records.held import held, table, written

ACC = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2"
TURN = 2.0 * np.pi


@pytest.mark.parametrize(
    ("form", "rad_s"),
    [
        *((form, TURN / 60.0) for form in ("g{} (rpm)", "gyro_{}_rpm", "g{} [rev/min]")),
        *((form, TURN) for form in ("g{} (rev/s)", "g{} (rot/s)", "gyro {} rev/s")),
    ],
)
def test_turns_a_minute_and_a_second_are_converted(tmp_path: Path, form: str, rad_s: float) -> None:
    names = ",".join([ACC, *(form.format(axis) for axis in "xyz")])
    rows = table(names, held().time_s, held().acc, held().gyr / rad_s)
    gyr = open_recording(written(tmp_path, rows)).block.gyr_rad_s
    assert gyr is not None
    assert np.allclose(gyr, held().gyr, atol=1e-3)


@pytest.mark.parametrize("unit", ["turns/h", "gon/s", "mrad/s", "rev per min", "cps", "µrad s-1"])
def test_a_unit_that_is_not_known_is_not_passed_over(tmp_path: Path, unit: str) -> None:
    names = ",".join([ACC, *(f"gyro {axis} ({unit})" for axis in "xyz")])
    found = open_recording(written(tmp_path, table(names, held().time_s, held().acc, held().gyr)))
    assert found.block.gyr_rad_s is None
    analysis = analyze(found, conditions=held().conditions)
    assert analysis.status == "attention"
    assert f"gyroscope left out: its unit, {unit}, is none that is known" in analysis.reasons


@pytest.mark.parametrize("said", [" (raw)", " (LSB)", " [calibrated]", ""])
def test_a_word_that_is_no_unit_leaves_it_to_the_numbers(tmp_path: Path, said: str) -> None:
    names = ",".join([ACC, *(f"gyro {axis}{said}" for axis in "xyz")])
    rows = table(names, held().time_s, held().acc, held().gyr)
    gyr = open_recording(written(tmp_path, rows)).block.gyr_rad_s
    assert gyr is not None
    assert np.allclose(gyr, held().gyr, atol=1e-3)
