"""A radio that is not there, under bleak itself: devices that advertise, answer and notify.

Only the backends of bleak are replaced. The devices keep to their makers' documents, and were not
written after the drivers.
"""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

import bleak
import numpy as np
import pytest
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError
from devices import G, wit_words
from pretend import Pace, Sender

from balance.samples import SampleBlock

Notify = Callable[[bytearray], None]
BATTERY = "00002a19-0000-1000-8000-00805f9b34fb"


@dataclass
class Air:
    """What is in reach, and what is the matter with Bluetooth."""

    devices: dict[str, Peripheral] = field(default_factory=dict)
    broken: BaseException | None = None
    ever: list[Peripheral] = field(default_factory=list)

    def add(self, device: Peripheral) -> Peripheral:
        self.devices[device.address] = device
        self.ever.append(device)
        return device

    def remove(self, device: Peripheral) -> None:
        """Take it out of reach: the link breaks, and it is not seen."""
        del self.devices[device.address]
        client, device.client = device.client, None
        if client is not None:
            client.break_off()


class Peripheral:
    """A device: its services, what is written to it, and who listens.

    Attributes
    ----------
    written : list of (str, bytes)
        All that was written, with the characteristic.
    streams : bool
        Whether it was started and not stopped.
    slow_s : float
        How long the link takes for what is written.
    advertises : bool
        Whether it says which service it offers.
    """

    service: ClassVar[str]
    characteristics: ClassVar[dict[str, list[str]]]
    data: ClassVar[str]
    called: ClassVar[str] = ""
    #: The most that one message holds.
    mtu: ClassVar[int] = 244

    def __init__(self, address: str = "00:11:22:33:44:55", name: str | None = None) -> None:
        self.address = address
        self.name = self.called if name is None else name
        self.rssi = -55
        self.battery: int | None = 87
        self.refuses: BaseException | None = None
        self.slow_s = 0.0
        self.advertises = True
        self.written: list[tuple[str, bytes]] = []
        self.streams = False
        self.sender = Sender()
        self.client: FakeClient | None = None
        self._lock = threading.Lock()

    # -- what it does ------------------------------------------------------------------------

    def take(self, characteristic: str, command: bytes) -> None:
        """Do what it is told."""
        raise NotImplementedError

    def is_heard(self) -> bool:
        client = self.client
        return self.streams and client is not None and self.data in client.notified

    def send(self, message: bytes, characteristic: str = "") -> None:
        """Notify, in pieces of what fits, unless nobody is connected."""
        with self._lock:
            client = self.client
            if client is not None:
                client.notify(characteristic or self.data, message)

    def play(self, parts: Iterable[bytes], pace: Pace) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self.is_heard, self.send, parts, pace)
        return self.sender

    def close(self) -> None:
        self.sender.stop()


