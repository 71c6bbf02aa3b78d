"""Any table: separators, encodings, names, units of time, acceleration and rotation."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.records import limits
from balance.records.errors import RecordingError
from balance.records.formats.clock_numbers import counted_clock, numeric_clock
from balance.records.formats.clock_text import text_clock
from balance.records.formats.roles import find_roles
from balance.records.formats.units import acc_unit, coarse_step, gyr_unit, rest_size
from balance.records.open_any import open_recording
from balance.records.recording import Recording
from balance.samples import GRAVITY_M_S2, FloatArray, measured_rate_hz

N = 400
TIME_S = np.arange(N) / 100.0
_RNG = np.random.default_rng(3)
ACC = np.array([0.7, -9.6, 1.9]) + _RNG.normal(0, 0.2, (N, 3))
GYR = _RNG.normal(0, 0.06, (N, 3))
NAMES = ("time", "ax", "ay", "az")


def table(names: Sequence[str], columns: FloatArray, separator: str = ",") -> str:
    rows = [separator.join(f"{value:.17g}" for value in row) for row in columns]
    return "\n".join([separator.join(names), *rows] if names else rows) + "\n"


def plain(time: FloatArray = TIME_S, acc: FloatArray = ACC, names: Sequence[str] = NAMES) -> str:
    return table(names, np.column_stack([time, acc]))


def opened(folder: Path, data: str | bytes) -> Recording:
    path = folder / "file.dat"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return open_recording(path)


def refused(folder: Path, data: str | bytes) -> str:
    with pytest.raises(RecordingError) as caught:
        opened(folder, data)
    sentence = str(caught.value)
    assert sentence.startswith(str(folder / "file.dat") + ": ")
    assert "\n" not in sentence
    return sentence


def check(recording: Recording) -> None:
    np.testing.assert_allclose(recording.block.time_s, TIME_S, atol=1e-6)
    np.testing.assert_allclose(recording.block.acc_m_s2, ACC, rtol=1e-9)
    assert recording.faults == ()


class TestText:
    @pytest.mark.parametrize("separator", [",", ", ", ";", "\t", "|", " ", "   "])
    def test_separators(self, tmp_path: Path, separator: str) -> None:
        check(opened(tmp_path, table(NAMES, np.column_stack([TIME_S, ACC]), separator)))

    @pytest.mark.parametrize("separator", [";", "\t", "|", " "])
    def test_decimal_commas(self, tmp_path: Path, separator: str) -> None:
        text = table(NAMES, np.column_stack([TIME_S, ACC]), separator)
        check(opened(tmp_path, text.replace(".", ",")))

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
    def test_ends_and_encodings(self, tmp_path: Path, end: str, encoding: str) -> None:
        names = (*NAMES, "temp (°C)")
        text = table(names, np.column_stack([TIME_S, ACC, np.full(N, 25.5)]))
        check(opened(tmp_path, text.replace("\n", end).encode(encoding)))

    def test_quotes_comments_and_blank_lines(self, tmp_path: Path) -> None:
        columns = np.column_stack([TIME_S, ACC]).tolist()
        rows = [f'"{t}","{x!r}","{y!r}","{z!r}","a, b"' for t, x, y, z in columns]
        head = ["Recorded by X, version 2.1", "", "# time,ax,ay,az,label"]
        check(opened(tmp_path, "\n".join([*head, *rows, "", ""])))

    def test_units_in_a_line_of_their_own(self, tmp_path: Path) -> None:
        names = ["S_B5_Timestamp_Unix_CAL", *(f"S_B5_Accel_LN_{a}_CAL" for a in "XYZ")]
        units = ["ms", "m/(s^2)", "m/(s^2)", "m/(s^2)"]
        rows = table((), np.column_stack([1.4e12 + TIME_S * 1000, ACC]), "\t")
        text = "\n".join(['"sep=\t"', "\t".join(names), "\t".join(units), rows])
        check(opened(tmp_path, text))

    @pytest.mark.parametrize("wanted", [4, 7, 10])
    def test_without_names(self, tmp_path: Path, wanted: int) -> None:
        columns = np.column_stack([TIME_S, ACC, GYR, np.ones((N, 3))])
        recording = opened(tmp_path, table((), columns[:, :wanted]))
        check(recording)
        assert (recording.block.gyr_rad_s is not None) == (wanted >= 7)

    @pytest.mark.parametrize("wanted", [3, 5, 6])
    def test_too_few_without_names_are_refused(self, tmp_path: Path, wanted: int) -> None:
        columns = np.column_stack([TIME_S, ACC, GYR])
        assert "without names" in refused(tmp_path, table((), columns[:, :wanted]))

    def test_without_names_and_times_are_refused(self, tmp_path: Path) -> None:
        said = refused(tmp_path, table((), np.column_stack([ACC, GYR, GYR])))
        assert "do not begin with a time" in said

    def test_a_torn_last_line_is_dropped_and_said(self, tmp_path: Path) -> None:
        recording = opened(tmp_path, plain() + "4.0,0.7")
        np.testing.assert_array_equal(recording.block.time_s, TIME_S)
        assert recording.faults == ("1 row without a finite value dropped",)

    def test_repeats_and_backward_steps_are_dropped_and_said(self, tmp_path: Path) -> None:
        time = TIME_S.copy()
        time[10], time[50] = time[9], time[40]
        recording = opened(tmp_path, plain(time))
        assert recording.faults == (
            "1 row with a repeated time dropped",
            "1 row with a step back in time dropped",
        )
        assert len(recording.block) == N - 2

    def test_one_absurd_time_hides_nothing(self, tmp_path: Path) -> None:
        time = TIME_S.copy()
        time[3] = 1e300
        assert len(opened(tmp_path, plain(time)).block) == N - 1

    @pytest.mark.parametrize(
        "data",
        [b"", b"\n\n", b"\x00\x01\x02" * 100, b"hello", "été ".encode("latin-1"), b"\xff\xfe\x00",
         b"PK\x03\x04 but not a zip", b"\x1f\x8b nor this", b"\xd0\xcf\x11\xe0" + bytes(50),
         b"time,ax,ay,az\n", b"time,ax,ay,az\n0,0,0,9.8\n", b"1,2\n3,4\n"],
    )  # fmt: skip
    def test_what_is_no_table_is_refused(self, tmp_path: Path, data: bytes) -> None:
        refused(tmp_path, data)


class TestPacked:
    def test_gzip(self, tmp_path: Path) -> None:
        check(opened(tmp_path, gzip.compress(plain().encode())))

    def test_a_torn_gzip_gives_its_whole_lines(self, tmp_path: Path) -> None:
        packed = gzip.compress(plain().encode())
        recording = opened(tmp_path, packed[: len(packed) // 2])
        n = len(recording.block)
        assert 50 < n < N
        np.testing.assert_array_equal(recording.block.acc_m_s2, ACC[:n])
        assert recording.faults == ("the compressed file is torn; what could be unpacked was read",)

    def zipped(self, members: dict[str, str]) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, text in members.items():
                archive.writestr(name, text)
        return packed.getvalue()

    def test_a_zipped_table(self, tmp_path: Path) -> None:
        members = {"x/a.csv": plain(), "x/notes.txt": "quiet", "__MACOSX/x/._a.csv": plain()}
        check(opened(tmp_path, self.zipped(members)))

    def test_several_recordings_are_refused(self, tmp_path: Path) -> None:
        said = refused(tmp_path, self.zipped({"a.csv": plain(), "b.csv": plain()}))
        assert "2 recordings" in said

    def test_a_zip_says_what_is_wrong_inside(self, tmp_path: Path) -> None:
        counted = plain(np.arange(float(N)))
        assert "states no rate" in refused(tmp_path, self.zipped({"a.csv": counted}))
        assert "holds no acceleration" in refused(tmp_path, self.zipped({"a.png": "x"}))
        assert "holds no acceleration" in refused(tmp_path, self.zipped({}))

    def test_a_spreadsheet_is_refused(self, tmp_path: Path) -> None:
        assert "CSV" in refused(tmp_path, self.zipped({"[Content_Types].xml": "<a/>"}))

    def test_a_damaged_member_is_refused(self, tmp_path: Path) -> None:
        data = self.zipped({"a.csv": plain()})
        assert "damaged" in refused(tmp_path, data.replace(b"time,ax", b"time,bx", 1))

    def test_limits(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        small = self.zipped({"a.csv": plain(), "b.csv": plain()})
        monkeypatch.setattr(limits, "_UNASKED_BYTES", len(plain()) - 10)
        monkeypatch.setattr(limits, "_MOST_TIMES", 0)
        for data in (small, gzip.compress(plain().encode())):
            assert "0 MB unpacked, which is the limit; unpack it" in refused(tmp_path, data)
        monkeypatch.setattr(limits, "_UNASKED_BYTES", len(plain()) + 10)
        assert "unpacked, which is the limit" in refused(tmp_path, small), "all together"
        check(opened(tmp_path, gzip.compress(plain().encode())))
        monkeypatch.setattr(limits, "MOST_BYTES", len(plain()) - 10)
        assert "is over 0 MB, which is the limit; split it" in refused(tmp_path, plain())


class TestTimes:
    @pytest.mark.parametrize("scale", [1.0, 1e3, 1e6, 1e9])
    @pytest.mark.parametrize("rate_hz", [45.0, 100.0, 128.0, 400.0, 790.0])
    @pytest.mark.parametrize("start_s", [0.0, -0.004, 5234.5, 1_600_000_000.0])
    def test_the_step_tells_the_unit(
        self, tmp_path: Path, scale: float, rate_hz: float, start_s: float
    ) -> None:
        time = np.arange(N) / rate_hz + start_s
        recording = opened(tmp_path, plain(time * scale))
        zero = start_s if start_s > 1e9 else 0.0
        np.testing.assert_allclose(recording.block.time_s, time - zero, atol=1e-6)
        assert recording.header.extra.get("time_zero_epoch_s", 0.0) == zero
        assert (recording.header.created_utc == "2020-09-13T12:26:40.000Z") == (start_s > 1e9)

    @pytest.mark.parametrize(
        ("name", "scale"),
        [("time_s", 1), ("t_ms", 1e3), ("time (ms)", 1e3), ("Time [us]", 1e6), ("time in ms ", 1e3),
         ("timestamp_ns", 1e9), ("millis", 1e3), ("micros", 1e6), ("seconds_elapsed", 1)],
    )  # fmt: skip
    def test_names_tell_the_unit(self, tmp_path: Path, name: str, scale: float) -> None:
        check(opened(tmp_path, plain(TIME_S * scale, names=(name, *NAMES[1:]))))

    def test_steps_of_one_count_unless_a_unit_is_named(self, tmp_path: Path) -> None:
        assert "states no rate" in refused(tmp_path, plain(np.arange(float(N))))
        assert "states no rate" in refused(tmp_path, plain(np.arange(float(N)), names=()))
        named = plain(np.arange(float(N)), names=("time_ms", *NAMES[1:]))
        assert measured_rate_hz(opened(tmp_path, named).block.time_s) == pytest.approx(1000.0)

    def test_no_times_are_refused(self, tmp_path: Path) -> None:
        said = refused(tmp_path, table(NAMES[1:], ACC))
        assert "time_s" in said

    def test_the_finest_clock_is_taken(self, tmp_path: Path) -> None:
        names = ("timestamp_s", "micros", "ax", "ay", "az")
        columns = np.column_stack([np.floor(TIME_S), TIME_S * 1e6, ACC])
        check(opened(tmp_path, table(names, columns)))

    @pytest.mark.parametrize(("rate_hz", "slow"), [(20.0, True), (39.9, True), (41.0, False)])
    def test_under_40_hz_is_refused(self, tmp_path: Path, rate_hz: float, slow: bool) -> None:
        text = plain(np.arange(N) / rate_hz, names=("time_s", *NAMES[1:]))
        if slow:
            said = f"holds {rate_hz:.1f} samples a second; at least 40 are needed to time a hold"
            assert said in refused(tmp_path, text)
        else:
            assert len(opened(tmp_path, text).block) == N

    def test_clock_text(self) -> None:
        cells = ["2020-01-01 11:59:59.990 PM", "2020-01-02 12:00:00.010 AM", "", "12:00:00.020 am"]
        clock = text_clock(cells)
        assert clock is not None
        np.testing.assert_allclose(clock.time_s, [0.0, 0.02, np.nan, 0.03], atol=1e-9)
        assert text_clock(["a", "b", "1:00:00"]) is None

    @given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=30))
    def test_any_numbers_make_finite_times_or_none(self, values: list[float]) -> None:
        for unit in (None, "ms"):
            with suppress(RecordingError):  # two units are possible, or they were rounded
                clock = numeric_clock(np.array(values), unit)
                assert clock is None or not np.isinf(clock.time_s).any()
        assert not np.isinf(counted_clock(np.array(values), 100.0).time_s).any()

    @pytest.mark.parametrize(
        "values",
        [[0.0, 5e-324, 1e-323], [-1.7e308, 0.0, 1.7e308], [1.7e308, -1.7e308] * 3, [1e-320, 1e300]],
    )
    def test_the_largest_and_the_smallest_numbers_are_no_times(self, values: list[float]) -> None:
        for rate_hz in (None, 100.0):
            clock = numeric_clock(np.array(values), None, rate_hz)
            assert clock is None or not np.isinf(clock.time_s).any()
        assert not np.isinf(counted_clock(np.array(values), 100.0).time_s).any()


class TestAcceleration:
    @pytest.mark.parametrize("scale", [1, 1000, 16384, 8192, 4096, 2048, GRAVITY_M_S2])
    @pytest.mark.parametrize("device_g", [0.94, 1.0, 1.08])
    def test_gravity_tells_the_unit(self, tmp_path: Path, scale: float, device_g: float) -> None:
        acc = ACC / np.linalg.norm(ACC.mean(axis=0)) * device_g
        recording = opened(tmp_path, plain(acc=acc * scale))
        np.testing.assert_allclose(recording.block.acc_m_s2, acc * GRAVITY_M_S2, rtol=1e-9)

    @pytest.mark.parametrize(
        ("suffix", "scale"),
        [("_g", 1 / GRAVITY_M_S2), ("_mg", 1000 / GRAVITY_M_S2), (" (m/s²)", 1), ("[m/s^2]", 1)],
    )
    def test_names_tell_the_unit(self, tmp_path: Path, suffix: str, scale: float) -> None:
        names = ("time", *(f"acc_{axis}{suffix}" for axis in "xyz"))
        check(opened(tmp_path, plain(acc=ACC * scale, names=names)))

    def test_a_wrong_unit_is_refused(self, tmp_path: Path) -> None:
        names = ("time", "ax_g", "ay_g", "az_g")
        text = plain(acc=ACC * 0.35, names=names)  # gravity in no unit
        assert "states its acceleration in g" in refused(tmp_path, text)

    @pytest.mark.parametrize("suffix", ["", "_m_s2"])
    def test_no_gravity_is_refused(self, tmp_path: Path, suffix: str) -> None:
        names = ("time", *(f"a{axis}{suffix}" for axis in "xyz"))
        walking = 4.0 * np.sin(TIME_S[:, None] * [11.0, 12.0, 13.0])
        assert "with gravity" in refused(tmp_path, plain(acc=walking, names=names))

    def test_the_sign_of_an_unknown_program_is_kept(self, tmp_path: Path) -> None:
        recording = opened(tmp_path, plain(acc=-ACC))
        np.testing.assert_array_equal(recording.block.acc_m_s2, -ACC)

    def test_any_order_of_axes(self, tmp_path: Path) -> None:
        text = plain(acc=ACC[:, [2, 0, 1]], names=("time", "z", "x", "y"))
        check(opened(tmp_path, text))

    def test_zeros_before_the_start_are_not_rest(self) -> None:
        acc = ACC.copy()
        acc[:250] = 0.0
        assert acc_unit(TIME_S, acc, None) == "m/s^2"
        assert rest_size(TIME_S, np.zeros((N, 3))) == 0.0

    def test_coarse_steps_are_said(self, tmp_path: Path) -> None:
        assert opened(tmp_path, plain()).header.resolution_m_s2 is None
        recording = opened(tmp_path, plain(acc=np.round(ACC, 1)))
        assert recording.header.resolution_m_s2 == pytest.approx(0.1)
        assert coarse_step(np.ones((5, 3))) is None

    @given(st.floats(0, 6.3), st.floats(0.94, 1.08))
    def test_the_unit_is_the_same_any_way_up(self, angle: float, device_g: float) -> None:
        up = device_g * np.array([np.sin(angle), np.cos(angle), 0.0])
        assert acc_unit(TIME_S, up + (ACC - ACC.mean(axis=0)) / 10, None) == "g"


class TestRotation:
    names = (*NAMES, "gx", "gy", "gz")

    @pytest.mark.parametrize("scale", [1.0, 180.0 / np.pi])
    @pytest.mark.parametrize("acc_scale", [1.0, 1 / GRAVITY_M_S2])
    def test_motion_tells_radians_from_degrees(
        self, tmp_path: Path, scale: float, acc_scale: float
    ) -> None:
        columns = np.column_stack([TIME_S, ACC * acc_scale, GYR * scale])
        block = opened(tmp_path, table(self.names, columns)).block
        assert block.gyr_rad_s is not None
        np.testing.assert_allclose(block.gyr_rad_s, GYR, rtol=1e-9)

    @pytest.mark.parametrize(
        ("suffix", "scale"),
        [("_rps", 1), (" (rad/s)", 1), ("_dps", 180 / np.pi), ("[°/s]", 180 / np.pi),
         ("_mdps", 180e3 / np.pi)],
    )  # fmt: skip
    def test_names_tell_the_unit(self, tmp_path: Path, suffix: str, scale: float) -> None:
        names = (*NAMES, *(f"gyro{axis}{suffix}" for axis in "xyz"))
        columns = np.column_stack([TIME_S, ACC, GYR * 20 * scale])
        block = opened(tmp_path, table(names, columns)).block
        assert block.gyr_rad_s is not None
        np.testing.assert_allclose(block.gyr_rad_s, GYR * 20, rtol=1e-9)

    @pytest.mark.parametrize(("acc", "gyr"), [(16384 / GRAVITY_M_S2, 7500), (1, 1e4), (1, 0)])
    def test_what_can_not_be_told_is_left_out_and_said(
        self, tmp_path: Path, acc: float, gyr: float
    ) -> None:
        columns = np.column_stack([TIME_S, ACC * acc, GYR * gyr])
        recording = opened(tmp_path, table(self.names, columns))
        assert recording.block.gyr_rad_s is None
        assert recording.faults == ("gyroscope left out: its unit is not stated and can't be told",)

    def test_rows_that_take_turns(self, tmp_path: Path) -> None:
        fine_s = np.arange(2 * N) / 200.0
        turn = np.column_stack([np.sin(fine_s), np.cos(fine_s), 0 * fine_s])
        acc = np.repeat(ACC, 2, axis=0)
        rows = ["time,ax,ay,az,gx_rps,gy_rps,gz_rps"]
        for i, t in enumerate(fine_s):
            values = [*map(repr, acc[i].tolist()), "", "", ""]
            if i % 2:
                values = ["", "", "", *map(repr, turn[i].tolist())]
            rows.append(",".join([repr(float(t)), *values]))
        block = opened(tmp_path, "\n".join(rows)).block
        assert block.gyr_rad_s is not None
        assert len(block) == N - 1  # before its first sample the gyroscope says nothing
        np.testing.assert_array_equal(block.acc_m_s2, ACC[1:])
        np.testing.assert_allclose(block.gyr_rad_s, turn[2::2], atol=2e-5)

    def test_too_still_to_tell(self) -> None:
        still = np.tile([0.0, 0.0, 9.81], (N, 1))
        assert gyr_unit(TIME_S, still, np.zeros((N, 3))) is None
        assert gyr_unit(TIME_S, still, np.full((N, 3), np.nan)) is None


@given(st.lists(st.text(max_size=20), min_size=1, max_size=8))
def test_any_names_have_roles(names: list[str]) -> None:
    roles = find_roles(names)
    used = [i for axes in roles.axes.values() for i in axes.columns]
    assert len(set(used)) == len(used)
