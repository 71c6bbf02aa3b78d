"""Files of many programs, made of one simulated hold after the programs' own layouts.

Where each layout was seen stands in docs/devices.md, under "Files of other programs".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
from held import held
from numpy.typing import NDArray

from balance.samples import GRAVITY_M_S2, FloatArray

EPOCH_MS: Final = 1_714_817_700_000
BEGAN: Final = datetime.fromtimestamp(EPOCH_MS / 1000, UTC)
# At 100 Hz, by whole milliseconds that are not quite even, so that a wrong digit is seen.
MS: Final[NDArray[np.int64]] = 10 * np.arange(len(held().acc)) + np.arange(len(held().acc)) % 3 % 2
ACC_G: Final[FloatArray] = held().acc / GRAVITY_M_S2
GYR_DEG_S: Final[FloatArray] = np.degrees(held().gyr)
LINEAR: Final[FloatArray] = held().acc - held().gravity
ANGLES: Final[FloatArray] = np.tile([-170.0, 12.5, 3.25], (len(MS), 1))
FIELD: Final[FloatArray] = np.tile([21.0, -4.0, 40.0], (len(MS), 1))


def clock(form: str, step_ms: int = 0) -> list[str]:
    """Write the time of each sample; ``fff`` in the form is three digits of milliseconds."""
    times = [BEGAN + timedelta(milliseconds=int(ms) + step_ms) for ms in MS]
    return [at.strftime(form).replace("fff", f"{at.microsecond // 1000:03d}") for at in times]


def rows(columns: Sequence[Any], *values: FloatArray, separator: str = ",", digits: int = 7) -> str:
    """Write columns of text or whole numbers, and beside them axes."""
    table = np.column_stack(values)
    written = (
        separator.join([*map(str, first), *(f"{value:.{digits}g}" for value in row)])
        for first, row in zip(zip(*columns, strict=True), table, strict=True)
    )
    return "\n".join(written) + "\n"


# MetaBase ----------------------------------------------------------------------------------------

METABASE: Final = "walk_MetaWear_2024-05-04T10.15.00.000_C42732BE255C_{}_100.000Hz_1.4.4.csv"


def metabase(kind: str, head: str = "epoc (ms),timestamp (+0200),elapsed (s)") -> str:
    unit, values = ("g", ACC_G) if kind == "Accelerometer" else ("deg/s", GYR_DEG_S)
    names = ",".join(f"{axis}-axis ({unit})" for axis in "xyz")
    first = [EPOCH_MS + MS, clock("%Y-%m-%dT%H.%M.%S.fff"), [f"{ms / 1000:.3f}" for ms in MS]]
    return f"{head},{names}\n" + rows(first, values, digits=6)


# Movella DOT and Xsens ---------------------------------------------------------------------------


def movella_dot(*, padded: bool = True, names: str = "Acc_{},Gyr_{}", euler: bool = True) -> str:
    """Write what the app exports: every line of the head padded with commas, or none of it."""
    pad = "," * 17 if padded else ""
    head = [
        "sep=,",
        f"DeviceTag:,DOT_Thigh_R{pad}",
        f"FirmwareVersion:,3.0.0{pad}",
        f"AppVersion:,2023.6.0{pad}",
        f"SyncStatus:,Synced{pad}",
        f"OutputRate:,120Hz{pad}",
        f"FilterProfile:,General{pad}",
        f"Measurement Mode:,Custom Mode 5{pad}",
        f"StartTime:,2024-05-04 10:15:00.000 +0200{pad}",
        f"Movella Technologies B. V. 2005-2024,,{pad}",
        "",
    ]
    columns = ["PacketCounter", "SampleTimeFine"]
    parts: list[FloatArray] = []
    if euler:
        columns += ["Euler_X", "Euler_Y", "Euler_Z"]
        parts.append(ANGLES)
    for part in names.split(","):
        columns += [part.format(axis) for axis in "XYZ"]
        parts.append({"Acc": held().acc, "Gyr": GYR_DEG_S}.get(part[:3], LINEAR))
    first = [np.arange(len(MS)) + 1, 4_294_000_000 + MS * 1000 - 2**32 * (MS > 967)]
    return "\n".join([*head, ",".join(columns)]) + "\n" + rows(first, *parts)


def xsens_mt(separator: str = "\t", *, ticks: int | None = 10, rate: str = "100.0Hz") -> str:
    """Write what MT Manager exports."""
    head = [
        "// Start Time: Unknown",
        f"// Update Rate: {rate}",
        "// Filter Profile: human (46.1)",
        "// Option Flags: AHS Disabled ICC Disabled",
        "// Firmware Version: 4.0.2",
    ]
    columns = ["PacketCounter", "SampleTimeFine", "Year", "Month", "Day"]
    columns += [f"{sensor}_{axis}" for sensor in ("Acc", "FreeAcc", "Gyr", "Mag") for axis in "XYZ"]
    columns += [f"Mat[{i}][{k}]" for k in (1, 2, 3) for i in (1, 2, 3)]
    columns += ["Roll", "Pitch", "Yaw"]
    matrix = np.tile(np.eye(3).ravel(), (len(MS), 1))
    fine = MS * ticks if ticks else [""] * len(MS)
    blank = [""] * len(MS)
    first = [(np.arange(len(MS)) + 65_000) % 65_536, fine, blank, blank, blank]
    body = rows(
        first,
        held().acc, LINEAR, held().gyr, FIELD / 50.0, matrix, ANGLES,
        separator=separator,
    )  # fmt: skip
    return "\n".join([*head, separator.join(columns)]) + "\n" + body


# Shimmer -----------------------------------------------------------------------------------------


def shimmer(separator: str = "\t", *, sep: bool = True, prefix: str = "Shimmer_AB12_") -> str:
    """Write what Consensys exports, with both accelerometers of a Shimmer3."""
    columns = ["Timestamp_Unix_CAL"]
    columns += [f"Accel_{which}_{axis}_CAL" for which in ("LN", "WR") for axis in "XYZ"]
    columns += [*(f"Gyro_{axis}_CAL" for axis in "XYZ"), "Battery_CAL"]
    units = ["ms", *["m/(s^2)"] * 6, *["deg/s"] * 3, "mV"]
    lines = [f'"sep={separator}"'] if sep else []
    lines += [separator.join(prefix + name for name in columns) + separator]
    lines += [separator.join(units) + separator]
    battery = np.full((len(MS), 1), 4100.0)
    wide = held().acc * 1.01
    ms = [f"{EPOCH_MS + ms}.{ms % 1000:03d}" for ms in MS]
    body = rows([ms], held().acc, wide, GYR_DEG_S, battery, separator=separator)
    return "\n".join(lines) + "\n" + body.replace("\n", separator + "\n")


# Axivity, GENEActiv, ActiGraph -------------------------------------------------------------------


def axivity(times: str = "formatted", *, gyr: bool = False, head: bool = False) -> str:
    """Write what OmGui exports: no names in a raw export, names in a resampled one."""
    first: Sequence[Any] = {
        "formatted": clock("%Y-%m-%d %H:%M:%S.fff"),
        "seconds": [f"{ms / 1000:.4f}" for ms in MS],
        "epoch": [f"{(EPOCH_MS + ms) / 1000:.4f}" for ms in MS],
    }[times]
    names = "Time,Accel-X (g), Accel-Y (g), Accel-Z (g)"
    names += ", Gyro-X (d/s), Gyro-Y (d/s), Gyro-Z (d/s)" if gyr else ""
    body = rows([first], ACC_G, *([GYR_DEG_S] if gyr else []), digits=6)
    return (names + "\n" if head else "") + body


def geneactiv(*, zone: str = "GMT +01:00") -> str:
    said = {
        1: "Device Type,GENEActiv", 2: "Device Model,1.1", 3: "Device Unique Serial Code,021021",
        4: "Device Firmware Version,Ver4.08a date14Jul14",
        5: "Calibration Date,2014-07-14 09:00:00:000",
        6: "Application name & version ,GENEActiv PC Software 3.3",
        11: "Measurement Frequency,100 Hz", 12: "Start Time,2024-05-04 10:15:00:000",
        13: "Last measurement,", 14: "Device Location Code,right ankle", 15: f"Time Zone,{zone}",
        21: "Subject Code,007", 22: "Date of Birth,1900-01-01",
        51: "Sensor type,MEMS accelerometer x-axis", 52: "Range,-8 to 8", 53: "Resolution,0.0039",
        54: "Units,g", 56: "Sensor type,MEMS accelerometer y-axis", 57: "Range,-8 to 8",
        58: "Resolution,0.0039", 59: "Units,g", 61: "Sensor type,MEMS accelerometer z-axis",
        64: "Units,g", 66: "Sensor type,Lux Photodiode 400nm - 1100nm", 67: "Range,0 to 5000",
        69: "Units,lux", 71: "Sensor type,User button event marker", 72: "Range,1 or 0",
        76: "Sensor type,Linear active thermistor", 77: "Range,0 to 70", 79: "Units,deg. C",
    }  # fmt: skip
    head = "\n".join(said.get(line, "") for line in range(1, 101))
    others = np.tile([0.0, 0.0, 26.4], (len(MS), 1))
    body = rows([clock("%Y-%m-%d %H:%M:%S:fff")], ACC_G, others, digits=6)
    return head + "\n" + body


def actigraph(names: str = "Accelerometer {}", stamp: str | None = None, at: str = "100") -> str:
    """Write a raw export of ActiLife, or that of the IMU of a GT9X Link."""
    imu = "Gyroscope" in names
    device = "ActiGraph Link IMU 9DOF Sensor" if imu else "ActiGraph GT3X+"
    end = "" if imu else " Filter Normal"
    head = [
        f"------------ Data File Created By {device} ActiLife v6.13.3 Firmware v2.5.0 "
        f"date format M/d/yyyy at {at} Hz {end} -----------",
        "Serial Number: NEO1F18120387",
        "Start Time 10:15:00",
        "Start Date 5/4/2024",
        "Epoch Period (hh:mm:ss) 00:00:00",
        "Download Time 11:00:00",
        "Download Date 5/4/2024",
        "Current Memory Address: 0",
        "Current Battery Voltage: 4.07     Mode = 12",
        "--------------------------------------------------",
    ]
    columns = ["Timestamp"] if stamp else []
    parts: list[FloatArray] = []
    for part in names.split(","):
        three = "{}" in part
        columns += [part.format(axis) for axis in "XYZ"] if three else [part]
        values = {"Accelerometer": ACC_G, "Gyroscope": GYR_DEG_S, "Magnetometer": FIELD}
        parts.append(values[part.split()[0]] if three else np.full((len(MS), 1), 30.4))
    first = [clock(stamp)] if stamp else []
    if first:
        body = rows(first, *parts, digits=6)
    else:
        table = np.column_stack(parts)
        body = "".join(",".join(f"{value:.6g}" for value in row) + "\n" for row in table)
    return "\n".join([*head, ",".join(columns)]) + "\n" + body


# Movesense and SensorStreamer --------------------------------------------------------------------


def xyz(row: FloatArray) -> dict[str, float]:
    return {axis: round(float(value), 6) for axis, value in zip("xyz", row, strict=True)}


def movesense(key: str = "acc", size: int = 8, start_ms: int = 34_512) -> str:
    """Write a stream of the showcase app, readings in packets; a stamp is that of the first."""
    arrays = {
        "acc": {"ArrayAcc": held().acc},
        "gyro": {"ArrayGyro": GYR_DEG_S},
        "imu6": {"ArrayAcc": held().acc, "ArrayGyro": GYR_DEG_S},
        "imu9": {"ArrayAcc": held().acc, "ArrayGyro": GYR_DEG_S, "ArrayMagn": FIELD},
    }[key]
    packets = [
        {
            key: {
                "Timestamp": start_ms + int(MS[i]),
                **{name: [xyz(row) for row in of[i : i + size]] for name, of in arrays.items()},
            }
        }
        for i in range(0, len(MS), size)
    ]
    return json.dumps({"data": packets})


def sensor_streamer(*, nested: bool = True, accelerometer: bool = True) -> str:
    """Write lines as the app sends them: an array called value, or, in old versions, x, y, z."""
    start_ns = 91_234_567_890_123
    lines = []
    for ms, acc, gyr in zip(MS.tolist(), held().acc, held().gyr, strict=True):
        packet: dict[str, dict[str, Any]] = {}
        for name, values in (("accelerometer", acc), ("gyroscope", gyr)):
            stamp = {"timestamp": start_ns + ms * 1_000_000}
            axes = {"value": list(xyz(values).values())} if nested else xyz(values)
            packet[name] = {**stamp, **axes} if nested else {**axes, **stamp}
        if not accelerometer:
            packet.pop("accelerometer")
        lines.append(json.dumps(packet))
    return "\n".join(lines) + "\n"


# WitMotion ---------------------------------------------------------------------------------------

WIT_ENGLISH: Final = (
    "AccX(g)", "AccY(g)", "AccZ(g)", "AsX(°/s)", "AsY(°/s)", "AsZ(°/s)",
    "AngleX(°)", "AngleY(°)", "AngleZ(°)", "HX(uT)", "HY(uT)", "HZ(uT)",
)  # fmt: skip
WIT_WORDS: Final = (
    *(f"Acceleration {axis}(g)" for axis in "XYZ"),
    *(f"Angular velocity {axis}(°/s)" for axis in "XYZ"),
    *(f"Angle {axis}(°)" for axis in "XYZ"),
    *(f"Magnetic field {axis}(ʯt)" for axis in "XYZ"),
)
WIT_CHINESE: Final = (
    *(f"加速度{axis}(g)" for axis in "XYZ"),
    *(f"角速度{axis}(°/s)" for axis in "XYZ"),
    *(f"角度{axis}(°)" for axis in "XYZ"),
    *(f"磁场{axis}(uT)" for axis in "XYZ"),
)


def witmotion(
    first: Sequence[str] = ("time", "DeviceName"),
    names: Sequence[str] = WIT_ENGLISH,
    separator: str = ",",
) -> str:
    """Write what WitMotion's newer program saves: the time of the computer and a device's name."""
    tail = ["温度(°C)" if first[0] == "时间" else "Temperature(°C)", "Q0()", "Q1()", "Q2()", "Q3()"]
    head = separator.join([*first, *names, *tail])
    others = np.tile([26.4, 0.7, 0.1, 0.1, 0.7], (len(MS), 1))
    begin = [clock(" %Y-%m-%d %H:%M:%S.fff"), ["WT901BLE67(c1d2e3f4a5b6)"] * len(MS)]
    body = rows(begin, ACC_G, GYR_DEG_S, ANGLES, FIELD, others, separator=separator)
    return f"{head}\n{body}"


def witmotion_text(*, chip: bool = True, separator: str = "\t") -> str:
    """Write what the older MiniIMU program saves."""
    head = ["StartTime: 2024-05-04 10:15:00.000"]
    columns = ["address", "Time(s)", *(["ChipTime"] if chip else [])]
    columns += [*(f"a{axis}(g)" for axis in "xyz"), *(f"w{axis}(deg/s)" for axis in "xyz")]
    columns += [*(f"Angle{axis}(deg)" for axis in "XYZ"), "T(°)", "hx", "hy", "hz"]
    columns += ["D0", "D1", "D2", "D3", "Pressure(Pa)", "Altitude(m)"]
    first: list[Sequence[Any]] = [["0x50"] * len(MS), [f" {ms / 1000:.3f}" for ms in MS]]
    if chip:
        first.append(clock("%Y-%m-%d %H:%M:%S.fff"))
    others = np.tile([26.4, 101.0, -40.0, 70.0, 0, 0, 0, 0, 101_325.0, 2.5], (len(MS), 1))
    body = rows(first, ACC_G, GYR_DEG_S, ANGLES, others, separator=separator)
    return "\n".join([*head, separator.join(columns) + separator]) + "\n" + body


# PicoQuake, Polar, x-io --------------------------------------------------------------------------


def picoquake(rate: str = "100.0", first: int = 1) -> str:
    head = [
        "# PLab PicoQuake Data",
        "# Time: 2024-05-04 10:15:00.333682, Device: C6E3 (E66368254F89A225), FW: 1.0.0",
        f"# Num. samples: {len(MS)}, Duration: {len(MS) / 100} s",
        f"# Config: data_rate = {rate} Hz, filter = 42 Hz, acc_range = 4 g, gyro_range = 250.0 dps",
        "# Integrity: True, Skipped samples: 0",
        "count,a_x,a_y,a_z,g_x,g_y,g_z",
    ]
    return "\n".join(head) + "\n" + rows([np.arange(len(MS)) + first], ACC_G, GYR_DEG_S)


POLAR: Final = "Polar_H10_16E0A933_20240504_101500_{}.txt"


def polar(kind: str = "ACC", packet: int = 9, end: str = "") -> str:
    """Write what Polar Sensor Logger saves: the phone's time by the packet, and the sensor's."""
    unit, values, digits = {
        "ACC": ("mg", np.round(ACC_G * 1000), 6),
        "GYRO": ("dps", GYR_DEG_S, 7),
    }[kind]
    names = ";".join(f"{axis} [{unit}]" for axis in "XYZ")
    stamps = [599_616_065_136_175_104 + int(ms) * 1_000_000 for ms in MS]
    arrived = clock("%Y-%m-%dT%H:%M:%S.fff")
    arrived = [arrived[min(i - i % packet + packet - 1, len(MS) - 1)] for i in range(len(MS))]
    head = f"Phone timestamp;sensor timestamp [ns];{names}{end}\n"
    return head + rows([arrived, stamps], values, separator=";", digits=digits)


def xio(program: str = "x-IMU3") -> str:
    """Write Inertial.csv of an x-IMU3, or sensors.csv of an NGIMU."""
    columns = ["Timestamp (us)" if program == "x-IMU3" else "Time (s)"]
    columns += [f"Gyroscope {axis} (deg/s)" for axis in "XYZ"]
    columns += [f"Accelerometer {axis} (g)" for axis in "XYZ"]
    parts = [GYR_DEG_S, ACC_G]
    if program == "NGIMU":
        columns += [*(f"Magnetometer {axis} (uT)" for axis in "XYZ"), "Barometer (hPa)"]
        parts += [FIELD, np.full((len(MS), 1), 1013.25)]
        first = [f"{ms / 1000:.6f}" for ms in MS]
    else:
        first = [str(EPOCH_MS * 1000 + int(ms) * 1000) for ms in MS]
    return ",".join(columns) + "\n" + rows([first], *parts)


def beside_xio(program: str = "x-IMU3") -> dict[str, str]:
    """Write the files that stand beside those, none of which is a recording."""
    if program == "NGIMU":
        first = [f"{ms / 1000:.6f}" for ms in MS]
        free = "Time (s),X (g),Y (g),Z (g)\n" + rows([first], LINEAR / GRAVITY_M_S2)
        turned = "Time (s),Roll (deg),Pitch (deg),Yaw (deg)\n" + rows([first], ANGLES)
        return {"linear.csv": free, "earth.csv": free, "euler.csv": turned, "settings.csv": "a,b\n"}
    first = [str(EPOCH_MS * 1000 + int(ms) * 1000) for ms in MS]
    high = "Timestamp (us)," + ",".join(f"Accelerometer {axis} (g)" for axis in "XYZ") + "\n"
    field = "Timestamp (us)," + ",".join(f"Magnetometer {axis} (a.u.)" for axis in "XYZ") + "\n"
    return {
        "HighGAccelerometer.csv": high + rows([first], ACC_G * 1.02),
        "Magnetometer.csv": field + rows([first], FIELD / 50.0),
        "Battery.csv": "Timestamp (us),Percentage (%),Voltage (V)\n"
        + rows([first], np.tile([80.0, 4.0], (len(MS), 1))),
    }


# phyphox -----------------------------------------------------------------------------------------

PHYPHOX_META: Final = {
    "meta/device.csv": '"property","value"\n"deviceModel","Pixel 7"\n"deviceBrand","google"\n',
    "meta/time.csv": '"event","experiment time","system time","system time text"\n'
    '"START",0.000000000000000E0,1.714817700000000E9,"2024-05-04 10:15:00.000 UTC"\n',
}


def phyphox(kind: str = "acc", words: str = "") -> str:
    values, unit = {
        "acc": (held().acc, "m/s^2"),
        "linear": (LINEAR, "m/s^2"),
        "gyr": (held().gyr, "rad/s"),
    }[kind]
    columns = ["Time (s)", *(f"{words}{axis} ({unit})" for axis in ("XYZ" if not words else "xyz"))]
    head = ",".join(f'"{name}"' for name in columns) + "\n"
    return head + rows([[f"{ms / 1000:.9E}" for ms in MS]], values, digits=10)


Layout = tuple[str, Callable[[], str], str]
# The file's name, what is in it, and the program that the header is to name.
LAYOUTS: Final[dict[str, Layout]] = {
    "MetaBase": (METABASE.format("Accelerometer"), lambda: metabase("Accelerometer"), "MetaBase"),
    "MetaBase, epoch and time": (
        "acc.csv",
        lambda: metabase("Accelerometer", "epoch (ms),time (-13:00),elapsed (s)"),
        "MetaBase",
    ),
    "Movella DOT": ("dot.csv", movella_dot, "Movella DOT"),
    "Movella DOT, bare": (
        "dot.csv",
        lambda: movella_dot(padded=False, euler=False, names="FreeAcc_{},Acc_{},Gyr_{}"),
        "Movella DOT",
    ),
    "Xsens MT Manager": ("MT_0110.txt", xsens_mt, "Xsens MT Manager"),
    "Xsens MT Manager, semicolons": (
        "MT_0110.csv",
        lambda: xsens_mt(";", ticks=None),
        "Xsens MT Manager",
    ),
    "Shimmer Consensys": ("shimmer.csv", shimmer, "Shimmer Consensys"),
    "Shimmer Consensys, commas": (
        "shimmer.csv",
        lambda: shimmer(",", prefix="S_LeftThigh_"),
        "Shimmer Consensys",
    ),
    "Shimmer Consensys, bare": (
        "shimmer.csv",
        lambda: shimmer(",", sep=False, prefix=""),
        "Shimmer Consensys",
    ),
    "Axivity": ("axivity.csv", axivity, "table"),
    "Axivity, seconds": ("axivity.csv", lambda: axivity("seconds"), "table"),
    "Axivity AX6": ("axivity.csv", lambda: axivity("epoch", gyr=True), "table"),
    "Axivity, resampled": (
        "axivity.csv",
        lambda: axivity(gyr=True, head=True),
        "Axivity",
    ),
    "GENEActiv": ("geneactiv.csv", geneactiv, "GENEActiv"),
    "ActiGraph": ("raw.csv", actigraph, "ActiGraph"),
    "ActiGraph, timed": (
        "raw.csv",
        lambda: actigraph(stamp="%m/%d/%Y %H:%M:%S.fff"),
        "ActiGraph",
    ),
    "ActiGraph Link": (
        "imu.csv",
        lambda: actigraph(
            "Accelerometer {},Temperature,Gyroscope {},Magnetometer {}",
            "%Y-%m-%dT%H:%M:%S.fff0000",
        ),
        "ActiGraph",
    ),
    "ActiGraph Link, untimed": (
        "imu.csv",
        lambda: actigraph("Accelerometer {},Temperature,Gyroscope {},Magnetometer {}"),
        "ActiGraph",
    ),
    "Movesense": ("20240504T101500Z_174430000206_acc_stream.json", movesense, "Movesense"),
    "Movesense IMU6": ("imu.json", lambda: movesense("imu6", 4), "Movesense"),
    "Movesense IMU9": ("imu.json", lambda: movesense("imu9", 13), "Movesense"),
    "SensorStreamer": ("streamed.json", sensor_streamer, "SensorStreamer"),
    "SensorStreamer, old": (
        "streamed.txt",
        lambda: sensor_streamer(nested=False),
        "SensorStreamer",
    ),
    "WitMotion": ("data.csv", witmotion, "WitMotion"),
    "WitMotion, words": (
        "data.txt",
        lambda: witmotion(("Time", "Device name"), WIT_WORDS, "\t"),
        "WitMotion",
    ),
    "WitMotion, Chinese": (
        "data.csv",
        lambda: witmotion(("时间", "设备名称"), WIT_CHINESE),
        "WitMotion",
    ),
    "WitMotion MiniIMU": ("data.txt", witmotion_text, "WitMotion"),
    "WitMotion MiniIMU, no chip time": (
        "data.txt",
        lambda: witmotion_text(chip=False),
        "WitMotion",
    ),
    "WitMotion MiniIMU, blanks": (
        "data.txt",
        lambda: witmotion_text(separator=" "),
        "WitMotion",
    ),
    "PicoQuake": ("pq.csv", picoquake, "PicoQuake"),
    "PicoQuake, from 0": ("pq.csv", lambda: picoquake(first=0), "PicoQuake"),
    "Polar Sensor Logger": (POLAR.format("ACC"), polar, "Polar Sensor Logger"),
    "Polar Sensor Logger, blank": ("acc.txt", lambda: polar(end=" "), "Polar Sensor Logger"),
    "x-IMU3": ("Inertial.csv", xio, "x-IMU3"),
    "NGIMU": ("sensors.csv", lambda: xio("NGIMU"), "NGIMU"),
}
