"""Writing native recordings: to the digit, however it is cut, and never over anything."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.records.errors import RecordingError
from balance.records.recorder import Recorder, write_recording
from balance.records.recording import Header, read_recording
from balance.samples import SampleBlock

ROOT = Path(__file__).resolve().parents[2]
NAMES = pytest.mark.parametrize("name", ["r.csv", "r.csv.gz"])

CHILD = """
import sys
from pathlib import Path
import numpy as np
from balance.records.recorder import Recorder
from balance.records.recording import Header
from balance.samples import SampleBlock

recorder = Recorder(Path(sys.argv[1]), Header(), has_gyr=True)
i = 0
while True:
    time_s = np.arange(i, i + 3) / 100
    values = np.sin(time_s[:, None] * [1, 2, 3])
    recorder.push(SampleBlock(time_s, values, -values))
    i += 3
    print(i, flush=True)
"""


def some_block(n: int, *, rate_hz: float = 100.0, has_gyr: bool = True) -> SampleBlock:
    rng = np.random.default_rng(n)
    gyr = rng.normal(0, 1, (n, 3)) if has_gyr else None
    return SampleBlock(np.arange(n) / rate_hz, rng.normal(0, 9, (n, 3)), gyr)


def text_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def assert_same(found: SampleBlock, expected: SampleBlock) -> None:
    assert np.array_equal(found.time_s, expected.time_s)
    assert np.array_equal(found.acc_m_s2, expected.acc_m_s2)
    if found.gyr_rad_s is None or expected.gyr_rad_s is None:
        assert found.gyr_rad_s is expected.gyr_rad_s
    else:
        assert np.array_equal(found.gyr_rad_s, expected.gyr_rad_s)


def printed(values: Any, form: str) -> Any:
    """The values as a file with that many digits holds them."""
    flat = [float(form % value) for value in np.ravel(values)]
    return np.array(flat).reshape(np.shape(values))


def test_the_first_lines_are_those_of_the_design(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    acc, gyr = [[0.1776, -0.0246, 9.7637]], [[-0.0172, -0.012, -0.0029]]
    block = SampleBlock(np.zeros(1), np.array(acc), np.array(gyr))
    write_recording(path, Header(placement="shank", stance_leg="left"), block)
    assert path.read_text("utf-8").splitlines() == [
        '# {"format": "balance-recording", "version": 1, "placement": "shank", '
        '"stance_leg": "left", "sensor_on": "raised", "eyes": "open", "surface": "firm", '
        '"sound": "silent", "practice": false}',
        "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s",
        "0.000000,0.1776,-0.0246,9.7637,-0.0172,-0.0120,-0.0029",
    ]


# --- round trip ---

VALUES = st.floats(-100, 100)
TEXT = st.none() | st.text(max_size=20)
KNOWN = ("format", "version", *Header.__dataclass_fields__)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
HEADERS = st.builds(
    Header,
    placement=st.sampled_from(["lower_back", "chest", "thigh", "shank", "foot"]),
    stance_leg=st.sampled_from([None, "left", "right"]),
    sensor_on=st.sampled_from(["raised", "stance"]),
    eyes=st.sampled_from(["open", "closed"]),
    surface=st.sampled_from(["firm", "foam"]),
    arms=TEXT,
    footwear=TEXT,
    test=TEXT,
    sound=st.sampled_from(["silent", "coached"]),
    practice=st.booleans(),
    cap_s=st.none() | st.floats(0.1, 1e6),
    person=TEXT,
    attempt=st.none() | st.integers(0, 10**9),
    notes=TEXT,
    extra=st.dictionaries(st.text().filter(lambda key: key not in KNOWN), JSON, max_size=3),
)


@st.composite
def blocks(draw: st.DrawFn) -> SampleBlock:
    n = draw(st.integers(0, 20))
    steps_s = draw(st.lists(st.floats(1e-3, 0.09), min_size=n, max_size=n))
    time_s = draw(st.floats(-10, 2e9)) + np.cumsum(steps_s)
    acc = np.array(draw(st.lists(VALUES, min_size=3 * n, max_size=3 * n))).reshape(n, 3)
    gyr = draw(st.none() | st.just(-acc[::-1]))
    return SampleBlock(time_s, acc, gyr)


@NAMES
@given(header=HEADERS, block=blocks())
def test_what_is_written_comes_back_to_the_printed_digit(
    name: str, header: Header, block: SampleBlock
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_recording(path, header, block)
        found = read_recording(path)
    assert found.header == header
    assert found.faults == ()
    gyr = None if block.gyr_rad_s is None else printed(block.gyr_rad_s, "%.4f")
    times = printed(block.time_s, "%.6f")
    assert_same(found.block, SampleBlock(times, printed(block.acc_m_s2, "%.4f"), gyr))


def test_half_a_surrogate_in_the_header_comes_back(tmp_path: Path) -> None:
    header = Header(notes='half "\ud800" of a pair, \\ and é', extra={"\udfff": "\n\u2028"})
    write_recording(tmp_path / "r.csv", header, some_block(2))
    assert read_recording(tmp_path / "r.csv").header == header


@NAMES
@pytest.mark.parametrize("has_gyr", [True, False])
def test_any_split_into_pushes_writes_the_same_text(
    tmp_path: Path, name: str, has_gyr: bool
) -> None:
    block = some_block(10_000, has_gyr=has_gyr)
    write_recording(tmp_path / f"whole.{name}", Header(), block)
    rng = np.random.default_rng(1)
    cuts = [0, *sorted(rng.integers(0, 10_000, 300).tolist()), 10_000]
    with Recorder(tmp_path / name, Header(), has_gyr=has_gyr) as recorder:
        for first, last in pairwise(cuts):
            recorder.push(block[first:last])
    assert text_of(tmp_path / name) == text_of(tmp_path / f"whole.{name}")


# --- cut off ---


@NAMES
def test_a_file_cut_at_any_byte_reads_up_to_its_last_flush(tmp_path: Path, name: str) -> None:
    block = some_block(12, rate_hz=4.0)
    path = tmp_path / name
    flushed = []
    with Recorder(path, Header(), has_gyr=True) as recorder:
        flushed.append((path.stat().st_size, 0))
        for first in range(0, 12, 4):
            recorder.push(block[first : first + 4])
            flushed.append((path.stat().st_size, first + 4))
    whole = path.read_bytes()
    ends = [at for at, _ in flushed]
    expected = read_recording(path).block
    assert len(expected) == 12

    cut = tmp_path / f"cut.{name}"
    for size in range(len(whole)):
        cut.write_bytes(whole[:size])
        try:
            found = read_recording(cut)
        except RecordingError:
            assert size < flushed[0][0]  # in the first two lines, before any sample
            continue
        n = len(found.block)
        assert_same(found.block, expected[:n])
        assert n >= max((rows for at, rows in flushed if at <= size), default=0)
        at_an_end = whole[:size].endswith(b"\n") if name == "r.csv" else size in ends
        assert any("gap" not in fault for fault in found.faults) != at_an_end


@NAMES
def test_a_killed_recording_lacks_at_most_half_a_second(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    command = [sys.executable, "-c", CHILD, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 1_234:
                break
        child.kill()
        # Whole lines alone: the last may be cut as well.
        pushed = [line for line in child.stdout.read().split(b"\n")[:-1] if line]
        n_pushed = int(pushed[-1]) if pushed else int(line)
    found = read_recording(path)
    assert len(found.block) >= n_pushed - 50
    expected_s = printed(np.arange(len(found.block)) / 100, "%.6f")
    assert np.array_equal(found.block.time_s, expected_s)
    acc = printed(np.sin(np.arange(len(found.block))[:, None] / 100 * [1, 2, 3]), "%.4f")
    assert np.array_equal(found.block.acc_m_s2, acc)


@NAMES
def test_half_a_second_waits_even_where_the_source_starts_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    n_pushed = 0
    with Recorder(path, Header(), has_gyr=True) as recorder:
        for start_s in (100.0, 0.0):
            for i in range(35):
                block = some_block(10)
                time_s = block.time_s + start_s + i / 10
                recorder.push(SampleBlock(time_s, block.acc_m_s2, block.gyr_rad_s))
                n_pushed += 10
                in_file = reachable_rows(path)
                assert n_pushed - 50 <= in_file <= n_pushed
    assert reachable_rows(path) == 700


def reachable_rows(path: Path) -> int:
    copy = path.with_name(f"copy.{path.name}")
    copy.write_bytes(path.read_bytes())
    read = read_recording(copy)
    dropped = [fault for fault in read.faults if fault.endswith("time dropped")]
    return len(read.block) + sum(int(fault.split()[0]) for fault in dropped)


def test_half_a_second_in_one_push_is_in_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    with Recorder(path, Header(), has_gyr=True) as recorder:
        recorder.push(some_block(51))
        assert len(read_recording(path).block) == 51


# --- what is refused ---


@NAMES
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("mine")
    with pytest.raises(RecordingError, match="this file exists, and nothing is overwritten"):
        Recorder(path, Header(), has_gyr=True)
    assert path.read_text() == "mine"


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no" / "r.csv"
    with pytest.raises(RecordingError, match=r"no/r\.csv: can't be made \(No such file"):
        Recorder(path, Header(), has_gyr=True)


def test_a_header_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    with pytest.raises(RecordingError, match='line 1: "cap_s" must be a number above 0'):
        Recorder(path, Header(cap_s=-1.0), has_gyr=True)
    assert not path.exists()


@pytest.mark.parametrize("has_gyr", [True, False])
def test_samples_of_another_kind_are_refused(tmp_path: Path, has_gyr: bool) -> None:
    path = tmp_path / "r.csv"
    with Recorder(path, Header(), has_gyr=has_gyr) as recorder:
        recorder.push(some_block(60, has_gyr=has_gyr))
        with pytest.raises(RecordingError, match="rate of turn"):
            recorder.push(some_block(60, has_gyr=not has_gyr))
    assert len(read_recording(path).block) == 60


def test_a_closed_recording_takes_nothing_and_closes_again(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "r.csv", Header(), has_gyr=True)
    recorder.push(some_block(10))
    recorder.close()
    recorder.close()
    with pytest.raises(RecordingError, match="is closed"):
        recorder.push(some_block(10))
    assert len(read_recording(tmp_path / "r.csv").block) == 10


def push_in_parts(recorder: Recorder, block: SampleBlock) -> None:
    for first in range(0, len(block), 100):
        recorder.push(block[first : first + 100])


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX systems")
@NAMES
def test_only_the_owner_can_read_it(tmp_path: Path, name: str) -> None:
    write_recording(tmp_path / name, Header(), some_block(3))
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@NAMES
@pytest.mark.parametrize("room_bytes", [0, 50, 3_000])
def test_a_full_disk_is_said_once_and_what_was_recorded_stays(
    tmp_path: Path, name: str, room_bytes: int
) -> None:
    resource = pytest.importorskip("resource", reason="limits are of POSIX systems")
    path = tmp_path / name
    block = some_block(1_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, hard))
    try:
        if room_bytes < 100:
            with pytest.raises(RecordingError, match="can't be written"):
                Recorder(path, Header(), has_gyr=True)
            assert not path.exists()
            return
        recorder = Recorder(path, Header(), has_gyr=True)
        with pytest.raises(RecordingError, match=r"can't be written \(File too large\)"):
            push_in_parts(recorder, block)
        with pytest.raises(RecordingError, match="can't be written"):
            recorder.push(block[:100])
        recorder.close()
        recorder.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    found = read_recording(path).block
    assert 10 < len(found) < 1_000
    times = printed(block.time_s, "%.6f")[: len(found)]
    assert np.array_equal(found.time_s, times)
