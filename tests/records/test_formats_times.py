"""Times as programs really write them: clocks, counters, ticks, packets, and what they hide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from balance.records.errors import RecordingError
from balance.records.formats import clock_text
from balance.records.formats.told import NOTHING, Told
from balance.records.open_any import open_recording
from balance.records.recording import Recording
from balance.samples import FloatArray

N = 900
T_S = np.round(0.003 + np.arange(N) / 100.0, 3)
ACC = (np.array([0.7, -9.6, 1.9]) + np.random.default_rng(5).normal(0, 0.2, (N, 3))).round(4)
START = datetime(2024, 5, 4, 10, 15)
AXES = ("acc_x", "acc_y", "acc_z")

Written = Sequence[str | float | int]


def rows(*columns: Written, separator: str = ",") -> list[str]:
    acc = [[f"{v:.4f}" for v in row] for row in ACC.tolist()]
    return [
        separator.join([*map(str, stamps), *acc[i]])
        for i, stamps in enumerate(zip(*columns, strict=True))
    ]


def opened(
    folder: Path, lines: Sequence[str], names: str | None = None, told: Told = NOTHING
) -> Recording:
    path = folder / "file.csv"
    path.write_text("\n".join([*([] if names is None else [names]), *lines, ""]))
    return open_recording(path, told)


def named(folder: Path, *columns: Written, told: Told = NOTHING, name: str = "Time") -> Recording:
    return opened(folder, rows(*columns), ",".join([name, *AXES]), told)


def refused(folder: Path, *columns: Written, name: str = "Time") -> str:
    with pytest.raises(RecordingError) as caught:
        named(folder, *columns, name=name)
    return str(caught.value)


def check(recording: Recording, faults: Sequence[str] = (), atol: float = 1e-6) -> None:
    assert list(recording.faults) == list(faults)
    time_s = recording.block.time_s
    np.testing.assert_allclose(time_s - time_s[0], T_S - T_S[0], atol=atol)
    np.testing.assert_array_equal(recording.block.acc_m_s2, ACC)


def written(form: Callable[[datetime], str], start: datetime = START) -> list[str]:
    return [form(start + timedelta(seconds=t)) for t in T_S.tolist()]


def ms_of(at: datetime) -> int:
    return at.microsecond // 1000


BARE: dict[str, Callable[[datetime], str]] = {
    "WitMotion": lambda t: f"{t:%Y-%-m-%-d} {t.hour}:{t.minute}:{t.second}.{ms_of(t)}",
    "colon before": lambda t: f"{t:%H:%M}:{t.second}:{ms_of(t)}",
    "comma before": lambda t: f'"{t:%H:%M:%S},{ms_of(t)}"',
    "twelve hours": lambda t: f"{t:%-I:%M}:{t.second}.{ms_of(t)} {t:%p}",
    "day first": lambda t: f"{t:%d.%m.%Y %H:%M}:{t.second}.{ms_of(t)}",
    "microseconds": lambda t: f"{t:%H:%M:%S}.{t.microsecond}",
    "zeros cut off": lambda t: f"{t:%H:%M:%S.%f}".rstrip("0").rstrip("."),
}


@pytest.mark.parametrize("form", BARE.values(), ids=BARE)
@pytest.mark.parametrize("first_s", [0.0, 57.9, -0.003])
def test_digits_behind_the_seconds(
    tmp_path: Path, form: Callable[[datetime], str], first_s: float
) -> None:
    check(named(tmp_path, written(form, START + timedelta(seconds=first_s))))


DATED: dict[str, Callable[[datetime], str]] = {
    "space": lambda t: f"{t:%Y-%m-%d %H:%M:%S.%f}"[:-3],
    "T": lambda t: t.isoformat(timespec="milliseconds"),
    "Z": lambda t: t.isoformat(timespec="milliseconds") + "Z",
    "zone": lambda t: t.isoformat(timespec="microseconds") + "+02:00",
    "zone without colon": lambda t: f"{t:%Y-%m-%d %H:%M:%S.%f} +0200",
    "nanoseconds": lambda t: f"{t:%Y-%m-%dT%H:%M:%S.%f}000Z",
    "slashes": lambda t: f"{t:%d/%m/%Y %H:%M:%S.%f}"[:-3],
    "American": lambda t: f"{t:%m/%d/%Y %I:%M:%S.%f} {t:%p}",
    "dots": lambda t: f"{t:%d.%m.%Y %H:%M:%S.%f}",
    "two digits": lambda t: f"{t:%d.%m.%y %H:%M:%S.%f}",
    "month": lambda t: f"{t:%d-%b-%Y %H:%M:%S.%f}",
    "time first": lambda t: f"{t:%H:%M:%S.%f %d/%m/%Y}",
    "no signs": lambda t: f"{t:%Y%m%dT%H%M%S.%f}",
    "file name": lambda t: f"{t:%Y-%m-%d_%H-%M-%S.%f}",
    "elapsed": lambda t: str(t - START),
    "days elapsed": lambda t: f"0 days {t - START}",
    "of an hour": lambda t: f"{t:%M:%S.%f}"[:-3],
}
STARTS = {
    "day": START,
    "midnight": datetime(2024, 5, 3, 23, 59, 56),
    "end of a month": datetime(2024, 4, 30, 23, 59, 58),
    "noon": datetime(2024, 5, 4, 11, 59, 57),
    "end of February": datetime(2024, 2, 29, 23, 59, 59),
}


@pytest.mark.parametrize("form", DATED.values(), ids=DATED)
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("head", [True, False], ids=["named", "unnamed"])
def test_date_and_time(
    tmp_path: Path, form: Callable[[datetime], str], start: datetime, head: bool
) -> None:
    if form in (DATED["elapsed"], DATED["days elapsed"]):
        start = START
    cells = written(form, start)
    check(named(tmp_path, cells) if head else opened(tmp_path, rows(cells)))


@pytest.mark.parametrize("separator", [",", ";", "\t", " ", "   "])
@pytest.mark.parametrize("names", [None, "Date Time", "date time", "Datum Uhrzeit", "day clock"])
@pytest.mark.parametrize("start", [STARTS["day"], STARTS["midnight"]])
def test_date_and_time_in_two_columns(
    tmp_path: Path, separator: str, names: str | None, start: datetime
) -> None:
    lines = rows(
        written(lambda t: f"{t:%d/%m/%Y}", start),
        written(lambda t: f"{t:%H:%M:%S.%f}", start),
        separator=separator,
    )
    head = None if names is None else separator.join([*names.split(), *AXES])
    check(opened(tmp_path, lines, head))


def test_a_date_and_a_time_under_one_name_parted_by_white_space(tmp_path: Path) -> None:
    lines = rows(written(lambda t: f"{t:%Y-%m-%d %H:%M:%S.%f}"), separator=" ")
    check(opened(tmp_path, lines, " ".join(["timestamp", *AXES])))


@pytest.mark.parametrize(
    "form", [DATED["Z"], DATED["space"], lambda t: str(round(t.timestamp(), 3))]
)
def test_times_in_the_last_column(tmp_path: Path, form: Callable[[datetime], str]) -> None:
    cells = written(form)
    lines = [f"{x:.4f},{y:.4f},{z:.4f},{cells[i]}" for i, (x, y, z) in enumerate(ACC.tolist())]
    check(opened(tmp_path, lines))
    check(opened(tmp_path, lines, ",".join([*AXES, ""])))


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "index", "Uhrzeit", "tid", "hora", "stamp"])
@pytest.mark.parametrize("form", ["s", "ms", "iso"])
def test_times_under_a_name_that_says_nothing(tmp_path: Path, name: str, form: str) -> None:
    cells: Written = T_S.tolist()
    if form == "ms":
        cells = (T_S * 1000 + 5_000_000).tolist()
    elif form == "iso":
        cells = written(DATED["T"])
    check(named(tmp_path, cells, name=name))


def test_numbers_before_the_times_without_names(tmp_path: Path) -> None:
    check(opened(tmp_path, rows(range(N), T_S.tolist())))


class TestZones:
    def test_each_time_has_its_own(self, tmp_path: Path) -> None:
        before, after = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
        start = datetime(2024, 10, 27, 0, 59, 56, tzinfo=UTC)
        cells = [
            (start + timedelta(seconds=t))
            .astimezone(before if t < 4.0 else after)
            .isoformat(timespec="milliseconds")
            for t in T_S.tolist()
        ]
        recording = named(tmp_path, cells)
        check(recording)
        assert recording.header.created_utc == "2024-10-27T00:59:56.003Z"

    @pytest.mark.parametrize("dated", [True, False])
    @pytest.mark.parametrize(
        ("by_s", "said"),
        [(3600, "forward by an hour"), (-3600, "back by an hour"), (-1800, "back by half an hour")],
    )
    def test_a_clock_that_was_set_is_carried_on(
        self, tmp_path: Path, by_s: int, said: str, dated: bool
    ) -> None:
        def form(at: datetime) -> str:
            if at >= START + timedelta(seconds=4.0):
                at += timedelta(seconds=by_s)
            return f"{at:%Y-%m-%d %H:%M:%S.%f}" if dated else f"{at:%H:%M:%S.%f}"

        check(named(tmp_path, written(form)), [f"its clock was set {said} at 3.99 s; carried on"])

    def test_twelve_hours_without_am_and_pm(self, tmp_path: Path) -> None:
        start = datetime(2024, 5, 4, 12, 59, 57)
        check(named(tmp_path, written(lambda t: f"{t:%I:%M:%S.%f}", start)))


class TestCounters:
    @pytest.mark.parametrize(
        ("top", "a_second", "name"),
        [(2**32, 1e6, "t_us"), (2**32, 1e6, "SampleTimeFine"), (2**16, 1e3, "millis"),
         (2**32, 1e3, "t_ms"), (2**32, 1e3, "Time"), (2**24, 1e6, "Time"), (2**16, 1e6, "micros"),
         (2**32, 1e9, "t_ns")],
    )  # fmt: skip
    @pytest.mark.parametrize("signed", [False, True])
    def test_what_runs_over_is_carried_on(
        self, tmp_path: Path, top: int, a_second: float, name: str, signed: bool
    ) -> None:
        ticks = np.round(T_S * a_second).astype(np.int64) + top - round(3.0 * a_second)
        cells = ticks % top
        if signed:
            cells = (ticks - top // 2 + top // 2) % top - top // 2
        check(named(tmp_path, cells.tolist(), name=name))

    @pytest.mark.parametrize(("a_second", "name"), [(1e3, "t_ms"), (1.0, "t_s"), (1e3, "Time")])
    def test_micros_that_were_divided(self, tmp_path: Path, a_second: float, name: str) -> None:
        cells = (T_S * 1e6 + 2**32 - 3e6) % 2**32 / 1e6 * a_second
        check(named(tmp_path, cells.round(6).tolist(), name=name))

    @pytest.mark.parametrize("a_second", [1.0, 1e3])
    def test_seconds_of_the_day_over_midnight(self, tmp_path: Path, a_second: float) -> None:
        check(named(tmp_path, ((T_S + 86_396.0) % 86_400.0 * a_second).round(3).tolist()))

    @pytest.mark.parametrize("top", [256, 1000, 65_536, 100, 2**32])
    @pytest.mark.parametrize("rate", ["told", "stated"])
    def test_counters_of_packets(self, tmp_path: Path, top: int, rate: str) -> None:
        lines = rows(((np.arange(N) + top - 70) % top).tolist())
        head = ",".join(["PacketCounter", *AXES])
        if rate == "stated":
            check(opened(tmp_path, lines, "Update Rate: 100.0Hz\n" + head))
        else:
            check(opened(tmp_path, lines, head, Told(rate_hz=100.0)))

    @pytest.mark.parametrize("at_s", [4.0, 65.4, 4294.0])
    def test_a_recording_begun_anew_is_said_and_kept(self, tmp_path: Path, at_s: float) -> None:
        half = N // 2
        cells = np.append(T_S[:half] + at_s, T_S[: N - half])
        recording = named(tmp_path, cells.tolist(), name="time_s")
        assert len(recording.block) == N
        assert "its clock began anew" in recording.faults[0]
        assert [gap.duration_s for gap in recording.gaps] == [pytest.approx(1.0)]

    def test_one_time_far_ahead_hides_nothing(self, tmp_path: Path) -> None:
        cells = T_S.copy()
        cells[400] = 99_999.0
        assert len(named(tmp_path, cells.tolist(), name="time_s").block) == N - 1


class TestUnits:
    @pytest.mark.parametrize("a_second", [1.0, 1e3, 1e6, 1e9])
    @pytest.mark.parametrize("slow_hz", [0.9, 1.0, 1.3, 1.96, 2.0])
    def test_two_units_that_are_possible_are_asked_for(
        self, tmp_path: Path, a_second: float, slow_hz: float
    ) -> None:
        cells = (np.arange(N) / slow_hz * a_second * (1 + 1e-5)).round(4).tolist()
        if a_second == 1e9:
            assert "record it faster" in refused(tmp_path, cells)
            return
        said = refused(tmp_path, cells)
        assert "say which with --time-unit" in said
        assert "--rate HZ" in said

    @pytest.mark.parametrize("told", [Told(rate_hz=1000.0), Told(time_unit="us")])
    def test_what_is_told_decides(self, tmp_path: Path, told: Told) -> None:
        cells = [i * 1000 + (i % 2) for i in range(N)]
        recording = named(tmp_path, cells, told=told)
        assert recording.block.duration_s == pytest.approx((N - 1) / 1000.0, rel=1e-3)

    @pytest.mark.parametrize("rate_hz", [1.0, 2.0, 5.0, 10.0, 20.0])
    def test_slow_ones_are_slow(self, tmp_path: Path, rate_hz: float) -> None:
        said = refused(tmp_path, (np.arange(N) / rate_hz).tolist(), name="time_s")
        assert f"holds {rate_hz:.1f} samples a second" in said
        assert "record it faster" in said

    @pytest.mark.parametrize(
        ("rate_hz", "ticks_a_second"),
        [(100, 1e4), (60, 32_768), (50, 1e5), (200, 1e4), (400, 1e4), (100, 32_768)],
    )
    def test_ticks_of_a_stated_rate(
        self, tmp_path: Path, rate_hz: float, ticks_a_second: float
    ) -> None:
        cells = np.round(np.arange(N) / rate_hz * ticks_a_second).astype(int) + 2_500_000
        head = f"// Update Rate: {rate_hz:.1f}Hz\n" + ",".join(["SampleTime", *AXES])
        recording = opened(tmp_path, rows(cells.tolist()), head)
        assert recording.block.duration_s == pytest.approx((N - 1) / rate_hz, rel=1e-2)

    @pytest.mark.parametrize("a_second", [1e4, 1e6])
    def test_the_fine_time_of_xsens(self, tmp_path: Path, a_second: float) -> None:
        cells = np.round(T_S * a_second).astype(int).tolist()
        check(named(tmp_path, cells, name="SampleTimeFine"))

    @pytest.mark.parametrize("zero", [25_569.0, 719_529.0])
    def test_days_of_a_spreadsheet(self, tmp_path: Path, zero: float) -> None:
        cells = [f"{19_847.4 + zero + t / 86_400:.10f}" for t in T_S.tolist()]
        check(named(tmp_path, cells), atol=2e-5)

    @pytest.mark.parametrize("a_second", [1.0, 1e3, 1e6, 1e9])
    def test_times_since_1970(self, tmp_path: Path, a_second: float) -> None:
        cells = [f"{(1_714_817_700 + t) * a_second:.3f}" for t in T_S.tolist()]
        recording = named(tmp_path, cells)
        check(recording)
        assert str(recording.header.created_utc).startswith("2024-05-04T10:15:00.00")


class TestPackets:
    @pytest.mark.parametrize("n", [2, 3, 5, 10, 20])
    @pytest.mark.parametrize("form", ["s", "ms", "clock", "unnamed"])
    def test_samples_that_share_a_stamp_are_spread(self, tmp_path: Path, n: int, form: str) -> None:
        last = T_S[np.minimum(np.arange(N) // n * n + n - 1, N - 1)]
        cells: Written = last.tolist()
        if form == "ms":
            cells = (last * 1000).tolist()
        elif form == "clock":
            cells = [f"{START + timedelta(seconds=t):%H:%M:%S.%f}" for t in last.tolist()]
        recording = opened(tmp_path, rows(cells)) if form == "unnamed" else named(tmp_path, cells)
        check(recording)
        assert recording.header.extra["times"] == "spread within packets"

    def test_a_lost_packet_stays_a_gap(self, tmp_path: Path) -> None:
        last = T_S[np.arange(N) // 3 * 3 + 2] + 0.3 * (np.arange(N) >= 450)
        recording = named(tmp_path, last.tolist())
        assert [gap.duration_s for gap in recording.gaps] == [pytest.approx(0.31)]

    @pytest.mark.parametrize("n", [25, 50, 100, 300])
    def test_longer_ones_are_too_coarse(self, tmp_path: Path, n: int) -> None:
        said = refused(tmp_path, np.floor(T_S * 100 / n + 1e-9).astype(int) * n / 100.0)
        assert "too coarse" in said
        assert "faster" not in said

    def test_a_rate_that_is_told_makes_up_for_it(self, tmp_path: Path) -> None:
        cells = [f"{START + timedelta(seconds=t):%H:%M:%S}" for t in T_S.tolist()]
        check(named(tmp_path, cells, told=Told(rate_hz=100.0)))


class TestRounded:
    @pytest.mark.parametrize(
        "form",
        [
            lambda t: f"{t:.2E}",
            lambda t: f"{t:.3g}",
            lambda t: f"{t:.2g}",
            lambda t: f"{(1_714_817_700 + t) * 1000:.2E}",
            lambda t: f"{1_714_817_700 + t:.5E}",
            lambda t: f"{START + timedelta(seconds=t):%M:%S.%f}"[:-5],
            lambda t: f"{START + timedelta(seconds=t):%d/%m/%Y %H:%M}",
            lambda t: f"{START + timedelta(seconds=t):%-m/%-d/%y %-I:%M %p}",
        ],
    )
    def test_times_that_a_spreadsheet_rounded(
        self, tmp_path: Path, form: Callable[[float], str]
    ) -> None:
        said = refused(tmp_path, [form(t) for t in (T_S * 7).tolist()])
        assert "rounded" in said
        assert "original" in said


def test_a_baud_rate_is_no_rate(tmp_path: Path) -> None:
    head = "baud rate: 9600\n" + ",".join(["count", *AXES])
    with pytest.raises(RecordingError, match="states no rate"):
        opened(tmp_path, rows(range(N)), head)


def test_an_hour_is_read_in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many forms are looked at as there are, not as there are rows."""
    read: list[str] = []
    real = clock_text._read_form
    monkeypatch.setattr(
        clock_text, "_read_form", lambda *args: (read.append(args[-1]), real(*args))
    )
    clock = clock_text.text_clock(written(DATED["T"]) * 10)
    assert clock is not None
    assert len(read) == 1


def test_seconds(tmp_path: Path) -> None:
    times: FloatArray = T_S
    check(named(tmp_path, times.tolist()))
