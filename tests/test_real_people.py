"""Real recordings of people who did not stand on one leg: no hold is to be found in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from balance.analysis import analyze
from balance.records.open_any import open_recording
from balance.signal.placement import Placement

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PLACED: dict[str, Placement] = {"_lb": "lower_back", "_lf": "foot", "_rf": "foot"}
# By name: what somebody adds to these folders may well hold holds.
NO_HOLD = [
    DATA / name
    for name in (
        "konectom-belt/5924fb84-3428-4f9a-a542-a82658851ca5_sbt.csv",
        "konectom-belt/78bf620a-e7c9-41a1-94e1-91686afd97e2_sbt.csv",
        "konectom-belt/_4ea7dc0b-5459-4bed-98fa-82ee0717caf6_2020-5-6_17-6-49_sbt.csv",
        "konectom-belt/bdh_igni_sbt_utt_sb_rawacc.csv",
        "mpower-pocket/balance_data.csv",
        "mpower-pocket/walk_data.csv",
        "lumbar/sit2standpy_sample.csv",
        *(
            f"gait-l5-feet/{trial}_{place}.txt"
            for trial in ("1-1", "3-1", "5-1", "7-1", "9-1")
            for place in ("lb", "lf", "rf")
        ),
    )
]

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real recordings are not here")


@pytest.mark.parametrize("path", NO_HOLD, ids=lambda path: path.name)
def test_standing_on_two_feet_and_walking_are_no_holds(path: Path) -> None:
    recording = open_recording(path)
    placement = PLACED.get(path.stem[-3:], "lower_back")
    conditions = replace(recording.header.conditions(), placement=placement)
    found = analyze(recording, conditions=conditions).holds
    assert [hold for hold in found if hold.duration_s >= 1.0] == []
