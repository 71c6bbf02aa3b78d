"""Starting Qt, opening the window, and waiting until it is closed.

Only what the window itself needs is imported before it can be seen; the rest comes after that.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivers.live import log

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

    from drivers.live.place import Place
    from gui.setup import PlanKind
    from gui.window import Window

LOOK_MS: Final = 200
_UNSEEN: Final = "offscreen"
_GO_ON: Final = "go on in the terminal with 'balance-timer demo --terminal'"

_log = logging.getLogger(__name__)


def run(
    address: str | None = None,
    *,
    kind: PlanKind = "free",
    cap_s: float | None = None,
    folder: Path | None = None,
    place: Place | None = None,
    selftest: bool = False,
    screenshots: Path | None = None,
) -> int:
    """Open the window and wait until it is closed.

    Parameters
    ----------
    address
        The source to start with at once; None to let the person choose.
    kind
        The plan, where an address is given.
    cap_s
        Longest time of a hold, in place of what the source says.
    folder
        The person's data; None keeps nothing.
    place
        Where the history is; None is in `folder`.
    selftest
        Go through a whole simulated session and every place, then close. `folder` is left alone.
    screenshots
        Save each place and state into this folder, then close. `folder` is left alone.

    Returns
    -------
    int
        The exit code: 0, or 1 where the window could not open or closed on trouble, which is then
        also on standard error.
    """
    try:
        from gui.window import Window
    except ImportError as error:
        why = _lacking(str(error)) or f"{error}; install what is missing"
        return _refused(f"The window cannot open: {why}, or {_GO_ON}.")
    app = _application(unseen=selftest or screenshots is not None)
    if app is None:
        lacking = _lacking()
        why = f": {lacking}" if lacking else "; mend the display"
        return _refused(f"The window cannot open on this display{why}, or {_GO_ON}.")
    scratch = tempfile.TemporaryDirectory() if selftest or screenshots is not None else None
    window = Window(app, Path(scratch.name)) if scratch else Window(app, folder, place)

    def begin() -> None:
        window.attach()
        if address is not None:
            strip, window.passing = window.measure.strip, True
            chosen = replace(strip.setup, address=address, cap_s=cap_s or strip.setup.cap_s)
            strip.show_setup(replace(chosen, kind=kind))
            window.measure.start()
        elif window.remembered.fresh and scratch is None:
            window.welcome()
        if selftest:
            from gui.selftest import SelfTest

            SelfTest(window).start()
        if screenshots is not None:
            from gui.screenshots import Shots

            Shots(window, screenshots).start()

    window.painted.connect(begin)
    window.show()
    code = _until_closed(app, window, scripted=scratch is not None)
    if scratch is not None:
        scratch.cleanup()
    return code


def _application(*, unseen: bool) -> QApplication | None:
    """Give the application; None where there is nothing to show it on."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication

    running = QCoreApplication.instance()
    if isinstance(running, QApplication):
        return running
    platforms = _platforms()
    app = QApplication(["balance-timer", *(("-platform", platforms) if platforms else ())])
    app.setApplicationDisplayName("Balance Timer")
    return None if platforms and app.platformName() == _UNSEEN and not unseen else app


def _platforms() -> str:
    """Give the platforms for Qt to try, the last of them unseen; empty where Qt is to choose.

    Qt ends the whole program where the last that it tries fails: a display that was named but
    is gone, or a library that is missing. Falling back to the unseen one gives time for a word.
    """
    if sys.platform in ("win32", "darwin") or "QT_QPA_PLATFORM" in os.environ:
        return ""
    named = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return ";".join([*(name for name in named if os.environ.get(named[name])), _UNSEEN])


def _lacking(said: str = "") -> str:
    """Say which libraries are missing, and how to install them; empty where none is."""
    from gui.libraries import advice, missing

    return advice(missing(_platforms().split(";"), said))


def _until_closed(app: QApplication, window: Window, *, scripted: bool) -> int:
    from PySide6.QtCore import QTimer

    from drivers.live.interrupt import Interrupt

    before_hook = sys.excepthook
    faults: list[str] = []

    def note_fault(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        _log.critical("a fault of the program", exc_info=(kind, error, traceback))
        if before_hook is not sys.__excepthook__:  # which would fill the terminal
            before_hook(kind, error, traceback)
        faults.append(log.fault_words())
        if window.live is not None:
            window.live.fail(faults[0])

    sys.excepthook = note_fault
    try:
        with Interrupt() as interrupt:

            def end_if_asked() -> None:
                if interrupt.requested:
                    window.end()
                    app.exit(0)  # also where a question stands before the window

            look = QTimer(window)
            # Qt does not wake for a signal, and Python's handlers wait for a line of Python.
            look.timeout.connect(end_if_asked)
            look.start(LOOK_MS)
            code = app.exec()
            look.stop()
    finally:
        sys.excepthook = before_hook
    trouble = next(iter(faults), "") or ("" if scripted else window.standing.trouble)
    return _refused(trouble) if trouble else code


def _refused(sentence: str) -> int:
    _log.warning("ended in words", stacklevel=2)
    sys.stderr.write(f"{sentence}\n")
    return 1
