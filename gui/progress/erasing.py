"""Erasing a person: what goes and what stays is listed, and the answer that Enter gives is No."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from gui.kit.controls import label
from gui.kit.text import tr

if TYPE_CHECKING:
    from balance.records.history.belongings import Belongings
    from balance.records.history.people import Erased


class EraseDialog(QDialog):
    """Lists the files, and asks."""

    def __init__(self, code: str, theirs: Belongings, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Erase a person"))
        question = tr(
            "Erase {code}, with all results and these {count} files? This can't be undone.",
            code=code,
            count=str(len(theirs.files)),
        )
        self.list = QPlainTextEdit(listing(theirs))
        self.list.setReadOnly(True)
        self.list.setAccessibleName(tr("What goes, and what stays"))
        self.list.setTabChangesFocus(True)
        self.list.setMinimumWidth(80 * self.fontMetrics().averageCharWidth())
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Yes | kinds.No)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        yes, no = self.buttons.button(kinds.Yes), self.buttons.button(kinds.No)
        yes.setAutoDefault(False)
        no.setDefault(True)
        column = QVBoxLayout(self)
        column.addWidget(label(question, bold=True))
        column.addWidget(self.list)
        column.addWidget(self.buttons)
        no.setFocus()


def listing(theirs: Belongings) -> str:
    """List what goes, what is not there to go, and what stays since nobody can tell whose it is."""
    parts = (
        (tr("These go:"), [str(path) for path in theirs.files]),
        (tr("These are not there now:"), [str(path) for path in theirs.missing]),
        (tr("These stay:"), [f"{left}." for left in theirs.left]),
    )
    return "\n\n".join("\n".join([head, *lines]) for head, lines in parts if lines)


def not_erased(erased: Erased) -> str:
    """Say what is left of somebody who was erased; empty where nothing is."""
    lines = [tr("{path}: not there now; erase it where it is.", path=p) for p in erased.missing]
    lines += [tr("Not erased: {what}.", what=str(left)) for left in erased.left]
    return "\n".join(lines)
