"""Times that stand in parts in several columns, and numbers on a scale of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from balance.records.errors import RecordingError
from balance.records.open_any import open_recording
from balance.records.recording import Recording

N = 900
MS = 10 * np.arange(N) + np.arange(N) % 3 % 2
ACC = (np.array([0.7, -9.6, 1.9]) + np.random.default_rng(5).normal(0, 0.2, (N, 3))).round(4)
BEGAN = datetime(2024, 5, 4, 10, 15, 56, 120_000, UTC)
EPOCH_S = BEGAN.timestamp()


def opened(folder: Path, names: str, row: Callable[[datetime], str]) -> Recording:
    lines = [
        f"{row(BEGAN + timedelta(milliseconds=int(ms)))},{x},{y},{z}"
        for ms, (x, y, z) in zip(MS, ACC, strict=True)
    ]
    path = folder / "file.csv"
    head = [f"{names},ax,ay,az"] if names else []
    path.write_text("\n".join([*head, *lines, ""]))
    return open_recording(path)


def is_right(recording: Recording, atol: float = 1e-6) -> bool:
    time_s = recording.block.time_s
    assert not recording.faults
    assert len(time_s) == N
    return bool(np.allclose(time_s - time_s[0], (MS - MS[0]) / 1000.0, atol=atol))


def parts(at: datetime) -> list[str]:
    seconds = str(int(at.timestamp()))
    return [seconds, str(at.microsecond)]


NAMES = {
    "tv_sec,tv_usec": 1, "sec,nsec": 1000, "header.stamp.secs,header.stamp.nsecs": 1000,
    "header.stamp.sec,header.stamp.nanosec": 1000, "timestamp_s,timestamp_ns": 1000,
    "seconds,microseconds": 1, "Time (s),Time (us)": 1, "": 1,
}  # fmt: skip


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("boot", [0, 1_714_000_000])
def test_seconds_and_a_fraction(tmp_path: Path, names: str, boot: int) -> None:
    def row(at: datetime) -> str:
        seconds, micros = parts(at)
        return f"{int(seconds) - boot},{int(micros) * NAMES[names]}"

    recording = opened(tmp_path, names, row)
    assert is_right(recording)
    epoch_s = recording.header.extra.get("time_zero_epoch_s")
    assert epoch_s == (None if boot else pytest.approx(EPOCH_S))


@pytest.mark.parametrize(
    ("names", "form"),
    [
        ("h,m,s,ms", "%-H,%-M,%-S,fff"),
        ("hour,minute,second,millisecond", "%-H,%-M,%-S,fff"),
        ("Hour,Min,Sec,Millis", "%H,%M,%S,fff"),
        ("year,month,day,hour,minute,second,ms", "%Y,%-m,%-d,%-H,%-M,%-S,fff"),
        ("min,sec,ms", "%-M,%-S,fff"),
        ("hour,minute,second", "%-H,%-M,%-S.000fff"),
        ("date,time,ms", "%Y-%m-%d,%H:%M:%S,fff"),
        ("s,ms", "%-S,fff"),
    ],
)
def test_hours_minutes_seconds_apart(tmp_path: Path, names: str, form: str) -> None:
    def row(at: datetime) -> str:
        ms = at.microsecond // 1000
        decimals = f".{ms:03d}"
        return at.strftime(form.replace(".000fff", decimals)).replace("fff", str(ms))

    assert is_right(opened(tmp_path, names, row))


def test_milliseconds_since_a_start_are_no_part_of_a_time(tmp_path: Path) -> None:
    boot = BEGAN - timedelta(seconds=55)
    recording = opened(
        tmp_path, "time,ms", lambda at: f"{at:%H:%M:%S},{round((at - boot).total_seconds() * 1e3)}"
    )
    assert is_right(recording)


SCALES: dict[str, Callable[[datetime], str]] = {
    "hhmmss.sss": lambda t: f"{t:%H%M%S}.{t.microsecond // 1000:03d}",
    "hhmmssmmm": lambda t: f"{t:%H%M%S}{t.microsecond // 1000:03d}",
    "yyyymmddhhmmss.sss": lambda t: f"{t:%Y%m%d%H%M%S}.{t.microsecond // 1000:03d}",
    "yyyymmddhhmmssmmm": lambda t: f"{t:%Y%m%d%H%M%S}{t.microsecond // 1000:03d}",
    ".NET": lambda t: str(621_355_968_000_000_000 + round(t.timestamp() * 1000) * 10_000),
    "FILETIME": lambda t: str(116_444_736_000_000_000 + round(t.timestamp() * 1000) * 10_000),
    "17 digits": lambda t: str(round(t.timestamp() * 1000) * 10_000),
    "14 digits": lambda t: str(round(t.timestamp() * 1000) * 10),
    "days": lambda t: f"{25_569 + t.timestamp() / 86_400:.10f}",
    "part of a day": lambda t: f"{t.timestamp() / 86_400 % 1:.10f}",
    "Julian": lambda t: f"{2_440_587.5 + t.timestamp() / 86_400:.10f}",
}


@pytest.mark.parametrize("form", SCALES.values(), ids=SCALES)
def test_a_scale_of_its_own(tmp_path: Path, form: Callable[[datetime], str]) -> None:
    assert is_right(opened(tmp_path, "time", form), atol=1e-4)


@pytest.mark.parametrize(
    ("name", "unit_s"),
    [("time_min", 60.0), ("Time (min)", 60.0), ("minutes", 60.0), ("Elapsed (h)", 3600.0)],
)
def test_minutes_and_hours_by_name(tmp_path: Path, name: str, unit_s: float) -> None:
    def row(at: datetime) -> str:
        return f"{(at - BEGAN).total_seconds() / unit_s:.10f}"

    assert is_right(opened(tmp_path, name, row))


def test_minutes_without_their_unit_are_asked(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="if they were seconds"):
        opened(tmp_path, "time", lambda at: f"{5 + (at - BEGAN).total_seconds() / 3600:.10f}")


@pytest.mark.parametrize("name", ["gps_tow", "GPS_TOW", "gps_seconds"])
def test_seconds_of_a_week(tmp_path: Path, name: str) -> None:
    row = opened(tmp_path, name, lambda at: f"{302_400 + (at - BEGAN).total_seconds():.3f}")
    assert is_right(row)


@pytest.mark.parametrize(
    "first", [datetime(2024, 5, 4, 12, 59, 58), datetime(2024, 5, 4, 11, 59, 58)]
)
@pytest.mark.parametrize("form", ["%Y-%m-%d %I:%M:%S.%f", "%I:%M:%S.%f"])
def test_twelve_hours_without_their_half(tmp_path: Path, form: str, first: datetime) -> None:
    shift = first.replace(tzinfo=UTC) - BEGAN
    assert is_right(opened(tmp_path, "time", lambda at: (at + shift).strftime(form)))


def test_a_year_of_two_digits_in_front(tmp_path: Path) -> None:
    shift = datetime(2024, 5, 4, 23, 59, 58, tzinfo=UTC) - BEGAN
    row = opened(tmp_path, "time", lambda at: (at + shift).strftime("%y/%m/%d %H:%M:%S.%f"))
    assert is_right(row)


@pytest.mark.parametrize("before", [1, 3, 20])
@pytest.mark.parametrize("form", ["s", "ms", "iso"])
def test_a_clock_that_was_not_yet_set(tmp_path: Path, before: int, form: str) -> None:
    late = BEGAN + timedelta(milliseconds=int(MS[before]))
    unset = datetime(1970, 1, 1, tzinfo=UTC)

    def row(at: datetime) -> str:
        at = at if at >= late else unset + (at - BEGAN)
        if form == "iso":
            return at.isoformat(timespec="milliseconds")
        return f"{at.timestamp():.3f}" if form == "s" else str(round(at.timestamp() * 1000))

    recording = opened(tmp_path, "time", row)
    assert "its clock was set after" in recording.faults[0]
    assert recording.block.duration_s == pytest.approx((MS[-1] - MS[0]) / 1000.0 + 1.0, abs=0.02)
    zero_s = recording.header.extra["time_zero_epoch_s"] + recording.block.time_s[before]
    assert zero_s == pytest.approx(late.timestamp(), abs=1e-3)


@pytest.mark.parametrize("rows", [2, 5, 10, 20])
@pytest.mark.parametrize("form", ["{:.4f}", "ms"])
def test_rows_stamped_in_bursts_are_spread(tmp_path: Path, rows: int, form: str) -> None:
    last = np.minimum(np.arange(N) // rows * rows + rows - 1, N - 1)
    stamps = np.arange(N)[last] * 0.01 - (last - np.arange(N)) * 0.0004
    said = iter(stamps)

    def row(_at: datetime) -> str:
        at_s = float(next(said))
        return str(round((EPOCH_S + at_s) * 1000)) if form == "ms" else form.format(at_s + 1.0)

    recording = opened(tmp_path, "time", row)
    assert recording.header.extra["times"] == "spread within packets"
    np.testing.assert_allclose(np.diff(recording.block.time_s), 0.01, atol=2e-3)


def test_bursts_that_are_too_long_are_refused(tmp_path: Path) -> None:
    said = iter(np.arange(N) // 50 * 0.5 + np.arange(N) % 50 * 0.0005)
    with pytest.raises(RecordingError, match="too coarse"):
        opened(tmp_path, "time", lambda _at: f"{next(said):.4f}")
