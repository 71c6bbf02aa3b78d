"""What two published programs give for a real person standing on two feet, and what we give.

The table of names and settings in docs/sway.md is this one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from balance.sway.measures import DirectionMeasures, SwayMeasures
from balance.sway.measuring import measure
from balance.sway.settings import RECORD_BINS, UNBIASED_50_HZ, SwaySettings

REFERENCE: Final = Path(__file__).resolve().parents[2] / ".." / "shared" / "reference"
SIGNAL: Final = REFERENCE / "standing_pocket.csv"

pytestmark = pytest.mark.skipif(not SIGNAL.is_file(), reason="the reference values are not here")

Read = Callable[[SwayMeasures], float | None]


def of(axis: str, name: str) -> Read:
    def read(measures: SwayMeasures) -> float | None:
        direction = getattr(measures, axis)
        assert isinstance(direction, DirectionMeasures)
        return direction.values()[name]

    return read


def ratio(name: str) -> Read:
    def read(measures: SwayMeasures) -> float | None:
        ap, ml = of("ap", name)(measures), of("ml", name)(measures)
        assert ap is not None
        assert ml is not None
        return ap / ml

    return read


def _hz(measures: SwayMeasures, axis: str) -> float:
    found = of(axis, "mean_power_hz")(measures)
    assert found is not None
    return found


MICROMOTION: Final[dict[str, Read]] = {
    "path_len": of("resultant", "path_m_s2"),
    "path_rate": of("resultant", "path_rate_m_s3"),
    "area95": lambda m: m.ellipse95_chi2_m2_s4,
    "confidence_ellipse_area_chi2": lambda m: m.ellipse95_chi2_m2_s4,
    "ml_range": of("ml", "range_m_s2"),
    "ap_range": of("ap", "range_m_s2"),
    "ml_sd": of("ml", "rms_m_s2"),
    "ap_sd": of("ap", "rms_m_s2"),
    "ap_ml_range_ratio": ratio("range_m_s2"),
    "ap_ml_sd_ratio": ratio("rms_m_s2"),
    "mf_ml": of("ml", "mean_power_hz"),
    "mf_ap": of("ap", "mean_power_hz"),
    "mf_mean": lambda m: 0.5 * (_hz(m, "ap") + _hz(m, "ml")),
    "n": lambda m: m.samples,
    "dur": lambda m: (m.samples - 1) / m.rate_hz,
    "fs_mean": lambda m: m.rate_hz,
}

_DIRECTED: Final = {
    "rms": "rms_m_s2",
    "mean_distance": "mean_distance_m_s2",
    "range": "range_m_s2",
    "mean_velocity": "path_rate_m_s3",
    "mean_frequency": "mean_frequency_hz",
    "total_power_Power_Spectrum_Density": "total_power_m2_s4",
    "power_frequency_50_Power_Spectrum_Density": "f50_hz",
    "power_frequency_95_Power_Spectrum_Density": "f95_hz",
    "centroid_frequency_Power_Spectrum_Density": "centroid_hz",
    "frequency_dispersion_Power_Spectrum_Density": "dispersion",
}
DESCRIPTORS: Final[dict[str, Read]] = {
    f"{theirs}_{axis.upper()}": of(axis, ours)
    for theirs, ours in _DIRECTED.items()
    for axis in ("ap", "ml")
} | {
    "rms_Radius": of("resultant", "rms_m_s2"),
    "planar_deviation_ML_AND_AP": of("resultant", "rms_m_s2"),
    "mean_distance_Radius": of("resultant", "mean_distance_m_s2"),
    "range_ratio_ML_AND_AP": lambda m: 1.0 / (ratio("range_m_s2")(m) or 0.0),
    "range_ML_AND_AP": of("resultant", "range_m_s2"),
    "mean_velocity_ML_AND_AP": of("resultant", "path_rate_m_s3"),
    "mean_frequency_ML_AND_AP": of("resultant", "mean_frequency_hz"),
    "sway_area_per_second_ML_AND_AP": lambda m: m.area_per_s_m2_s5,
    "confidence_ellipse_area_ML_AND_AP": lambda m: m.ellipse95_f_m2_s4,
    "principal_sway_direction_ML_AND_AP": lambda m: m.principal_direction_deg,
    "LFS_ML_AND_AP": lambda m: m.resultant.path_m_s2 / m.ellipse95_f_m2_s4,
}


def case(program: str, settings: SwaySettings, names: dict[str, Read]) -> list[object]:
    return [
        pytest.param(program, settings, name, read, id=f"{program.split()[0]}: {name}")
        for name, read in names.items()
    ]


@pytest.mark.parametrize(
    ("program", "settings", "name", "read"),
    [
        *case("micromotion 1.15.0", UNBIASED_50_HZ, MICROMOTION),
        *case("code_descriptors_postural_control c66a0e4", RECORD_BINS, DESCRIPTORS),
    ],
)
def test_it_agrees(program: str, settings: SwaySettings, name: str, read: Read) -> None:
    table = np.loadtxt(SIGNAL, delimiter=",", skiprows=1)
    wanted = json.loads(SIGNAL.with_suffix(".json").read_text())[program][name]
    found = read(measure(table[:, 1], table[:, 2], 100.0, settings))
    assert found == pytest.approx(wanted, rel=1e-6)
