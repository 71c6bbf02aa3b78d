"""The pictures of a recording: the whole of it, and a stretch with ends that can be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal

from gui.kit.plots import line_pen, style
from gui.kit.text import tr
from gui.review import words
from gui.review.ends import Ends
from gui.review.leaning import lean
from gui.review.looking import Looking, lined_up
from gui.review.traces import TracePlot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.timing.results import Event
    from gui.kit.palette import Inks

_MARKED: Final = ("pause", "correction", "gap", "cap", "stop")
_AROUND_S: Final = 3.0
_LINES: Final = 2  # of words above the trace
_FOOT: Final = 0.2  # room for the band below it, as a share of its height

_ABOVE: Final = 20


class ReviewPlot(TracePlot):
    """Overview above, traces below; `moved` gives the ends of the chosen hold, once let go."""

    moved = Signal(float, float)

    def __init__(self, inks: Inks) -> None:
        super().__init__(inks, tr("Trace of the recording"), below=3)
        self._look: Looking | None = None
        self._number: int | None = None
        self._compared: tuple[Looking, int, str, Looking, int, str] | None = None
        self._band: Any = None
        self.lean = self.traces[2]
        self.recolour(inks)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        super().recolour(inks)
        if self._look is not None:
            self.show_hold(self._look, self._number)
        elif self._compared is not None:
            self.compare(*self._compared)
        else:
            self._title()

    @property
    def comparing(self) -> bool:
        """Whether two holds are on one axis."""
        return self._look is None and self._compared is not None

    def show_hold(self, look: Looking, number: int | None) -> None:
        """Draw a recording, with one of its holds chosen."""
        changed = look is not self._look
        self._clear()
        self._look, self._number = look, number
        self._traced = look
        self._draw_traces(look)
        self._draw_holds(look, number)
        if look.time_s.size == 0:
            return
        first, last = float(look.time_s[0]), float(look.time_s[-1])
        self.whole.setXRange(first, last, padding=0.01)
        if number is not None:
            lift_off_s, end_s = look.holds[number].kept.span_s
            self.region.setRegion((lift_off_s - _AROUND_S, end_s + _AROUND_S))
        elif changed:
            self.region.setRegion((first, last))
        self._add(self.whole, self.region)
        self._zoomed()

    def compare(
        self, one: Looking, number: int, name: str, other: Looking, at: int, other_name: str
    ) -> None:
        """Draw two holds on one axis, each with its lift-off at 0 s."""
        self._clear()
        self._look = self._traced = None
        self._compared = (one, number, name, other, at, other_name)
        inks = self._inks
        first, second, turns = lined_up(one, number, other, at)
        what = tr("rate of turn, °/s") if turns else tr("acceleration less gravity, m/s²")
        style(self.whole, inks, tr("This hold, solid: {what}", what=name))
        style(self.acc, inks, tr("Beside it, dashed: {what}", what=other_name))
        style(self.turn, inks, tr("Both, with the lift-off at 0 s; {what}", what=what))
        self._show_lean(shown=False)
        low = float(min(first[1].min(initial=0.0), second[1].min(initial=0.0)))
        top = float(max(first[1].max(initial=1.0), second[1].max(initial=1.0)))
        last = float(max(first[0].max(initial=1.0), second[0].max(initial=1.0)))
        solid = line_pen(inks.first, width=1)
        dashed = line_pen(inks.second, width=1, style=Qt.PenStyle.DashLine)
        for plot, drawn in (
            (self.whole, [(first, solid)]),
            (self.acc, [(second, dashed)]),
            (self.turn, [(first, solid), (second, dashed)]),
        ):
            for (x, y), pen in drawn:
                self._add(plot, pg.PlotCurveItem(x, y, pen=pen))
            plot.setYRange(low, top, padding=0.05)
            plot.setXRange(-2.0, last, padding=0)
            self._add(plot, pg.InfiniteLine(0.0, pen=line_pen(inks.line)))

    def _draw_traces(self, look: Looking) -> None:
        self._compared = None
        self._show_lean(shown=True)
        self._title()
        self._draw_curves(look)
        self._draw_course(look)

    def _draw_course(self, look: Looking) -> None:
        """Lay a band below the acceleration: the higher, the surer on one leg."""
        course = look.analysis.course
        if course is None or course.time_s.size == 0:
            return
        wash = pg.mkColor(self._inks.go)
        wash.setAlpha(90)
        self._band = pg.PlotCurveItem(pen=line_pen(self._inks.go, width=1), brush=wash)
        self._add(self.acc, self._band)
        self._fit(self.acc, look.acc_m_s2)

    @property
    def _doubted(self) -> bool:
        """Whether the chosen hold has doubts that were none."""
        look, number = self._look, self._number
        if look is None or number is None:
            return False
        return any(event.event == "correction" for event in look.holds[number].events)

    def _show_lean(self, *, shown: bool) -> None:
        """Have the last trace or leave its room to the others; the lowest has the times."""
        self.lean.setVisible(shown)
        for line, share in enumerate((2, 4, 3, 3) if shown else (2, 2, 4, 0)):
            self._canvas.ci.layout.setRowStretchFactor(line, share)
        self.lean.setMaximumHeight(1e6 if shown else 0.0)
        self.turn.getAxis("bottom").setStyle(showValues=not shown)
        self.acc.getAxis("bottom").setStyle(showValues=not shown)

    def _title(self) -> None:
        style(self.whole, self._inks, tr("The whole recording: drag the window to look closer"))
        titles = words.trace_titles(self._look, doubted=self._doubted)
        for plot, title in zip(self.traces, titles, strict=True):
            style(plot, self._inks, title)

    def _draw_holds(self, look: Looking, number: int | None) -> None:
        inks = self._inks
        for index, seen in enumerate(look.holds):
            span = seen.kept.span_s
            self._shade(span, 30 if seen.kept.discarded else 70, self.whole)
            if index != number:
                continue
            self._draw_lean(look, span)
            self._draw_automatic(seen)
            self._ends = Ends(self.traces, span, inks, add=self._add, moved=self.moved.emit)
            for place, event in enumerate(marked(seen.events), 1):
                # Doubts can be many; the title says what they are, once.
                named = event.event != "correction"
                self._mark(event.t_s, words.mark(event.event) if named else "", place)

    def _draw_lean(self, look: Looking, span_s: tuple[float, float]) -> None:
        """Draw the lean within the hold alone: outside of it there is no pose to lean from."""
        time_s, angle, top = lean(look, span_s)
        if time_s.size:
            pen = line_pen(self._inks.third, width=1)
            self._add(self.lean, pg.PlotCurveItem(time_s, angle, pen=pen))
        self.lean.setYRange(0.0, top, padding=0.02)
        ticks = [[(at, f"{at:g}") for at in (0.0, top / 2, top)]]
        self.lean.getAxis("left").setTicks(ticks)

    def _draw_automatic(self, seen: Any) -> None:  # noqa: ANN401
        hold = seen.kept.automatic
        if hold is None or seen.kept.edited_s is None:
            return
        pen = line_pen(self._inks.faint, width=1, style=Qt.PenStyle.DotLine)
        for at_s in (hold.lift_off_s, hold.end_s):
            for plot in self.traces:
                self._add(plot, pg.InfiniteLine(at_s, pen=pen))

    def _mark(self, at_s: float, text: str, place: int) -> None:
        pen = line_pen(self._inks.doubt, width=1, style=Qt.PenStyle.DashLine)
        options = {
            "position": 0.8 - 0.14 * (place % _LINES),
            "color": self._inks.doubt,
            "fill": self._inks.sheet,
        }
        named = {"label": text, "labelOpts": options} if text else {}
        line = pg.InfiniteLine(at_s, pen=pen, **named)
        line.setZValue(_ABOVE)  # no end goes through its letters
        self._add(self.acc, line)

    def _foot(self, plot: Any, low: float, top: float) -> float:  # noqa: ANN401
        if plot is not self.acc or self._band is None:
            return 0.0
        foot = _FOOT * (top - low)
        if foot > 0.0:
            self._lay_band(low - foot, 0.8 * foot)
        return foot

    def _lay_band(self, foot: float, height: float) -> None:
        course = self._look.analysis.course if self._look is not None else None
        if course is not None:
            self._band.setData(course.time_s, foot + height * course.on_one_leg, fillLevel=foot)

    def _clear(self) -> None:
        super()._clear()
        self._band = None


def marked(events: Sequence[Event]) -> list[Event]:
    """Give what is to be marked; a doubt that was dispelled is one mark, not two."""
    dispelled = {event.t_s for event in events if event.event == "correction"}
    return [
        event
        for event in events
        if event.event in _MARKED and (event.event != "pause" or event.t_s not in dispelled)
    ]
