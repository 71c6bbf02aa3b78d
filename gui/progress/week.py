"""A week at a glance: exercises by days, and the sessions of the plan beside them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy

from drivers.live import exercise_words, progress_words
from gui.kit.controls import Sheet, button, label, row
from gui.kit.grid import Cell, Grid
from gui.kit.text import FRONT, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.protocol.exercise.outcomes import State
    from balance.records.history.exercises.week import ExerciseWeek, WeekGlance
    from gui.kit.palette import Inks

#: What stands in the table; each is told from the others by its form, and said in words.
MARKS: Final[dict[State | None, str]] = {"done": "✓", "short": "◐", "skipped": "–", None: "·"}
BOXES: Final = ("■", "□")
NO_PLAN: Final = "No plan of the week is set. What was done stands here on its day."
NOTHING_DONE: Final = "Nothing was done in this week, and nothing is planned for it."
_MOST_ROWS: Final = 6
_MOST_BOXES: Final = 10


class WeekSheet(Sheet):
    """One week; `stepped` comes with -1 where the one before is wanted, with 1 for the next."""

    stepped = Signal(int)

    def __init__(self, inks: Inks) -> None:
        super().__init__(margin=12)
        self._inks = inks
        self._shown: tuple[WeekGlance, Mapping[str, str], date] | None = None
        self.which = label(bold=True, size=1.15)
        tips = tr("Show the week before this one"), tr("Show the week after this one")
        self.earlier = button(tr("Earlier"), lambda: self.stepped.emit(-1), "Alt+Left", tips[0])
        self.later = button(tr("Later"), lambda: self.stepped.emit(1), "Alt+Right", tips[1])
        self.earlier.setAccessibleName(tr("Earlier week"))
        self.later.setAccessibleName(tr("Later week"))
        self.table = Grid(tr("Exercises by day"))
        self.table.setWordWrap(False)  # its height is that of its rows, however narrow it is
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.nothing = label(faint=True)
        legend = (f"{mark} {exercise_words.state(one, FRONT)}" for one, mark in MARKS.items())
        self.legend = label("    ".join(legend), size=0.9, faint=True)
        self.home, self.supervised = label(), label()
        self._lay_out()

    def show_week(
        self,
        glance: WeekGlance,
        titles: Mapping[str, str],
        today: date,
        *,
        earlier: bool,
        planned: bool,
    ) -> None:
        """Show a week; `earlier` is whether something was done before it."""
        self._shown = glance, titles, today
        monday = glance.week.monday
        self.which.setText(exercise_words.which_week(monday, today, FRONT))
        self.earlier.setEnabled(earlier)
        self.later.setEnabled(monday + timedelta(7) <= today)
        there = bool(glance.exercises)
        self.table.setVisible(there)
        self.legend.setVisible(there)
        self.nothing.setVisible(not there or not planned)
        self.nothing.setText(tr(NO_PLAN) if there else tr(NOTHING_DONE))
        self._show_sessions(glance)
        self._show_rows(glance, titles, today)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self._inks = inks
        if self._shown is not None:
            self._show_rows(*self._shown)

    def said(self) -> str:
        """Say which week it is and how its sessions stand."""
        return (
            f"{self.which.text()}. {self.home.accessibleName()} {self.supervised.accessibleName()}"
        )

    def _show_sessions(self, glance: WeekGlance) -> None:
        week, plan = glance.week, glance.plan
        pairs = (
            (self.home, tr("At home"), week.home, plan.home),
            (self.supervised, tr("Supervised"), week.supervised, plan.supervised),
        )
        for shown, name, done, wanted in pairs:
            said = tr("{n} of {plan}", n=done, plan=wanted)
            shown.setText(f"{name}\n{boxes(done, wanted)}  {said}".replace("\n  ", "\n"))
            shown.setAccessibleName(tr("{name}: {said} sessions.", name=name, said=said))

    def _show_rows(self, glance: WeekGlance, titles: Mapping[str, str], today: date) -> None:
        days = [glance.week.monday + timedelta(n) for n in range(7)]
        heads = [Cell(tr("Exercise")), *(_head(at, day, today) for at, day in enumerate(days))]
        rows = [
            self._row(one, titles.get(one.script, one.script), glance, days, today)
            for one in glance.exercises
        ]
        self.table.show_rows([*heads, Cell(tr("Done"))], rows)
        self.table.setFixedHeight(self.table.tall(min(len(rows), _MOST_ROWS)))

    def _row(
        self, one: ExerciseWeek, title: str, glance: WeekGlance, days: list[date], today: date
    ) -> list[Cell]:
        title = tr(title)
        done = exercise_words.days_done(one, glance.plan, FRONT)
        cells = []
        for state, day in zip(one.days, days, strict=True):
            when = progress_words.day(day.isoformat(), FRONT)
            if day == today:
                when = tr("today, {day}", day=when)
            said = f"{title}, {when}: {exercise_words.state(state, FRONT)}"
            ground = self._inks.wash if day == today else ""
            cells.append(Cell(MARKS[state], said, centred=True, ground=ground))
        return [
            Cell(title, title),
            *cells,
            Cell(done, tr("{title}, days done: {n}", title=title, n=done)),
        ]

    def _lay_out(self) -> None:
        head = row(self.which, self.earlier, self.later)
        head.setStretch(0, 1)
        self.column.setSpacing(4)
        self.column.addLayout(head)
        beside = QGridLayout()
        beside.setContentsMargins(0, 6, 0, 0)
        beside.setVerticalSpacing(8)
        title = label(tr("Sessions of the week"), bold=True)
        for down, part in enumerate((title, self.home, self.supervised)):
            beside.addWidget(part, down, 0, Qt.AlignmentFlag.AlignTop)
        beside.setRowStretch(3, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.table, 1)
        line.addLayout(beside)
        for part in (title, self.home, self.supervised):
            part.setMinimumWidth(24 * self.fontMetrics().averageCharWidth())
        self.column.addLayout(line)
        self.column.addWidget(self.legend)
        self.column.addWidget(self.nothing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)


def boxes(done: int, planned: int) -> str:
    """Draw a full box for each session, and an empty one for each that is to come."""
    if max(done, planned) > _MOST_BOXES:
        return ""
    return " ".join([BOXES[0]] * done + [BOXES[1]] * max(0, planned - done))


def _head(at: int, day: date, today: date) -> Cell:
    name = tr("Today") if day == today else exercise_words.weekday(at, FRONT)
    when = progress_words.day(day.isoformat(), FRONT)
    said = tr("today, {day}", day=when) if day == today else when
    return Cell(f"{name}\n{day.day}", said, centred=True)
