"""Measure: the window in which a person is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui import words
from gui.pane import Pane
from gui.stage import Stage
from gui.standing import Standing

if TYPE_CHECKING:
    from gui.live_session import LiveSession

DEFAULT_ADDRESS: Final = "sim:?placement=shank"


class MeasureWindow(QWidget):
    """The window. `painted` is emitted once, when it can be seen: what is slow starts then."""

    painted = Signal()

    def __init__(self, address: str = DEFAULT_ADDRESS) -> None:
        super().__init__()
        self.setWindowTitle("Balance Timer")
        self.standing = Standing()
        self.stage, self.pane = Stage(), Pane(address)
        self._live: LiveSession | None = None
        self._seen = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.stage, 1)
        row.addWidget(self.pane)
        self.pane.button.clicked.connect(self.press)
        self.pane.address.returnPressed.connect(self.start)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self, self.press)
        space.setAutoRepeat(False)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self.setMinimumSize(720, 560)
        self.resize(1200, 800)
        self.pane.button.setFocus()
        self.show_standing(self.standing)

    def attach(self, live: LiveSession) -> None:
        """Show what this session says, and let it be steered from here."""
        self._live = live
        live.changed.connect(self.show_standing)

    def press(self) -> None:
        """Start or stop, as the space bar and the button do."""
        if self.standing.active and self._live is not None:
            self._live.press()
        else:
            self.start()

    def start(self) -> None:
        """Start, unless that was done."""
        if self._live is not None and not self.standing.active:
            self.pane.button.setFocus()
            self._live.start(self.pane.address.text().strip())

    def stop(self) -> None:
        """End the test and let go of the sensor."""
        if self._live is not None:
            self._live.stop()

    def fail(self, trouble: str) -> None:
        """Give up the test, whatever state it is in, and say why."""
        if self._live is not None:
            self._live.fail(trouble)

    def show_standing(self, now: Standing) -> None:
        """Put a standing on the screen."""
        before, self.standing = self.standing, now
        self.stage.show_standing(now)
        self.pane.show_standing(now)
        said = words.announcement(now)
        if said != words.announcement(before):
            event = QAccessibleAnnouncementEvent(self, said)
            QAccessible.updateAccessibility(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Let go of the sensor."""
        self.stop()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Note the first picture; a zero timer fires once it is on the screen."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the system from light to dark and back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            # The parts have not got theirs yet.
            self.stage.recolour(self.palette())
            self.pane.recolour(self.palette())
            self.show_standing(self.standing)
