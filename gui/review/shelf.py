"""The list of recordings: searched by words, filtered by person and leg."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStackedWidget,
)

from gui.kit.controls import OWN_LETTERS, Sheet, button, choose, combo, label, shortcut
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.review import words
from gui.review.cards import CardDelegate, RowModel
from gui.review.rows import matching, people

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gui.kit.palette import Inks
    from gui.review.rows import Row


_ARCHIVED: Final = True  # in place of a code


class Shelf(Sheet):
    """Recordings to choose from; `chosen` gives the path of one.

    Parameters
    ----------
    ask
        Asks for a file that is in no list.
    rate
        Begins a blind rating of what is listed.
    """

    chosen = Signal(object)

    def __init__(self, inks: Inks, ask: Callable[[], None], rate: Callable[[], None]) -> None:
        super().__init__(tr("Recordings"))
        self._all: list[Row] = []
        self._open: Path | None = None
        self.nothing = tr(words.NO_FILES)
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("Search the recordings"))
        self.search.setPlaceholderText(tr("Search (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.person = combo(tr("Person"), [(tr("Everyone"), None)], letters=OWN_LETTERS)
        self.leg = combo(
            tr("Leg"), [(tr("Both legs"), None), (tr("Left"), "left"), (tr("Right"), "right")]
        )
        self.model = RowModel()
        self.cards = CardDelegate(inks)
        self.view = QListView()
        self.view.setObjectName("cards")
        self.view.setAccessibleName(tr("Recordings, newest first"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.cards)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.view.setMinimumHeight(8 * self.fontMetrics().lineSpacing())
        self.empty = label("", faint=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.stack.setMinimumHeight(self.view.minimumHeight())
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.empty)
        self.count = label(size=0.9, faint=True)
        self.open_button = button(tr("Open a file"), ask, "Ctrl+O", tr("A file of any program"))
        self.rate_button = button(
            tr("Rate blind…"),
            rate,
            "R",
            tr("Mark the holds of what is listed, without seeing what was found"),
        )
        self._lay_out()
        self.view.clicked.connect(self._picked)
        self.view.activated.connect(self._picked)
        self.search.textChanged.connect(self._sift)
        self.search.returnPressed.connect(self._pick_first)
        self.person.activated.connect(self._sift)
        self.leg.activated.connect(self._sift)
        shortcut(self, "Esc", self.clear)

    @property
    def rows(self) -> list[Row]:
        """Every recording, the newest first."""
        return self._all

    def show_rows(self, rows: Sequence[Row], nothing: str) -> None:
        """List recordings; `nothing` is said where there are none."""
        self._all, self.nothing = list(rows), nothing
        known = people(rows)
        offered: list[tuple[str, str | bool | None]] = [(tr("Everyone"), None)]
        offered += [(code, code) for code in known]
        if any(row.archived for row in rows):
            offered.append((tr("Archived people"), _ARCHIVED))
        box = self.person
        if [(box.itemText(at), box.itemData(at)) for at in range(box.count())] != offered:
            chosen = box.currentData()
            box.clear()
            for text, code in offered:
                box.addItem(text, code)
            choose(box, chosen)
        self._sift()

    def show_row(self, row: Row) -> None:
        """Show what has become known of one of the recordings."""
        rows = [
            replace(row, archived=each.archived, texts=each.texts)
            if each.path == row.path
            else each
            for each in self._all
        ]
        self.show_rows(rows, self.nothing)

    def show_open(self, path: Path | None) -> None:
        """Mark the recording that is open."""
        self._open = path
        found = [at for at, row in enumerate(self.model.rows) if row.path == path]
        index = self.model.index(found[0]) if found else QModelIndex()
        self.view.setCurrentIndex(index)
        if found:
            self.view.scrollTo(index)

    def clear(self) -> None:
        """List everything again."""
        self.search.clear()
        self.person.setCurrentIndex(0)
        self.leg.setCurrentIndex(0)
        self._sift()

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.cards.inks = inks
        self.view.viewport().update()

    def _sift(self) -> None:
        person = self.person.currentData()
        archived = person is _ARCHIVED
        shown = matching(
            self._all,
            text=self.search.text(),
            person=None if archived else person,
            archived=archived,
            leg=self.leg.currentData(),
            said=words.row_said,
        )
        if shown != self.model.rows:
            self.model.show(shown)
        self.stack.setCurrentIndex(0 if shown else 1)
        self.empty.setText(tr(words.NO_MATCH) if self._all else self.nothing)
        self.count.setText(words.counted(len(shown), len(self._all)) if self._all else "")
        self.show_open(self._open)

    def _picked(self, index: QModelIndex) -> None:
        self.chosen.emit(self.model.rows[index.row()].path)

    def _pick_first(self) -> None:
        """Open what was searched for, where Return is pressed in the search."""
        if self.model.rows:
            self.view.setFocus()
            self.chosen.emit(self.model.rows[0].path)

    def _lay_out(self) -> None:
        for box in (self.person, self.leg):
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.column.addWidget(self.search)
        self.column.addLayout(Flow(self.person, self.leg, gap=6, fills=True))
        self.column.addWidget(self.stack, 1)
        self.column.addWidget(self.count)
        self.column.addLayout(Flow(self.open_button, self.rate_button, gap=6, fills=True))
