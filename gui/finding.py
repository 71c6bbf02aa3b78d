"""Looking for devices in a thread of its own, so that no port can make the window wait."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from gui.sources import Choice


class Finder(QObject):
    """Asks `drivers.devices`, where this version has it; `found` gives a tuple of `Choice`."""

    found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None

    def look(self) -> None:
        """Begin to look, unless that is under way."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._look, name="find devices", daemon=True)
            self._thread.start()

    def wait(self, timeout_s: float = 5.0) -> None:
        """Wait until the looking is over."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _look(self) -> None:
        list_devices = _lister()
        devices = [] if list_devices is None else list_devices()
        self.found.emit(tuple(_choice(device) for device in devices))


def _lister() -> Callable[[], list[Any]] | None:
    try:
        module = importlib.import_module("drivers.devices")
    except ModuleNotFoundError:
        return None
    lister: Callable[[], list[Any]] | None = getattr(module, "find_devices", None)
    return lister


def _choice(device: Any) -> Choice:  # noqa: ANN401
    name = getattr(device, "name", "") or getattr(device, "description", "")
    return Choice(str(name or device.address), str(device.address), found=True)
