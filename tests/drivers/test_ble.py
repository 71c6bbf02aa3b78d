"""Sensors over Bluetooth LE, under bleak's own interface, against the contract and beyond it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import ble_air
import devices
import pytest
from ble_air import (
    Air,
    MovellaDot,
    Movesense,
    NordicUart,
    Peripheral,
    PolarH10,
    PolarVerity,
    WitBle,
)
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)
from test_links import LinkContract, read_rows

from balance.samples import SampleBlock
from drivers import probe
from drivers.ble import channel as channel_module
from drivers.ble import scan as scan_module
from drivers.ble import talk as talk_module
from drivers.ble.scan import scan
from drivers.registry import open_source
from drivers.source import AddressError, CannotOpen, Source

Reason = BleakBluetoothNotAvailableReason


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> Air:
    monkeypatch.setattr(probe, "MEASURE_S", 0.2)
    monkeypatch.setattr(talk_module, "PERHAPS_S", 0.05)
    monkeypatch.setattr(channel_module, "FIND_S", 0.1)
    monkeypatch.setattr(scan_module, "LOOK_S", 0.1)
    return ble_air.take_over(monkeypatch)


class BleContract(LinkContract):
    """What every sensor over Bluetooth LE passes."""

    kind: ClassVar[type[Peripheral]]
    rows_a_message: ClassVar[int] = 1
    rate_hz: ClassVar[float] = 200.0

    @pytest.fixture(autouse=True)
    def _air(self, air: Air) -> None:
        self.air = air

    def moving(self, n: int) -> SampleBlock:
        return devices.moving(n, self.rate_hz, gyroscope=self.gyroscope)

    def ready(self, folder: Path) -> tuple[Source, SampleBlock]:
        whole = self.moving(75)
        return self.playing(folder, whole), whole

    def slow(self, folder: Path) -> Source:
        return self.playing(folder, self.moving(30))

    def messages(self, sensor: Peripheral, block: SampleBlock) -> list[bytes]:
        return sensor.parts(block, self.rows_a_message)  # type: ignore[attr-defined,no-any-return]

    def playing(self, folder: Path, block: SampleBlock) -> Source:
        sensor = self.air.add(self.kind())
        self.devices.append(sensor)  # type: ignore[arg-type]
        sensor.play(self.messages(sensor, block), self.rate_hz / self.rows_a_message)
        return open_source(f"ble:{sensor.address}?placement=chest")


class TestPolarH10(BleContract):
    kind = PolarH10
    gyroscope = False
    rows_a_message = 10


class TestPolarVerity(BleContract):
    kind = PolarVerity
    gyroscope = False
    rows_a_message = 15
    rate_hz = 150.0


class TestMovesense(BleContract):
    kind = Movesense
    rows_a_message = 8
    rate_hz = 200.0


class TestMovesenseInOneMessage(BleContract):
    kind = Movesense
    rows_a_message = 4


class TestMovellaDot(BleContract):
    kind = MovellaDot


class TestWitMotion(BleContract):
    """A frame without a checksum is believed once the next one begins."""

    kind = WitBle

    def messages(self, sensor: Peripheral, block: SampleBlock) -> list[bytes]:
        return [*super().messages(sensor, block), b"\x55\x61"]


class TestNordicUart(BleContract):
    """Text in pieces of 20 bytes, cut anywhere."""

    kind = NordicUart

    def messages(self, sensor: Peripheral, block: SampleBlock) -> list[bytes]:
        return devices.ximu3_text(block)


@pytest.fixture
def started(air: Air) -> Iterator[list[Peripheral]]:
    playing: list[Peripheral] = []
    yield playing
    for each in playing:
        each.close()


def h10(air: Air, started: list[Peripheral], n: int = 400) -> PolarH10:
    """A chest strap that plays."""
    sensor = PolarH10()
    air.add(sensor)
    started.append(sensor)
    sensor.play(sensor.parts(devices.moving(n, 200.0, gyroscope=False), 10), 20.0)
    return sensor


def test_it_is_started_as_its_maker_says_and_stopped_on_the_way_out(
    air: Air, started: list[Peripheral]
) -> None:
    sensor = h10(air, started)
    with open_source(f"ble:{sensor.address}") as source:
        info = source.open()
        health = source.health()
    assert [command for _, command in sensor.written] == [
        bytes.fromhex("0302"),
        bytes.fromhex("0102"),
        bytes.fromhex("02020001c800010110000201 0800".replace(" ", "")),
        bytes.fromhex("0302"),
    ]
    assert not sensor.streams
    assert sensor.client is None
    assert "Polar H10 A1B2C3D4 (00:11:22:33:44:55)" in info.found
    assert info.nominal_rate_hz == pytest.approx(200.0, rel=0.01)
    assert health is not None
    assert health.battery == 0.87


def test_one_that_still_sends_from_before_is_stopped_first(
    air: Air, started: list[Peripheral]
) -> None:
    sensor = h10(air, started)
    sensor.streams = True  # whoever listened was killed
    with open_source(f"ble:{sensor.address}") as source:
        source.open()
        assert read_rows(source, 50)


def test_it_is_found_by_its_name_and_without_any(air: Air, started: list[Peripheral]) -> None:
    sensor = h10(air, started)
    for address in ("ble:Polar%20H10%20A1B2C3D4", "ble:polar h10 a1b2c3d4", "ble:"):
        sensor.play(sensor.parts(devices.moving(400, 200.0, gyroscope=False), 10), 20.0)
        with open_source(address) as source:
            assert source.open().model == "Polar H10 A1B2C3D4"


def test_two_in_sight_are_both_named(air: Air) -> None:
    air.add(PolarH10())
    air.add(MovellaDot("66:55:44:33:22:11"))
    air.add(Stranger("99:99:99:99:99:99"))
    with open_source("ble:") as source, pytest.raises(CannotOpen) as caught:
        source.open()
    assert str(caught.value) == (
        "2 Bluetooth sensors are in sight; name one: Polar H10 A1B2C3D4 as "
        "ble:00:11:22:33:44:55, Movella DOT as ble:66:55:44:33:22:11."
    )


class Stranger(Peripheral):
    """A lamp."""

    service = "0000fe0f-0000-1000-8000-00805f9b34fb"
    data = "0000fe10-0000-1000-8000-00805f9b34fb"
    characteristics: ClassVar[dict[str, list[str]]] = {data: ["notify"]}
    called = "Lamp"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ble:00:11:22:33:44:66", "00:11:22:33:44:66 is not in sight; switch it on"),
        ("ble:00:11:22:33:44:66?profile=polar", "wear it, an H10 with its strap moistened"),
        ("ble:Lamp", "Lamp (00:11:22:33:44:55) is no sensor that is known here; known are Polar"),
        ("ble:Lamp?profile=dot", "is no Movella DOT: it does not offer what that does"),
        ("ble:?profile=dot", "No known Bluetooth sensor is in sight"),
    ],
)
def test_what_is_not_there_or_another_is_said(air: Air, address: str, said: str) -> None:
    air.add(Stranger())
    with open_source(address) as source, pytest.raises(CannotOpen) as caught:
        source.open()
    assert said in str(caught.value)


def test_a_wrong_profile_is_a_wrong_address() -> None:
    with pytest.raises(AddressError, match="profile takes"):
        open_source("ble:00:11:22:33:44:55?profile=h10")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (BleakBluetoothNotAvailableError("x", Reason.POWERED_OFF), "switched off"),
        (BleakBluetoothNotAvailableError("x", Reason.NO_BLUETOOTH), "has no Bluetooth LE"),
        (BleakBluetoothNotAvailableError("x", Reason.NO_BLE_CENTRAL_ROLE), "can't connect"),
        (BleakBluetoothNotAvailableError("x", Reason.DENIED_BY_USER), "may not be used"),
        (BleakBluetoothNotAvailableError("x", Reason.DENIED_BY_SYSTEM), "may not be used"),
        (BleakDBusError("org.bluez.Error.NotReady", []), "switched off"),
        (BleakDBusError("org.bluez.Error.InProgress", []), "busy with another search"),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", []), "may not be used"),
        (BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", []), "does not run"),
        (FileNotFoundError(2, "No such file"), "no D-Bus system service runs"),
        (PermissionError(13, "denied"), "may not be used"),
        (BleakError("something else."), "does not work on this computer: something else; switch"),
    ],
)
@pytest.mark.parametrize("address", ["ble:", "ble:00:11:22:33:44:55"])
def test_bluetooth_that_does_not_work_is_one_sentence(
    air: Air, fault: BaseException, said: str, address: str
) -> None:
    air.broken = fault
    with open_source(address) as source, pytest.raises(CannotOpen) as caught:
        source.open()
    assert said in str(caught.value)
    assert str(caught.value).endswith(".")
    assert ".." not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (TimeoutError(), "does not answer; it may be connected to a phone"),
        (BleakError("le-connection-abort-by-local"), "can't be connected: le-connection-abort"),
    ],
)
def test_a_sensor_that_is_taken_is_said(air: Air, fault: BaseException, said: str) -> None:
    air.add(PolarH10()).refuses = fault
    with open_source("ble:00:11:22:33:44:55") as source, pytest.raises(CannotOpen) as caught:
        source.open()
    assert str(caught.value).startswith("Polar H10 A1B2C3D4 (00:11:22:33:44:55)")
    assert said in str(caught.value)


def test_a_sensor_that_refuses_says_why_and_is_let_go(air: Air) -> None:
    sensor = PolarH10()
    sensor.refusal = 8
    air.add(sensor)
    with open_source("ble:") as source, pytest.raises(CannotOpen, match="take it off the charger"):
        source.open()
    assert sensor.client is None


def test_movesense_with_other_firmware_says_so(air: Air) -> None:
    sensor = Movesense()
    sensor.status = 404
    air.add(sensor)
    with open_source("ble:") as source, pytest.raises(CannotOpen, match="firmware that speaks GSP"):
        source.open()


def test_out_of_reach_and_back_is_a_gap_and_goes_on(air: Air, started: list[Peripheral]) -> None:
    sensor = h10(air, started, 200)
    with open_source(f"ble:{sensor.address}") as source:
        source.open()
        before = read_rows(source, 50)
        sensor.sender.stop()
        air.remove(sensor)
        while (health := source.health()) is None or health.state != "lost":
            source.read(0.05)
        assert "Polar H10" in health.detail
        assert "out of reach" in health.detail or "not in sight" in health.detail
        sensor.streams = False
        air.add(sensor)
        block = devices.moving(200, 200.0, gyroscope=False)
        sensor.play(sensor.parts(block, 10), 20.0)
        after = read_rows(source, 20)
        health = source.health()
    assert after[0].time_s[0] > before[-1].time_s[-1]
    assert health is not None
    assert health.reconnects == 1


def test_a_message_that_was_lost_is_a_hole_of_its_length(
    air: Air, started: list[Peripheral]
) -> None:
    sensor = PolarH10()
    air.add(sensor)
    started.append(sensor)
    whole = devices.moving(200, 200.0, gyroscope=False)
    messages = sensor.parts(whole, 10)
    due_s = [i / 20.0 for i in range(len(messages))]
    del messages[10:16], due_s[10:16]
    sensor.play(messages, due_s)
    with open_source("ble:") as source:
        source.open()
        blocks = read_rows(source, 140)
    time_s = [t for block in blocks for t in block.time_s.tolist()]
    steps = [after - before for before, after in itertools.pairwise(time_s)]
    assert max(steps) == pytest.approx(61 / 200.0, abs=0.005)
    assert sum(step > 0.05 for step in steps) == 1


def test_looking_around_gives_known_sensors_the_nearest_first(air: Air) -> None:
    far, near = PolarH10(), MovellaDot("66:55:44:33:22:11")
    far.rssi, near.rssi = -90, -40
    for each in (far, near, Stranger("99:99:99:99:99:99")):
        air.add(each)
    seen = scan(threading.Event(), 0.2)
    assert [(each.name, each.rssi_dbm) for each in seen] == [
        ("Movella DOT", -40),
        ("Polar H10 A1B2C3D4", -90),
    ]


def test_closing_while_it_is_looked_for_does_not_wait(air: Air) -> None:
    source = open_source("ble:00:11:22:33:44:66")
    ended = threading.Event()

    def wait() -> None:
        with pytest.raises(CannotOpen):
            source.open()
        ended.set()

    thread = threading.Thread(target=wait)
    thread.start()
    source.close()
    thread.join(30.0)
    assert ended.is_set()
