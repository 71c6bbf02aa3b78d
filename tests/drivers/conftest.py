from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from drivers import door

pytest.register_assert_rewrite("drivers.testing.contract")

# Pseudo-terminals are of POSIX.
collect_ignore_glob = ["test_links*"] if os.name == "nt" else []


@pytest.fixture(autouse=True)
def doors_close_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after half a second, for which whoever is connected and asks nothing is waited for."""
    monkeypatch.setattr(door, "CLOSE_S", 0.02)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    assert not left, f"threads left running: {left}"
