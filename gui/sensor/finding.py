"""Looking for devices in a thread of its own, so that no port can make the window wait."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.sensor.sources import Choice

if TYPE_CHECKING:
    from drivers.ports import Port


class Finder(QObject):
    """Asks `drivers.ports`; `found` gives a tuple of `Choice`."""

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
        from drivers.ports import list_ports

        try:
            ports = list_ports()
        except TimeoutError:  # kinds of sources are offered all the same
            ports = []
        self.found.emit(tuple(_choice(port) for port in ports if port.likely))


def _choice(port: Port) -> Choice:
    return Choice(port.what, f"serial:{port.device}", found=True)
