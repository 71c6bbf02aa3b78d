"""Several sensors in one file: they are named, never merged, and none is chosen silently."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from held import NS, held, is_held, is_timed, table, written

from balance.records.errors import RecordingError, SeveralSensorsError
from balance.records.formats.copies import without_copy
from balance.records.formats.told import Told
from balance.records.open_any import open_recording
from balance.samples import FloatArray


def side_by_side(names: str) -> str:
    one = held()
    return table(names, one.time_s, one.still, one.acc)


def pairs(pattern: str, left: str, right: str) -> str:
    """Name six axes: @ is the axis, # whose it is."""
    return ",".join(
        [
            "time",
            *(pattern.replace("#", who).replace("@", a) for who in (left, right) for a in "xyz"),
        ]
    )


BESIDE = {
    "prefix": (pairs("#_acc_@", "left", "right"), "right"),
    "suffix": (pairs("acc_@_#", "1", "2"), "2"),
    "numbered sensors": (pairs("Sensor#_Acc@", "1", "2"), "Sensor2"),
    "words": (pairs("# a@", "hip", "ankle"), "Ankle"),
    "glued": (pairs("a@#", "L", "R"), "r"),
    "dotted": (pairs("#.accel.@", "waist", "shank"), "shank"),
    "units": (pairs("# Acceleration @ (m/s^2)", "Left Leg", "Right Leg"), "right"),
    "brackets": (pairs("Acc @ (#)", "trunk", "thigh"), "thigh"),
    "shimmers": (pairs("Shimmer_#_Accel_LN_@_CAL", "A1B2", "C3D4"), "d4"),
    "doubled": (pairs("acc_@", "", ""), "second"),
    "pandas": (pairs("a@", "", "") .replace("ax,ay,az", "ax,ay,az", 1), "second"),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(BESIDE))
def test_side_by_side(tmp_path: Path, kind: str) -> None:
    names, mine = BESIDE[kind]
    check(written(tmp_path, side_by_side(names)), None if kind == "shimmers" else mine)


def test_the_one_that_was_told_is_timed(tmp_path: Path) -> None:
    path = written(tmp_path, side_by_side(BESIDE["prefix"][0]))
    assert is_timed(path, Told(sensor="right"))
    assert not is_timed(path, Told(sensor="left"))


def check(path: Path, mine: str | None) -> None:
    """See that a file is refused, the one that moves is named, and each one alone is right."""
    with pytest.raises(SeveralSensorsError) as caught:
        open_recording(path)
    found = caught.value
    assert len(found.sensors) == len(set(found.sensors)) == 2
    assert all(f"'{name}'" in found.reason for name in found.sensors)
    assert found.moving is not None
    assert f"only '{found.moving}' moves" in found.reason
    assert "--sensor" in found.reason
    (other,) = set(found.sensors) - {found.moving}
    assert is_held(path, Told(sensor=mine or found.moving))
    assert is_held(path, Told(sensor=found.moving.upper()))
    assert not is_held(path, Told(sensor=other))
    with pytest.raises(RecordingError) as wrong:
        open_recording(path, Told(sensor="nobody's"))
    assert all(f"'{name}'" in wrong.value.reason for name in found.sensors)


def test_each_has_its_gyroscope_and_its_times(tmp_path: Path) -> None:
    one = held()
    names = "a_time_ms,a_ax,a_ay,a_az,a_gx,a_gy,a_gz,b_time_ms,b_ax,b_ay,b_az,b_gx,b_gy,b_gz"
    late = one.time_s * 1000 + 4.0
    parts = (one.time_s * 1000, one.still, one.still_gyr, late, one.acc, one.gyr)
    path = written(tmp_path, table(names, *parts))
    check(path, "b")
    block = open_recording(path, Told(sensor="b")).block
    assert block.gyr_rad_s is not None
    assert np.allclose(block.gyr_rad_s, one.gyr, atol=1e-4)
    assert block.time_s[0] == pytest.approx(0.004)


def test_a_line_above_doubled_names_says_whose_they_are(tmp_path: Path) -> None:
    text = side_by_side(",".join(["time", *(f"acc_{axis}" for axis in "xyzxyz")]))
    check(written(tmp_path, ",hip,,,ankle,,\n" + text), "ankle")


