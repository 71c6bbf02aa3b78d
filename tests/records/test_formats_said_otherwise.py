"""Tables that say one thing and hold another, and lines that something else was put around."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from balance.records.errors import RecordingError
from balance.records.formats.told import Told
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2
from tests.records.held import held, is_held, is_timed, table, written


@pytest.mark.parametrize("word", ["std", "bias", "offset", "mean", "var", "rms", "noise", "max"])
@pytest.mark.parametrize("names", ["acc_{}_x,acc_{}_y,acc_{}_z", "acc_x_{0},acc_y_{0},acc_z_{0}"])
def test_a_statistic_is_no_second_sensor(tmp_path: Path, word: str, names: str) -> None:
    names = f"time,acc_x,acc_y,acc_z,{names.format(*[word] * 3)}"
    like = held().acc if word in ("mean", "rms", "max") else 0.01 + 0.001 * held().still
    assert is_held(written(tmp_path, table(names, held().time_s, held().acc, like)))


def test_a_mean_alone_is_read(tmp_path: Path) -> None:
    names = "time,acc_mean_x,acc_mean_y,acc_mean_z"
    assert is_held(written(tmp_path, table(names, held().time_s, held().acc)))


STAMPS = [
    "{} -> {}", "[{}] {}", "[{}]> {}", "({}) {}", "{}: {}", "{} RX<- {}", "[2024-05-04 {}] {}",
    "2024-05-04 {} {}",
]  # fmt: skip


@pytest.mark.parametrize("form", STAMPS)
@pytest.mark.parametrize("separator", [",", ", ", "\t", ";"])
@pytest.mark.parametrize("head", ["", "stamped", "bare"])
def test_a_monitor_puts_its_time_in_front(
    tmp_path: Path, form: str, separator: str, head: str
) -> None:
    ms = np.round(held().time_s * 1000).astype(int)
    stamps = [f"10:15:{m // 1000:02d}.{m % 1000:03d}" for m in ms]
    lines = [
        form.format(stamp, separator.join(f"{value:.6g}" for value in row))
        for stamp, row in zip(stamps, held().acc, strict=True)
    ]
    names = separator.join(("ax", "ay", "az"))
    first = {"": [], "stamped": [form.format(stamps[0], names)], "bare": [names]}[head]
    path = written(tmp_path, "\n".join([*first, *lines]))
    assert is_held(path)
    assert open_recording(path).header.extra["units"]["time"] == "clock"


@pytest.mark.parametrize("time", ["2024-5-4 10:15:{}.{},", "2024-05-04 10:15:{:02d}.{:03d} +0200,"])
def test_a_column_of_times_is_no_stamp_of_a_monitor(tmp_path: Path, time: str) -> None:
    ms = np.round(held().time_s * 1000).astype(int)
    rows = [
        time.format(m // 1000, m % 1000) + ",".join(f"{value:.6g}" for value in row)
        for m, row in zip(ms.tolist(), held().acc, strict=True)
    ]
    assert is_held(written(tmp_path, "\n".join(["time,ax,ay,az", *rows])))


ROS = "angular_velocity.{},linear_acceleration.{}"


@pytest.mark.parametrize("form", ["{}.{}", "field.{}.{}", "/imu/{}/{}", "{}_{}"])
def test_linear_acceleration_of_ros_has_gravity(tmp_path: Path, form: str) -> None:
    kinds = ("angular_velocity", "linear_acceleration")
    names = ",".join(form.format(kind, axis) for kind in kinds for axis in "xyz")
    path = written(tmp_path, table(f"time,{names}", held().time_s, held().gyr, held().acc))
    assert is_held(path)
    assert is_timed(path)


def test_linear_acceleration_without_gravity_is_still_refused(tmp_path: Path) -> None:
    names = "time,linear_acceleration.x,linear_acceleration.y,linear_acceleration.z"
    path = written(tmp_path, table(names, held().time_s, held().acc - held().gravity))
    with pytest.raises(RecordingError, match="gravity was taken away"):
        open_recording(path)


IN = {"m_s2": 1.0, "g": 1 / GRAVITY_M_S2, "mg": 1000 / GRAVITY_M_S2}


@pytest.mark.parametrize("said", IN)
@pytest.mark.parametrize("read", IN)
def test_gravity_goes_before_a_unit_that_is_wrong(tmp_path: Path, said: str, read: str) -> None:
    names = f"time_s,ax_{said},ay_{said},az_{said}"
    path = written(tmp_path, table(names, held().time_s, held().acc * IN[read]))
    assert is_held(path)
    doubts = [each for each in open_recording(path).header.assumed if "gravity reads" in each]
    assert len(doubts) == (said != read)


@pytest.mark.parametrize("said", IN)
def test_without_gravity_no_unit_helps(tmp_path: Path, said: str) -> None:
    linear = (held().acc - held().gravity) * IN[said]
    names = f"time_s,ax_{said},ay_{said},az_{said}"
    with pytest.raises(RecordingError, match="gravity was taken away"):
        open_recording(written(tmp_path, table(names, held().time_s, linear)))


@pytest.mark.parametrize("lsb", [256, 512, 2048])
def test_counts_of_coarse_sensors(tmp_path: Path, lsb: int) -> None:
    counts = np.round(held().acc / GRAVITY_M_S2 * lsb)
    path = written(tmp_path, table("time_s,x,y,z", held().time_s, counts))
    assert open_recording(path).header.extra["units"]["acc"] == f"raw, {lsb} to 1 g"
    assert is_timed(path)


@pytest.mark.parametrize("form", ['"{}"', '"{}";;', '"{}",,', "'{}'"])
def test_whole_lines_in_quotes(tmp_path: Path, form: str) -> None:
    text = table("time,ax,ay,az", held().time_s, held().acc)
    lines = [form.format(line) for line in text.splitlines()]
    assert is_held(written(tmp_path, "\n".join(lines)))


def exported(shift: float = 0.0) -> str:
    rows = [
        {"sensor": "TotalAcceleration", "seconds_elapsed": f"{t:.4f}", **dict(zip("xyz", a))}  # noqa: B905
        for t, a in zip(held().time_s, (held().acc + shift).round(4).tolist(), strict=True)
    ]
    return json.dumps([{"sensor": "Metadata", "platform": "android"}, *rows])


def test_an_export_that_was_saved_twice_is_one(tmp_path: Path) -> None:
    assert is_held(written(tmp_path, exported() + "\n" + exported(), "export.json"))


def test_two_exports_in_one_file_are_asked(tmp_path: Path) -> None:
    path = written(tmp_path, exported() + exported(0.1), "export.json")
    with pytest.raises(RecordingError, match="2 recordings"):
        open_recording(path)
    assert is_held(path, Told(sensor="first"))
