"""The therapist's pane: the attempts, the scores, and the live traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QListWidget,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from drivers.live.standing import Standing
from gui.kit.controls import Sheet, label
from gui.kit.text import tr
from gui.measure import words

if TYPE_CHECKING:
    from gui.kit.palette import Inks
    from gui.measure.traces import Traces
    from gui.measure.traces_view import TraceView

_LETTERS = 40
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


class _Attempts(QListWidget):
    """Shows the whole of the newest, also where its room becomes smaller."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_Rows(self))
        self.setResizeMode(QListWidget.ResizeMode.Adjust)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Wrap anew, and go to the newest."""
        super().resizeEvent(event)
        self.doItemsLayout()
        self.scrollToBottom()


class Pane(QWidget):
    """Beside the stage, on a window of its own, or off."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("Balance Timer: traces"))
        self.setMinimumWidth(_LETTERS * self.fontMetrics().averageCharWidth())
        self.view: TraceView | None = None
        self.attempts = _Attempts()
        self.attempts.setAccessibleName(tr("Attempts"))
        self.attempts.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.attempts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.attempts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.attempts.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        self._shown: tuple[object, ...] = ()
        self.traces_sheet = Sheet(margin=8)
        self.scores = QGridLayout()
        self.scores.setHorizontalSpacing(14)
        sheet = Sheet(tr("Attempts"))
        sheet.column.addWidget(self.attempts, 1)
        sheet.column.addLayout(self.scores)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(sheet, 4)
        column.addWidget(self.traces_sheet, 5)
        self._list(Standing())
        self._show_scores([])

    def add_traces(self, traces: Traces, inks: Inks) -> None:
        """Show the live traces as well; this loads what draws them, and so comes late."""
        from gui.measure.traces_view import TraceView

        self.view = TraceView(traces, inks)
        self.traces_sheet.column.addWidget(self.view)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        if self.view is not None:
            self.view.recolour(inks)

    def show_standing(self, now: Standing) -> None:
        """List the attempts and their scores, where they are other ones."""
        if now.entries == self._shown:
            return
        self._shown = now.entries
        self._list(now)
        self._show_scores(words.score_lines(now.scores))

    def _list(self, now: Standing) -> None:
        """List the attempts; where there is none, what there will be."""
        self.attempts.clear()
        self.attempts.addItems(
            [words.entry(made) for made in now.entries] or [tr(words.NO_ATTEMPT)]
        )
        self.attempts.scrollToBottom()

    def _show_scores(self, lines: list[tuple[str, str, str]]) -> None:
        while (item := self.scores.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        heads = ("", tr("Best"), tr("Mean of three"))
        for down, texts in enumerate([heads, *(lines or [(tr("None yet"), "–", "–")])]):
            for across, text in enumerate(texts):
                cell = label(text, faint=not down or not across, bold=bool(down and across))
                self.scores.addWidget(cell, down, across, Qt.AlignmentFlag.AlignTop)
        for across, share in ((0, 3), (1, 4), (2, 4)):
            self.scores.setColumnStretch(across, share)
