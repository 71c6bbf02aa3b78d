"""Columns without names that hold the length of an acceleration."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.records.formats.lengths import lengths_in
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2
from tests.records.held import held, is_held, is_timed, table, written

T, A, W = held().time_s, held().acc, held().gyr
L, V = (np.linalg.norm(each, axis=1) for each in (A, W))
ORDERS = {
    "behind": (T, A, L, W), "before": (T, L, A, W), "last": (T, A, W, L), "alone": (T, A, L),
    "both": (T, A, L, W, V), "warm": (T, A, L, W, held().heat),
}  # fmt: skip


@pytest.mark.parametrize("order", list(ORDERS))
def test_a_length_is_no_second_sensor(tmp_path: Path, order: str) -> None:
    path = written(tmp_path, table("", *ORDERS[order]))
    assert is_held(path)
    assert is_timed(path)
    gyr = open_recording(path).block.gyr_rad_s
    assert (gyr is None) == (order == "alone")
    assert gyr is None or np.allclose(gyr, W, atol=1e-4)


@pytest.mark.parametrize("turn", [1.0, 180.0 / np.pi])
def test_a_length_in_g_with_few_digits_is_one(tmp_path: Path, turn: float) -> None:
    acc = (A / GRAVITY_M_S2).round(3)
    length = np.linalg.norm(A / GRAVITY_M_S2, axis=1).round(3)
    path = written(tmp_path, table("", T, acc, length, W * turn))
    block = open_recording(path).block
    assert np.allclose(block.acc_m_s2, acc * GRAVITY_M_S2, atol=1e-4)
    assert block.gyr_rad_s is not None
    assert np.allclose(block.gyr_rad_s, W, atol=1e-3)


def test_what_hangs_alike_is_no_length() -> None:
    rng = np.random.default_rng(1)
    flat = np.array([0.0, 0.0, 9.8])
    two = np.column_stack([flat + rng.normal(0, 0.03, (900, 3)) for _ in range(2)])
    assert not lengths_in(two, range(6))