@pytest.mark.parametrize(
    "names",
    [
        "time,acc_x,acc_y,acc_z,lin_acc_x,lin_acc_y,lin_acc_z",
        "time,accelerometerX,accelerometerY,accelerometerZ,accelerometerUncalibratedX,"
        "accelerometerUncalibratedY,accelerometerUncalibratedZ",
        "time,S_Accel_LN_X,S_Accel_LN_Y,S_Accel_LN_Z,S_Accel_WR_X,S_Accel_WR_Y,S_Accel_WR_Z",
        "time,ax,ay,az,ax_raw,ay_raw,az_raw",
        "time,accX,accY,accZ,userAccelerationX,userAccelerationY,userAccelerationZ",
        "time,acc_x,acc_y,acc_z,acc_x_filtered,acc_y_filtered,acc_z_filtered",
    ],
)
def test_two_readings_of_one_sensor_are_one(tmp_path: Path, names: str) -> None:
    one = held()
    second = one.acc - one.gravity if "lin" in names or "user" in names else one.acc * 0.99
    assert is_held(written(tmp_path, table(names, one.time_s, one.acc, second)))


def test_a_column_given_twice_is_one(tmp_path: Path) -> None:
    one = held()
    names = "time,ax,ay,az,ax,ay,az"
    assert is_held(written(tmp_path, table(names, one.time_s, one.acc, one.acc)))


def in_rows(names: str, row: str, whose: tuple[str, str], blocks: bool = False) -> str:
    """Write rows of two devices, taking turns or one behind the other."""
    one = held()
    rows: list[tuple[float, str]] = []
    for shift_s, who, acc in ((0.0, whose[0], one.still), (0.005, whose[1], one.acc)):
        for t, (x, y, z) in zip(one.time_s, acc, strict=True):
            line = row.format(
                t=f"{t + shift_s:.4f}", who=who, x=f"{x:.4f}", y=f"{y:.4f}", z=f"{z:.4f}"
            )
            rows.append((0.0 if blocks else t + shift_s, line))
    return "\n".join([names, *(line for _, line in sorted(rows, key=lambda each: each[0]))])


TURNS = {
    "device": ("time_s,device,ax,ay,az", "{t},{who},{x},{y},{z}", ("left", "right")),
    "addresses": ("time_s,DeviceName,ax,ay,az", "{t},{who},{x},{y},{z}", ("WT(a1)", "WT(b2)")),
    "last": ("time_s,ax,ay,az,Sensor ID", "{t},{x},{y},{z},{who}", ("1", "2")),
    "id": ("id,time_s,ax,ay,az", "{who},{t},{x},{y},{z}", ("3", "7")),
    "quoted": ("time_s,placement,ax,ay,az", '{t},"{who}",{x},{y},{z}', ("hip", "ankle")),
    "a column of any name": ("time_s,foo,ax,ay,az", "{t},{who},{x},{y},{z}", ("hip", "ankle")),
}  # fmt: skip


BOTH = ("accelerometer", "gyroscope")
# Words in blocks, under no name that says so, may as well be what somebody did.
BOTH_WAYS = [(kind, way) for kind in TURNS for way in (False, True) if "any" not in kind or not way]


@pytest.mark.parametrize(("kind", "blocks"), BOTH_WAYS)
def test_rows_of_two_devices(tmp_path: Path, kind: str, blocks: bool) -> None:
    names, row, whose = TURNS[kind]
    check(written(tmp_path, in_rows(names, row, whose, blocks)), whose[1])


@pytest.mark.parametrize("names", ["accelerometer gyroscope", "ACC GYR", "android.sensor.{}"])
@pytest.mark.parametrize("blocks", [False, True])
def test_rows_of_two_kinds_of_sensor_are_one(tmp_path: Path, names: str, blocks: bool) -> None:
    one = held()
    kinds = names.split() if " " in names else [names.format(k) for k in BOTH]
    rows = [
        (t + 0.003 * k, f"{t + 0.003 * k:.4f},{kind},{x:.4f},{y:.4f},{z:.4f}")
        for k, (kind, values) in enumerate(zip(kinds, (one.acc, one.gyr), strict=True))
        for t, (x, y, z) in zip(one.time_s, values, strict=True)
    ]
    lines = [line for _, line in (rows if blocks else sorted(rows))]
    path = written(tmp_path, "\n".join(["time_s,sensor,x,y,z", *lines]))
    block = open_recording(path).block
    assert block.gyr_rad_s is not None
    assert len(block) == len(one.acc) - 1, "before its first sample the gyroscope says nothing"
    assert np.allclose(block.acc_m_s2, one.acc[1:], atol=1e-3)


def test_two_without_names_are_two(tmp_path: Path) -> None:
    one = held()
    for parts in ((one.still, one.acc), (one.still, one.still_gyr, one.acc, one.gyr)):
        path = written(tmp_path, table("", one.time_s, *parts))
        check(path, "second")
        gyr = open_recording(path, Told(sensor="second")).block.gyr_rad_s
        assert (gyr is not None) == (len(parts) > 2)
        assert gyr is None or np.allclose(gyr, one.gyr, atol=1e-4)


