"""The chart of one leg under one set of conditions: every attempt, the best so far, the spread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.kit.controls import label
from gui.kit.plots import no_keys, still, style
from gui.kit.text import tr

if TYPE_CHECKING:
    from balance.records.history.queries import Point
    from balance.samples import FloatArray
    from gui.kit.palette import Inks

_TICKS: Final = 6
_SPREAD_SESSIONS: Final = 10


class ProgressChart(QWidget):
    """Dots are attempts, the line is the best so far, the band the person's own spread."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self._inks = inks
        self._points: Sequence[Point] = ()
        self._drawn: list[Any] = []
        self._canvas = pg.GraphicsLayoutWidget()
        self._canvas.setAccessibleName(tr("Chart of all attempts over time"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(200)
        no_keys(self._canvas)
        self.plot = self._canvas.addPlot()
        still(self.plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._canvas)
        self.empty = label(tr("No attempt that counts yet."), size=1.3, faint=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.empty)
        self.recolour(inks)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self._canvas.setBackground(inks.sheet)
        style(self.plot, inks, "")
        self.show_points(self._points)

    def show_points(self, points: Sequence[Point]) -> None:
        """Draw these attempts."""
        for item in self._drawn:
            self.plot.removeItem(item)
        self._drawn.clear()
        self._points = points
        counted = [point for point in points if point.scored and point.day]
        self._canvas.setVisible(bool(counted))
        self.empty.setVisible(not counted)
        if not counted:
            return
        x = places(counted)
        y = np.array([point.time.duration_s for point in counted])
        more = np.array([point.time.censored for point in counted])
        self._band(x, y)
        self._add(pg.PlotCurveItem(*steps(x, y), pen=self._pen("second", dash=True)))
        for rows, symbol in ((~more, "o"), (more, "t1")):
            self._dots(x[rows], y[rows], symbol)
        self._scale(x, y)

    def _dots(self, x: FloatArray, y: FloatArray, symbol: str) -> None:
        if x.size:
            ink = pg.mkColor(self._inks.first)
            dots = pg.ScatterPlotItem(x, y, size=6 if symbol == "o" else 9, symbol=symbol)
            dots.setPen(None)
            dots.setBrush(ink)
            self._add(dots)

    def _band(self, x: FloatArray, y: FloatArray) -> None:
        days = np.floor(x)
        newest = np.unique(days)[-_SPREAD_SESSIONS - 1 :]
        if newest.size < 3:
            return
        means = np.array([y[days == day].mean() for day in newest[:-1]])
        low, high = means.mean() - means.std(ddof=1), means.mean() + means.std(ddof=1)
        wash = pg.mkColor(self._inks.third)
        wash.setAlpha(60)
        edge = self._pen("third")
        band = pg.LinearRegionItem((low, high), "horizontal", wash, edge, movable=False)
        self._add(band)

    def _scale(self, x: FloatArray, y: FloatArray) -> None:
        first, last = float(x[0]), float(x[-1])
        self.plot.setXRange(first - 1, last + 1, padding=0.02)
        self.plot.setYRange(0.0, float(y.max()) * 1.1 + 1.0, padding=0)
        at = np.unique(np.floor(np.linspace(first, last, _TICKS)))
        self.plot.getAxis("bottom").setTicks([[(float(day), _day(int(day))) for day in at]])

    def _pen(self, ink: str, *, dash: bool = False) -> Any:  # noqa: ANN401
        line = Qt.PenStyle.DashLine if dash else Qt.PenStyle.SolidLine
        return pg.mkPen(getattr(self._inks, ink), width=1, style=line)

    def _add(self, item: Any) -> None:  # noqa: ANN401
        self.plot.addItem(item)
        self._drawn.append(item)


def steps(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the best so far as a line that stands until it is beaten, and rises at once then."""
    best = np.maximum.accumulate(y)
    return np.repeat(x, 2)[1:], np.repeat(best, 2)[:-1]


def places(points: Sequence[Point]) -> FloatArray:
    """Give where attempts stand: the number of their day, those of one day side by side in it."""
    days = np.array([date.fromisoformat(point.day).toordinal() for point in points], dtype=float)
    _, first, count = np.unique(days, return_index=True, return_counts=True)
    order = np.arange(days.size) - np.repeat(first, count)
    return days + 0.1 + 0.8 * order / np.repeat(count, count)


def _day(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yy")
