"""In which scale an acceleration is: gravity decides, and what it can't tell is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from held import held, is_held, table, written

from balance.records.errors import RecordingError
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2, FloatArray

G = GRAVITY_M_S2


def file_of(folder: Path, acc: FloatArray, names: str = "ax,ay,az", before: str = "") -> Path:
    return written(folder, before + table(f"time_s,{names}", held().time_s, acc))


def counts(per_g: float) -> FloatArray:
    return np.asarray(np.round(held().acc / G * per_g))


def units(path: Path) -> tuple[str, str]:
    """Give the unit that was read, and what is said of it."""
    header = open_recording(path).header
    said = [each for each in header.assumed if "acceleration" in each]
    return header.extra["units"]["acc"], " ".join(said)


@pytest.mark.parametrize("per_g", [256, 512, 1024, 2048, 4096, 8192, 16384])
def test_counts_without_a_unit(tmp_path: Path, per_g: int) -> None:
    unit, said = units(file_of(tmp_path, counts(per_g)))
    assert unit == f"raw, {per_g} to 1 g"
    assert ("not stated" in said) == (per_g == 1024)


def test_what_gravity_can_t_tell_is_said(tmp_path: Path) -> None:
    assert units(file_of(tmp_path, counts(1000.0)))[0] == "mg"
    assert "1024 to 1 g" in units(file_of(tmp_path, counts(1000.0)))[1]


@pytest.mark.parametrize(
    "names",
    [
        "ax_raw,ay_raw,az_raw",
        "ax (LSB),ay (LSB),az (LSB)",
        "acc x counts,acc y counts,acc z counts",
    ],
)
def test_names_that_say_counts(tmp_path: Path, names: str) -> None:
    assert units(file_of(tmp_path, counts(1024), names)) == ("raw, 1024 to 1 g", "")


@pytest.mark.parametrize("per_g", [64.0, 341.0, 1000.0, 5460.0])
@pytest.mark.parametrize(
    "said", ["sensitivity: {} LSB/g", "scale {} counts per g", "{} LSB to 1 g"]
)
def test_counts_of_a_size_that_is_stated(tmp_path: Path, per_g: float, said: str) -> None:
    path = file_of(tmp_path, counts(per_g), before=f"# {said.format(f'{per_g:g}')}\n")
    assert units(path) == (f"raw, {per_g:g} to 1 g", "")
    assert np.allclose(open_recording(path).block.acc_m_s2, held().acc, atol=0.1)


@pytest.mark.parametrize(
    ("unit", "size"),
    [("cm/s^2", 0.01), ("Gal", 0.01), ("mm/s^2", 0.001), ("ft/s^2", 0.3048), ("µg", G / 1e6)],
)
def test_units_that_are_stated(tmp_path: Path, unit: str, size: float) -> None:
    names = ",".join(f"a{axis} ({unit})" for axis in "xyz")
    assert is_held(file_of(tmp_path, held().acc / size, names))


def test_a_stated_unit_that_is_off_by_a_clean_factor(tmp_path: Path) -> None:
    for factor in (0.5, 2.0):
        path = file_of(tmp_path, held().acc / G * factor, "ax_g,ay_g,az_g")
        with pytest.raises(RecordingError, match="correct the unit"):
            open_recording(path)
    unit, said = units(file_of(tmp_path, counts(1024), "ax_g,ay_g,az_g"))
    assert unit == "raw, 1024 to 1 g"
    assert "said to be in g" in said


@pytest.mark.parametrize("names", ["ax,ay,az", "ax_g,ay_g,az_g", "ax_m_s2,ay_m_s2,az_m_s2"])
@pytest.mark.parametrize("scale", [1.0, 1.0 / G, 1000.0 / G, 16384.0 / G, 20.0])
def test_without_gravity(tmp_path: Path, names: str, scale: float) -> None:
    moved = held().acc - np.median(held().acc, axis=0)
    moved -= moved.mean(axis=0)
    with pytest.raises(RecordingError, match="gravity was taken away"):
        open_recording(file_of(tmp_path, moved * scale, names))
