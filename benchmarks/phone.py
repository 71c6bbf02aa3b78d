"""A phone's browser as the sensor: what lies between a reading and its tone, and half an hour.

    python benchmarks/phone.py [--minutes 30] [--holds 8] [delay] [contact]

The browser is a real Chromium without a window, its motion sensors set at 60 Hz over its own
protocol, on this computer: what a wireless network adds is not in here. The person is simulated.

`delay`: from setting the reading with which the detector was sure of the end, to the start of the
page's end tone, so without what the detector takes itself to be sure. `contact`: samples counted
and compared on both sides, and the memory of both, while the page is told a moment ten times a
second and plays a tone every ten seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "phone")]

from chromium import Browser, find_chromium  # noqa: E402
from ports import free_port  # noqa: E402
from ready import ready  # noqa: E402
from scene import NEVER_OPENS, Computer, Phone, attempt, holds_in, seen  # noqa: E402
from sensors import LONGEST_MARK, Played  # noqa: E402

from balance.samples import FloatArray, SampleBlock  # noqa: E402
from balance.simulate.attempt import Trial  # noqa: E402
from balance.simulate.session import draw_session  # noqa: E402
from drivers.pump import Pump  # noqa: E402
from drivers.registry import open_source  # noqa: E402
from drivers.telling import Cue, Told  # noqa: E402

DELAY_BOUND_MS: Final = 100.0
DRIFT_BOUND_MS: Final = 5.0
END_HZ: Final = 587
TELL_S: Final = 0.1
TONE_EVERY: Final = 100
UNDER_WAY_S: Final = 1.0
#: Samples of one stamp are taken to be the same that are no further apart; they come every 17 ms.
SAME_S: Final = 2e-3
SOON_S: Final = 30.0


def memory_mb() -> float:
    """Memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def numbers(marks: FloatArray) -> FloatArray:
    """Which reading each mark stands for."""
    steps = np.diff(marks, prepend=marks[0]) % LONGEST_MARK
    read: FloatArray = marks[0] + np.cumsum(steps)
    return read


# From a reading to its tone -----------------------------------------------------------------------


async def delays_ms(browser: Browser, folder: Path, holds: int, *scripts: str) -> dict[str, Any]:
    """Have a person make some holds; what was added to each end, and where."""
    address = f"phone:?host=127.0.0.1&port={free_port()}"
    async with AsyncExitStack() as stack:
        starter = stack.enter_context(ready())
        computer = await stack.enter_async_context(
            Computer(starter, folder, "time", address, "--json", "--save", folder / "kept")
        )
        phone = await Phone.taken_up(stack, browser, *scripts)
        await phone.scan(await computer.invitation())
        trials = [Trial(3.0) for _ in range(holds)]
        block = draw_session(2, placement="thigh", trials=trials).block
        await phone.begin(block)
        before_s = await phone.page.clock_offset_s()
        played = await phone.sensors.play(block)
        after_s = await phone.page.clock_offset_s()
        noted = await phone.page.evaluate("noted")
        faults = phone.page.faults
    found = [each for each in computer.events if each.get("end_reason") == "step_down"]
    added = added_ms(found, noted, played, 0.5 * (before_s + after_s))
    return {**added, "holds": len(found), "wanted": holds, "faults": faults}


