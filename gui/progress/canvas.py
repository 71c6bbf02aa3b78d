"""What every chart over time is drawn on: still, named, read out, framed while it has the keys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from drivers.live import progress_words
from gui.kit.plots import line_pen, no_keys, still_plot, style
from gui.kit.text import FRONT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.conditions import Leg
    from balance.samples import FloatArray
    from gui.kit.palette import Inks

_TICKS: Final = 6
_ABOVE: Final = 20
_LEAST_HEIGHT: Final = 150
#: Ink and shape of each leg, and how its line is drawn: never told apart by colour alone.
LEG_INKS: Final[dict[Leg | None, str]] = {"left": "first", "right": "second", None: "third"}
LEG_SHAPES: Final[dict[Leg | None, str]] = {"left": "o", "right": "s", None: "d"}
LEG_LINES: Final[dict[Leg | None, Qt.PenStyle]] = {
    "left": Qt.PenStyle.SolidLine,
    "right": Qt.PenStyle.DashLine,
    None: Qt.PenStyle.DotLine,
}


class Canvas(QWidget):
    """Days from left to right. It takes the keyboard's focus, so that its numbers are read out."""

    def __init__(self, inks: Inks, name: str, least_height: int = _LEAST_HEIGHT) -> None:
        super().__init__()
        self.inks = inks
        self._drawn: list[Any] = []
        self._canvas = pg.GraphicsLayoutWidget()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(least_height)
        no_keys(self._canvas)
        self.plot = still_plot(self._canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 3, 3, 3)
        column.addWidget(self._canvas)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.inks = inks
        self._canvas.setBackground(inks.sheet)
        style(self.plot, inks, "")
        self.draw()

    def draw(self) -> None:
        """Draw what is there anew."""
        raise NotImplementedError

    def clear(self) -> None:
        """Take everything away."""
        for item in self._drawn:
            self.plot.removeItem(item)
        self._drawn.clear()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Frame it while it has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self.inks.accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
            painter.end()

    def ink(self, leg: Leg | None) -> QColor:
        """Give the colour of a leg."""
        return QColor(getattr(self.inks, LEG_INKS[leg]))

    def dots(
        self, x: FloatArray, y: FloatArray, symbol: str | QPainterPath, ink: QColor, size: int
    ) -> None:
        """Draw a mark at each place."""
        if not x.size:
            return
        dots = pg.ScatterPlotItem(x, y, size=size, symbol=symbol)
        drawn_as_line = isinstance(symbol, QPainterPath)
        dots.setPen(line_pen(ink, width=1.5) if drawn_as_line else None)
        dots.setBrush(None if drawn_as_line else ink)
        self.add(dots)

    def days_below(self, x: FloatArray) -> float:
        """Scale to these days and write some of them below; give where the scale begins."""
        first, last = float(x.min()), float(x.max())
        room = 0.06 * (last - first) + 1.0
        start = first - 0.05 * (last - first) - 1.0  # room for the first day's label
        self.plot.setXRange(start, last + room, padding=0)
        at = np.unique(np.floor(np.linspace(first, last, _TICKS)))
        self.plot.getAxis("bottom").setTicks([[(float(day), _day(int(day))) for day in at]])
        return start

    def name_ends(
        self,
        ends: Sequence[tuple[Leg | None, str, float]],
        last: float,
        near: float = float("inf"),
    ) -> None:
        """Write each line's name where it ends; two that are nearer than `near` part."""
        high = sorted(ends, key=lambda end: -end[2])
        level = len(high) < 2 or high[0][2] - high[-1][2] >= near
        for place, (leg, name, value) in enumerate(high):
            anchor = (0, 0.5) if level else (0, 0.9 if place == 0 else 0.1)
            self.write(name, last, value, getattr(self.inks, LEG_INKS[leg]), anchor)

    def write(self, text: str, x: float, y: float, ink: str, anchor: tuple[float, float]) -> None:
        """Write over lines and marks, which would go through its letters."""
        item = pg.TextItem(text, color=ink, anchor=anchor, fill=self.inks.sheet)
        item.setZValue(_ABOVE)
        item.setPos(x, y)
        self.add(item)

    def add(self, item: Any) -> None:  # noqa: ANN401
        """Put something on it."""
        self.plot.addItem(item)
        self._drawn.append(item)


def or_more() -> QPainterPath:
    """Give the mark over a time that was ended by the longest time: a roof, as "and on".

    It is in the upper half of a symbol that is drawn twice as large as the roof is to be.
    """
    path = QPainterPath()
    path.moveTo(-0.22, -0.22)
    path.lineTo(0.0, -0.44)
    path.lineTo(0.22, -0.22)
    return path


def places(days: Sequence[str]) -> FloatArray:
    """Give where something stands: the number of its day, those of one day side by side in it."""
    numbers = np.array([date.fromisoformat(day).toordinal() for day in days], dtype=float)
    _, first, count = np.unique(numbers, return_index=True, return_counts=True)
    order = np.arange(numbers.size) - np.repeat(first, count)
    return numbers + 0.1 + 0.8 * order / np.repeat(count, count)


def _day(ordinal: int) -> str:
    return progress_words.day(date.fromordinal(ordinal).isoformat(), FRONT)
