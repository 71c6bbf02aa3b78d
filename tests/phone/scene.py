"""A test of balance as it goes: the command line on one side, a page on a phone on the other."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from chromium import Browser
from devtools import SOON_S
from ready import Command, Ready
from sensors import Sensors
from tab import Page

from balance.analysis import analyze
from balance.protocol.conditions import Conditions
from balance.records.header import Header
from balance.records.recording import Recording
from balance.samples import Inlet, SampleBlock
from balance.simulate.attempt import Trial
from balance.simulate.session import draw_session
from balance.timing.results import Hold

Play = Callable[[Coroutine[Any, Any, None]], None]

ROOT: Final = Path(__file__).resolve().parents[2]
HOOKS: Final = (Path(__file__).parent / "hooks.js").read_text(encoding="utf-8")
#: A firewall that lets a WebSocket begin and nothing come back.
NEVER_OPENS: Final = """window.WebSocket = class extends EventTarget {
    constructor() { super(); this.readyState = 0; }
    send() { throw new DOMException("still connecting", "InvalidStateError"); }
    close() { this.readyState = 3; }
};"""
WORN: Final = Conditions("thigh", "left")
PORTRAIT: Final = (390, 844)


def attempt(
    seed: int = 2, hold_s: float = 4.0, before_s: float = 2.5, after_s: float = 1.0
) -> SampleBlock:
    """One simulated attempt with the phone on the thigh, little before and behind it."""
    simulated = draw_session(seed, placement="thigh", trials=[Trial(hold_s)])
    [(up_s, down_s)] = simulated.holds
    first, last = simulated.block.time_s.searchsorted([up_s - before_s, down_s + after_s])
    return simulated.block[first:last]


def seen(rows: list[list[float]]) -> SampleBlock:
    """What a page was given by its sensors, in our units, on its own clock."""
    table = np.array(rows, dtype=float)
    return Inlet().push(1e-3 * table[:, 0], table[:, 1:4], np.radians(table[:, 4:7]))


def holds_in(block: SampleBlock) -> tuple[Hold, ...]:
    """What `analyze` finds."""
    return analyze(Recording(Path("seen"), Header(), block), conditions=WORN).holds


class Computer:
    """A command of ours in a process of its own, its lines taken as they come."""

    def __init__(self, starter: Ready, folder: Path, *arguments: object) -> None:
        self._starter = starter
        self.said: list[str] = []
        self.events: list[dict[str, Any]] = []
        self._arguments = list(map(str, arguments))
        self._folder = folder
        self._came = asyncio.Condition()
        self._readers: list[asyncio.Task[None]] = []
        self._process: Command

    async def __aenter__(self) -> Self:
        hidden = ("DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR", "COLUMNS")
        environment = {k: v for k, v in os.environ.items() if k not in hidden} | {
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "XDG_DATA_HOME": str(self._folder / "data"),
            "BALANCE_TIMER_DATABASE": str(self._folder / "history.db"),
        }
        nothing = os.open(os.devnull, os.O_RDONLY)
        (out, to_out), (said, to_said) = os.pipe(), os.pipe()
        given = (nothing, to_out, to_said)
        self._process = self._starter.command(self._arguments, environment, given)
        for each in given:
            os.close(each)
        self._readers = [
            asyncio.create_task(self._read(await _lines(out), self._event)),
            asyncio.create_task(self._read(await _lines(said), self.said.append)),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            await self.ended()
        finally:
            self._process.kill()
            self._process.wait()

    async def ended(self) -> int:
        """Wait until it has ended; its exit code."""
        async with asyncio.timeout(SOON_S):
            await asyncio.gather(*self._readers)
            return await asyncio.to_thread(self._process.wait)

    async def until(self, come: Callable[[], Any], timeout_s: float = SOON_S) -> Any:
        """Wait until something has come, and give it."""
        try:
            async with asyncio.timeout(timeout_s), self._came:
                await self._came.wait_for(come)
        except TimeoutError:
            raise AssertionError(f"It said only {self.said} and {self.events}.") from None
        return come()

    async def invitation(self) -> str:
        """The address that a phone is to scan."""
        pattern = re.compile(r"https://\S+\?t=\S+")
        found = await self.until(lambda: pattern.search("\n".join(self.said)))
        return str(found.group())

    async def event(self, *names: str) -> dict[str, Any]:
        """The first event with one of these names."""
        return dict(
            await self.until(
                lambda: next((each for each in self.events if each["event"] in names), None)
            )
        )

    def _event(self, line: str) -> None:
        self.events.append(json.loads(line))

    async def _read(self, stream: asyncio.StreamReader, take: Callable[[str], None]) -> None:
        async for line in stream:
            async with self._came:
                take(line.decode().rstrip("\n"))
                self._came.notify_all()


async def _lines(pipe: int) -> asyncio.StreamReader:
    """What comes through a pipe."""
    stream = asyncio.StreamReader()
    made = asyncio.StreamReaderProtocol(stream)
    await asyncio.get_running_loop().connect_read_pipe(lambda: made, os.fdopen(pipe, "rb"))
    return stream


class Phone:
    """A page of ours on a pretended phone, its sensors in a hand."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sensors = Sensors(page)

    @classmethod
    async def taken_up(
        cls,
        stack: AsyncExitStack,
        browser: Browser,
        *scripts: str,
        size: tuple[int, int] = PORTRAIT,
    ) -> Phone:
        """One with nothing opened yet."""
        phone = cls(await stack.enter_async_context(browser.phone()))
        await phone.page.set_size(*size)
        for script in (HOOKS, *scripts):
            await phone.page.before_each_page(script)
        await phone.sensors.put_in()
        return phone

    async def scan(self, invitation: str) -> None:
        """Open the address, go past the warning, and have the page find the computer."""
        await self.page.open_past_warning(invitation)
        await self.page.until("['ws', 'post'].includes(document.body?.dataset.transport)")

    async def begin(self, block: SampleBlock) -> None:
        """Stand as at the beginning of a block, and begin, until the foot may be lifted."""
        turn = (0.0, 0.0, 0.0) if block.gyr_rad_s is None else block.gyr_rad_s[0].tolist()
        await self.sensors.read(block.acc_m_s2[0].tolist(), turn)
        await self.page.tap("#allow")
        await self.choose()
        await self.page.until("document.body.dataset.state === 'lift'")

    async def choose(self, leg: str = "left", placement: str = "thigh") -> None:
        """Say how the phone is worn, and begin."""
        await self.page.tap(f"label:has(#placement-{placement})")
        await self.page.tap(f"label:has(#leg-{leg})")
        await self.page.tap("#begin")
        await self.page.until("document.body.dataset.screen === 'test'")

    @asynccontextmanager
    async def in_the_background(self, address: str = "'about:blank'") -> AsyncIterator[None]:
        """Have another tab in front of the page, with the address that an expression gives."""
        call, context = self.page.connection.call, self.page.context
        url = await self.page.evaluate(address)
        other = await call("Target.createTarget", url=url, browserContextId=context)
        await self.page.until("document.visibilityState === 'hidden'")
        yield
        await call("Target.closeTarget", targetId=other["targetId"])
        await self.page.until("document.visibilityState === 'visible'")
