"""The pane beside the stage: the attempts, the scores, the sensor and the button."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui import words
from gui.palette import inks_on, write_with
from gui.stage import larger
from gui.standing import Standing

_LETTERS: Final = 40
_BUTTON: Final = """
QPushButton {{ background: {0}; color: {1}; border-radius: 8px; border: 3px solid {0};
               padding: 10px }}
QPushButton:focus {{ border-color: {1} }}
"""


class Pane(QWidget):
    """What a therapist reads, and where the sensor is chosen."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.setFont(larger(self.font(), 1.3))
        self.setFixedWidth(_LETTERS * self.fontMetrics().averageCharWidth())
        self.attempts = QListWidget()
        self.attempts.setAccessibleName("Attempts")
        self.attempts.setFrameShape(QListWidget.Shape.NoFrame)
        self.attempts.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.attempts.setStyleSheet("QListWidget { background: transparent }")
        self.attempts.setFont(larger(self.font(), 1.2))
        self.attempts.setSpacing(3)
        self.attempts.setWordWrap(True)
        self.best, self.mean, self.sensor = QLabel(), QLabel(), QLabel()
        self.sensor.setTextFormat(Qt.TextFormat.PlainText)
        self.sensor.setWordWrap(True)
        self.sensor.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sensor.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.address = QLineEdit(address)
        self.address.setCursorPosition(0)
        self.button = QPushButton()
        self.button.setFont(larger(self.font(), 1.3))
        self._lay_out()
        self.recolour(self.palette())

    def recolour(self, system: QPalette) -> None:
        """Take the inks from the system's palette."""
        self._inks = inks_on(system.window().color(), system.windowText().color())
        write_with(self._inks.text, self.attempts, *self.findChildren(QLabel))
        colours = self._inks.button.name(), self._inks.button_text.name()
        self.button.setStyleSheet(_BUTTON.format(*colours))

    def show_standing(self, now: Standing) -> None:
        """Put a standing in words."""
        if len(now.attempts) < self.attempts.count():
            self.attempts.clear()
        for attempt in now.attempts[self.attempts.count() :]:
            self.attempts.addItem(words.attempt(attempt))
            self.attempts.scrollToBottom()
        best, mean = words.best_and_mean(now)
        self.best.setText(best)
        self.mean.setText(mean)
        text, tone = words.sensor(now)
        self.sensor.setText(text)
        write_with(getattr(self._inks, tone), self.sensor)
        self.address.setReadOnly(now.active)
        self.button.setText(words.button(now))

    def _lay_out(self) -> None:
        heading, where = QLabel("Attempts"), QLabel("Sensor &address")
        keys = QLabel("Space starts and stops, Esc closes.")
        heading.setFont(larger(self.font(), 1.3))
        keys.setWordWrap(True)
        where.setBuddy(self.address)
        scores = QFormLayout()
        scores.addRow("Best", self.best)
        scores.addRow("Mean of three", self.mean)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addWidget(heading)
        column.addWidget(self.attempts, 1)
        column.addLayout(scores)
        column.addSpacing(20)
        for widget in (where, self.address, self.sensor, self.button, keys):
            column.addWidget(widget)
