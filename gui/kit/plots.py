"""How plots look and behave: still, without the keyboard, in the colours of the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPen
from PySide6.QtWidgets import QApplication

from gui.kit.theme import larger

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from gui.kit.palette import Inks


class Within(pg.PlotCurveItem):  # type: ignore[misc]
    """A thin curve that is drawn often, within bounds said beforehand: none are looked for."""

    def __init__(self) -> None:
        self._box = QRectF(0.0, 0.0, 1.0, 1.0)
        super().__init__(skipFiniteCheck=True, antialias=True)
        self.setSegmentedLineMode("on")

    def be_within(self, left: float, right: float, low: float, top: float) -> None:
        """Say where the curve stays; a little more each way has room for its line."""
        self.prepareGeometryChange()
        wide, high = right - left, top - low
        self._box = QRectF(left - wide / 200, low - high / 200, 1.01 * wide, 1.01 * high)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Give the bounds that were said."""
        return self._box

    def dataBounds(  # noqa: N802
        self,
        ax: int,
        frac: float = 1.0,  # noqa: ARG002
        orthoRange: object = None,  # noqa: ARG002, N803
    ) -> tuple[float, float]:
        """Give the bounds that were said, along one axis."""
        box = self._box
        return (box.left(), box.right()) if ax == 0 else (box.top(), box.bottom())


def no_keys(canvas: Any) -> None:  # noqa: ANN401
    """Keep the keyboard from stopping at a picture."""
    for part in (canvas, canvas.viewport()):
        part.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def still_plot(canvas: Any, row: int = 0) -> Any:  # noqa: ANN401
    """Add a plot that nobody drags or zooms; a long title makes it no wider than its window."""
    plot = canvas.addPlot(row=row, col=0, enableMenu=False)
    plot.titleLabel.updateMin = lambda: None
    plot.hideButtons()
    plot.setMouseEnabled(False, False)
    plot.disableAutoRange()
    return plot


def line_pen(
    ink: QColor | str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    """Give a pen that is as wide on any screen: plots draw with its dots, which may be small."""
    app = QGuiApplication.instance()
    dots = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    made: QPen = pg.mkPen(ink, width=width * dots, style=style)
    return made


def style(plot: Any, inks: Inks, title: str) -> None:  # noqa: ANN401
    """Give a plot its colours and its title."""
    font = larger(QApplication.font(), 0.9)
    points = font.pointSizeF()
    size = f"{points:g}pt" if points > 0 else f"{font.pixelSize()}px"
    plot.setTitle(title or None, color=inks.faint, size=size, justify="left")
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(inks.line))
        axis.setTextPen(pg.mkPen(inks.faint))
        axis.setStyle(maxTickLevel=0)
    plot.getAxis("left").setWidth(8 + 6 * QFontMetrics(font).averageCharWidth())