def added_ms(
    found: list[dict[str, Any]], noted: dict[str, Any], played: Played, offset_s: float
) -> dict[str, list[float]]:
    """Milliseconds from the reading that decided to its event, and from there to the tone."""
    motion = np.array(noted["motion"], dtype=float)
    number = numbers(motion[:, 7]).astype(int) - played.first
    tones_s = np.array([each["ms"] for each in noted["tones"] if each["hz"] == END_HZ]) / 1e3
    to_page, to_tone, whole, decides = [], [], [], []
    again = holds_in(seen(noted["motion"]))
    for told in found:
        same = min(again, key=lambda hold: abs(hold.duration_s - told["duration_s"]))
        # The computer's times to the page's: the same lift-off in both.
        decided_s = told["decided_s"] - told["lift_off_s"] + same.lift_off_s
        row = int(np.searchsorted(motion[:, 0] / 1e3, decided_s - 1e-3))
        event_s = motion[row, 0] / 1e3
        tone_s = float(tones_s[np.searchsorted(tones_s, event_s)])
        set_s = played.set_s[number[row]] - offset_s
        to_page.append(1e3 * (event_s - set_s))
        to_tone.append(1e3 * (tone_s - event_s))
        whole.append(1e3 * (tone_s - set_s))
        decides.append(1e3 * (told["decided_s"] - told["end_s"]))
    return {"to page": to_page, "to tone": to_tone, "added": whole, "detector": decides}


async def delay(holds: int) -> None:
    print(f"\nFrom a reading in the browser to the page's end tone, {holds} simulated holds, ms")
    print(
        f"  {'':12}{'median':>8}{'worst':>8}   of it, to the page's event   from there to the tone"
    )
    print(f"  {'bound':12}{DELAY_BOUND_MS:8.0f}")
    async with Browser() as browser:
        for name, scripts in (("wss", ()), ("post", (NEVER_OPENS,))):
            with tempfile.TemporaryDirectory() as folder:
                ms = await delays_ms(browser, Path(folder), holds, *scripts)
            print(
                f"  {name:12}{np.median(ms['added']):8.1f}{max(ms['added']):8.1f}"
                f"{np.median(ms['to page']):29.1f}{np.median(ms['to tone']):25.1f}"
            )
            print(
                f"  {'':12}{ms['holds']} of {ms['wanted']} holds; the detector itself takes "
                f"{np.median(ms['detector']):.0f} ms; faults on the page: {len(ms['faults'])}"
            )


# Half an hour -------------------------------------------------------------------------------------


class Contact:
    """Both sides of a long contact, compared as it goes.

    Attributes
    ----------
    measured, lost
        Samples that the browser gave the page, and how many of them the computer never had.
    offset_ms
        From the page's clock to the samples' times on the computer, at each look, less the first.
    """

    def __init__(self, pump: Pump, phone: Phone) -> None:
        self._pump = pump
        self._phone = phone
        self._host_s = np.empty(0)
        self._first_s: float | None = None
        self.measured = self.lost = 0
        self.offset_ms: list[float] = []

    async def tell(self) -> None:
        """Take what comes, and tell the page moments as a test would, until cancelled."""
        turn = 0
        while True:
            turn += 1
            while (item := self._pump.get(0.0)) is not None:
                if not isinstance(item, SampleBlock):
                    raise item
                self._host_s = np.append(self._host_s, item.time_s)
            cues = [Cue("tick", "ten seconds", flash=True)] if turn % TONE_EVERY == 0 else []
            held_s = 0.1 * (turn % 600)
            self._pump.tell(Told("hold", "Hold", held_s=held_s, still=True), cues)
            await asyncio.sleep(TELL_S)

    async def compare(self) -> None:
        """Look for each sample that the page was given in what the computer has."""
        rows = await self._phone.page.evaluate("noted.motion.splice(0)")
        await self._phone.page.evaluate("Object.values(noted).forEach((list) => list.splice(0))")
        await asyncio.sleep(UNDER_WAY_S)
        page_s = np.array(rows, dtype=float)[:, 0] / 1e3
        if self._first_s is None:
            self._first_s = offset_s(page_s, self._host_s)
        at_s = page_s + self._first_s + (self.offset_ms[-1] / 1e3 if self.offset_ms else 0.0)
        nearest = np.clip(np.searchsorted(self._host_s, at_s - SAME_S), 0, self._host_s.size - 1)
        apart_s = self._host_s[nearest] - at_s
        there = np.abs(apart_s) <= SAME_S
        self.measured += page_s.size
        self.lost += int(np.count_nonzero(~there))
        self.offset_ms.append(1e3 * float(np.median((self._host_s[nearest] - page_s)[there])))
        self.offset_ms[-1] -= 1e3 * self._first_s
        self._host_s = self._host_s[nearest[-1] + 1 :]

    async def heap_mb(self) -> float:
        """What the page's scripts hold."""
        await self._phone.page.call("HeapProfiler.collectGarbage")
        metrics = (await self._phone.page.call("Performance.getMetrics"))["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize")) / 1e6


