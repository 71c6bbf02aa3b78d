"""`sensorlogger:?port=8000`: a port to which the app Sensor Logger pushes what it records.

The port is open while this is the source, and no longer, at this computer's address in its network
(`host` names another) and for programs of its own. It takes pushes of one phone, limited in size
and rate, and answers nothing else.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from aiohttp import web

from drivers.address import Address
from drivers.channel import Channel, ChannelLost
from drivers.door import Door, body_of, welcome
from drivers.inbox import InboxChannel
from drivers.link import LinkSource
from drivers.network import own_address
from drivers.source import AddressError, CannotOpen
from drivers.wire.sensor_logger import read_message

PORT: Final = 8000
LARGEST: Final = 4_000_000
#: Messages a second, over some seconds: a phone that was out of reach sends what it kept in a rush.
MOST_A_SECOND: Final = 20
RUSH_S: Final = 5.0
#: Another phone is heard once the one before was silent for so long.
PHONE_SILENT_S: Final = 10.0
#: No two batches are further apart while it records.
BATCH_S: Final = 5.0
#: Batches further apart than this are no good for tones.
LIVE_S: Final = 0.15
_INTERVALS: Final = 16
_SENDERS: Final = 64
_WATCH_S: Final = 0.25
_LOOPBACK: Final = "127.0.0.1"
#: The app shows the text of an answer with this status to whoever holds the phone.
_SHOWN: Final = 499


class SensorLoggerChannel(InboxChannel):
    """The port, and the pushes that came to it."""

    first_wait_s: ClassVar[float] = 60.0
    silent_hint: ClassVar[str] = (
        "in Sensor Logger switch HTTP Push on, give it the address of this computer and this port, "
        "and start recording; a firewall or a guest network may be in the way"
    )
    reopens_when_silent: ClassVar[bool] = False

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port}")
        self._host, self._port = host, port
        self._refused: Counter[str] = Counter()
        self._turned_away: Counter[str] = Counter()
        self._stranger = ""
        self._came_s: dict[str, deque[float]] = {}
        self._heard: tuple[str, float] | None = None
        self._intervals_s: deque[float] = deque(maxlen=_INTERVALS)

    def silence_s(self) -> float:
        """Longer than any batch period."""
        return BATCH_S

    def why_silent(self) -> str:
        """Why nothing comes."""
        return f"Sensor Logger pushes nothing to {self.place}; see that it records"

    def remark(self) -> str:
        """Say how late batches come."""
        intervals_s = sorted(self._intervals_s)
        batch_s = intervals_s[len(intervals_s) // 2] if intervals_s else 0.0
        if batch_s < LIVE_S:
            return ""
        return f"in batches of {batch_s:.1f} s: for recording, not for live tones"

    def refused(self) -> Mapping[str, int]:
        """Messages refused, by reason."""
        return self._refused + self._turned_away

    def stranger(self) -> str:
        """Where another phone pushes from."""
        return self._stranger

    async def attend(self, ready: Callable[[], None]) -> None:
        """Serve until it is cancelled."""
        own = own_address()
        door = Door(self._take, LARGEST)
        try:
            await door.serve([self._host] if self._host else _places(own), self._port)
        except OSError as error:
            msg = (
                f"Port {self._port} can't be listened to ({error.strerror or error}); close "
                "the other program, or choose another port here and in Sensor Logger."
            )
            raise CannotOpen(msg) from error
        self._turned_away = door.turned_away
        ready()
        try:
            while not door.fault.done():
                await asyncio.wait({door.fault}, timeout=_WATCH_S)
                if not (self._host or self._is_heard()) and own_address() != own:
                    raise ChannelLost("this computer has another address in the network now")
            door.fault.result()
        finally:
            await door.close()

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one push."""
        if request.method != "POST":
            return web.Response(status=405)
        if not self._in_time(request.remote or ""):
            return self._refuse("too_many", 429, "Too many messages: lengthen the batch period.")
        try:
            body = await body_of(request)
            message = read_message(body)
        except web.HTTPRequestEntityTooLarge:
            return self._refuse("too_large", 413, "Too large: switch camera and microphone off.")
        except ValueError as error:
            return self._refuse("malformed", _SHOWN, f"Refused: this message {error}.")
        if self._heard is not None and self._heard[0] != message.device and self._is_heard():
            self._stranger = self._stranger or request.remote or ""
            return self._refuse("strangers", _SHOWN, "Another phone is being recorded.")
        if self.is_full():
            return self._refuse("too_many", 503, "The computer is busy.")
        now_s = time.monotonic()
        if self._heard is not None:
            self._intervals_s.append(now_s - self._heard[1])
        self._heard = (message.device, now_s)
        welcome(request)
        self.put(body)
        return web.Response()

    def _is_heard(self) -> bool:
        """Whether a phone has pushed lately."""
        return self._heard is not None and time.monotonic() - self._heard[1] < PHONE_SILENT_S

    def _in_time(self, sender: str) -> bool:
        """Whether a sender keeps within the limit; the flood of one is no harm to another."""
        now_s = time.monotonic()
        came_s = self._came_s.setdefault(sender, deque())
        while came_s and now_s - came_s[0] > RUSH_S:
            came_s.popleft()
        if len(came_s) >= MOST_A_SECOND * RUSH_S:
            return False
        came_s.append(now_s)
        while len(self._came_s) > _SENDERS:
            del self._came_s[next(iter(self._came_s))]
        return True

    def _refuse(self, why: str, status: int, text: str) -> web.Response:
        self._refused[why] += 1
        return web.Response(status=status, text=text)


class SensorLoggerSource(LinkSource):
    """A phone with Sensor Logger."""

    def __init__(self, address: Address) -> None:
        address.check_options("port", "host", "standardised")
        standard = "no"
        if "standardised" in address.options:
            standard = address.choice("standardised", ("yes", "no"))
        name = "sensor_logger_standardised" if standard == "yes" else "sensor_logger"
        super().__init__(address, (name,))
        self._host = address.options.get("host", "")
        self._port = address.integer("port", PORT, low=1, high=65535)
        if address.target:
            msg = f"'{address}' names '{address.target}'; write sensorlogger:?port={PORT}."
            raise AddressError(msg)

    def hint(self) -> str:
        """Where the app has to push."""
        host = self._host or own_address()
        url = (
            f"http://[{host}]:{self._port}/data"
            if ":" in host
            else f"http://{host}:{self._port}/data"
        )
        return f"Waiting for Sensor Logger to push to {url}; start its recording."

    def channels(self) -> list[Channel]:
        """The one port."""
        return [SensorLoggerChannel(self._host, self._port)]


def _places(own: str) -> list[str]:
    """Where to listen: at an address of this computer, where it is one, and to itself."""
    try:
        ipaddress.ip_address(own)
    except ValueError:
        return [_LOOPBACK]
    return list(dict.fromkeys((own, _LOOPBACK)))
