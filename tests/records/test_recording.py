"""Reading native recordings: what is read, what is said, what is refused and in which words."""

from __future__ import annotations

import gzip
import json
import math
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.protocol.conditions import Conditions
from balance.records.errors import RecordingError
from balance.records.numbers import MARGIN, read_numbers
from balance.records.recording import COLUMNS, GYR_COLUMNS, Header, read_recording

HEAD = '# {"format": "balance-recording", "version": 1}\n'
NAMES = ",".join(COLUMNS) + "\n"
NAMES_WITH_GYR = ",".join(COLUMNS + GYR_COLUMNS) + "\n"
ROWS = "".join(f"{i / 100:.6f},0.1,-0.25,9.8{i % 10}\n" for i in range(20))


def written(folder: Path, text: str | bytes, name: str = "r.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.startswith(str(path))
    return sentence.removeprefix(str(path))


def test_the_example_of_the_design_is_read(tmp_path: Path) -> None:
    header = '# {"format": "balance-recording", "version": 1, "placement": "shank", '
    header += '"stance_leg": "left"}\n'
    row = "0.000000,0.1776,-0.0246,9.7637,-0.0172,-0.0120,-0.0029\n"
    recording = read_recording(written(tmp_path, header + NAMES_WITH_GYR + row))
    assert recording.header.placement == "shank"
    assert recording.header.stance_leg == "left"
    assert recording.block.time_s.tolist() == [0.0]
    assert recording.block.acc_m_s2.tolist() == [[0.1776, -0.0246, 9.7637]]
    assert recording.block.gyr_rad_s is not None
    assert recording.block.gyr_rad_s.tolist() == [[-0.0172, -0.0120, -0.0029]]
    assert recording.faults == ()
    assert recording.gaps == ()


def test_columns_are_found_by_name_and_others_passed_over(tmp_path: Path) -> None:
    names = "label,acc_z_m_s2,gyr_z_rad_s,acc_x_m_s2,time_s,gyr_x_rad_s, acc_y_m_s2,gyr_y_rad_s,\n"
    rows = "quiet,3,6,1,0.5,4,2,5,\nup,3.5,6.5,1.5,0.51,4.5,2.5,5.5,nothing\n"
    block = read_recording(written(tmp_path, HEAD + names + rows)).block
    assert block.time_s.tolist() == [0.5, 0.51]
    assert block.acc_m_s2.tolist() == [[1, 2, 3], [1.5, 2.5, 3.5]]
    assert block.gyr_rad_s is not None
    assert block.gyr_rad_s.tolist() == [[4, 5, 6], [4.5, 5.5, 6.5]]


@pytest.mark.parametrize("compressed", [False, True])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(
    tmp_path: Path, compressed: bool
) -> None:
    plain = (HEAD + NAMES + ROWS).encode()
    odd = b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")
    expected = read_recording(written(tmp_path, plain, "a.csv"))
    found = read_recording(written(tmp_path, gzip.compress(odd) if compressed else odd, "b.csv"))
    assert found.header == expected.header
    assert np.array_equal(found.block.acc_m_s2, expected.block.acc_m_s2)
    assert found.faults == ()


def test_a_file_of_many_stretches_is_read_as_numpy_reads_it(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    rows = np.column_stack([np.arange(60_000) / 100, rng.normal(0, 5, (60_000, 6))])
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write(HEAD + NAMES_WITH_GYR)
        np.savetxt(file, rows, fmt="%.4f", delimiter=",")
    block = read_recording(path).block
    expected = np.loadtxt(path, delimiter=",", skiprows=2)
    assert np.array_equal(block.time_s, expected[:, 0])
    assert np.array_equal(block.acc_m_s2, expected[:, 1:4])
    assert block.gyr_rad_s is not None
    assert np.array_equal(block.gyr_rad_s, expected[:, 4:])


def test_a_header_without_rows_is_an_empty_block(tmp_path: Path) -> None:
    recording = read_recording(written(tmp_path, HEAD + NAMES_WITH_GYR))
    assert len(recording.block) == 0
    assert recording.block.gyr_rad_s is not None
    assert read_recording(written(tmp_path, HEAD + NAMES + "\n\n")).block.gyr_rad_s is None


def test_what_the_inlet_drops_is_said_and_gaps_are_kept(tmp_path: Path) -> None:
    rows = "0,0,0,9.8\n0.01,0,nan,9.8\n0.02,0,0,9.8\n0.02,0,0,9.8\n0.01,0,0,9.8\n1.5,0,0,9.8\n"
    recording = read_recording(written(tmp_path, HEAD + NAMES + rows))
    assert recording.block.time_s.tolist() == [0.0, 0.02, 1.5]
    assert recording.faults == (
        "1 of 6 rows (17 %) without a finite value dropped",
        "1 of 6 rows (17 %) with a repeated time dropped",
        "1 of 6 rows (17 %) with a step back in time dropped",
        "1 gap, the longest 1.48 s",
    )
    assert [gap.end_s for gap in recording.gaps] == [1.5]


# --- the end of the file ---


@pytest.mark.parametrize("tail", ["0.2", "0.200000,1,2", "0.200000,0.1,-0.25,9.8", "x"])
def test_a_last_line_without_its_newline_is_dropped(tmp_path: Path, tail: str) -> None:
    recording = read_recording(written(tmp_path, HEAD + NAMES + ROWS + tail))
    assert len(recording.block) == 20
    assert recording.faults == ("the last line was torn off and dropped",)


@pytest.mark.parametrize("tail", ["0.2\n", "0.200000,1,2\n", "0.200000,0.1,-0.25,-\n\n"])
def test_a_last_line_cut_short_before_a_newline_is_dropped(tmp_path: Path, tail: str) -> None:
    recording = read_recording(written(tmp_path, HEAD + NAMES + ROWS + tail))
    assert len(recording.block) == 20
    assert recording.faults == ("line 23, the last, was cut short and dropped",)


@pytest.mark.parametrize("filler", [b"\0", b"\xff", b"U"])
def test_damaged_compressed_data_are_read_as_far_as_they_go(tmp_path: Path, filler: bytes) -> None:
    rng = np.random.default_rng(3)
    rows = [f"{i / 100:.6f},{a:.4f},0,9.8\n" for i, a in enumerate(rng.normal(size=5_000))]
    packed = bytearray(gzip.compress((HEAD + NAMES + "".join(rows)).encode()))
    packed[len(packed) // 2 :] = filler * (len(packed) - len(packed) // 2)
    recording = read_recording(written(tmp_path, bytes(packed), "r.csv.gz"))
    assert 1_000 < len(recording.block) < 5_000
    assert recording.block.time_s[-1] == (len(recording.block) - 1) / 100
    assert any("the compressed file" in fault for fault in recording.faults)


# --- what is refused ---


def test_files_that_are_not_there_or_not_recordings_are_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none.csv")
    assert "director" in refusal(tmp_path)
    assert "the file is empty" in refusal(written(tmp_path, ""))
    assert "the file is empty" in refusal(written(tmp_path, b"\x1f\x8b\x08", "torn.csv.gz"))
    assert "line 1: not a recording" in refusal(written(tmp_path, "time,x,y,z\n0,1,2,3\n"))
    assert "line 1: not a recording" in refusal(written(tmp_path, "# by hand\n0,1,2,3\n"))
    assert "line 1: not a recording" in refusal(written(tmp_path, b"\xff\xd8" + bytes(3_000_000)))
    assert "line 1: not a recording" in refusal(written(tmp_path, '# {"format": "other"}\n'))
    assert "ends inside its first line" in refusal(written(tmp_path, HEAD[:-5]))
    assert "ends before its column names" in refusal(written(tmp_path, HEAD + NAMES[:-5]))


def test_broken_json_is_refused_with_its_place(tmp_path: Path) -> None:
    broken = HEAD.replace(', "version"', ' "version"')
    assert "line 1: the JSON object is broken at character 34" in refusal(written(tmp_path, broken))
    for text in (b'# {"a": "\xff"}\n', b"# " + b'{"a":' * 100_000 + b"\n"):
        assert "line 1: the JSON object can't be read" in refusal(written(tmp_path, text))


def test_a_newer_version_is_refused_as_such(tmp_path: Path) -> None:
    newer = refusal(written(tmp_path, HEAD.replace("1}", "2}") + NAMES))
    assert newer == (", line 1: made by a newer version (format 2); update this program to read it")
    for version in ("0", "true", '"1"', "1.5", "null"):
        sentence = refusal(written(tmp_path, HEAD.replace("1}", version + "}") + NAMES))
        assert '"version" must be a whole number' in sentence


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("placement", "wrist", "one of lower_back, chest, thigh, shank, foot"),
        ("placement", 3, "one of lower_back"),
        ("stance_leg", "Left", "one of left, right"),
        ("sensor_on", "both", "one of raised, stance"),
        ("eyes", "shut", "one of open, closed"),
        ("surface", "grass", "one of firm, foam"),
        ("sound", True, "one of silent, coached"),
        ("practice", 1, "true or false"),
        ("cap_s", "45", "a number above 0"),
        ("cap_s", 0, "a number above 0"),
        ("rate_hz", True, "a number above 0"),
        ("rate_hz", math.nan, "a number above 0"),
        ("resolution_m_s2", 10**400, "a number above 0"),
        ("attempt", 1.5, "a whole number"),
        ("person", ["A"], "text"),
        ("notes", {}, "text"),
    ],
)
def test_a_wrong_value_in_the_header_is_refused_by_its_key(
    tmp_path: Path, key: str, value: object, said: str
) -> None:
    keys = {"format": "balance-recording", "version": 1, key: value}
    sentence = refusal(written(tmp_path, f"# {json.dumps(keys)}\n{NAMES}{ROWS}"))
    assert sentence.startswith(f', line 1: "{key}" must be {said}')


def test_missing_and_doubled_columns_are_refused(tmp_path: Path) -> None:
    assert ", line 2: missing columns: acc_y_m_s2, acc_z_m_s2" in refusal(
        written(tmp_path, HEAD + "time_s,acc_x_m_s2\n")
    )
    assert ", line 2: missing columns: gyr_y_rad_s" in refusal(
        written(tmp_path, HEAD + NAMES_WITH_GYR.replace("gyr_y_rad_s", "gyr_y"))
    )
    assert ", line 2: columns named twice: time_s" in refusal(
        written(tmp_path, HEAD + "time_s," + NAMES)
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("0.1,1,2", "3 values where 4 columns are named"),
        ("0.1,1,2,3,4", "5 values where 4 columns are named"),
        ("", "1 values where 4 columns are named"),
        ("0.1,1,,3", '"" is not a number'),
        ("0.1,1,2x,3", '"2x" is not a number'),
        ("0.1,1_0,2,3", '"1_0" is not a number'),
        ("0.1,1..0,2,3", '"1..0" is not a number'),
        ("0.1,1.23.456,2,3", '"1.23.456" is not a number'),
        ("0.1,1.234567.12345,2,3", '"1.234567.12345" is not a number'),
        ("0.1,.12345678.1234,2,3", '".12345678.1234" is not a number'),
        ("# 0.1,1,2,3", '"# 0.1" is not a number'),
        ("0.1,1.00000\xb95,2,3", "is not a number"),
        ("0.1,-,2,3", '"-" is not a number'),
    ],
)
@pytest.mark.parametrize("before", [0, 3, 70_000])
def test_a_damaged_line_in_the_middle_is_refused_by_its_number(
    tmp_path: Path, line: str, said: str, before: int
) -> None:
    many = "".join(f"{i},0,0,9.8\n" for i in range(before))
    sentence = refusal(written(tmp_path, f"{HEAD}{NAMES}{many}{line}\n{ROWS}"))
    assert sentence.startswith(f", line {before + 3}: ")
    assert said in sentence


