"""Asks whether a code that is new was meant for that of somebody who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout

from gui.kit.controls import button, label
from gui.kit.text import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class MeantDialog(QDialog):
    """Return takes who is there; Escape takes nobody.

    Parameters
    ----------
    code, near
        What was written, and whose code is close to it.
    refusal
        Why what was written can't be somebody new; empty where it can.

    Attributes
    ----------
    chosen : str
        The code that is meant; empty where nobody said.
    """

    def __init__(self, parent: QWidget, code: str, near: str, refusal: str = "") -> None:
        super().__init__(parent)
        self.chosen = ""
        self.setWindowTitle(tr("Who is it?"))
        known = tr("It is {near}", near=near)
        self.known = button(known, lambda: self._take(near))
        self.new = button(tr("{code} is somebody new", code=code), lambda: self._take(code))
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Cancel)
        self.buttons.addButton(self.known, QDialogButtonBox.ButtonRole.AcceptRole)
        if not refusal:
            self.buttons.addButton(self.new, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.rejected.connect(self.reject)
        for each in (self.new, self.buttons.button(kinds.Cancel)):
            each.setAutoDefault(False)
        self.known.setDefault(True)
        asked = tr("{code} is new; did you mean {near}?", code=code, near=near)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(asked, bold=True))
        if refusal:
            column.addWidget(label(tr("{what}.", what=refusal)))
        column.addWidget(self.buttons)
        self.known.setFocus()

    def _take(self, code: str) -> None:
        self.chosen = code
        self.accept()
