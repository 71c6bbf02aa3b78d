"""Files changed at random: each is read or refused in a sentence, and takes little."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

import pytest
from mutations import INPUTS, MOST_MB, Memory, little_time_each, mutated, next_one
from test_formats_fuzz import SEEDS, lines

from balance.records.edits import apply_edits
from balance.records.errors import RecordingError
from balance.records.events_file import events_path, read_events, stops_in
from balance.records.open_any import open_recording
from balance.words import printable

NATIVE: Final = (
    b'# {"format": "balance-recording", "version": 1, "placement": "shank", "cap_s": 45.0,'
    b' "person": "P1", "attempt": 2, "rate_hz": 100.0, "session": "2026-02-01"}\n'
    + lines(
        "time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s", 7
    ).encode()
)
EVENTS: Final = (
    b"time_s,event,by,detail\n0.100000,ready,auto,\n0.200000,lift_off,auto,\n"
    b'0.300000,edit,user,hold 0.200 to 0.400 or more\n0.350000,note,user,"a, b"\n'
    b"0.400000,edit,user,undo\n0.500000,stop,user,\n"
)
_ROWS: Final = [
    f"{i / 100:.2f},0.1{i % 10},-0.2,9.8{i % 7},0.01,-0.0{i % 5},0.02" for i in range(60)
]
STILL: Final = [
    "\n".join([names, *_ROWS]).replace(",", separator).encode()
    for names, separator in [
        ("time_s,acc_x_m_s2,acc_y_m_s2,acc_z_m_s2,gyr_x_rad_s,gyr_y_rad_s,gyr_z_rad_s", ","),
        ("Time (s),Acceleration x (m/s^2),Acceleration y (m/s^2),Acceleration z (m/s^2)", "\t"),
        ("t,ax,ay,az,gx,gy,gz", ";"),
        ("rate: 100 Hz\nseconds_elapsed,z,y,x,a,b,c", ","),
        ("0,0.1,-0.2,9.8,0.01,0.02,0.03", ","),
    ]
]
TEXTS: Final = [
    NATIVE,
    NATIVE,
    *STILL,
    *STILL,
    *(seed for seed in SEEDS if not seed.startswith((b"\x1f", b"PK"))),
]
PACKED: Final = [gzip.compress(NATIVE), *(s for s in SEEDS if s.startswith((b"\x1f", b"PK")))]


def changed(rng: Random) -> bytes:
    """A file, changed before or after it was packed."""
    kind = rng.randrange(6)
    if kind == 0:
        return mutated(rng, rng.choice(PACKED), PACKED)
    data = mutated(rng, rng.choice(TEXTS), TEXTS)
    if kind == 1:
        return gzip.compress(data, 1)
    if kind == 2:
        return zipped(rng, data)
    return data * rng.choice((1, 2, 100)) if rng.random() < 0.01 else data


def zipped(rng: Random, data: bytes) -> bytes:
    names = ["a.csv", "Accelerometer.csv", "Gravity.csv", "Metadata.csv", "TotalAcceleration.csv"]
    names += ["meta/device.csv", "meta/time.csv", "b.txt", "a.json", "Raw Data.csv"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in rng.sample(names, rng.choice((1, 1, 2, 4))):
            archive.writestr(name, rng.choice((data, rng.choice(TEXTS))))
    return out.getvalue()


def read(path: Path) -> bool:
    try:
        recording = open_recording(path)
        rows = read_events(events_path(path))
    except RecordingError as error:
        sentence = str(error)
        assert sentence.startswith(str(path.with_suffix("")))
        assert sentence == printable(sentence, lines=False)
        assert len(sentence) < len(str(path)) + 400
        return False
    stops_in(rows)
    apply_edits((), rows)
    recording.header.to_dict()
    return True


def read_many(path: Path, seed: int, count: int) -> None:
    rng, memory, found = Random(seed), Memory(), Counter[bool]()
    with little_time_each():
        for number in range(count):
            data = changed(rng)
            path.write_bytes(data)
            events_path(path).write_bytes(mutated(rng, EVENTS, TEXTS))
            next_one()
            try:
                found[read(path)] += 1
            except Exception as error:
                path.with_name("failed").write_bytes(data)
                error.add_note(f"input {number} of seed {seed}, in {path.with_name('failed')}")
                raise
    sys.stdout.write(f"\n{found[True]} read, {found[False]} refused, {memory.most_mb} MB\n")
    assert memory.most_mb < MOST_MB
    assert min(found[True], found[False]) > count // 50, "changes hit all there is"


def test_some_files_changed_at_random(tmp_path: Path) -> None:
    read_many(tmp_path / "file.csv", seed=1, count=250)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_many_files_changed_at_random(tmp_path: Path) -> None:
    read_many(tmp_path / "file.csv", seed=2, count=INPUTS // 2)