def test_two_rows_that_make_up_for_each_other_are_not_taken(tmp_path: Path) -> None:
    rows = "0.0,1,2\n3,0.1,1,2,3\n0.2,1,2,3\n"
    assert ", line 3: 3 values" in refusal(written(tmp_path, HEAD + NAMES + rows))


@given(
    st.sampled_from(["", "# {", HEAD, HEAD + NAMES, HEAD + NAMES_WITH_GYR, HEAD + NAMES + ROWS]),
    st.one_of(st.binary(max_size=200), st.text("0123456789.,-e\n\r #", max_size=200)),
    st.booleans(),
)
def test_any_bytes_are_read_or_refused(start: str, rest: bytes | str, compressed: bool) -> None:
    content = start.encode() + (rest.encode() if isinstance(rest, str) else rest)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), gzip.compress(content) if compressed else content)
        with suppress(RecordingError):
            assert isinstance(read_recording(path).header, Header)


# --- the header as a value ---


def test_missing_and_null_keys_have_defaults() -> None:
    bare: dict[str, object] = {"format": "balance-recording", "version": 1}
    assert Header.from_dict(bare) == Header()
    assert Header.from_dict(bare | {"placement": None, "practice": None}) == Header()
    assert Header().placement == "lower_back"
    assert Header().conditions() == Conditions()


