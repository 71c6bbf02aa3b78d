"""F1: how to use the window, and its keys."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from balance.words import SAFETY
from drivers.live.log import log_path
from gui.kit.controls import button, row
from gui.kit.text import tr

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS: Final = (
    "Choose a sensor in Sensor. Wear it on the lower back or chest, or on the leg that you raise.",
    "In Measure, choose the leg that you will stand on, and press Space.",
    "Stand still on both feet until you hear the ready tone, then lift one foot.",
    "Balance. A tone says that the hold began, a lower and louder one that it ended.",
    "Nothing needs a key: attempts are kept, rests are counted, the next leg is said aloud.",
    "For exercises and named tests choose one in the list of plans, and press Space; a voice leads "
    "you. Week plan says which exercises a week of yours has.",
)
PRIVATE: Final = (
    "Everything stays on this computer. "
    "This is a training and recording tool, not a medical device."
)
LOG: Final = "What went wrong is noted, with nothing about people, in:"
KEYS: Final = (
    ("Space", "Start; end a hold; stop"),
    ("Esc", "Stop the test"),
    ("Return", "Keep this attempt; in a list or on a button, use it"),
    ("R", "Try again: does not count"),
    ("N", "Not a step-down: held at least this long"),
    ("Del", "Discard: does not count"),
    ("Ctrl+Z", "Undo"),
    ("P", "Pause, or go on"),
    ("S", "Skip the rest or the next attempt"),
    ("F9", "Traces: beside, in a window of their own, off"),
    ("Ctrl+R", "Rehearse: is the sensor well placed?"),
    ("Ctrl+P", "Plan of the week: which exercises, how often"),
    ("Ctrl+1", "Measure"),
    ("Ctrl+2", "Review"),
    ("Ctrl+3", "Progress"),
    ("Ctrl+4", "Sensor"),
    ("Ctrl+T", "Colours: light, dark, as the system"),
    ("F11", "Full screen"),
    ("Ctrl+Q", "Close"),
)
LED_KEYS: Final = (
    ("Space", "Start; be done with the hold, the stance or the set; go on from a pause"),
    ("P", "Pause, or go on"),
    ("S", "Skip what is left of this step"),
    ("R", "Repeat the newest work"),
    ("E", "An error, in stances of tests that count them"),
    ("1", "It was easy; with 2 it was right, with 3 it was hard"),
    ("Esc", "Leave; what was done is kept, and can be gone on with"),
)
REVIEW_KEYS: Final = (
    ("Ctrl+O", "Open a recording"),
    ("Ctrl+F", "Search the recordings; Esc shows all of them again"),
    ("Alt+Left", "The end earlier; with Right later, with Shift in larger steps"),
    ("Ctrl+Left", "The lift-off earlier; with Right later, with Shift in larger steps"),
    ("N", "Not a step-down"),
    ("Del", "No hold"),
    ("A", "As found: the automatic time"),
    ("Insert", "Add a hold"),
    ("T", "Write a note on the chosen hold"),
    ("B", "Belongs to somebody else: the recording, or a part of it"),
    ("C", "Compare with the best, or the one before; end that"),
    ("F5", "Score again with this version"),
    ("+", "Look closer; with - at more"),
    ("R", "Rate blind: mark holds without seeing what was found"),
    ("Ctrl+Z", "Take the newest edit back"),
)
BLIND_KEYS: Final = (
    ("Left", "The cursor earlier; with Right later, with Shift in larger steps"),
    ("L", "Lift-off at the cursor"),
    ("S", "Step-down at the cursor"),
    ("W", "Went on: held at least this long"),
    ("Del", "No hold here"),
    ("Ctrl+Left", "The lift-off earlier; with Right later, with Shift in larger steps"),
    ("Alt+Left", "The step-down earlier; with Right later, with Shift in larger steps"),
    ("+", "Look closer; with - at more"),
    ("Ctrl+Z", "Take your newest mark back"),
    ("D", "Done with this recording; the next one"),
    ("Esc", "Leave the rating"),
)
OTHER_KEYS: Final = (
    ("Ctrl+N", "In Progress: add a person"),
    ("F2", "In Progress: see and change what is known of a person"),
    ("Ctrl+F", "In Progress: search the people"),
    ("Ctrl+Shift+A", "In Progress: archive a person, or take them out of the archive"),
    ("Ctrl+Del", "In Progress: erase a person"),
    ("Ctrl+E", "In Progress: balance or exercises, where there are both"),
    ("Alt+Left", "In Progress: the week before, of the exercises; with Right the one after"),
    ("Ctrl+K", "In Sensor: connect, and see how the sensor does"),
    ("Ctrl+E", "In Sensor: sound check"),
)


class HelpDialog(QDialog):
    """The help, to be read and closed; from here the first questions are asked `again`."""

    def __init__(self, parent: QWidget, *, again: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Help"))
        self.resize(680, 640)
        text = QTextBrowser()
        text.setAccessibleName(tr("Help"))
        text.setHtml(help_html())
        column = QVBoxLayout(self)
        column.addWidget(text)
        tip = tr("Who stands, where the sensor is worn, which sensor, and can you hear it?")
        self.again = button(tr("The first questions again"), self.accept, "", tip)
        self.accepted.connect(lambda: again())
        column.addLayout(row(self.again, 1, button(tr("Close"), self.reject, "Esc")))


def help_html() -> str:
    """Give the help as a small page."""
    steps = "".join(f"<li>{tr(step)}</li>" for step in STEPS)
    lists = (
        ("Keys", KEYS),
        ("Keys while you are led by voice", LED_KEYS),
        ("Keys in Review", REVIEW_KEYS),
        ("Keys while you rate blind", BLIND_KEYS),
        ("Keys elsewhere", OTHER_KEYS),
    )
    return (
        f"<h2>{tr('A test you can do without looking')}</h2><p><b>{tr(SAFETY)}</b></p>"
        f"<ol>{steps}</ol><p>{tr(PRIVATE)}</p>"
        f"<p>{tr(LOG)} {escape(str(log_path()))}</p>"
        + "".join(f"<h3>{tr(title)}</h3>{_table(keys)}" for title, keys in lists)
    )


def _table(keys: tuple[tuple[str, str], ...]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    rows = "".join(
        f"<tr><td><b>{QKeySequence(key).toString(native)}</b>&nbsp;&nbsp;</td><td>{tr(what)}</td></tr>"
        for key, what in keys
    )
    return f"<table cellpadding='3'>{rows}</table>"