class FakeScanner(BaseBleakScanner):
    """Hears every device in reach, again and again."""

    air: ClassVar[Air]

    def __init__(
        self, detection_callback: Any, service_uuids: Any, scanning_mode: Any, **_: Any
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self.air.broken is not None:
            raise self.air.broken
        self._task = asyncio.create_task(self._hear())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _hear(self) -> None:
        while True:
            for each in list(self.air.devices.values()):
                if each.client is None:  # one that is connected does not advertise
                    services = [each.service] if each.advertises else []
                    said = AdvertisementData(
                        each.name or None, {}, {}, services, None, each.rssi, ()
                    )
                    device = self.create_or_update_device(
                        each.address, each.address, each.name or None, each, said
                    )
                    self.call_detection_callbacks(device, said)
            await asyncio.sleep(0.01)


class FakeClient(BaseBleakClient):
    """A connection to one of the devices."""

    air: ClassVar[Air]

    def __init__(self, address_or_ble_device: BLEDevice | str, **kwargs: Any) -> None:
        kept = {key: kwargs.get(key) for key in ("disconnected_callback", "timeout")}
        super().__init__(address_or_ble_device, **kept)  # type: ignore[arg-type]
        self.notified: dict[str, Notify] = {}
        self._loop = asyncio.get_running_loop()
        self._connected = False
        self.device: Peripheral

    @property
    def name(self) -> str:
        return self.device.name

    @property
    def mtu_size(self) -> int:
        return self.device.mtu + 3

    @property
    def is_connected(self) -> bool:
        return self._connected

    async def connect(self, pair: bool = False, **_: Any) -> None:
        device = self.air.devices.get(self.address)
        if device is None:
            raise TimeoutError
        if device.refuses is not None:
            raise device.refuses
        self.device = device
        self.services = _services(device)
        self._connected = True
        device.client = self

    async def disconnect(self) -> None:
        if self._connected:
            self._connected = False
            self.device.client = None

    def break_off(self) -> None:
        """Lose the link, from any thread."""

        def lose() -> None:
            self._connected = False
            self.notified.clear()
            if self._disconnected_callback is not None:
                self._disconnected_callback()

        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(lose)

    def notify(self, characteristic: str, message: bytes) -> None:
        listener = self.notified.get(characteristic)
        if listener is None:
            return
        for first in range(0, len(message), self.device.mtu):
            piece = bytearray(message[first : first + self.device.mtu])
            with suppress(RuntimeError):  # whoever listened is gone, and its loop with it
                self._loop.call_soon_threadsafe(listener, piece)

    async def pair(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError

    async def unpair(self) -> None:
        raise NotImplementedError

    async def read_gatt_char(self, characteristic: BleakGATTCharacteristic, **_: Any) -> bytearray:
        assert characteristic.uuid == BATTERY
        assert self.device.battery is not None
        return bytearray((self.device.battery,))

    async def read_gatt_descriptor(self, descriptor: Any, **_: Any) -> bytearray:
        raise NotImplementedError

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: Any, response: bool
    ) -> None:
        if not self._connected:
            msg = "Not connected"
            raise BleakError(msg)
        device = self.device
        device.written.append((characteristic.uuid, bytes(data)))
        if device.slow_s:
            await asyncio.sleep(device.slow_s)
        device.take(characteristic.uuid, bytes(data))

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
        raise NotImplementedError

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: Notify, **_: Any
    ) -> None:
        self.notified[characteristic.uuid] = callback

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        self.notified.pop(characteristic.uuid, None)


def _services(device: Peripheral) -> BleakGATTServiceCollection:
    services = BleakGATTServiceCollection()
    offered = {device.service: device.characteristics}
    if device.battery is not None:
        offered["0000180f-0000-1000-8000-00805f9b34fb"] = {BATTERY: ["read"]}
    handle = 1
    for uuid, characteristics in offered.items():
        service = BleakGATTService(None, handle, uuid)
        services.add_service(service)
        for each, properties in characteristics.items():
            handle += 1
            made = BleakGATTCharacteristic(
                None,
                handle,
                each,
                properties,
                lambda: device.mtu,
                service,  # type: ignore[arg-type]
            )
            services.add_characteristic(made)
        handle += 1
    return services


def take_over(monkeypatch: pytest.MonkeyPatch) -> Air:
    """Put this radio under bleak."""
    air = Air()
    monkeypatch.setattr(FakeScanner, "air", air, raising=False)
    monkeypatch.setattr(FakeClient, "air", air, raising=False)
    monkeypatch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (FakeScanner, "fake"))
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (FakeClient, "fake"))
    return air


# Polar ------------------------------------------------------------------------------------------


def _pmd(number: int) -> str:
    return f"fb005c{number:02x}-02e7-f387-1cad-8acd2d8df0c8"


