"""Which column holds what: names in all their spellings, columns without names, lines of units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from held import held, is_held, is_timed, table, written

from balance.records.errors import RecordingError
from balance.records.formats.labelled import unlabelled
from balance.records.formats.roles import find_roles
from balance.records.formats.told import Told
from balance.records.open_any import open_recording
from balance.samples import FloatArray

ACC = "{}x {}y {}z"


def six(acc: str, gyr: str) -> list[str]:
    """Give names of six axes out of two patterns with an x in them."""
    return [pattern.replace("@", axis) for pattern in (acc, gyr) for axis in "xyz"]


SPELLED = [
    ("Ac@", "Gy@"), ("accel@", "gyro@"), ("ACCEL_@", "GYRO_@"), ("a@", "g@"), ("a_@", "w_@"),
    ("Accel-@", "Gyro-@"), ("imu_a@", "imu_g@"), ("acc.@", "omega.@"), ("a@1", "w@1"),
    ("Accelerometer @", "Gyroscope @"), ("accelerometer@", "angular_velocity_@"),
    ("Acceleration @ (m/s^2)", "rotationRate@"), ("Beschleunigung @", "Drehrate @"),
    ("Accélération @ (m/s²)", "giroscopio_@"), ("aceleracion_@", "Gyroscope @ (rad/s)"),
    ("total_acc_@", "body_gyro_@"), ("Acc (@)", "Gyr (@)"), ("mpu6050_acc_@", "mpu6050_gyro_@"),
    ("Shimmer_AB12_Accel_LN_@_CAL", "Shimmer_AB12_Gyro_@_CAL"), ("@_accel", "@_gyro"),
    ("linear_acceleration_with_g_@", "rot_rate_@"),
]  # fmt: skip


@pytest.mark.parametrize(("acc", "gyr"), SPELLED)
@pytest.mark.parametrize("upper", [False, True])
def test_six_axes_are_known_beside_what_is_none(acc: str, gyr: str, upper: bool) -> None:
    names = six(acc, gyr)
    if upper:
        names = [name[:-1] + name[-1].upper() if name[-1] in "xyz" else name for name in names]
    others = ["Tmp", "roll", "pitch", "yaw", "qw", "qx", "qy", "qz", "humidity (%)", "Battery (mV)"]
    others += [f"mag{axis}" for axis in "XYZ"] + ["Pressure (hPa)", "t (°C)", "Angle X(°)"]
    roles = find_roles(["millis", *names[:3], *others, *names[3:]])
    assert roles.axes["acc"].columns == (1, 2, 3)
    behind = 4 + len(others)
    assert roles.axes["gyr"].columns == (behind, behind + 1, behind + 2)
    assert [time.column for time in roles.times] == [0]
    assert len(roles.every["acc"]) == 1


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("lin_acc_x,lin_acc_y,lin_acc_z", "linear"), ("userAccX,userAccY,userAccZ", "linear"),
        ("FreeAcc_X,FreeAcc_Y,FreeAcc_Z", "linear"), ("gravityX,gravityY,gravityZ", "gravity"),
        ("body_acc_x,body_acc_y,body_acc_z", "linear"), ("MagX,MagY,MagZ", "mag"),
        ("Accel X,Y,Z", "acc"), ("AccV,AccML,AccAP", "acc"), ("acc_1,acc_2,acc_3", "acc"),
        ("gyr_0,gyr_1,gyr_2", "gyr"),
        ("AsX(°/s),AsY(°/s),AsZ(°/s)", "gyr"),
    ],
)  # fmt: skip
def test_a_triad_alone_is_what_its_names_say(names: str, kind: str) -> None:
    assert set(find_roles(["time", *names.split(",")]).axes) == {kind}


@pytest.mark.parametrize(
    "names",
    ["X (deg),Y (deg),Z (deg)", "roll_x,pitch_y,yaw_z", "qx,qy,qz", "vel_x,vel_y,vel_z",
     "temp,humidity,battery", "rotation_vector_x,rotation_vector_y,rotation_vector_z"],
)  # fmt: skip
def test_what_is_no_axis_is_none(names: str) -> None:
    assert find_roles(names.split(",")).axes == {}


ODD = ("degrees", "raw", "millivolts", "a label", "a subject")


def odd() -> dict[str, FloatArray]:
    n = len(held().acc)
    raw = np.round((held().heat - 36.53) * 340.0)
    return {
        "degrees": held().heat, "raw": raw, "millivolts": 3912.4 - np.arange(n) * 0.001,
        "a label": np.zeros(n), "a subject": np.full(n, 7.0),
    }  # fmt: skip


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("scale", [1.0, 180.0 / np.pi])
@pytest.mark.parametrize("order", ["acc odd gyr", "acc gyr odd", "gyr odd acc", "acc odd gyr mag"])
def test_a_column_too_many_is_found_by_what_it_holds(
    tmp_path: Path, what: str, scale: float, order: str
) -> None:
    one, gyr = held(), held().gyr * scale
    if what == "raw":
        gyr = np.round(held().gyr * 180 / np.pi * 131)
    mag = one.acc[:, ::-1] * 4.0
    parts = {"acc": one.acc, "odd": odd()[what], "gyr": gyr, "mag": mag}
    columns = [parts[part] for part in order.split()]
    path = written(tmp_path, table("", one.time_s * 1000, *columns))
    block = open_recording(path).block
    assert np.allclose(block.acc_m_s2, one.acc, atol=1e-3)
    if what != "raw":  # counts beside m/s^2 have no unit that can be told
        assert block.gyr_rad_s is not None
        assert np.allclose(block.gyr_rad_s, one.gyr, atol=1e-3)


def test_with_a_temperature_between_them_the_hold_is_timed(tmp_path: Path) -> None:
    one = held()
    path = written(tmp_path, table("", one.time_s * 1000, one.acc, one.heat, one.gyr))
    assert is_timed(path)


def test_two_columns_too_many_and_quaternions_are_none(tmp_path: Path) -> None:
    one, n = held(), len(held().acc)
    pressure = 1013.0 + 0.01 * np.sin(np.arange(n))
    half = one.time_s / 40.0
    turned = np.column_stack([np.cos(half), np.sin(half), 0 * half, 0 * half])
    for parts in ([one.heat, pressure, one.gyr], [one.gyr, one.heat, pressure], [one.gyr, turned]):
        path = written(tmp_path, table("", one.time_s, one.acc, *parts))
        block = open_recording(path).block
        assert block.gyr_rad_s is not None
        assert np.allclose(block.gyr_rad_s, one.gyr, atol=1e-4)


def test_three_that_are_no_axes_are_no_rate_of_turn(tmp_path: Path) -> None:
    one = held()
    wave = 0.1 * np.sin(one.time_s)
    path = written(tmp_path, table("", one.time_s, one.acc, one.heat, 1013 + wave, 45 + wave))
    assert open_recording(path).block.gyr_rad_s is None


def test_where_nothing_tells_names_are_asked_for(tmp_path: Path) -> None:
    one = held()
    other = one.gyr[::-1, 0]
    path = written(tmp_path, table("", one.time_s, one.acc, one.gyr, other))
    with pytest.raises(RecordingError, match="name them in its first line"):
        open_recording(path)


UNITS = ["counts", "%", "hPa", "µT", "n/a", "mV", "furlongs", "°C", "no_units"]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("between", ["", "CAL\tCAL\tCAL\tCAL\tCAL\n"])
def test_a_line_of_units_stays_one_with_a_unit_that_is_not_known(
    tmp_path: Path, unit: str, between: str
) -> None:
    one = held()
    names = "Timestamp\tAccel_X\tAccel_Y\tAccel_Z\tOther\n"
    rows = table("", one.time_s * 1000, one.acc, one.heat, separator="\t")
    said = f"sep=\t\n{names}{between}ms\tm/(s^2)\tm/(s^2)\tm/(s^2)\t{unit}\n{rows}"
    assert is_held(written(tmp_path, said))


SKETCHES = [
    "AcX = {} | AcY = {} | AcZ = {} | Tmp = {} | GyX = {} | GyY = {} | GyZ = {}",
    "AcX:{} AcY:{} AcZ:{} Tmp:{} GyX:{} GyY:{} GyZ:{}",
    "ax={},ay={},az={},t={},gx={},gy={},gz={}",
    "Accel X: {}, Y: {}, Z: {} m/s^2, Temp: {} degC, Rotation rate X: {}, Y: {}, Z: {} rad/s",
    "acc: {} {} {} temp: {} gyro: {} {} {}",
    "aX:\t{}\taY:\t{}\taZ:\t{}\tT:\t{}\tgX:\t{}\tgY:\t{}\tgZ:\t{}",
]


@pytest.mark.parametrize("sketch", SKETCHES)
@pytest.mark.parametrize("stamped", [False, True])
def test_labelled_lines_are_a_table(tmp_path: Path, sketch: str, stamped: bool) -> None:
    one = held()
    rows = np.column_stack([one.acc, one.heat, one.gyr])
    lines = [sketch.format(*(f"{value:.5f}" for value in row)) for row in rows]
    if stamped:
        clock = [f"10:{int(t) // 60:02d}:{t % 60:06.3f} -> " for t in one.time_s]
        lines = [stamp + line for stamp, line in zip(clock, lines, strict=True)]
    path = written(tmp_path, "\n".join(["MPU6050 ready", *lines]))
    told = Told() if stamped else Told(rate_hz=100.0)
    assert is_held(path, told)
    block = open_recording(path, told).block
    assert block.gyr_rad_s is not None
    assert np.allclose(block.gyr_rad_s, one.gyr, atol=1e-3)


def test_other_text_stays_as_it_is() -> None:
    for text in ("", "time,ax\n1,2\n", "rate: 100\n1 2 3\n4 5 6\n", "10:00:01.5 1 2\n"):
        assert unlabelled(text) == text


@pytest.mark.parametrize("name", ["Tmp", "Temp", "temperature", "Humidity", "baro", "battery_mV"])
def test_what_climbs_slowly_beside_the_axes_is_no_time(tmp_path: Path, name: str) -> None:
    rng = np.random.default_rng(3)
    acc = np.array([0.1, 0.2, 9.8]) + rng.normal(0.0, 0.02, (2500, 3))
    slow = 26.0 + 0.01 * np.arange(2500)
    path = tmp_path / "untimed.csv"
    names = f"ax,ay,az,{name}"
    np.savetxt(
        path, np.column_stack([acc, slow]), fmt="%.3f", delimiter=",", header=names, comments=""
    )
    with pytest.raises(RecordingError, match="no column of times"):
        open_recording(path)
