"""`sensorserver:HOST:PORT`: the app SensorServer (Android), over a WebSocket.

Close codes and paths are those of umer0586/SensorServer, `SensorWebSocketServer.kt`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

import aiohttp
from yarl import URL

from drivers.address import Address
from drivers.channel import Channel, ChannelLost
from drivers.inbox import InboxChannel
from drivers.link import LinkSource
from drivers.network import host_and_port
from drivers.source import CannotOpen

PORT: Final = 8080
CONNECT_S: Final = 1.5
#: So long for the first message, or for a refusal.
FIRST_S: Final = 1.0
CLOSE_S: Final = 0.5
_NOT_FOUND: Final = 4001
_CLOSED: Final[Mapping[int, str]] = {
    4004: "the server was stopped in SensorServer; start it again",
    4005: "the connection was closed in SensorServer; it is made anew",
}
_ACC: Final = "android.sensor.accelerometer"
_GYR: Final = "android.sensor.gyroscope"
_LARGEST: Final = 65536
_FAULTS: Final = (aiohttp.ClientError, TimeoutError, OSError)

#: A connection, and its first message, which may be still to come.
Called = tuple[aiohttp.ClientWebSocketResponse, asyncio.Task[aiohttp.WSMessage]]


class SensorServerChannel(InboxChannel):
    """The messages of one phone; accelerometer and gyroscope, or the former alone."""

    silent_hint: ClassVar[str] = "see that the sensors are not paused on the phone"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port}")
        self._url = URL.build(scheme="ws", host=host, port=port)

    async def attend(self, ready: Callable[[], None]) -> None:
        """Connect, and take messages."""
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            try:
                socket, first = await self._connect(http)
            except _FAULTS as error:
                raise CannotOpen(self._why_closed(error)) from error
            ready()
            try:
                self._take(await first)
                async for message in socket:
                    self._take(message)
                    await self.room()
            finally:
                await socket.close()
            raise ChannelLost(_CLOSED.get(socket.close_code or 0, f"{self.place} hung up"))

    async def _connect(self, http: aiohttp.ClientSession) -> Called:
        both = self._url.with_path("/sensors/connect").with_query(types=json.dumps([_ACC, _GYR]))
        one = self._url.with_path("/sensor/connect").with_query(type=_ACC)
        for url in (both, one):
            socket, first = await self._call(http, url)
            if socket.close_code is None:
                return socket, first
            if socket.close_code != _NOT_FOUND:
                why = f"refuses to send (code {socket.close_code}); restart its server"
                raise CannotOpen(f"SensorServer on {self.place} {why}.")
        msg = f"The phone at {self.place} has no accelerometer; take another phone."
        raise CannotOpen(msg)

    async def _call(self, http: aiohttp.ClientSession, url: URL) -> Called:
        """Connect, and wait for a first message or a refusal, which comes a moment later."""
        async with asyncio.timeout(CONNECT_S):
            closing = aiohttp.ClientWSTimeout(ws_close=CLOSE_S)
            socket = await http.ws_connect(url, max_msg_size=_LARGEST, timeout=closing)
        # Not by a limit to `receive`, which takes the connection for broken when it is over.
        first = asyncio.create_task(socket.receive())
        await asyncio.wait({first}, timeout=FIRST_S)
        return socket, first

    def _take(self, message: aiohttp.WSMessage) -> None:
        if message.type is aiohttp.WSMsgType.TEXT:
            self.put(message.data.encode())

    def _why_closed(self, error: Exception) -> str:
        if isinstance(error, aiohttp.ClientConnectorDNSError):
            host = self._url.host
            return f"No phone is called {host}; give the address that SensorServer shows."
        return (
            f"SensorServer does not answer at {self.place}; start its server on the phone, and see "
            "that phone and computer are in the same network."
        )


class SensorServerSource(LinkSource):
    """A phone with SensorServer."""

    def __init__(self, address: Address) -> None:
        address.check_options()
        super().__init__(address, ("sensor_server",))
        host, port = host_and_port(address, "sensorserver:HOST:PORT")
        self._where = (host, port or PORT)

    def channels(self) -> list[Channel]:
        """The one phone."""
        return [SensorServerChannel(*self._where)]
