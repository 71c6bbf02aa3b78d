"""Every file of the shared recordings is read, or refused in one clear sentence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pytest

from balance.records.errors import RecordingError
from balance.records.formats.units import rest_size
from balance.records.open_any import find_recordings, open_recording
from balance.samples import measured_rate_hz

DATA: Final = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real recordings (../shared/data) are not here"
)


class Read(NamedTuple):
    source: str
    rate_hz: float
    samples: int
    duration_s: float
    rest_m_s2: float
    has_gyr: bool


READ: Final = {
    "gait-l5-feet/1-1_lb.txt": Read("counted packets", 95.9, 2913, 30.4, 10.12, True),
    "gait-l5-feet/1-1_lf.txt": Read("counted packets", 97.1, 2913, 30.0, 10.27, True),
    "gait-l5-feet/1-1_rf.txt": Read("counted packets", 95.7, 2913, 30.4, 9.87, True),
    "gait-l5-feet/3-1_lb.txt": Read("counted packets", 100.0, 3269, 32.7, 9.96, True),
    "gait-l5-feet/3-1_lf.txt": Read("counted packets", 100.0, 3269, 32.7, 10.02, True),
    "gait-l5-feet/3-1_rf.txt": Read("counted packets", 100.0, 3269, 32.7, 9.83, True),
    "gait-l5-feet/5-1_lb.txt": Read("counted packets", 98.8, 3049, 30.9, 10.04, True),
    "gait-l5-feet/5-1_lf.txt": Read("counted packets", 98.6, 3043, 30.9, 10.27, True),
    "gait-l5-feet/5-1_rf.txt": Read("counted packets", 99.7, 3076, 30.9, 9.88, True),
    "gait-l5-feet/7-1_lb.txt": Read("counted packets", 90.0, 3494, 38.8, 10.06, True),
    "gait-l5-feet/7-1_lf.txt": Read("counted packets", 89.7, 3484, 38.8, 10.24, True),
    "gait-l5-feet/7-1_rf.txt": Read("counted packets", 90.9, 3520, 38.8, 9.92, True),
    "gait-l5-feet/9-1_lb.txt": Read("counted packets", 97.2, 2634, 27.1, 9.86, True),
    "gait-l5-feet/9-1_lf.txt": Read("counted packets", 98.2, 2634, 26.8, 10.03, True),
    "gait-l5-feet/9-1_rf.txt": Read("counted packets", 96.5, 2634, 27.3, 9.83, True),
    "konectom-belt/5924fb84-3428-4f9a-a542-a82658851ca5_sbt.csv": Read(
        "table", 50.1, 1503, 30.0, 9.82, False
    ),
    "konectom-belt/78bf620a-e7c9-41a1-94e1-91686afd97e2_sbt.csv": Read(
        "table", 50.4, 1513, 30.0, 9.85, False
    ),
    "konectom-belt/78bf620a-e7c9-41a1-94e1-91686afd97e2_utt.csv": Read(
        "table", 51.0, 1538, 30.7, 9.88, False
    ),
    "konectom-belt/_4ea7dc0b-5459-4bed-98fa-82ee0717caf6_2020-5-6_17-6-49_sbt.csv": Read(
        "table", 50.0, 1498, 29.9, 9.84, False
    ),
    "konectom-belt/bdh_igni_sbt_utt_sb_rawacc.csv": Read("table", 50.0, 3483, 69.6, 9.78, False),
    "lumbar/sit2standpy_sample.csv": Read("table", 128.0, 11650, 91.0, 9.81, False),
    "mpower-pocket/balance_data.csv": Read("table", 99.8, 3002, 30.1, 9.82, True),
    "mpower-pocket/walk_data.csv": Read("table", 100.0, 2991, 29.9, 9.90, True),
    "other-loggers/ngimu_foot_walk.csv": Read("NGIMU", 392.4, 16334, 41.6, 9.81, True),
    "phyphox/brantlii_jumping_stationary_hand_brant.csv": Read(
        "phyphox", 100.3, 6018, 60.0, 9.71, False
    ),
    "phyphox/brantlii_walking_back_pocket_brant.csv": Read(
        "phyphox", 100.3, 6018, 60.0, 9.61, False
    ),
    "phyphox/brantlii_walking_front_pocket_brant.csv": Read(
        "phyphox", 100.3, 6016, 60.0, 9.48, False
    ),
    "st-yoga/Bridge.csv": Read("ST BLE Sensor", 103.7, 1591, 15.3, 9.83, True),
    "st-yoga/Plank.csv": Read("ST BLE Sensor", 103.8, 1330, 12.8, 9.89, True),
    "st-yoga/Standing_Moving.csv": Read("ST BLE Sensor", 103.5, 2969, 28.7, 9.84, True),
    "st-yoga/Standing_Moving_2.csv": Read("ST BLE Sensor", 103.4, 2040, 19.7, 9.65, True),
    "st-yoga/Standing_Still.csv": Read("ST BLE Sensor", 103.4, 2221, 21.5, 9.84, True),
    "st-yoga/Standing_Still_2.csv": Read("ST BLE Sensor", 103.4, 2730, 26.4, 9.84, True),
    "st-yoga/The_Tree.csv": Read("ST BLE Sensor", 103.7, 1307, 12.6, 9.89, True),
    "st-yoga/The_Tree_2.csv": Read("ST BLE Sensor", 103.6, 1234, 11.9, 9.89, True),
}
# Licences and notes are refused too, where they are named; a folder passes them over.
REFUSED: Final = {
    "gait-l5-feet/1-1.json": "JSON that is no recording known here",
    "gait-l5-feet/3-1.json": "JSON that is no recording known here",
    "gait-l5-feet/5-1.json": "JSON that is no recording known here",
    "gait-l5-feet/7-1.json": "JSON that is no recording known here",
    "gait-l5-feet/9-1.json": "JSON that is no recording known here",
    "gait-l5-feet/LICENSE-upstream.txt": "text, not a table",
    "konectom-belt/5ed5-40b8-bb35-ce5975677185_2020-12-1_11-17-39_sbt.csv": "20.0 samples",
    "konectom-belt/92cab597-1c55-4f1b-b58e-fe13beec1641_sbt.csv": "19.9 samples",
    "konectom-belt/LICENSE-MIT.txt": "text, not a table",
    "konectom-belt/_09f14fb6-82a7-4cb3-8fe9-89fffa9eee96_2020-5-4_15-3-30_sbt.csv": "20.0 samples",
    "konectom-belt/_d8f33941-942e-4fc3-95c9-c756c162103d_2020-5-6_10-37-27_sbt.csv": "20.0 samples",
    "konectom-belt/bdh_igni_sbt_utt_sb_rawgyro.csv": "gyroscope alone",
    "lumbar/mobgap_HA_001_Test5_Trial1.csv": "states no rate",
    "lumbar/mobgap_LICENSE-Apache2.txt": "text, not a table",
    "lumbar/mobgap_MS_001_Test5_Trial1.csv": "states no rate",
    "lumbar/sit2standpy_LICENSE.md": "text, not a table",
    "mpower-pocket/LICENSE.txt": "text, not a table",
    "other-loggers/androsensor.csv": "2.0 samples",
    "other-loggers/hyperimu.csv": "10.0 samples",
    "phyphox/brantlii_LICENSE-MIT.txt": "text, not a table",
    "phyphox/emmermarcell_tabsep_2_1szabadeses150cm1.csv": "linear acceleration alone",
    "phyphox/emmermarcell_tabsep_3_1Fold1halo.csv": "magnetic field alone",
    "phyphox/iandes0uza_jumping_phyphox_export.zip": "linear acceleration alone",
    "phyphox/iandes0uza_walk_RawData.csv": "linear acceleration alone",
    "phyphox/iandes0uza_walk_meta_device.csv": "text, not a table",
    "phyphox/iandes0uza_walk_meta_time.csv": "its columns are: event",
    "st-yoga/LICENSE-BSD3.txt": "text, not a table",
    "st-yoga/PROVENANCE.txt": "text, not a table",
    "st-yoga/README-upstream.md": "text, not a table",
    "witmotion/example_data.TXT": "WitMotion",
}


KNOWN: Final = READ.keys() | REFUSED.keys()
#: Of what somebody adds, larger files are not tried: reading them takes long.
LARGEST: Final = 20_000_000


def names_in(paths: Iterable[Path]) -> set[str]:
    return {path.relative_to(DATA).as_posix() for path in paths}


def refusal(name: str) -> str:
    with pytest.raises(RecordingError) as caught:
        open_recording(DATA / name)
    return str(caught.value)


@pytest.mark.parametrize("name", READ)
def test_is_read(name: str) -> None:
    expected = READ[name]
    recording = open_recording(DATA / name)
    block = recording.block
    assert recording.header.source == expected.source
    assert len(block) == expected.samples
    assert measured_rate_hz(block.time_s) == pytest.approx(expected.rate_hz, abs=0.06)
    assert block.duration_s == pytest.approx(expected.duration_s, abs=0.06)
    assert (block.gyr_rad_s is not None) == expected.has_gyr
    rest = rest_size(block.time_s, block.acc_m_s2)
    assert rest == pytest.approx(expected.rest_m_s2, abs=0.01)
    assert recording.header.resolution_m_s2 is None
    recording.header.to_dict()


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_in_one_sentence(name: str) -> None:
    sentence = refusal(name)
    assert sentence.startswith(f"{DATA / name}: ")
    assert REFUSED[name] in sentence
    assert sentence.isprintable()


def said_of(path: Path) -> str:
    """What is said of a file that is refused; empty where it is read."""
    try:
        open_recording(path)
    except RecordingError as refused:
        return str(refused)
    return ""


def test_what_somebody_adds_is_read_too_or_refused_in_one_sentence() -> None:
    files = [path for path in sorted(DATA.glob("*/*")) if path.is_file()]
    for path in files:
        if not names_in([path]) & KNOWN and path.stat().st_size <= LARGEST:
            assert said_of(path).isprintable(), path


def test_a_folder_passes_over_what_is_no_data() -> None:
    passed = {name for name in KNOWN if name.endswith((".json", ".md"))}
    passed |= {name for name in KNOWN if "LICENSE" in name or "PROVENANCE" in name}
    assert names_in(find_recordings([DATA])) & KNOWN == KNOWN - passed


def test_the_glued_first_sample_of_a_log_is_kept() -> None:
    block = open_recording(DATA / "st-yoga" / "The_Tree.csv").block
    assert block.gyr_rad_s is not None
    np.testing.assert_allclose(block.time_s[:3], [0.0, 0.010, 0.019])
    np.testing.assert_allclose(block.acc_m_s2[0], np.array([-65, -166, -1001]) * 0.00980665)
    np.testing.assert_allclose(block.gyr_rad_s[0], np.radians([-1.12, -0.35, 5.88]), rtol=1e-9)


def test_counted_packets_are_the_clock_of_the_checked_swings() -> None:
    """Lost packets leave holes: 7-1 agrees with its truth by the counter, not by the row."""
    swings = json.loads((DATA / "gait-l5-feet" / "7-1.json").read_text())["RightFootEvents"]
    block = open_recording(DATA / "gait-l5-feet" / "7-1_rf.txt").block
    assert block.gyr_rad_s is not None
    turn = np.linalg.norm(block.gyr_rad_s, axis=1)

    def contrast(at_s: np.ndarray) -> float:
        inside = np.zeros(len(block), dtype=bool)
        for start, end in swings:
            inside |= (at_s >= start / 100) & (at_s <= end / 100)
        return float(turn[inside].mean() / turn[~inside].mean())

    assert contrast(block.time_s) > 3.5
    assert contrast(np.arange(len(block)) / 100) < 2.5


def test_real_faults_are_said() -> None:
    walk = "78bf620a-e7c9-41a1-94e1-91686afd97e2_utt.csv"
    recording = open_recording(DATA / "konectom-belt" / walk)
    assert recording.faults == (
        "10 rows with a repeated time dropped",
        "3 gaps, the longest 0.42 s",
    )
    assert [round(gap.duration_s, 2) for gap in recording.gaps].count(0.42) == 1
