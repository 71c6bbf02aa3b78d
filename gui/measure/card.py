"""The result card: the newest attempt, and what a person may say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent

from drivers.live.standing import Standing
from gui.kit.controls import Sheet, button, label, row
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.measure import words

if TYPE_CHECKING:
    from drivers.live.course import Verdict


class ResultCard(Sheet):
    """Time with its uncertainty, why it ended, best so far; keep, try again, correct, discard."""

    def __init__(self, judge: Callable[[Verdict], object], undo: Callable[[], object]) -> None:
        super().__init__(margin=14)
        self.time = label(size=1.6, bold=True)
        self.time.setWordWrap(False)
        self.why, self.best = label(faint=True), label(bold=True)
        self.keep = button(tr("&Keep"), lambda: judge("kept"), "Return", tr("Keep this attempt"))
        self.again = button(
            tr("Try again"), lambda: judge("again"), "R", tr("Does not count; make it again")
        )
        self.went_on = button(
            tr("Not a step-down"),
            lambda: judge("not_step_down"),
            "N",
            tr("The person held on: the time is at least this long"),
        )
        self.discard = button(
            tr("Discard"),
            lambda: judge("discarded"),
            "Del",
            tr("Does not count; is not erased"),
        )
        self.undo = button(tr("Undo"), undo, "Ctrl+Z", tr("Take back what was said last"))
        for each in (self.keep, self.again, self.went_on, self.discard):
            each.setCheckable(True)
        head = row(self.time, self.best)
        head.setStretchFactor(self.best, 1)  # all that is left: it breaks where that is too little
        head.setSpacing(18)
        self.column.addLayout(head)
        self.column.addWidget(self.why)
        self._acts = (self.keep, self.again, self.went_on, self.discard, self.undo)
        self.column.addLayout(Flow(*self._acts))
        self.show_standing(Standing())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep room for the longest of what is said in turn, so that nothing moves."""
        super().resizeEvent(event)
        wide = self.width() - 2 * self.column.contentsMargins().left()
        room, wraps = QRect(0, 0, wide, 10_000), int(Qt.TextFlag.TextWordWrap)
        tall = [self.why.fontMetrics().boundingRect(room, wraps, one) for one in words.waits()]
        self.why.setMinimumHeight(max(each.height() for each in tall))

    def show_standing(self, now: Standing) -> None:
        """Show the newest attempt. Where there is none its room stays, so that nothing moves."""
        time, why, best = words.result(now)
        for part, text in ((self.time, time), (self.why, why), (self.best, best)):
            if part.text() != text:
                part.setText(text)
        said = now.entries[-1].verdict if now.can_judge else ""
        for each, verdict in (
            (self.keep, "kept"),
            (self.again, "again"),
            (self.went_on, "not_step_down"),
            (self.discard, "discarded"),
        ):
            each.setChecked(said == verdict)
        for each in self._acts:
            each.setEnabled(now.can_judge and (each is not self.undo or now.undoable))
