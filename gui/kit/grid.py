"""A table of texts: read by arrow keys, each cell with words of its own for screen readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

if TYPE_CHECKING:
    from collections.abc import Sequence

_AROUND: Final = 12  # above and below the words of the head, in pixels


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and what is said of it where that is more; `ground` is its colour."""

    text: str
    said: str = ""
    centred: bool = False
    ground: str = ""


class Grid(QTableWidget):
    """A table that is only read. Tab goes on to what comes after it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._stretched = 0
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumHeight(head.fontMetrics().height() + _AROUND)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def stretch(self, column: int) -> None:
        """Say which column takes the room that the others leave."""
        self._stretched = column

    def show_rows(self, heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
        """Show these; where somebody was in it, as far as that is still there, they stay."""
        at = (self.currentRow(), self.currentColumn())
        self.clear()
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        for column, head in enumerate(heads):
            self.setHorizontalHeaderItem(column, _item(head))
        for down, row in enumerate(rows):
            for column, cell in enumerate(row):
                self.setItem(down, column, _item(cell))
        mode = QHeaderView.ResizeMode
        for column in range(len(heads)):
            wide = mode.Stretch if column == self._stretched else mode.ResizeToContents
            self.horizontalHeader().setSectionResizeMode(column, wide)
        self.resizeRowsToContents()
        if rows:
            self.setCurrentCell(
                min(max(at[0], 0), len(rows) - 1), min(max(at[1], 0), len(heads) - 1)
            )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Break lines anew: there is more room for them, or less."""
        super().resizeEvent(event)
        self.resizeRowsToContents()

    def tall(self, rows: int) -> int:
        """Give the height of its head and so many rows."""
        each = self.rowHeight(0) if self.rowCount() else self.fontMetrics().height() + 10
        head = self.horizontalHeader().sizeHint().height()
        return head + rows * each + 2 * self.frameWidth() + 4


def _item(cell: Cell) -> QTableWidgetItem:
    made = QTableWidgetItem(cell.text)
    if cell.said:
        made.setData(Qt.ItemDataRole.AccessibleTextRole, cell.said)
        made.setToolTip(cell.said)
    if cell.centred:
        made.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    if cell.ground:
        made.setBackground(QBrush(QColor(cell.ground)))
    return made
