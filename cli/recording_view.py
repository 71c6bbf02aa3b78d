"""How a recording goes: seconds, samples and rate, on a terminal alone."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from cli import output

if TYPE_CHECKING:
    from rich.live import Live

    from balance.samples import SampleBlock
    from balance.timing.results import Event

REFRESH_S: Final = 0.1
#: Longer than the pauses of an app that sends a batch a second.
SILENT_S: Final = 2.0


class RecordingView:
    """One line, rewritten in place on standard error; nothing where that is no terminal.

    Attributes
    ----------
    samples : int
        How many were recorded.
    last_s : float or None
        Time of the newest.
    """

    def __init__(self, target: Path) -> None:
        self.samples = 0
        self._target = target
        self.last_s: float | None = None
        self._first_s = 0.0
        self._drawn_s = 0.0
        self._heard_s = time.monotonic()
        self._live: Live | None = None

    def __enter__(self) -> Self:
        if output.is_terminal(error=True):
            from rich.live import Live

            from cli.console import SafeConsole

            self._live = Live(console=SafeConsole(stderr=True), auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def add(self, block: SampleBlock) -> None:
        """Count a block that was recorded."""
        if len(block):
            if self.samples == 0:
                self._first_s = float(block.time_s[0])
            self.last_s = float(block.time_s[-1])
            self.samples += len(block)
        self._heard_s = time.monotonic()
        self.tick()

    def say(self, notes: Iterable[Event]) -> None:
        """Say what must be known at once, wherever standard error goes."""
        for note in notes:
            output.note(f"{note.t_s:9.2f} s  {note.detail}")

    def tick(self) -> None:
        """Draw, unless that was done a moment ago."""
        wall_s = time.monotonic()
        if self._live is None or wall_s - self._drawn_s < REFRESH_S:
            return
        from rich.text import Text

        self._drawn_s = wall_s
        silent_s = wall_s - self._heard_s
        silent = f"   No samples for {silent_s:.0f} s." if silent_s >= SILENT_S else ""
        self._live.update(Text(f"Recording: {self._counts()}{silent}"), refresh=True)

    def say_done(self, path: Path) -> None:
        """Say on a terminal what was recorded, and where it is."""
        if self._live is not None:
            output.note(f"Recorded {self._counts()}, in {path}.")

    def _counts(self) -> str:
        duration_s = (self.last_s or 0.0) - self._first_s
        rate = f", {(self.samples - 1) / duration_s:.1f} Hz" if duration_s > 0 else ""
        return f"{duration_s:.1f} s, {self.samples} samples{rate}"
