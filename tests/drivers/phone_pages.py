"""The page on a phone, answered for by Python: what it sends and hears, over real TLS."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any

import aiohttp
import numpy as np
from pretend import SOON_S, Pace, Sender

from balance.samples import SampleBlock
from drivers.source import Source

Message = dict[str, Any]
HELLO: Message = {"type": "hello", "page": "one", "platform": "android", "agent": "test"}


def rows(block: SampleBlock, *, ios: bool = False) -> list[list[float | None]]:
    """Readings as a browser gives them: milliseconds, m/s^2, deg/s."""
    sign = -1.0 if ios else 1.0
    turns: Any = np.full((len(block), 3), None)
    if block.gyr_rad_s is not None:
        turns = np.rad2deg(block.gyr_rad_s)
    columns = (1000.0 * block.time_s[:, None], sign * block.acc_m_s2, turns)
    return [[*a.tolist(), *b.tolist(), *c.tolist()] for a, b, c in zip(*columns, strict=True)]


def messages(block: SampleBlock, batch: int = 4, *, ios: bool = False) -> list[bytes]:
    """Messages of samples, so many readings each."""
    made = rows(block, ios=ios)
    return [
        json.dumps({"type": "samples", "n": n, "sent_ms": 0.0, "rows": made[first : first + batch]})
        .encode()
        for n, first in enumerate(range(0, len(made), batch))
    ]  # fmt: skip


class Page:
    """A phone with the page open: it joins once it is invited, and begins to send.

    Attributes
    ----------
    source
        Whose invitation it takes.
    heard
        What it was told.
    """

    def __init__(self, *, posts: bool = False, ios: bool = False, **hello: str) -> None:
        self.source: Source | None = None
        self.url = ""
        self.heard: list[Message] = []
        self.sender = Sender()
        self._posts = posts
        platform = {"platform": "ios"} if ios else {}
        self.hello = {**HELLO, "placement": "thigh", "leg": "left", **platform, **hello}
        self._start_s = time.monotonic()
        self._joined = False
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._http: aiohttp.ClientSession = self.run(self._session())
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._listener: asyncio.Task[None] | None = None

    def run(self, job: Coroutine[Any, Any, Any]) -> Any:
        try:
            return asyncio.run_coroutine_threadsafe(job, self._loop).result(SOON_S)
        except aiohttp.ClientError as error:
            raise ConnectionError("the page can't reach the computer") from error

    def play(self, parts: Iterable[bytes], pace: Pace = 50.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self.is_heard, self.send, parts, pace)
        return self.sender

    def is_heard(self) -> bool:
        if not self._joined and self.source is not None and self.source.invitation():
            try:
                self.join(self.source.invitation())
            except OSError:
                return False  # it was closed meanwhile
        return self._joined

    def join(self, url: str) -> None:
        """Open the address of the code, look at the page, tap Start."""
        self.url = url.partition("/?")[0]
        assert self.get(url.removeprefix(self.url))[0] == 200
        self.connect()
        self.say({"type": "peek"})
        for _ in range(3):
            self.ping()
        self.say(self.hello)
        self._joined = True

    def is_reachable(self) -> bool:
        try:
            return self.get("/")[0] == 200
        except OSError:
            return False

    def connect(self) -> None:
        """Open the socket, or begin to ask."""
        self._listener = self.run(self._begin())

    def say(self, message: Message) -> None:
        self.send(json.dumps(message).encode())

    def send(self, data: bytes) -> None:
        self.run(self._send(data))

    async def burst(self, pieces: Sequence[bytes], times: int) -> None:
        """Send pieces again and again, as fast as they go."""
        assert self._socket is not None
        for _ in range(times):
            for piece in pieces:
                await self._socket.send_str(piece.decode(errors="replace"))

    def ping(self) -> None:
        sent_ms = 1000.0 * (time.monotonic() - self._start_s)
        self.say({"type": "ping", "t0_ms": sent_ms})
        pong = self.wait(lambda said: said["type"] == "pong" and said["t0_ms"] == sent_ms)
        came_ms = 1000.0 * (time.monotonic() - self._start_s)
        self.say({"type": "sync", "t0_ms": sent_ms, "host_s": pong["host_s"], "t1_ms": came_ms})

    def wait(self, wanted: Any) -> Message:
        """Wait until something was heard; the newest of it."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(wanted, self.heard)), SOON_S), self.heard
            return [said for said in self.heard if wanted(said)][-1]

    def get(self, path: str, method: str = "GET", **also: Any) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        return self.run(self._get(path, method, also))

    def hang_up(self) -> None:
        """Go out of reach: nothing is said any more."""
        self.sender.stop()
        if self._listener is not None:
            self._loop.call_soon_threadsafe(self._listener.cancel)
        if self._socket is not None:
            self.run(self._socket.close())
            self._socket = None

    def close(self) -> None:
        self.hang_up()
        self.run(self._http.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SOON_S)
        self._loop.close()

    async def _session(self) -> aiohttp.ClientSession:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        jar = aiohttp.CookieJar(unsafe=True)
        connector = aiohttp.TCPConnector(ssl=context)
        return aiohttp.ClientSession(connector=connector, cookie_jar=jar)

    async def _begin(self) -> asyncio.Task[None]:
        if self._posts:
            return asyncio.create_task(self._ask())
        url = self.url.replace("https", "wss") + "/ws"
        self._socket = await self._http.ws_connect(url, origin=self.url)
        return asyncio.create_task(self._listen(self._socket))

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            self._hear([json.loads(message.data)])

    async def _ask(self) -> None:
        while True:
            async with self._http.get(self.url + "/wait") as answer:
                if answer.status != 200:
                    return
                self._hear(await answer.json())

    async def _send(self, data: bytes) -> None:
        if self._socket is not None:
            await self._socket.send_str(data.decode())
        elif self._posts:
            body = b"[" + data + b"]"
            async with self._http.post(self.url + "/push", data=body) as answer:
                if answer.status == 200:
                    self._hear(await answer.json())

    async def _get(
        self, path: str, method: str, also: dict[str, Any]
    ) -> tuple[int, dict[str, str], bytes]:
        async with self._http.request(method, self.url + path, **also) as answer:
            return answer.status, dict(answer.headers), await answer.read()

    def _hear(self, said: Sequence[Message]) -> None:
        with self._changed:
            self.heard += said
            self._changed.notify_all()
