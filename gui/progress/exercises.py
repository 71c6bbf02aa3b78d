"""Exercises and named tests: a week at a glance, and the chosen one in the course of time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from gui.kit.controls import Sheet, label
from gui.kit.grid import Cell, Grid
from gui.kit.text import tr
from gui.progress.course_chart import CourseChart
from gui.progress.week import WeekSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from balance.records.history.exercises.summary import Summary
    from balance.records.history.exercises.week import WeekGlance
    from gui.kit.palette import Inks
    from gui.progress.courses import Entry

NOT_YET: Final = (
    "Planned, and not done yet. Be led through it by voice once, and its sessions are shown here."
)
NOTHING: Final = (
    "No exercise was done yet, and none is planned. Pick a plan of the week, or do an exercise; "
    "it is kept here."
)
_LEAST_ROWS: Final = 3


class CourseSheet(Sheet):
    """One exercise or test: its sessions as lines and as rows, the newest first."""

    def __init__(self, inks: Inks) -> None:
        super().__init__(margin=12)
        self.title = label(bold=True, size=1.15)
        self.apart = label()
        self.unit = label(size=0.9, faint=True)
        self.chart = CourseChart(inks)
        self.table = Grid(tr("Sessions, the newest first"))
        self.table.setWordWrap(True)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setMinimumHeight(self.table.tall(_LEAST_ROWS))
        self.nothing = label()
        self.column.setSpacing(4)
        for words in (self.title, self.apart, self.unit):
            self.column.addWidget(words)
        for shown in (self.chart, self.table):
            self.column.addWidget(shown, 1)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(self.nothing, 1)

    def show_entry(self, one: Entry | None) -> None:
        """Show this one; without rows, what to do so that there are some."""
        there = one is not None and bool(one.rows)
        drawn = one is not None and any(len(each.days) > 1 for each in one.series)
        self.table.setVisible(there)
        for part in (self.unit, self.chart):
            part.setVisible(drawn)
        self.nothing.setVisible(not there)
        self.nothing.setText(tr(NOTHING) if one is None else tr(NOT_YET))
        self.title.setVisible(one is not None)
        self.apart.setVisible(one is not None and bool(one.apart))
        if one is None:
            return
        self.title.setText(one.title)
        self.apart.setText(one.apart)
        self.unit.setText(one.unit)
        self.chart.show_series(one.series, one.in_numbers)
        self.table.setAccessibleName(tr("{title}: sessions, the newest first", title=one.title))
        heads = [Cell(head) for head in one.heads]
        rows = [
            [Cell(text, f"{head}: {text}") for head, text in zip(one.heads, cells, strict=True)]
            for cells in one.rows
        ]
        self.table.stretch(len(heads) - 1)
        self.table.show_rows(heads, rows)


class ExercisesView(QWidget):
    """The week above, the chosen exercise or test below.

    Parameters
    ----------
    week
        Gives the week of a day; None where it can't be read.
    announce
        Says something to assistive technology.
    """

    def __init__(
        self,
        inks: Inks,
        *,
        week: Callable[[Summary, date], WeekGlance | None],
        announce: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._ask, self._announce = week, announce
        self._found: Summary | None = None
        self._today = date.min
        self._back = 0
        self.week, self.course = WeekSheet(inks), CourseSheet(inks)
        self.week.stepped.connect(self.step)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.week)
        column.addWidget(self.course, 1)

    def show_person(self, found: Summary, today: date) -> None:
        """Show this week of a person; of the same person, the week that was looked at."""
        same = self._found is not None and self._found.person == found.person
        self._back = self._back if same else 0
        self._found, self._today = found, today
        if not self._show_week():
            self._back = 0
            self._show_week()

    def step(self, weeks: int) -> None:
        """Go to an earlier or a later week, as far as there are some."""
        button = self.week.later if weeks > 0 else self.week.earlier
        if self._found is None or not button.isEnabled():
            return
        self._back -= weeks
        if self._show_week():
            self._announce(self.week.said())
        else:
            self._back += weeks

    def controls(self) -> tuple[QWidget, ...]:
        """Give what takes the keyboard, in the order of reading."""
        week, course = self.week, self.course
        return (week.earlier, week.later, week.table, course.chart, course.table)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.week.recolour(inks)
        self.course.chart.recolour(inks)

    def _show_week(self) -> bool:
        found = self._found
        if found is None:
            return False
        if self._back < len(found.weeks):
            glance: WeekGlance | None = found.weeks[-1 - self._back]
        else:
            glance = self._ask(found, self._today - timedelta(weeks=self._back))
        if glance is None:
            return False
        self.week.show_week(
            glance,
            found.titles,
            self._today,
            earlier=glance.week.monday.isoformat() > first_day(found),
            planned=found.regimen is not None,
        )
        return True


def first_day(found: Summary) -> str:
    """Give the first day on which something was done, as ISO 8601; that of today where nothing."""
    days = [each.day for one in found.courses for each in one.sessions]
    days += [one.day for _, one in found.scores]
    return min(filter(None, days), default=found.this_week.week.monday.isoformat())