def test_unknown_keys_are_kept_and_codes_may_be_numbers() -> None:
    keys: dict[str, object] = {"format": "balance-recording", "version": 1, "person": 7}
    keys |= {"cap_s": 45, "lab": {"room": [1, 2]}, "none": None}
    header = Header.from_dict(keys)
    assert header.person == "7"
    assert header.conditions().cap_s == 45.0
    assert header.extra == {"lab": {"room": [1, 2]}, "none": None}
    assert Header.from_dict(header.to_dict()) == header
    assert list(header.to_dict())[:2] == ["format", "version"]
    assert "stance_leg" not in header.to_dict()


# --- numbers ---


def numbers_of(fields: list[bytes]) -> tuple[list[float], list[int]]:
    text = b"\n" * MARGIN + b",".join(fields) + b"\n"
    lengths = np.array([len(field) for field in fields])
    end = MARGIN + np.cumsum(lengths + 1) - 1
    values, bad = read_numbers(np.frombuffer(text, dtype=np.uint8), end - lengths, end)
    return values.tolist(), bad.tolist()


PLAIN = st.from_regex(rb"\A-?[0-9]{0,12}(\.[0-9]{0,12})?\Z")
POINTS = st.from_regex(rb"\A-?[0-9.]{0,15}\Z")
ODD = st.text(alphabet="0123456789.-+eE _naif", max_size=20).map(str.encode)
ANY = st.binary(max_size=20).filter(lambda field: not set(field) & set(b",\n"))


@given(st.lists(st.one_of(PLAIN, POINTS, ODD, ANY), min_size=1, max_size=30))
def test_a_field_is_read_as_float_reads_it_to_the_last_bit(fields: list[bytes]) -> None:
    values, bad = numbers_of(fields)
    for i, field in enumerate(fields):
        try:
            expected = float(field.replace(b"_", b"?"))
        except ValueError:
            assert i in bad
            continue
        assert i not in bad
        assert values[i] == expected or (math.isnan(expected) and math.isnan(values[i]))
        assert math.copysign(1, values[i]) == math.copysign(1, expected)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.integers(0, 9))
def test_printed_numbers_come_back_to_the_last_bit(values: list[float], decimals: int) -> None:
    fields = [f"{value:.{decimals}f}" for value in values]
    assert numbers_of([field.encode() for field in fields]) == ([float(f) for f in fields], [])
