"""XDF: what LabRecorder writes of streams of Lab Streaming Layer."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest
import xdf_made

from balance.analysis import analyze
from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats.told import Told
from balance.records.open_any import find_recordings, open_recording
from balance.samples import SampleBlock

pytest.importorskip("pyxdf", reason="pyxdf is not installed (the extra 'lab')")

OWN = Path(__file__).resolve().parents[2] / "recordings" / "shank_open_firm.csv.gz"
ACC = [(f"acc_{axis}", "m/s^2", "") for axis in "xyz"]
GYR = [(f"gyr_{axis}", "rad/s", "") for axis in "xyz"]


@pytest.fixture(scope="module")
def block() -> SampleBlock:
    return open_recording(OWN).block


def both(block: SampleBlock) -> np.ndarray:  # type: ignore[type-arg]
    assert block.gyr_rad_s is not None
    return np.hstack((block.acc_m_s2, block.gyr_rad_s))


def test_a_hold_is_the_hold_of_the_recording(tmp_path: Path, block: SampleBlock) -> None:
    """Stamps of another computer, and a file that LabRecorder packed."""
    made = xdf_made.stream(1, block.time_s + 5000.0, both(block), channels=[*ACC, *GYR], offset_s=7)
    path = tmp_path / "lab.xdfz"
    path.write_bytes(gzip.compress(xdf_made.HEADER + made))
    got = open_recording(path, Told(placement="shank"))
    np.testing.assert_allclose(got.block.time_s, block.time_s - block.time_s[0], atol=1e-6)
    np.testing.assert_array_equal(got.block.acc_m_s2, block.acc_m_s2)
    np.testing.assert_array_equal(got.block.gyr_rad_s, block.gyr_rad_s)
    assert got.header.source == "XDF"
    assert got.header.model == "Strap"
    holds, wanted = analyze(got).holds, analyze(open_recording(OWN)).holds
    assert [hold.duration_s for hold in holds] == pytest.approx(
        [hold.duration_s for hold in wanted], abs=1e-3
    )
    assert find_recordings([tmp_path]) == [path]


def test_half_a_second_that_is_missing_stays_missing(tmp_path: Path, block: SampleBlock) -> None:
    kept = (block.time_s < 3.0) | (block.time_s >= 3.5)
    made = xdf_made.stream(1, block.time_s[kept] + 50, both(block)[kept], channels=[*ACC, *GYR])
    path = tmp_path / "gap.xdf"
    path.write_bytes(xdf_made.HEADER + made)
    steps = np.diff(open_recording(path).block.time_s)
    assert steps.max() > 0.5
    np.testing.assert_allclose(steps, np.diff(block.time_s[kept]), atol=1e-6)


def test_a_gyroscope_in_a_stream_of_its_own_is_brought_to_the_same_clock(
    tmp_path: Path, block: SampleBlock
) -> None:
    """Its sender's clock is 300 s behind, and its channels say the axis alone."""
    assert block.gyr_rad_s is not None
    bare = [(axis, "m/s^2", "") for axis in "XYZ"]
    turns = [(axis, "deg/s", "Gyroscope") for axis in "xyz"]
    path = tmp_path / "two.xdf"
    path.write_bytes(
        xdf_made.HEADER
        + xdf_made.stream(1, block.time_s + 900, block.acc_m_s2, kind="ACC", channels=bare)
        + xdf_made.stream(
            2, block.time_s + 600, np.degrees(block.gyr_rad_s), kind="Gyro", channels=turns,
            offset_s=300.0,
        )
    )  # fmt: skip
    got = open_recording(path).block
    assert got.gyr_rad_s is not None
    np.testing.assert_allclose(got.gyr_rad_s[5:-5], block.gyr_rad_s[5:-5], atol=1e-4)


def test_two_sensors_are_named_and_one_is_chosen(tmp_path: Path, block: SampleBlock) -> None:
    path = tmp_path / "two.xdf"
    path.write_bytes(
        xdf_made.HEADER
        + xdf_made.stream(1, block.time_s, both(block), name="Trunk", channels=[*ACC, *GYR])
        + xdf_made.stream(2, block.time_s, -both(block), name="Shin", channels=[*ACC, *GYR])
        + xdf_made.stream(3, block.time_s, both(block)[:, :4], name="Brain", kind="EEG")
    )
    with pytest.raises(SeveralSensorsError) as caught:
        open_recording(path)
    assert caught.value.sensors == ("Trunk", "Shin")
    assert open_recording(path, Told(sensor="shin")).header.model == "Shin"


