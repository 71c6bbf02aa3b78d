"""Without names, what turns as gravity does is the rate of turn, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.open_any import open_recording
from balance.samples import FloatArray
from tests.records.held import held, is_timed, table, written

_RNG = np.random.default_rng(4)


def fixed_in_the_room(start: list[float]) -> FloatArray:
    """Give what is fixed in the room as the sensor feels it, which turns against it."""
    felt = np.empty_like(held().gyr)
    now, steps_s = np.array(start), np.diff(held().time_s, append=held().time_s[-1])
    size = float(np.linalg.norm(now))
    for i, (turn, step_s) in enumerate(zip(held().gyr, steps_s, strict=True)):
        felt[i] = now
        now = now + np.cross(now, turn) * step_s
        now *= size / np.linalg.norm(now)
    felt += _RNG.normal(0.0, 0.002 * size, felt.shape)
    return felt


def other(what: str) -> FloatArray:
    acc, gyr = held().acc, held().gyr
    if what == "linear":
        felt: FloatArray = acc - fixed_in_the_room(acc[:50].mean(axis=0).tolist())
        return felt
    if what == "angles":
        flat = np.hypot(acc[:, 0], acc[:, 2])
        yaw = np.cumsum(gyr[:, 1]) * 0.01
        turned = np.column_stack([np.arctan2(acc[:, 2], flat), acc[:, 0] / 9.8, yaw])
        return np.asarray(np.degrees(turned), dtype=np.float64)
    return fixed_in_the_room([320.0, -180.0, 250.0] if what == "mG" else [20.0, -45.0, 5.0])


@pytest.mark.parametrize("what", ["mG", "uT", "linear", "angles"])
@pytest.mark.parametrize("scale", [1.0, 180.0 / np.pi])
def test_what_stands_between_is_passed_over(tmp_path: Path, what: str, scale: float) -> None:
    one = held()
    path = written(tmp_path, table("", one.time_s, one.acc, other(what), scale * one.gyr))
    found = open_recording(path).block
    assert np.allclose(found.acc_m_s2, one.acc, atol=1e-3)
    assert found.gyr_rad_s is not None
    assert np.allclose(found.gyr_rad_s, one.gyr, atol=1e-3)
    assert is_timed(path)


@pytest.mark.parametrize("what", ["mG", "uT", "linear", "angles"])
def test_where_nothing_turns_there_is_no_rate_of_turn_and_it_is_said(
    tmp_path: Path, what: str
) -> None:
    path = written(tmp_path, table("", held().time_s, held().acc, other(what)))
    found = open_recording(path)
    assert found.block.gyr_rad_s is None
    analysis = analyze(found, conditions=held().conditions)
    assert analysis.status == "attention"
    assert "gyroscope left out: no three columns turn as gravity does" in analysis.reasons
