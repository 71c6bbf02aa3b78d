from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator

import pytest
from chromium import Browser, find_chromium
from scene import Play

# Process groups are of POSIX.
collect_ignore_glob = ["test_*"] if os.name == "nt" else []


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    before = set(threading.enumerate())
    with asyncio.Runner() as runner:
        yield runner
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert not left, f"threads left running: {left}"


@pytest.fixture(scope="module")
def browser(loop: asyncio.Runner) -> Iterator[Browser]:
    if find_chromium() is None:
        pytest.skip("Chromium is not installed, so that no page can be opened")
    started = Browser()
    loop.run(started.start())
    yield started
    loop.run(started.end())
    assert not started.profile.exists()


@pytest.fixture
def play(loop: asyncio.Runner, browser: Browser) -> Play:
    """Have a story of a test run in the loop that speaks with the browser."""
    return loop.run
