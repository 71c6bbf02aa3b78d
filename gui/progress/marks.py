"""Small pictures beside their words: what the chart's marks mean, weeks, and how far a goal is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.kit.theme import larger
from gui.progress.canvas import LEG_INKS, LEG_LINES, or_more

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.conditions import Leg
    from balance.protocol.weeks import Week, WeekPlan
    from gui.kit.palette import Inks

_SMALL: Final = 0.9


class Picture(QWidget):
    """Something small that is painted in the theme's colours, as tall as a line of text."""

    def __init__(self, inks: Inks, wide: float, tall: float = 1.0) -> None:
        super().__init__()
        self.inks = inks
        self._wide, self._tall = wide, tall
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Give its size, which goes with the letters."""
        line = self.fontMetrics().height()
        return QSize(round(self._wide * line), round(self._tall * line))

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.inks = inks
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw it."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it, smoothly."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter)
        painter.end()


class LegMark(Picture):
    """Mark and line of a leg, as in the chart."""

    def __init__(self, inks: Inks, leg: Leg) -> None:
        super().__init__(inks, 2.2)
        self._leg: Leg = leg

    def draw(self, painter: QPainter) -> None:
        """Draw it."""
        ink = QColor(getattr(self.inks, LEG_INKS[self._leg]))
        middle = QPointF(self.width() / 2, self.height() / 2)
        painter.setPen(QPen(ink, 2.5, LEG_LINES[self._leg]))
        painter.drawLine(QPointF(0, middle.y()), QPointF(self.width(), middle.y()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if self._leg == "left":
            painter.drawEllipse(middle, 4.5, 4.5)
        else:
            painter.drawRect(QRectF(middle.x() - 4, middle.y() - 4, 8, 8))


class OrMoreMark(Picture):
    """The mark over a time that was ended by the longest time."""

    def __init__(self, inks: Inks) -> None:
        super().__init__(inks, 1.0)

    def draw(self, painter: QPainter) -> None:
        """Draw it."""
        ink = QColor(self.inks.text)
        middle = QPointF(self.width() / 2, self.height() * 0.65)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(middle, 3, 3)
        painter.translate(middle)
        painter.scale(20, 20)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.6 / 20))
        painter.drawPath(or_more())


class Legend(QWidget):
    """What the marks of the chart mean, in words beside each of them."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self._marks = [LegMark(inks, "left"), LegMark(inks, "right"), OrMoreMark(inks)]
        parts: list[QWidget] = []
        for mark, text in zip(
            self._marks, (tr("Left leg"), tr("Right leg"), tr("or more")), strict=True
        ):
            parts += [mark, _words(text)]
        parts.append(
            _words(
                tr("Seconds. Marks: holds; thick: usual; shaded: ups and downs; thin: best so far")
            )
        )
        self.setLayout(Flow(*parts))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        for mark in self._marks:
            mark.recolour(inks)


class WeeksRow(Picture):
    """A box for each week, filled as far as its sessions go, with their number in it."""

    _WIDE: Final = 1.9

    def __init__(self, inks: Inks) -> None:
        super().__init__(inks, 0.0, 1.6)
        self._weeks: Sequence[Week] = ()
        self._plan: WeekPlan | None = None

    def show_weeks(self, weeks: Sequence[Week], plan: WeekPlan, words: str) -> None:
        """Show these, oldest first; `words` says the same to those who can't see it."""
        self._weeks, self._plan = weeks, plan
        self._wide = self._WIDE * len(weeks)
        each = ", ".join(str(week.sessions) for week in weeks)
        self.setAccessibleName(tr("Sessions a week"))
        said = tr("{words} Sessions a week, oldest first: {each}.", words=words, each=each)
        self.setAccessibleDescription(said)
        self.setToolTip(said)
        self.updateGeometry()
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw them."""
        if self._plan is None:
            return
        step = self.width() / max(1, len(self._weeks))
        painter.setFont(larger(self.font(), _SMALL))
        for place, week in enumerate(self._weeks):
            box = QRectF(place * step + 1, 1, step - 5, self.height() - 2)
            share = min(1.0, week.sessions / max(1, self._plan.sessions))
            full = QRectF(box)
            full.setTop(box.bottom() - share * box.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.inks.wash))
            painter.drawRect(full)
            kept = week.kept(self._plan)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QPen(QColor(self.inks.accent), 2.5) if kept else QPen(QColor(self.inks.line), 1)
            painter.setPen(edge)
            painter.drawRect(box)
            painter.setPen(QColor(self.inks.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(week.sessions))


class GoalBar(Picture):
    """How far the best time is towards the goal."""

    def __init__(self, inks: Inks) -> None:
        super().__init__(inks, 0.0, 0.7)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("How far the goal is"))

    def show_share(self, share: float | None, words: str) -> None:
        """Show a share of 0 to 1; without one there is no bar."""
        self.setVisible(share is not None)
        self._share = share or 0.0
        self.setAccessibleDescription(words)
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw it."""
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(self.inks.line), 1))
        painter.drawRoundedRect(whole, 4, 4)
        done = QRectF(whole)
        done.setWidth(self._share * whole.width())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.inks.accent))
        painter.drawRoundedRect(done, 4, 4)


def _words(text: str) -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName("faint")
    made.setFont(larger(made.font(), _SMALL))
    return made