def test_the_only_device_has_to_be_the_one_that_was_told(tmp_path: Path) -> None:
    lines = table("time_s,ax,ay,az", held().time_s, held().acc).splitlines()
    rows = [f"{line},A1" for line in lines[1:]]
    path = written(tmp_path, "\n".join([lines[0] + ",device", *rows]))
    assert is_held(path)
    assert is_held(path, Told(sensor="a1"))
    with pytest.raises(RecordingError, match="no sensor called 'B2'; it holds 'A1'"):
        open_recording(path, Told(sensor="B2"))


@pytest.mark.parametrize("name", ["activity", "event", "label", "note"])
def test_what_somebody_did_is_no_device(tmp_path: Path, name: str) -> None:
    one = held()
    lines = table(f"time_s,ax,ay,az,{name}", one.time_s, one.acc, one.heat).splitlines()
    third = len(lines) // 3
    did = ["stand"] * third + ["hold"] * third + ["rest"] * len(lines)
    rows = [f"{line.rsplit(',', 1)[0]},{did[i]}" for i, line in enumerate(lines[1:])]
    assert is_held(written(tmp_path, "\n".join([lines[0], *rows])))


@pytest.mark.parametrize("titles", [("", ""), ("# hip\n", "# ankle\n"), ("hip\n", "\nankle\n")])
def test_tables_one_below_the_other(tmp_path: Path, titles: tuple[str, str]) -> None:
    one = held()
    names = "time_s,ax,ay,az"
    text = titles[0] + table(names, one.time_s, one.still)
    text += titles[1] + table(names, one.time_s, one.acc)
    check(written(tmp_path, text), "ankle" if titles[0] else "second")


