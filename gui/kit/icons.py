"""The few pictures of the window, drawn as lines, so that they suit any size and colour."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

_SIDE: Final = 96  # drawn large, shown small
_LINE: Final = 7.0


def icon(name: str, ink: str) -> QIcon:
    """Give the picture of a place in an ink."""
    pixmap = QPixmap(_SIDE, _SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(ink), _LINE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(_PATHS[name]())
    painter.end()
    return QIcon(pixmap)


def _measure() -> QPainterPath:
    """Draw somebody on one leg, arms out."""
    path = QPainterPath()
    path.addEllipse(QPointF(48, 18), 9, 9)
    path.moveTo(48, 30)
    path.lineTo(48, 58)
    path.lineTo(48, 86)
    path.moveTo(20, 38)
    path.lineTo(76, 38)
    path.moveTo(48, 58)
    path.lineTo(66, 66)
    path.lineTo(60, 82)
    path.moveTo(38, 87)
    path.lineTo(58, 87)
    return path


def _review() -> QPainterPath:
    """Draw a trace between two marks."""
    path = QPainterPath()
    path.moveTo(20, 14)
    path.lineTo(20, 82)
    path.moveTo(76, 14)
    path.lineTo(76, 82)
    path.moveTo(20, 54)
    for x, y in ((32, 40), (40, 62), (48, 30), (56, 60), (64, 44), (76, 52)):
        path.lineTo(x, y)
    return path


def _progress() -> QPainterPath:
    """Draw a line that climbs in a chart."""
    path = QPainterPath()
    path.moveTo(14, 14)
    path.lineTo(14, 82)
    path.lineTo(84, 82)
    path.moveTo(26, 66)
    for x, y in ((42, 52), (56, 58), (80, 26)):
        path.lineTo(x, y)
    return path


def _sensor() -> QPainterPath:
    """Draw a small box on a strap, sending."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(28, 40, 40, 36), 8, 8)
    path.moveTo(8, 58)
    path.lineTo(28, 58)
    path.moveTo(68, 58)
    path.lineTo(88, 58)
    path.moveTo(34, 26)
    path.quadTo(48, 12, 62, 26)
    return path


_PATHS: Final = {"measure": _measure, "review": _review, "progress": _progress, "sensor": _sensor}
