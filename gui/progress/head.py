"""What it comes to, in words above everything else; and whether holds or exercises are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QSizePolicy, QWidget

from drivers.live import exercise_words, progress_words
from gui.kit.controls import Either, Sheet, label, row
from gui.kit.palette import write_with
from gui.kit.text import FRONT, tr

if TYPE_CHECKING:
    from balance.records.history.exercises.summary import Summary
    from balance.records.history.progress import Line
    from gui.kit.palette import Inks

BALANCE, EXERCISES = "balance", "exercises"
NO_HOLDS: Final = (
    "No holds on one leg yet: do a first test of {person} in Measure, and balance is here as well."
)
NO_PLAN: Final = "{person}: no plan of the week"
PLAN: Final = "{person}: plan {plan}"


class Head(Sheet):
    """A few sentences on a person, and a switch where there is both to see."""

    def __init__(self, inks: Inks) -> None:
        super().__init__(margin=12)
        self._inks = inks
        self.trouble = label()
        self.whose, self.first = label(faint=True), label(size=1.3, bold=True)
        self.newest, self.no_holds = label(), label()
        self.source = label(size=0.9, faint=True)
        self.shown = Either(tr("Show"), [(tr("Balance"), BALANCE), (tr("Exercises"), EXERCISES)])
        self.shown.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.column.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        above = row(self.whose, self.shown)
        above.setStretch(0, 1)
        self.column.addWidget(self.trouble)
        self.column.addLayout(above)
        for part in (self.first, self.newest, self.source, self.no_holds):
            self.column.addWidget(part)
        self.trouble.hide()
        self.shown.hide()

    def exercises_wanted(self) -> bool:
        """Whether exercises are to be shown where there are holds as well."""
        return bool(self.shown.value() == EXERCISES)

    def offer(self, *, both: bool) -> None:
        """Let one choose between balance and exercises, where there are both."""
        self.shown.setVisible(both)

    def turn(self) -> bool:
        """Choose the other one; False where there is no choice."""
        if self.shown.isHidden():
            return False
        self.shown.set_value(BALANCE if self.exercises_wanted() else EXERCISES)
        return True

    def say_trouble(self, trouble: str) -> None:
        """Say what went wrong; nothing where nothing did."""
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))
        write_with(self._inks.trouble, self.trouble)

    def show_nothing(self, code: str) -> None:
        """Say what to do so that there is something to see of a person, or who it is of at all."""
        nothing = progress_words.no_holds(code, FRONT) if code else tr(progress_words.NOBODY)
        self._show(code, nothing)

    def show_line(self, line: Line) -> None:
        """Say how a leg stands under its conditions."""
        said = f"{progress_words.leg(line, FRONT)}, "
        said += progress_words.conditions(line.conditions, FRONT)
        self._show(f"{line.person}: {said}", progress_words.first_line(line, FRONT))
        self.newest.setText(progress_words.newest(line, FRONT))
        self.newest.show()

    def show_exercises(self, found: Summary, *, holds: bool) -> None:
        """Say what to do next time, and where that comes from; kindly, where there are no holds."""
        plan = found.regimen
        whose = tr(NO_PLAN, person=found.person)
        if plan is not None:
            whose = tr(PLAN, person=found.person, plan=tr(plan.title))
        self._show(whose, exercise_words.next_time(found.next, FRONT))
        source = exercise_words.source(found.next, FRONT)
        self.source.setText(source)
        self.source.setVisible(bool(source))
        self.no_holds.setText(tr(NO_HOLDS, person=found.person))
        self.no_holds.setVisible(not holds)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        write_with(inks.trouble, self.trouble)

    def controls(self) -> tuple[QWidget, ...]:
        """Give what takes the keyboard, in the order of reading."""
        return self.shown.buttons()

    def _show(self, whose: str, first: str) -> None:
        self.whose.setText(whose)
        self.whose.setVisible(bool(whose))
        self.first.setText(first)
        for part in (self.newest, self.source, self.no_holds):
            part.hide()
