"""The stage, looked at from three metres: the words, the mark and the digits."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from drivers.live.standing import Standing
from gui.kit.palette import Inks, write_with
from gui.kit.text import tr
from gui.kit.theme import sized
from gui.measure import words

_PROBE_PX: Final = 200
_PLACES: Final = 3  # tens, ones and tenths
_LEAST_PX: Final = 8.0
_FAINT: Final = 0.06
_USUAL_PX: Final = 420  # of a stage with letters of the system's size
_CENTRED: Final = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
FLASH_MS: Final = 350  # one flash in this time is less than three a second


class Stage(QFrame):
    """Everything on it stands still during a hold, but for the figures that change."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self._inks = inks
        self.leg, self.hint = Fitted(most_px=1.0), Fitted(most_px=1.0)
        self.leg.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.chosen = ""
        self.teaches = True
        self.headline, self.mark, self.digits = Fitted(among=words.headlines()), Mark(), Digits()
        self.setMinimumHeight(220)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 16, 32, 16)
        column.setSpacing(8)
        column.addWidget(self.leg)
        for part, share in ((self.headline, 6), (self.mark, 5), (self.digits, 22), (self.hint, 6)):
            column.addWidget(part, share)
        self.flashing = QTimer(self)
        self.flashing.setSingleShot(True)
        self.flashing.setInterval(FLASH_MS)
        self.flashing.timeout.connect(self.update)
        self._size_letters()
        self.recolour(inks)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Have the letters grow with the room."""
        super().resizeEvent(event)
        self._size_letters()

    def _size_letters(self) -> None:
        letters_px = self.fontInfo().pixelSize() * max(1.0, self.height() / _USUAL_PX)
        self.leg.be_at_most(1.6 * letters_px)
        self.leg.setFixedHeight(int(2.4 * letters_px))
        self.hint.be_at_most(2.0 * letters_px)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        write_with(inks.text, self.digits, self.mark)
        write_with(inks.faint, self.leg)

    def show_standing(self, now: Standing) -> None:
        """Put a standing in words and digits."""
        for label, (text, tone) in (
            (self.headline, words.headline(now)),
            (self.hint, words.hint(now, teaches=self.teaches)),
        ):
            # A long path may be broken at its slashes.
            label.say(text.replace("/", "/\u200b"))
            write_with(getattr(self._inks, tone), label)
        self.leg.say(words.leg_line(now) or self.chosen)
        write_with(self._inks.doubt if now.checked else self._inks.text, self.digits)
        self.digits.describe(checked=now.checked, led=words.is_led(now))
        digits = words.digits(now)
        if digits != self.digits.text():
            self.digits.setText(digits)

    def flash(self) -> None:
        """Light up the border once: the twin of a tone for those who do not hear it."""
        if not self.flashing.isActive():
            self.flashing.start()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the sheet, and the flash around it."""
        super().paintEvent(event)
        if self.flashing.isActive():
            painter = QPainter(self)
            painter.setPen(QPen(QColor(self._inks.accent), 24))
            painter.drawRect(self.rect())
            painter.end()


class Fitted(QLabel):
    """Text as large as its room allows.

    Parameters
    ----------
    most_px
        Largest height of its letters, None where the room alone sets it.
    among
        What it is asked to say most of all: its size is the same for all of that.
    """

    def __init__(self, *, most_px: float | None = None, among: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._most_px = most_px
        self._among = among
        self.pixels = _LEAST_PX
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def be_at_most(self, pixels: float) -> None:
        """Have its letters be no higher than this."""
        if pixels != self._most_px:
            self._most_px = pixels
            self._fit()

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

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the text; style rules would set a label's own font back."""
        painter = QPainter(self)
        painter.setFont(sized(self.font(), self.pixels))
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self._balanced(), _CENTRED, self.text())
        painter.end()

    def _balanced(self) -> QRectF:
        """Give the narrowest room that takes no more lines: no word stands alone on the last."""
        metrics = QFontMetricsF(sized(self.font(), self.pixels))
        room, text = QRectF(self.rect()), self.text()
        tall = metrics.boundingRect(room, _CENTRED, text).height()
        while tall > 1.5 * metrics.lineSpacing() and room.width() > _LEAST_PX:
            closer = room.adjusted(_LEAST_PX, 0.0, -_LEAST_PX, 0.0)
            wraps = metrics.boundingRect(closer, _CENTRED, text)
            if wraps.height() > tall or wraps.width() > closer.width():
                break
            room = closer
        return room

    def _fit(self) -> None:
        room = QRectF(self.rect())
        pixels = self._most_px or room.height()
        while pixels > _LEAST_PX and not self._fits(pixels, room):
            pixels *= 0.95
        self.pixels = pixels
        self.update()

    def _fits(self, pixels: float, room: QRectF) -> bool:
        metrics = QFontMetricsF(sized(self.font(), pixels))
        texts = {*self._among, self.text()}
        return all(room.contains(metrics.boundingRect(room, _CENTRED, text)) for text in texts)


class Digits(QLabel):
    """Seconds, as large as they can be, each figure in a place of its own: none moves another."""

    def __init__(self) -> None:
        super().__init__()
        self.describe(checked=False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def describe(self, *, checked: bool, led: bool = False) -> None:
        """Say what the figures are to whoever does not see them."""
        said = tr("Seconds held, not final yet") if checked else tr("Seconds held")
        said = tr("Seconds left, or raises counted") if led else said
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the figures."""
        font = sized(self.font(), _PROBE_PX)
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        text = self.text()
        point = next((sign for sign in text if not sign.isdigit()), ".")
        rooms = {sign: metrics.horizontalAdvance(sign) for sign in {*"0123456789", point, *text}}
        place = max(rooms[figure] for figure in "0123456789")
        # A zero that is barely there keeps the place of the tens: 8.6 stands where 18.6 will.
        text = text.rjust(_PLACES + 1, "0") if point in text else text
        width = sum(place if sign.isdigit() else rooms[sign] for sign in text)
        tall = max(metrics.tightBoundingRect("0").height(), 1.0)
        full = max(width, _PLACES * place + rooms[point], 1.0)  # no width at all without any font
        share = 0.96 * min(self.width() / full, self.height() / tall)
        x, baseline = (self.width() - share * width) / 2, (self.height() + share * tall) / 2
        painter = QPainter(self)
        painter.setFont(sized(font, _PROBE_PX * share))
        painter.setPen(self.palette().windowText().color())
        for index, sign in enumerate(text):
            room = place if sign.isdigit() else rooms[sign]
            painter.setOpacity(_FAINT if index < len(text) - len(self.text()) else 1.0)
            painter.drawText(QPointF(x + share * (room - rooms[sign]) / 2, baseline), sign)
            x += share * room
        painter.end()


class Mark(QWidget):
    """A still mark to look at: a bull's eye with a cross hair."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Mark to look at"))
        self.setMinimumHeight(40)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw it, clear of what is above and below."""
        radius = 0.5 * min(self.width(), 0.8 * self.height(), 64) - 1
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
