"""One recording, written in every way that a table can be: it comes back the same, or is refused.

Each way of writing is a choice in each of `CHOICES`. What comes back must be the times to 1 us and
the values to the last digit written, in the order that was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import numpy as np
import pytest
from mutations import INPUTS

from balance.records.errors import RecordingError
from balance.records.open_any import open_recording
from balance.samples import GRAVITY_M_S2, FloatArray, SampleBlock
from balance.simulate.session import draw_session

START: Final = datetime(2024, 5, 4, 23, 59, 57)
EPOCH_S: Final = 1_714_867_197.0


class Unit(NamedTuple):
    acc: float
    gyr: float
    acc_digits: int
    gyr_digits: int
    acc_name: str
    gyr_name: str


DEGREES: Final = 180.0 / np.pi
G: Final = 1.0 / GRAVITY_M_S2
UNITS: Final = {
    "SI": Unit(1.0, 1.0, 4, 5, "m/s^2", "rad/s"),
    "g and degrees": Unit(G, DEGREES, 5, 3, "g", "deg/s"),
    "milli": Unit(1000 * G, 1000 * DEGREES, 2, 0, "mg", "mdps"),
    "g and radians": Unit(G, 1.0, 5, 5, "g", "rad/s"),
}
NAMES: Final[Mapping[str, Callable[[str, str, Unit], str] | None]] = {
    "ax_m_s2": lambda kind, axis, unit: f"{kind}_{axis}_{_suffix(kind, unit)}",
    "Acc X (m/s^2)": lambda kind, axis, unit: (
        f"{kind.title()} {axis.upper()} ({_unit(kind, unit)})"
    ),
    "AccX[g]": lambda kind, axis, unit: f"{kind.title()}{axis.upper()}[{_unit(kind, unit)}]",
    "Acceleration x": lambda kind, axis, unit: f"{_long(kind)} {axis} ({_unit(kind, unit)})",
    "ax": lambda kind, axis, unit: f"{'a' if kind == 'acc' else 'g'}{axis}",
    "none": None,
}
TIMES: Final[Mapping[str, tuple[str, Callable[[float], str]]]] = {
    "seconds": ("time_s", lambda t: f"{t:.3f}"),
    "seconds without unit": ("time", lambda t: f"{t:.3f}"),
    "ms": ("time_ms", lambda t: f"{t * 1000:.0f}"),
    "us without unit": ("timestamp", lambda t: f"{t * 1e6:.0f}"),
    "ns": ("timestamp_ns", lambda t: f"{t * 1e9:.0f}"),
    "epoch ms": ("timestamp", lambda t: f"{(EPOCH_S + t) * 1000:.0f}"),
    "epoch s": ("unix time", lambda t: f"{EPOCH_S + t:.3f}"),
    "us of 32 bits": ("micros", lambda t: f"{(4_291_967_296 + round(t * 1e6)) % 2**32}"),
    "ISO": ("time", lambda t: f"{at(t):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"),
    "date and time": ("Date time", lambda t: f"{at(t):%d.%m.%Y %H:%M:%S.%f}"[:-3]),
    "AM and PM": ("time", lambda t: f"{at(t):%m/%d/%Y %I:%M:%S.%f %p}"),
    "clock": ("time", lambda t: f"{at(t):%H:%M:%S.%f}"[:-3]),
    "no leading zeros": ("time", lambda t: f"{at(t).hour}:{at(t).minute}:{at(t).second}.{ms(t)}"),
}  # fmt: skip
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "separator": (",", ";", "\t", "|", " ", ", "),
    "decimal": (".", ","),
    "names": tuple(NAMES),
    "unit": tuple(UNITS),
    "time": tuple(TIMES),
    "end": ("\n", "\r\n", "\r"),
    "encoding": ("utf-8", "utf-8-sig", "utf-16", "latin-1"),
    "order": ("time first", "time last", "gyroscope first", "z y x", "others between"),
    "sensors": ("acc", "acc gyr"),
    "quotes": ("no", "names", "all"),
    "last line": ("whole", "without end", "blank lines"),
}
#: The only reasons for which one of them may be refused: what was written tells no more.
TRUE_REASONS: Final = ("without names",)


def at(t: float) -> datetime:
    return START + timedelta(milliseconds=round(t * 1000))


def ms(t: float) -> int:
    return at(t).microsecond // 1000


def _unit(kind: str, unit: Unit) -> str:
    return unit.acc_name if kind == "acc" else unit.gyr_name


def _suffix(kind: str, unit: Unit) -> str:
    said = _unit(kind, unit)
    return {"m/s^2": "m_s2", "rad/s": "rad_s", "deg/s": "deg_s"}.get(said, said)


def _long(kind: str) -> str:
    return "Acceleration" if kind == "acc" else "Gyroscope"


@pytest.fixture(scope="module")
def simulated() -> SampleBlock:
    session = draw_session(7, placement="thigh", holds=1)
    begin = int(np.searchsorted(session.block.time_s, session.holds[0][0] - 3.0))
    return session.block[begin : begin + 600]


def possible(choice: Mapping[str, str]) -> bool:
    """Whether a program could have written it so: no cell may hold the sign between cells."""
    if choice["decimal"] == "," and choice["separator"].startswith(","):
        return False
    spaced = choice["names"] in ("Acc X (m/s^2)", "Acceleration x")
    spaced |= choice["time"] in ("epoch s", "AM and PM", "date and time")
    if choice["separator"] == " " and (spaced or choice["quotes"] != "no"):
        return False
    if choice["names"] == "none" and choice["order"] not in ("time first", "time last"):
        return False
    # Without a name the unit of a rate of turn beside g is a guess, which others test.
    guessed = choice["names"] in ("none", "ax") and choice["unit"] in ("milli", "g and radians")
    return not guessed


def as_text(choice: Mapping[str, str], time_s: FloatArray, acc: FloatArray, gyr: FloatArray) -> str:
    unit, name = UNITS[choice["unit"]], NAMES[choice["names"]]
    time_name, form = TIMES[choice["time"]]
    columns = [(time_name, [form(t) for t in time_s.tolist()])]
    for kind, values, digits in (("acc", acc, unit.acc_digits), ("gyr", gyr, unit.gyr_digits)):
        if kind in choice["sensors"]:
            for i, axis in enumerate("xyz"):
                said = "" if name is None else name(kind, axis, unit)
                columns.append((said, [f"{v:.{digits}f}" for v in values[:, i].tolist()]))
    columns = _ordered(choice["order"], columns)
    decimal = choice["decimal"]
    if decimal == ",":
        columns = [(said, [cell.replace(".", ",") if _is_number(cell) else cell for cell in cells])
                   for said, cells in columns]  # fmt: skip
    rows = [list(row) for row in zip(*(cells for _, cells in columns), strict=True)]
    head = [] if name is None else [[said for said, _ in columns]]
    quoted = {"no": 0, "names": len(head), "all": len(head) + len(rows)}[choice["quotes"]]
    lines = [
        choice["separator"].join(f'"{cell}"' if i < quoted else cell for cell in row)
        for i, row in enumerate([*head, *rows])
    ]
    tail = {"whole": [""], "without end": [], "blank lines": ["", "", ""]}[choice["last line"]]
    return choice["end"].join([*lines, *tail])


def _is_number(cell: str) -> bool:
    return ":" not in cell


def _ordered(order: str, columns: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    time, acc, gyr = columns[:1], columns[1:4], columns[4:]
    if order == "time last":
        return [*acc, *gyr, *time]
    if order == "gyroscope first":
        return [*time, *gyr, *acc]
    if order == "z y x":
        return [*time, *acc[::-1], *gyr[::-1]]
    if order == "others between":
        n = len(time[0][1])
        others = [("battery", ["87"] * n), ("label", ["a"] * n)]
        return [*time, others[0], *acc, others[1], *gyr]
    return [*time, *acc, *gyr]


def fault(folder: Path, simulated: SampleBlock, choice: Mapping[str, str]) -> str:
    """What is wrong with what comes back; empty where nothing is."""
    block = simulated
    unit = UNITS[choice["unit"]]
    time_s = np.round(np.arange(len(block)) / 100.0, 3)
    assert block.gyr_rad_s is not None
    acc = np.round(block.acc_m_s2 * unit.acc, unit.acc_digits)
    gyr = np.round(block.gyr_rad_s * unit.gyr, unit.gyr_digits)
    path = folder / "written.csv"
    path.write_bytes(as_text(choice, time_s, acc, gyr).encode(choice["encoding"]))
    try:
        found = open_recording(path).block
    except RecordingError as error:
        true = any(reason in error.reason for reason in TRUE_REASONS)
        return "" if true and choice["names"] == "none" else f"refused: {error.reason}"
    if len(found) != len(block):
        return f"{len(found)} rows"
    if not np.allclose(found.time_s - found.time_s[0], time_s, atol=1e-6):
        return "other times"
    if not np.allclose(found.acc_m_s2 * unit.acc, acc, rtol=1e-9, atol=1e-9):
        return "other acceleration"
    if "gyr" not in choice["sensors"]:
        return "" if found.gyr_rad_s is None else "a gyroscope out of nothing"
    if found.gyr_rad_s is None or not np.allclose(found.gyr_rad_s * unit.gyr, gyr, atol=1e-9):
        return "other rate of turn"
    return ""


def faults(folder: Path, simulated: SampleBlock, count: int, seed: int) -> list[str]:
    rng = Random(seed)
    wrong, done = [], 0
    while done < count:
        choice = {what: rng.choice(ways) for what, ways in CHOICES.items()}
        if possible(choice):
            done += 1
            if said := fault(folder, simulated, choice):
                wrong.append(f"{said}: {choice}")
    return wrong


def test_a_sample_of_all_ways_to_write_a_table(tmp_path: Path, simulated: SampleBlock) -> None:
    assert faults(tmp_path, simulated, 60, 1) == []


@pytest.mark.soak
def test_many_ways_to_write_a_table(tmp_path: Path, simulated: SampleBlock) -> None:
    assert faults(tmp_path, simulated, min(INPUTS, 5000), 2) == []
