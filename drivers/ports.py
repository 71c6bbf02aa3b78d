"""Serial ports of this computer, and what is known of them before they are opened."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

#: USB vendors and products, as their makers registered them; most name the bridge, not the sensor.
BRIDGES: Final[Mapping[tuple[int, int | None], str]] = {
    (0x1A86, 0x7523): "CH340 bridge",
    (0x1A86, 0x7522): "CH340 bridge",
    (0x1A86, 0x5523): "CH341 bridge",
    (0x10C4, 0xEA60): "CP210x bridge",
    (0x0403, None): "FTDI bridge",
    (0x067B, None): "Prolific bridge",
    (0x2341, None): "Arduino",
    (0x2A03, None): "Arduino",
    (0x16C0, 0x0483): "Teensy",
    (0x0483, 0x5740): "STM32 board",
    (0x239A, None): "Adafruit board",
    (0x2639, None): "Xsens",
    (0x04D8, 0x000A): "Microchip board",
}
_RADIO: Final = ("rfcomm", "/cu.", "bluetooth", "bth")
#: Ports of a Mac that are never a sensor's.
_NEVER: Final = ("bluetooth-incoming-port", "debug-console", "wlan-debug")


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port.

    Parameters
    ----------
    device
        Its name.
    what
        What is known of it, in words.
    likely
        Whether a sensor may be on it: on USB or over Bluetooth.
    """

    device: str
    what: str
    likely: bool


def list_ports(timeout_s: float = 20.0) -> list[Port]:
    """List the ports, in the order of their names.

    They are asked for in a thread of their own: on Windows a Bluetooth port takes seconds.

    Raises
    ------
    TimeoutError
        Where the system doesn't answer.
    """
    from serial.tools.list_ports import comports

    worker = ThreadPoolExecutor(1, thread_name_prefix="list ports")
    asked = worker.submit(comports)
    try:
        found = asked.result(timeout_s)
    finally:
        worker.shutdown(wait=asked.done())
    return sorted((_port(each) for each in found), key=lambda port: port.device)


def _port(found: object) -> Port:
    device = str(getattr(found, "device", ""))
    vendor, product = getattr(found, "vid", None), getattr(found, "pid", None)
    about = f"{device} {getattr(found, 'description', '')} {getattr(found, 'hwid', '')}".lower()
    if vendor is not None:
        bridge = BRIDGES.get((vendor, product)) or BRIDGES.get((vendor, None))
        name = getattr(found, "product", None)
        return Port(device, " ".join(filter(None, (bridge, name))) or "USB", likely=True)
    if any(sign in about for sign in _NEVER):
        return Port(device, "of the system", likely=False)
    if any(sign in about for sign in _RADIO):
        return Port(device, "Bluetooth", likely=True)
    return Port(device, "built in", likely=False)
