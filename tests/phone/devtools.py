"""The protocol that Chromium is driven over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

import aiohttp

SOON_S: Final = 30.0

Object = dict[str, Any]
Listener = Callable[[str, Object], None]


class ChromiumError(RuntimeError):
    """Chromium did not do what it was told."""


class Connection:
    """Chromium's protocol over one socket; a session is a tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.listeners: dict[str, Listener] = {}
        self._socket = socket
        self._number = 0
        self._answers: dict[int, asyncio.Future[Object]] = {}
        self._reader = asyncio.create_task(self._read())

    async def call(self, method: str, session: str | None = None, **parameters: Any) -> Object:
        """Have something done, and wait until it is."""
        return await asyncio.wait_for(await self.post(method, session, **parameters), SOON_S)

    async def post(
        self, method: str, session: str | None = None, **parameters: Any
    ) -> asyncio.Future[Object]:
        """Send a call; what it answers comes later."""
        self._number += 1
        message: Object = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        answer = asyncio.get_running_loop().create_future()
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._answers[self._number] = answer
        await self._socket.send_str(json.dumps(message))
        return answer

    async def close(self) -> None:
        await self._socket.close()
        await self._reader

    async def _read(self) -> None:
        async for frame in self._socket:
            message: Object = json.loads(frame.data)
            if "id" in message:
                self._answered(message)
            elif (listener := self.listeners.get(message.get("sessionId", ""))) is not None:
                listener(message["method"], message.get("params", {}))
        for answer in self._answers.values():
            answer.cancel()

    def _answered(self, message: Object) -> None:
        answer = self._answers.pop(message["id"])
        if answer.done():
            return
        if "error" in message:
            answer.set_exception(ChromiumError(message["error"]["message"]))
        else:
            answer.set_result(message["result"])
