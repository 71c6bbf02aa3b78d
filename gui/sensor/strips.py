"""The last minute of a signal as three small strips, each with its words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from balance.signal.quality import COARSE_M_S2, LOWEST_RATE_HZ
from gui.kit.controls import label
from gui.kit.text import number, tr
from gui.sensor.minute import SECONDS

if TYPE_CHECKING:
    from gui.kit.palette import Inks
    from gui.sensor.minute import Second

_FINEST_M_S2: Final = 0.0005
_COARSEST_M_S2: Final = 1.0
_LEAST_LOST: Final = 5  # at the top of the scale, so that one lost reading is no tower
_FOOT: Final = 7.0
_CAP: Final = 2.0
_PALE: Final = 80  # below its cap a column is pale, so that the limit shows through


@dataclass(frozen=True, slots=True)
class Shown:
    """A strip as it is to be drawn: shares of its height, and which seconds are no good.

    `line` is where the limit is, None where there is none; `words` say the strip.
    """

    shares: tuple[float, ...]
    bad: tuple[bool, ...]
    line: float | None
    words: str


def rate(seconds: Sequence[Second]) -> Shown:
    """Show how many readings came in each second."""
    counts = [one.readings for one in seconds]
    top = 1.25 * max([*counts, LOWEST_RATE_HZ])
    bad = tuple(one.slow for one in seconds)
    usual = sorted(counts)[len(counts) // 2] if counts else 0
    said = tr("{n} a second", n=usual)
    if usual < LOWEST_RATE_HZ:
        said = tr("{n} a second: too few, {least} are needed", n=usual, least=f"{LOWEST_RATE_HZ:g}")
    elif any(bad):
        said += tr("; too few in {n} of {all} seconds", n=sum(bad), all=len(bad))
    return Shown(tuple(count / top for count in counts), bad, LOWEST_RATE_HZ / top, said)


def lost(seconds: Sequence[Second]) -> Shown:
    """Show how many readings were lost in each second."""
    counts = [one.lost for one in seconds]
    top = max([*counts, _LEAST_LOST])
    all_ = sum(counts)
    said = tr("{n} lost of {all}", n=all_, all=all_ + sum(one.readings for one in seconds))
    bad = tuple(count > 0 for count in counts)
    shares = tuple(count / top for count in counts)
    return Shown(shares, bad, None, said if all_ else tr("none lost"))


def fineness(seconds: Sequence[Second]) -> Shown:
    """Show the smallest step of the acceleration in each second: the lower, the finer."""
    steps = [one.step_m_s2 for one in seconds]
    known = [step for step in steps if step is not None]
    bad = tuple(one.coarse for one in seconds)
    said = tr("not known yet")
    if known:
        least = min(known)
        said = tr("steps of {size} m/s²: fine", size=number(least, 4 if least < 0.01 else 2))
        if least >= COARSE_M_S2:
            said = tr(
                "steps of {size} m/s²: coarse. It works; finer is better", size=number(least, 2)
            )
    return Shown(tuple(_height(step) for step in steps), bad, _height(COARSE_M_S2), said)


class Strips(QWidget):
    """Rate, losses and resolution of the last minute."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        self.strips: list[Strip] = []
        self.words = []
        for down, name in enumerate((tr("Readings"), tr("Losses"), tr("Resolution"))):
            strip, said = Strip(inks, name), label(faint=True)
            said.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(name, bold=True), 2 * down, 0)
            grid.addWidget(said, 2 * down + 1, 0)
            grid.addWidget(strip, 2 * down, 1, 2, 1)
            grid.setRowStretch(2 * down + 1, 2)
            self.strips.append(strip)
            self.words.append(said)
        foot = label(tr("The last minute, second by second. Dashes: the limit; dots: no good."))
        foot.setObjectName("faint")
        grid.addWidget(foot, 6, 1)
        grid.setRowStretch(7, 1)

    def show_seconds(self, seconds: Sequence[Second]) -> None:
        """Show the last seconds."""
        shown = (rate(seconds), lost(seconds), fineness(seconds))
        for strip, said, one in zip(self.strips, self.words, shown, strict=True):
            said.setText(one.words if seconds else tr("a moment, please"))
            strip.show_strip(one)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        for strip in self.strips:
            strip.recolour(inks)


class Strip(QWidget):
    """One strip: a column for each second, the newest at the right."""

    def __init__(self, inks: Inks, name: str) -> None:
        super().__init__()
        self._inks = inks
        self._shown = Shown((), (), None, "")
        self.setAccessibleName(name)
        self.setMinimumSize(120, 44)
        self.setMaximumHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_strip(self, shown: Shown) -> None:
        """Show other seconds."""
        self._shown = shown
        self.setAccessibleDescription(shown.words)
        self.update()

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw it."""
        inks, shown = self._inks, self._shown
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0, 1, self.width(), self.height() - _FOOT - 2)
        wide = room.width() / SECONDS
        first = SECONDS - len(shown.shares)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, (share, bad) in enumerate(zip(shown.shares, shown.bad, strict=True), first):
            tall = max(min(share, 1.0) * room.height(), 1.0)
            left = room.left() + at * wide
            ink = QColor(inks.doubt if bad else inks.first)
            column = QRectF(left, room.bottom() - tall, max(wide - 1.0, 1.0), tall)
            painter.fillRect(QRectF(column.left(), column.top(), column.width(), _CAP), ink)
            painter.setBrush(ink)
            ink.setAlpha(_PALE)
            painter.fillRect(column, ink)
            if bad:
                centre = QPointF(left + wide / 2, room.bottom() + _FOOT - 2)
                painter.drawEllipse(centre, 2.0, 2.0)
        painter.setPen(QPen(QColor(inks.line), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if shown.line is not None:
            painter.setPen(QPen(QColor(inks.faint), 1, Qt.PenStyle.DashLine))
            y = room.bottom() - shown.line * room.height()
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        painter.end()


def _height(step_m_s2: float | None) -> float:
    if step_m_s2 is None:
        return 0.0
    inside = min(max(step_m_s2, _FINEST_M_S2), _COARSEST_M_S2)
    return math.log(inside / _FINEST_M_S2) / math.log(_COARSEST_M_S2 / _FINEST_M_S2)
