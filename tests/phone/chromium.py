"""Chromium without a window as a pretended phone, driven over its own protocol.

No certificate switch is set: a warning has to be clicked through, as a person would.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import aiohttp
from devtools import SOON_S, ChromiumError, Connection
from tab import Page

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--remote-debugging-port=0",
)


def find_chromium() -> str | None:
    """The program, None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One Chromium with a profile of its own; it leaves nothing behind."""

    def __init__(self) -> None:
        self.profile = Path(mkdtemp(prefix="phone-chromium-"))
        self.connection: Connection
        self._process: asyncio.subprocess.Process
        self._client: aiohttp.ClientSession
        self._drain: asyncio.Task[None]

    @property
    def pid(self) -> int:
        """Of the browser's process, and of the group of all that it started."""
        return self._process.pid

    async def start(self) -> None:
        """Start it, and speak with it."""
        address = await self._start()
        self._client = aiohttp.ClientSession()
        self.connection = Connection(await self._client.ws_connect(address, max_msg_size=0))

    async def end(self) -> None:
        """End the process with all that it started, and take its profile away."""
        await self.connection.close()
        await self._client.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        await self._process.wait()
        await self._drain  # ends with the last process of the group
        shutil.rmtree(self.profile)

    async def __aenter__(self) -> Browser:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    @contextlib.asynccontextmanager
    async def phone(self) -> AsyncIterator[Page]:
        """A tab with cookies and permissions of its own, in front of its own window."""
        call = self.connection.call
        context = (await call("Target.createBrowserContext"))["browserContextId"]
        made = await call(
            "Target.createTarget", url="about:blank", browserContextId=context, newWindow=True
        )
        page = Page(self.connection, made["targetId"], context)
        await page.attach()
        try:
            yield page
        finally:
            self.connection.listeners.pop(page.session, None)
            await call("Target.disposeBrowserContext", browserContextId=context)

    async def _start(self) -> str:
        """Start the process; the address of its protocol."""
        program = find_chromium()
        if program is None:
            raise ChromiumError("Chromium is not installed.")
        self._process = await asyncio.create_subprocess_exec(
            program,
            *SWITCHES,
            f"--user-data-dir={self.profile}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "HOME": str(self.profile)},
        )
        said = self._process.stderr
        assert said is not None
        async with asyncio.timeout(SOON_S):
            async for line in said:
                _, found, address = line.decode().partition("DevTools listening on ")
                if found:
                    self._drain = asyncio.create_task(_read_away(said))
                    return address.strip()
        await self._process.wait()
        raise ChromiumError("Chromium ended before it could be spoken to.")


async def _read_away(stream: asyncio.StreamReader) -> None:
    while await stream.read(65_536):
        pass
