"""What the times mean: each leg in numbers, left against right, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from drivers.live import progress_words
from gui.kit.controls import Sheet, label
from gui.kit.text import FRONT, tr
from gui.progress import words
from gui.progress.marks import GoalBar, WeeksRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.progress import Line
    from gui.kit.palette import Inks


class LegsSheet(Sheet):
    """A column of numbers for each leg, and what lies between them."""

    def __init__(self) -> None:
        super().__init__(margin=12)
        rows = (
            ("best", tr("Best")),
            ("mean", tr("Mean of last three")),
            ("spread", tr("Usual ups and downs")),
            ("attempts", tr("Holds that count")),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        self.heads: list[QLabel] = []
        self.facts: dict[tuple[str, int], QLabel] = {}
        for column in range(2):
            self.heads.append(label(bold=True))
            grid.addWidget(self.heads[-1], 0, column + 1)
        for index, (key, head) in enumerate(rows, 1):
            grid.addWidget(label(head, faint=True), index, 0, Qt.AlignmentFlag.AlignTop)
            for column in range(2):
                self.facts[key, column] = fact = label()
                grid.addWidget(fact, index, column + 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.column.addLayout(grid)
        self.sides, self.reference = label(), label(faint=True)
        self.sides.setAccessibleName(tr("Left against right"))
        self.column.addWidget(self.sides)
        self.column.addWidget(self.reference)
        self.column.addStretch(1)

    def show_lines(self, chosen: Line, legs: Sequence[Line]) -> None:
        """Show the legs under the conditions of the chosen one."""
        for column in range(2):
            line = legs[column] if column < len(legs) else None
            self.heads[column].setText(progress_words.leg(line, FRONT) if line else "")
            said = ("", "", "", "") if line is None else _numbers(line)
            for key, text in zip(("best", "mean", "spread", "attempts"), said, strict=True):
                fact = self.facts[key, column]
                fact.setText(text)
                fact.setAccessibleName(f"{self.heads[column].text()}: {text}" if text else "")
        both = (
            progress_words.sides(chosen.sides, FRONT),
            progress_words.usual_sides(chosen.legs, FRONT),
        )
        self.sides.setText(" ".join(filter(None, both)))
        healthy = progress_words.reference(chosen.reference, FRONT)
        self.reference.setText(tr("Healthy people of that age: {said}", said=healthy))


class StepSheet(Sheet):
    """The next step with its goal and its source, and the weeks."""

    def __init__(self, inks: Inks) -> None:
        super().__init__(tr("Next step"), margin=12)
        self.step, self.goal = label(), label()
        self.source = label(size=0.9, faint=True)
        self.bar = GoalBar(inks)
        self.week = label()
        self.row = WeeksRow(inks)
        for part in (self.step, self.bar, self.goal, self.source):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.column.addWidget(self.week)
        self.column.addWidget(self.row)

    def show_line(self, line: Line) -> None:
        """Show the step of this leg."""
        step = line.next_step
        said = progress_words.goal(step, FRONT)
        self.step.setText(step.text)
        self.goal.setText(said)
        self.goal.setVisible(bool(said))
        self.bar.show_share(progress_words.share(step), said)
        self.source.setText(progress_words.source(step, FRONT))

    def show_weeks(self, weeks: Sequence[Week], plan: WeekPlan) -> None:
        """Show the newest weeks."""
        said = ""
        if weeks:
            this = progress_words.this_week(weeks, plan, FRONT)
            said = f"{this} {progress_words.weeks_kept(weeks, plan, FRONT)}"
        self.week.setText(said)
        self.row.show_weeks(weeks, plan, said)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        self.bar.recolour(inks)
        self.row.recolour(inks)


def _numbers(line: Line) -> tuple[str, str, str, str]:
    spread = line.change.spread if line.change else None
    return (
        progress_words.time(line.best, FRONT),
        progress_words.mean(line.mean, FRONT),
        progress_words.ups_and_downs(spread, FRONT),
        words.attempts(line),
    )
