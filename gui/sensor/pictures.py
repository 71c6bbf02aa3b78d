"""The pictures of the steps, drawn as lines in a field of 120 by 90, so that they suit any size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from gui.kit.palette import Inks

WIDE: Final = 120.0
HIGH: Final = 90.0
_LINE: Final = 2.4


class Picture(QWidget):
    """One picture; what it shows is said in words beside it."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self._inks = inks
        self.name = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(84, 63)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for room to be seen."""
        return QSize(160, 120)

    def show_picture(self, name: str) -> None:
        """Show another one."""
        self.name = name
        self.update()

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw it in the middle of its room."""
        draw = PICTURES.get(self.name)
        if draw is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        times = min(self.width() / WIDE, self.height() / HIGH)
        painter.translate((self.width() - times * WIDE) / 2, (self.height() - times * HIGH) / 2)
        painter.scale(times, times)
        draw(_Pens(painter, self._inks))
        painter.end()


class _Pens:
    """Draws with the inks of the theme."""

    def __init__(self, painter: QPainter, inks: Inks) -> None:
        self.painter = painter
        self.inks = inks

    def line(self, *points: tuple[float, float], accent: bool = False) -> None:
        """Draw through points."""
        self._take(accent=accent)
        self.painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))

    def box(
        self, x: float, y: float, w: float, h: float, r: float = 3.0, *, accent: bool = False
    ) -> None:
        """Draw a rounded box, filled lightly."""
        self._take(accent=accent)
        self.painter.setBrush(QColor(self.inks.wash if accent else self.inks.sheet))
        self.painter.drawRoundedRect(QRectF(x, y, w, h), r, r)

    def circle(self, x: float, y: float, r: float, *, accent: bool = False) -> None:
        """Draw a circle."""
        self._take(accent=accent)
        self.painter.setBrush(QColor(self.inks.wash) if accent else Qt.BrushStyle.NoBrush)
        self.painter.drawEllipse(QPointF(x, y), r, r)

    def spot(self, x: float, y: float, w: float, h: float, *, accent: bool = False) -> None:
        """Fill a box."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(self.inks.accent if accent else self.inks.text))
        self.painter.drawRoundedRect(QRectF(x, y, w, h), 1.0, 1.0)

    def path(self, path: QPainterPath, *, accent: bool = False) -> None:
        """Draw a path."""
        self._take(accent=accent)
        self.painter.drawPath(path)

    def text(self, x: float, y: float, w: float, said: str) -> None:
        """Write a few signs that are the same in every tongue."""
        font = self.painter.font()
        font.setPixelSize(9)
        self.painter.setFont(font)
        self.painter.setPen(QColor(self.inks.text))
        self.painter.drawText(QRectF(x, y, w, 12), Qt.AlignmentFlag.AlignCenter, said)

    def _take(self, *, accent: bool) -> None:
        pen = QPen(QColor(self.inks.accent if accent else self.inks.text), _LINE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)


def _phone(pens: _Pens, x: float = 42.0, y: float = 6.0) -> None:
    pens.box(x, y, 38, 76, 6)
    pens.line((x + 14, y + 71), (x + 24, y + 71))


def _code(pens: _Pens, x: float, y: float, side: float) -> None:
    """Draw what looks like a code, without being one."""
    small = side / 7
    for left, top in ((0, 0), (4, 0), (0, 4)):
        pens.spot(x + left * small, y + top * small, 3 * small, 3 * small)
    for left, top in ((4, 4), (6, 4), (5, 5), (4, 6), (6, 6), (3, 3)):
        pens.spot(x + left * small, y + top * small, small, small)


def _scan(pens: _Pens) -> None:
    pens.box(4, 14, 58, 44)
    pens.line((24, 70), (42, 70))
    pens.line((33, 58), (33, 70))
    _code(pens, 19, 22, 28)
    pens.box(78, 18, 30, 60, 5)
    corners = ((84, 34, 1, 1), (102, 34, -1, 1), (84, 56, 1, -1), (102, 56, -1, -1))
    for x, y, right, down in corners:
        pens.line((x + 5 * right, y), (x, y), (x, y + 5 * down), accent=True)
    pens.line((64, 44), (75, 46), accent=True)


def _warning(pens: _Pens) -> None:
    _phone(pens)
    pens.line((61, 18), (72, 36), (50, 36), (61, 18))
    pens.line((61, 25), (61, 29))
    pens.spot(60, 32, 2, 2)
    pens.line((50, 44), (72, 44))
    pens.box(48, 52, 26, 12, 4, accent=True)
    pens.line((56, 58), (66, 58), accent=True)
    pens.line((62, 55), (66, 58), (62, 61), accent=True)
    _finger(pens, 74, 60)


def _finger(pens: _Pens, x: float, y: float) -> None:
    pens.circle(x, y, 5, accent=True)
    pens.circle(x, y, 9, accent=False)


def _wear(pens: _Pens) -> None:
    """Draw somebody on one leg, with a box on the back and one on the raised leg."""
    pens.circle(60, 12, 7)
    pens.line((60, 20), (60, 50), (60, 82))
    pens.line((38, 28), (60, 26), (82, 28))
    pens.line((60, 50), (76, 58), (72, 76))
    pens.line((52, 83), (66, 83))
    pens.box(54, 41, 12, 9, 2, accent=True)
    pens.box(69, 62, 11, 9, 2, accent=True)
    for x in (88, 93):
        bow = QPainterPath()
        bow.moveTo(x, 60)
        bow.quadTo(x + 5, 66, x, 72)
        pens.path(bow, accent=True)


def _experiment(pens: _Pens) -> None:
    _phone(pens)
    for row, ticked in enumerate((True, False, True)):
        y = 16 + 17 * row
        pens.box(48, y, 9, 9, 2, accent=ticked)
        if ticked:
            pens.line((50, y + 5), (52, y + 7), (56, y + 2), accent=True)
        pens.line((61, y + 5), (74, y + 5))


def _remote(pens: _Pens) -> None:
    _phone(pens)
    for y in (14, 19, 24):
        pens.spot(73, y, 2.6, 2.6)
    pens.box(49, 38, 24, 13, 6.5, accent=True)
    pens.circle(66, 44.5, 4, accent=True)
    for size in (6, 12):
        bow = QPainterPath()
        bow.arcMoveTo(QRectF(86 - size, 44 - size, 2 * size, 2 * size), -40)
        bow.arcTo(QRectF(86 - size, 44 - size, 2 * size, 2 * size), -40, 80)
        pens.path(bow, accent=True)


def _address(pens: _Pens) -> None:
    pens.box(8, 10, 104, 66)
    pens.line((8, 24), (112, 24))
    pens.box(16, 34, 88, 14, 3, accent=True)
    pens.text(16, 35, 88, "192.168.1.20")
    pens.box(70, 56, 34, 13, 4)
    pens.line((80, 62.5), (94, 62.5))


def _push(pens: _Pens) -> None:
    pens.box(8, 16, 32, 62, 5)
    pens.line((20, 73), (28, 73))
    pens.box(70, 22, 44, 34)
    pens.line((92, 56), (92, 66))
    pens.line((82, 66), (102, 66))
    pens.line((46, 40), (64, 40), accent=True)
    pens.line((58, 34), (64, 40), (58, 46), accent=True)


def _record(pens: _Pens) -> None:
    _phone(pens)
    pens.line((48, 34), (52, 28), (56, 40), (60, 22), (64, 38), (68, 30), (74, 34))
    pens.circle(61, 57, 8, accent=True)
    play = QPainterPath(QPointF(59, 53))
    play.lineTo(65, 57)
    play.lineTo(59, 61)
    play.closeSubpath()
    pens.path(play, accent=True)


def _cable(pens: _Pens) -> None:
    pens.box(8, 36, 36, 26, 5, accent=True)
    pens.line((2, 49), (8, 49))
    pens.line((44, 49), (50, 49))
    wire = QPainterPath(QPointF(26, 62))
    wire.cubicTo(26, 86, 66, 82, 66, 52)
    pens.path(wire)
    pens.box(70, 16, 44, 34)
    pens.line((62, 58), (118, 58))
    pens.line((66, 52), (70, 46))


def _found(pens: _Pens) -> None:
    pens.box(14, 12, 92, 64)
    for row in range(3):
        y = 20 + 18 * row
        if row == 0:
            pens.box(20, y - 3, 80, 15, 4, accent=True)
        pens.line((34, y + 5), (86, y + 5), accent=row == 0)
        pens.circle(27, y + 5, 2.4, accent=row == 0)
    _finger(pens, 92, 30)


def _person(pens: _Pens) -> None:
    pens.box(22, 6, 76, 78, 6)
    pens.circle(60, 20, 6, accent=True)
    pens.line((60, 27), (60, 50), (60, 72), accent=True)
    pens.line((42, 34), (60, 32), (78, 34), accent=True)
    pens.line((60, 50), (72, 56), (68, 68), accent=True)
    pens.line((46, 73), (76, 73))


def _file(pens: _Pens) -> None:
    pens.line((36, 6), (70, 6), (86, 22), (86, 82), (36, 82), (36, 6))
    pens.line((70, 6), (70, 22), (86, 22))
    pens.line((44, 54), (50, 44), (56, 62), (62, 36), (68, 56), (78, 50), accent=True)


PICTURES: Final[Mapping[str, Callable[[_Pens], None]]] = {
    "scan": _scan,
    "warning": _warning,
    "wear": _wear,
    "experiment": _experiment,
    "remote": _remote,
    "address": _address,
    "push": _push,
    "record": _record,
    "cable": _cable,
    "found": _found,
    "person": _person,
    "file": _file,
}
