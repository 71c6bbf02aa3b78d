"""Progress: people, how they stand, and the next step with its source."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from balance.protocol.progression import RULE_SETS
from balance.records.history.people import Description
from gui.kit.controls import Sheet, button, choose, combo, label, row, scrolled, shortcut, titled
from gui.kit.palette import write_with
from gui.kit.text import tr
from gui.progress import words
from gui.progress.chart import ProgressChart
from gui.progress.erasing import EraseDialog, not_erased

if TYPE_CHECKING:
    from collections.abc import Callable

    from balance.records.history.progress import Line
    from gui.book import Book, Known
    from gui.kit.palette import Inks

_CODE = Qt.ItemDataRole.UserRole


class ProgressPlace(QWidget):
    """People on the left, their chart in the middle, what it means beside it.

    Parameters
    ----------
    person
        Gives the code that is to be timed next: who is shown first.
    offer
        Is given all codes, to choose one who is timed.
    forget
        Is told whom to choose no longer.
    announce
        Says something to assistive technology.
    """

    def __init__(
        self,
        inks: Inks,
        book: Book,
        *,
        person: Callable[[], str],
        offer: Callable[[list[str]], None],
        forget: Callable[[str], None],
        announce: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._inks = inks
        self._book = book
        self._person, self._offer, self._forget = person, offer, forget
        self._announce = announce
        self.known: list[Known] = []
        self.lines: list[Line] = []
        self.people, self.groups = QListWidget(), QListWidget()
        self.people.setAccessibleName(tr("People"))
        self.groups.setAccessibleName(tr("Legs and conditions"))
        for each in (self.people, self.groups):
            each.setWordWrap(True)
            each.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            each.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            each.setMinimumHeight(4 * self.fontMetrics().lineSpacing())
        self.birth_year = QLineEdit()
        self.birth_year.setValidator(QIntValidator(1900, date.today().year, self))
        self.birth_year.setPlaceholderText(tr("not said"))
        self.birth_year.setAccessibleName(tr("Year of birth"))
        self.rules = combo(
            tr("Next steps after"), [(tr(one.title), one.name) for one in RULE_SETS.values()]
        )
        self.chart = ProgressChart(inks)
        self.trouble, self.week = label(), label(bold=True)
        heads = (
            ("best", tr("Best")),
            ("mean", tr("Mean of three")),
            ("sides", tr("Left against right")),
            ("change", tr("Is the change bigger than your own spread?")),
            ("step", tr("Next step")),
            ("reference", tr("Healthy people of that age")),
        )
        self.facts = {key: label("–") for key, _ in heads}
        self.source = label(faint=True)
        self._lay_out(heads)
        self.people.currentRowChanged.connect(lambda _: self._show_person())
        self.groups.currentRowChanged.connect(lambda _: self._show_line())
        self.birth_year.editingFinished.connect(self._describe)
        self.rules.activated.connect(self._describe)
        for key, act in (("Ctrl+N", self.ask_person), ("Ctrl+Del", self.ask_erase)):
            shortcut(self, key, act)

    def refresh(self, trouble: str = "") -> None:
        """Read the history anew, and say what went wrong before."""
        chosen = self._code() or self._person()
        self.known = self._book.people()
        self.people.blockSignals(True)
        self.people.clear()
        for known in self.known:
            self.people.addItem(f"{known.code}   {known.name}".strip())
            self.people.item(self.people.count() - 1).setData(_CODE, known.code)
        codes = [known.code for known in self.known]
        self.people.setCurrentRow(codes.index(chosen) if chosen in codes else 0)
        self.people.blockSignals(False)
        self._offer(codes)
        self._show_person(trouble)

    def ask_person(self) -> None:
        """Ask for a code, and add a person."""
        text, given = QInputDialog.getText(
            self,
            tr("Add a person"),
            tr("A code, never a name, such as P12:"),
        )
        if given:
            self.add(text)

    def add(self, code: str) -> None:
        """Add a person."""
        self._book.add(code)
        self.refresh(self._book.trouble)

    def ask_erase(self) -> None:
        """List what goes and what stays, ask once more, then erase the chosen person."""
        code, book = self._code(), self._book
        theirs = book.belongings(code) if code else None
        if theirs is None:
            self._say(book.trouble if code else "")
        elif EraseDialog(code, theirs, self).exec() == QDialog.DialogCode.Accepted:
            self.erase(code)

    def erase(self, code: str) -> None:
        """Erase a person, and say what could not be."""
        erased = self._book.erase(code)
        trouble = self._book.trouble
        if erased is not None:
            trouble = not_erased(erased)
            self._forget(code)
        self.refresh(trouble)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        self.chart.recolour(inks)
        write_with(inks.trouble, self.trouble)

    def choose(self, code: str) -> None:
        """Show this person."""
        codes = [known.code for known in self.known]
        if code in codes:
            self.people.setCurrentRow(codes.index(code))

    def _code(self) -> str:
        item = self.people.currentItem()
        return "" if item is None else str(item.data(_CODE))

    def _say(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        write_with(self._inks.trouble, self.trouble)
        if trouble:
            self._announce(trouble)

    def _show_person(self, trouble: str = "") -> None:
        book, code = self._book, self._code()
        today = date.today()
        known = next((one for one in self.known if one.code == code), None)
        troubles = [trouble, book.trouble]
        self.lines = book.lines(code, today) if known else []
        troubles.append(book.trouble)
        self.week.setText(book.week(code, today) if known else tr(words.NOBODY))
        troubles.append(book.trouble)
        self._say("\n".join(dict.fromkeys(filter(None, troubles))))
        year = known.birth_year if known else None
        self.birth_year.setText(str(year) if year else "")
        self._show_rules(known.rules or "clinic" if known else "clinic")
        self.groups.blockSignals(True)
        self.groups.clear()
        for line in self.lines:
            self.groups.addItem(words.group(line))
        self.groups.setCurrentRow(0 if self.lines else -1)
        self.groups.blockSignals(False)
        self._show_line()

    def _show_rules(self, name: str) -> None:
        """Show the rule set of a person; one of their own has its place in the list as well."""
        while self.rules.count() > len(RULE_SETS):
            self.rules.removeItem(len(RULE_SETS))
        if self.rules.findData(name) < 0:
            self.rules.addItem(Path(name).name, name)
        choose(self.rules, name)

    def _show_line(self) -> None:
        at = self.groups.currentRow()
        if not 0 <= at < len(self.lines):
            for fact in self.facts.values():
                fact.setText("–")
            self.source.setText("")
            self.chart.show_points(())
            return
        line = self.lines[at]
        self.chart.show_points(self._book.course(line.key))
        for key, text in (
            ("best", words.time(line.best)),
            ("mean", words.mean(line.mean)),
            ("sides", words.sides(line.sides)),
            ("change", words.change(line.change)),
            ("step", line.next_step.text),
            ("reference", words.reference(line.reference)),
        ):
            self.facts[key].setText(text)
        self.source.setText(tr("Source: {source}", source=line.next_step.source))

    def _describe(self) -> None:
        code = self._code()
        if not code:
            return
        year = int(self.birth_year.text()) if self.birth_year.hasAcceptableInput() else 0
        said = Description(birth_year=year, rules=self.rules.currentData())
        self._book.describe(code, said)
        self.refresh(self._book.trouble)

    def _lay_out(self, heads: tuple[tuple[str, str], ...]) -> None:
        left = Sheet(tr("People"))
        left.column.addWidget(self.people, 2)
        left.column.addLayout(
            row(
                button(tr("Add"), self.ask_person, "Ctrl+N", tr("Add a person")),
                button(tr("Erase"), self.ask_erase, "Ctrl+Del", tr("Erase a person and all data")),
            )
        )
        left.column.addLayout(titled(tr("Year of birth"), self.birth_year))
        left.column.addLayout(titled(tr("Next steps after"), self.rules))
        left.column.addWidget(label(tr("Legs and conditions"), bold=True))
        left.column.addWidget(self.groups, 3)
        left.setFixedWidth(49 * self.fontMetrics().averageCharWidth())
        middle = Sheet()
        for part in (self.trouble, self.week):
            middle.column.addWidget(part)
        self.trouble.hide()
        legend = tr("Seconds: attempts (dots), held longer (triangles), best so far, own spread")
        middle.column.addWidget(label(legend, size=0.9, faint=True))
        middle.column.addWidget(self.chart, 1)
        facts = QGridLayout()
        facts.setHorizontalSpacing(18)
        facts.setVerticalSpacing(10)
        for index, (key, head) in enumerate(heads):
            facts.addWidget(label(head, faint=True), index, 0, Qt.AlignmentFlag.AlignTop)
            if key == "step":  # its source belongs right below it
                step = QVBoxLayout()
                step.addWidget(self.facts[key])
                step.addWidget(self.source)
                facts.addLayout(step, index, 1, Qt.AlignmentFlag.AlignTop)
            else:
                facts.addWidget(self.facts[key], index, 1, Qt.AlignmentFlag.AlignTop)
        facts.setColumnStretch(0, 1)
        facts.setColumnStretch(1, 4)
        inside = QWidget()
        inside.setLayout(facts)
        inside.setObjectName("clear")
        below = Sheet()
        below.column.addWidget(scrolled(inside, tr("What it means")))
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(middle, 3)
        right.addWidget(below, 3)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(left)
        line.addLayout(right, 1)
