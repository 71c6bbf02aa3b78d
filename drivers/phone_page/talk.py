"""Talk: what the computer has to say to the page, over a socket or as it is fetched.

All of it in one event loop. What is said goes through one outbox, so that it comes in order, and a
page that does not take it can't make anybody wait.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from aiohttp import web

from drivers.telling import Cue, Told

#: Messages that wait for the page; of more, the oldest go.
MOST_WAITING: Final = 64
#: A page without a socket has gone where it asked for nothing for so long.
GONE_S: Final = 3.0
_LOOK_S: Final = 0.005
REFUSED: Final = "The test goes on in another tab or window of this phone."

Message = Mapping[str, Any]


class Talk:
    """One page; the newest one to come has the word."""

    def __init__(self) -> None:
        self._welcome: Message = {}
        self._told = told_message(Told())
        self._outbox: list[Message] = []
        self._more = asyncio.Event()
        self._socket: web.WebSocketResponse | None = None
        self._speakers: dict[web.WebSocketResponse, asyncio.Task[None]] = {}
        self._asked_s = -GONE_S

    @property
    def present(self) -> bool:
        """Whether a page listens."""
        now_s = asyncio.get_running_loop().time()
        return self._socket is not None or now_s - self._asked_s < GONE_S

    def tell(self, told: Told, cues: Sequence[Cue]) -> None:
        """Show a moment, and sound cues."""
        if cues:
            self.say({"type": "cues", "cues": [asdict(cue) for cue in cues]})
        message = told_message(told)
        if message != self._told:
            self._told = message
            self.say(message)

    def be_welcome(self, fixed: Mapping[str, str], fingerprint: str) -> None:
        """Say what is not to be asked for, and the certificate's fingerprint, now and to come."""
        self._welcome = {"type": "welcome", "fixed": dict(fixed), "fingerprint": fingerprint}
        self.say(self._welcome)

    def greet(self) -> None:
        """Say all that a page must know that has just come."""
        self.say(self._welcome)
        self.say(self._told)

    def say(self, message: Message) -> None:
        """Say one thing to the page, if there is one."""
        if not self.present:
            return
        if message["type"] == "told":  # one that still waits is of no use any more
            self._outbox = [each for each in self._outbox if each["type"] != "told"]
        self._outbox = [*self._outbox[1 - MOST_WAITING :], message]
        self._more.set()

    async def fetch(self, wait_s: float) -> list[Message]:
        """Give what there is to say to a page without a socket, as soon as there is something."""
        self.asked()
        messages: list[Message] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                messages = await self._next(None)
        self.asked()
        return messages

    def asked(self) -> None:
        """A page without a socket asked for something: it is there."""
        self._asked_s = asyncio.get_running_loop().time()

    async def goodbye(self, wait_s: float) -> None:
        """Say that nothing more will come, and wait a moment until all was sent."""
        self.say({"type": "bye"})
        loop = asyncio.get_running_loop()
        until_s = loop.time() + wait_s
        while self._outbox and loop.time() < until_s:
            await asyncio.sleep(_LOOK_S)

    async def begin(self, socket: web.WebSocketResponse) -> None:
        """Speak over a socket from now on; a page that had one before is told so."""
        before = self._socket
        self._listen(socket)
        self._outbox = []
        self._speakers[socket] = asyncio.create_task(self._speak(socket))
        if before is not None:
            with suppress(ConnectionError):
                await before.send_json({"type": "refused", "why": REFUSED})
                await before.close()

    async def end(self, socket: web.WebSocketResponse) -> None:
        """A socket is closed."""
        if self._socket is socket:
            self._listen(None)
        await asyncio.wait({self._speakers.pop(socket)})

    async def _speak(self, socket: web.WebSocketResponse) -> None:
        with suppress(ConnectionError):  # it has gone; whoever reads from it will see
            while self._socket is socket:
                for message in await self._next(socket):
                    await socket.send_str(json.dumps(message, separators=(",", ":")))

    def _listen(self, socket: web.WebSocketResponse | None) -> None:
        """Have this one listen from now on; whoever waits for something to say sees it."""
        self._socket = socket
        self._more.set()

    async def _next(self, listener: web.WebSocketResponse | None) -> list[Message]:
        """Wait for something to say; nothing where another one listens."""
        while self._socket is listener:
            if self._outbox:
                messages, self._outbox = self._outbox, []
                return messages
            self._more.clear()
            await self._more.wait()
        return []


def told_message(told: Told) -> Message:
    """Give a moment as the page reads it."""
    said = asdict(told)
    said["buttons"] = list(said.pop("wishes"))
    del said["stance_leg"]  # for sources; the page has it in words
    return {"type": "told", **said}
