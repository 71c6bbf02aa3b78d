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
    from gui.review.place import ReviewPlace

_LETTERS = 64
_LINES = 7


class NoteDialog(QDialog):
    """Asks for a note.

    Parameters
    ----------
    where
        What the note is on.
    notes
        What was written before, on other moments.
    text
        What is written there now, to be changed.
    """

    def __init__(
        self, parent: QWidget, where: str, notes: Sequence[EventRow], text: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Note"))
        letter = self.fontMetrics()
        self.text = QPlainTextEdit(text)
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


def ask_note(parent: QWidget, where: str, notes: Sequence[EventRow], text: str = "") -> str | None:
    """Ask for a note; None where it is to be as it was."""
    asking = NoteDialog(parent, where, notes, text)
    given = asking.exec() == QDialog.DialogCode.Accepted
    asking.deleteLater()
    return asking.written if given and asking.written != text else None


def take_note(place: ReviewPlace) -> None:
    """Ask for a note on the chosen hold, or where one looks where there is none; and write it."""
    look, at = place.look, place.number
    if look is None:
        return
    if at is None:
        at_s = place.plot.middle_s()
        where = tr("It is kept beside the recording, at {at} s.", at=number(at_s, 1))
        if text := ask_note(place, where, look.notes):
            place.do(lambda one: one.note(at_s, text))
        return
    kept = look.holds[at].kept
    others = [row for row in look.notes if not kept.span_s[0] <= row.time_s <= kept.span_s[1]]
    where = tr("On hold {n}. It is kept beside the recording, and listed with it.", n=at + 1)
    if (said := ask_note(place, where, others, kept.note or "")) is not None:
        place.do(lambda one: one.note_hold(at, said))


def said(note: EventRow) -> str:
    """Say a note with its time."""
    return tr("{at} s: {said}", at=number(note.time_s, 1), said=note.detail)
