"""Small files that are large inside, or wide, or long: refused by a limit that is said."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from balance.records import recording
from balance.records.errors import RecordingError
from balance.records.recording import read_recording

ROOT: Final = Path(__file__).resolve().parents[2]
MB: Final = 2**20
NATIVE: Final = b'# {"format": "balance-recording", "version": 1}\n'
NAMES: Final = b"time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2\n"

READ = """
import re, resource, sys
from pathlib import Path
from balance.records.errors import RecordingError
from balance.records.open_any import open_recording

resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
for name in sys.argv[1:]:
    try:
        open_recording(Path(name))
        print("read")
    except RecordingError as error:
        print(error)
# The most that this process ever held; what getrusage says is also of the one that started it.
print(int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", ".", 1), data)
    return packed.getvalue()


def counted(rows: int, row: str) -> bytes:
    return "".join([row.format(i) for i in range(rows)]).encode()


# What is said, the size it is about, and what makes it.
BOMBS: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "gz of zeros": ("64 MB unpacked", lambda: gzip.compress(bytes(200 * MB), 1)),
    "native gz of equal rows": (
        "64 MB unpacked",
        lambda: gzip.compress(NATIVE + NAMES + b"0,0,0,9\n" * (25 * MB), 1),
    ),
    "native gz of gaps": (
        "1,000,000 gaps",
        lambda: gzip.compress(NATIVE + NAMES + counted(4_000_000, "{},0,0,9\n"), 1),
    ),
    "native gz just within": (
        "read",
        lambda: gzip.compress(NATIVE + NAMES + counted(4_000_000, "{}e-3,0,0,9\n"), 1),
    ),
    "table gz of short rows": (
        "2,000,000 rows",
        lambda: gzip.compress(b"time,ax,ay,az\n" + b"1,2,3,4\n" * (7 * MB), 1),
    ),
    "table just within": (
        "gravity in no unit",
        lambda: gzip.compress(
            b"t,ax,ay,az\n" + counted(1_990_000, "{}.5e-3,,3.125,9.8125,7.125\n"), 1
        ),
    ),
    "clock text just within": (
        "samples that can be used",
        lambda: gzip.compress(b"time,ax,ay,az\n" + b"12:30:01.125,1,2,9\n" * 1_990_000, 1),
    ),
    "cells": ("100,000 characters", lambda: (b"1," * (2 * MB) + b"\n") * 2),
    "columns": ("1,000 columns", lambda: (b"1," * 2_000 + b"\n") * 100),
    "native columns": (
        "1,000 columns",
        lambda: NATIVE + NAMES.strip() + b",x" * 2_000 + b"\n" + b"1," * 2_003 + b"1\n",
    ),
    "zip of several": (
        "64 MB unpacked",
        lambda: zipped(**{f"{name}_csv": b"1,2,3,4\n" * (2 * MB) for name in "abcdefgh"}),
    ),
    "zip whose meta is long": (
        "holds no acceleration",
        lambda: zipped(**{"a_csv": b"x", "meta/device_csv": b"\n" * (60 * MB)}),
    ),
    "zip of astral letters": (
        "limit",
        lambda: zipped(a_csv="\U0001f600".encode() + b"\n1,2,3,4" * (7 * MB)),
    ),
    "JSON of empty objects": (
        "2,000,000 objects",
        lambda: zipped(a_json=b"[" + b"{}," * (20 * MB) + b"{}]"),
    ),
    "JSON just within": (
        "no acceleration",
        lambda: zipped(
            a_json=b'[{"sensor":"TotalAcceleration"}'
            + b',{"sensor":"TotalAcceleration"}' * 1_990_000
            + b"]"
        ),
    ),
    "JSON of numbers": ("no recording known", lambda: b"[" + b"1e1," * (2 * MB) + b"1]"),
    "frames": ("100,000 characters", lambda: gzip.compress(b"U" * (60 * MB), 1)),
}


def tried(folder: Path, *names: str) -> tuple[list[str], int]:
    """What a process says of files, and how much memory it took at most, in MB."""
    paths = []
    for number, name in enumerate(names):
        paths.append(folder / f"{number}.dat")
        paths[-1].write_bytes(BOMBS[name][1]())
        assert paths[-1].stat().st_size < 10 * MB
    command = [sys.executable, "-c", READ, *map(str, paths)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    *said, most_mb = run.stdout.splitlines()
    return said, int(most_mb)


@pytest.mark.soak
@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="use of memory is asked as on Linux"
)
@pytest.mark.parametrize("name", BOMBS)
def test_no_small_file_takes_much(tmp_path: Path, name: str) -> None:
    (said,), most_mb = tried(tmp_path, name)
    sys.stdout.write(f"\n{name}: {most_mb} MB, {said[-100:]}\n")
    assert BOMBS[name][0] in said
    assert most_mb < 1000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="use of memory, as on Linux")
def test_small_files_that_are_large_inside_take_little(tmp_path: Path) -> None:
    names = ("gz of zeros", "native columns", "columns")
    said, most_mb = tried(tmp_path, *names)
    for name, sentence in zip(names, said, strict=True):
        assert BOMBS[name][0] in sentence
        assert "limit" in sentence
    assert most_mb < 200


def test_rows_and_gaps_of_a_recording_are_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(NATIVE + NAMES + counted(50, "{},0,0,9\n"))
    monkeypatch.setattr(recording, "MOST_ROWS", 49)
    with pytest.raises(RecordingError, match=r"r\.csv: holds over 49 rows, which is the limit"):
        read_recording(path)
    monkeypatch.setattr(recording, "MOST_ROWS", 50)
    assert len(read_recording(path).block) == 50
