"""The one line that is always there: sensor, rate and health, recording, sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from gui.kit.palette import write_with
from gui.measure import words

if TYPE_CHECKING:
    from drivers.live.standing import Standing
    from gui.kit.palette import Inks


class StatusLine(QFrame):
    """Texts that change in place, and stand still during a hold."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self._inks = inks
        self.sensor, self.recording, self.note = Elided(), Elided(), Elided()
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 2, 4, 2)
        line.setSpacing(24)
        for part, share in ((self.sensor, 4), (self.recording, 4), (self.note, 4)):
            line.addWidget(part, share)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        write_with(inks.text, self.sensor, self.recording, self.note)

    def show_standing(self, now: Standing) -> None:
        """Show sensor and recording."""
        for part, (text, tone) in (
            (self.sensor, words.sensor(now)),
            (self.recording, words.recording(now)),
        ):
            if part.text() != text:
                part.setText(text)
                part.setToolTip(text)
                part.setAccessibleName(text)
            write_with(getattr(self._inks, tone), part)

    def say(self, text: str) -> None:
        """Show a note: what can't be heard, a second window."""
        self.note.setText(text)
        self.note.setToolTip(text)
        self.note.setAccessibleName(text)


class Elided(QLabel):
    """One line of text that ends in dots where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        dots = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), dots, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()
