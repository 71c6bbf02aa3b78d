"""Ports for tests."""

from __future__ import annotations

import os
import socket
from typing import Final

# Below what systems give to callers: a test that asks whether somebody listens yet would at times
# be given the very port that it asks at, and whoever was to listen there could not.
_FIRST: Final = 20_000
_COUNT: Final = 10_000
_given = 0


def free_port() -> int:
    """A port that nobody listens to, another each time."""
    global _given
    for _ in range(_COUNT):
        _given += 1
        port = _FIRST + (97 * os.getpid() + _given) % _COUNT
        with socket.socket() as free:
            try:
                free.bind(("", port))
            except OSError:
                continue
        return port
    raise OSError("no free port")
