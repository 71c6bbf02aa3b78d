"""The therapist's pane: the attempts, the scores, and the live traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from drivers.live.standing import Standing
from gui.kit.controls import Sheet, label
from gui.kit.text import tr
from gui.measure import words
from gui.measure.sets_view import SetsView
from gui.measure.wrapped import WrappedList

if TYPE_CHECKING:
    from drivers.live.led import Led
    from gui.kit.palette import Inks
    from gui.measure.traces import Traces
    from gui.measure.traces_view import TraceView

_LETTERS = 40


class Pane(QWidget):
    """Beside the stage, on a window of its own, or off."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("Balance Timer: traces"))
        self.setMinimumWidth(_LETTERS * self.fontMetrics().averageCharWidth())
        self.view: TraceView | None = None
        self.attempts = WrappedList(tr("Attempts"))
        self.sets = SetsView()
        self._shown: tuple[object, ...] = ()
        self.traces_sheet = Sheet(margin=8)
        self.scores = QGridLayout()
        self.scores.setHorizontalSpacing(14)
        sheet = Sheet(tr("Attempts"))
        sheet.column.addWidget(self.attempts, 1)
        sheet.column.addLayout(self.scores)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._lists = QStackedLayout()
        self._lists.addWidget(sheet)
        self._lists.addWidget(self.sets)
        column.addLayout(self._lists, 4)
        column.addWidget(self.traces_sheet, 5)
        self._list(Standing())
        self._show_scores([])

    def add_traces(self, traces: Traces, inks: Inks) -> None:
        """Show the live traces as well; this loads what draws them, and so comes late."""
        from gui.measure.traces_view import TraceView

        self.view = TraceView(traces, inks)
        self.traces_sheet.column.addWidget(self.view)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        if self.view is not None:
            self.view.recolour(inks)

    def show_led(self, led: Led | None) -> None:
        """Show the sets of a session that is led; of none, the attempts again."""
        self._lists.setCurrentIndex(0 if led is None else 1)
        if led is not None:
            self.sets.show_led(led)

    def show_standing(self, now: Standing) -> None:
        """List the attempts and their scores, where they are other ones."""
        if now.entries == self._shown:
            return
        self._shown = now.entries
        self._list(now)
        self._show_scores(words.score_lines(now.scores))

    def _list(self, now: Standing) -> None:
        """List the attempts; where there is none, what there will be."""
        lines = [words.entry(made) for made in now.entries]
        self.attempts.show_lines(lines or [tr(words.NO_ATTEMPT)])

    def _show_scores(self, lines: list[tuple[str, str, str]]) -> None:
        while (item := self.scores.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        heads = ("", tr("Best"), tr("Mean of three"))
        for down, texts in enumerate([heads, *(lines or [(tr("None yet"), "–", "–")])]):
            for across, text in enumerate(texts):
                cell = label(text, faint=not down or not across, bold=bool(down and across))
                self.scores.addWidget(cell, down, across, Qt.AlignmentFlag.AlignTop)
        for across, share in ((0, 3), (1, 4), (2, 4)):
            self.scores.setColumnStretch(across, share)
