"""A Bluetooth sensor in the window: found, one click, watched, lost and back, let go."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import Pumps
from meanwhile import SOON_MS
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from drivers import ports, probe
from drivers.ble import scan as scan_module
from drivers.ble import talk as talk_module
from gui.measure.place import MeasurePlace
from gui.sensor.place import SensorPlace
from gui.window import Window

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "drivers"))  # where the sensors are that are not there

import ble_air  # noqa: E402 - found there
from ble_air import Air, MovellaDot, PolarH10  # noqa: E402


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


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, pumps: Pumps, air: Air
) -> Iterator[Window]:
    made = Window(qapp, tmp_path / "data", pump=pumps)
    made.attach()
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


@pytest.fixture
def block() -> SampleBlock:
    """Somebody who stands still, then on one leg."""
    return open_recording(ROOT / "recordings" / "shank_open_firm.csv.gz").block


def place(window: Window) -> SensorPlace:
    made = window.open_place("sensor")
    assert isinstance(made, SensorPlace)
    return made


def row_of(sensor: SensorPlace, name: str) -> int:
    texts = [sensor.list.item(at).text() for at in range(sensor.list.count())]
    return next((at for at, text in enumerate(texts) if text.startswith(name)), -1)


def test_a_sensor_in_sight_is_one_click_and_comes_back_where_it_was_lost(
    qtbot: QtBot, window: Window, air: Air, block: SampleBlock
) -> None:
    strap = PolarH10()
    air.add(strap)
    strap.play(strap.parts(block, 10), 10.0)
    air.add(MovellaDot("66:55:44:33:22:11"))
    sensor = place(window)
    qtbot.waitUntil(lambda: row_of(sensor, strap.name) > 0, timeout=SOON_MS)
    assert row_of(sensor, "Movella DOT") > 0
    sensor.list.itemClicked.emit(sensor.list.item(row_of(sensor, strap.name)))
    qtbot.waitUntil(lambda: "battery at 87 %" in sensor.facts.text(), timeout=SOON_MS)
    assert strap.name in sensor.facts.text()
    assert row_of(sensor, f"{strap.name} – chosen") > 0
    assert strap.streams

    measure = window.open_place("measure")
    assert isinstance(measure, MeasurePlace)
    measure.press()
    qtbot.waitUntil(lambda: window.standing.active, timeout=SOON_MS)
    air.remove(strap)
    qtbot.waitUntil(lambda: bool(window.standing.lost), timeout=SOON_MS)
    assert strap.name in window.standing.lost
    assert window.standing.lost in shown_in(measure)
    strap.streams = False
    air.add(strap)
    qtbot.waitUntil(lambda: not window.standing.lost, timeout=SOON_MS)
    measure.press()
    qtbot.waitUntil(lambda: not window.standing.active, timeout=SOON_MS)
    window.close()
    assert not strap.streams
    assert strap.client is None


def shown_in(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())
