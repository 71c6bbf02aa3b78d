"""What a person says about a file where the file can be read in more ways than one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.analysis import analyze
from balance.records.errors import RecordingError
from balance.records.formats.told import Told
from balance.records.header import NO_PLACEMENT
from balance.records.open_any import open_recording


def counted(folder: Path) -> Path:
    path = folder / "counted.csv"
    rows = [f"{i},0.1,0.2,9.{800 + i % 7}" for i in range(200)]
    path.write_text("\n".join(["sample,acc_x,acc_y,acc_z", *rows]))
    return path


def test_samples_that_are_only_counted_take_the_rate_that_is_told(tmp_path: Path) -> None:
    path = counted(tmp_path)
    with pytest.raises(RecordingError, match="states no rate"):
        open_recording(path)
    time_s = open_recording(path, Told(rate_hz=50.0)).block.time_s
    np.testing.assert_allclose(np.diff(time_s), 0.02, rtol=1e-9)


def test_times_take_the_unit_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ticks.csv"
    rows = [f"{i * 20},0.1,0.2,9.{800 + i % 7}" for i in range(200)]
    path.write_text("\n".join(["time,acc_x,acc_y,acc_z", *rows]))
    assert np.diff(open_recording(path).block.time_s)[0] == pytest.approx(0.02)
    as_told = open_recording(path, Told(time_unit="us")).block.time_s
    assert np.diff(as_told)[0] == pytest.approx(20e-6)


def test_a_placement_that_nobody_said_is_a_reason_until_somebody_does(tmp_path: Path) -> None:
    path = tmp_path / "timed.csv"
    rows = [f"{i * 0.01},0.1,0.2,9.{800 + i % 7}" for i in range(400)]
    path.write_text("\n".join(["time_s,acc_x,acc_y,acc_z", *rows]))
    unsaid = analyze(open_recording(path))
    assert unsaid.status == "attention"
    assert NO_PLACEMENT in unsaid.reasons
    said = open_recording(path, Told(placement="shank", stance_leg="left"))
    assert (said.header.placement, said.header.stance_leg) == ("shank", "left")
    assert NO_PLACEMENT not in analyze(said).reasons
    with_leg = open_recording(path, Told(stance_leg="left"))
    assert NO_PLACEMENT in analyze(with_leg).reasons, "a leg says nothing of the placement"
