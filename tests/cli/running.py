"""A command in a process of its own that is watched as it runs."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from ready import Ready

SOON_S = 30.0


class Running:
    """A command in a process of its own, its lines taken as they come."""

    def __init__(self, starter: Ready, environment: dict[str, str], *arguments: object) -> None:
        self.lines: list[str] = []
        self._came = threading.Condition()
        nothing = os.open(os.devnull, os.O_RDONLY)
        (out, to_out), (said, to_said) = os.pipe(), os.pipe()
        self._process = starter.command(arguments, environment, (nothing, to_out, to_said))
        for each in (nothing, to_out, to_said):
            os.close(each)
        self._out, self._said = os.fdopen(out), os.fdopen(said)
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def until(self, happened: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first event, old or new, for which it holds."""
        with self._came:
            came = self._came.wait_for(lambda: any(map(happened, self.events())), SOON_S)
            assert came, f"it did not happen: {self.lines}"
            return next(filter(happened, self.events()))

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]

    def stop(self) -> str:
        """Ctrl-C; what was said on standard error."""
        self._process.terminate()
        return self.ended()

    def ended(self) -> str:
        """Wait until it has ended; what was said on standard error."""
        self._reader.join(SOON_S)
        said = self._said.read()
        assert self._process.wait(SOON_S) == 0, said
        return said

    def close(self) -> None:
        """End it where a test failed: it would keep the port from the next one."""
        self._process.kill()
        self._process.wait(SOON_S)
        self._reader.join(SOON_S)
        self._out.close()
        self._said.close()

    def _read(self) -> None:
        for line in self._out:
            with self._came:
                self.lines.append(line)
                self._came.notify_all()


Start = Callable[..., Running]


def until(happened: Callable[[], bool]) -> None:
    """Look now and then: nothing else tells."""
    until_s = time.monotonic() + SOON_S
    while not happened():
        assert time.monotonic() < until_s, "it did not happen"
        time.sleep(0.01)
