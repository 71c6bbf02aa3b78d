"""Numbers in lines of a log: read with the log's time, or refused for what they lack."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from held import held, is_held, is_timed, written

from balance.records.errors import RecordingError
from balance.records.open_any import open_recording

BEGAN = datetime(2024, 5, 4, 12, 0, 1)
PREFIXES = [
    "[{clock}][INFO] ", "[{clock}] [DEBUG] ", "[INFO] [{clock}] ", "[INFO][{clock}] imu: ",
    "{date} INFO ", "{date} - imu - INFO - ", "{date} [main] DEBUG imu - ", "[{date}] [INFO] imu: ",
    "05-04 {clock}  1234  1250 D IMU     : ", "I ({ms}) imu: ", "[INFO] [{s:.3f}] [imu]: ",
    "[{ms:08d}] <inf> imu: ", "[{clock},000] <inf> imu: ", "({clock}) [imu] ",
]  # fmt: skip


def logged(prefix: str, values: list[list[float]], names: str = "") -> str:
    lines = []
    for time_s, row in zip(held().time_s.tolist(), values, strict=True):
        at = BEGAN + timedelta(seconds=time_s)
        said = prefix.format(
            clock=at.strftime("%H:%M:%S.%f")[:-3],
            date=at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
            ms=round(1000 * time_s),
            s=time_s + 3.0,
        )
        if names and not lines:
            lines.append(said + names)
        lines.append(said + ",".join(f"{value:.6g}" for value in row))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_lines_of_a_log(tmp_path: Path, prefix: str) -> None:
    path = written(tmp_path, logged(prefix, held().acc.tolist()))
    assert is_held(path)
    assert is_timed(path)


def test_names_in_a_log(tmp_path: Path) -> None:
    text = logged("[{clock}][INFO] ", held().acc.tolist(), "ax_m_s2,ay_m_s2,az_m_s2")
    assert is_held(written(tmp_path, "[12:00:00.100][INFO] sensor is up\n" + text))


def test_a_log_without_times_is_refused_for_that(tmp_path: Path) -> None:
    for prefix in ("[INFO] ", "INFO:root:"):
        path = written(tmp_path, logged(prefix, held().acc.tolist()))
        with pytest.raises(RecordingError, match="do not begin with a time"):
            open_recording(path)
