"""The chart of both legs under one set of conditions: attempts, what was usual, the best so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from balance.protocol.change import MOST_EARLIER
from balance.records.history.sessions import sessions_of, usual_s
from gui.kit.plots import line_pen
from gui.kit.text import tr
from gui.progress.canvas import LEG_LINES, LEG_SHAPES, Canvas, or_more, places

if TYPE_CHECKING:
    from balance.protocol.conditions import Leg
    from balance.records.history.queries import Point
    from balance.samples import FloatArray
    from gui.kit.palette import Inks

NAMES: Final[dict[Leg | None, str]] = {"left": "Left", "right": "Right", None: "Leg"}
_MANY: Final = 90  # attempts, from which on they are drawn smaller
_FAINT: Final = 150  # of 255: how strongly single attempts are drawn


@dataclass(frozen=True, slots=True)
class Track:
    """One leg in the chart; `spread_s` are its usual ups and downs, where they are known."""

    leg: Leg | None
    points: Sequence[Point]
    spread_s: float | None = None
    chosen: bool = False


class ProgressChart(Canvas):
    """Marks are attempts, lines what was usual, the band usual ups and downs of the chosen leg."""

    def __init__(self, inks: Inks) -> None:
        super().__init__(inks, tr("Chart of all attempts over time"))
        self._tracks: Sequence[Track] = ()
        self._goal_s: float | None = None
        self.recolour(inks)

    def show_tracks(
        self, tracks: Sequence[Track], goal_s: float | None = None, in_numbers: str = ""
    ) -> None:
        """Draw these legs; `in_numbers` says the same to those who can't see it."""
        self._tracks, self._goal_s = tracks, goal_s
        self.setAccessibleDescription(in_numbers)
        self.draw()

    def draw(self) -> None:
        """Draw them anew."""
        self.clear()
        reach: list[tuple[FloatArray, FloatArray]] = []
        ends: list[tuple[Leg | None, str, float]] = []
        for track in sorted(self._tracks, key=lambda one: one.chosen):
            counted = [point for point in track.points if point.scored and point.day]
            if counted:
                reach.append(self._track(track, counted))
                ends.append((track.leg, tr(NAMES[track.leg]), usual_s(sessions_of(counted))[-1]))
        if reach:
            x, y = (np.concatenate(each) for each in zip(*reach, strict=True))
            self._scale(x, y)
            self.name_ends(ends, float(x.max()))

    def _track(self, track: Track, counted: Sequence[Point]) -> tuple[FloatArray, FloatArray]:
        x = places([point.day for point in counted])
        y = np.array([point.time.duration_s for point in counted])
        sessions = sessions_of(counted)
        at: dict[int, list[float]] = {}
        for where, point in zip(x, counted, strict=True):
            at.setdefault(point.session, []).append(float(where))
        middle = np.array([np.mean(at[each.session]) for each in sessions])
        usual = np.array(usual_s(sessions))
        ink = self.ink(track.leg)
        if track.chosen and track.spread_s is not None:
            newest = slice(-MOST_EARLIER, None)
            self._band(middle[newest], usual[newest], track.spread_s, ink)
        faint = QColor(ink)
        faint.setAlpha(_FAINT)
        if track.chosen:
            self.add(pg.PlotCurveItem(*steps(x, y), pen=line_pen(self.inks.faint, width=1)))
        open_up = np.array([point.time.censored for point in counted])
        self.dots(x, y, LEG_SHAPES[track.leg], faint, 5 if x.size > _MANY else 9)
        self.dots(x[open_up], y[open_up], or_more(), ink, 20)
        pen = line_pen(ink, width=3 if track.chosen else 2, style=LEG_LINES[track.leg])
        self.add(pg.PlotCurveItem(middle, usual, pen=pen))
        return x, y

    def _band(self, x: FloatArray, usual: FloatArray, spread_s: float, ink: QColor) -> None:
        if x.size < 2:
            return
        wash = QColor(ink)
        wash.setAlpha(50)
        edges = [pg.PlotCurveItem(x, usual + side * spread_s) for side in (-1, 1)]
        self.add(pg.FillBetweenItem(*edges, brush=wash))

    def _scale(self, x: FloatArray, y: FloatArray) -> None:
        start = self.days_below(x)
        top = max(float(y.max()), self._goal_s or 0.0)
        self.plot.setYRange(0.0, top * 1.12 + 1.0, padding=0)
        if self._goal_s is not None:
            line = pg.InfiniteLine(self._goal_s, 0, pen=self._goal_pen(), movable=False)
            self.add(line)
            goal = tr("Goal {s} s", s=f"{self._goal_s:g}")
            self.write(goal, start, self._goal_s, self.inks.text, (0, 1))

    def _goal_pen(self) -> Any:  # noqa: ANN401
        return line_pen(self.inks.text, width=1, style=Qt.PenStyle.DashDotLine)


def steps(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the best so far as a line that stands until it is beaten, and rises at once then."""
    best = np.maximum.accumulate(y)
    return np.repeat(x, 2)[1:], np.repeat(best, 2)[:-1]
