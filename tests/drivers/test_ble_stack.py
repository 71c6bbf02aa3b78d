"""Sensors over a Bluetooth stack that was written elsewhere: Bumble, both ends in this process."""

from __future__ import annotations

from collections.abc import Iterator

import devices
import numpy as np
import pytest
from ble_air import MovellaDot, Movesense, NordicUart, Peripheral, PolarH10, PolarVerity, WitBle
from test_links import read_rows

from balance.samples import SampleBlock
from drivers import probe
from drivers.ble import talk as talk_module
from drivers.registry import open_source
from drivers.testing.contract import joined

pytest.importorskip("bumble", reason="bumble is not installed (the group 'bumble')")

import ble_bumble

RATE_HZ = 200.0


@pytest.fixture
def playing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Peripheral]]:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    monkeypatch.setattr(talk_module, "PERHAPS_S", 0.2)
    made: list[Peripheral] = []
    yield made
    for each in made:
        each.close()


def sent(sensor: Peripheral, block: SampleBlock, rows: int) -> list[bytes]:
    if isinstance(sensor, NordicUart):
        return devices.ximu3_text(block)
    return sensor.parts(block, rows)  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [(PolarH10, 10), (PolarVerity, 10), (Movesense, 8), (MovellaDot, 1), (WitBle, 1),
     (NordicUart, 1)],
)  # fmt: skip
def test_each_sensor_is_started_read_whole_and_stopped(
    playing: list[Peripheral], monkeypatch: pytest.MonkeyPatch, kind: type[Peripheral], rows: int
) -> None:
    sensor = kind("C0:11:22:33:44:55")
    playing.append(sensor)
    ble_bumble.take_over(monkeypatch, sensor)
    whole = devices.moving(80, RATE_HZ, gyroscope=not issubclass(kind, PolarH10))
    sensor.play(sent(sensor, whole, rows), RATE_HZ / rows)
    wanted = len(whole) - (kind is WitBle)  # the last waits for the next
    with open_source("ble:c0:11:22:33:44:55?profile=" + PROFILES[kind]) as source:
        source.open()
        got = joined(read_rows(source, wanted))
        health = source.health()
    np.testing.assert_allclose(got.acc_m_s2, whole.acc_m_s2[:wanted], atol=0.006)
    assert health is not None
    assert health.battery == 0.87
    assert not health.faults()
    assert sensor.client is None
    assert kind in (WitBle, NordicUart) or not sensor.streams


def test_a_sensor_that_breaks_off_is_connected_again(
    playing: list[Peripheral], monkeypatch: pytest.MonkeyPatch
) -> None:
    sensor = PolarH10("C0:11:22:33:44:55")
    playing.append(sensor)
    ble_bumble.take_over(monkeypatch, sensor)
    whole = devices.moving(6000, RATE_HZ, gyroscope=False)
    sensor.play(sensor.parts(whole, 10), 20.0)
    with open_source("ble:Polar H10 A1B2C3D4") as source:
        source.open()
        before = joined(read_rows(source, 20))
        assert sensor.client is not None
        sensor.client.break_off()
        while (health := source.health()) is None or not health.reconnects:
            source.read(0.5)
        after = joined(read_rows(source, 10))
    assert after.time_s[0] - before.time_s[-1] > 0.1
    assert not sensor.streams
    assert [command for _, command in sensor.written].count(PolarH10.start) == 2


PROFILES = {
    PolarH10: "polar",
    PolarVerity: "polar",
    Movesense: "movesense",
    MovellaDot: "dot",
    WitBle: "witmotion",
    NordicUart: "nus",
}
