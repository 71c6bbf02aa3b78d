"""Sensors over Bluetooth LE that answer late, in parts or never, and how each is let go."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import ClassVar

import ble_air
import devices
import pytest
from ble_air import Air, Movesense, NordicUart, Peripheral, PolarH10
from test_links import read_rows

from drivers import probe
from drivers.ble import channel as channel_module
from drivers.ble import scan as scan_module
from drivers.ble import talk as talk_module
from drivers.ble.channel import BleChannel
from drivers.channel import ChannelLost
from drivers.registry import open_source
from drivers.source import CannotOpen, Source


@pytest.fixture
def air(monkeypatch: pytest.MonkeyPatch) -> Iterator[Air]:
    monkeypatch.setattr(probe, "MEASURE_S", 0.1)
    monkeypatch.setattr(talk_module, "PERHAPS_S", 0.02)
    monkeypatch.setattr(talk_module, "ANSWER_S", 0.3)
    monkeypatch.setattr(channel_module, "FIND_S", 0.3)
    monkeypatch.setattr(scan_module, "LOOK_S", 0.1)
    air = ble_air.take_over(monkeypatch)
    yield air
    for each in air.ever:
        each.close()


def playing(air: Air, sensor: Peripheral, rows: int = 10) -> Peripheral:
    air.add(sensor)
    block = devices.moving(400, 200.0, gyroscope=not isinstance(sensor, PolarH10))
    parts = devices.ximu3_text(block) if isinstance(sensor, NordicUart) else None
    sent = parts or sensor.parts(block, rows)  # type: ignore[attr-defined]
    sensor.play(sent, len(sent) / block.duration_s)
    return sensor


def in_a_thread(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


@pytest.mark.parametrize("kind", [PolarH10, Movesense])
def test_a_stop_that_takes_its_time_is_waited_for(air: Air, kind: type[Peripheral]) -> None:
    """Whoever closes says so twice: to the source and to the channel."""
    sensor = playing(air, kind(), 8)
    with open_source("ble:") as source:
        source.open()
        sensor.slow_s = 0.3
    assert not sensor.streams
    assert sensor.client is None


def test_a_sensor_that_goes_while_it_is_started_is_out_of_reach(air: Air) -> None:
    class Goes(PolarH10):
        def take(self, characteristic: str, command: bytes) -> None:
            if command == b"\x01\x02":
                air.remove(self)

    air.add(Goes())
    with open_source("ble:") as source, pytest.raises(CannotOpen, match="out of reach"):
        source.open()


def test_a_sensor_that_never_answers_is_let_go(air: Air) -> None:
    class Mute(PolarH10):
        def take(self, characteristic: str, command: bytes) -> None:
            pass

    sensor = air.add(Mute())
    with open_source("ble:") as source, pytest.raises(CannotOpen, match="does not answer"):
        source.open()
    assert sensor.written[-1][1] == b"\x03\x02"
    assert sensor.client is None


def test_a_link_that_hangs_is_given_up(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_module, "BEGIN_S", 0.2)
    monkeypatch.setattr(channel_module, "END_S", 0.2)
    sensor = air.add(PolarH10())
    sensor.slow_s = 1e6
    with open_source("ble:") as source, pytest.raises(CannotOpen, match="does not answer; it may"):
        source.open()
    assert sensor.client is None


def test_an_answer_that_comes_late_is_not_taken_for_another(air: Air) -> None:
    class Late(PolarH10):
        late: ClassVar[list[int]] = []

        def answer(self, op: int, code: int, content: bytes = b"") -> None:
            if op == 3:
                self.late.append(code)
                return
            while self.late:
                super().answer(3, self.late.pop())
            super().answer(op, code, content)

    playing(air, Late())
    with open_source("ble:") as source:
        assert source.open().nominal_rate_hz == pytest.approx(200.0, rel=0.05)


def test_an_answer_in_several_messages_is_put_together(air: Air) -> None:
    """As Polar's own library does: each has a head, and says whether more will come."""

    class Parts(PolarH10):
        def answer(self, op: int, code: int, content: bytes = b"") -> None:
            head = bytes((0xF0, op, 2, code))
            pieces = [content[first : first + 9] for first in range(0, len(content), 9)] or [b""]
            for piece in pieces:
                self.send(head + bytes((piece is not pieces[-1],)) + piece, self.control)

    sensor = playing(air, Parts())
    with open_source("ble:") as source:
        source.open()
    assert PolarH10.start in [command for _, command in sensor.written]