def test_three_channels_without_labels_are_axes_where_the_stream_is_one_of_acceleration(
    tmp_path: Path, block: SampleBlock
) -> None:
    path = tmp_path / "plain.xdf"
    made = xdf_made.stream(1, block.time_s, block.acc_m_s2 / 9.80665, kind="Accelerometer")
    path.write_bytes(xdf_made.HEADER + made)
    got = open_recording(path)
    np.testing.assert_allclose(got.block.acc_m_s2, block.acc_m_s2, atol=1e-6)
    assert got.header.extra["units"]["acc"] == "g"


def test_a_file_without_acceleration_says_what_it_holds(tmp_path: Path, block: SampleBlock) -> None:
    path = tmp_path / "brain.xdf"
    made = xdf_made.stream(1, block.time_s, both(block), name="Brain", kind="EEG")
    path.write_bytes(xdf_made.HEADER + made)
    with pytest.raises(RecordingError, match="no stream with an acceleration that a label tells"):
        open_recording(path)


def test_a_stream_that_sent_nothing_is_no_sensor(tmp_path: Path, block: SampleBlock) -> None:
    """LabRecorder records what is announced, switched on or not."""
    silent = xdf_made.stream_header(1, "Trunk", "IMU", [*ACC, *GYR], 100.0) + xdf_made.footer(1)
    path = tmp_path / "silent.xdf"
    path.write_bytes(xdf_made.HEADER + silent)
    with pytest.raises(RecordingError, match=r"has no sample in 'Trunk', which.*record it again"):
        open_recording(path)
    shin = xdf_made.stream(2, block.time_s, both(block), name="Shin", channels=[*ACC, *GYR])
    path.write_bytes(xdf_made.HEADER + silent + shin)
    assert open_recording(path).header.model == "Shin"


def test_one_without_a_footer_is_read_to_its_end(tmp_path: Path, block: SampleBlock) -> None:
    """The computer was switched off while it was recorded, in the middle of a sample."""
    made = xdf_made.stream(1, block.time_s, both(block), channels=[*ACC, *GYR])
    path = tmp_path / "torn.xdf"
    path.write_bytes((xdf_made.HEADER + made)[: len(made) // 2])
    got = open_recording(path).block
    assert 0.45 * len(block) < len(got) < 0.5 * len(block)
    np.testing.assert_array_equal(got.acc_m_s2, block.acc_m_s2[: len(got)])


def test_a_file_of_words_alone_has_no_acceleration(tmp_path: Path) -> None:
    path = tmp_path / "words.xdf"
    path.write_bytes(xdf_made.HEADER + xdf_made.words(1, "Cues", "Markers", [(1.0, ["go"])]))
    with pytest.raises(RecordingError, match="no stream with an acceleration that a label tells"):
        open_recording(path)


def test_without_pyxdf_it_is_said_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xdf"
    path.write_bytes(xdf_made.HEADER)
    monkeypatch.setitem(sys.modules, "pyxdf", None)
    with pytest.raises(RecordingError, match=r"balance-timer\[lab\]"):
        open_recording(path)


def test_damaged_files_are_refused_or_read_in_part(tmp_path: Path, block: SampleBlock) -> None:
    whole = xdf_made.HEADER + xdf_made.stream(
        1, block.time_s[:300], both(block)[:300], channels=[*ACC, *GYR]
    )
    rng, path, read = Random(22), tmp_path / "a.xdf", 0
    said: list[str] = []
    for _ in range(150):
        changed = bytearray(whole)
        for _ in range(rng.choice((1, 3))):
            changed[rng.randrange(4, len(changed))] = rng.randrange(256)
        if rng.random() < 0.3:
            del changed[rng.randrange(4, len(changed)) :]
        path.write_bytes(changed)
        try:
            read += len(open_recording(path).block) > 0
        except RecordingError as error:
            said.append(str(error))
    assert read > 20
    assert all(each.startswith(str(path)) for each in said)
