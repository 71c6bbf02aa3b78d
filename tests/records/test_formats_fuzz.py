"""Whatever a file holds, it is read or refused in one sentence; nothing else ever comes out."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from balance.records.errors import RecordingError
from balance.records.open_any import open_recording

FIXED: Final = settings(
    max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def lines(names: str, width: int) -> str:
    rng = np.random.default_rng(1)
    rows = [
        ",".join([f"{i / 100:.3f}", *(f"{v:.4f}" for v in rng.normal(4, 0.4, width - 1))])
        for i in range(60)
    ]
    return "\n".join([names, *rows]) + "\n"


def zipped(members: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def seeds() -> Iterator[bytes]:
    yield lines("time,ax,ay,az,gx,gy,gz", 7).encode()
    yield lines("t;ax;ay;az", 4).replace(",", ";").replace(".", ",").encode()
    yield lines("@ HyperIMU\n@Sensors: A\n@ SamplingTime: 10ms", 3).encode()
    yield lines("#Format version: 1.0\ntime[ms],accX[mg],accY[mg],accZ[mg],hum[", 4).encode()
    yield lines("rate: 100 Hz\nPacketCounter,Acc_X,Acc_Y,Acc_Z", 4).encode()
    clock = [f"23:59:{59 + i / 100:06.3f},1,2,{9 + i / 60}" for i in range(60)]
    yield "\n".join(["time,gFx,gFy,gFz", *clock]).encode()
    yield lines("time,ax,ay,az", 4).encode("utf-16")
    yield gzip.compress(lines("time,ax,ay,az", 4).encode())
    plain = lines("time,seconds_elapsed,z,y,x", 5)
    meta = "platform,standardisation\nios,false\n"
    yield zipped({"Accelerometer.csv": plain, "Gravity.csv": plain, "Metadata.csv": meta})
    device = '"property","value"\n"deviceModel","X"\n'
    members = {"Raw Data.csv": lines("Time (s),X (m/s^2),Y (m/s^2),Z (m/s^2)", 4)}
    yield zipped({**members, "meta/device.csv": device, "meta/time.csv": "START,0,1.6e9,x\n"})
    yield b'[{"sensor":"TotalAcceleration","seconds_elapsed":"0.1","x":"1","y":"2","z":"9"}]'
    yield (
        b'# {"format": "balance-recording", "version": 1}\n'
        + lines("time_s,acc_x_m_s2", 2).encode()
    )
    yield bytes([0x55, 0x51, 0, 0, 0, 0, 0, 8, 0xC4, 9, 0x7B]) * 50


SEEDS: Final = list(seeds())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "file.dat"


def read_or_refused(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    try:
        recording = open_recording(file)
    except RecordingError as error:
        sentence = str(error)
        assert sentence.startswith(str(file))
        assert sentence.isprintable()
        assert len(sentence) < len(str(file)) + 400
    else:
        assert len(recording.block) >= 0  # a block can't be made of what is not finite
        recording.header.to_dict()


@pytest.mark.parametrize("data", SEEDS)
def test_seeds(file: Path, data: bytes) -> None:
    read_or_refused(file, data)


@FIXED
@given(st.binary(max_size=300))
@example(b"[")
@example(b"# {")
@example(b"PK\x03\x04")
def test_any_bytes(file: Path, data: bytes) -> None:
    read_or_refused(file, data)


@FIXED
@given(
    st.sampled_from([",", ";", "\t", " "]),
    st.lists(
        st.lists(
            st.sampled_from(
                ["0.1", "9.8", "1,5", "-3e5", "1e999", "nan", "", "x", '"', "time", "ax", "ay",
                 "az",
                 "12:30:01.5", "99:99:99", "18446744073709551616", "gx_dps", "#", "@Sensors: a"]
            ),
            min_size=1,
            max_size=8,
        ),
        max_size=20,
    ),
)  # fmt: skip
def test_any_cells(file: Path, separator: str, rows: list[list[str]]) -> None:
    read_or_refused(file, "\n".join(separator.join(row) for row in rows).encode())


@FIXED
@given(st.data())
def test_seeds_with_bytes_changed(file: Path, data: st.DataObject) -> None:
    changed = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed) - 1))
        cut = data.draw(st.integers(0, 8))
        changed[at : at + cut] = data.draw(st.binary(max_size=8))
        changed = changed or bytearray(b"0")
    read_or_refused(file, bytes(changed))


@FIXED
@given(st.data())
def test_seeds_with_cells_changed(file: Path, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SEEDS[:6])).decode("latin-1")
    cells = text.split(",")
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(0, len(cells) - 1))
        cells[at] = data.draw(
            st.one_of(
                st.floats().map(repr),
                st.integers(-(10**25), 10**25).map(str),
                st.sampled_from(["", '"', "\n", "NaN", "\t", "0x10", "1_0", "12:00:00"]),
                st.text(max_size=5),
            )
        )
    read_or_refused(file, ",".join(cells).encode("utf-8", errors="surrogateescape"))
