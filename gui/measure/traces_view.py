"""The therapist's traces, drawn by the recipe: constant axis, one curve each, thin lines.

Nothing is drawn that did not change; ranges move in steps, so that no frame lays out an axis anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.kit.plots import Within, no_keys, still_plot, style
from gui.kit.text import tr
from gui.measure.traces import ACC, SHOWN_S, TURN, Traces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.samples import FloatArray
    from gui.kit.palette import Inks

#: Degrees from the middle of the sway path to its edge: one scale for most, so that it can be read.
_LEAN: Final = (10.0, 20.0, 45.0, 90.0)
NO_SWAY: Final = "No sway path: it is drawn with the sensor on the lower back or the chest."
NO_SWAY_SHORT: Final = "Sway path: on back or chest alone"
_TITLE: Final = 30.0  # pixels
_ROOM: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0)
_SHRINK_AFTER: Final = 120  # frames in which a smaller range would have done
_GRID_S: Final = 2.0


class TraceView(QWidget):
    """Shows `Traces`; `draw` is to be called once a frame."""

    def __init__(self, traces: Traces, inks: Inks) -> None:
        super().__init__()
        self.setAccessibleName(tr("Live traces: acceleration, rate of turn, sway path"))
        self.setMinimumHeight(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.traces = traces
        self._canvas = pg.GraphicsLayoutWidget()
        no_keys(self._canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._canvas)
        self._plots = [
            _Live(self._canvas, 0, tr("Acceleration, m/s², last 10 s"), "first", two_sided=True),
            _Live(self._canvas, 1, tr("Rate of turn, °/s, last 10 s"), "second", two_sided=False),
        ]
        self._path = _Path(self._canvas, 2)
        self._sways = False
        self._show_path(shown=True)
        self._x: FloatArray = np.zeros(0)
        self.recolour(inks)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._canvas.setBackground(inks.sheet)
        for plot in self._plots:
            plot.recolour(inks)
        self._path.recolour(inks)

    def _show_path(self, *, shown: bool) -> None:
        """Have the sway path, or say why there is none and leave its room to the others."""
        if shown != self._sways:
            self._sways = shown
            self._path.be_shown(shown=shown)
            self.setToolTip("" if shown else tr(NO_SWAY))
            self.setAccessibleDescription("" if shown else tr(NO_SWAY))
            self._canvas.ci.layout.setRowStretchFactor(2, 2 if shown else 0)

    def draw(self) -> bool:
        """Draw what is new; False where nothing is."""
        drawn = self.traces.drawn
        if not self.traces.fresh or not self.isVisible():
            return False
        self.traces.fresh = False
        if drawn is None:
            return False
        ring = drawn.ring
        if self._x.size != ring.length:
            self._x = np.linspace(-SHOWN_S, 0.0, ring.length)
        window = ring.window()
        x = self._x[-ring.count :]
        self._plots[0].show(x, window[ACC])
        self._plots[1].show(x, window[TURN])
        self._show_path(shown=self.traces.sways)
        if self._sways:
            lean = drawn.path.window()
            self._path.show(*(lean - lean.mean(axis=1, keepdims=True)))
        return True


class _Live:
    """One trace over the last seconds."""

    def __init__(self, canvas: Any, row: int, title: str, ink: str, *, two_sided: bool) -> None:  # noqa: ANN401
        self._ink, self._title, self._two_sided = ink, title, two_sided
        self._range = _Range()
        self.plot = still_plot(canvas, row)
        self.plot.setXRange(-SHOWN_S, 0.0, padding=0)
        self.grid = pg.PlotCurveItem(connect="pairs", skipFiniteCheck=True)
        self.curve = Within()
        self.plot.addItem(self.grid)
        self.plot.addItem(self.curve)
        self._scale(1.0)

    def recolour(self, inks: Inks) -> None:
        style(self.plot, inks, self._title)
        self.grid.setPen(pg.mkPen(inks.grid, width=1))
        self.curve.setPen(pg.mkPen(getattr(inks, self._ink), width=1))

    def show(self, x: FloatArray, y: FloatArray) -> None:
        top = self._range.fit(float(max(y.max(), -y.min() if self._two_sided else 0.0)))
        if top is not None:
            self._scale(top)
        self.curve.setData(x, y)

    def _scale(self, top: float) -> None:
        low = -top if self._two_sided else 0.0
        self.curve.be_within(-SHOWN_S, 0.0, low, top)
        self.plot.setYRange(low, top, padding=0.02)
        self.plot.getAxis("left").setTicks(
            [[(at, f"{at:g}") for at in (low, (low + top) / 2, top)]]
        )
        self.grid.setData(*grid_lines(np.arange(-SHOWN_S, 0.1, _GRID_S), low, top))


class _Path:
    """The way the trunk or the leg leans, seen from above."""

    def __init__(self, canvas: Any, row: int) -> None:  # noqa: ANN401
        self._inks: Inks | None = None
        self._shown = True
        self._range = _Range(_LEAN)
        self.plot = still_plot(canvas, row)
        self.plot.setAspectLocked(True)
        self.grid = pg.PlotCurveItem(connect="pairs", skipFiniteCheck=True)
        self.curve = Within()
        self.plot.addItem(self.grid)
        self.plot.addItem(self.curve)
        self._scale(_LEAN[0])

    def be_shown(self, *, shown: bool) -> None:
        """Leave the room to the other traces, but for the title, which says why."""
        self._shown = shown
        for part in (self.grid, self.curve, *map(self.plot.getAxis, ("left", "bottom"))):
            part.setVisible(shown)
        self.plot.setMaximumHeight(1e6 if shown else _TITLE)
        if self._inks is not None:
            self.recolour(self._inks)

    def recolour(self, inks: Inks) -> None:
        self._inks = inks
        shown, none = tr("Sway path: lean in °, from its middle"), tr(NO_SWAY_SHORT)
        style(self.plot, inks, shown if self._shown else none)
        self.grid.setPen(pg.mkPen(inks.grid, width=1))
        self.curve.setPen(pg.mkPen(inks.third, width=1))

    def show(self, x: FloatArray, y: FloatArray) -> None:
        top = self._range.fit(float(max(np.abs(x).max(), np.abs(y).max())))
        if top is not None:
            self._scale(top)
        self.curve.setData(x, y)

    def _scale(self, top: float) -> None:
        both = (-top, top)
        self.curve.be_within(*both, *both)
        self.plot.setRange(xRange=both, yRange=both, padding=0.02)
        ticks = [[(at, f"{at:g}") for at in (-top, 0.0, top)]]
        self.plot.getAxis("left").setTicks(ticks)
        self.plot.getAxis("bottom").setTicks(ticks)
        self.grid.setData(*grid_lines(np.array([-top, 0.0, top]), -top, top, wide=9.0))


class _Range:
    """A range that steps up when data leave it, and down only after a while."""

    def __init__(self, room: Sequence[float] = _ROOM) -> None:
        self._room = room
        self._top = 0.0
        self._spare = 0

    def fit(self, needed: float) -> float | None:
        """Give the new range where it has to change."""
        top = next((room for room in self._room if needed <= room), needed)
        self._spare = self._spare + 1 if top < self._top else 0
        if top > self._top or self._spare > _SHRINK_AFTER:
            self._top, self._spare = top, 0
            return top
        return None


def grid_lines(
    upright: FloatArray, low: float, top: float, *, wide: float = 0.0
) -> tuple[FloatArray, FloatArray]:
    """Give the ends of all grid lines, for one curve drawn in pairs."""
    level = np.linspace(low, top, 5)
    left, right = (-wide * top, wide * top) if wide else (float(upright[0]), float(upright[-1]))
    x = np.concatenate([np.repeat(upright, 2), np.tile([left, right], level.size)])
    y = np.concatenate([np.tile([low, top], upright.size), np.repeat(level, 2)])
    return x, y
