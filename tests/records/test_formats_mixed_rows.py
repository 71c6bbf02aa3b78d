"""Rows of several sensors in one table, under names that do not say so, or irregularly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats.told import Told
from balance.records.open_any import open_recording
from tests.records.held import held, is_held, written

N = len(held().time_s)


def row(i: int, who: str | None, *, mine: bool, late_s: float = 0.0) -> str:
    acc = held().acc[i] if mine else held().still[i]
    said = [f"{held().time_s[i] + late_s:.4f}", *(f"{value:.4f}" for value in acc)]
    return ",".join(said if who is None else [*said, who])


def turns(whose: tuple[str, str] | None) -> list[str]:
    names = whose or (None, None)
    each = ((i, k) for i in range(N) for k in (0, 1))
    return [row(i, names[k], mine=k == 1, late_s=0.005 * k) for i, k in each]


def lines(rows: Sequence[str], name: str = "") -> str:
    return "\n".join([f"time_s,ax,ay,az{name}", *rows]) + "\n"


@pytest.mark.parametrize("name", ["Nr", "Gerät", "hand", "leg", "foot", "board", "q", "A"])
@pytest.mark.parametrize("lost", [False, True])
def test_a_column_of_numbers_of_any_name_says_whose_rows_they_are(
    tmp_path: Path, name: str, lost: bool
) -> None:
    rows = turns(("1", "2"))
    if lost:
        del rows[1400:1403:2], rows[600]  # of the still one
    path = written(tmp_path, lines(rows, f",{name}"))
    with pytest.raises(SeveralSensorsError, match="only '2' moves"):
        open_recording(path)
    assert is_held(path, Told(sensor="2"))


@pytest.mark.parametrize("name", ["Nr", "flag", "touch"])
def test_numbers_that_alternate_without_a_jump_are_no_device(tmp_path: Path, name: str) -> None:
    rows = [row(i, str(i % 2), mine=True) for i in range(N)]
    assert is_held(written(tmp_path, lines(rows, f",{name}")))


@pytest.mark.parametrize("lost", [[501], [1400, 1409], [2000], [4000]])
def test_a_turn_that_slips_is_refused(tmp_path: Path, lost: list[int]) -> None:
    rows = [line for i, line in enumerate(turns(None)) if i not in lost]
    for told in (Told(), Told(sensor="second")):
        with pytest.raises(RecordingError, match="mixed") as caught:
            open_recording(written(tmp_path, lines(rows)), told)
        assert not isinstance(caught.value, SeveralSensorsError)


@pytest.mark.parametrize("name", ["device", "sensor_id", "Node"])
@pytest.mark.parametrize("whose", [("1", "2"), ("left", "right"), ("A1:F0", "A1:F1")])
@pytest.mark.parametrize("foreign", [[N // 2 + 1], [40, 700, 701, 1503, 1999], range(1200, 1209)])
def test_a_few_rows_of_another_device_are_left_out(
    tmp_path: Path, name: str, whose: tuple[str, str], foreign: Sequence[int]
) -> None:
    rows = [row(i, whose[0], mine=True) for i in range(N)]
    for i in sorted(foreign, reverse=True):
        rows.insert(i, row(i, whose[1], mine=False, late_s=-0.005))
    path = written(tmp_path, lines(rows, f",{name}"))
    assert is_held(path)
    count = f"{len(foreign)} row{'s' if len(foreign) > 1 else ''}"
    assert open_recording(path).faults == (f"{count} of another sensor left out ('{whose[1]}')",)


@pytest.mark.parametrize("every", [200, 50, 5])
def test_more_than_a_few_rows_of_another_device_are_told(tmp_path: Path, every: int) -> None:
    rows = []
    for i in range(N):
        rows.append(row(i, "1", mine=True))
        if i % every == every - 1:
            rows.append(row(i, "2", mine=False, late_s=0.005))
    path = written(tmp_path, lines(rows, ",device"))
    with pytest.raises(SeveralSensorsError):
        open_recording(path)
    assert is_held(path, Told(sensor="1"))


@pytest.mark.parametrize("name", ["", ",q"])
def test_a_reading_too_large_to_square_is_left_to_be_dropped(tmp_path: Path, name: str) -> None:
    rows = [row(i, str(i % 2) if name else None, mine=True) for i in range(N)]
    rows[3] = rows[3].replace(",", ",1.4e154,", 1).replace(rows[3].split(",")[1] + ",", "", 1)
    assert len(open_recording(written(tmp_path, lines(rows, name))).block) == N - 1


def irregular(how: str) -> list[bool]:
    """Say for each row whether it is the moving one's."""
    if how == "blocks":
        return [i // 10 % 2 == 0 for i in range(2 * N)]
    share = {"random": 0.5, "often": 0.2, "seldom": 0.01}[how]
    return [bool(mine) for mine in np.random.default_rng(4).random(2 * N) >= share]


@pytest.mark.parametrize("how", ["blocks", "random", "often", "seldom"])
def test_rows_that_jump_to_and_fro_are_told(tmp_path: Path, how: str) -> None:
    whose = irregular(how)
    rows = [row(i // 2, None, mine=mine, late_s=0.005 * (i % 2)) for i, mine in enumerate(whose)]
    with pytest.raises(RecordingError, match="several sensors, mixed"):
        open_recording(written(tmp_path, lines(rows)))
