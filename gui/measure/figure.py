"""A picture of where the sensor is worn: somebody on one leg, seen from the side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.kit.text import tr

if TYPE_CHECKING:
    from balance.signal.placement import Placement
    from gui.kit.palette import Inks

_ROOM: Final = QRectF(0, 0, 220, 360)
_Point = tuple[float, float]
#: Limbs from the far side to the near one: their joints, and how thick they are.
_LIMBS: Final[tuple[tuple[tuple[_Point, ...], float], ...]] = (
    (((100, 100), (64, 132), (34, 118)), 13),
    (((102, 196), (103, 266), (100, 330)), 25),
    (((98, 336), (128, 338)), 15),
    (((102, 96), (102, 190)), 46),
    (((104, 194), (150, 232)), 30),
    (((150, 232), (134, 298)), 22),
    (((134, 300), (162, 312)), 14),
    (((104, 98), (142, 132), (176, 120)), 13),
)
_HEAD: Final = QPointF(106, 40), 25.0
_FLOOR_Y: Final = 346.0
#: Middle of the sensor, and its turn in degrees; then both ends of its strap.
_WORN: Final[dict[Placement, tuple[_Point, float]]] = {
    "lower_back": ((79, 178), 0.0),
    "chest": ((125, 116), 0.0),
    "thigh": ((134, 206), -50.0),
    "shank": ((150, 262), 14.0),
    "foot": ((152, 298), -66.0),
}
_STRAPS: Final[dict[Placement, tuple[_Point, _Point]]] = {
    "lower_back": ((79, 178), (126, 178)),
    "chest": ((79, 116), (126, 116)),
    "thigh": ((137, 203), (117, 227)),
    "shank": ((153, 263), (130, 257)),
    "foot": ((151, 299), (146, 314)),
}


class Figure(QWidget):
    """Somebody who stands on one leg, with the sensor where it is to be."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self._inks = inks
        self.placement: Placement = "shank"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 220)
        self.show_placement(self.placement)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self.update()

    def show_placement(self, placement: Placement) -> None:
        """Show the sensor there."""
        self.placement = placement
        self.setAccessibleName(tr("Picture: ") + caption(placement))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the floor, the body, and the sensor on its strap."""
        inks, painter = self._inks, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        share = min(self.width() / _ROOM.width(), self.height() / _ROOM.height())
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(share, share)
        painter.translate(-_ROOM.center())
        painter.setPen(_pen(inks.line, 3))
        painter.drawLine(QPointF(30, _FLOOR_Y), QPointF(190, _FLOOR_Y))
        for wide, ink in ((3.0, inks.faint), (0.0, inks.wash)):  # an outline, and what it holds
            for joints, thick in _LIMBS:
                painter.setPen(_pen(ink, thick + wide))
                painter.drawPolyline([QPointF(*joint) for joint in joints])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink))
            centre, radius = _HEAD
            painter.drawEllipse(centre, radius + wide / 2, radius + wide / 2)
        self._draw_sensor(painter)
        painter.end()

    def _draw_sensor(self, painter: QPainter) -> None:
        inks = self._inks
        begin, end = _STRAPS[self.placement]
        painter.setPen(_pen(inks.text, 7, flat=True))
        painter.drawLine(QPointF(*begin), QPointF(*end))
        middle, turn = _WORN[self.placement]
        painter.translate(*middle)
        painter.rotate(turn)
        painter.setPen(_pen(inks.sheet, 3))
        painter.setBrush(QColor(inks.accent))
        painter.drawRoundedRect(QRectF(-10, -15, 20, 30), 5, 5)


def caption(placement: Placement) -> str:
    """Say where the sensor is worn."""
    said: dict[Placement, str] = {
        "lower_back": "In the middle of the lower back, on the belt.",
        "chest": "On the breastbone.",
        "thigh": "On the thigh of the leg that you raise.",
        "shank": "On the shin of the leg that you raise, below the knee.",
        "foot": "On top of the foot that you raise, under the laces.",
    }
    return tr(said[placement]) + " " + tr("The strap is tight, so that nothing swings.")


def _pen(ink: str, thick: float, *, flat: bool = False) -> QPen:
    pen = QPen(QColor(ink), thick)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if flat else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
