"""How rows of recordings look in a list: whose and how long, when, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.kit.theme import larger
from gui.review import words

if TYPE_CHECKING:
    from gui.kit.palette import Inks
    from gui.review.rows import Row

ROW: Final = Qt.ItemDataRole.UserRole
_PAD: Final = 9
_BAR: Final = 4

_Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractListModel):
    """Rows for a list view."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Take other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Give a row, or how it is said."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return words.row_said(row)
        return row.path.name if role == Qt.ItemDataRole.ToolTipRole else None


class CardDelegate(QStyledItemDelegate):
    """Draws a row as a card of three lines; the one that is chosen has a bar at its side."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self.inks = inks

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        """Give the height of three lines."""
        small = QFontMetrics(larger(option.font, 0.9))
        bold = QFontMetrics(larger(option.font, 1.0, bold=True))
        return QSize(120, bold.lineSpacing() + 2 * small.lineSpacing() + 2 * _PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw it."""
        row: Row = index.data(ROW)
        inks, room, state = self.inks, option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setBrush(QColor(inks.wash))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 6, 6)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(inks.accent))
            painter.drawRoundedRect(
                QRect(room.left() + 1, room.top() + 6, _BAR, room.height() - 12), 2, 2
            )
        self._write(painter, option, row)
        painter.restore()

    def _write(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        inks, room, font = self.inks, option.rect, option.font
        bold, small = larger(font, 1.0, bold=True), larger(font, 0.9)
        inner = room.adjusted(_PAD + _BAR, _PAD, -_PAD, -_PAD)
        painter.setFont(bold)
        painter.setPen(QColor(inks.text))
        best, wide = words.held(row), 0
        if best:
            wide = painter.fontMetrics().horizontalAdvance(best) + _PAD
            painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, best)
        _line(painter, inner.adjusted(0, 0, -wide, 0), words.whose(row))
        inner.setTop(inner.top() + painter.fontMetrics().lineSpacing())
        painter.setFont(small)
        painter.setPen(QColor(inks.faint))
        for text in (words.when(row), words.how(row.conditions)):
            _line(painter, inner, text)
            inner.setTop(inner.top() + painter.fontMetrics().lineSpacing())


def _line(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
