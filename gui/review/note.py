"""A note on a recording: room to write in, with what was written before in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from gui.kit.controls import label, scrolled, shortcut
from gui.kit.text import number, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.events_file import EventRow

_LETTERS = 64
_LINES = 7


class NoteDialog(QDialog):
    """Asks for a note.

    Parameters
    ----------
    at_s
        The time that the note is written at.
    notes
        What was written before.
    """

    def __init__(self, parent: QWidget, at_s: float, notes: Sequence[EventRow]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Note"))
        letter = self.fontMetrics()
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Note"))
        self.text.setPlaceholderText(tr("What is worth knowing when this is looked at again?"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumSize(
            _LETTERS * letter.averageCharWidth(), _LINES * letter.lineSpacing() + 12
        )
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(kinds.Save).setToolTip(tr("Ctrl+Return saves it as well"))
        shortcut(self, "Ctrl+Return", self.accept)
        where = tr("It is kept beside the recording, at {at} s.", at=number(at_s, 1))
        column = QVBoxLayout(self)
        column.addWidget(label(where))
        column.addWidget(self.text, 1)
        if notes:
            before = label("\n".join(said(note) for note in notes))
            before.setAlignment(Qt.AlignmentFlag.AlignTop)
            box = scrolled(before, tr("Notes written before"))
            box.setMaximumHeight(5 * letter.lineSpacing())
            column.addWidget(label(tr("Written before"), faint=True))
            column.addWidget(box)
        column.addWidget(self.buttons)
        self.text.setFocus()

    @property
    def written(self) -> str:
        """What was written."""
        return self.text.toPlainText().strip()


def ask_note(parent: QWidget, at_s: float, notes: Sequence[EventRow]) -> str:
    """Ask for a note; empty where none was written."""
    asking = NoteDialog(parent, at_s, notes)
    given = asking.exec() == QDialog.DialogCode.Accepted
    asking.deleteLater()
    return asking.written if given else ""


def said(note: EventRow) -> str:
    """Say a note with its time."""
    return tr("{at} s: {said}", at=number(note.time_s, 1), said=note.detail)
