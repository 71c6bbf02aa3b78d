"""A row that goes on in the next line where there is no more room: small windows, large letters."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_GAP: Final = 8
_Line = list[tuple[QLayoutItem, QSize]]


class Flow(QLayout):
    """Lays things side by side, each as large as it asks to be, and breaks lines as text does.

    Parameters
    ----------
    things
        Widgets and layouts, in order; None pushes what follows to the end of its line.
    gap
        Room between two things of a line, in pixels.
    fills
        Whether what wants to grow shares the room that its line has to spare.
    """

    def __init__(
        self, *things: QWidget | QLayout | None, gap: int = _GAP, fills: bool = False
    ) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._pushed = -1
        self._gap, self._fills = gap, fills
        self._known: dict[int, QSize] = {}
        for thing in things:
            if thing is None:
                self._pushed = len(self._items)
            elif isinstance(thing, QLayout):
                self.addChildLayout(thing)
                self.addItem(thing)
            else:
                self.addWidget(thing)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        """Take one more."""
        self._items.append(item)
        self.invalidate()

    def invalidate(self) -> None:
        """Ask all things anew how large they are to be."""
        self._known.clear()
        super().invalidate()

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give one; None where there is none, as Qt asks for it."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Give one away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        """Nothing in it grows."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Yes: the narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Give the height of all lines."""
        lines = self._lines(width)
        return sum(_height(line) for line in lines) + self._gap * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for one line."""
        shown = self._shown()
        return QSize(max(0, self._width(shown)), _height(shown))

    def minimumSize(self) -> QSize:  # noqa: N802
        """Give the room of the largest thing."""
        least = QSize(0, 0)
        for _, size in self._shown():
            least = least.expandedTo(size)
        return least

    def setGeometry(self, room: QRect) -> None:  # noqa: N802
        """Place all lines."""
        super().setGeometry(room)
        pushed = self._items[self._pushed] if self._pushed >= 0 else None
        y = room.y()
        for line in self._lines(room.width()):
            tall, x = _height(line), room.x()
            spare = room.width() - self._width(line)
            growing = [at for at, (item, _) in enumerate(line) if self._grows(item)]
            for at, (item, size) in enumerate(line):
                x += max(0, spare) if item is pushed else 0
                down = y + (tall - size.height()) // 2
                # Too little room even for one of them is taken from it, not from its neighbours.
                more = spare // len(growing) if at in growing else min(0, spare)
                wide = size.width() + more
                item.setGeometry(QRect(x, down, wide, size.height()))
                x += wide + self._gap
            y += tall + self._gap

    def _grows(self, item: QLayoutItem) -> bool:
        return self._fills and bool(item.expandingDirections() & Qt.Orientation.Horizontal)

    def _shown(self) -> _Line:
        line = []
        for index, item in enumerate(self._items):
            if not item.isEmpty():
                if index not in self._known:
                    self._known[index] = item.sizeHint()
                line.append((item, self._known[index]))
        return line

    def _width(self, line: _Line) -> int:
        return sum(size.width() for _, size in line) + self._gap * (len(line) - 1)

    def _lines(self, width: int) -> list[_Line]:
        lines: list[_Line] = []
        for each in self._shown():
            if lines and self._width([*lines[-1], each]) <= width:
                lines[-1].append(each)
            else:
                lines.append([each])
        return lines


def _height(line: _Line) -> int:
    return max((size.height() for _, size in line), default=0)
