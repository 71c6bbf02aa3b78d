"""A test that goes on under a flood: the same hold with and without it, on this computer alone.

    python benchmarks/phone_flood.py [--seconds 10] [--rate 10000]

The phone is pretended, and its person simulated. Floods: broken messages on the phone's own socket,
and a stranger who asks without a seat. The bound is the hold that `analyze` finds in the samples.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), *(str(ROOT / "tests" / each) for each in ("", "drivers", "phone"))]

import phone_pages  # noqa: E402
from phone_pages import Page  # noqa: E402
from ports import free_port  # noqa: E402
from scene import attempt, holds_in  # noqa: E402

from balance.samples import SampleBlock  # noqa: E402

BATCH: Final = 3
TURN_S: Final = 0.05
JUNK: Final = (b"{", b'{"type":"samples","n":0}', b"[[[]]]", b"\xff\xfe", b'{"type":"x"}')

Flood = Callable[[str, Page, int, float], int]


def none(_url: str, _page: Page, _rate: int, _until_s: float) -> int:
    """Nothing."""
    return 0


def on_the_socket(_url: str, page: Page, rate: int, until_s: float) -> int:
    """Broken messages between the good ones."""
    sent, due_s = 0, time.monotonic()
    times = round(rate * TURN_S / len(JUNK))
    while time.monotonic() < until_s:
        try:
            page.run(page.burst(JUNK, times))
        except ConnectionError:  # the test is over, and nothing listens any more
            break
        sent += times * len(JUNK)
        due_s += TURN_S
        time.sleep(max(0.0, due_s - time.monotonic()))
    return sent


def by_a_stranger(url: str, _page: Page, _rate: int, until_s: float) -> int:
    """One request after another, as fast as they are answered."""
    stranger, asked = Page(), 0
    stranger.url = url.partition("/?")[0]
    try:
        while time.monotonic() < until_s:
            status, _, body = stranger.get("/push", "POST", data=b"[1,2")
            assert (status, body) == (403, b"")
            asked += 1
    except ConnectionError:  # the test is over, and nothing listens any more
        return asked
    finally:
        stranger.close()
    return asked


def run(flood: Flood, block: SampleBlock, rate: int, seconds: float) -> dict[str, Any]:
    """Time one attempt under a flood; its hold, what was sent, and what was said at the end."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"phone:?host=127.0.0.1&port={free_port()}"
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "time", address, "--json", "--attempts", "1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "XDG_DATA_HOME": folder,
                "BALANCE_TIMER_DATABASE": str(Path(folder) / "history.db"),
            },
        )
        assert process.stderr is not None
        page = Page()
        try:
            url = next(found[0] for line in process.stderr if (found := _url(line)))
            page.join(url)
            messages = phone_pages.messages(block, BATCH)
            times_s = block.time_s[BATCH - 1 :: BATCH].tolist()
            sender = page.play(messages, [*times_s, *block.time_s[-1:]][: len(messages)])
            sent: list[int] = []
            until_s = time.monotonic() + seconds
            flooding = threading.Thread(target=lambda: sent.append(flood(url, page, rate, until_s)))
            flooding.start()
            said, notes = process.communicate(timeout=120)
            sender.stop()
            flooding.join()
        except ConnectionError:
            said, notes, sent = "", "the connection broke", [0]
        finally:
            process.kill()
            page.close()
    events = [json.loads(line) for line in said.splitlines()]
    hold = next((each for each in events if each["event"] == "hold"), None)
    return {"hold": hold, "sent": sent, "notes": notes.splitlines(), "events": events}


def _url(line: str) -> list[str]:
    return re.findall(r"https://\S+\?t=[\w-]+", line)


def main() -> None:
    """Print the hold under each flood."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    arguments.add_argument("--seconds", type=float, default=10.0)
    arguments.add_argument("--rate", type=int, default=10_000)
    asked = arguments.parse_args()
    block = attempt(before_s=3.0, after_s=3.0)
    [wanted] = holds_in(block)
    print(f"{'':28}{'sent':>9}{'hold, s':>10}{'off, ms':>9}   said at the end")
    print(f"{'analyze':28}{'':9}{wanted.duration_s:10.3f}{0.0:9.1f}")
    for flood in (none, on_the_socket, by_a_stranger):
        ran = run(flood, block, asked.rate, asked.seconds)
        name = (flood.__doc__ or "").strip().rstrip(".")
        if ran["hold"] is None:
            print(f"{name[:28]:28}{sum(ran['sent']):9}{'none':>10}", *ran["notes"], *ran["events"])
            continue
        off_ms = 1e3 * (ran["hold"]["duration_s"] - wanted.duration_s)
        notes = [each["detail"] for each in ran["events"] if each["event"] == "note"]
        print(
            f"{name[:28]:28}{sum(ran['sent']):9}{ran['hold']['duration_s']:10.3f}{off_ms:9.1f}  ",
            "; ".join(notes),
        )


if __name__ == "__main__":
    main()
