"""Lists of the left side, and the exercises and tests among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QSizePolicy

from gui.kit.text import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.progress.courses import Entry


class Listing(QListWidget):
    """A list that is as tall as there is room, and breaks its lines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(3 * self.fontMetrics().lineSpacing())


class EntryList(Listing):
    """Exercises and tests to choose one from; `chosen` comes when another one is."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Exercises and tests"))
        self._entries: Sequence[Entry] = ()
        self.currentRowChanged.connect(lambda _: self.chosen.emit())

    def entry(self) -> Entry | None:
        """Give the one that is chosen; None where there is none."""
        at = self.currentRow()
        return self._entries[at] if 0 <= at < len(self._entries) else None

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List these; the one that was looked at stays chosen, else the first that was done."""
        before = self.entry()
        keys = [one.key for one in entries]
        done = (at for at, one in enumerate(entries) if one.rows)
        at = keys.index(before.key) if before is not None and before.key in keys else next(done, 0)
        self.blockSignals(True)
        self.clear()
        self._entries = entries
        for one in entries:
            self.addItem(f"{one.title}\n{one.about}")
        self.setCurrentRow(at if entries else -1)
        self.blockSignals(False)
