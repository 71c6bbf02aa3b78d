"""Two sessions beside each other, each leg in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from balance.records.history.sessions import beside, sessions_of
from drivers.live import progress_words
from gui.kit.controls import combo, label, row
from gui.kit.text import FRONT, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.history.progress import Line
    from balance.records.history.queries import Point
    from balance.records.history.sessions import SessionScore


class Comparing(QWidget):
    """Two lists to choose a session each from, and what lies between them."""

    def __init__(self) -> None:
        super().__init__()
        self._legs: list[tuple[Line, dict[int, SessionScore]]] = []
        self.newer = combo(tr("Session"), [])
        self.earlier = combo(tr("The session that it is compared with"), [])
        self.said = label()
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        heads = [label(tr("Compare")), label(tr("with"))]
        for head, box in zip(heads, (self.newer, self.earlier), strict=True):
            head.setWordWrap(False)
            head.setBuddy(box)
            box.activated.connect(lambda _: self._say())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row(heads[0], self.newer, heads[1], self.earlier, 1))
        column.addWidget(self.said)

    def show_legs(self, legs: Sequence[tuple[Line, Sequence[Point]]]) -> None:
        """Offer the sessions of these legs: the newest, and the one before it."""
        self._legs = [(line, {s.session: s for s in sessions_of(of)}) for line, of in legs]
        days = {number: s.day for _, each in self._legs for number, s in each.items()}
        order = sorted(days, key=lambda number: (days[number], number), reverse=True)
        for box in (self.newer, self.earlier):
            box.clear()
            for number in order:
                box.addItem(progress_words.day(days[number], FRONT), number)
        self.earlier.setCurrentIndex(min(1, len(order) - 1))
        self.setVisible(len(order) > 1)
        self._say()

    def _say(self) -> None:
        new, old = self.newer.currentData(), self.earlier.currentData()
        said = []
        for line, sessions in self._legs:
            leg = progress_words.leg(line, FRONT)
            if new in sessions and old in sessions and new != old:
                spread = line.change.spread if line.change else None
                found = beside(sessions[new], sessions[old], spread)
                said.append(f"{leg}: {progress_words.beside(found, FRONT)}")
            elif new != old:
                said.append(tr("{leg}: not tested in both.", leg=leg))
        self.said.setText("\n".join(said) or tr("Choose two different sessions."))
