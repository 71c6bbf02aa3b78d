"""Asks a rater's code, and whether marks may be lost."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from balance.records.errors import RecordingError
from balance.records.ratings import rater_code
from balance.words import sentence
from gui.kit.controls import label, titled
from gui.kit.palette import Inks, write_with
from gui.kit.text import tr
from gui.review.blind import words
from gui.review.words import counted

_LETTERS: Final = 64
WHAT: Final = (
    "You will mark lift-off and step-down of each hold in what is listed now: {what}. They come in "
    "an order of your own, under numbers. You see neither whose they are, nor what the timer "
    "found, nor what others marked. Your marks are kept beside the recordings, and change no "
    "result."
)


class RaterDialog(QDialog):
    """Asks under which code somebody rates; what is no code is said, and asked again.

    Parameters
    ----------
    many
        How many recordings there are to rate.
    before
        The code that was given last in this window.
    """

    def __init__(self, parent: QWidget, inks: Inks, many: int, before: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Rate blind"))
        self.code = QLineEdit(before)
        self.code.setAccessibleName(tr("Your code as a rater"))
        self.code.setMaxLength(64)
        self.code.selectAll()
        self.trouble = label()
        write_with(inks.trouble, self.trouble)
        what = label(tr(WHAT, what=counted(many, many)))
        what.setMinimumWidth(_LETTERS * self.fontMetrics().averageCharWidth())
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.begin = self.buttons.button(kinds.Ok)
        self.begin.setText(tr("Begin"))
        self.begin.setAccessibleName(tr("Begin"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(what)
        column.addLayout(titled(tr("Your code as a rater, never your name"), self.code))
        column.addWidget(self.trouble)
        column.addWidget(self.buttons)
        self.code.setFocus()

    def accept(self) -> None:
        """Go on with a code; with what is none, say so."""
        try:
            self.code.setText(rater_code(self.code.text()))
        except RecordingError as error:
            self.trouble.setText(sentence(str(error)))
            self.code.setAccessibleDescription(sentence(str(error)))
            self.code.setFocus()
            self.adjustSize()
            return
        super().accept()


def ask_rater(parent: QWidget, inks: Inks, many: int, before: str) -> str | None:
    """Ask who rates; None where nobody does."""
    asking = RaterDialog(parent, inks, many, before)
    given = asking.exec() == QDialog.DialogCode.Accepted
    asking.deleteLater()
    return asking.code.text() if given else None


def may_lose(parent: QWidget) -> bool:
    """Ask whether to leave although marks are not kept; Enter says no."""
    no = QMessageBox.StandardButton.No
    buttons = QMessageBox.StandardButton.Yes | no
    title, text = tr("Rate blind"), tr(words.LOSE)
    return QMessageBox.question(parent, title, text, buttons, no) != no
