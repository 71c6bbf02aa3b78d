"""Heel raises of many simulated people: a seeded sample here, 500 sets in the soak."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np
import pytest

# Last, so that no script there hides a module of the tests.
sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

import raises

from balance.records.open_any import open_recording
from balance.simulate.raise_plan import RaiseLeg
from balance.simulate.raises import draw_raises

SHARED: Final = raises.ROOT.parent / "shared"
WITH_GYROSCOPE: Final = ("imu100", "imu50", "phone60", "jittered")


def outcomes(placement: str, seeds: range) -> list[raises.Outcome]:
    start = raises.PLACEMENTS.index(placement)  # type: ignore[arg-type]
    return [raises.shipped(seed) for seed in seeds if seed % 2 == start]


def share(right: list[bool]) -> float:
    return float(np.mean(right))


def test_a_sample_on_the_foot() -> None:
    """Of every kind of sensor, a phone that rounds to 0.1 m/s^2 among them."""
    found = outcomes("foot", range(28))
    assert {each.kind[2] for each in found} == set(raises.KINDS)
    assert all(each.exact for each in found)
    assert max(abs(each.tempo_error_s) for each in found) <= 0.1
    assert share([abs(each.height_error_cm) <= 0.5 for each in found]) >= 0.9


@pytest.mark.parametrize(
    ("seed", "sensor", "leg"),
    [
        (9, "phone60 without gyroscope", "left"),
        (16, "phone60 without gyroscope", "right"),
        (46, "acc_only", "right"),
        (53, "acc_only", "right"),
        (79, "phone60 without gyroscope", "both"),
        (13, "jittered", "both"),
        (36, "phone60", "both"),
    ],
)
def test_a_sample_on_the_shank(seed: int, sensor: str, leg: RaiseLeg) -> None:
    """Acceleration alone among them, and one set of 6.6 s a raise."""
    made = draw_raises(seed, placement="shank", leg=leg, sensor=raises.KINDS[sensor])
    (true,) = made.sets
    tempo = (true[-1].start_s - true[0].start_s) / (len(true) - 1)
    found = raises.judged(("simulator", "shank", sensor), made.block, len(true), tempo, 0.0, 18.0)
    assert found.exact
    assert abs(found.tempo_error_s) <= 0.1
    assert np.isnan(found.height_error_cm)


@pytest.mark.parametrize("seed", [3, 7, 29, 55])
def test_a_sample_of_the_other_make_on_the_shank(seed: int) -> None:
    """The end of a last raise, and standing after it, are no further raise."""
    found = raises.other(seed)
    assert found.kind[1] == "shank"
    assert found.exact
    assert abs(found.tempo_error_s) <= 0.1


@pytest.mark.parametrize("seed", range(0, 24, 2))
def test_a_sample_of_the_other_make_on_the_foot(seed: int) -> None:
    found = raises.other(seed)
    assert found.exact
    assert abs(found.tempo_error_s) <= 0.1
    assert abs(found.height_error_cm) <= 0.5


@pytest.mark.soak
def test_500_sets() -> None:
    """On the shank the target of 99 in 100 is a little missed; docs/accuracy.md says where."""
    foot, shank = (outcomes(placement, range(500)) for placement in raises.PLACEMENTS)
    assert share([each.exact for each in foot]) >= 0.99
    assert share([abs(each.tempo_error_s) <= 0.1 for each in foot]) >= 0.99
    assert share([abs(each.height_error_cm) <= 0.5 for each in foot]) >= 0.95
    seen = [each for each in shank if each.kind[2] in WITH_GYROSCOPE]
    assert share([each.exact for each in seen]) >= 0.9
    assert share([each.exact for each in shank]) >= 0.9
    assert share([each.sets == 0 or each.exact for each in shank]) >= 0.92
    assert share([each.sets == 0 or abs(each.tempo_error_s) <= 0.1 for each in shank]) >= 0.95


@pytest.mark.soak
def test_nothing_is_counted_in_200_holds() -> None:
    counts = [raises.raises_in(raises.hold(seed)) for seed in range(200)]
    assert sum(each["foot"] for each in counts) == 0
    assert sum(each["shank"] for each in counts) == 0


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real recordings (../shared) are not here")
@pytest.mark.parametrize(
    "name",
    [
        *(
            f"data/gait-l5-feet/{trial}_{foot}.txt"
            for trial in ("1-1", "5-1")
            for foot in ("lf", "rf")
        ),
        "data/st-yoga/The_Tree.csv",
        "data/st-yoga/Standing_Moving.csv",
        "data/st-yoga/Standing_Still.csv",
        "data/lumbar/sit2standpy_sample.csv",
    ],
)
def test_nothing_is_counted_in_walking_standing_and_chair_rises(name: str) -> None:
    assert raises.raises_in(open_recording(SHARED / name).block) == {"foot": 0, "shank": 0}


RECORDED: Final = sorted((raises.ROOT / "recordings").glob("*.csv.gz"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_nothing_is_counted_in_our_own_recordings_of_holds(path: Path) -> None:
    assert raises.raises_in(open_recording(path).block) == {"foot": 0, "shank": 0}
