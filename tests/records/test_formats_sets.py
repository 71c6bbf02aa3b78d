"""Files that are one recording: found by their names, read together, listed once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from held import held
from layouts import (
    METABASE,
    MS,
    PHYPHOX_META,
    POLAR,
    beside_xio,
    metabase,
    movesense,
    phyphox,
    polar,
    rows,
    xio,
)

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats.sets import sets_in
from balance.records.formats.told import Told
from balance.records.jobs import find_jobs
from balance.records.open_any import find_recordings, open_recording
from balance.records.recording import Recording

Files = Mapping[str, str]
SHOWCASE = "20240504T101500Z_174430000206_{}_stream.json"


def sensor_logger(values: np.ndarray) -> str:
    stamps = [1_714_817_700_000_000_000 + int(ms) * 1_000_000 for ms in MS]
    body = rows([stamps, [f"{ms / 1000:.4f}" for ms in MS]], values[:, ::-1])
    return "time,seconds_elapsed,z,y,x\n" + body


def of_metabase() -> Files:
    return {METABASE.format(kind): metabase(kind) for kind in ("Accelerometer", "Gyroscope")}


def of_polar() -> Files:
    return {POLAR.format(kind): polar(kind) for kind in ("ACC", "GYRO")}


def of_movesense() -> Files:
    return {SHOWCASE.format(kind): movesense(kind) for kind in ("acc", "gyro")}


def of_phyphox() -> Files:
    return {
        "Accelerometer.csv": phyphox("acc"),
        "Gyroscope.csv": phyphox("gyr"),
        "Linear Accelerometer.csv": phyphox("linear"),
        **PHYPHOX_META,
    }


def of_phyphox_in_german() -> Files:
    return {
        "Beschleunigungssensor.csv": phyphox("acc", "Beschleunigung "),
        "Gyroskop.csv": phyphox("gyr", "Gyroskop "),
        **PHYPHOX_META,
    }


def of_ximu3() -> Files:
    return {"Inertial.csv": xio(), **beside_xio()}


def of_ngimu() -> Files:
    return {"sensors.csv": xio("NGIMU"), **beside_xio("NGIMU")}


def of_sensor_logger() -> Files:
    return {
        "TotalAcceleration.csv": sensor_logger(held().acc),
        "Accelerometer.csv": sensor_logger(held().acc - held().gravity),
        "Gravity.csv": sensor_logger(held().gravity),
        "Gyroscope.csv": sensor_logger(held().gyr),
        "Metadata.csv": "version,platform,standardisation\n3,android,false\n",
    }


SETS: dict[str, tuple[Callable[[], Files], str, str | None]] = {
    "MetaBase": (of_metabase, METABASE.format("Accelerometer"), METABASE.format("Gyroscope")),
    "Polar Sensor Logger": (of_polar, POLAR.format("ACC"), POLAR.format("GYRO")),
    "Movesense": (of_movesense, SHOWCASE.format("acc"), SHOWCASE.format("gyro")),
    "phyphox": (of_phyphox, "Accelerometer.csv", "Gyroscope.csv"),
    "phyphox ": (of_phyphox_in_german, "Beschleunigungssensor.csv", "Gyroskop.csv"),
    "x-IMU3": (of_ximu3, "Inertial.csv", None),
    "NGIMU": (of_ngimu, "sensors.csv", None),
    "Sensor Logger": (of_sensor_logger, "TotalAcceleration.csv", None),
}


def laid(folder: Path, files: Files) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def zipped(path: Path, files: Files) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    path.write_bytes(packed.getvalue())
    return path


def check(recording: Recording, source: str) -> None:
    block = recording.block
    assert recording.header.source == source.strip()
    assert block.gyr_rad_s is not None
    good = np.isin(np.round(block.time_s - block.time_s[0], 2), np.round(MS / 1000.0, 2))
    assert good.all()
    assert len(block) >= len(MS) - 1
    np.testing.assert_allclose(block.acc_m_s2, held().acc[: len(block)], atol=6e-3)
    np.testing.assert_allclose(block.gyr_rad_s, held().gyr[: len(block)], atol=1e-4)


@pytest.mark.parametrize("source", SETS)
class TestEachSet:
    def test_a_folder_holds_one_recording(self, tmp_path: Path, source: str) -> None:
        make, main, gyr = SETS[source]
        folder = laid(tmp_path / "set", make())
        assert find_recordings([folder]) == [folder / main]
        recording = open_recording(folder / main)
        check(recording, source)
        said = recording.header.extra.get("read_with")
        assert said == ([gyr] if gyr else said)
        assert recording.path == folder / main

    def test_files_named_one_by_one_are_one_too(self, tmp_path: Path, source: str) -> None:
        make, main, gyr = SETS[source]
        folder = laid(tmp_path, make())
        jobs, _ = find_jobs([folder / name for name in (main, gyr) if name])
        assert [job.name for job in jobs] == [main]

    def test_its_zip_is_one_recording(self, tmp_path: Path, source: str) -> None:
        files = SETS[source][0]()
        check(open_recording(zipped(tmp_path / "a.zip", files)), source)
        inner = {f"walk/{name}": text for name, text in files.items()}
        check(open_recording(zipped(tmp_path / "b.zip", inner)), source)


@pytest.mark.parametrize("source", [name for name, (_, _, gyr) in SETS.items() if gyr])
def test_the_gyroscope_that_is_named_brings_its_acceleration(tmp_path: Path, source: str) -> None:
    make, _, gyr = SETS[source]
    assert gyr is not None
    check(open_recording(laid(tmp_path, make()) / gyr), source)


def test_the_meta_of_phyphox_is_read_beside_a_lone_table(tmp_path: Path) -> None:
    text = phyphox("acc", "Acceleration ")
    folder = laid(tmp_path, {"Raw Data.csv": text, **PHYPHOX_META})
    assert find_recordings([folder]) == [folder / "Raw Data.csv"]
    header = open_recording(folder / "Raw Data.csv").header
    assert header.model == "google Pixel 7"
    assert header.created_utc == "2024-05-04T10:15:00.000Z"


def test_files_of_a_zip_that_hold_two_sets_are_asked_for(tmp_path: Path) -> None:
    other = {name.replace("C42732BE255C", "D1D2D3D4D5D6"): t for name, t in of_metabase().items()}
    path = zipped(tmp_path / "two.zip", {**of_metabase(), **other})
    with pytest.raises(SeveralSensorsError, match="holds 2 recordings") as caught:
        open_recording(path)
    check(open_recording(path, Told(sensor=caught.value.sensors[1])), "MetaBase")


def test_gyroscopes_of_other_times_are_left_out_and_said(tmp_path: Path) -> None:
    files = dict(of_metabase())
    name = METABASE.format("Gyroscope")
    files[name] = files[name].replace("\n17148", "\n17149")
    recording = open_recording(laid(tmp_path, files) / METABASE.format("Accelerometer"))
    assert recording.block.gyr_rad_s is None
    assert recording.faults == (f"{name} left out: its times are not those of the acceleration",)
    assert "read_with" not in recording.header.extra


def test_clocks_that_begin_at_0_in_each_file_are_not_taken_for_one(tmp_path: Path) -> None:
    files = dict(of_metabase())
    name = METABASE.format("Gyroscope")
    head, *lines = files[name].splitlines()
    late = [
        ",".join([epoch, at, f"{float(elapsed) - 0.5:.3f}", *axes])
        for epoch, at, elapsed, *axes in (line.split(",") for line in lines[50:])
    ]
    files[name] = "\n".join([head, *late]) + "\n"
    block = open_recording(laid(tmp_path, files) / METABASE.format("Accelerometer")).block
    assert block.gyr_rad_s is not None
    np.testing.assert_allclose(block.gyr_rad_s, held().gyr[50:], atol=1e-5)


def test_a_broken_gyroscope_does_not_cost_the_acceleration(tmp_path: Path) -> None:
    files = {**of_polar(), POLAR.format("GYRO"): "nothing\n"}
    recording = open_recording(laid(tmp_path, files) / POLAR.format("ACC"))
    assert len(recording.block) == len(MS)
    assert "no rate of turn can be read from it" in recording.faults[0]


def test_a_broken_acceleration_is_named_where_the_gyroscope_was(tmp_path: Path) -> None:
    files = {**of_polar(), POLAR.format("ACC"): ""}
    folder = laid(tmp_path, files)
    with pytest.raises(RecordingError, match=r"_ACC\.txt: the file is empty"):
        open_recording(folder / POLAR.format("GYRO"))


@pytest.mark.parametrize(
    "names",
    [
        ["Accelerometer.csv", "Gyroscope.csv"],  # whose? there is no meta
        ["left_acc.csv", "left_gyr.csv"],
        ["Beschleunigung.csv", "Beschleunigung ohne g.csv", "meta/time.csv"],
        ["Inertial.csv"],
        ["Polar_H10_16E0A933_20240504_101500_GYRO.txt"],
        ["a_acc_stream.json", "b_gyro_stream.json"],
        [SHOWCASE.format("acc"), SHOWCASE.format("imu6")],
    ],
)
def test_names_that_leave_a_doubt_are_no_set(names: list[str]) -> None:
    assert [each for each in sets_in(names) if each.beside or each.gyr] == []


def test_copies_of_a_set_stay_apart() -> None:
    acc, gyr = (POLAR.format(kind).removesuffix(".txt") for kind in ("ACC", "GYRO"))
    names = [f"{name}{copy}.txt" for name in (acc, gyr) for copy in ("", " (1)")]
    assert {(each.main, each.gyr) for each in sets_in(names)} == {
        (f"{acc}.txt", f"{gyr}.txt"), (f"{acc} (1).txt", f"{gyr} (1).txt")
    }  # fmt: skip


def test_a_folder_that_can_not_be_looked_into_costs_nothing(tmp_path: Path) -> None:
    folder = laid(tmp_path / "set", of_polar())
    alone = tmp_path / POLAR.format("ACC")
    alone.write_text((folder / alone.name).read_text())
    assert open_recording(alone).block.gyr_rad_s is None
