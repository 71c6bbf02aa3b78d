"""Starting Qt, opening the window, and waiting until it is closed.

Only what the window itself needs is imported before it can be seen; the rest comes after that.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

    from gui.measure import MeasureWindow

_UNSEEN: Final = "offscreen"
_GO_ON: Final = "go on in the terminal with 'balance-timer demo --terminal'"
_FAULT: Final = (
    "The program itself has a fault and had to stop; what is known of it was written to the "
    "terminal."
)


def run(address: str | None = None, *, cap_s: float | None = None) -> int:
    """Open the window and wait until it is closed.

    Parameters
    ----------
    address
        The source to start with at once; None to let the person choose.
    cap_s
        Longest time of a hold, in place of what the source says.

    Returns
    -------
    int
        The exit code: 0, or 1 where the window could not open or closed on trouble, which is then
        also on standard error.
    """
    try:
        from gui.measure import DEFAULT_ADDRESS, MeasureWindow
    except ImportError as error:
        return _refused(f"The window cannot open: {error}; install what is missing, or {_GO_ON}.")
    app = _application()
    if app is None:
        return _refused(f"The window cannot open on this display; mend the display, or {_GO_ON}.")
    window = MeasureWindow(address or DEFAULT_ADDRESS)

    def begin() -> None:
        from gui.live_session import LiveSession

        window.attach(LiveSession(cap_s=cap_s, parent=window))
        if address is not None:
            window.start()

    window.painted.connect(begin)
    window.show()
    return _until_closed(app, window)


def _application() -> QApplication | None:
    """Give the application; None where there is nothing to show it on."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication

    running = QCoreApplication.instance()
    if isinstance(running, QApplication):
        return running
    platforms = _platforms()
    app = QApplication(["balance-timer", *(("-platform", platforms) if platforms else ())])
    app.setApplicationDisplayName("Balance Timer")
    return None if platforms and app.platformName() == _UNSEEN else app


def _platforms() -> str:
    """Give the platforms for Qt to try, the last of them unseen; empty where Qt is to choose.

    Qt ends the whole program where the last that it tries fails: a display that was named but
    is gone, or a library that is missing. Falling back to the unseen one gives time for a word.
    """
    if sys.platform in ("win32", "darwin") or "QT_QPA_PLATFORM" in os.environ:
        return ""
    named = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return ";".join([*(name for name in named if os.environ.get(named[name])), _UNSEEN])


def _until_closed(app: QApplication, window: MeasureWindow) -> int:
    before_hook, before_interrupt = sys.excepthook, signal.getsignal(signal.SIGINT)

    def note_fault(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        before_hook(kind, error, traceback)
        window.fail(_FAULT)

    sys.excepthook = note_fault
    # While Qt waits, Python would not see Ctrl-C; nothing is written that it could spoil.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        app.exec()
    finally:
        signal.signal(signal.SIGINT, before_interrupt)
        sys.excepthook = before_hook
    window.stop()
    return _refused(window.standing.trouble) if window.standing.trouble else 0


def _refused(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1
