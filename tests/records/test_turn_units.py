"""The unit of a rate of turn: from names, from what is possible, from the turning of gravity."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.formats.units import TurnUnit, gyr_unit, possible_units, unit_at_rest
from balance.records.header import NO_PLACEMENT
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2, FloatArray, SampleBlock
from balance.simulate.session import draw_session

IN = {"rad/s": 1.0, "deg/s": 180.0 / np.pi, "mdeg/s": 180e3 / np.pi}
_RNG = np.random.default_rng(9)


def session(seed: int, placement: str = "thigh") -> SampleBlock:
    return draw_session(seed, placement=placement, holds=1).block  # type: ignore[arg-type]


def after_rest(block: SampleBlock, rest_s: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Put time on a table before it; give times, acceleration and rate of turn in rad/s."""
    n = round(rest_s * 100.0)
    assert block.gyr_rad_s is not None
    lying = np.array([0.1, 0.2, 9.8]) + _RNG.normal(0.0, 0.04, (n, 3))
    turn = np.radians(np.array([0.3, -0.2, 0.1]) + _RNG.normal(0.0, 0.05, (n, 3)))
    time_s = np.concatenate([np.arange(n) / 100.0, block.time_s - block.time_s[0] + rest_s + 0.5])
    return (
        time_s,
        np.concatenate([lying, block.acc_m_s2]),
        np.concatenate([turn, block.gyr_rad_s]),
    )


@pytest.mark.parametrize("unit", ["rad/s", "deg/s"])
@pytest.mark.parametrize("placement", ["thigh", "shank", "foot"])
@pytest.mark.parametrize("rest_s", [0.0, 20.0, 120.0])
def test_rest_has_no_say(unit: str, placement: str, rest_s: float) -> None:
    for seed in (1, 2):
        time_s, acc, gyr = after_rest(session(seed, placement), rest_s)
        assert gyr_unit(time_s, acc, gyr * IN[unit]) == TurnUnit(unit, told=True)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thousandths_are_told_or_left_out(seed: int) -> None:
    block = session(seed)
    assert block.gyr_rad_s is not None
    found = gyr_unit(block.time_s, block.acc_m_s2, block.gyr_rad_s * IN["mdeg/s"])
    assert found in (None, TurnUnit("mdeg/s", told=True))


def test_what_nobody_can_turn_at_is_not_the_unit() -> None:
    rows = np.tile([0.0, 59.0, -3.0], (200, 1))
    assert possible_units(rows) == ["deg/s", "mdeg/s"]
    assert possible_units(rows / 60.0) == ["rad/s", "deg/s", "mdeg/s"]
    broken = np.concatenate([rows] * 10)
    broken[3] = 1e5  # one row has no say
    assert possible_units(broken) == ["deg/s", "mdeg/s"]


@pytest.mark.parametrize(
    ("noise", "acc_is_in", "unit"),
    [(0.05, "m/s^2", "deg/s"), (0.05, "g", "deg/s"), (0.001, "m/s^2", "rad/s"),
     (0.001, "g", "rad/s"), (0.012, "m/s^2", "rad/s"), (0.012, "g", "deg/s")],
)  # fmt: skip
def test_at_rest_it_is_taken_for_granted_and_said(noise: float, acc_is_in: str, unit: str) -> None:
    gyr = np.array([0.3, -0.2, 0.1]) + _RNG.normal(0.0, noise, (400, 3))
    found = unit_at_rest(gyr, acc_is_in)
    assert found is not None
    assert (found.unit, found.told) == (unit, False)
    assert found.assumed.startswith("unit of the rate of turn not stated: read as ")


def table(time_s: FloatArray, acc: FloatArray, gyr: FloatArray, suffix: str = "") -> str:
    names = f"time_s,ax,ay,az,gx{suffix},gy{suffix},gz{suffix}"
    rows = np.column_stack([time_s, acc, gyr])
    return "\n".join([names, *(",".join(f"{cell:.4f}" for cell in row) for row in rows)]) + "\n"


@pytest.mark.parametrize("suffix", ["", "_dps"])
def test_a_file_that_lay_on_a_table_first_gives_its_hold(tmp_path: Path, suffix: str) -> None:
    time_s, acc, gyr = after_rest(session(1), 30.0)
    path = tmp_path / "t.csv"
    path.write_text(table(time_s, acc, gyr * IN["deg/s"], suffix))
    recording = open_recording(path)
    assert recording.header.extra["units"]["gyr"] == "deg/s"  # type: ignore[index]
    assert recording.header.assumed == (NO_PLACEMENT,)
    assert recording.block.gyr_rad_s is not None
    np.testing.assert_allclose(recording.block.gyr_rad_s, gyr, atol=1e-5)


def test_what_nothing_tells_is_named_in_the_result(tmp_path: Path) -> None:
    n = 1000
    acc = np.array([0.1, 0.2, 9.8]) + _RNG.normal(0.0, 0.04, (n, 3))
    gyr = _RNG.normal(0.0, 0.05, (n, 3))
    path = tmp_path / "t.csv"
    path.write_text(table(np.arange(n) / 100.0, acc / GRAVITY_M_S2, gyr))
    recording = open_recording(path)
    said = "unit of the rate of turn not stated: read as degrees a second"
    assert recording.header.assumed == (NO_PLACEMENT, said)
    analysis = analyze(recording)
    assert analysis.status == "attention"
    assert said in analysis.reasons
