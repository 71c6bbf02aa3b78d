"""`serial:/dev/ttyUSB0?baud=115200&protocol=auto`: a sensor on a port, or behind any pyserial URL.

Without a port all those that may be a sensor's are tried. USB, Bluetooth's serial profile (rfcomm,
COM ports) and `serial:rfc2217://HOST:PORT` all look the same from here.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import serial

from drivers.address import Address
from drivers.channel import Channel, ChannelLost
from drivers.link import LinkSource, protocols_of
from drivers.ports import list_ports
from drivers.source import AddressError, CannotOpen

#: The likeliest first: a sensor that is asked for at a wrong speed costs a quarter of a second.
SPEEDS: Final = (115200, 9600, 230400, 921600, 57600, 38400, 460800, 19200)
PROTOCOLS: Final = ("witmotion", "rvc", "ximu3", "osc_slip", "text")
WAIT_S: Final = 0.1
_SLOWEST, _FASTEST = 300, 4_000_000
_LARGEST: Final = 65536


class SerialChannel(Channel):
    """A serial port.

    Parameters
    ----------
    port
        A name of the system or a pyserial URL.
    speeds
        Bauds to try; the first is the one it opens at.
    """

    lost_hint: ClassVar[str] = "plug the sensor in again"

    def __init__(self, port: str, speeds: Sequence[int] = SPEEDS) -> None:
        super().__init__(port)
        self.speeds = tuple(speeds)
        self._baud = self.speeds[0]
        self._was_open = False
        self._port: Any = None  # pyserial has no types

    def open(self) -> None:
        """Open the port at the speed that was set last."""
        self.close()
        try:
            port = serial.serial_for_url(self.place, do_not_open=True, baudrate=self._baud)
            port.timeout = WAIT_S
            if "://" not in self.place:  # not all that stands behind a URL can do these
                port.write_timeout = 1.0
                if os.name == "posix":
                    port.exclusive = True
            port.open()
        except (OSError, ValueError) as error:
            # To ask which others there are takes seconds on Windows: not at each new try.
            why = why_closed(self.place, error, others=not self._was_open)
            raise CannotOpen(why) from error
        _hurry(port)
        self._port, self._was_open = port, True

    def read(self, timeout_s: float) -> list[bytes]:
        """Take what is there, or wait a tenth of a second for it."""
        port = self._port
        data = b""
        try:
            if not port.in_waiting and timeout_s <= 0.0:
                return []
            data = port.read(max(1, port.in_waiting))
            # Behind some URLs there is never more than one byte said to be waiting.
            while data and len(data) < _LARGEST and (waiting := port.in_waiting):
                data += port.read(waiting)
        except (OSError, TypeError) as error:  # TypeError: pyserial, where the port went just now
            if not data:
                raise ChannelLost(f"{self.place} is gone") from error
        return [data] if data else []

    def write(self, data: bytes) -> None:
        """Send bytes, and wait until they are on their way."""
        try:
            self._port.write(data)
            self._port.flush()
        except OSError as error:
            raise ChannelLost(f"{self.place} took no command") from error

    def set_speed(self, baud: int) -> None:
        """Change the speed; the port stays open, so that a board is not reset again."""
        self._baud = baud
        if self._port is None:
            return
        try:
            if self._port.baudrate != baud:
                self._port.baudrate = baud
                self._port.reset_input_buffer()
        except (OSError, ValueError) as error:
            raise ChannelLost(f"{self.place} does not go at {baud} baud") from error

    def close(self) -> None:
        """Close the port."""
        port, self._port = self._port, None
        if port is not None:
            try:
                port.close()
            except OSError:
                return  # it went before; there is nothing left to close


class SerialSource(LinkSource):
    """A sensor on a serial port."""

    def __init__(self, address: Address) -> None:
        address.check_options("baud", "protocol", "sensor")
        super().__init__(address, *protocols_of(address, PROTOCOLS))
        self._speeds: tuple[int, ...] = SPEEDS
        if address.options.get("baud", "auto") != "auto":
            baud = address.integer("baud", 0, low=_SLOWEST, high=_FASTEST)
            self._speeds = (baud,)
        if "://" in address.target:
            self._check_url(address)
        self._port = address.target

    def channels(self) -> list[Channel]:
        """The port that was named, or all that may be a sensor's."""
        if self._port:
            return [SerialChannel(self._port, self._speeds)]
        ports = [port for port in list_ports() if port.likely]
        if not ports:
            msg = (
                "No serial port with a sensor was found; plug the sensor in, or name its port as "
                f"in serial:{example_port()}. Where it is plugged in, its driver may be missing: "
                "CH340 and CP210x bridges need one on Windows and on older systems."
            )
            raise CannotOpen(msg)
        return [SerialChannel(port.device, self._speeds) for port in ports]

    @staticmethod
    def _check_url(address: Address) -> None:
        try:
            serial.serial_for_url(address.target, do_not_open=True)
        except ValueError as error:
            msg = f"'{address}' has a URL that pyserial does not know: {error}."
            raise AddressError(msg) from None


def why_closed(port: str, error: Exception, *, others: bool = True) -> str:
    """Say in one sentence why a port can't be opened, what to do, and which others there are."""
    code = getattr(error, "errno", None)
    text = str(error)
    if code == errno.EACCES and os.name == "posix":
        return f"{port} may not be opened by you; {_join_group(port)}."
    if code in (errno.EAGAIN, errno.EBUSY) or "PermissionError" in text:
        return f"{port} is in use by another program; close that program, such as a serial monitor."
    if code == errno.ENOENT or "FileNotFoundError" in text:
        if not others:
            return f"There is no port {port} any more; plug the sensor in again."
        there = ", ".join(each.device for each in list_ports() if each.likely)
        what = f"there are {there}" if there else "there is none with a sensor now"
        return f"There is no port {port}; {what}. Plug the sensor in, or correct the name."
    reason = os.strerror(code) if isinstance(code, int) else text
    return f"{port} can't be opened: {reason}; unplug the sensor, plug it in again, and retry."


def example_port() -> str:
    """A port as it may be called on this system."""
    return {"win32": "COM3", "darwin": "/dev/cu.usbserial-0001"}.get(sys.platform, "/dev/ttyUSB0")


def _join_group(port: str) -> str:
    import grp  # absent on Windows

    try:
        group = grp.getgrgid(Path(port).stat().st_gid).gr_name
    except (OSError, KeyError):
        group = "dialout"
    if group == "root":
        return f"it belongs to root: give your group the right to read and write {port}"
    return f"join the group '{group}' (sudo usermod -aG {group} $USER), log out and in again"


def _hurry(port: Any) -> None:  # noqa: ANN401 - pyserial has no types
    """Ask the driver to pass bytes on at once; an FTDI chip holds them for 16 ms otherwise."""
    if hasattr(port, "set_low_latency_mode"):
        try:
            port.set_low_latency_mode(True)
        except (OSError, ValueError, NotImplementedError):
            return  # not every driver can
