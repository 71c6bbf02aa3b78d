"""Looking for devices in a thread of its own, so that none can make the window wait."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.sensor.sources import Choice

if TYPE_CHECKING:
    from drivers.ble.scan import Seen
    from drivers.ports import Port


class Finder(QObject):
    """Looks for ports, then over Bluetooth.

    `found` gives a tuple of `Choice` as soon as there are some, and once more with all;
    `in_the_way` why Bluetooth can't be used, in a sentence.
    """

    found = Signal(object)
    in_the_way = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self.destroyed.connect(self._stopped.set)

    def look(self, *, bluetooth: bool = True) -> None:
        """Begin to look, unless that is under way.

        Parameters
        ----------
        bluetooth
            Whether to look there as well: it disturbs a sensor that is connected over it.
        """
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(
                target=self._look, args=(bluetooth,), name="find devices", daemon=True
            )
            self._thread.start()

    def wait(self, timeout_s: float = 5.0) -> None:
        """Wait until the looking is over."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _look(self, bluetooth: bool) -> None:
        from drivers.ports import list_ports

        try:
            ports = list_ports()
        except TimeoutError:  # kinds of sources are offered all the same
            ports = []
        wired = tuple(_choice(port) for port in ports if port.likely)
        self.found.emit(wired)
        if bluetooth:
            self._look_over_bluetooth(wired)

    def _look_over_bluetooth(self, wired: tuple[Choice, ...]) -> None:
        from drivers.ble.scan import scan
        from drivers.source import CannotOpen

        try:
            seen = scan(self._stopped)
        except CannotOpen as error:
            self.in_the_way.emit(str(error))
            return
        if seen:
            self.found.emit((*wired, *map(_seen, seen)))


def _choice(port: Port) -> Choice:
    return Choice(port.what, f"serial:{port.device}", found=True)


def _seen(sensor: Seen) -> Choice:
    return Choice(sensor.name or sensor.address, f"ble:{sensor.address}", found=True)
