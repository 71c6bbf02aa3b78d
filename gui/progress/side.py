"""The left side: people, what is known of the chosen one, and their legs and conditions."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QListWidget, QSizePolicy, QWidget

from balance.protocol.own_rules import OWN_GOALS, goals_from, with_goal
from balance.protocol.progression import DEFAULT, RULE_SETS, Goal
from balance.protocol.weeks import parse_plan
from balance.records.history.people import Description
from gui.kit.controls import Sheet, button, choose, combo, label, row, titled
from gui.kit.text import tr
from gui.progress import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from balance.records.history.progress import Line
    from gui.book import Known

_CODE = Qt.ItemDataRole.UserRole
_LONGEST_S: Final = 600
_USUAL_GOAL_S: Final = 30


class PeopleSide(Sheet):
    """Who is shown, and how.

    Signals: `person_chosen` and `line_chosen` when another row is, and `described` when something
    is set of a person.
    """

    person_chosen = Signal()
    line_chosen = Signal()
    described = Signal()

    def __init__(self, add: Callable[[], object], erase: Callable[[], object]) -> None:
        super().__init__(tr("People"), margin=12)
        self.people, self.groups = _list(tr("People")), _list(tr("Legs and conditions"))
        self.birth_year = QLineEdit()
        self.birth_year.setValidator(QIntValidator(1900, date.today().year, self))
        self.birth_year.setPlaceholderText(tr("not said"))
        self.birth_year.setAccessibleName(tr("Year of birth"))
        self.week_plan = QLineEdit()
        self.week_plan.setPlaceholderText("3+1")
        self.week_plan.setAccessibleName(tr("Sessions a week"))
        self.week_plan.setToolTip(tr("Sessions planned a week: at home + supervised, such as 3+1"))
        rules = [(tr(one.title), one.name) for one in RULE_SETS.values()]
        self.rules = combo(tr("Next steps after"), [*rules, (tr(OWN_GOALS), "")])
        self.goal = QLineEdit()
        self.goal.setValidator(QIntValidator(1, _LONGEST_S, self))
        self.goal.setAccessibleName(tr("Goal under these conditions, in seconds"))
        self.goal.setToolTip(tr("Seconds to hold on each leg under the conditions chosen below"))
        self._lay_out(add, erase)
        self.people.currentRowChanged.connect(lambda _: self.person_chosen.emit())
        self.groups.currentRowChanged.connect(self._line_chosen)
        self.rules.activated.connect(lambda _: self.described.emit())
        for field in (self.birth_year, self.week_plan, self.goal):
            field.editingFinished.connect(self._edited)
        self._lines: Sequence[Line] = ()
        self._shown: tuple[str, ...] = ()

    def code(self) -> str:
        """Give the code of the person who is chosen; empty where nobody is."""
        item = self.people.currentItem()
        return "" if item is None else str(item.data(_CODE))

    def line(self) -> Line | None:
        """Give the leg and conditions that are chosen."""
        at = self.groups.currentRow()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def show_people(self, known: Sequence[Known], chosen: str) -> None:
        """List people, and choose one."""
        self.people.blockSignals(True)
        self.people.clear()
        for each in known:
            self.people.addItem(f"{each.code}   {each.name}".strip())
            self.people.item(self.people.count() - 1).setData(_CODE, each.code)
        codes = [each.code for each in known]
        self.people.setCurrentRow(codes.index(chosen) if chosen in codes else 0)
        self.people.blockSignals(False)

    def show_person(self, known: Known | None, lines: Sequence[Line]) -> None:
        """Show what is known of a person; the conditions that were looked at stay chosen."""
        before = self.line()
        year = known.birth_year if known else None
        self.birth_year.setText(str(year) if year else "")
        self.week_plan.setText(known.week_plan if known else "")
        for field in (self.birth_year, self.week_plan, self.rules, self.goal):
            field.setEnabled(known is not None)
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
        self._show_goal()
        self._shown = self._texts()

    def description(self) -> Description:
        """Give what is said of the person.

        Raises
        ------
        ValueError
            With one sentence, where the plan of a week is none.
        """
        year = int(self.birth_year.text()) if self.birth_year.hasAcceptableInput() else 0
        rules = self.rules.currentData()
        line = self.line()
        if self._is_own() and line is not None:
            hold_s = float(self.goal.text()) if self.goal.hasAcceptableInput() else _USUAL_GOAL_S
            said = line.conditions
            rules = with_goal(rules, Goal(float(hold_s), said.eyes, said.surface))
        elif self._is_own():
            rules = rules or f"{_USUAL_GOAL_S} s"
        plan = self.week_plan.text().replace(" ", "")
        if plan:
            parse_plan(plan)
        return Description(birth_year=year, rules=rules, week_plan=plan)

    def controls(self) -> tuple[QWidget, ...]:
        """Give what takes the keyboard, in the order of reading."""
        fields = (self.birth_year, self.week_plan, self.rules, self.goal)
        return (self.people, self._add, self._erase, *fields, self.groups)

    def _texts(self) -> tuple[str, ...]:
        return tuple(field.text() for field in (self.birth_year, self.week_plan, self.goal))

    def _edited(self) -> None:
        if self._texts() != self._shown:
            self.described.emit()

    def _line_chosen(self) -> None:
        self._show_goal()
        self._shown = self._texts()
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
        line, text = self.line(), ""
        goals = goals_from(self.rules.currentData()) if self._is_own() else None
        for goal in goals.goals if goals is not None else ():
            said = None if line is None else line.conditions
            if said is not None and (goal.eyes, goal.surface) == (said.eyes, said.surface):
                text = f"{goal.hold_s:g}"
        self.goal.setText(text)
        self._goal_field.setVisible(self._is_own() and line is not None)

    def _lay_out(self, add: Callable[[], object], erase: Callable[[], object]) -> None:
        self._add = button(tr("Add"), add, "Ctrl+N", tr("Add a person"))
        self._erase = button(tr("Erase"), erase, "Ctrl+Del", tr("Erase a person and all data"))
        self.column.setSpacing(6)
        self.column.addWidget(self.people, 2)
        self.column.addLayout(row(self._add, self._erase))
        self.column.addLayout(
            row(
                titled(tr("Year of birth"), self.birth_year),
                titled(tr("Sessions a week"), self.week_plan),
            )
        )
        self.column.addLayout(titled(tr("Next steps after"), self.rules))
        self._goal_field = QWidget()
        goal = titled(tr("Goal under these conditions, in seconds"), self.goal)
        goal.setContentsMargins(0, 0, 0, 0)
        self._goal_field.setLayout(goal)
        self.column.addWidget(self._goal_field)
        self.column.addWidget(label(tr("Legs and conditions"), bold=True))
        self.column.addWidget(self.groups, 5)
        self.setFixedWidth(48 * self.fontMetrics().averageCharWidth())


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setWordWrap(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    made.setMinimumHeight(3 * made.fontMetrics().lineSpacing())
    return made
