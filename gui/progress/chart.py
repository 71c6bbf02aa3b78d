"""The chart of both legs under one set of conditions: attempts, what was usual, the best so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from balance.protocol.change import MOST_EARLIER
from balance.records.history.sessions import sessions_of, usual_s
from drivers.live import progress_words
from gui.kit.plots import line_pen, no_keys, still, style
from gui.kit.text import tr
from gui.progress.words import FRONT

if TYPE_CHECKING:
    from balance.protocol.conditions import Leg
    from balance.records.history.queries import Point
    from balance.samples import FloatArray
    from gui.kit.palette import Inks

_TICKS: Final = 6
_ABOVE: Final = 20
#: Ink and shape of each leg, and how its line is drawn: never told apart by colour alone.
LEG_INKS: Final[dict[Leg | None, str]] = {"left": "first", "right": "second", None: "third"}
LEG_SHAPES: Final[dict[Leg | None, str]] = {"left": "o", "right": "s", None: "d"}
LEG_LINES: Final[dict[Leg | None, Qt.PenStyle]] = {
    "left": Qt.PenStyle.SolidLine,
    "right": Qt.PenStyle.DashLine,
    None: Qt.PenStyle.DotLine,
}
_NAMES: Final[dict[Leg | None, str]] = {"left": "Left", "right": "Right", None: "Leg"}
_MANY: Final = 90  # attempts, from which on they are drawn smaller
_FAINT: Final = 150  # of 255: how strongly single attempts are drawn


@dataclass(frozen=True, slots=True)
class Track:
    """One leg in the chart; `spread_s` are its usual ups and downs, where they are known."""

    leg: Leg | None
    points: Sequence[Point]
    spread_s: float | None = None
    chosen: bool = False


class ProgressChart(QWidget):
    """Marks are attempts, lines what was usual, the band usual ups and downs of the chosen leg.

    It takes the keyboard's focus, so that its numbers can be read out.
    """

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self._inks = inks
        self._tracks: Sequence[Track] = ()
        self._goal_s: float | None = None
        self._drawn: list[Any] = []
        self._canvas = pg.GraphicsLayoutWidget()
        self.setAccessibleName(tr("Chart of all attempts over time"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(150)
        no_keys(self._canvas)
        self.plot = self._canvas.addPlot()
        still(self.plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(3, 3, 3, 3)
        column.addWidget(self._canvas)
        self.recolour(inks)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self._canvas.setBackground(inks.sheet)
        style(self.plot, inks, "")
        self.show_tracks(self._tracks, self._goal_s, self.accessibleDescription())

    def show_tracks(
        self, tracks: Sequence[Track], goal_s: float | None = None, in_numbers: str = ""
    ) -> None:
        """Draw these legs; `in_numbers` says the same to those who can't see it."""
        for item in self._drawn:
            self.plot.removeItem(item)
        self._drawn.clear()
        self._tracks, self._goal_s = tracks, goal_s
        self.setAccessibleDescription(in_numbers)
        reach: list[tuple[FloatArray, FloatArray]] = []
        ends: list[tuple[Track, float]] = []
        for track in sorted(tracks, key=lambda one: one.chosen):
            counted = [point for point in track.points if point.scored and point.day]
            if counted:
                reach.append(self._track(track, counted))
                ends.append((track, usual_s(sessions_of(counted))[-1]))
        if reach:
            x, y = (np.concatenate(each) for each in zip(*reach, strict=True))
            self._scale(x, y)
            self._name_ends(ends, float(x.max()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Frame it while it has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._inks.accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
            painter.end()

    def _track(self, track: Track, counted: Sequence[Point]) -> tuple[FloatArray, FloatArray]:
        x = places(counted)
        y = np.array([point.time.duration_s for point in counted])
        sessions = sessions_of(counted)
        at: dict[int, list[float]] = {}
        for where, point in zip(x, counted, strict=True):
            at.setdefault(point.session, []).append(float(where))
        middle = np.array([np.mean(at[each.session]) for each in sessions])
        usual = np.array(usual_s(sessions))
        ink = QColor(getattr(self._inks, LEG_INKS[track.leg]))
        if track.chosen and track.spread_s is not None:
            newest = slice(-MOST_EARLIER, None)
            self._band(middle[newest], usual[newest], track.spread_s, ink)
        faint = QColor(ink)
        faint.setAlpha(_FAINT)
        if track.chosen:
            self._add(pg.PlotCurveItem(*steps(x, y), pen=line_pen(self._inks.faint, width=1)))
        open_up = np.array([point.time.censored for point in counted])
        self._dots(x, y, LEG_SHAPES[track.leg], faint, 5 if x.size > _MANY else 9)
        self._dots(x[open_up], y[open_up], or_more(), ink, 20)
        pen = line_pen(ink, width=3 if track.chosen else 2, style=LEG_LINES[track.leg])
        self._add(pg.PlotCurveItem(middle, usual, pen=pen))
        return x, y

    def _dots(
        self, x: FloatArray, y: FloatArray, symbol: str | QPainterPath, ink: QColor, size: int
    ) -> None:
        if not x.size:
            return
        dots = pg.ScatterPlotItem(x, y, size=size, symbol=symbol)
        drawn_as_line = isinstance(symbol, QPainterPath)
        dots.setPen(line_pen(ink, width=1.5) if drawn_as_line else None)
        dots.setBrush(None if drawn_as_line else ink)
        self._add(dots)

    def _band(self, x: FloatArray, usual: FloatArray, spread_s: float, ink: QColor) -> None:
        if x.size < 2:
            return
        wash = QColor(ink)
        wash.setAlpha(50)
        edges = [pg.PlotCurveItem(x, usual + side * spread_s) for side in (-1, 1)]
        self._add(pg.FillBetweenItem(*edges, brush=wash))

    def _scale(self, x: FloatArray, y: FloatArray) -> None:
        first, last = float(x.min()), float(x.max())
        room = 0.06 * (last - first) + 1.0
        start = first - 0.05 * (last - first) - 1.0  # room for the first day's label
        top = max(float(y.max()), self._goal_s or 0.0)
        self.plot.setXRange(start, last + room, padding=0)
        self.plot.setYRange(0.0, top * 1.12 + 1.0, padding=0)
        at = np.unique(np.floor(np.linspace(first, last, _TICKS)))
        self.plot.getAxis("bottom").setTicks([[(float(day), _day(int(day))) for day in at]])
        if self._goal_s is not None:
            line = pg.InfiniteLine(self._goal_s, 0, pen=self._goal_pen(), movable=False)
            self._add(line)
            goal = tr("Goal {s} s", s=f"{self._goal_s:g}")
            self._name(goal, start, self._goal_s, self._inks.text, (0, 1))

    def _name_ends(self, ends: Sequence[tuple[Track, float]], last: float) -> None:
        """Write each leg's name where its line ends; two that are near to one another part."""
        high = sorted(ends, key=lambda end: -end[1])
        for place, (track, at_s) in enumerate(high):
            anchor = (0, 0.5) if len(high) == 1 else (0, 0.9 if place == 0 else 0.1)
            ink = getattr(self._inks, LEG_INKS[track.leg])
            self._name(tr(_NAMES[track.leg]), last, at_s, ink, anchor)

    def _name(self, text: str, x: float, y: float, ink: str, anchor: tuple[float, float]) -> None:
        # Over lines and marks, which would go through its letters.
        item = pg.TextItem(text, color=ink, anchor=anchor, fill=self._inks.sheet)
        item.setZValue(_ABOVE)
        item.setPos(x, y)
        self._add(item)

    def _goal_pen(self) -> Any:  # noqa: ANN401
        return line_pen(self._inks.text, width=1, style=Qt.PenStyle.DashDotLine)

    def _add(self, item: Any) -> None:  # noqa: ANN401
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
    return progress_words.day(date.fromordinal(ordinal).isoformat(), FRONT)
