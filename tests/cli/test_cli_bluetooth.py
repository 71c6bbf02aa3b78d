"""`time` and `devices` with a Bluetooth sensor that is not there."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import ble_air
import pytest
from ble_air import Air, PolarH10
from conftest import ROOT, Run, json_lines

from balance.records.open_any import open_recording
from drivers import ports, probe
from drivers.ble import scan as scan_module
from drivers.ble import talk as talk_module


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> Iterator[Air]:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    monkeypatch.setattr(talk_module, "PERHAPS_S", 0.02)
    monkeypatch.setattr(scan_module, "LOOK_S", 0.1)
    monkeypatch.setattr(ports, "list_ports", list)
    air = ble_air.take_over(monkeypatch)
    yield air
    for each in air.ever:
        each.close()


def test_ctrl_c_stops_the_sensor(air: Air, balance_timer: Run) -> None:
    strap = PolarH10()
    air.add(strap)
    parts = strap.parts(open_recording(ROOT / "recordings" / "shank_open_firm.csv.gz").block, 10)

    def until_interrupted() -> Iterator[bytes]:
        yield from parts[:60]
        os.kill(os.getpid(), signal.SIGINT)

    strap.play(until_interrupted(), 20.0)
    run = balance_timer("time", "ble:?placement=shank", "--no-save", "--json")
    assert run.returncode == 0
    assert any(each["event"] == "settled" for each in json_lines(run.stdout))
    assert strap.written[-1][1] == b"\x03\x02"
    assert not strap.streams
    assert strap.client is None


def test_what_is_in_sight_is_listed(air: Air, balance_timer: Run) -> None:
    air.add(PolarH10(name="Polar H10 \x1b[2JA1"))
    run = balance_timer("devices", "--json")
    (seen,) = json_lines(run.stdout)
    assert seen["address"] == "ble:00:11:22:33:44:55"
    assert "\x1b" not in str(seen)
