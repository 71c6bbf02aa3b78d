"""What pictures of a recording have in common: the whole of it, and a stretch seen closer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.kit.plots import line_pen, no_keys, still_plot
from gui.review.looking import overview

if TYPE_CHECKING:
    from balance.samples import FloatArray
    from gui.kit.palette import Inks
    from gui.review.ends import Ends

_HEAD: Final = 0.5  # room for words above the first trace, as a share of its height
_LEAST_TURN: Final = 20.0  # degrees a second: a trace of less is noise, and is drawn small


class Traced(Protocol):
    """A recording with what is drawn of it; no rate of turn where the sensor measures none."""

    @property
    def time_s(self) -> FloatArray: ...  # noqa: D102

    @property
    def acc_m_s2(self) -> FloatArray: ...  # noqa: D102

    @property
    def turn_deg_s(self) -> FloatArray | None: ...  # noqa: D102


class TracePlot(QWidget):
    """An overview above, traces below it: acceleration, rate of turn, and more where wanted.

    Parameters
    ----------
    name
        For assistive technology.
    below
        How many traces there are.
    """

    def __init__(self, inks: Inks, name: str, below: int) -> None:
        super().__init__()
        self._inks = inks
        self._traced: Traced | None = None
        self._ends: Ends | None = None
        self._drawn: list[tuple[Any, Any]] = []
        self._canvas = pg.GraphicsLayoutWidget()
        self._canvas.setAccessibleName(name)
        self._canvas.ci.layout.setVerticalSpacing(2)
        no_keys(self._canvas)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self._canvas)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(14 * self.fontMetrics().lineSpacing())
        self.whole, *traces = (still_plot(self._canvas, row) for row in range(1 + below))
        self.traces: tuple[Any, ...] = tuple(traces)
        self.acc, self.turn = self.traces[:2]
        for plot in self.traces[1:]:
            plot.setXLink(self.acc)
        self.region = pg.LinearRegionItem(swapMode="block")
        self.region.sigRegionChanged.connect(self._zoomed)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self._canvas.setBackground(inks.sheet)
        wash = pg.mkColor(inks.accent)
        wash.setAlpha(25)
        self.region.setBrush(wash)
        for line in self.region.lines:
            line.setPen(line_pen(inks.accent, width=2))

    def nudge(self, end: int, by_s: float) -> None:
        """Move the lift-off (0) or the end (1) of the chosen hold by the keyboard."""
        if self._ends is not None:
            self._ends.nudge(end, by_s)

    def middle_s(self) -> float:
        """Give the middle of what is zoomed into."""
        low, high = self.region.getRegion()
        return float(low + high) / 2

    def shown_s(self) -> tuple[float, float]:
        """Give what is zoomed into."""
        low, high = self.region.getRegion()
        return float(low), float(high)

    def zoom(self, times: float) -> None:
        """Look closer or at more."""
        low, high = self.shown_s()
        middle, half = (low + high) / 2, (high - low) / 2 * times
        self.region.setRegion((middle - half, middle + half))

    def pan(self, share: float) -> None:
        """Move along by a share of what is shown."""
        low, high = self.shown_s()
        self.region.setRegion((low + share * (high - low), high + share * (high - low)))

    def _draw_curves(self, traced: Traced) -> None:
        """Draw both traces, and the second, else the first, as an overview."""
        inks = self._inks
        second = traced.acc_m_s2 if traced.turn_deg_s is None else traced.turn_deg_s
        whole_x, whole_y = overview(traced.time_s, second)
        self._add(self.whole, pg.PlotCurveItem(whole_x, whole_y, pen=line_pen(inks.faint, width=1)))
        for plot, values, ink in (
            (self.acc, traced.acc_m_s2, inks.first),
            (self.turn, traced.turn_deg_s, inks.second),
        ):
            if values is not None and values.size:
                curve = pg.PlotCurveItem(traced.time_s, values, pen=line_pen(ink, width=1))
                self._add(plot, curve)
                self._fit(plot, values)
        if whole_y.size:
            self.whole.setYRange(float(whole_y.min()), float(whole_y.max()), padding=0.05)

    def _shade(self, span_s: tuple[float, float], alpha: int, *plots: Any) -> None:  # noqa: ANN401
        """Shade a stretch in some of the plots."""
        wash = pg.mkColor(self._inks.accent)
        wash.setAlpha(alpha)
        for plot in plots:
            self._add(plot, pg.LinearRegionItem(span_s, movable=False, brush=wash, pen=wash))

    def _zoomed(self) -> None:
        low, high = self.shown_s()
        self.acc.setXRange(low, high, padding=0)
        traced = self._traced
        if traced is None or not traced.time_s.size:
            return
        first, last = np.searchsorted(traced.time_s, (low, high))
        for plot, values in ((self.acc, traced.acc_m_s2), (self.turn, traced.turn_deg_s)):
            if values is not None and last > first:
                self._fit(plot, values[first:last])

    def _fit(self, plot: Any, shown: FloatArray) -> None:  # noqa: ANN401
        """Fit the height; above the acceleration is room for words, so that none hides it."""
        low, top = float(shown.min()), float(shown.max())
        if plot is self.turn:
            low, top = 0.0, max(top, _LEAST_TURN)
        head = _HEAD * (top - low) if plot is self.acc else 0.0
        plot.setYRange(low - self._foot(plot, low, top), top + head, padding=0.05)

    def _foot(self, _plot: Any, _low: float, _top: float) -> float:  # noqa: ANN401
        """Give the room below a trace."""
        return 0.0

    def _add(self, plot: Any, item: Any) -> None:  # noqa: ANN401
        plot.addItem(item)
        self._drawn.append((plot, item))

    def _clear(self) -> None:
        for plot, item in self._drawn:
            plot.removeItem(item)
        self._drawn.clear()
        self._ends = None
