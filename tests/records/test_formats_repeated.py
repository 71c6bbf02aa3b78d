"""A line of names that comes again in a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from balance.records.errors import SeveralSensorsError
from balance.records.open_any import open_recording
from tests.records.held import held, is_held, is_timed, written

HEADING = "time,ax,ay,az"


def repeated(every: int, clock: str, heading: str = HEADING) -> str:
    began = datetime(2024, 5, 4, 10, 15)
    rows: list[str] = []
    for i, (time_s, acc) in enumerate(zip(held().time_s, held().acc, strict=True)):
        if i % every == 0:
            rows.append(heading)
        stamp = {
            "seconds": f"{time_s:.4f}",
            "ms": f"{1000 * time_s:.1f}",
            "text": (began + timedelta(seconds=float(time_s))).isoformat(sep=" "),
        }[clock]
        rows.append(",".join([stamp, *(f"{value:.4f}" for value in acc)]))
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("clock", ["seconds", "ms", "text"])
@pytest.mark.parametrize("every", [2000, 500, 100, 20])
def test_names_that_come_again_are_one_recording(tmp_path: Path, every: int, clock: str) -> None:
    heading = HEADING.replace("time", "time_ms") if clock == "ms" else HEADING
    path = written(tmp_path, repeated(every, clock, heading))
    assert is_held(path)
    assert is_timed(path)
    assert not open_recording(path).faults


def test_what_begins_later_under_its_names_is_another(tmp_path: Path) -> None:
    text = repeated(10_000, "seconds")
    later = [f"{t + 60:.4f},0.5,-9.7,0.9" for t in held().time_s]
    with pytest.raises(SeveralSensorsError):
        open_recording(written(tmp_path, "\n".join([text + HEADING, *later])))
