"""The holds of the recording under review: which, how long, and what the detector saw of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QListWidget, QSizePolicy

from gui.kit.controls import Sheet, label, scrolled
from gui.kit.text import tr
from gui.review import words

if TYPE_CHECKING:
    from gui.review.looking import Looking


class HoldSide(Sheet):
    """A list of holds; `chosen` gives the number of the one that a person picks."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(tr("Holds"))
        self.holds = QListWidget()
        self.holds.setAccessibleName(tr("Holds in this recording"))
        self.holds.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.holds.setWordWrap(True)
        self.holds.currentRowChanged.connect(self.chosen)
        self.times = QGridLayout()
        self.explained = label()
        self.explained.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.holds.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.holds.setMinimumHeight(5 * self.fontMetrics().lineSpacing())
        self.column.addWidget(self.holds, 2)
        self.column.addLayout(self.times)
        self.column.addWidget(label(tr("What the detector saw"), bold=True))
        why = scrolled(self.explained, tr("What the detector saw"))
        why.setMinimumHeight(5 * self.fontMetrics().lineSpacing())
        self.column.addWidget(why, 4)

    def show_look(self, look: Looking, number: int | None) -> None:
        """List the holds of a recording."""
        self.holds.blockSignals(True)
        self.holds.clear()
        for index, seen in enumerate(look.holds):
            self.holds.addItem(words.hold_line(index, seen))
        self.holds.setCurrentRow(-1 if number is None else number)
        self.holds.blockSignals(False)

    def show_hold(self, look: Looking | None, number: int | None) -> None:
        """Show both times of a hold, and what they rest on."""
        while (item := self.times.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if look is None or number is None:
            nothing = tr("No hold was found in this recording.") if look else ""
            self.explained.setText(nothing)
            return
        seen = look.holds[number]
        heads = ("", tr("Automatic"), tr("Counts"))
        for down, texts in enumerate([heads, *words.both_times(seen)]):
            for across, text in enumerate(texts):
                self.times.addWidget(label(text, faint=not (down and across)), down, across)
        self.explained.setText("\n\n".join(words.explained(seen)))
