"""Real recordings of people who did not stand on one leg: no hold is to be found in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from balance.records.open_any import open_recording
from balance.records.recording import RecordingError
from balance.session import analyze
from balance.signal.placement import Placement

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PLACED: dict[str, Placement] = {"_lb": "lower_back", "_lf": "foot", "_rf": "foot"}
NO_HOLD = sorted(
    path
    for pattern in (
        "konectom-belt/*_sbt.csv",
        "konectom-belt/bdh_*.csv",
        "mpower-pocket/*.csv",
        "lumbar/*.csv",
        "gait-l5-feet/*.txt",
    )
    for path in DATA.glob(pattern)
    if "LICENSE" not in path.name
)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real recordings are not here")


@pytest.mark.parametrize("path", NO_HOLD, ids=lambda path: path.name)
def test_standing_on_two_feet_and_walking_are_no_holds(path: Path) -> None:
    try:
        recording = open_recording(path)
    except RecordingError:
        pytest.skip("refused; test_real_data.py says why")
    placement = PLACED.get(path.stem[-3:], "lower_back")
    conditions = replace(recording.header.conditions(), placement=placement)
    found = analyze(recording, conditions=conditions).holds
    assert [hold for hold in found if hold.duration_s >= 1.0] == []