def offset_s(page_s: FloatArray, host_s: FloatArray) -> float:
    """How far the computer's times are ahead: the shift at which most samples have their like."""
    shifts = host_s[: page_s.size, None] - page_s[None, :50]
    steps, counts = np.unique(np.round(shifts / SAME_S), return_counts=True)
    return float(steps[np.argmax(counts)] * SAME_S)


async def contact(minutes: float) -> None:
    print(f"\nA contact of {minutes:g} minutes at 60 Hz")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        port = free_port()
        source = open_source(f"phone:?host=127.0.0.1&port={port}")
        async with AsyncExitStack() as stack:
            browser = await stack.enter_async_context(Browser())
            pump = stack.enter_context(Pump(source))
            phone = await Phone.taken_up(stack, browser)
            await phone.page.call("Performance.enable")
            await phone.scan(await invited(pump))
            await phone.page.tap("#allow")
            await phone.choose()
            await watch(Contact(pump, phone), phone, minutes)
            health = pump.health()
            if health is not None:
                print("  faults:", *(health.faults() or ["none"]), *phone.page.faults)


async def invited(pump: Pump) -> str:
    """The address that a phone is to open."""
    async with asyncio.timeout(SOON_S):
        while not (address := pump.invitation()):
            await asyncio.sleep(TELL_S)
    return address


async def watch(contact: Contact, phone: Phone, minutes: float) -> None:
    """Print how it stands, every minute or tenth of the whole."""
    print("  min   measured     lost   offset ms   memory MB   page MB")
    telling = asyncio.create_task(contact.tell())
    playing = asyncio.create_task(play_on(phone))
    await phone.page.evaluate("void noted.motion.splice(0)")
    began_s = time.monotonic()
    try:
        for turn in range(1, 11):
            due_s = began_s + 6.0 * minutes * turn - time.monotonic()
            ended, _ = await asyncio.wait({telling, playing}, timeout=max(0.0, due_s))
            for task in ended:
                task.result()
            await contact.compare()
            print(
                f"  {(time.monotonic() - began_s) / 60:4.1f}{contact.measured:10}{contact.lost:9}"
                f"{contact.offset_ms[-1]:11.2f}{memory_mb():12.1f}{await contact.heap_mb():10.2f}",
                flush=True,
            )
    finally:
        telling.cancel()
        playing.cancel()
        await asyncio.wait({telling, playing})
    print(f"  lost: {contact.lost} of {contact.measured}, bound 0")
    print(f"  the offset moved by {np.ptp(contact.offset_ms):.2f} ms, bound {DRIFT_BOUND_MS:g}")


async def play_on(phone: Phone) -> None:
    """Attempts, one after the other, until cancelled."""
    block = attempt()
    while True:
        await phone.sensors.play(block)


def main() -> None:
    """Do what was asked for."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    arguments.add_argument(
        "what", nargs="*", choices=["delay", "contact"], metavar="delay, contact"
    )
    arguments.add_argument("--minutes", type=float, default=30.0)
    arguments.add_argument("--holds", type=int, default=8)
    asked = arguments.parse_args()
    if find_chromium() is None:
        sys.exit("Chromium is not installed, so that no page can be opened.")
    if not asked.what or "delay" in asked.what:
        asyncio.run(delay(asked.holds))
    if not asked.what or "contact" in asked.what:
        asyncio.run(contact(asked.minutes))


if __name__ == "__main__":
    main()
