"""F1: how to use the window, and its keys."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from balance.words import SAFETY
from gui.text import tr

STEPS: Final = (
    "Choose a sensor in Sensor. Wear it on the lower back or chest, or on the leg that you raise.",
    "In Measure, choose the leg that you will stand on, and press Space.",
    "Stand still on both feet until you hear the ready tone, then lift one foot.",
    "Balance. A tone says that the hold began, a lower and louder one that it ended.",
    "Nothing needs a key: attempts are kept, rests are counted, the next leg is said aloud.",
)
PRIVATE: Final = (
    "Everything stays on this computer. "
    "This is a training and recording tool, not a medical device."
)
KEYS: Final = (
    ("Space", "Start; end a hold; stop"),
    ("Esc", "Stop the test"),
    ("Return", "Keep this attempt"),
    ("R", "Try again: does not count"),
    ("N", "Not a step-down: held at least this long"),
    ("Del", "Discard: does not count"),
    ("Ctrl+Z", "Undo"),
    ("P", "Pause, or go on"),
    ("S", "Skip the rest or the next attempt"),
    ("F9", "Traces: beside, in a window of their own, off"),
    ("Ctrl+R", "Rehearse: is the sensor well placed?"),
    ("Ctrl+1", "Measure"),
    ("Ctrl+2", "Review"),
    ("Ctrl+3", "Progress"),
    ("Ctrl+4", "Sensor"),
    ("Ctrl+O", "In Review: open a recording"),
    ("Ctrl+T", "Colours: light, dark, as the system"),
    ("F11", "Full screen"),
    ("Ctrl+Q", "Close"),
)


class HelpDialog(QDialog):
    """The help, to be read and closed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Help"))
        self.resize(680, 640)
        text = QTextBrowser()
        text.setAccessibleName(tr("Help"))
        text.setHtml(help_html())
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(close)


def help_html() -> str:
    """Give the help as a small page."""
    steps = "".join(f"<li>{tr(step)}</li>" for step in STEPS)
    native = QKeySequence.SequenceFormat.NativeText
    keys = "".join(
        f"<tr><td><b>{QKeySequence(key).toString(native)}</b>&nbsp;&nbsp;</td><td>{tr(what)}</td></tr>"
        for key, what in KEYS
    )
    return (
        f"<h2>{tr('A test you can do without looking')}</h2><p><b>{tr(SAFETY)}</b></p>"
        f"<ol>{steps}</ol><h3>{tr('Keys')}</h3><table cellpadding='3'>{keys}</table>"
        f"<p>{tr(PRIVATE)}</p>"
    )