def zipped(members: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_recordings_in_a_zip_are_chosen_by_their_names(tmp_path: Path) -> None:
    one = held()
    still, moved = (table("time_s,ax,ay,az", one.time_s, acc) for acc in (one.still, one.acc))
    check(written(tmp_path, zipped({"x/hip.csv": still, "x/ankle.csv": moved}), "a.zip"), "ankle")
    check(written(tmp_path, zipped({"hip/a.csv": still, "ankle/a.csv": moved}), "b.zip"), "ankle")
    both = side_by_side(BESIDE["prefix"][0])
    check(written(tmp_path, zipped({"a.csv": both}), "c.zip"), "right")


# Sensor Logger ---------------------------------------------------------------------------------


def logged(values: FloatArray) -> str:
    rows = (
        f"{NS + round(t * 1e9)},{t:.6f},{z:.6f},{y:.6f},{x:.6f}"
        for t, (x, y, z) in zip(held().time_s, values, strict=True)
    )
    return "\n".join(["time,seconds_elapsed,z,y,x", *rows])


RENAMED = [
    "{} (1)", "{} (12)", "{} - Copy", "{} - Copy (2)", "{} copy 2", "{} - Kopie", "{}-1", "{}_2",
    "Copy of {}", "{} (copy)", "left_{}", "{} (1) - Copy",
]  # fmt: skip


@pytest.mark.parametrize("renamed", RENAMED)
def test_a_file_of_another_name_is_what_it_was(tmp_path: Path, renamed: str) -> None:
    one = held()
    for name, values, said in (
        ("Gravity", one.gravity, "gravity alone"), ("Gyroscope", one.gyr, "gyroscope alone"),
        ("Accelerometer", one.acc - one.gravity, "whole .zip"),
        ("MagnetometerUncalibrated", one.acc * 4, "magnetic field alone"),
    ):  # fmt: skip
        with pytest.raises(RecordingError, match=said):
            open_recording(written(tmp_path, logged(values), f"{renamed.format(name)}.csv"))
    good = written(tmp_path, logged(one.acc), f"{renamed.format('TotalAcceleration')}.csv")
    assert is_held(good)


def test_gravity_of_any_name_is_told_by_its_length(tmp_path: Path) -> None:
    turned = held().acc / np.linalg.norm(held().acc, axis=1, keepdims=True) * 9.80665
    with pytest.raises(RecordingError, match="gravity alone"):
        open_recording(written(tmp_path, logged(turned), "subject 7.csv"))


def test_copies_in_a_zip(tmp_path: Path) -> None:
    one = held()
    members = {"Gravity (1).csv": logged(one.gravity), "Gyroscope (1).csv": logged(one.gyr)}
    members["Accelerometer (1).csv"] = logged(one.acc - one.gravity)
    members["Metadata (1).csv"] = "platform,standardisation\nandroid,false\n"
    assert is_held(written(tmp_path, zipped(members), "a.zip"))
    two = {"hip/TotalAcceleration.csv": logged(one.still)}
    two["ankle/TotalAcceleration.csv"] = logged(one.acc)
    with pytest.raises(SeveralSensorsError, match="'hip', 'ankle'"):
        open_recording(written(tmp_path, zipped(two), "b.zip"))
    assert is_held(tmp_path / "b.zip", Told(sensor="Ankle"))


def test_a_name_without_its_copy() -> None:
    assert without_copy("Gravity (1)") == ("Gravity", "(1)")
    assert without_copy("Copy of Gravity") == ("Gravity", "")
    assert without_copy("(1)")[0] == "(1)"


def message(number: int, rows: range, device: str, parts: Mapping[str, FloatArray]) -> Any:
    time_s = held().time_s
    payload = [
        {"name": name, "time": NS + round(time_s[i] * 1e9),
         "values": dict(zip("xyz", values[i].tolist(), strict=True))}
        for i in rows for name, values in parts.items()
    ]  # fmt: skip
    return {"messageId": number, "sessionId": "s", "deviceId": device, "payload": payload}


def pushed(parts: Mapping[str, FloatArray], device: str = "d") -> list[Any]:
    n = len(held().time_s)
    starts = range(0, n, 100)
    return [message(k, range(i, min(i + 100, n)), device, parts) for k, i in enumerate(starts)]


WRITTEN: dict[str, Callable[[list[Any]], str]] = {
    "a list": json.dumps,
    "one a line": lambda said: "\n".join(map(json.dumps, said)),
    "one a line, cut off": lambda said: "\n".join(map(json.dumps, said)) + '\n{"messageId": 9',
    "out of order": lambda said: json.dumps(said[::-1]),
    "twice": lambda said: json.dumps([*said, *said[3:6]]),
    "one": lambda said: json.dumps(
        {**said[0], "payload": [each for part in said for each in part["payload"]]}
    ),
    "indented": lambda said: "\n".join(json.dumps(each, indent=1) for each in said),
}


@pytest.mark.parametrize("how", list(WRITTEN))
@pytest.mark.parametrize("phone", ["android", "iphone"])
def test_pushes_that_were_saved_are_read(tmp_path: Path, how: str, phone: str) -> None:
    one = held()
    parts = {"totalacceleration": one.acc, "gyroscope": one.gyr}
    if phone == "iphone":  # whose signs are the other way round
        parts = {"accelerometer": one.gravity - one.acc, "gravity": -one.gravity}
        parts["gyroscope"] = one.gyr
    path = written(tmp_path, WRITTEN[how](pushed(parts)), "pushed.json")
    assert is_held(path)
    block = open_recording(path).block
    assert np.allclose(block.acc_m_s2[:1000], one.acc[:1000], atol=1e-4)


def test_two_phones_that_pushed_are_two(tmp_path: Path) -> None:
    one = held()
    both = pushed({"totalacceleration": one.still}, "hip")
    both += pushed({"totalacceleration": one.acc}, "ankle")
    path = written(tmp_path, json.dumps(both), "both.json")
    with pytest.raises(SeveralSensorsError, match="'hip', 'ankle'"):
        open_recording(path)
    assert is_held(path, Told(sensor="ankle"))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"Subject": 1, "Trial": 2}, "its keys are: Subject, Trial"),
        ([{"lat": 1.0, "lon": 2.0}] * 3, "a list of 3 objects, the first one's keys are: lat, lon"),
        ([[1, 2], [3, 4]], "a list of 2 values"),
        ({"type": "FeatureCollection", "features": []}, "type, features"),
        ({"resourceType": "Observation"}, "resourceType"),
        ({}, "without keys"),
        ([], "a list of 0"),
    ],
)
def test_other_json_is_named(tmp_path: Path, said: object, shown: str) -> None:
    with pytest.raises(RecordingError, match="is JSON that is no recording known here") as caught:
        open_recording(written(tmp_path, json.dumps(said), "a.json"))
    assert shown in caught.value.reason


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("late_s", [0.0, 0.002])
def test_rows_that_take_turns_without_a_word_are_several_sensors(
    tmp_path: Path, count: int, late_s: float
) -> None:
    made = held()
    others = [made.acc, made.still, made.still[:, [1, 2, 0]], -made.still][:count]
    rows = [
        [time_s + k * late_s, *acc[i]]
        for i, time_s in enumerate(made.time_s)
        for k, acc in enumerate(others)
    ]
    path = tmp_path / "turns.csv"
    np.savetxt(path, rows, fmt="%.4f", delimiter=",", header="time_s,ax,ay,az", comments="")
    with pytest.raises(SeveralSensorsError) as caught:
        open_recording(path)
    assert caught.value.sensors == ("first", "second", "third", "fourth")[:count]
    assert caught.value.moving == "first"
    block = open_recording(path, Told(sensor="first")).block
    np.testing.assert_allclose(block.acc_m_s2, made.acc, atol=1e-3)
