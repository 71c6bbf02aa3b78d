"""Names of a rate of turn and an acceleration in more languages, and the minus sign of print."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.records.open_any import open_recording
from tests.records.held import held, is_held, table, written

PAIRS = [
    ("Accélération {}", "Vitesse angulaire {}"),
    ("Aceleración {}", "Velocidad angular {}"),
    ("Accelerazione {}", "Velocità angolare {}"),
    ("aceleração {}", "velocidade angular {}"),
    ("acc {}", "hoeksnelheid {}"),
    ("加速度{}", "角速度{}"),
    ("加速度{}(m/s²)", "角速度{}(rad/s)"),
]


@pytest.mark.parametrize(("acc", "gyr"), PAIRS)
def test_names(tmp_path: Path, acc: str, gyr: str) -> None:
    one = held()
    names = ",".join(["time_s", *(name.format(axis) for name in (gyr, acc) for axis in "xyz")])
    path = written(tmp_path, table(names, one.time_s, one.gyr, one.acc))
    assert is_held(path)
    found = open_recording(path).block.gyr_rad_s
    assert found is not None
    assert np.allclose(found, one.gyr, atol=1e-3)


def test_a_minus_sign_of_print(tmp_path: Path) -> None:
    rows = table("time_s,ax,ay,az", held().time_s, held().acc).replace("-", "\u2212")
    assert is_held(written(tmp_path, rows))
