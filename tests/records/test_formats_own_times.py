"""Sensors of one table that have their own times."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balance.records.open_any import open_recording
from balance.samples import FloatArray
from tests.records.held import columns_at, held, is_timed, written

ACC, GYR = "ax,ay,az", "gx,gy,gz"


def beside(*parts: tuple[str, FloatArray]) -> str:
    """Write parts of several lengths side by side, blank where the shorter ones end."""
    longest = max(len(values) for _, values in parts)
    rows = [
        ",".join(
            f"{value:.6g}" if i < len(values) else ""
            for _, values in parts
            for value in values[min(i, len(values) - 1)]
        )
        for i in range(longest)
    ]
    return "\n".join([",".join(names for names, _ in parts), *rows]) + "\n"


def sensor(time: str, names: str, values: FloatArray, rate_hz: float) -> tuple[str, FloatArray]:
    time_s = np.arange(0.0, held().time_s[-1], 1.0 / rate_hz)
    return f"{time},{names}", np.column_stack([time_s, columns_at(time_s, held().time_s, values)])


def is_right(path: Path, acc_hz: float) -> bool:
    block = open_recording(path).block
    assert block.gyr_rad_s is not None
    time_s = np.arange(0.0, held().time_s[-1], 1.0 / acc_hz)[: len(block)]
    assert len(block) >= (held().time_s[-1] - 0.1) * acc_hz
    acc, gyr = (columns_at(time_s, held().time_s, each) for each in (held().acc, held().gyr))
    near = np.abs(block.gyr_rad_s - gyr).mean() < 0.02
    even = bool(np.allclose(block.time_s, time_s, atol=1e-4))
    return even and bool(np.allclose(block.acc_m_s2, acc, atol=2e-3)) and bool(near)


NAMES = [
    ("acc_time", "gyr_time"), ("time", "time"), ("Time", "Time.1"), ("t_acc", "t_gyr"),
    ("Acc Time (s)", "Gyro Time (s)"), ("accel_timestamp_s", "gyro_timestamp_s"),
]  # fmt: skip


@pytest.mark.parametrize("rates_hz", [(100.0, 50.0), (50.0, 100.0), (100.0, 208.0)])
@pytest.mark.parametrize("turn_first", [False, True])
@pytest.mark.parametrize("names", NAMES)
def test_each_sensor_has_its_own_times(
    tmp_path: Path, names: tuple[str, str], turn_first: bool, rates_hz: tuple[float, float]
) -> None:
    of_acc, of_gyr = names[::-1] if turn_first else names
    if of_acc.lower() not in ("time", "time.1"):
        of_acc, of_gyr = names
    parts = [sensor(of_acc, ACC, held().acc, rates_hz[0])]
    parts.append(sensor(of_gyr, GYR, held().gyr, rates_hz[1]))
    path = written(tmp_path, beside(*(parts[::-1] if turn_first else parts)))
    assert is_right(path, rates_hz[0])
    assert is_timed(path)


@pytest.mark.parametrize("third", ["emg_time,emg", "mag_time,mx,my,mz", "time,emg"])
@pytest.mark.parametrize("own", [False, True])
def test_the_times_of_a_third_sensor_are_not_ours(tmp_path: Path, third: str, own: bool) -> None:
    name, _, names = third.partition(",")
    beside_it = held().still[:, :1] if names == "emg" else held().still * 4
    faster = sensor(name, names, beside_it, 400.0)
    if own:
        of_gyr = "time" if name == "time" else "gyr_time"
        mine = [sensor("acc_time", ACC, held().acc, 100.0), sensor(of_gyr, GYR, held().gyr, 50.0)]
    else:
        both = np.column_stack([held().acc, held().gyr])
        mine = [sensor("time", f"{ACC},{GYR}", both, 100.0)]
    path = written(tmp_path, beside(*mine, faster))
    assert is_right(path, 100.0)
    cut = "\n".join(path.read_text().splitlines()[: len(held().time_s) // 2])
    short = open_recording(written(tmp_path, cut)).block
    assert np.median(np.diff(short.time_s)) == pytest.approx(0.01, abs=1e-4)


@pytest.mark.parametrize(
    "names",
    [
        "epoch,elapsed,ax,ay,az,gx,gy,gz",
        "phone_time,sensor_time,ax,ay,az,gx,gy,gz",
        "epoch,ax,ay,az,gx,gy,gz,elapsed",
    ],
)
def test_several_times_of_the_same_rows_are_shared(tmp_path: Path, names: str) -> None:
    both = sensor("t", "", np.column_stack([held().acc, held().gyr]), 100.0)[1]
    coarse = np.floor(both[:, :1] * 10) / 10
    parts = [both, coarse] if names.endswith("elapsed") else [coarse, both]
    assert is_right(written(tmp_path, beside((names, np.column_stack(parts)))), 100.0)
