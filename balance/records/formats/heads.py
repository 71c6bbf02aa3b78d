"""Programs that are told by the lines before their table, which say what the table does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from balance.records.errors import RecordingError
from balance.records.formats.dialects import Dialect, by_names
from balance.records.formats.tables import Table

_ACTIGRAPH: Final = ("Accelerometer X", "Accelerometer Y", "Accelerometer Z")
_GENEACTIV: Final = (
    "timestamp", "x (g)", "y (g)", "z (g)", "light (lux)", "button", "temperature (\u00b0C)",
)  # fmt: skip


def recognised(table: Table) -> tuple[Table, Dialect]:
    """Tell the program that wrote a table; one that has no names gets those that it lacks.

    Raises
    ------
    RecordingError
        Where what the lines say does not fit the table, or says that it holds no samples.
    """
    said = "\n".join(table.preamble)
    for mark, read in _HEADS:
        if mark.search(said):
            return read(table, said)
    return table, by_names(table.names)


def _hyperimu(table: Table, said: str) -> tuple[Table, Dialect]:
    """Name the columns after the line @Sensors; a column too many in front is the time in ms."""
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


def _actigraph(table: Table, said: str) -> tuple[Table, Dialect]:
    """Time the rows of ActiLife's raw export, which has no times unless they were asked for.

    Older versions wrote no names. Where the device slept, ActiLife has filled in what was before.
    """
    period = re.search(r"^Epoch Period \(hh:mm:ss\) (\d\d:\d\d:\d\d)", said, re.MULTILINE)
    if period is not None and period[1] != "00:00:00":
        raise RecordingError(
            f"holds ActiGraph's counts, one row for {period[1]} (h:min:s); export the raw data "
            "from ActiLife as CSV"
        )
    if not table.names:
        names = ("Timestamp", *_ACTIGRAPH) if table.width > len(_ACTIGRAPH) else _ACTIGRAPH
        table = replace(table, names=(*names, *("",) * (table.width - len(names))))
    rate = re.search(r"\b(?:at|Sample Rate:?) (\d{1,4}) ?Hz", said)
    start = [re.search(rf"^Start {part} (\S+)", said, re.MULTILINE) for part in ("Date", "Time")]
    return table, Dialect(
        "ActiGraph",
        {"acc": "g", "gyr": "deg/s"},
        row_rate_hz=float(rate[1]) if rate and int(rate[1]) else None,
        began=" ".join(match[1] for match in start if match) or None,
    )


def _geneactiv(table: Table, _said: str) -> tuple[Table, Dialect]:
    """Name the columns: light, button and temperature, which are no rate of turn, among them."""
    if not table.names and table.width == len(_GENEACTIV):
        table = replace(table, names=_GENEACTIV)
    return table, Dialect("GENEActiv", {"acc": "g"})


def _as(dialect: Dialect) -> Callable[[Table, str], tuple[Table, Dialect]]:
    return lambda table, _said: (table, dialect)


# Units: Xsens' manuals give rad/s for an MTi and degrees for a DOT; PicoQuake's page
# "Acquisition CSV File" gives g and degrees.
_HEADS: Final[tuple[tuple[re.Pattern[str], Callable[[Table, str], tuple[Table, Dialect]]], ...]] = (
    (re.compile(r"^@.*HyperIMU", re.MULTILINE), _hyperimu),
    (re.compile(r"Data File Created By ActiGraph"), _actigraph),
    (re.compile(r"^Device Type, ?GENEActiv", re.MULTILINE), _geneactiv),
    (
        re.compile(r"^DeviceTag:", re.MULTILINE),
        _as(Dialect("Movella DOT", {"acc": "m/s^2", "gyr": "deg/s"})),
    ),
    (
        re.compile(r"^// ?(Start Time|Update Rate|Filter Profile):", re.MULTILINE),
        _as(Dialect("Xsens MT Manager", {"acc": "m/s^2", "gyr": "rad/s"})),
    ),
    (
        re.compile(r"^# ?PLab PicoQuake", re.MULTILINE),
        _as(Dialect("PicoQuake", {"acc": "g", "gyr": "deg/s"})),
    ),
)
