"""`tcp:HOST:PORT?protocol=auto` and `udp:PORT?protocol=auto`: sensors and apps on the network."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from drivers.address import Address
from drivers.channel import Channel, ChannelLost
from drivers.link import LinkSource, protocols_of
from drivers.senders import Senders
from drivers.source import AddressError, CannotOpen

TCP_PROTOCOLS: Final = ("witmotion", "rvc", "ximu3", "osc_slip", "sensagram", "hyperimu", "text")
UDP_PROTOCOLS: Final = ("sensagram", "osc", "ximu3", "witmotion", "rvc", "hyperimu", "text")
CONNECT_S: Final = 2.0
_LARGEST: Final = 65536
_AT_ONCE: Final = 256


class TcpChannel(Channel):
    """A connection to a sensor that listens."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}")
        self._where = (host, port)
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Connect."""
        self.close()
        host, port = self._where
        try:
            connection = socket.create_connection(self._where, CONNECT_S)
        except socket.gaierror:
            msg = f"No computer or sensor is called {host}; correct the name or give its address."
            raise CannotOpen(msg) from None
        except ConnectionRefusedError:
            msg = f"{host} takes no connection at port {port}; switch the sensor's server on."
            raise CannotOpen(msg) from None
        except OSError as error:
            msg = (
                f"{host} does not answer at port {port} ({error.strerror or error}); see that it "
                "is switched on and in the same network as this computer."
            )
            raise CannotOpen(msg) from error
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket = connection

    def read(self, timeout_s: float) -> list[bytes]:
        """Wait for bytes."""
        if not _has_come(self._socket, timeout_s):
            return []
        try:
            data = self._socket.recv(_LARGEST) if self._socket else b""
        except OSError as error:
            raise ChannelLost(f"the connection to {self.place} broke") from error
        if not data:
            raise ChannelLost(f"{self.place} closed the connection")
        return [data]

    def close(self) -> None:
        """Hang up."""
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()


class UdpChannel(Channel):
    """A listener. It hears the first that is understood, and nobody else until that one is silent.

    Parameters
    ----------
    port
        Its number.
    protocols
        Names of decoders, one of which has to make sense of what comes.
    asked
        The one that has to, where it was asked for.
    """

    first_wait_s: ClassVar[float] = 30.0
    silent_hint: ClassVar[str] = (
        "in the app, give the address of this computer and this port, and start sending; a "
        "firewall or a guest network may be in the way"
    )
    reopens_when_silent: ClassVar[bool] = False

    def __init__(self, port: int, protocols: Sequence[str], asked: str = "") -> None:
        super().__init__(f"UDP port {port}")
        self._number = port
        self._socket: socket.socket | None = None
        self._senders = Senders(protocols, asked)

    def open(self) -> None:
        """Listen."""
        self.close()
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            listener.bind(("", self._number))
        except OSError as error:
            listener.close()
            msg = (
                f"UDP port {self._number} can't be listened to ({error.strerror or error}); close "
                "the other program, or choose another port here and in the sensor."
            )
            raise CannotOpen(msg) from error
        listener.setblocking(False)
        self._socket = listener

    def read(self, timeout_s: float) -> list[bytes]:
        """Wait for datagrams; all that are there, up to a limit."""
        if not _has_come(self._socket, timeout_s):
            return []
        taken: list[bytes] = []
        for _ in range(_AT_ONCE):
            try:
                if self._socket is None:
                    break
                data, sender = self._socket.recvfrom(_LARGEST)
            except BlockingIOError:
                break
            except OSError as error:
                raise ChannelLost(f"{self.place} can't be read") from error
            if data:
                taken += self._senders.take(data, sender, time.monotonic())
        return taken

    def close(self) -> None:
        """Stop listening."""
        listener, self._socket = self._socket, None
        if listener is not None:
            listener.close()

    def refused(self) -> Mapping[str, int]:
        """Datagrams of others."""
        return {"strangers": self._senders.strangers}

    def stranger(self) -> str:
        """Where the first of those others sends from."""
        other = self._senders.stranger
        return "" if other is None else f"{other[0]}:{other[1]}"


class TcpSource(LinkSource):
    """A sensor that listens at an address."""

    def __init__(self, address: Address) -> None:
        address.check_options("protocol", "sensor")
        super().__init__(address, *protocols_of(address, TCP_PROTOCOLS))
        host, port = host_and_port(address, "tcp:HOST:PORT")
        if port is None:
            msg = f"'{address}' names no host and port; write tcp:HOST:PORT."
            raise AddressError(msg)
        self._where = (host, port)

    def channels(self) -> list[Channel]:
        """The one connection."""
        return [TcpChannel(*self._where)]


class UdpSource(LinkSource):
    """A sensor or an app that sends to a port of this computer."""

    def __init__(self, address: Address) -> None:
        address.check_options("protocol", "sensor")
        super().__init__(address, *protocols_of(address, UDP_PROTOCOLS))
        self._port = _port_number(address, address.target, "udp:PORT")

    def hint(self) -> str:
        """Where an app has to send."""
        return f"Waiting for an app to send to port {self._port} of {own_address()}; start it."

    def channels(self) -> list[Channel]:
        """The one listener."""
        return [UdpChannel(self._port, self._protocols, self._asked)]


def host_and_port(address: Address, form: str) -> tuple[str, int | None]:
    """Read the target of an address: a host, and behind a colon a port; an IPv6 host in brackets.

    Raises
    ------
    AddressError
        Where there is no host, or the port is none; `form` says how it is written.
    """
    host, mark, port = address.target.rpartition(":")
    if not mark or address.target.endswith("]"):
        host, port = address.target, ""
    if not host.strip("[]") or (mark and not port and not host.endswith("]")):
        msg = f"'{address}' names no host and port; write {form}."
        raise AddressError(msg)
    return host.strip("[]"), _port_number(address, port, form) if port else None


def own_address() -> str:
    """Address of this computer in its network, or a word for it; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # of a net for documents: only the route is looked up
            return str(probe.getsockname()[0])
        except OSError:
            return "the address of this computer"


def _port_number(address: Address, text: str, form: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        msg = f"'{address}' has no port from 1 to 65535; write {form}."
        raise AddressError(msg)
    return int(text)


def _has_come(one: socket.socket | None, timeout_s: float) -> bool:
    if one is None:
        raise ChannelLost("the connection is closed")
    return bool(select.select([one], [], [], max(0.0, timeout_s))[0])
