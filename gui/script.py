"""Going through the window without hands: steps that wait until something is so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QElapsedTimer, QObject, QTimer
from PySide6.QtWidgets import QApplication

from gui.window import Window

LOOK_MS = 15
LONGEST_MS = 120_000

Wait = tuple[str, Callable[[], bool]]


class Script(QObject):  # the window's child, so that it lives as long
    """Runs `steps`, a generator that yields what to wait for, then closes the window.

    The program's exit code is 1, with a sentence on standard error, where a wait is too long.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window = window
        self._steps: Iterator[Wait] | None = None
        self._wait: Wait | None = None
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def steps(self) -> Iterator[Wait]:
        """Do something, and yield what to wait for: its name, and whether it is so."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin."""
        self._steps = self.steps()
        self._next()
        self._timer.start(LOOK_MS)

    def stage_is(self, *stages: str) -> Wait:
        """Wait until the test is at one of these stages."""
        return " or ".join(stages), lambda: self.window.standing.stage in stages

    def _look(self) -> None:
        if self._wait is None or self.window.leaving:  # whoever closes it leaves out the rest
            self._timer.stop()
            return
        name, so = self._wait
        if so():
            self._next()
        elif self._clock.elapsed() > LONGEST_MS:
            self.fail(f"waited too long for: {name}")

    def _next(self) -> None:
        self._clock.start()
        self._wait = next(self._steps, None) if self._steps is not None else None
        if self._wait is None:
            self.window.end()

    def fail(self, why: str) -> None:
        """Give up, with a sentence."""
        import sys

        sys.stderr.write(f"The self-test failed: {why}.\n")
        self.window.end()
        QApplication.exit(1)
