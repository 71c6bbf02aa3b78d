"""Files of other programs, made after their documents: what is read, and what is refused."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from balance.records.errors import RecordingError
from balance.records.open_any import find_recordings, open_recording
from balance.records.recording import Recording
from balance.samples import GRAVITY_M_S2, FloatArray, measured_rate_hz

N = 400
TIME_S = np.arange(N) / 100.0
UP = np.array([1.2, -2.4, 9.4])  # 9.775 m/s^2 long


def motion() -> tuple[FloatArray, FloatArray]:
    """Acceleration with gravity and rate of turn of a sensor that is worn, m/s^2 and rad/s."""
    rng = np.random.default_rng(7)
    return UP + rng.normal(0, 0.2, (N, 3)), rng.normal(0, 0.06, (N, 3))


ACC, GYR = motion()
LINEAR = ACC - UP
GRAVITY = np.broadcast_to(UP, (N, 3))


def table(names: Sequence[str], columns: FloatArray, separator: str = ",", end: str = "\n") -> str:
    rows = [separator.join(f"{value:.9g}" for value in row) for row in columns]
    return end.join([separator.join(names), *rows]) + end


def joined(*parts: FloatArray) -> FloatArray:
    return np.column_stack(parts)


def zipped(members: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def opened(folder: Path, content: str | bytes, name: str = "file.dat") -> Recording:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_recording(path)


def refused(folder: Path, content: str | bytes, name: str = "file.dat") -> str:
    with pytest.raises(RecordingError) as caught:
        opened(folder, content, name)
    sentence = str(caught.value)
    assert sentence.startswith(str(folder / name) + ": ")
    assert "\n" not in sentence
    return sentence


def check(recording: Recording, gyr: bool = True, sign: float = 1.0) -> None:
    block = recording.block
    np.testing.assert_allclose(block.time_s, TIME_S, atol=1e-6)
    np.testing.assert_allclose(block.acc_m_s2, sign * ACC, rtol=1e-6, atol=1e-5)
    assert (block.gyr_rad_s is not None) == gyr
    if block.gyr_rad_s is not None:
        np.testing.assert_allclose(block.gyr_rad_s, GYR, rtol=1e-6, atol=1e-6)
    assert recording.header.placement == "lower_back"
    assert recording.faults == ()


PHYPHOX = ("Time (s)", *(f"Acceleration {axis} (m/s^2)" for axis in "xyz"))
PHYPHOX_LINEAR = ("Time (s)", *(f"Linear Acceleration {axis} (m/s^2)" for axis in "xyz"))
PHYPHOX_GYR = ("Time (s)", *(f"Gyroscope {axis} (rad/s)" for axis in "xyz"))
DEVICE = '"property","value"\n"deviceModel","Pixel 7"\n"deviceBrand","google"\n'
START = (
    '"event","experiment time","system time","system time text"\n'
    '"START",0.000000000000000E0,1.681510099356366E9,"2023-04-14 18:08:19.356 UTC-04:00"\n'
)


class TestPhyphox:
    @pytest.mark.parametrize("separator", [",", "\t", ";"])
    def test_raw_data_with_any_separator(self, tmp_path: Path, separator: str) -> None:
        names = [f'"{name}"' for name in (*PHYPHOX, "Absolute acceleration (m/s^2)")]
        rows = joined(TIME_S, ACC, np.linalg.norm(ACC, axis=1))
        recording = opened(tmp_path, table(names, rows, separator))
        check(recording, gyr=False)
        assert recording.header.source == "phyphox"

    @pytest.mark.parametrize("separator", ["\t", ";"])
    def test_decimal_comma(self, tmp_path: Path, separator: str) -> None:
        text = table(PHYPHOX, joined(TIME_S, ACC), separator).replace(".", ",")
        check(opened(tmp_path, text), gyr=False)

    def test_zip_with_the_model_and_the_start(self, tmp_path: Path) -> None:
        members = {
            "Raw Data.csv": table(PHYPHOX, joined(TIME_S, ACC)),
            "meta/device.csv": DEVICE,
            "meta/time.csv": START,
        }
        recording = opened(tmp_path, zipped(members))
        check(recording, gyr=False)
        assert recording.header.model == "google Pixel 7"
        assert recording.header.created_utc == "2023-04-14T22:08:19.356Z"

    def test_a_file_for_each_sensor(self, tmp_path: Path) -> None:
        plain = ("Time (s)", "X (m/s^2)", "Y (m/s^2)", "Z (m/s^2)")
        members = {
            "Linear Accelerometer.csv": table(plain, joined(TIME_S, LINEAR)),
            "Accelerometer.csv": table(plain, joined(TIME_S, ACC)),
            "Gyroscope.csv": table(PHYPHOX_GYR, joined(TIME_S, GYR)),
            "meta/device.csv": DEVICE,
        }
        check(opened(tmp_path, zipped(members)))

    def test_names_in_the_language_of_the_phone(self, tmp_path: Path) -> None:
        names = ("Zeit (s)", *(f"Beschleunigung {axis} (m/s^2)" for axis in "xyz"))
        check(opened(tmp_path, table(names, joined(TIME_S, ACC))), gyr=False)

    @pytest.mark.parametrize(
        ("names", "said"),
        [
            (PHYPHOX_LINEAR, "linear acceleration alone"),
            (PHYPHOX_GYR, "gyroscope alone"),
            (("Time (s)", *(f"Magnetic Field {a} (µT)" for a in "xyz")), "magnetic field alone"),
        ],
    )
    def test_other_sensors_are_refused(
        self, tmp_path: Path, names: Sequence[str], said: str
    ) -> None:
        text = table(names, joined(TIME_S, LINEAR))
        assert said in refused(tmp_path, text)
        assert said in refused(tmp_path, zipped({"Raw Data.csv": text, "meta/device.csv": DEVICE}))

    def test_companions_hold_no_acceleration(self, tmp_path: Path) -> None:
        assert "holds no acceleration" in refused(tmp_path, DEVICE)
        assert "holds no acceleration" in refused(tmp_path, START)

    def test_missing_values_are_dropped_and_said(self, tmp_path: Path) -> None:
        lines = table(PHYPHOX, joined(TIME_S, ACC)).splitlines()
        lines[10] = "9.000000000E-2,NaN,NaN,NaN"
        recording = opened(tmp_path, "\n".join(lines))
        assert len(recording.block) == N - 1
        assert recording.faults == ("1 row without a finite value dropped",)


def sensor_logger(values: FloatArray, time_s: FloatArray = TIME_S) -> str:
    start_ns = 1_698_501_144_401_773_000
    rows = [
        f"{start_ns + round(t * 1e9)},{t:.9f},{z:.9f},{y:.9f},{x:.9f}"
        for t, (x, y, z) in zip(time_s, values, strict=True)
    ]
    return "\n".join(["time,seconds_elapsed,z,y,x", *rows]) + "\n"


def metadata(platform: str, standardisation: str = "false") -> str:
    names = "version,device name,recording epoch time,platform,appVersion,standardisation"
    return f"{names}\n3,Somebody's phone,1698501144401,{platform},1.64,{standardisation}\n"


class TestSensorLogger:
    def test_android_takes_the_total_acceleration(self, tmp_path: Path) -> None:
        members = {
            "Accelerometer.csv": sensor_logger(LINEAR),
            "Gyroscope.csv": sensor_logger(GYR),
            "TotalAcceleration.csv": sensor_logger(ACC),
            "Metadata.csv": metadata("android"),
        }
        recording = opened(tmp_path, zipped(members))
        check(recording)
        assert recording.header.source == "Sensor Logger"
        assert recording.header.model == "Android phone"

    @pytest.mark.parametrize(("standardised", "sign"), [("false", -1.0), ("true", 1.0)])
    def test_iphone_adds_gravity_and_turns_the_sign(
        self, tmp_path: Path, standardised: str, sign: float
    ) -> None:
        members = {
            "Accelerometer.csv": sensor_logger(LINEAR),
            "Gravity.csv": sensor_logger(GRAVITY),
            "Gyroscope.csv": sensor_logger(GYR),
            "Metadata.csv": metadata("ios", standardised),
        }
        recording = opened(tmp_path, zipped(members))
        check(recording, sign=sign)
        assert "Somebody" not in json.dumps(recording.header.to_dict())

    def test_uncalibrated_in_g_on_an_iphone(self, tmp_path: Path) -> None:
        members = {
            "AccelerometerUncalibrated.csv": sensor_logger(-ACC / GRAVITY_M_S2),
            "Metadata.csv": metadata("ios"),
        }
        check(opened(tmp_path, zipped(members)), gyr=False)

    def test_without_gravity_is_refused(self, tmp_path: Path) -> None:
        members = {"Accelerometer.csv": sensor_logger(LINEAR), "Metadata.csv": metadata("ios")}
        assert "without gravity" in refused(tmp_path, zipped(members))

    def test_two_recordings_in_a_zip_are_refused(self, tmp_path: Path) -> None:
        members = {f"{day}/TotalAcceleration.csv": sensor_logger(ACC) for day in ("mon", "tue")}
        said = refused(tmp_path, zipped(members))
        assert "holds 2 recordings ('mon', 'tue')" in said
        assert "--sensor mon" in said

    def test_gyroscope_at_its_own_times(self, tmp_path: Path) -> None:
        turn = np.column_stack([np.sin(TIME_S), np.cos(TIME_S), TIME_S])
        members = {
            "TotalAcceleration.csv": sensor_logger(ACC),
            "Gyroscope.csv": sensor_logger(turn, TIME_S + 0.0035),
            "Metadata.csv": metadata("android"),
        }
        recording = opened(tmp_path, zipped(members))
        block = recording.block
        assert block.gyr_rad_s is not None
        assert recording.faults == ("1 row without a finite value dropped",)
        at = block.time_s - 0.0035
        expected = np.column_stack([np.sin(at), np.cos(at), at])
        np.testing.assert_allclose(block.gyr_rad_s, expected, atol=2e-5)

    def test_a_gyroscope_that_covers_little_is_left_out(self, tmp_path: Path) -> None:
        members = {
            "TotalAcceleration.csv": sensor_logger(ACC),
            "Gyroscope.csv": sensor_logger(GYR[:200], TIME_S[:200]),
            "Metadata.csv": metadata("android"),
        }
        recording = opened(tmp_path, zipped(members))
        assert recording.block.gyr_rad_s is None
        assert len(recording.block) == N
        assert recording.faults == ("gyroscope left out: it does not cover the acceleration",)

    def test_a_lone_file_is_told_by_its_name(self, tmp_path: Path) -> None:
        check(opened(tmp_path, sensor_logger(ACC), "TotalAcceleration.csv"), gyr=False)
        assert "whole .zip" in refused(tmp_path, sensor_logger(LINEAR), "Accelerometer.csv")
        assert "gyroscope alone" in refused(tmp_path, sensor_logger(GYR), "Gyroscope.csv")
        assert "gravity alone" in refused(tmp_path, sensor_logger(GRAVITY), "Gravity.csv")
        assert "gravity was taken away" in refused(tmp_path, sensor_logger(LINEAR), "renamed.csv")

    def test_json(self, tmp_path: Path) -> None:
        rows: list[dict[str, str]] = [
            {"sensor": "Metadata", "platform": "ios", "standardisation": "false"}
        ]
        for name, values in (("Accelerometer", LINEAR), ("Gravity", GRAVITY), ("Gyroscope", GYR)):
            for t, (x, y, z) in zip(TIME_S, values, strict=True):
                named = {"seconds_elapsed": f"{t}", "z": f"{z}", "y": f"{y}", "x": f"{x}"}
                rows.append({"sensor": name, **named})
        check(opened(tmp_path, json.dumps(rows)), sign=-1.0)
        check(opened(tmp_path, zipped({"a.json": json.dumps(rows)})), sign=-1.0)

    @pytest.mark.parametrize("text", ['{"Subject": 1}', "[]", "[1, 2]", "[" * 100_000])
    def test_other_json_is_refused(self, tmp_path: Path, text: str) -> None:
        refused(tmp_path, text)


def clock(seconds: float, form: str = "{:02d}:{:02d}:{:02d}:{:03d}") -> str:
    ms = round(seconds * 1000)
    return form.format(ms // 3_600_000 % 24, ms // 60_000 % 60, ms // 1000 % 60, ms % 1000)


def with_clock(names: str, start_s: float, values: FloatArray, form: str) -> str:
    rows = [
        ",".join([clock(start_s + t, form), *(f"{v:.9g}" for v in row)])
        for t, row in zip(TIME_S, values, strict=True)
    ]
    return "\n".join([names, *rows]) + "\n"


class TestPhysicsToolbox:
    NAMES = "time,gFx,gFy,gFz,wx,wy,wz,Bx,By,Bz"

    def test_seconds(self, tmp_path: Path) -> None:
        rows = joined(TIME_S, ACC / GRAVITY_M_S2, GYR, np.ones((N, 3)))
        recording = opened(tmp_path, table(self.NAMES.split(","), rows))
        check(recording)
        assert recording.header.source == "Physics Toolbox"

    def test_a_clock_over_midnight(self, tmp_path: Path) -> None:
        values = joined(ACC / GRAVITY_M_S2, GYR, np.ones((N, 3)))
        text = with_clock(self.NAMES, 86_398.0, values, "{:02d}:{:02d}:{:02d}:{:03d}")
        recording = opened(tmp_path, text)
        check(recording)
        assert recording.header.extra["time_zero_clock"] == "23:59:58:000"

    @pytest.mark.parametrize("separator", [",", ";"])
    def test_linear_is_refused(self, tmp_path: Path, separator: str) -> None:
        rows = joined(TIME_S, 20.0 * LINEAR, np.linalg.norm(LINEAR, axis=1))
        text = table(("time", "ax", "ay", "az", "aT"), rows, separator)
        assert "linear acceleration alone" in refused(tmp_path, text)

    def test_a_clock_of_whole_seconds_is_too_coarse(self, tmp_path: Path) -> None:
        form = "{:02d}:{:02d}:{:02d}"
        lines = [clock(t, form) for t in np.arange(2000) / 100.0]
        values = np.tile(ACC / GRAVITY_M_S2, (5, 1))
        rows = [f"{at},{x},{y},{z}" for at, (x, y, z) in zip(lines, values, strict=True)]
        said = refused(tmp_path, "\n".join(["time,gFx,gFy,gFz", *rows]))
        assert "1.0 samples a second" in said
        assert "milliseconds" in said


def sensor_log(separator: str, kinds: str) -> str:
    names = ["loggingTime(txt)", "loggingSample(N)", "locationTimestamp_since1970(s)"]
    columns = [np.arange(N), np.full(N, 1.6e9)]
    if "accelerometer" in kinds:
        names += ["accelerometerTimestamp_sinceReboot(s)"]
        names += [f"accelerometerAcceleration{axis}(G)" for axis in "XYZ"]
        columns += [TIME_S, *(-ACC.T / GRAVITY_M_S2)]
    if "motion" in kinds:
        names += ["motionTimestamp_sinceReboot(s)"]
        names += [f"motionUserAcceleration{axis}(G)" for axis in "XYZ"]
        names += [f"motionRotationRate{axis}(rad/s)" for axis in "XYZ"]
        names += [f"motionGravity{axis}(G)" for axis in "XYZ"]
        columns += [TIME_S, *(-LINEAR.T / GRAVITY_M_S2), *GYR.T, *(-GRAVITY.T / GRAVITY_M_S2)]
    rows = [
        separator.join([f"2023-05-01 10:11:12.{i % 1000:03d} +0200", *(f"{v:.9g}" for v in row)])
        for i, row in enumerate(np.column_stack(columns))
    ]
    return "\n".join([separator.join(names), *rows])


class TestSensorLog:
    @pytest.mark.parametrize("separator", [",", "|"])
    @pytest.mark.parametrize("kinds", ["motion", "accelerometer", "accelerometer motion"])
    def test_iphone_sign_and_g(self, tmp_path: Path, separator: str, kinds: str) -> None:
        recording = opened(tmp_path, sensor_log(separator, kinds))
        check(recording, gyr="motion" in kinds)
        assert recording.header.source == "SensorLog"


class TestOpenLogArtemis:
    def test_milli_g_and_degrees(self, tmp_path: Path) -> None:
        names = "rtcTime,aX,aY,aZ,gX,gY,gZ,mX,mY,mZ,imu_degC,output_Hz,"
        others = np.tile([20.0, -30.0, 40.0, 25.5, 100.0], (N, 1))
        values = joined(ACC * 1000 / GRAVITY_M_S2, np.degrees(GYR), others)
        text = with_clock(names, 36_000.0, values, "{:02d}:{:02d}:{:02d}.{:03d}")
        head, *rows = text.splitlines()
        dated = ["rtcDate," + head, *(f"11/10/2020,{row}," for row in rows)]
        recording = opened(tmp_path, "\n".join(dated))
        check(recording)
        assert recording.header.source == "OpenLog Artemis"


class TestAndroSensor:
    NAMES = (
        *(f"ACCELEROMETER {axis} (m/s²)" for axis in "XYZ"),
        *(f"LINEAR ACCELERATION {axis} (m/s²)" for axis in "XYZ"),
        *(f"GYROSCOPE {axis} (rad/s)" for axis in "XYZ"),
        "Time since start in ms ",
    )

    def test_fast_enough_is_read(self, tmp_path: Path) -> None:
        rows = joined(ACC, LINEAR, GYR, TIME_S * 1000)
        recording = opened(tmp_path, table(self.NAMES, rows, ";"))
        check(recording)
        assert recording.header.source == "AndroSensor"

    def test_two_a_second_are_refused(self, tmp_path: Path) -> None:
        rows = joined(ACC, LINEAR, GYR, np.arange(N) * 500.0)
        assert "holds 2.0 samples a second" in refused(tmp_path, table(self.NAMES, rows, ";"))


def hyperimu(period_ms: int, sensors: str, values: FloatArray) -> str:
    head = ["@ HyperIMU - ianovir - 2013", f"@Sensors: {sensors}", f"@ SamplingTime: {period_ms}ms"]
    return "\n".join([*head, *(",".join(f"{v:.15g}" for v in row) for row in values)])


class TestHyperImu:
    SENSORS = "MPLLinearAcceleration - MPLAccelerometer - MPLGyroscope"

    def test_rows_at_the_stated_period(self, tmp_path: Path) -> None:
        recording = opened(tmp_path, hyperimu(10, self.SENSORS, joined(LINEAR, ACC, GYR)))
        check(recording)
        assert recording.header.rate_hz == 100.0

    def test_a_leading_timestamp(self, tmp_path: Path) -> None:
        start_ms = np.floor(TIME_S * 1000) + 1.4e12
        recording = opened(
            tmp_path, hyperimu(100, self.SENSORS, joined(start_ms, LINEAR, ACC, GYR))
        )
        assert measured_rate_hz(recording.block.time_s) == pytest.approx(100.0, rel=0.01)

    def test_the_usual_ten_a_second_are_refused(self, tmp_path: Path) -> None:
        text = hyperimu(100, self.SENSORS, joined(LINEAR, ACC, GYR))
        assert "holds 10.0 samples a second" in refused(tmp_path, text)

    def test_sensors_that_do_not_fit_are_refused(self, tmp_path: Path) -> None:
        assert "@Sensors" in refused(tmp_path, hyperimu(10, "A - B - C", joined(ACC, GYR)))


class TestXio:
    @pytest.mark.parametrize(
        ("time", "scale", "source"), [("Time (s)", 1, "NGIMU"), ("Timestamp (us)", 1e6, "x-IMU3")]
    )
    def test_gyroscope_first(self, tmp_path: Path, time: str, scale: float, source: str) -> None:
        names = [time, *(f"Gyroscope {axis} (deg/s)" for axis in "XYZ")]
        names += [f"Accelerometer {axis} (g)" for axis in "XYZ"]
        rows = joined(TIME_S * scale, np.degrees(GYR), ACC / GRAVITY_M_S2)
        recording = opened(tmp_path, table(names, rows))
        check(recording)
        assert recording.header.source == source


class TestStBleSensor:
    def text(self, end: str) -> bytes:
        names = "time[ms],accX[mg],accY[mg],accZ[mg],gyroX[mdps],gyroY[mdps],gyroZ[mdps]"
        names += ",magnX[mG],magnY[mG],magnZ[mG],press[hPa],temp[°C],hum["
        rows = joined(TIME_S * 1000, ACC * 1000 / GRAVITY_M_S2, np.degrees(GYR) * 1000)
        lines = [",".join(f"{v:.9g}" for v in row) + ",,,,,,,0x03," for row in rows]
        text = "#Format version: 1.0\n" + names + end + "\n".join(lines)
        return text.encode("latin-1")

    @pytest.mark.parametrize("end", ["", "%]\n"])
    def test_the_first_sample_is_kept(self, tmp_path: Path, end: str) -> None:
        recording = opened(tmp_path, self.text(end))
        check(recording)
        assert recording.header.source == "ST BLE Sensor"


class TestCountedPackets:
    def text(self, count: FloatArray, head: str = "Acquisition frequency: 100 Hz\n") -> str:
        names = ["PacketCounter", "Acc_X", "Acc_Y", "Acc_Z", "Gyr_X", "Gyr_Y", "Gyr_Z"]
        return head + table(names, joined(count, ACC, GYR), "\t")

    def test_times_from_the_counter(self, tmp_path: Path) -> None:
        recording = opened(tmp_path, self.text(np.arange(N)))
        check(recording)
        assert recording.header.rate_hz == 100.0
        assert recording.header.extra["units"] == {
            "time": "counter", "acc": "m/s^2", "gyr": "rad/s"
        }  # fmt: skip

    def test_a_counter_that_starts_anew(self, tmp_path: Path) -> None:
        count = (np.arange(N) + 65_400) % 65_536
        recording = opened(tmp_path, self.text(count))
        np.testing.assert_allclose(recording.block.time_s, TIME_S + 654.0, atol=1e-9)

    def test_lost_packets_are_a_gap(self, tmp_path: Path) -> None:
        recording = opened(tmp_path, self.text(np.arange(N) + 30 * (np.arange(N) >= 100)))
        assert [(gap.start_s, gap.end_s) for gap in recording.gaps] == [(0.99, 1.3)]

    def test_no_rate_is_refused(self, tmp_path: Path) -> None:
        said = refused(tmp_path, self.text(np.arange(N), head=""))
        assert "counts samples but states no rate" in said
        assert "time_s" in said

    def test_rotation_in_degrees_is_told(self, tmp_path: Path) -> None:
        names = ["PacketCounter", "Acc_X", "Acc_Y", "Acc_Z", "Gyr_X", "Gyr_Y", "Gyr_Z"]
        text = table(names, joined(np.arange(N), ACC, np.degrees(GYR)), "\t")
        check(opened(tmp_path, "Fs = 100 Hz\n" + text))


class TestWitMotion:
    def frames(self, types: Sequence[int], count: int) -> bytes:
        out = bytearray()
        for i in range(count):
            for kind in types:
                frame = bytes([0x55, kind, *((i * 7 + k) % 256 for k in range(8))])
                out += frame + bytes([sum(frame) % 256])
        return bytes(out)

    def test_a_dump_without_times_is_refused(self, tmp_path: Path) -> None:
        said = refused(tmp_path, self.frames((0x51, 0x52, 0x53, 0x54), 200))
        assert "WitMotion" in said
        assert "200 samples, no times" in said
        assert "save it as text with times" in said

    def test_text_from_its_own_program(self, tmp_path: Path) -> None:
        names = ["time", "DeviceName", "AccX(g)", "AccY(g)", "AccZ(g)"]
        names += [f"Angular velocity {axis}(°/s)" for axis in "XYZ"]
        rows = joined(ACC / GRAVITY_M_S2, np.degrees(GYR))
        lines = [
            "\t".join([f"2024-03-01 {clock(t)}", "WT901", *(f"{v:.9g}" for v in row)])
            for t, row in zip(TIME_S, rows, strict=True)
        ]
        check(opened(tmp_path, "\n".join(["\t".join(names), *lines])))


class TestOwnFiles:
    HEAD = '# {"format": "balance-recording", "version": 1, "placement": "shank"}\n'
    NAMES = ("time_s", "acc_x_m_s2", "acc_y_m_s2", "acc_z_m_s2")

    @pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "whatever"])
    def test_native_is_told_by_its_first_line(self, tmp_path: Path, name: str) -> None:
        data = (self.HEAD + table(self.NAMES, joined(TIME_S, ACC))).encode()
        recording = opened(tmp_path, gzip.compress(data) if name.endswith(".gz") else data, name)
        assert recording.header.placement == "shank"
        assert len(recording.block) == N

    def test_broken_native_keeps_its_own_words(self, tmp_path: Path) -> None:
        assert "line 1" in refused_at(tmp_path, self.HEAD.replace("version", "x"), "a.csv")

    def test_native_in_a_zip_is_to_be_unzipped(self, tmp_path: Path) -> None:
        data = self.HEAD + table(self.NAMES, joined(TIME_S, ACC))
        assert "unzip it" in refused(tmp_path, zipped({"a.csv": data}))

    def test_events_are_no_recording(self, tmp_path: Path) -> None:
        text = "time_s,event,by,detail\n1.5,lift_off,auto,\n3.5,step_down,auto,\n"
        assert "holds no acceleration" in refused(tmp_path, text)


def refused_at(folder: Path, content: str, name: str) -> str:
    with pytest.raises(RecordingError) as caught:
        opened(folder, content, name)
    return str(caught.value)


class TestFolders:
    def test_what_is_found_and_passed_over(self, tmp_path: Path) -> None:
        kept = ["a.csv", "b.csv.gz", "sub/c.TXT", "sub/d.tsv", "sub/e.zip"]
        passed = [
            "a.events.csv", "README.txt", "LICENSE-MIT.txt", "x_LICENCE.txt", "PROVENANCE.txt",
            "truth.json", "notes.md", ".hidden.csv", ".git/f.csv", "g.png",
        ]  # fmt: skip
        for name in kept + passed:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).touch()
        assert find_recordings([tmp_path]) == sorted(tmp_path / name for name in kept)

    def test_named_files_are_listed_whatever_they_are(self, tmp_path: Path) -> None:
        named = [tmp_path / "truth.json", tmp_path / "missing.csv"]
        assert find_recordings([*named, *named]) == sorted(named)

    def test_a_folder_and_a_missing_file_are_refused(self, tmp_path: Path) -> None:
        for path, said in ((tmp_path, "is a folder"), (tmp_path / "no.csv", "no such file")):
            with pytest.raises(RecordingError, match=said):
                open_recording(path)
        with pytest.raises(RecordingError):
            open_recording(Path("nul\0byte"))
