"""LiveSession: takes what the pump has, feeds the session, and says where the test stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from balance.samples import SampleBlock
from balance.session import Session
from balance.signal.results import Hold, Item
from drivers.pump import Last, Pump
from drivers.registry import open_source
from drivers.source import SourceError, SourceInfo
from gui.standing import Standing

TICK_MS: Final = 16
BUSY_MS: Final = 10
SILENT_MS: Final = 800
LATE_PRESS_MS: Final = 1500
_RATE_AFTER: Final = 50


class LiveSession(QObject):
    """One test after another, each from a source of its own.

    `changed` carries a `Standing` whenever anything to be seen is different. The thread is the
    pump's; everything here happens in the thread of the window.

    Parameters
    ----------
    cap_s
        Longest time of a hold, in place of what the source says.
    """

    changed = Signal(object)

    def __init__(self, *, cap_s: float | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.standing = Standing()
        self._cap_s = cap_s
        self._pump: Pump | None = None
        self._session: Session | None = None
        self._model: str | None = None
        self._last: Hold | None = None
        self._just_over = False
        self._now_s = 0.0
        self._heard = QElapsedTimer()
        self._hold_over = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self, address: str) -> None:
        """Open a source and begin."""
        self.stop()
        self._put(Standing(stage="opening"))
        try:
            self._pump = Pump(open_source(address))
        except SourceError as error:
            self._put(Standing(stage="over", trouble=str(error)))
            return
        self._pump.start()
        self._hold_over.invalidate()
        self._timer.start()

    def press(self) -> None:
        """End the hold by hand; between holds, end the test."""
        if self.standing.held_s is not None and self._session is not None:
            self._take(self._session.stop())
            self._show()
        elif not (self._hold_over.isValid() and self._hold_over.elapsed() < LATE_PRESS_MS):
            # A press that comes just after the detector was meant for the hold, not for the test.
            self.stop()

    def stop(self) -> None:
        """End the test by hand and let go of the source; without a test it does nothing."""
        self._end(None)

    def fail(self, trouble: str) -> None:
        """Give up the test without another look at it, and say why."""
        self._session = None
        self.stop()
        self._put(replace(self.standing, stage="over", trouble=trouble))

    def _tick(self) -> None:
        if self._pump is None:
            return
        if self._session is None:
            opened = self._pump.wait_open(0.0)
            if isinstance(opened, SourceInfo):
                self._begin(opened)
            elif opened is not None:
                self._end(opened)
        else:
            self._read(self._pump, self._session)

    def _begin(self, info: SourceInfo) -> None:
        conditions = info.conditions
        if self._cap_s is not None:
            conditions = replace(conditions, cap_s=self._cap_s)
        self._session = Session(conditions)
        self._model = info.model
        self._last, self._just_over = None, False
        self._heard.start()
        self._show()

    def _read(self, pump: Pump, session: Session) -> None:
        busy = QElapsedTimer()
        busy.start()
        while busy.elapsed() < BUSY_MS:
            health = pump.health()
            item = pump.get(0.0)
            if item is None:
                if health is not None and health.state != "open":
                    self._take(session.lose())
                break
            if not isinstance(item, SampleBlock):
                self._end(item)
                return
            self._take(session.push(item))
            self._now_s = float(item.time_s[-1])
            self._heard.start()
        self._show()

    def _end(self, last: Last | None) -> None:
        pump, self._pump = self._pump, None
        if pump is None:
            return
        self._timer.stop()
        if self._session is not None:
            self._take(self._session.stop() if last is None else self._session.finish())
            self._show()
            self._session = None
        trouble = str(last) if isinstance(last, SourceError) else ""
        try:
            pump.close()
        except SourceError as error:
            trouble = trouble or str(error)
        self._put(replace(self.standing, stage="over", trouble=trouble))

    def _take(self, items: list[Item]) -> None:
        for item in items:
            if isinstance(item, Hold):
                self._last, self._just_over = item, True
                self._hold_over.start()
            elif item.event == "lift_off":
                self._last, self._just_over = None, False
            elif item.event == "ready":
                self._just_over = False

    def _show(self) -> None:
        session = self._session
        if session is None:
            return
        held_s = session.clock_s(self._now_s)
        now: dict[str, Any] = {
            "stage": "running",
            "phase": session.phase,
            "held_s": None if held_s is None else round(held_s, 1),
            "last": self._last,
            "just_over": self._just_over,
            "attempts": session.attempts,
            "score": session.score,
            "silent": self._heard.elapsed() >= SILENT_MS,
        }
        if held_s is None and session.quality.samples >= _RATE_AFTER:
            _, faults = session.quality.status(settled=True)
            rate_hz = round(session.quality.rate_hz, 1)
            now |= {"model": self._model, "rate_hz": rate_hz, "faults": faults}
        self._put(replace(self.standing, **now))

    def _put(self, standing: Standing) -> None:
        if standing != self.standing:
            self.standing = standing
            self.changed.emit(standing)
