"""Looking around for sensors that advertise themselves."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import Final

from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from drivers.ble import trouble
from drivers.ble.profiles import Profile, recognised
from drivers.source import CannotOpen

#: So long a sensor is looked for: they advertise once a second or more often.
LOOK_S: Final = 5.0
_TURN_S: Final = 0.1
#: Bluetooth that takes so much longer to begin or to end does not work.
_HANGS_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A device that advertises itself.

    Parameters
    ----------
    address
        Its address; on macOS a number that this computer gave it.
    name
        What it calls itself; empty where it does not.
    rssi_dbm
        How strong its signal is: -40 is beside the computer, -90 at the end of the reach.
    profile
        What it is; None where that is not known.
    device
        What bleak connects to.
    """

    address: str
    name: str
    rssi_dbm: int
    profile: Profile | None
    device: BLEDevice

    @property
    def place(self) -> str:
        """What a person calls it."""
        return f"{self.name} ({self.address})" if self.name else self.address


def scan(stopped: threading.Event, look_s: float | None = None) -> list[Seen]:
    """Look for known sensors, the strongest signal first.

    Parameters
    ----------
    stopped
        Set where nobody wants to know any more.
    look_s
        How long.

    Raises
    ------
    CannotOpen
        Where Bluetooth can't be used; one sentence.
    """
    try:
        seen = _in_a_thread(stopped, LOOK_S if look_s is None else look_s)
    except trouble.FAULTS as error:
        raise CannotOpen(trouble.why(error)) from error
    return sorted((each for each in seen if each.profile), key=lambda each: -each.rssi_dbm)


def _in_a_thread(stopped: threading.Event, look_s: float) -> list[Seen]:
    # A thread of its own: there may be a loop in this one, and Windows wants one without a window.
    found: list[Seen] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.extend(asyncio.run(around(look_s, stopped)))
        except BaseException as error:  # noqa: BLE001 - the edge of a thread: raised below
            failed.append(error)

    thread = threading.Thread(target=run, name="bluetooth scan", daemon=True)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found


async def around(look_s: float, stopped: threading.Event) -> list[Seen]:
    """Give all that advertises itself while it is looked for."""
    seen: dict[str, Seen] = {}

    def note(device: BLEDevice, said: AdvertisementData) -> None:
        seen[device.address] = _seen(device, said)

    loop = asyncio.get_running_loop()
    async with asyncio.timeout(look_s + _HANGS_S), BleakScanner(detection_callback=note):
        until_s = loop.time() + look_s
        while not stopped.is_set() and loop.time() < until_s:
            await asyncio.sleep(_TURN_S)
    return list(seen.values())


async def find(wanted: str, look_s: float) -> Seen | None:
    """Give what has this address or name as soon as it is seen; None where it is not.

    Parameters
    ----------
    wanted
        Address or name, in any case.
    look_s
        The longest wait.
    """
    found: list[Seen] = []
    there = asyncio.Event()

    def note(device: BLEDevice, said: AdvertisementData) -> None:
        seen = _seen(device, said)
        if wanted.casefold() in (seen.address.casefold(), seen.name.casefold()):
            found.append(seen)
            there.set()

    async with asyncio.timeout(look_s + _HANGS_S), BleakScanner(detection_callback=note):
        try:
            async with asyncio.timeout(look_s):
                await there.wait()
        except TimeoutError:
            return None
    return found[-1]


def _seen(device: BLEDevice, said: AdvertisementData) -> Seen:
    name = shown(said.local_name or device.name or "")
    services = [each.lower() for each in said.service_uuids]
    return Seen(device.address, name, said.rssi, recognised(name, services), device)


def shown(name: str) -> str:
    """Give a name without what does more to a terminal than to be read."""
    return "".join(each for each in name if each.isprintable()).strip()
