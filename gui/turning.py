"""Turning: a test as Qt goes about it, turned by a timer, told by signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import wait
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from balance.timing.results import Hold
from drivers.live.live import Live, open_pump

if TYPE_CHECKING:
    from balance.timing.results import Item
    from drivers.live.keeper import Keeping
    from drivers.live.led import Led
    from drivers.live.standing import Standing
    from drivers.pump import Pump

TICK_MS: Final = 16
SLOW_TICK_MS: Final = 33
BUSY_MS: Final = 10
MOST_KEEPING_S: Final = 1.0  # a disk or a database that hangs does not hold the window up


class Turning(QObject):
    """Turns a `Live` once a frame, or a `Led` that has the say of it.

    `changed` carries a `Standing` whenever anything to be seen or heard is different; `ticked`
    comes once a frame while a source is open, for what is drawn by the frame; `wished` carries a
    `Wish` of whoever holds a phone that is the sensor.

    Parameters
    ----------
    keeping
        Says where a test that begins now is kept; None keeps nothing.
    pump
        Gives the pump of an address.

    Attributes
    ----------
    led : Led or None
        The session that is led, also once it is over, until something else begins: as long as it is
        there, all that changes is its to say.
    """

    changed = Signal(object)
    ticked = Signal()
    wished = Signal(str)

    def __init__(
        self,
        keeping: Callable[[], Keeping | None],
        parent: QObject | None = None,
        *,
        pump: Callable[[str], Pump] = open_pump,
    ) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._pump_of = pump
        self.led: Led | None = None
        self.live = Live(keeping, changed=self._change, heed=self._heed, pump=self._open)

    def be_slow(self, slow: bool) -> None:
        """Go by 30 frames a second in place of 60."""
        self._timer.setInterval(SLOW_TICK_MS if slow else TICK_MS)

    def lead(self, led: Led) -> None:
        """Have a session go on; it says what changes, by `changed`, and is turned."""
        self.led = led
        self._timer.start()
        led.begin()

    def let_go(self) -> None:
        """Have nothing led any more: what changes is the sensor's to say again."""
        self.led = None

    def end(self) -> None:
        """Turn no more, once the source is let go of; else the next turn would see that."""
        self._timer.stop()

    def _tick(self) -> None:
        busy = QElapsedTimer()
        busy.start()
        while self._turn() and busy.elapsed() < BUSY_MS:
            pass
        if not self.live.connected and not self._leads:
            self._timer.stop()
        self.ticked.emit()
        for wish in self.live.wishes():
            self.wished.emit(wish)

    @property
    def _leads(self) -> bool:
        return self.led is not None and not self.led.over

    def _turn(self) -> bool:
        led = self.led
        return led.turn() if led is not None and self._leads else self.live.turn()

    def _change(self, now: Standing) -> None:
        """Say what the sensor is doing; where a session is led, have that see to it."""
        if self.led is None:
            self.changed.emit(now)
        elif self.led.over:
            self.led.look()

    def _heed(self, items: Sequence[Item]) -> None:
        """Wait until a hold is kept: what is seen to be final is not lost any more."""
        if any(isinstance(item, Hold) for item in items):
            wait([self.live.desk.do(lambda: None)], MOST_KEEPING_S)

    def _open(self, address: str) -> Pump:
        pump = self._pump_of(address)
        self._timer.start()  # whether or not anything is to be seen of it at once
        return pump
