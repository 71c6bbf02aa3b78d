"""The left side: people, what is known of the chosen one, and their legs and conditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from balance.protocol.own_rules import OWN_GOALS, goals_from, with_goal
from balance.protocol.progression import DEFAULT, RULE_SETS, Goal
from balance.records.history.people import Description
from balance.records.history.searching import matches
from gui.kit.controls import (
    OWN_LETTERS,
    Sheet,
    Tick,
    button,
    choose,
    combo,
    label,
    row,
    shortcut,
    titled,
    with_key,
)
from gui.kit.text import person_line, tr
from gui.progress import words
from gui.progress.listing import EntryList, Listing

if TYPE_CHECKING:
    from balance.records.history.people_list import ListedPerson
    from balance.records.history.progress import Line

#: Add, change, archive and erase a person, hand over what there is of them, and take in.
Acts = Sequence[Callable[[], object]]

_CODE = Qt.ItemDataRole.UserRole
_LONGEST_S: Final = 600
_USUAL_GOAL_S: Final = 30


class PeopleSide(Sheet):
    """Who is shown, and how.

    Signals: `person_chosen` and `line_chosen` when another row is, and `described` when another
    rule set or goal is.

    Parameters
    ----------
    acts
        What is done to people, in the order of the buttons: add, change, archive, erase, hand
        over, take in.
    """

    person_chosen = Signal()
    line_chosen = Signal()
    described = Signal()

    def __init__(self, acts: Acts) -> None:
        super().__init__(tr("People"), margin=12)
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("Search the people"))
        self.search.setToolTip(with_key(tr("Words in code, name or notes"), "Ctrl+F"))
        self.search.setPlaceholderText(tr("Search (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.archived = Tick(tr("Also archived"))
        self.archived.setAccessibleName(tr("Also archived"))
        self.archived.setToolTip(tr("List people who are archived as well"))
        self.people, self.groups = Listing(tr("People")), Listing(tr("Legs and conditions"))
        self.exercises = EntryList()
        self._of_holds = True
        self.nobody = label("", faint=True)
        self.about = label(faint=True)
        rules = [(tr(one.title), one.name) for one in RULE_SETS.values()]
        self.rules = combo(
            tr("Next steps after"), [*rules, (tr(OWN_GOALS), "")], letters=OWN_LETTERS
        )
        self.goal = QLineEdit()
        self.goal.setValidator(QIntValidator(1, _LONGEST_S, self))
        self.goal.setAccessibleName(tr("Goal under these conditions, in seconds"))
        self.goal.setToolTip(tr("Seconds to hold under the conditions chosen below"))
        self.one_leg = Tick("")
        self._lay_out(acts)
        self.search.textChanged.connect(lambda _: self._sift())
        self.archived.toggled.connect(lambda _: self._sift())
        shortcut(self.search, "Return", self.people.setFocus)
        shortcut(self, "Esc", self.clear)
        self.people.currentRowChanged.connect(lambda _: self.person_chosen.emit())
        self.groups.currentRowChanged.connect(self._line_chosen)
        self.rules.activated.connect(lambda _: self.described.emit())
        self.goal.editingFinished.connect(self._edited)
        self.one_leg.clicked.connect(lambda _: self.described.emit())
        self._all: Sequence[ListedPerson] = ()
        self._lines: Sequence[Line] = ()
        self._shown = ""

    def code(self) -> str:
        """Give the code of the person who is chosen; empty where nobody is."""
        item = self.people.currentItem()
        return "" if item is None else str(item.data(_CODE))

    def line(self) -> Line | None:
        """Give the leg and conditions that are chosen."""
        at = self.groups.currentRow()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def show_people(self, known: Sequence[ListedPerson], chosen: str) -> None:
        """List people, and choose one."""
        self._all = known
        self._list_people(chosen)

    def show_all_of(self, code: str) -> None:
        """Have a person in the list, whatever was searched for."""
        listed = next((each for each in self._all if each.code == code), None)
        if listed is not None and not self._is_listed(listed):
            self.clear()
            self.archived.setChecked(self.archived.isChecked() or listed.archived)
        for at in range(self.people.count()):
            if self.people.item(at).data(_CODE) == code:
                self.people.setCurrentRow(at)

    def clear(self) -> None:
        """List everybody again who was searched through."""
        self.search.clear()

    def show_person(self, known: ListedPerson | None, lines: Sequence[Line]) -> None:
        """Show what is known of a person; the conditions that were looked at stay chosen."""
        before = self.line()
        self.about.setText(words.about(known) if known else "")
        self.about.setVisible(bool(self.about.text()))
        for part in (self.rules, self.goal, self.one_leg, *self._of_one):
            part.setEnabled(known is not None)
        said, tip = words.archiving(known)
        self.archive_button.setText(said)
        self.archive_button.setAccessibleName(said)
        self.archive_button.setToolTip(with_key(tip, "Ctrl+Shift+A"))
        self._show_rules((known.rules if known else "") or DEFAULT.name)
        keys = [line.key for line in lines]
        at = keys.index(before.key) if before is not None and before.key in keys else 0
        self.groups.blockSignals(True)
        self.groups.clear()
        self._lines = lines
        for line in lines:
            self.groups.addItem(words.group(line))
        self.groups.setCurrentRow(at if lines else -1)
        self.groups.blockSignals(False)
        self._which.setVisible(bool(lines) or not self._of_holds)
        self._show_goal()
        self._shown = self.goal.text()

    def show_kind(self, *, exercises: bool) -> None:
        """Offer exercises and tests, or legs and conditions with the rules of their next steps."""
        self._of_holds = not exercises
        for part in (self._rules_field, self.groups):
            part.setVisible(self._of_holds)
        self.exercises.setVisible(exercises)
        self._which.setText(tr("Exercises and tests") if exercises else tr("Legs and conditions"))
        self._which.setVisible(exercises or bool(self._lines))
        self._show_goal()

    def description(self) -> Description:
        """Give by which rules the person goes on."""
        rules = self.rules.currentData()
        line = self.line()
        if self._is_own() and line is not None:
            hold_s = float(self.goal.text()) if self.goal.hasAcceptableInput() else _USUAL_GOAL_S
            said = line.conditions
            leg = said.stance_leg
            goal = Goal(float(hold_s), said.eyes, said.surface)
            if self.one_leg.isChecked():
                rules = with_goal(rules, replace(goal, leg=leg))
            else:
                rules = with_goal(rules, goal, instead_of=leg)
        elif self._is_own():
            rules = rules or f"{_USUAL_GOAL_S} s"
        return Description(rules=rules)

    def controls(self) -> tuple[QWidget, ...]:
        """Give what takes the keyboard, in the order of reading."""
        acts = (self.add_button, *self._of_one, self.take_button)
        fields = (self.rules, self.goal, self.one_leg)
        lists = (self.groups, self.exercises)
        return (self.search, self.archived, self.people, *acts, *fields, *lists)

    def _is_listed(self, one: ListedPerson) -> bool:
        shown = self.archived.isChecked() or not one.archived
        return shown and matches(self.search.text(), *one.texts)

    def _list_people(self, chosen: str) -> None:
        listed = [each for each in self._all if self._is_listed(each)]
        self.people.blockSignals(True)
        self.people.clear()
        for each in listed:
            self.people.addItem(person_line(each.code, each.name, archived=each.archived))
            self.people.item(self.people.count() - 1).setData(_CODE, each.code)
        codes = [each.code for each in listed]
        self.people.setCurrentRow(codes.index(chosen) if chosen in codes else 0)
        self.people.blockSignals(False)
        self.nobody.setText(words.none_listed(bool(self.search.text().strip())))
        self.nobody.setVisible(not listed and bool(self._all))

    def _sift(self) -> None:
        before = self.code()
        self._list_people(before)
        if self.code() != before:
            self.person_chosen.emit()

    def _edited(self) -> None:
        if self.goal.text() != self._shown:
            self.described.emit()

    def _line_chosen(self) -> None:
        self._show_goal()
        self._shown = self.goal.text()
        self.line_chosen.emit()

    def _is_own(self) -> bool:
        return self.rules.currentIndex() == len(RULE_SETS)

    def _show_rules(self, name: str) -> None:
        """Show the rule set of a person; one out of a file has its place in the list as well."""
        own = len(RULE_SETS)
        while self.rules.count() > own + 1:
            self.rules.removeItem(own + 1)
        goals = None
        with suppress(ValueError):  # said where it is used
            goals = goals_from(name)
        self.rules.setItemData(own, name if goals else "")
        if goals is None and self.rules.findData(name) < 0:
            self.rules.addItem(Path(name).name, name)
        choose(self.rules, name)

    def _show_goal(self) -> None:
        """Show the goal of the chosen leg under its conditions, and whether it is its own."""
        line, goals = self.line(), goals_from(self.rules.currentData()) if self._is_own() else None
        found: Goal | None = None
        if line is not None and goals is not None:
            said = line.conditions
            here = goals.seen_from(said.eyes, said.surface, said.stance_leg).goals
            found = here[-1] if here else None
        self.goal.setText("" if found is None else f"{found.hold_s:g}")
        leg = None if line is None else line.conditions.stance_leg
        name = "" if leg is None else tr(words.ONE_LEG[leg])
        self.one_leg.setText(name)
        self.one_leg.setAccessibleName(name)
        self.one_leg.setToolTip(tr(words.ONE_LEG_TIP))
        self.one_leg.setChecked(found is not None and found.leg is not None)
        self.one_leg.setVisible(leg is not None)
        self._goal_field.setVisible(self._of_holds and self._is_own() and line is not None)

    def _lay_out(self, acts: Acts) -> None:
        add, change, archive, erase, hand_over, take_in = acts
        self.add_button = button(tr("Add"), add, "Ctrl+N", tr("Add a person"))
        self.change_button = button(
            tr("Change"), change, "F2", tr("See and change what is known of this person")
        )
        self.archive_button = button(tr("Archive"), archive)
        self.erase_button = button(
            tr("Erase"), erase, "Ctrl+Del", tr("Erase this person and all data")
        )
        self.hand_button = button(
            tr("Hand over"), hand_over, "Ctrl+P", tr("Print a page, or save results as a file")
        )
        self.take_button = button(
            tr("Take in"), take_in, "Ctrl+I", tr("Take in results that somebody handed over")
        )
        self._of_one = (
            self.change_button,
            self.archive_button,
            self.erase_button,
            self.hand_button,
        )
        self.column.setSpacing(6)
        search = row(self.search, self.archived)
        search.setStretch(0, 1)
        self.column.addLayout(search)
        self.column.addWidget(self.people, 3)
        self.column.addWidget(self.nobody)
        buttons = QGridLayout()
        buttons.setSpacing(6)
        for at, each in enumerate((self.add_button, *self._of_one, self.take_button)):
            buttons.addWidget(each, at // 2, at % 2)
        self.column.addLayout(buttons)
        self.column.addWidget(self.about)
        self._rules_field, self._goal_field = QWidget(), QWidget()
        rules = titled(tr("Next steps after"), self.rules)
        rules.setContentsMargins(0, 0, 0, 0)
        self._rules_field.setLayout(rules)
        self.column.addWidget(self._rules_field)
        goal = titled(tr("Goal under these conditions, in seconds"), self.goal)
        goal.setContentsMargins(0, 0, 0, 0)
        goal.addWidget(self.one_leg)
        self._goal_field.setLayout(goal)
        self.column.addWidget(self._goal_field)
        self._which = label(tr("Legs and conditions"), bold=True)
        self.column.addWidget(self._which)
        self.column.addWidget(self.groups, 5)
        self.column.addWidget(self.exercises, 5)
        self.exercises.hide()
        self.setFixedWidth(48 * self.fontMetrics().averageCharWidth())
