"""What is to happen while something else goes on, which may have an event loop of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

#: A wait that hangs ends the test and not the clock.
SOON_MS = 60_000


def soon(act: Callable[[], object]) -> None:
    """Do something as soon as the window answers."""
    QTimer.singleShot(0, act)


def once(begun: Callable[[], object], act: Callable[[], object]) -> None:
    """Do something as soon as another thing has begun; nothing is held up until then."""

    def look() -> None:
        if begun():
            act()
        else:
            QTimer.singleShot(1, look)

    look()