class PolarH10(Peripheral):
    """200 Hz, plain samples of three int16 in mg."""

    service = _pmd(0x80)
    data = _pmd(0x82)
    control = _pmd(0x81)
    characteristics: ClassVar[dict[str, list[str]]] = {
        _pmd(0x81): ["read", "write", "indicate"],
        _pmd(0x82): ["notify"],
    }
    called = "Polar H10 A1B2C3D4"
    settings = bytes.fromhex("0004190032006400c8000101100002030200040008 00".replace(" ", ""))
    start = bytes.fromhex("02020001c800010110000201 0800".replace(" ", ""))
    started = b""
    refusal = 0

    def take(self, characteristic: str, command: bytes) -> None:
        assert characteristic == self.control
        if command == b"\x03\x02":
            code = 0 if self.streams else 6
            self.streams = False
            self.answer(3, code)
        elif command == b"\x01\x02":
            self.answer(1, self.refusal, self.settings)
        elif command == self.start and not self.streams:
            self.streams = True
            self.answer(2, 0, self.started)
        else:
            self.answer(2, 5)

    def answer(self, op: int, code: int, content: bytes = b"") -> None:
        more = b"\0" + content if content else b""
        self.send(bytes((0xF0, op, 2, code)) + more, self.control)

    def parts(self, block: SampleBlock, rows: int) -> list[bytes]:
        sent = []
        for first in range(0, len(block), rows):
            some = block[first : first + rows]
            milli = np.round(some.acc_m_s2 / G * 1000).astype("<i2")
            sent.append(self.head(float(some.time_s[-1]), 0x01) + milli.tobytes())
        return sent

    def head(self, last_s: float, kind: int) -> bytes:
        return b"\x02" + struct.pack("<QB", round((700_000_000 + last_s) * 1e9), kind)


class PolarVerity(PolarH10):
    """52 Hz, compressed, in steps of 8 g / 32768, its factor in the answer."""

    called = "Polar Sense 9F8E7D6C"
    settings = bytes.fromhex("00013400010110000201080004010 3".replace(" ", ""))
    start = bytes.fromhex("020200013400010110000201080004010 3".replace(" ", ""))
    started = b"\x05\x01" + struct.pack("<f", 8.0 / 32768)
    factor = bytes.fromhex("f002020000") + started
    kind = 0x80

    def parts(self, block: SampleBlock, rows: int) -> list[bytes]:
        sent = []
        for first in range(0, len(block), rows):
            some = block[first : first + rows]
            steps = np.round(some.acc_m_s2 / G * 32768 / 8).astype(int)
            content = struct.pack("<3h", *steps[0])
            # Two blocks of differences, as where the movement grows.
            deltas = np.diff(steps, axis=0)
            half = len(deltas) // 2
            for part in (deltas[:half], deltas[half:]):
                content += packed(part) if len(part) else b""
            sent.append(self.head(float(some.time_s[-1]), self.kind) + content)
        return sent


def packed(deltas: np.ndarray) -> bytes:  # type: ignore[type-arg]
    """``bits count`` and the differences, the lowest bit first."""
    bits = max(int(abs(each)).bit_length() + 1 for each in deltas.flat)
    whole = 0
    for place, each in enumerate(deltas.flat):
        whole |= (int(each) & ((1 << bits) - 1)) << (place * bits)
    length = (bits * deltas.size + 7) // 8
    return bytes((bits, len(deltas))) + whole.to_bytes(length, "little")


# Movesense, Movella DOT, WitMotion, Nordic UART ---------------------------------------------------


class Movesense(Peripheral):
    """IMU6 over GSP; what is longer than a message goes on in a second one."""

    service = "34802252-7185-4d5d-b431-630e7050e8f0"
    data = "34800002-7185-4d5d-b431-630e7050e8f0"
    control = "34800001-7185-4d5d-b431-630e7050e8f0"
    characteristics: ClassVar[dict[str, list[str]]] = {control: ["write"], data: ["notify"]}
    called = "Movesense 174630000192"
    longest = 155
    status = 200

    def take(self, characteristic: str, command: bytes) -> None:
        assert characteristic == self.control
        reference = command[1]
        if command[0] == 1 and command[2:].startswith(b"/Meas/IMU6/"):
            self.send(bytes((1, reference)) + struct.pack("<H", self.status))
            self.streams = self.status == 200
            self.reference = reference
        elif command[0] == 2:
            self.send(bytes((1, reference)) + struct.pack("<H", 200 if self.streams else 404))
            self.streams = False

    def parts(self, block: SampleBlock, rows: int) -> list[bytes]:
        assert block.gyr_rad_s is not None
        sent = []
        for first in range(0, len(block), rows):
            some = block[first : first + rows]
            assert some.gyr_rad_s is not None
            content = struct.pack("<I", round(1000 * float(some.time_s[0])) + 123)
            content += some.acc_m_s2.astype("<f4").tobytes()
            content += np.degrees(some.gyr_rad_s).astype("<f4").tobytes()
            whole = bytes((2, 0x63)) + content
            sent.append(whole)
        return sent

    def send(self, message: bytes, characteristic: str = "") -> None:
        super().send(message[: self.longest], characteristic)
        if len(message) > self.longest:
            super().send(bytes((3, message[1])) + message[self.longest :], characteristic)


