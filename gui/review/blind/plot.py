"""The traces of a recording under rating: a cursor, and the rater's own marks alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from gui.kit.plots import line_pen, style
from gui.kit.text import tr
from gui.review.blind import words
from gui.review.ends import Ends
from gui.review.traces import TracePlot

if TYPE_CHECKING:
    from gui.kit.palette import Inks
    from gui.review.blind.rated import Rated

_STEP, _LONG_STEP = 0.01, 0.1  # of what is shown
_RING: Final = 3  # pixels around it, for who has the keyboard
_LINES: Final = 20  # of text, as high it is at least
_ABOVE: Final = 20
_NAME_AT: Final = 0.82  # of the height: below the names of the ends


class BlindPlot(TracePlot):
    """`moved` gives the ends of the chosen hold, once let go; `placed` where the cursor is."""

    moved = Signal(float, float)
    placed = Signal(float)

    def __init__(self, inks: Inks) -> None:
        super().__init__(inks, tr("Traces of the recording"), below=2)
        self.cursor_s = 0.0
        self._rated: Rated | None = None
        self._cursor: list[Any] = []
        self.setObjectName("traces")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Traces: the arrow keys move the cursor"))
        self.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())
        self.column.setContentsMargins(_RING, _RING, _RING, _RING)
        for line, share in enumerate((2, 5, 4)):
            self._canvas.ci.layout.setRowStretchFactor(line, share)
        self.acc.getAxis("bottom").setStyle(showValues=False)
        self._canvas.scene().sigMouseClicked.connect(self._clicked)
        self.recolour(inks)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        super().recolour(inks)
        style(self.whole, inks, tr("The whole recording: drag the window to look closer"))
        for plot, title in zip(self.traces, words.trace_titles(self._rated), strict=True):
            style(plot, inks, title)
        if self._rated is not None:
            self.show_rated(self._rated)

    def show_rated(self, rated: Rated) -> None:
        """Draw a recording and the marks of its rater; another one is seen as a whole."""
        other = rated is not self._rated
        self._clear()
        self._rated = self._traced = rated
        if other:
            for plot, title in zip(self.traces, words.trace_titles(rated), strict=True):
                style(plot, self._inks, title)
        self._draw_curves(rated)
        self._draw_marks(rated)
        if not rated.time_s.size:
            return
        first_s, last_s = rated.span_s
        self.whole.setXRange(first_s, last_s, padding=0.01)
        if other:
            self.region.setRegion((first_s, last_s))
            self.cursor_s = (first_s + last_s) / 2
        self._add(self.whole, self.region)
        self._draw_cursor()
        self._zoomed()

    def put(self, at_s: float) -> None:
        """Put the cursor somewhere, and have it seen."""
        if self._rated is None or not self._rated.time_s.size:
            return
        first_s, last_s = self._rated.span_s
        self.cursor_s = min(max(at_s, first_s), last_s)
        for line in self._cursor:
            line.setValue(self.cursor_s)
        self._name_cursor()
        low, high = self.shown_s()
        if not low <= self.cursor_s <= high:
            half = (high - low) / 2
            self.region.setRegion((self.cursor_s - half, self.cursor_s + half))
        self.placed.emit(self.cursor_s)

    def zoom(self, times: float) -> None:
        """Look closer or at more, around the cursor where it is seen."""
        low, high = self.shown_s()
        seen = low <= self.cursor_s <= high
        middle, half = self.cursor_s if seen else (low + high) / 2, (high - low) / 2 * times
        self.region.setRegion((middle - half, middle + half))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move the cursor by arrows, to the beginning and the end of the recording."""
        low, high = self.shown_s()
        long_ = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step_s = (high - low) * (_LONG_STEP if long_ else _STEP)
        first_s, last_s = (0.0, 0.0) if self._rated is None else self._rated.span_s
        to = {
            Qt.Key.Key_Left: self.cursor_s - step_s,
            Qt.Key.Key_Right: self.cursor_s + step_s,
            Qt.Key.Key_Home: first_s,
            Qt.Key.Key_End: last_s,
        }
        at_s = to.get(Qt.Key(event.key()))
        if at_s is None:
            super().keyPressEvent(event)
        else:
            self.put(at_s)

    def _clicked(self, event: Any) -> None:  # noqa: ANN401
        """Put the cursor where the traces or the overview are clicked."""
        for plot in (self.whole, *self.traces):
            box = plot.getViewBox()
            if box.sceneBoundingRect().contains(event.scenePos()):
                self.put(float(box.mapSceneToView(event.scenePos()).x()))

    def _draw_marks(self, rated: Rated) -> None:
        for at, hold in enumerate(rated.holds):
            span_s = (hold.lift_off_s, hold.end_s)
            if at == rated.chosen:
                self._shade(span_s, 70, self.whole)
                self._ends = Ends(
                    self.traces, span_s, self._inks, add=self._add, moved=self.moved.emit
                )
            else:
                self._shade(span_s, 40, self.whole, *self.traces)
                pen = line_pen(self._inks.go, width=1, style=Qt.PenStyle.DotLine)
                for plot in self.traces:
                    for at_s in span_s:
                        self._add(plot, pg.InfiniteLine(at_s, pen=pen))
        if rated.half_s is not None:
            self._line(rated.half_s, self._inks.go, tr("lift-off"), 0.96)

    def _draw_cursor(self) -> None:
        self._cursor = self._line(self.cursor_s, self._inks.text, " ", _NAME_AT)
        self._name_cursor()

    def _name_cursor(self) -> None:
        said = words.cursor(self.cursor_s)
        for line in self._cursor[:1]:
            line.label.setFormat(said)
        self.setAccessibleDescription(tr("The cursor is at {at}", at=said))

    def _line(self, at_s: float, ink: str, name: str, height: float) -> list[Any]:
        """Draw a dashed line that nobody drags, named in the first trace."""
        pen = line_pen(ink, width=1.5, style=Qt.PenStyle.DashLine)
        options = {"position": height, "color": ink, "fill": self._inks.sheet}
        made = []
        for plot in (self.acc, self.turn, self.whole):
            named = {"label": name, "labelOpts": options} if plot is self.acc else {}
            line = pg.InfiniteLine(at_s, pen=pen, **named)
            line.setZValue(_ABOVE)  # no end goes through its letters
            self._add(plot, line)
            made.append(line)
        return made

    def _clear(self) -> None:
        super()._clear()
        self._cursor = []
