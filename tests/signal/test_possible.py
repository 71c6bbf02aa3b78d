"""Readings that can't be: absurd cells, lone zeros, spikes of one sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import Analysis, analyze
from balance.records.open_any import open_recording
from balance.samples import CANT_BE, FloatArray, Inlet, SampleBlock
from balance.signal.possible import Possible
from tests.records.held import held, is_timed, table, written

NAMES = "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s"


def broken(kind: str) -> tuple[FloatArray, FloatArray]:
    acc, gyr = held().acc.copy(), held().gyr.copy()
    middle = round(np.mean(held().span_s) * 100.0)
    what, _, number = kind.partition(" ")
    if what == "cell":
        acc[middle, 1] = float(number)
    if what == "turn":
        gyr[middle, 1] = float(number)
    if what == "rows":
        acc[middle : middle + 6] = float(number)
    if what == "zeros":
        acc[:: int(number)] = gyr[:: int(number)] = 0.0
    return acc, gyr


def read(path: Path, kind: str) -> Analysis:
    acc, gyr = broken(kind)
    written(path.parent, table(NAMES, held().time_s, acc, gyr), path.name)
    assert is_timed(path)
    return analyze(open_recording(path), conditions=held().conditions)


@pytest.mark.parametrize(
    "kind",
    [
        *(f"cell {number}" for number in (-9999, 300, 1000, 160)),
        *(f"rows {number}" for number in (-999, 999.99, 32767)),
        *("zeros 10", "zeros 200", "turn -9999"),
    ],
)
def test_what_no_sensor_reads_is_lost_and_no_end(tmp_path: Path, kind: str) -> None:
    found = read(tmp_path / "a.csv", kind)
    cause = CANT_BE.removeprefix("rows ")
    assert any(cause in reason for reason in found.reasons)
    if kind == "zeros 10":
        assert found.status == "attention"


def test_an_impact_of_24_g_stays() -> None:
    acc = np.tile([0.0, 9.8, 0.0], (9, 1))
    acc[4] = [-157.0, 235.0, 40.0]
    inlet = Inlet()
    assert len(inlet.push(np.arange(9) / 100.0, acc)) == 9
    assert not inlet.cant_be


def test_a_landing_of_one_sample_stays_and_a_spike_goes() -> None:
    acc = np.tile([0.0, 9.8, 0.0], (9, 1))
    acc[2, 1], acc[6, 1] = 105.0, -135.0
    given = Possible().push(SampleBlock(np.arange(9) / 100.0, acc))
    assert given.acc_m_s2[:, 1].tolist() == [9.8, 9.8, 105.0, 9.8, 9.8, 9.8, 9.8, 9.8]


@pytest.mark.parametrize("rows", [1, 2, 7, 60])
@pytest.mark.parametrize("kind", ["cell 240", "zeros 10", "zeros 200"])
def test_any_cut_gives_the_same(kind: str, rows: int) -> None:
    acc = broken(kind)[0]
    acc[-3:] = 0.0
    acc[101:109], acc[300:312] = 0.0, 0.0  # 0.09 s, and 0.11 s, which `Living` judges
    block = SampleBlock(held().time_s, acc)
    whole, parts = Possible(), Possible()
    given = [*whole.push(block).time_s, *whole.finish().time_s]
    pieces = [parts.push(block[i : i + rows]) for i in range(0, len(block), rows)]
    assert [t for piece in (*pieces, parts.finish()) for t in piece.time_s] == given
    assert parts.losses == whole.losses
    assert len(given) + whole.losses.count == len(block)
    assert set(block.time_s[301:311]) <= set(given)
    assert not set(block.time_s[101:109]) & set(given)