def test_movesense_that_still_sends_is_stopped_and_started(air: Air) -> None:
    """Its answers come among its samples; that to the stop comes late."""

    class Busy(Movesense):
        was: ClassVar[list[bytes]] = []

        def take(self, characteristic: str, command: bytes) -> None:
            if command[0] == 2 and not self.was:
                for message in self.parts(devices.moving(16, 200.0), 4):
                    self.send(message)
                self.was.append(command)
                return
            if command[0] == 1:
                self.send(bytes((1, command[1])) + (404).to_bytes(2, "little"))
            super().take(characteristic, command)

    playing(air, Busy(), 4)
    with open_source("ble:") as source:
        assert source.open().has_gyr


@pytest.mark.parametrize("address", ["ble:", "ble:Movesense 174630000192"])
def test_a_known_name_with_other_firmware_is_said(air: Air, address: str) -> None:
    class Other(NordicUart):
        service = "0000fe0f-0000-1000-8000-00805f9b34fb"
        called = "Movesense 174630000192"

    air.add(Other())
    with open_source(address) as source, pytest.raises(CannotOpen) as caught:
        source.open()
    assert "firmware" in str(caught.value)
    assert "?profile=" not in str(caught.value)


def test_a_known_name_is_read_by_what_it_offers_where_that_is_another(air: Air) -> None:
    """A board that calls itself as its maker does, with a bridge from its serial port."""
    sensor = NordicUart()
    sensor.name = "Movesense bridge"
    sensor.advertises = False
    playing(air, sensor)
    with open_source("ble:Movesense bridge") as source:
        assert source.open().details["protocol"] == "ximu3"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Polar H10 \x1b[31mA1\r\n", "Polar H10 [31mA1"),
        ("Polar H10 A\x00\x00", "Polar H10 A"),
        ("Polar H10 Größe 'x' & ?", "Polar H10 Größe 'x' & ?"),
    ],
)
def test_names_are_shown_without_what_moves_a_terminal(air: Air, name: str, shown: str) -> None:
    air.add(PolarH10(name=name))
    (seen,) = scan_module.scan(threading.Event())
    assert seen.name == shown


def test_without_a_name_it_is_found_by_its_address_in_any_case(air: Air) -> None:
    sensor = playing(air, NordicUart(address="5A1D-AB34-EF00", name=""))
    with open_source("ble:5a1d-ab34-ef00") as source:
        assert "on 5A1D-AB34-EF00" in source.open().found
    assert sensor.client is None


def test_whoever_reads_does_not_wait_for_a_sensor_that_is_looked_for(
    air: Air, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Event()

    async def for_ever(*_: object) -> None:
        looked.set()
        await asyncio.Event().wait()

    sensor = playing(air, PolarH10())
    with open_source("ble:") as source:
        source.open()
        monkeypatch.setattr(channel_module, "find", for_ever)
        air.remove(sensor)
        reading = in_a_thread(lambda: read_until(source, looked))
        reading.join(20.0)
        assert not reading.is_alive()
        health = source.health()
        assert health is not None
        assert health.state == "lost"
    assert not [each for each in threading.enumerate() if "Polar" in each.name]


def test_a_try_that_went_well_between_two_looks_is_kept(air: Air) -> None:
    sensor = playing(air, PolarH10())
    channel = BleChannel("Polar H10 A1B2C3D4", None, threading.Event())
    channel.open()
    air.remove(sensor)
    while channel.battery() is not None:
        try:
            channel.read(10.0)
        except ChannelLost:
            break
    channel.close()
    with pytest.raises(CannotOpen, match="it is looked for"):
        channel.open()
    sensor.streams = False
    air.add(sensor)
    assert channel.connected_within(None)
    channel.open()
    channel.close()
    assert [command for _, command in sensor.written].count(PolarH10.start) == 2


def read_until(source: Source, looked: threading.Event) -> None:
    while not looked.is_set():
        source.read(0.05)
    for _ in range(3):
        source.read(0.05)


def test_a_battery_that_fails_to_answer_once_is_as_it_was(air: Air) -> None:
    sensor = playing(air, PolarH10())
    with open_source("ble:") as source:
        source.open()
        sensor.battery = None
        read_rows(source, 50)
        health = source.health()
    assert health is not None
    assert health.battery == 0.87
