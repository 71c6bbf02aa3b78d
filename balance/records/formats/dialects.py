"""Programs whose tables say less than they should: told by their names, and what is known of them.

phyphox, NGIMU and x-IMU3 state all units in their names and are here for the header's sake alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from balance.records.errors import RecordingError
from balance.records.formats.roles import Kind
from balance.records.formats.tables import Table


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
    """

    source: str = "table"
    units: Mapping[Kind, str] = field(default_factory=dict)
    sign: float = 1.0
    renamed: Mapping[Kind, Kind] = field(default_factory=dict)
    row_rate_hz: float | None = None


def repaired(text: str) -> str:
    """Give back to an ST BLE Sensor log the line end that is missing after its names."""
    if not text.startswith("#Format version"):
        return text
    return re.sub(r"^(time\[ms\],.*hum\[)(?=-?\d)", r"\1\n", text, count=1, flags=re.MULTILINE)


def recognised(table: Table) -> tuple[Table, Dialect]:
    """Tell the program that wrote a table; HyperIMU's gets the names that it lacks.

    Raises
    ------
    RecordingError
        Where HyperIMU's own lines do not fit its columns.
    """
    if any(line.startswith("@") and "HyperIMU" in line for line in table.preamble):
        return _hyperimu(table)
    names = {name.lower() for name in table.names}
    fits = (dialect for test, dialect in _DIALECTS if test(names))
    dialect = next(fits, Dialect())
    return table, dialect


def _starts(*beginnings: str) -> Callable[[set[str]], bool]:
    def test(names: set[str]) -> bool:
        return all(any(name.startswith(part) for name in names) for part in beginnings)

    return test


def _has(*names: str) -> Callable[[set[str]], bool]:
    return set(names).issubset


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
    (_starts("packetcounter", "acc_x"), Dialect("counted packets")),
)


def _hyperimu(table: Table) -> tuple[Table, Dialect]:
    """Name the columns after the line @Sensors; a column too many in front is the time in ms."""
    said = "\n".join(table.preamble)
    sensors = re.search(r"^@\s*Sensors:(.*)$", said, re.MULTILINE)
    period_ms = re.search(r"^@\s*SamplingTime:\s*(\d{1,6})\s*ms", said, re.MULTILINE)
    names = [
        f"{sensor.strip()} {axis}"
        for sensor in (sensors[1].split(" - ") if sensors else ())
        for axis in "xyz"
    ]
    timed = table.width % 3 == 1
    if not names or not len(names) <= table.width - timed:
        raise RecordingError(
            "is a HyperIMU file whose @Sensors line does not fit its columns; record it again"
        )
    names = ["timestamp", *names] if timed else names
    names += [""] * (table.width - len(names))
    rate_hz = 1000.0 / int(period_ms[1]) if period_ms and int(period_ms[1]) else None
    dialect = Dialect("HyperIMU", {"acc": "m/s^2", "gyr": "rad/s"}, row_rate_hz=rate_hz)
    return replace(table, names=tuple(names)), dialect
