"""`sensorlogger:?port=8000`: a port to which the app Sensor Logger pushes what it records.

The port is open while this is the source, and no longer. It takes pushes of one phone, limited in
size and rate, and answers nothing else.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from aiohttp import web

from drivers.address import Address
from drivers.channel import Channel
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
#: Batches further apart than this are no good for tones.
LIVE_S: Final = 0.15
_BODY_S: Final = 10.0
_INTERVALS: Final = 16
_SENDERS: Final = 64
_SHUTDOWN_S: Final = 0.5
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
    silent_s: ClassVar[float | None] = 5.0

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port}")
        self._port = port
        self._refused: Counter[str] = Counter()
        self._came_s: dict[str, deque[float]] = {}
        self._heard: tuple[str, float] | None = None
        self._intervals_s: deque[float] = deque(maxlen=_INTERVALS)

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
        return dict(self._refused)

    async def attend(self, ready: Callable[[], None]) -> None:
        """Serve until it is cancelled."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post("/{path:.*}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, port=self._port).start()
            except OSError as error:
                msg = (
                    f"Port {self._port} can't be listened to ({error.strerror or error}); close "
                    "the other program, or choose another port here and in Sensor Logger."
                )
                raise CannotOpen(msg) from error
            ready()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        """Answer one push."""
        if not self._in_time(request.remote or ""):
            return self._refuse("too_many", 429, "Too many messages: lengthen the batch period.")
        try:
            async with asyncio.timeout(_BODY_S):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return self._refuse("too_large", 413, "Too large: switch camera and microphone off.")
        try:
            message = read_message(body)
        except ValueError as error:
            return self._refuse("malformed", _SHOWN, f"Refused: this message {error}.")
        now_s = time.monotonic()
        if self._heard is not None:
            device, heard_s = self._heard
            if device != message.device and now_s - heard_s < PHONE_SILENT_S:
                return self._refuse("strangers", _SHOWN, "Another phone is being recorded.")
            self._intervals_s.append(now_s - heard_s)
        if self.is_full():
            return self._refuse("too_many", 503, "The computer is busy.")
        self._heard = (message.device, now_s)
        self.put(body)
        return web.Response()

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
        address.check_options("port", "standardised")
        standard = "no"
        if "standardised" in address.options:
            standard = address.choice("standardised", ("yes", "no"))
        name = "sensor_logger_standardised" if standard == "yes" else "sensor_logger"
        super().__init__(address, (name,))
        self._port = address.integer("port", PORT, low=1, high=65535)
        if address.target:
            msg = f"'{address}' names '{address.target}'; write sensorlogger:?port={PORT}."
            raise AddressError(msg)

    def hint(self) -> str:
        """Where the app has to push."""
        url = f"http://{own_address()}:{self._port}/data"
        return f"Waiting for Sensor Logger to push to {url}; start its recording."

    def channels(self) -> list[Channel]:
        """The one port."""
        return [SensorLoggerChannel(self._port)]