class MovellaDot(Peripheral):
    """Rate quantities, one sample a message of 40 bytes."""

    service = "15172000-4947-11e9-8646-d663bd873d93"
    data = "15172003-4947-11e9-8646-d663bd873d93"
    control = "15172001-4947-11e9-8646-d663bd873d93"
    characteristics: ClassVar[dict[str, list[str]]] = {control: ["read", "write"], data: ["notify"]}
    called = "Movella DOT"

    def take(self, characteristic: str, command: bytes) -> None:
        assert characteristic == self.control
        assert command[0] == 1
        self.streams = command == b"\x01\x01\x15"

    def parts(self, block: SampleBlock, rows: int = 1) -> list[bytes]:
        assert rows == 1
        assert block.gyr_rad_s is not None
        turns = np.degrees(block.gyr_rad_s)
        return [
            # Near the end of its clock, which begins anew within a second.
            struct.pack("<I", (round(1e6 * time_s) + 2**32 - 300_000) % 2**32)
            + struct.pack("<6f", *acc, *turn)
            + bytes(12)
            for time_s, acc, turn in zip(
                block.time_s.tolist(), block.acc_m_s2.tolist(), turns.tolist(), strict=True
            )
        ]


class WitBle(Peripheral):
    """Frames of 20 bytes at 10 Hz until it is told otherwise; from then on at 100 Hz."""

    service = "0000ffe5-0000-1000-8000-00805f9a34fb"
    data = "0000ffe4-0000-1000-8000-00805f9a34fb"
    control = "0000ffe9-0000-1000-8000-00805f9a34fb"
    characteristics: ClassVar[dict[str, list[str]]] = {
        control: ["write-without-response"],
        data: ["notify"],
    }
    called = "WT901BLE68"
    unlocked = False

    def take(self, characteristic: str, command: bytes) -> None:
        assert characteristic == self.control
        assert command[:2] == b"\xff\xaa"
        assert command != bytes.fromhex("ffaa000000"), "nothing is to be saved"
        if command == bytes.fromhex("ffaa6988b5"):
            self.unlocked = True
        elif command == bytes.fromhex("ffaa030900"):
            self.streams = self.unlocked

    def parts(self, block: SampleBlock, rows: int = 1) -> list[bytes]:
        assert block.gyr_rad_s is not None
        turns = np.degrees(block.gyr_rad_s)
        return [
            b"\x55\x61"
            + struct.pack("<9h", *wit_words(acc, 16 * G), *wit_words(turn, 2000.0), 0, 0, 0)
            for acc, turn in zip(block.acc_m_s2, turns, strict=True)
        ]


class NordicUart(Peripheral):
    """A bridge from a serial port; it sends as soon as somebody listens."""

    service = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
    data = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
    characteristics: ClassVar[dict[str, list[str]]] = {
        "6e400002-b5a3-f393-e0a9-e50e24dcca9e": ["write"],
        data: ["notify"],
    }
    called = "ESP32 balance"
    mtu = 20

    def __init__(self, address: str = "00:11:22:33:44:55", name: str | None = None) -> None:
        super().__init__(address, name)
        self.streams = True
