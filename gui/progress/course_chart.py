"""An exercise or a named test drawn in the course of time: a line for each side and version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg

from gui.kit.plots import line_pen
from gui.kit.text import tr
from gui.progress.canvas import LEG_LINES, LEG_SHAPES, Canvas, or_more, places
from gui.progress.courses import SIDE_HEADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.conditions import Leg
    from gui.kit.palette import Inks
    from gui.progress.courses import Series

_LEAST_HEIGHT: Final = 96
_ROOM: Final = (-0.15, 1.25)
_NEAR: Final = 0.35  # of the height: where two names would lie on one another
_BESIDE: Final = 0.008  # of the width: names do not cover the marks that they name


class CourseChart(Canvas):
    """Marks are sessions, and a line joins those of one side in one version alone."""

    def __init__(self, inks: Inks) -> None:
        super().__init__(inks, tr("Chart of the sessions over time"), _LEAST_HEIGHT)
        self._series: Sequence[Series] = ()
        self.recolour(inks)

    def show_series(self, series: Sequence[Series], in_numbers: str) -> None:
        """Draw these lines; `in_numbers` says the same to those who can't see it."""
        self._series = series
        self.setAccessibleDescription(in_numbers)
        self.draw()

    def draw(self) -> None:
        """Draw them anew."""
        self.clear()
        if not self._series:
            return
        ends: dict[Leg | None, tuple[str, float]] = {}
        for one in self._series:
            leg = _leg(one)
            x, y, ink = places(one.days), np.array(one.values), self.ink(leg)
            open_up = np.array(one.open_up)
            self.add(pg.PlotCurveItem(x, y, pen=line_pen(ink, width=2, style=LEG_LINES[leg])))
            self.dots(x, y, LEG_SHAPES[leg], ink, 9)
            self.dots(x[open_up], y[open_up], or_more(), ink, 20)
            if one.side in ("left", "right"):
                ends[leg] = (tr(SIDE_HEADS[one.side]), float(y[-1]))
        every = np.concatenate([places(one.days) for one in self._series])
        top = max(value for one in self._series for value in one.values)
        start = self.days_below(every)
        low, high = (share * max(top, 1.0) for share in _ROOM)  # for marks and names at nothing
        self.plot.setYRange(low, high, padding=0)
        last = float(every.max())
        beside = last + _BESIDE * (last - start)
        near = _NEAR * (high - low)
        self.name_ends([(leg, *end) for leg, end in ends.items()], beside, near)


def _leg(one: Series) -> Leg | None:
    return one.side if one.side in ("left", "right") else None
