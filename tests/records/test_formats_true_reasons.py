"""What is refused is refused for its true cause, and what only looks broken is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.records.errors import RecordingError
from balance.records.formats.told import Told
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2, FloatArray
from tests.records.held import held, is_held, is_timed, table, written

STATED = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2"
COUNTS = np.round(held().acc / GRAVITY_M_S2 * 8192)


def refused(folder: Path, content: str, told: Told | None = None) -> str:
    path = written(folder, content)
    with pytest.raises(RecordingError) as said:
        open_recording(path, told or Told())
    return str(said.value)


def cut_off(m_s2: float) -> FloatArray:
    noise = np.random.default_rng(1).normal(0.0, 0.05, held().acc.shape)
    moved = 0.1 * held().acc[:, [1, 0, 2]] + noise
    moved[:, 0] = 9.75 + noise[:, 0]
    return np.clip(moved, -m_s2, m_s2)


@pytest.mark.parametrize("names", [STATED, "time,ax,ay,az"])
@pytest.mark.parametrize("at", [8.0, 4.0])
def test_what_is_cut_off_below_gravity_is_said_to_be(tmp_path: Path, names: str, at: float) -> None:
    said = refused(tmp_path, table(names, held().time_s, cut_off(at)))
    assert f"is cut off at {at:g}" in said
    assert "correct the unit" not in said


@pytest.mark.parametrize("counts", [COUNTS % 65536, np.round(COUNTS / 20 + 2048)])
def test_counts_without_a_sign_or_with_a_zero_elsewhere(tmp_path: Path, counts: FloatArray) -> None:
    said = refused(tmp_path, table("time,ax,ay,az", held().time_s, counts))
    assert "none is below 0" in said


@pytest.mark.parametrize("form", ["{:04X}", "0x{:04x}", "0x{:04X}"])
def test_hexadecimal_numbers_are_called_so(tmp_path: Path, form: str) -> None:
    rows = (COUNTS % 65536).astype(int)[:400]
    cells = [",".join(form.format(cell) for cell in row) for row in rows]
    lines = [f"{10 * i},{row}" for i, row in enumerate(cells)]
    assert "hexadecimal" in refused(tmp_path, "\n".join(["ms,ax,ay,az", *lines]))


def test_another_sensor_named_as_an_acceleration(tmp_path: Path) -> None:
    said = refused(tmp_path, table(STATED, held().time_s, 5.0 * held().acc))
    assert "see whether it is an acceleration at all" in said


def test_three_axes_that_nothing_names_may_be_of_another_sensor(tmp_path: Path) -> None:
    """A gyroscope's own file holds time,x,y,z."""
    said = refused(tmp_path, table("time,x,y,z", held().time_s, held().gyr))
    assert "no acceleration at all" in said


def test_seconds_named_milliseconds_are_no_hundred_thousand_samples(tmp_path: Path) -> None:
    content = table("time_ms,ax,ay,az", held().time_s, held().acc)
    assert "if its times are in ms, as their name says" in refused(tmp_path, content)
    assert is_held(written(tmp_path, content), Told(time_unit="s"))


def test_milliseconds_named_seconds_are_not_slow(tmp_path: Path) -> None:
    content = table("time_s,ax,ay,az", 1000.0 * held().time_s, held().acc)
    assert "--time-unit ms" in refused(tmp_path, content)
    assert is_held(written(tmp_path, content), Told(time_unit="ms"))


def test_lines_that_a_failing_card_left_empty_are_no_end_of_the_text(tmp_path: Path) -> None:
    lines = table(STATED, held().time_s, held().acc).split("\n")
    lines[300] = "\0" * 40
    lines[500] = lines[500][:7] + "\0" * 64 + lines[501][5:]
    path = written(tmp_path, "\n".join(lines))
    assert is_timed(path)


def test_a_table_that_begins_anew_is_not_called_two_sensors(tmp_path: Path) -> None:
    once = table("time,ax,ay,az", held().time_s, held().acc)
    said = refused(tmp_path, once + once)
    assert "2 tables one below the other" in said
    assert "2 sensors" not in said


@pytest.mark.parametrize("name", ["Ускорение", "Przyspieszenie", "Akselerasjon", "가속도"])
def test_an_acceleration_is_known_in_more_tongues(tmp_path: Path, name: str) -> None:
    names = ";".join(["t", *(f"{name} {axis}" for axis in "XYZ")])
    path = written(tmp_path, table(names, held().time_s, held().acc, separator=";"))
    assert is_held(path)


def test_a_tongue_that_is_not_known_is_no_lack_of_an_acceleration(tmp_path: Path) -> None:
    names = "Zaman;İvme X;İvme Y;İvme Z"
    said = refused(tmp_path, table(names, held().time_s, held().acc, separator=";"))
    assert "holds no acceleration that a name tells (its columns are: Zaman, İvme X" in said
