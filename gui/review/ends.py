"""The ends of a hold, to be dragged in whichever trace one looks at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyqtgraph as pg

from gui.kit.palette import Inks
from gui.kit.plots import line_pen
from gui.kit.text import tr

LIFT_OFF, END = 0, 1


class Ends:
    """A line for each end in each plot; those of one end move together.

    Parameters
    ----------
    plots
        The traces; the names of the ends stand in the first.
    span_s
        Where the ends are.
    add
        Puts an item into a plot.
    moved
        Is told where the ends are, in order, once one is let go.
    """

    def __init__(
        self,
        plots: Sequence[Any],
        span_s: tuple[float, float],
        inks: Inks,
        *,
        add: Callable[[Any, Any], None],
        moved: Callable[[float, float], None],
    ) -> None:
        self._moved = moved
        self.lines: list[list[Any]] = []
        for at_s, name in zip(span_s, (tr("lift-off"), tr("end")), strict=True):
            lines = [self._line(at_s, inks, "" if at else name) for at in range(len(plots))]
            for plot, line in zip(plots, lines, strict=True):
                add(plot, line)
                line.sigPositionChanged.connect(lambda one, all_=lines: _follow(one, all_))
                line.sigPositionChangeFinished.connect(self._let_go)
            self.lines.append(lines)

    @property
    def span_s(self) -> tuple[float, float]:
        """Where the ends are, in order."""
        first, last = sorted(float(lines[0].value()) for lines in self.lines)
        return first, last

    def nudge(self, end: int, by_s: float) -> None:
        """Move one of them, and let it go."""
        line = self.lines[end][0]
        line.setValue(line.value() + by_s)
        self._let_go()

    def _let_go(self) -> None:
        self._moved(*self.span_s)

    @staticmethod
    def _line(at_s: float, inks: Inks, name: str) -> Any:  # noqa: ANN401
        named: dict[str, Any] = {}
        if name:
            look = {"position": 0.96, "color": inks.go, "fill": inks.sheet}
            named = {"label": name, "labelOpts": look}
        line = pg.InfiniteLine(
            at_s,
            movable=True,
            pen=line_pen(inks.go, width=2),
            hoverPen=line_pen(inks.accent, width=4),
            **named,
        )
        line.setZValue(1.0)  # its name above the marks of others
        return line


def _follow(moved: Any, lines: Sequence[Any]) -> None:  # noqa: ANN401
    for line in lines:
        if line is not moved and line.value() != moved.value():
            line.setValue(moved.value())
