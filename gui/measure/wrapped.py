"""A list whose rows wrap, and that shows the whole of its newest one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QListWidget, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem

_BESIDE_PX, _ABOVE_PX, _BETWEEN_PX = 10, 7, 4
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QStyledItemDelegate):
    """Rows as tall as their text wants in the room there is; those of Qt end in dots there."""

    def __init__(self, attempts: QListWidget) -> None:
        super().__init__(attempts)
        self._attempts = attempts

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """Give the room that the text takes when it wraps."""
        wide = self._attempts.viewport().width()
        room = QRect(0, 0, wide - 2 * _BESIDE_PX, 10_000)
        rooms = _lines(option.fontMetrics, room, str(index.data()))
        return QSize(wide, rooms[-1][0].bottom() + 1 + 2 * _ABOVE_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Write it into that room."""
        room = option.rect.adjusted(_BESIDE_PX, _ABOVE_PX, -_BESIDE_PX, -_ABOVE_PX)
        painter.setFont(option.font)
        painter.setPen(option.palette.text().color())
        for where, text in _lines(option.fontMetrics, room, str(index.data())):
            painter.drawText(where, _WRAPPED, text)


def _lines(metrics: QFontMetrics, room: QRect, text: str) -> list[tuple[QRect, str]]:
    """Give each line of a text and where it is, wrapped; some room between two."""
    made, top = [], room.top()
    for line in text.split("\n"):
        left = QRect(room.left(), top, room.width(), 10_000)
        tall = metrics.boundingRect(left, _WRAPPED, line).height()
        made.append((QRect(room.left(), top, room.width(), tall), line))
        top += tall + _BETWEEN_PX
    return made


class WrappedList(QListWidget):
    """Shows the whole of the newest, also where its room becomes smaller."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setItemDelegate(_Rows(self))
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setAccessibleName(name)
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(4 * self.fontMetrics().lineSpacing())

    def show_lines(self, lines: list[str]) -> None:
        """Show other rows, and the last of them."""
        self.clear()
        self.addItems(lines)
        self.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wrap anew, and go to the newest."""
        super().resizeEvent(event)
        self.doItemsLayout()
        self.scrollToBottom()
