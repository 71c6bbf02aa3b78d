"""Times in ticks of a clock: read by what the file says of them, or asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from held import held, is_held, written

from balance.records.errors import RecordingError
from balance.records.formats.told import NOTHING, Told
from balance.records.open_any import open_recording

RATE = Told(rate_hz=100.0)


def ticking(
    folder: Path, a_second: float, name: str, before: str = "", *, first: int = 0, bits: int = 62
) -> Path:
    """Write the hold with whole ticks for times."""
    ticks = (first + np.round((held().time_s + 3.0) * a_second).astype(np.int64)) % 2**bits
    rows = [
        f"{tick},{x:.6g},{y:.6g},{z:.6g}"
        for tick, (x, y, z) in zip(ticks.tolist(), held().acc.tolist(), strict=True)
    ]
    return written(folder, "\n".join([*([before] if before else []), f"{name},ax,ay,az", *rows]))


def is_right(path: Path, told: Told = NOTHING) -> bool:
    time_s = open_recording(path, told).block.time_s
    span_s = float(time_s[-1] - time_s[0])
    return is_held(path, told) and abs(span_s / held().time_s[-1] - 1.0) < 0.003


STATED = {
    "time (100ns)": 1e7, "time_100ns": 1e7, "timestamp [100 ns]": 1e7, "ticks (0.1us)": 1e7,
    "time (1e-7 s)": 1e7, "time (10 us)": 1e5, "time (0.1 ms)": 1e4, "ticks (1/1024 s)": 1024.0,
    "timestamp [1/32768s]": 32768.0, "ticks_32768hz": 32768.0, "clock ticks (32.768 kHz)": 32768.0,
    "time (1 MHz)": 1e6,
}  # fmt: skip


@pytest.mark.parametrize("name", list(STATED))
def test_a_name_that_says_it(tmp_path: Path, name: str) -> None:
    assert is_right(ticking(tmp_path, STATED[name], name))


@pytest.mark.parametrize("first", [133_593_000_000_000_000, 638_503_617_000_000_000])
def test_ticks_of_windows_and_net_under_their_name(tmp_path: Path, first: int) -> None:
    assert is_right(ticking(tmp_path, 1e7, "time (100ns)", first=first))


@pytest.mark.parametrize(
    ("line", "a_second"),
    [
        ("# tick rate: 32768 Hz", 32768.0),
        ("# Timer clock: 32.768 kHz", 32768.0),
        ("# 1 tick = 1/1024 s", 1024.0),
        ("# tick period: 30.517578125 us", 32768.0),
        ("# Clock frequency: 1024 Hz", 1024.0),
        ("# timestamp resolution: 100 ns", 1e7),
    ],
)
def test_a_line_that_says_it(tmp_path: Path, line: str, a_second: float) -> None:
    assert is_right(ticking(tmp_path, a_second, "time", line))


def test_a_line_of_another_clock_is_not_believed(tmp_path: Path) -> None:
    assert is_right(ticking(tmp_path, 1e6, "time_us", "# timestamp resolution: 1 ms"))
    assert is_right(ticking(tmp_path, 1e6, "time", "# CPU clock: 48 MHz, clock 240 MHz"))


@pytest.mark.parametrize("bits", [16, 24])
def test_ticks_that_run_over(tmp_path: Path, bits: int) -> None:
    assert is_right(ticking(tmp_path, 32768.0, "ticks (1/32768 s)", first=16_300_000, bits=bits))


@pytest.mark.parametrize(
    "a_second", [1024.0, 4096.0, 15625.0, 16384.0, 25e3, 32768.0, 40e3, 65536.0, 1e7, 48e6]
)
def test_a_rate_that_is_told_says_it(tmp_path: Path, a_second: float) -> None:
    path = ticking(tmp_path, a_second, "time")
    assert is_right(path, RATE)


def test_what_nothing_says_is_asked(tmp_path: Path) -> None:
    for a_second, name in ((1024.0, "ticks"), (1e6, "tick_count"), (32768.0, "time"), (1e7, "t")):
        with pytest.raises(RecordingError, match="--rate HZ"):
            open_recording(ticking(tmp_path, a_second, name))


def test_thousandths_or_1024ths_are_asked(tmp_path: Path) -> None:
    path = ticking(tmp_path, 1024.0, "time", "# sample rate: 100 Hz")
    with pytest.raises(RecordingError, match="1024ths"):
        open_recording(path)
    assert is_right(path, RATE)
    assert open_recording(path, Told(time_unit="ms")).header.extra["units"]["time"] == "ms"
