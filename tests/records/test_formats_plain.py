"""Tables whose rows look like lines of a log, or of a monitor with its time in front."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from held import held, is_held, written

from balance.records.formats.logged import unlogged
from balance.records.formats.plain import is_plain_table
from balance.records.formats.stamped import unstamped
from balance.records.open_any import open_recording

BEGAN = datetime(2024, 5, 4, 10, 15)
GYR_FIRST = ("gyr_x_rad_s", "gyr_y_rad_s", "gyr_z_rad_s", "acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2")


def clocks() -> list[str]:
    at = (BEGAN + timedelta(seconds=t) for t in np.round(held().time_s, 3).tolist())
    return [f"{each:%H:%M:%S.%f}"[:-3] for each in at]


def rows(separator: str, *columns: Sequence[object], decimal: str = ".") -> list[str]:
    cells = ([_cell(value, decimal) for value in row] for row in zip(*columns, strict=True))
    return [separator.join(row) for row in cells]


def _cell(value: object, decimal: str) -> str:
    return f"{value:.5f}".replace(".", decimal) if isinstance(value, float) else str(value)


@pytest.mark.parametrize("separator", [", ", " ", "; ", " | "])
@pytest.mark.parametrize("named", [True, False])
def test_a_minus_behind_a_blank_is_no_dash_of_a_log(
    tmp_path: Path, separator: str, named: bool
) -> None:
    lines = rows(separator, clocks(), *held().gyr.T.tolist(), *held().acc.T.tolist())
    names = [separator.join(("time", *GYR_FIRST))] if named else []
    path = written(tmp_path, "\n".join([*names, *lines]))
    assert is_held(path)
    if named:
        gyr = open_recording(path).block.gyr_rad_s
        assert gyr is not None
        assert np.allclose(gyr, held().gyr, atol=1e-5)


@pytest.mark.parametrize("kinds", ["acc gyr", "acc"])
@pytest.mark.parametrize("named", [True, False])
def test_a_decimal_comma_parts_no_columns_behind_a_blank(
    tmp_path: Path, kinds: str, named: bool
) -> None:
    columns = [*held().acc.T.tolist(), *(held().gyr.T.tolist() if "gyr" in kinds else [])]
    lines = rows(" ", clocks(), *columns, decimal=",")
    names = " ".join(("time", *GYR_FIRST[3:], *(GYR_FIRST[:3] if "gyr" in kinds else [])))
    assert is_held(written(tmp_path, "\n".join([*([names] if named else []), *lines])))


@pytest.mark.parametrize("separator", [",", ";", "\t", " | ", " ", ", "])
@pytest.mark.parametrize("word", ["a", "DATA", "INFO", "standing:", "walk_2"])
def test_a_column_of_words_ends_no_head_of_a_log(tmp_path: Path, separator: str, word: str) -> None:
    n = len(held().acc)
    lines = rows(separator, clocks(), [87] * n, *held().acc.T.tolist(), [word] * n,
                 *held().gyr.T.tolist())  # fmt: skip
    names = ("time", "battery", *GYR_FIRST[3:], "label", *GYR_FIRST[:3])
    path = written(tmp_path, "\n".join([separator.join(names), *lines]))
    assert is_held(path)
    gyr = open_recording(path).block.gyr_rad_s
    assert gyr is not None
    assert np.allclose(gyr, held().gyr, atol=1e-5)


@pytest.mark.parametrize(
    "row", ["10:15:00.000, a, 0.1, -0.2, 0.3, 0.4", "10:15:00.000 a 0.1 -0.2 0.3 0.4"]
)
def test_a_log_takes_no_sign_of_a_number(row: str) -> None:
    assert unlogged(f"{row}\n" * 3) == f"{row}\n" * 3


@pytest.mark.parametrize("row", ["10:15:00.000 0,5 -0,25 9,75 a", "10:15:00.000 1,5 2,5"])
def test_a_monitor_parts_no_number(row: str) -> None:
    assert unstamped(f"{row}\n" * 3) == f"{row}\n" * 3


@pytest.mark.parametrize(
    ("row", "made"),
    [
        ("10:15:00.000 0.1, 19, 9.8", "10:15:00.000,0.1, 19, 9.8"),
        ("10:15:00.000 0,1\t19\t9,8", "10:15:00.000\t0,1\t19\t9,8"),
        ("10:15:00.000 1,2", "10:15:00.000,1,2"),
        ("10:15:00.000 1,,2", "10:15:00.000,1,,2"),
    ],
)
def test_a_monitor_s_blank_before_a_row_parts_its_time(row: str, made: str) -> None:
    assert unstamped(f"{row}\n" * 3) == f"{made}\n" * 3


@pytest.mark.parametrize(
    "text",
    [
        "ax,ay,az\n10:15:00.123 -> 0.1,0.2,9.8\n",
        "ax,ay,az\n10:15:00.123 0.1,0.2,9.8\n",
        "ax\tay\taz\n10:15:00.123 0.1\t0.2\t9.8\n",
        "ax | ay | az\n10:15:00.123 | 0.1 | 0.2 | 9.8\n",
        "[10:15:00.123][INFO] ax,ay,az\n[10:15:00.223][INFO] 0.1,0.2,9.8\n",
        "05-04 10:15:00.123  1234  1250 D IMU     : 0.1 0.2 9.8\n",
        "ax:0.1 ay:0.2 az:9.8\n",
        "AcX = 123 | AcY = -45 | AcZ = 16384\n",
    ],
)
def test_what_has_more_in_its_lines_is_no_plain_table(text: str) -> None:
    assert not is_plain_table(text)


def test_a_text_without_rows_is_no_plain_table() -> None:
    assert not is_plain_table("")
    assert not is_plain_table("time,ax,ay,az\n")
