"""The stage, looked at from three metres: the words, the mark and the digits."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui import words
from gui.palette import inks_on, write_with
from gui.standing import Standing

_PROBE_PX: Final = 200
_PLACES: Final = 3  # tens, ones and tenths
_LEAST_PX: Final = 8.0
_FAINT: Final = 0.06


class Stage(QWidget):
    """Everything on it stands still during a hold, but for the figures that change."""

    def __init__(self) -> None:
        super().__init__()
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.headline, self.mark, self.digits = Fitted(among=words.headlines()), Mark(), Digits()
        self.hint = Fitted(most_px=2.2 * self.fontInfo().pixelSize())
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 24, 40, 24)
        column.setSpacing(12)
        for part, share in ((self.headline, 3), (self.mark, 2), (self.digits, 11), (self.hint, 4)):
            column.addWidget(part, share)
        self.recolour(self.palette())

    def recolour(self, system: QPalette) -> None:
        """Take the inks from the system's palette."""
        self._inks = inks_on(system.base().color(), system.text().color())
        write_with(self._inks.text, self.digits, self.mark)

    def show_standing(self, now: Standing) -> None:
        """Put a standing in words and digits."""
        for label, (text, tone) in (
            (self.headline, words.headline(now)),
            (self.hint, words.hint(now)),
        ):
            # A long path may be broken at its slashes.
            label.say(text.replace("/", "/\u200b"))
            write_with(getattr(self._inks, tone), label)
        self.digits.setText(words.digits(now))


class Fitted(QLabel):
    """Text as large as its room allows.

    Parameters
    ----------
    most_px
        Largest height of its letters, None where the room alone sets it.
    among
        All that it can be asked to say, where its size is never to change.
    """

    def __init__(self, *, most_px: float | None = None, among: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._most_px = most_px
        self._among = among
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def say(self, text: str) -> None:
        """Change the text."""
        if text != self.text():
            self.setText(text)
            self._fit()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """No: the room is given, whatever the text."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the new room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = QRectF(self.contentsRect())
        pixels = self._most_px or room.height()
        while pixels > _LEAST_PX and not self._fits(pixels, room):
            pixels *= 0.95
        self.setFont(sized(self.font(), pixels))

    def _fits(self, pixels: float, room: QRectF) -> bool:
        metrics = QFontMetricsF(sized(self.font(), pixels))
        how = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        taken = (metrics.boundingRect(room, how, text) for text in self._among or (self.text(),))
        return all(room.contains(text) for text in taken)


class Digits(QLabel):
    """Seconds, as large as they can be, each figure in a place of its own: none moves another."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleDescription("Seconds held")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the figures."""
        font = sized(self.font(), _PROBE_PX)
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        rooms = {sign: metrics.horizontalAdvance(sign) for sign in "0123456789."}
        place = max(rooms[figure] for figure in "0123456789")
        # A zero that is barely there keeps the place of the tens: 8.6 stands where 18.6 will.
        text = self.text().rjust(_PLACES + 1, "0") if "." in self.text() else self.text()
        width = sum(rooms["."] if sign == "." else place for sign in text)
        tall = max(metrics.tightBoundingRect("0").height(), 1.0)
        full = max(width, _PLACES * place + rooms["."], 1.0)  # no width at all without any font
        share = 0.98 * min(self.width() / full, self.height() / tall)
        x, baseline = (self.width() - share * width) / 2, (self.height() + share * tall) / 2
        painter = QPainter(self)
        painter.setFont(sized(font, _PROBE_PX * share))
        painter.setPen(self.palette().windowText().color())
        for index, sign in enumerate(text):
            room = rooms["."] if sign == "." else place
            painter.setOpacity(_FAINT if index < len(text) - len(self.text()) else 1.0)
            painter.drawText(QPointF(x + share * (room - rooms[sign]) / 2, baseline), sign)
            x += share * room
        painter.end()


class Mark(QWidget):
    """A still mark to look at: a bull's eye with a cross hair."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Mark to look at")
        self.setMinimumHeight(40)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw it."""
        radius = 0.5 * min(self.width(), self.height(), 64) - 1
        centre = QPointF(self.width() / 2, self.height() / 2)
        across, up = QPointF(radius + 1, 0), QPointF(0, radius + 1)
        ink, ground = self.palette().windowText().color(), self.palette().base().color()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(QPen(ground, radius / 3, c=Qt.PenCapStyle.FlatCap))
        painter.drawLine(centre - across, centre + across)
        painter.drawLine(centre - up, centre + up)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(centre, radius / 6, radius / 6)
        painter.end()


def sized(font: QFont, pixels: float) -> QFont:
    """Give the font at a height of so many pixels."""
    font = QFont(font)
    font.setPixelSize(max(1, int(pixels)))
    return font


def larger(font: QFont, times: float) -> QFont:
    """Give the font at a multiple of its size: the system's own scaling stays in it."""
    font = QFont(font)
    if font.pointSizeF() > 0:
        font.setPointSizeF(times * font.pointSizeF())
        return font
    return sized(font, times * font.pixelSize())
