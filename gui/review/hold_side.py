"""The holds of the recording under review: which, how long, and by what they were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QListWidget, QSizePolicy, QWidget

from gui.kit.controls import Sheet, label, scrolled
from gui.kit.text import seconds, tr
from gui.review import why, words
from gui.review.note import said

if TYPE_CHECKING:
    from gui.review.looking import Looking, Seen

STEP_S = 0.01
_ARROWS = 36  # pixels beside the digits


class HoldSide(Sheet):
    """The list of holds, the ends of one, and its story.

    `chosen` gives the number of the hold that a person picks, `moved` the ends that a person wrote
    or stepped to.
    """

    chosen = Signal(int)
    moved = Signal(float, float)

    def __init__(self) -> None:
        super().__init__(tr("Holds"))
        self.holds = QListWidget()
        self.holds.setAccessibleName(tr("Holds in this recording"))
        self.holds.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.holds.setWordWrap(True)
        self.holds.currentRowChanged.connect(self.chosen)
        self.holds.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.holds.setMinimumHeight(5 * self.fontMetrics().lineSpacing())
        self._span_s = (0.0, 0.0)
        self.lift_off = self._end(tr("Lift-off, s"))
        self.end = self._end(tr("End, s"))
        self.found = [label() for _ in range(3)]
        for cell in self.found:
            cell.setWordWrap(False)
        self.time = label(bold=True)
        self.time.setWordWrap(False)
        self.times = QWidget()
        self._lay_out_times()
        self.explained = label()
        self.explained.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.head = label(tr("How it was found"), bold=True)
        self.why = scrolled(self.explained, tr("How it was found"))
        self.why.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.why.setMinimumHeight(5 * self.fontMetrics().lineSpacing())
        self.column.addWidget(self.holds, 2)
        self.column.addWidget(self.times)
        self.column.addWidget(self.head)
        self.column.addWidget(self.why, 4)

    def show_look(self, look: Looking, number: int | None) -> None:
        """List the holds of a recording."""
        self.holds.blockSignals(True)
        self.holds.clear()
        for index, seen in enumerate(look.holds):
            self.holds.addItem(words.hold_line(index, seen))
        self.holds.setCurrentRow(-1 if number is None else number)
        self.holds.blockSignals(False)

    def show_hold(self, look: Looking | None, number: int | None) -> None:
        """Show both times of a hold, and what they rest on; then the notes."""
        has = look is not None and number is not None
        for part in (self.times, self.head):
            part.setVisible(has)
        if look is None:
            self.explained.setText("")
            return
        if number is None:
            said_of = [tr(words.NO_HOLD)]
        else:
            self._show_times(look.holds[number])
            said_of = why.explained(look.holds[number])
        notes = [tr("Note at {what}", what=said(note)) for note in look.notes]
        self.explained.setText("\n\n".join((*said_of, *notes)))

    def _show_times(self, seen: Seen) -> None:
        kept = seen.kept
        self._span_s = kept.span_s
        for box, at_s in zip((self.lift_off, self.end), kept.span_s, strict=True):
            box.blockSignals(True)
            box.setValue(at_s)
            box.blockSignals(False)
        self.time.setText(seconds(kept.duration_s, kept.uncertainty_s, censored=kept.censored))
        for cell, text in zip(
            self.found, (*words.automatic_ends(seen), words.automatic(seen)), strict=True
        ):
            cell.setText(text)

    def _end(self, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setAccessibleName(name)
        box.setToolTip(tr("{what}: arrows move it by 0.01 s", what=name))
        box.setRange(-1e6, 1e6)
        box.setDecimals(2)
        box.setSingleStep(STEP_S)
        box.setKeyboardTracking(False)
        # Of the range that it takes, no hold has all the digits.
        box.setMinimumWidth(self.fontMetrics().horizontalAdvance("00000.00") + _ARROWS)
        box.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        box.valueChanged.connect(lambda at_s: self._moved(box, at_s))
        return box

    def _moved(self, box: QDoubleSpinBox, at_s: float) -> None:
        """Give both ends; the one that nobody touched as it is, not as it is rounded here."""
        lift_off_s, end_s = self._span_s
        ends = (at_s, end_s) if box is self.lift_off else (lift_off_s, at_s)
        self.moved.emit(*sorted(ends))

    def _lay_out_times(self) -> None:
        grid = QGridLayout(self.times)
        grid.setContentsMargins(0, 0, 0, self.fontMetrics().lineSpacing() // 2)
        grid.setHorizontalSpacing(10)
        for across, text in enumerate(("", tr("As found"), tr("As it counts"))):
            column = label(text, faint=True)
            column.setWordWrap(False)
            grid.addWidget(column, 0, across)
        names = (tr("Lift-off, s"), tr("End, s"), tr("Time"))
        fields = (self.lift_off, self.end, self.time)
        for down, (name, found, field) in enumerate(zip(names, self.found, fields, strict=True), 1):
            head = label(name, faint=True)
            head.setWordWrap(False)
            head.setBuddy(field)
            grid.addWidget(head, down, 0)
            grid.addWidget(found, down, 1)
            grid.addWidget(field, down, 2)
        for across, share in ((0, 0), (1, 4), (2, 4)):
            grid.setColumnStretch(across, share)
