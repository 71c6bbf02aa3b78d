"""A rate of turn that belongs to its acceleration, and what of others is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.header import Header
from balance.records.open_any import open_recording
from balance.records.recording import Recording
from balance.samples import FloatArray, SampleBlock
from balance.signal.agreement import Agreement
from balance.signal.placement import Placement
from balance.signal.readings import OTHER_AXES
from balance.simulate.session import draw_session
from tests.records.held import held

SHARED = Path(__file__).resolve().parents[3] / "shared"
_AXES = np.eye(3)
_DEG = 180.0 / np.pi

AXES: dict[str, FloatArray] = {
    "x turned": np.diag([-1.0, 1.0, 1.0]),
    "y turned": np.diag([1.0, -1.0, 1.0]),
    "z turned": np.diag([1.0, 1.0, -1.0]),
    "x and y turned": np.diag([-1.0, -1.0, 1.0]),
    "x and y swapped": _AXES[[1, 0, 2]],
    "y and z swapped": _AXES[[0, 2, 1]],
    "x and z swapped": _AXES[[2, 1, 0]],
    "one on": _AXES[[1, 2, 0]],
    "left-handed": -_AXES,
    "swapped and turned": np.diag([1.0, -1.0, 1.0])[[1, 0, 2]],
}
SCALES: dict[str, tuple[float, str]] = {
    "radians read as degrees": (1.0 / _DEG, "57 times too small for how gravity turns: it is read"),
    "degrees read as radians": (_DEG, "57 times too large for how gravity turns: it is read"),
    "of 2000 deg/s read as of 250": (0.125, "8 times too small for how gravity turns: its unit"),
    "of 250 deg/s read as of 2000": (8.0, "8 times too large for how gravity turns: its unit"),
    "degrees read as thousandths of them": (0.001, "about 1000 times too small for how gravity"),
    "turns a minute read as degrees": (1.0 / 6.0, "6 times too small for how gravity turns"),
}


def seen(block: SampleBlock, rows: int | None = None) -> tuple[str, ...]:
    agreement = Agreement()
    for first in range(0, len(block), rows or len(block)):
        agreement.push(block[first : first + (rows or len(block))])
    return agreement.reasons


def read_with(block: SampleBlock, acc: FloatArray, gyr: FloatArray) -> SampleBlock:
    assert block.gyr_rad_s is not None
    return SampleBlock(block.time_s, block.acc_m_s2 @ acc.T, block.gyr_rad_s @ gyr.T)


@pytest.fixture(scope="module")
def moved() -> SampleBlock:
    """Somebody who lifts a leg with a sensor on its thigh four times."""
    return draw_session(2, placement="thigh", holds=4, hold_range_s=(3.0, 6.0)).block


@pytest.mark.parametrize("what", AXES)
def test_axes_that_do_not_belong_together_are_told(moved: SampleBlock, what: str) -> None:
    assert seen(moved) == ()
    assert seen(read_with(moved, _AXES, AXES[what])) == (OTHER_AXES,)
    if what != "left-handed":  # an acceleration of the other sign is as good as any
        assert seen(read_with(moved, AXES[what], _AXES)) == (OTHER_AXES,)


@pytest.mark.parametrize("what", AXES)
def test_both_sensors_turned_alike_are_in_order(moved: SampleBlock, what: str) -> None:
    handed = np.linalg.det(AXES[what])  # a rate of turn is an axial vector
    assert seen(read_with(moved, AXES[what], handed * AXES[what])) == ()


@pytest.mark.parametrize("what", SCALES)
def test_another_unit_is_told(moved: SampleBlock, what: str) -> None:
    factor, words = SCALES[what]
    (reason,) = seen(read_with(moved, _AXES, factor * _AXES))
    assert words in reason


def test_both_are_told_where_both_are_wrong(moved: SampleBlock) -> None:
    axes, unit = seen(read_with(moved, _AXES, _DEG * AXES["x and y swapped"]))
    assert axes == OTHER_AXES
    assert "seems to be in degrees a second" in unit


@pytest.mark.parametrize("rows", [1, 7, 20, 333])
def test_any_cut_gives_the_same(moved: SampleBlock, rows: int) -> None:
    wrong = read_with(moved, _AXES, _DEG * AXES["left-handed"])
    assert wrong.gyr_rad_s is not None
    kept = np.arange(len(wrong)) % 900 > 40
    holes = SampleBlock(wrong.time_s[kept], wrong.acc_m_s2[kept], wrong.gyr_rad_s[kept])
    for block in (wrong, holes):
        assert seen(block, rows) == seen(block) != ()


def test_what_once_was_wrong_is_outvoted_by_what_agrees(moved: SampleBlock) -> None:
    """A sensor that slipped in its case for a minute, in an hour."""
    assert moved.gyr_rad_s is not None
    minutes = 12
    acc, gyr = (np.tile(each, (minutes, 1)) for each in (moved.acc_m_s2, moved.gyr_rad_s))
    time_s = np.arange(len(acc)) / 100.0
    wrong = gyr.copy()
    wrong[: len(moved) * 4] *= -1.0
    assert seen(SampleBlock(time_s, acc, wrong)) == ()
    assert seen(SampleBlock(time_s, acc, -gyr)) == (OTHER_AXES,)


@pytest.mark.parametrize("placement", ["lower_back", "chest", "thigh", "shank", "foot"])
@pytest.mark.parametrize("sensor", ["imu50", "phone60", "imu200_noisy", "jittered", "gappy"])
def test_who_stands_on_one_leg_is_believed(placement: Placement, sensor: str) -> None:
    made = draw_session(1, placement=placement, sensor=sensor, holds=1, family="outside")
    assert seen(made.block) == ()


def test_a_trunk_that_hardly_tilts_tells_of_the_worst() -> None:
    block = draw_session(2, placement="lower_back", holds=3, hold_range_s=(4.0, 9.0)).block
    assert seen(block) == ()
    assert seen(read_with(block, _AXES, -_AXES)) == (OTHER_AXES,)
    (unit,) = seen(read_with(block, _AXES, _DEG * _AXES))
    assert "seems to be in degrees a second" in unit


NOTHING_TO_TELL = {
    "no gyroscope": lambda block: SampleBlock(block.time_s, block.acc_m_s2),
    "a dead gyroscope": lambda block: read_with(block, _AXES, 0.0 * _AXES),
    "at rest": lambda block: SampleBlock(
        block.time_s, block.acc_m_s2[:1] + 0.0 * block.acc_m_s2, block.gyr_rad_s
    ),
    "the sign of an iPhone": lambda block: read_with(block, -_AXES, _AXES),
    "a gyroscope that drifts": lambda block: SampleBlock(
        block.time_s, block.acc_m_s2, block.gyr_rad_s + 0.001 * block.time_s[:, np.newaxis]
    ),
    "a zero rate of three degrees a second": lambda block: SampleBlock(
        block.time_s, block.acc_m_s2, block.gyr_rad_s + 0.05
    ),
    "a gain that is a fifth off": lambda block: read_with(block, _AXES, 1.2 * _AXES),
    "a gyroscope that is late by 40 ms": lambda block: SampleBlock(
        block.time_s[4:], block.acc_m_s2[4:], block.gyr_rad_s[:-4]
    ),
    "gravity reads 8 % too much": lambda block: read_with(block, 1.08 * _AXES, _AXES),
}


@pytest.mark.parametrize("what", NOTHING_TO_TELL)
def test_what_is_no_disagreement(moved: SampleBlock, what: str) -> None:
    assert seen(NOTHING_TO_TELL[what](moved)) == ()


@pytest.mark.parametrize("what", ["a zero rate of three degrees a second",
                                  "gravity reads 8 % too much"])  # fmt: skip
def test_what_is_no_disagreement_hides_none(moved: SampleBlock, what: str) -> None:
    wrong = read_with(moved, _AXES, AXES["y and z swapped"])
    assert seen(NOTHING_TO_TELL[what](wrong)) == (OTHER_AXES,)


def test_it_stands_in_the_result(tmp_path: Path) -> None:
    block = SampleBlock(held().time_s, held().acc, held().gyr * np.array([1.0, -1.0, 1.0]))
    found = analyze(Recording(tmp_path / "a.csv", Header(placement="thigh"), block))
    assert (found.status, found.reasons) == ("attention", (OTHER_AXES,))


REAL = [
    "data/st-yoga/Standing_Still_2.csv",
    *(f"people/one-leg-kinematics/{name}.csv.gz"
      for name in ("49_18_foot", "49_20_chest", "right_hip_lower_back")),
]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_ones_are_believed_and_wrong_ones_are_not(name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"../shared/{name} is not here")
    block = open_recording(SHARED / name).block
    assert seen(block) == ()
    assert seen(read_with(block, _AXES, -_AXES)) == (OTHER_AXES,)
    (unit,) = seen(read_with(block, _AXES, _DEG * _AXES))
    assert "seems to be in degrees a second" in unit
