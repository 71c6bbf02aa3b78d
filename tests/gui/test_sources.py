from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from meanwhile import SOON_MS
from packages import install
from pytestqt.qtbot import QtBot

from balance.samples import SampleBlock
from balance.signal.quality import Quality
from drivers.health import Health
from drivers.registry import SCHEMES
from drivers.source import CannotOpen
from gui.sensor.finding import Finder
from gui.sensor.sources import Choice, health, kinds, link
from gui.setup import Setup, worn_at


def test_every_kind_that_can_be_read_is_offered_once() -> None:
    offered = [choice.address.partition(":")[0] for choice in kinds()]
    assert sorted(offered) == sorted(SCHEMES)


def test_the_placement_goes_into_the_address() -> None:
    said = "sim:?seed=2&placement=foot"
    assert worn_at(said, "shank", over=True) == "sim:?seed=2&placement=shank"
    assert worn_at(said, "shank", over=False) == said
    assert worn_at("udp:9000", "foot", over=False) == "udp:9000?placement=foot"
    for address in ("replay:a.csv", "a.csv", "C:\\a.csv"):
        assert worn_at(address, "foot", over=True) == address


def test_health_comes_with_advice() -> None:
    quality = Quality()
    n = 200
    quality.push(SampleBlock(np.arange(n) / 20.0, np.random.default_rng(1).normal(size=(n, 3))))
    (said,) = health(quality, lost="", address="serial:")
    assert said[0].startswith("Rate too low")
    assert "100 readings a second" in said[1]
    assert "cable" in health(quality, lost="Gone.", address="serial:")[0][1]
    for scheme in ("phone", "phyphox", "sensorserver", "sensorlogger", "udp", "tcp"):
        (gone, advice) = health(quality, lost="Gone.", address=f"{scheme}:x")[0]
        assert gone == "Gone."
        assert "cable" not in advice


def test_a_connection_says_how_late_how_full_and_what_was_wrong() -> None:
    assert link(None) == ""
    said = link(Health(jitter_s=0.012, battery=0.8, lost=3, errors={"checksum": 2}))
    assert said == (
        "up to 12 ms late, battery at 80 %, 3 readings lost on the way, 2 frames broken on the way"
    )


def test_devices_are_looked_for_off_the_window_s_thread(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("drivers.ports")
    device = SimpleNamespace(what="CH340", device="/dev/ttyUSB7", likely=True)
    module.list_ports = lambda: [device]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "drivers.ports", module)
    strap = SimpleNamespace(name="Polar H10 A1", address="00:11:22:33:44:55")
    monkeypatch.setattr("drivers.ble.scan.scan", lambda _: [strap])
    finder = Finder()
    seen: list[tuple[Choice, ...]] = []
    finder.found.connect(seen.append)
    finder.look()
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=SOON_MS)
    finder.wait()
    wired = Choice("CH340", "serial:/dev/ttyUSB7", found=True)
    assert seen == [(wired,), (wired, Choice("Polar H10 A1", "ble:00:11:22:33:44:55", found=True))]


def test_bluetooth_that_is_off_is_said_and_is_left_alone_while_it_streams(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def off(_: object) -> None:
        msg = "Bluetooth is switched off."
        raise CannotOpen(msg)

    monkeypatch.setattr("drivers.ports.list_ports", list)
    monkeypatch.setattr("drivers.ble.scan.scan", off)
    finder = Finder()
    with qtbot.waitSignal(finder.in_the_way, timeout=SOON_MS) as said:
        finder.look()
    finder.wait()
    assert said.args == ["Bluetooth is switched off."]
    monkeypatch.setattr("drivers.ble.scan.scan", lambda _: pytest.fail("it was looked for"))
    with qtbot.waitSignal(finder.found, timeout=SOON_MS):
        finder.look(bluetooth=False)
    finder.wait()


def test_a_setup_knows_its_source() -> None:
    assert Setup("sim:").played
    assert Setup("C:/a.csv").scheme == "replay"
    assert not Setup("replay:a.csv").recorded
    assert not Setup("serial:/dev/ttyUSB0").played
    assert Setup("serial:/dev/x", person="P1").person_code() == "P1"


def test_what_a_package_adds_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    assert [one.address for one in kinds() if one.scheme not in SCHEMES] == ["gaitbox:"]
