"""Programs whose tables say less than they should: told by their names, and what is known of them.

Many state all units in their names and are here for the header's sake alone. What the lines before
a table say is told by `heads`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from balance.records.formats.roles import Kind


@dataclass(frozen=True)
class Dialect:
    """What is known of a program's tables beyond their names.

    Parameters
    ----------
    source
        Name of the program or the format.
    units
        Units where the names state none.
    sign
        -1 where gravity points the other way, as on an iPhone.
    renamed
        Sensors that the names call by another's name.
    row_rate_hz
        Where rows carry no time but come at a stated rate.
    began
        When the first row was taken, as the file says it, where its rows do not.
    """

    source: str = "table"
    units: Mapping[Kind, str] = field(default_factory=dict)
    sign: float = 1.0
    renamed: Mapping[Kind, Kind] = field(default_factory=dict)
    row_rate_hz: float | None = None
    began: str | None = None


def repaired(text: str) -> str:
    """Give back to an ST BLE Sensor log the line end that is missing after its names."""
    if not text.startswith("#Format version"):
        return text
    return re.sub(r"^(time\[ms\],.*hum\[)(?=-?\d)", r"\1\n", text, count=1, flags=re.MULTILINE)


def by_names(names: Sequence[str]) -> Dialect:
    """Tell the program that wrote a table by the names of its columns."""
    lower = {name.lower() for name in names}
    return next((dialect for test, dialect in _DIALECTS if test(lower)), Dialect())


def _starts(*beginnings: str) -> Callable[[set[str]], bool]:
    def test(names: set[str]) -> bool:
        return all(any(name.startswith(part) for name in names) for part in beginnings)

    return test


def _within(part: str) -> Callable[[set[str]], bool]:
    return lambda names: any(part in name for name in names)


def _has(*names: str) -> Callable[[set[str]], bool]:
    return set(names).issubset


_WITMOTION: Final = Dialect("WitMotion")
_SHIMMER: Final = Dialect("Shimmer Consensys")
# Sources of the units: phyphox and Physics Toolbox headers; SENSOR_UNITS.md of OpenLog Artemis
# (milli g, degrees per second); AndroSensor gives Android's own units.
_DIALECTS: Final[tuple[tuple[Callable[[set[str]], bool], Dialect], ...]] = (
    (_starts("time[ms]", "accx[mg]"), Dialect("ST BLE Sensor")),
    (_starts("motionuseraccelerationx"), Dialect("SensorLog", sign=-1.0)),
    (_starts("accelerometeraccelerationx"), Dialect("SensorLog", sign=-1.0)),
    (
        _has("rtctime", "ax", "ay", "az"),
        Dialect("OpenLog Artemis", {"acc": "mg", "gyr": "deg/s"}),
    ),
    (_has("time", "gfx", "gfy", "gfz"), Dialect("Physics Toolbox", {"acc": "g", "gyr": "rad/s"})),
    (_has("time", "ax", "ay", "az", "at"), Dialect("Physics Toolbox", renamed={"acc": "linear"})),
    (
        _starts("time since start", "acce"),
        Dialect("AndroSensor", {"acc": "m/s^2", "gyr": "rad/s"}),
    ),
    (_starts("time (s)", "accelerometer x (g)"), Dialect("NGIMU")),
    (_starts("timestamp (us)", "accelerometer x (g)"), Dialect("x-IMU3")),
    (_starts("time (s)", "acceleration x (m/s^2)"), Dialect("phyphox")),
    (_starts("time (s)", "linear acceleration x (m/s^2)"), Dialect("phyphox")),
    (_starts("epoc", "elapsed (s)", "x-axis ("), Dialect("MetaBase")),
    (_within("accel_ln_x_cal"), _SHIMMER),
    (_within("accel_wr_x_cal"), _SHIMMER),
    (_starts("phone timestamp", "sensor timestamp [ns]"), Dialect("Polar Sensor Logger")),
    (_has("time", "accel-x (g)", "accel-y (g)"), Dialect("Axivity")),
    (_starts("ax(g)", "wx(deg/s)", "anglex(deg)"), _WITMOTION),
    (_starts("devicename", "accx(g)", "anglex("), _WITMOTION),
    (_starts("device name", "acceleration x(g)", "angle x("), _WITMOTION),
    (_starts("\u8bbe\u5907\u540d\u79f0", "\u52a0\u901f\u5ea6x(g)"), _WITMOTION),
    (_starts("packetcounter", "acc_x"), Dialect("counted packets")),
    (_within("linear_acceleration.x"), Dialect("ROS", {"linear": "m/s^2", "gyr": "rad/s"})),
)
