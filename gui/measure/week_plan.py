"""The plan of the week of a person, as a dialog: chosen, changed, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QSpinBox, QVBoxLayout, QWidget

from balance.protocol.exercise import drafting
from balance.protocol.exercise.regimens import MOST_SESSIONS
from drivers.live.week_plan import dose_words
from gui.kit.controls import button, choose, combo, label, row, scrolled, shortcut, titled
from gui.kit.flow import Flow
from gui.kit.text import tr
from gui.measure.week_exercise import TALL, ExerciseEditor
from gui.measure.words import FRONT

if TYPE_CHECKING:
    from balance.protocol.exercise.regimens import Wanted
    from drivers.live.week_plan import WeekNow
    from gui.sessions import Sessions

TITLE: Final = "Plan of the week"
OWN_PLAN: Final = "My own plan"
KEPT: Final = "The plan of {person} is kept: {title}."
LINE: Final = "{title}, rung {tier}\n{dose}"


class WeekDialog(QDialog):
    """Starts from a plan of the program or the person's own; Keep keeps what is seen.

    `kept` says in a sentence what was kept.

    Parameters
    ----------
    week
        The plan as it is now, and what there is to choose from.
    sessions
        Keeps the plan.
    """

    kept = Signal(str)

    def __init__(self, parent: QWidget, week: WeekNow, sessions: Sessions) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("{title}: {person}", title=tr(TITLE), person=week.code))
        self.resize(900, 600)
        self._week, self._sessions = week, sessions
        self._library = week.exercises.library
        self._start = self.plan = week.plan
        self._plans = {one.id: one for one in (*week.exercises.plans, week.plan)}
        self.start = combo(tr("Start from"), [(tr(p.title), p.id) for p in self._plans.values()])
        choose(self.start, week.plan.id)
        self.source, self.trouble = label(faint=True), label(tr(week.trouble), bold=True)
        self.trouble.setVisible(bool(week.trouble))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Exercises of each session"))
        self.list.setMinimumWidth(300)
        self.earlier = button(tr("Earlier"), lambda: self._move(-1), "Alt+Up")
        self.later = button(tr("Later"), lambda: self._move(1), "Alt+Down")
        self.out = button(tr("Take out"), self._take_out, "Del")
        there = (*self._library.exercises(), *self._library.tests())
        self.more = combo(tr("What to put in"), [(tr(one.title), one.id) for one in there])
        self.put_in = button(tr("Put in"), self._put_in)
        self.home, self.supervised = _sessions("at home"), _sessions("supervised")
        self.keep = button(tr("Keep"), self._keep, "Ctrl+Return", tr("Keep it as the plan"))
        self.keep.setDefault(True)
        self.editor = ExerciseEditor(self._library, week.suggestions, self._change)
        self._lay_out()
        self.start.activated.connect(self._begin_from)
        self.list.currentRowChanged.connect(lambda _: self._show_one())
        for box in (self.home, self.supervised):
            box.valueChanged.connect(lambda _: self._count())
        for key, each in (
            ("Alt+Up", self.earlier),
            ("Alt+Down", self.later),
            ("Del", self.out),
            ("Ctrl+Return", self.keep),
        ):
            shortcut(self, key, each.click)
        self._show(0)
        self.keep.setFocus()

    def _begin_from(self) -> None:
        self._start = self.plan = self._plans[self.start.currentData()]
        self._show(0)

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        self.plan = drafting.moved(self.plan, at, by)
        self._show(max(0, min(at + by, len(self.plan.wanted) - 1)))

    def _take_out(self) -> None:
        at = self.list.currentRow()
        self.plan = drafting.take_out(self.plan, at)
        self._show(min(at, len(self.plan.wanted) - 1))

    def _put_in(self) -> None:
        self.plan = drafting.put_in(self.plan, self._library[self.more.currentData()])
        self._show(len(self.plan.wanted) - 1)

    def _count(self) -> None:
        self.plan = drafting.with_week(self.plan, self.home.value(), self.supervised.value())

    def _change(self, change: drafting.Change) -> None:
        """Change the exercise that is seen."""
        at = self.list.currentRow()
        self.plan = change(self.plan, at)
        self._show(at)

    def _keep(self) -> None:
        try:
            plan = drafting.settled(self.plan, self._start, tr(OWN_PLAN), self._library)
        except ValueError as error:
            self._say(tr("This can't be kept: {why}.", why=str(error).rstrip(".")))
            return
        self.setEnabled(False)
        done = self._sessions.keep_week(self._week.code, plan)
        self.setEnabled(True)
        if done.result is None:
            self._say(done.trouble)
            return
        self.kept.emit(tr(KEPT, person=self._week.code, title=tr(plan.title)))
        self.accept()

    def _say(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.show()

    def _show(self, at: int) -> None:
        """Show the plan as it is now, and one exercise of it."""
        self.list.blockSignals(True)
        if self.list.count() != len(self.plan.wanted):
            self.list.clear()
            self.list.addItems([""] * len(self.plan.wanted))
        for index, one in enumerate(self.plan.wanted):
            self.list.item(index).setText(self._line(one))
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self.source.setText(tr("From: {source}", source=self.plan.source))
        for box, value in (
            (self.home, self.plan.week.home),
            (self.supervised, self.plan.week.supervised),
        ):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._show_one()

    def _show_one(self) -> None:
        at, last = self.list.currentRow(), len(self.plan.wanted) - 1
        self.earlier.setEnabled(at > 0)
        self.later.setEnabled(at < last)
        self.out.setEnabled(last > 0)
        self.editor.show_exercise(self.plan.wanted[max(0, at)])

    def _line(self, one: Wanted) -> str:
        script = self._library[one.script]
        dose = dose_words(script, one.dose(script), FRONT)
        return tr(LINE, title=tr(script.title), tier=tr(one.tier), dose=dose)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(label(tr("Exercises of each session"), bold=True))
        left.addWidget(self.list, 1)
        left.addLayout(Flow(self.earlier, self.later, self.out))
        left.addLayout(Flow(self.more, self.put_in))
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 4)
        both.addWidget(scrolled(self.editor), 5)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.trouble)
        home, supervised = tr("Sessions at home"), tr("Supervised sessions")
        head = Flow(
            titled(tr("&Start from"), self.start),
            titled(home, self.home),
            titled(supervised, self.supervised),
            gap=14,
        )
        column.addLayout(head)
        column.addWidget(self.source)
        column.addLayout(both, 1)
        column.addLayout(row(1, self.keep, button(tr("Cancel"), self.reject, "Esc")))


def _sessions(where: str) -> QSpinBox:
    made = QSpinBox()
    made.setRange(0, MOST_SESSIONS)
    made.setMinimumHeight(TALL * made.fontMetrics().lineSpacing() // 2)
    made.setAccessibleName(tr("Sessions a week {where}", where=tr(where)))
    return made
