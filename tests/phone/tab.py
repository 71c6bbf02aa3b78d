"""A tab of the pretended phone: opened, tapped, looked at."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from devtools import SOON_S, ChromiumError, Connection, Object

#: What calls answer whose page was left in the meantime.
LEFT: Final = ("context was destroyed", "Cannot find context", "navigated or closed")


@dataclass
class Page:
    """A tab.

    Attributes
    ----------
    faults : list of str
        Errors on its console and exceptions that nobody caught.
    """

    connection: Connection
    target: str
    context: str
    session: str = ""

    def __post_init__(self) -> None:
        self.faults: list[str] = []
        self._happened = asyncio.Event()

    async def attach(self) -> None:
        attached = await self.connection.call(
            "Target.attachToTarget", targetId=self.target, flatten=True
        )
        self.session = attached["sessionId"]
        self.connection.listeners[self.session] = self._hear
        for domain in ("Page", "Runtime", "Log"):
            await self.call(f"{domain}.enable")

    async def call(self, method: str, **parameters: Any) -> Object:
        return await self.connection.call(method, self.session, **parameters)

    async def before_each_page(self, script: str) -> None:
        """Run a script in each page that is opened from now on, before its own."""
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    async def open(self, address: str) -> str:
        """Go to an address; what the browser says where it can't, else nothing."""
        return str((await self.call("Page.navigate", url=address)).get("errorText", ""))

    async def open_past_warning(self, address: str) -> None:
        """Go to an address with a certificate of nobody's: "Advanced", then "Proceed"."""
        refused = await self.open(address)
        if refused != "net::ERR_CERT_AUTHORITY_INVALID":
            raise ChromiumError(f"A warning of the certificate was expected, not {refused!r}.")
        await self.tap("#details-button")
        await self.tap("#proceed-link")

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited where it is a promise."""
        given = await self.call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
            userGesture=False,
        )
        if "exceptionDetails" in given:
            raise ChromiumError(_words(given["exceptionDetails"]))
        return given["result"].get("value")

    async def until(self, condition: str, timeout_s: float = SOON_S) -> Any:
        """Wait until an expression is true, over changes of page too; its value.

        The page looks itself, at each of its turns, so that nothing is asked over and over.
        """
        looking = (
            "new Promise((done) => { const look = () => { const value = (%s);"
            " if (value) done(value); else setTimeout(look, 15); }; look(); })"
        )
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    self._happened.clear()
                    try:
                        return await self.evaluate(looking % condition)
                    except ChromiumError as error:
                        if not any(left in str(error) for left in LEFT):
                            raise
                    await self._happened.wait()
        except TimeoutError:
            raise ChromiumError(f"Not within {timeout_s:g} s: {condition}") from None

    async def tap(self, selector: str, timeout_s: float = SOON_S) -> None:
        """Put a finger on the middle of an element that can be seen, and lift it."""
        x, y = await self.until(_MIDDLE % json.dumps(selector), timeout_s)
        point = {"x": x, "y": y}
        await self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[point])
        await self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    async def set_size(self, width: int, height: int, scale: float = 1.0) -> None:
        """Have the page think that it is on a phone's screen."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=True,
        )

    async def picture(self, path: Path) -> None:
        taken = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(taken["data"]))

    async def clock_offset_s(self) -> float:
        """What to add to `performance.now()`, in seconds, to have this process's monotonic time."""
        found = []
        for _ in range(15):
            asked_s = time.monotonic()
            page_s = 1e-3 * float(await self.evaluate("performance.now()"))
            answered_s = time.monotonic()
            found.append((answered_s - asked_s, 0.5 * (asked_s + answered_s) - page_s))
        return min(found)[1]

    def _hear(self, method: str, told: Object) -> None:
        self._happened.set()
        if method == "Runtime.exceptionThrown":
            self.faults.append(_words(told["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            parts = (part.get("value", part.get("description", "")) for part in told["args"])
            self.faults.append(" ".join(map(str, parts)))
        elif method == "Log.entryAdded" and told["entry"]["level"] == "error":
            said = f"{told['entry']['text']} {told['entry'].get('url', '')}"
            # The browser asks for this one by itself, for its warning.
            if not said.endswith("/favicon.ico"):
                self.faults.append(said)


#: Where an element's middle is, once it can be seen there and nothing lies over it.
_MIDDLE: Final = """(() => {
    const found = document.querySelector(%s);
    if (!found || found.disabled) return null;
    found.scrollIntoView({block: "nearest", behavior: "instant"});
    const box = found.getBoundingClientRect();
    if (!box.width || !box.height) return null;
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    return hit && (found.contains(hit) || found.labels?.length) ? [x, y] : null;
})()"""


def _words(details: Object) -> str:
    thrown = details.get("exception", {})
    return str(thrown.get("description") or thrown.get("value") or details["text"])
