"""Files of many programs: read with the right units, sign and times, and named in the header."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from held import held, is_timed, written
from layouts import (
    LAYOUTS,
    LINEAR,
    MS,
    actigraph,
    axivity,
    movella_dot,
    movesense,
    picoquake,
    rows,
    sensor_streamer,
    shimmer,
    witmotion,
    xsens_mt,
)

from balance.records.errors import RecordingError
from balance.records.formats.told import Told
from balance.records.open_any import open_recording
from balance.records.recording import Recording

DEVICES = Path(__file__).resolve().parents[2] / "docs" / "devices.md"
# Files that hold no rate of turn, and those whose rows are counted, or stamped by the packet.
NO_GYR = ("MetaBase", "Axivity, seconds", "GENEActiv", "Movesense", "Polar Sensor Logger")
COUNTED = ("Xsens MT Manager, semicolons", "ActiGraph", "ActiGraph Link, untimed")


def check(recording: Recording, *, gyr: bool, times_s: np.ndarray, within_s: float = 2e-7) -> None:
    block = recording.block
    assert recording.faults == ()
    assert block.acc_m_s2.shape == held().acc.shape
    np.testing.assert_allclose(block.acc_m_s2, held().acc, atol=6e-3)  # a file of whole mg
    np.testing.assert_allclose(block.time_s - block.time_s[0], times_s, atol=within_s)
    assert (block.gyr_rad_s is not None) == gyr
    if block.gyr_rad_s is not None:
        np.testing.assert_allclose(block.gyr_rad_s, held().gyr, atol=2e-5)


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_gives_the_hold(tmp_path: Path, name: str) -> None:
    file, make, source = LAYOUTS[name]
    recording = open_recording(written(tmp_path, make(), file))
    assert recording.header.source == source
    alone = name in NO_GYR or name.startswith(("MetaBase", "Polar", "Axivity, s"))
    gyr = not alone and name not in ("Axivity", "ActiGraph", "ActiGraph, timed")
    counted = name in COUNTED or name.startswith("PicoQuake")
    times_s = np.arange(len(MS)) / 100.0 if counted else MS / 1000.0
    if name.startswith("Shimmer"):
        times_s = (MS + MS % 1000 / 1000.0) / 1000.0  # three digits of a millisecond
    within_s = 2e-3 if name.startswith("Movesense") else 2e-7
    check(recording, gyr=gyr, times_s=times_s, within_s=within_s)


@pytest.mark.parametrize("name", ["Movella DOT", "GENEActiv", "ActiGraph", "Movesense IMU6"])
def test_the_hold_is_timed(tmp_path: Path, name: str) -> None:
    assert is_timed(written(tmp_path, LAYOUTS[name][1](), LAYOUTS[name][0]))


def refused(folder: Path, content: str, name: str = "file.csv") -> str:
    with pytest.raises(RecordingError) as caught:
        open_recording(written(folder, content, name))
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


class TestXsens:
    @pytest.mark.parametrize("names", ["FreeAcc_{}", "FreeAcc_{},Gyr_{}"])
    def test_free_acceleration_alone_is_refused(self, tmp_path: Path, names: str) -> None:
        assert "gravity was taken away" in refused(tmp_path, movella_dot(names=names))

    def test_the_rate_decides_what_a_tick_is(self, tmp_path: Path) -> None:
        recording = open_recording(written(tmp_path, xsens_mt(ticks=10, rate="100.0Hz")))
        assert recording.header.extra["units"] == {
            "time": "ticks", "acc": "m/s^2", "gyr": "rad/s"
        }  # fmt: skip

    def test_a_dot_turns_in_degrees_however_little_it_turns(self, tmp_path: Path) -> None:
        names = "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z\n"
        slow = np.degrees(held().gyr) * 1e-3  # would be guessed to be radians
        text = "DeviceTag:,DOT_1\n\n" + names
        text += rows([np.arange(len(MS)), MS * 1000], held().acc, slow)
        gyr = open_recording(written(tmp_path, text)).block.gyr_rad_s
        assert gyr is not None
        np.testing.assert_allclose(gyr, held().gyr * 1e-3, atol=1e-8)


class TestWatches:
    def test_counts_of_an_actigraph_are_refused(self, tmp_path: Path) -> None:
        text = actigraph().replace("hh:mm:ss) 00:00:00", "hh:mm:ss) 00:00:10")
        assert "export the raw data" in refused(tmp_path, text)

    def test_an_actigraph_that_wrote_no_names(self, tmp_path: Path) -> None:
        text = re.sub(r"Accelerometer X.*\n", "", actigraph())
        text = text.replace(" at 100 Hz", "").replace("Mode = 12", "Mode = 12\nSample Rate 100 Hz")
        recording = open_recording(written(tmp_path, text))
        check(recording, gyr=False, times_s=np.arange(len(MS)) / 100.0)
        assert recording.header.rate_hz == 100.0
        assert recording.header.extra["time_zero_clock"] == "5/4/2024 10:15:00"

    def test_a_gt3x_is_to_be_exported(self, tmp_path: Path) -> None:
        path = tmp_path / "a.gt3x"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("info.txt", "Serial Number: NEO1F18120387\nSample Rate: 100\n")
            archive.writestr("log.bin", b"\x1e\x00")
        with pytest.raises(RecordingError, match="export the raw data from ActiLife"):
            open_recording(path)

    def test_thirty_a_second_are_too_slow(self, tmp_path: Path) -> None:
        assert "holds 30.0 samples a second" in refused(tmp_path, actigraph(at="30"))

    def test_axivity_without_times_needs_the_rate(self, tmp_path: Path) -> None:
        bare = re.sub(r"^[^,]*,", "", axivity("seconds"), flags=re.MULTILINE)
        assert "columns without names" in refused(tmp_path, bare)
        recording = open_recording(written(tmp_path, bare), Told(rate_hz=100.0))
        check(recording, gyr=False, times_s=np.arange(len(MS)) / 100.0)

    def test_a_lamp_beside_geneactiv_is_no_rate_of_turn(self, tmp_path: Path) -> None:
        recording = open_recording(written(tmp_path, LAYOUTS["GENEActiv"][1]()))
        assert recording.block.gyr_rad_s is None
        assert recording.faults == ()


class TestStreams:
    def test_a_gyroscope_of_movesense_alone_is_refused(self, tmp_path: Path) -> None:
        assert "gyroscope alone" in refused(tmp_path, movesense("gyro"), "a.json")

    def test_what_a_movesense_sends_itself(self, tmp_path: Path) -> None:
        text = movesense("imu6").replace('"imu6"', '"Body"')
        lines = text.removeprefix('{"data": [').removesuffix("]}").replace('}, {"Body', '}\n{"Body')
        check(
            open_recording(written(tmp_path, lines, "lines.txt")),
            gyr=True, times_s=MS / 1000.0, within_s=2e-3,
        )  # fmt: skip

    def test_a_gap_between_packets_stays(self, tmp_path: Path) -> None:
        text = movesense("acc", 10)
        recording = open_recording(written(tmp_path, text, "whole.json"))
        cut = re.sub(r'\{"acc": \{"Timestamp": (3[5-7])\d{3},.*?\]\}\}, ', "", text)
        lost = open_recording(written(tmp_path, cut, "cut.json"))
        (gap,) = lost.gaps
        assert gap.end_s - gap.start_s > 2.9
        near = np.abs(lost.block.time_s[:, None] - recording.block.time_s).min(axis=1)
        assert near.max() < 2e-3

    def test_times_of_a_movesense_run_over(self, tmp_path: Path) -> None:
        text = movesense("acc", 10, start_ms=2**32 - 5_000)
        over = re.sub(r"(\d{10})", lambda found: str(int(found[0]) % 2**32), text)
        recording = open_recording(written(tmp_path, over, "a.json"))
        check(recording, gyr=False, times_s=MS / 1000.0, within_s=2e-3)

    def test_sensor_streamer_without_an_accelerometer(self, tmp_path: Path) -> None:
        text = sensor_streamer(accelerometer=False)
        assert "gyroscope alone" in refused(tmp_path, text)

    @pytest.mark.parametrize(
        "text",
        [
            '{"data": [{"acc": {"Timestamp": null, "ArrayAcc": [1, null, {"x": "a"}]}}]}',
            '{"data": [{"acc": {"Timestamp": 1, "ArrayAcc": [{"x": 1e999}]}}]}',
            '{"accelerometer": {"timestamp": [], "value": 3}}',
            '{"accelerometer": {"timestamp": 1, "value": [1, 2]}}\n{"accelerometer": {}}',
        ],
    )
    def test_broken_streams_are_refused(self, tmp_path: Path, text: str) -> None:
        refused(tmp_path, text, "a.json")


class TestOthers:
    def test_two_devices_of_witmotion_are_told_apart(self, tmp_path: Path) -> None:
        head, *first = witmotion().splitlines()
        second = [row.replace("BLE67", "BLE68") for row in first]
        both = [row for pair in zip(first, second, strict=True) for row in pair]
        said = refused(tmp_path, "\n".join([head, *both]))
        assert "WT901BLE68(c1d2e3f4a5b6)" in said

    def test_chip_time_goes_before_the_computers(self, tmp_path: Path) -> None:
        text = LAYOUTS["WitMotion MiniIMU"][1]()
        late = re.sub(r"\t (\d+)\.(\d)\d\d\t", r"\t \1.\g<2>00\t", text)  # arrived in tens
        recording = open_recording(written(tmp_path, late))
        check(recording, gyr=True, times_s=MS / 1000.0)

    def test_lost_samples_of_a_picoquake_are_a_gap(self, tmp_path: Path) -> None:
        lines = picoquake().splitlines()
        recording = open_recording(written(tmp_path, "\n".join(lines[:500] + lines[600:])))
        assert len(recording.gaps) == 1

    def test_shimmer_without_a_unit_of_its_own_is_told_by_gravity(self, tmp_path: Path) -> None:
        lines = shimmer(",").splitlines()
        del lines[2]
        recording = open_recording(written(tmp_path, "\n".join(lines)))
        assert recording.header.source == "Shimmer Consensys"
        np.testing.assert_allclose(recording.block.acc_m_s2, held().acc, atol=6e-3)

    def test_counts_of_a_shimmer_are_one_sensor_of_no_known_unit(self, tmp_path: Path) -> None:
        axes = [f"Shimmer_AB12_Accel_{which}_{a}_RAW" for which in ("LN", "WR") for a in "XYZ"]
        counts = np.round(2048.0 + 80.0 * held().acc)
        head = ",".join(["Shimmer_AB12_Timestamp_Unix_CAL", *axes])
        text = f"{head}\nms{',no_units' * 6}\n" + rows([MS], counts, counts)
        assert "gravity in no unit" in refused(tmp_path, text)

    def test_linear_stays_refused(self, tmp_path: Path) -> None:
        text = "Time (s),X (g),Y (g),Z (g)\n" + rows([MS / 1000.0], LINEAR / 9.8)
        assert "gravity was taken away" in refused(tmp_path, text)


def test_each_program_stands_in_the_table() -> None:
    text = DEVICES.read_text(encoding="utf-8")
    part = text.partition("\n## Files of other programs\n")[2].partition("\n## ")[0]
    programs = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| ")]
    listed = " ".join(programs)
    assert len(programs) == len(set(programs))
    for _, _, source in LAYOUTS.values():
        assert ("Axivity" if source == "table" else source) in listed
