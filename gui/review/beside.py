"""The line that says what a hold is compared with, and lets another be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.kit.controls import button, combo, label
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.review import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.review.rivals import Rival


class Beside(QWidget):
    """`chosen` gives the `Rival` that a person picks.

    Parameters
    ----------
    end
        Ends the comparison.
    """

    chosen = Signal(object)

    def __init__(self, end: Callable[[], None]) -> None:
        super().__init__()
        self.rivals: list[Rival] = []
        self.which = combo(tr("Compare with"), [], tr("The hold that is drawn dashed"))
        self.which.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.which.activated.connect(lambda at: self.chosen.emit(self.rivals[at]))
        head = label(tr("Compared with"))
        head.setWordWrap(False)
        head.setBuddy(self.which)
        ending = button(tr("End"), end, "C", tr("End the comparison"))
        line = Flow(head, self.which, ending, fills=True)
        line.setContentsMargins(0, 0, 0, 0)
        self.setLayout(line)

    def show_rivals(self, rivals: Sequence[Rival], chosen: int) -> None:
        """Offer holds, one of them chosen."""
        self.rivals = list(rivals)
        self.which.clear()
        for rival in rivals:
            self.which.addItem(words.rival_line(rival))
        self.which.setCurrentIndex(chosen)
