"""The devices of `ble_air` behind Bumble, a Bluetooth stack of other hands, with no radio.

Each is a real GATT server on a virtual controller. Bleak's backends are played by Bumble's own GATT
client on a second controller, linked to the first in this process: advertisements, ATT requests,
subscriptions and indications are those of a stack. Whoever connects finds the device in the loop
in which he looks for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import bleak
import pytest
from ble_air import BATTERY, Notify, Peripheral
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakError
from bumble.att import Attribute
from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

_COMPUTER = "F0:F0:F0:F0:F0:F0"
_MTU = 247
_BATTERY_SERVICE = "0000180f-0000-1000-8000-00805f9b34fb"


class Room:
    """A computer and a sensor that hear each other."""

    sensor: ClassVar[Peripheral]
    _there: ClassVar[dict[asyncio.AbstractEventLoop, Room]] = {}

    def __init__(self) -> None:
        link = LocalLink()
        self.computer = _device("computer", _COMPUTER, link)
        self.strap = _device(self.sensor.name, self.sensor.address, link)
        self.served = Served(self.strap, self.sensor)

    @classmethod
    async def here(cls) -> Room:
        """The room of this loop."""
        loop = asyncio.get_running_loop()
        if loop not in cls._there:
            cls._there.clear()
            cls._there[loop] = room = cls()
            await room.computer.power_on()
            await room.strap.power_on()
            await room.strap.start_advertising(
                auto_restart=True, advertising_interval_min=20.0, advertising_interval_max=20.0
            )
        return cls._there[loop]


def _device(name: str, address: str, link: LocalLink) -> Device:
    controller = Controller(name, link=link, public_address=address)
    host = Host(controller, AsyncPipeSink(controller))
    return Device(name=name, address=Address(address), host=host)


class Served:
    """A device of `ble_air` as a GATT server; to that device it is whoever listens."""

    def __init__(self, device: Device, sensor: Peripheral) -> None:
        self.notified: dict[str, bool] = {}
        self._device = device
        self._sensor = sensor
        self._connection: Connection | None = None
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._made = {
            uuid: self._characteristic(uuid, properties)
            for uuid, properties in sensor.characteristics.items()
        }
        charge = Characteristic(
            BATTERY,
            Characteristic.Properties.READ,
            Attribute.READABLE,
            bytes((sensor.battery or 0,)),
        )
        device.add_services(
            [
                Service(sensor.service, list(self._made.values())),
                Service(_BATTERY_SERVICE, [charge]),
            ]
        )
        name = sensor.name.encode()
        device.advertising_data = bytes(
            AdvertisingData([(AdvertisingData.COMPLETE_LOCAL_NAME, name)])
        )
        device.on(Device.EVENT_CONNECTION, self._connected)
        self._sends = asyncio.create_task(self._send_on())

    def notify(self, characteristic: str, message: bytes) -> None:
        """Send it in pieces of what fits, from any thread."""
        for first in range(0, len(message), _MTU - 3):
            piece = message[first : first + _MTU - 3]
            self._loop.call_soon_threadsafe(self._waiting.put_nowait, (characteristic, piece))

    def break_off(self) -> None:
        """End the connection from this side, from any thread."""
        self._loop.call_soon_threadsafe(self._break_off)

    def _break_off(self) -> None:
        if self._connection is not None:
            self._breaks = asyncio.create_task(self._connection.disconnect())

    def _connected(self, connection: Connection) -> None:
        self._connection = connection
        self._sensor.client = self  # type: ignore[assignment]
        connection.on(Connection.EVENT_DISCONNECTION, lambda _: self._gone())

    def _gone(self) -> None:
        self._connection = None
        self._sensor.client = None
        self.notified.clear()

    async def _send_on(self) -> None:
        while True:
            uuid, piece = await self._waiting.get()
            made = self._made[uuid]
            if made.properties & Characteristic.Properties.INDICATE:
                await self._device.indicate_subscribers(made, piece)
            else:
                await self._device.notify_subscribers(made, piece)

    def _characteristic(self, uuid: str, said: list[str]) -> Characteristic[bytes]:
        properties = Characteristic.Properties(0)
        for each in said:
            properties |= Characteristic.Properties[each.upper().replace("-", "_")]

        def take(_: Connection, value: bytes) -> None:
            self._sensor.written.append((uuid, bytes(value)))
            self._sensor.take(uuid, bytes(value))

        permissions = Attribute.READABLE | Attribute.WRITEABLE
        value = CharacteristicValue(read=lambda _: b"", write=take)
        made = Characteristic(uuid, properties, permissions, value)
        made.on(Characteristic.EVENT_SUBSCRIPTION, self._subscribed(uuid))
        return made

    def _subscribed(self, uuid: str) -> Callable[..., None]:
        def note(_: object, notifies: bool, indicates: bool) -> None:
            if notifies or indicates:
                self.notified[uuid] = True
            else:
                self.notified.pop(uuid, None)

        return note


class BumbleScanner(BaseBleakScanner):
    """Scans with a virtual controller."""

    def __init__(
        self, detection_callback: Any, service_uuids: Any, scanning_mode: Any, **_: Any
    ) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        self._room = await Room.here()
        self._room.computer.on(Device.EVENT_ADVERTISEMENT, self._heard)
        await self._room.computer.start_scanning(filter_duplicates=False)

    async def stop(self) -> None:
        self._room.computer.remove_listener(Device.EVENT_ADVERTISEMENT, self._heard)
        await self._room.computer.stop_scanning()

    def _heard(self, what: Advertisement) -> None:
        name = what.data.get(AdvertisingData.COMPLETE_LOCAL_NAME)
        address = str(what.address).partition("/")[0]
        said = AdvertisementData(str(name) if name else None, {}, {}, [], None, what.rssi, ())
        device = self.create_or_update_device(address, address, said.local_name, what, said)
        self.call_detection_callbacks(device, said)


class BumbleClient(BaseBleakClient):
    """A connection over ATT."""

    def __init__(self, address_or_ble_device: BLEDevice | str, **kwargs: Any) -> None:
        kept = {key: kwargs.get(key) for key in ("disconnected_callback", "timeout")}
        super().__init__(address_or_ble_device, **kept)  # type: ignore[arg-type]
        self._connection: Connection | None = None
        self._listening: dict[int, Notify] = {}

    @property
    def mtu_size(self) -> int:
        return _MTU

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def connect(self, pair: bool = False, **_: Any) -> None:
        room = await Room.here()
        self._connection = await room.computer.connect(room.strap.random_address)
        self._connection.on(Connection.EVENT_DISCONNECTION, self._gone)
        self._peer = Peer(self._connection)
        await self._peer.request_mtu(_MTU)
        await self._peer.discover_all()
        self.services = BleakGATTServiceCollection()
        for service in self._peer.services:
            there = BleakGATTService(service, service.handle, _text(service.uuid))
            self.services.add_service(there)
            for each in service.characteristics:
                made = BleakGATTCharacteristic(
                    each,
                    each.handle,
                    _text(each.uuid),
                    _properties(each.properties),
                    lambda: _MTU - 3,
                    there,
                )
                self.services.add_characteristic(made)

    def _gone(self, _: int) -> None:
        self._connection = None
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.disconnect()

    async def pair(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError

    async def unpair(self) -> None:
        raise NotImplementedError

    async def read_gatt_char(self, characteristic: BleakGATTCharacteristic, **_: Any) -> bytearray:
        return bytearray(await characteristic.obj.read_value())

    async def read_gatt_descriptor(self, descriptor: Any, **_: Any) -> bytearray:
        raise NotImplementedError

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: Any, response: bool
    ) -> None:
        if self._connection is None:
            msg = "Not connected"
            raise BleakError(msg)
        await characteristic.obj.write_value(bytes(data), with_response=response)

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
        raise NotImplementedError

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: Notify, **_: Any
    ) -> None:
        def heard(value: bytes) -> None:
            callback(bytearray(value))

        self._listening[characteristic.handle] = heard  # type: ignore[assignment]
        await characteristic.obj.subscribe(heard)

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        await characteristic.obj.unsubscribe(self._listening.pop(characteristic.handle))


def _text(uuid: UUID) -> str:
    return str(uuid.to_hex_str("-")).lower() if len(uuid.uuid_bytes) == 16 else _long(uuid)


def _long(uuid: UUID) -> str:
    return f"0000{uuid.to_hex_str().lower()}-0000-1000-8000-00805f9b34fb"


def _properties(said: Characteristic.Properties) -> list[str]:
    names = {
        Characteristic.Properties.READ: "read",
        Characteristic.Properties.WRITE: "write",
        Characteristic.Properties.WRITE_WITHOUT_RESPONSE: "write-without-response",
        Characteristic.Properties.NOTIFY: "notify",
        Characteristic.Properties.INDICATE: "indicate",
    }
    return [name for each, name in names.items() if said & each]


def take_over(monkeypatch: pytest.MonkeyPatch, sensor: Peripheral) -> None:
    """Put this stack under bleak, with one sensor in reach."""
    monkeypatch.setattr(Room, "sensor", sensor, raising=False)
    monkeypatch.setattr(
        bleak, "get_platform_scanner_backend_type", lambda: (BumbleScanner, "bumble")
    )
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (BumbleClient, "bumble"))
