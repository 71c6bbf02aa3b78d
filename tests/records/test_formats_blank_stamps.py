"""A stamp in one row of each packet alone: the rows between are timed by it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from held import held, is_held, is_timed, written

from balance.records.errors import RecordingError
from balance.records.formats.told import Told
from balance.records.open_any import open_recording

BEGAN = datetime(2024, 5, 4, 10, 15)
FORMS = {
    "time_s": lambda s: f"{s:.4f}",
    "time_ms": lambda s: f"{s * 1000:.0f}",
    "timestamp": lambda s: f"{1_714_817_700_000 + s * 1000:.0f}",
    "date and time": lambda s: str(BEGAN + timedelta(seconds=s)) + ".0" * (not s),
    "ticks (1/32768 s)": lambda s: f"{s * 32768:.0f}",
}


def packets(folder: Path, size: int, name: str = "time_s", at: int = 0, blank: str = "") -> Path:
    rows = [
        f"{FORMS[name](time_s) if i % size == at else blank},{x:.6g},{y:.6g},{z:.6g}"
        for i, (time_s, (x, y, z)) in enumerate(
            zip(held().time_s.tolist(), held().acc.tolist(), strict=True)
        )
    ]
    return written(folder, "\n".join([f"{name},ax_m_s2,ay_m_s2,az_m_s2", *rows]) + "\n")


def is_right(path: Path) -> bool:
    time_s = open_recording(path).block.time_s
    off_s = np.abs((time_s - time_s[0]) - (held().time_s - held().time_s[0])).max()
    return is_held(path) and is_timed(path) and bool(off_s < 0.01)


@pytest.mark.parametrize("name", list(FORMS))
@pytest.mark.parametrize("size", [2, 10, 25, 100])
def test_the_first_row_has_the_stamp(tmp_path: Path, name: str, size: int) -> None:
    assert is_right(packets(tmp_path, size, name))


@pytest.mark.parametrize("blank", ["", '""', "NaN", "NA", "-", "null"])
def test_the_last_row_has_the_stamp(tmp_path: Path, blank: str) -> None:
    assert is_right(packets(tmp_path, 10, at=9, blank=blank))


def test_what_was_lost_stays_a_gap(tmp_path: Path) -> None:
    path = packets(tmp_path, 10)
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:501] + lines[541:]))
    time_s = open_recording(path).block.time_s
    assert np.diff(time_s).max() == pytest.approx(0.41, abs=0.01)
    assert time_s[-1] == pytest.approx(held().time_s[-1], abs=0.01)


def test_stamps_that_are_too_far_apart_are_refused(tmp_path: Path) -> None:
    path = packets(tmp_path, 300)
    with pytest.raises(RecordingError, match="in one row of 300 alone"):
        open_recording(path)
    assert is_held(path, Told(rate_hz=100.0))
