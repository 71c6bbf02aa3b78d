"""Holds on one leg: the chart of both legs, each in numbers, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from balance.protocol.conditions import never_mixed
from gui.kit.controls import Sheet
from gui.progress import words
from gui.progress.chart import ProgressChart, Track
from gui.progress.comparing import Comparing
from gui.progress.facts import LegsSheet, StepSheet
from gui.progress.marks import Legend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.history.progress import Line
    from balance.records.history.queries import Point
    from gui.kit.palette import Inks


class BalanceView(QWidget):
    """What there is to see of the holds of a person under one set of conditions."""

    def __init__(self, inks: Inks) -> None:
        super().__init__()
        self.legend, self.chart, self.comparing = Legend(inks), ProgressChart(inks), Comparing()
        self.legs, self.step = LegsSheet(), StepSheet(inks)
        middle = Sheet(margin=12)
        middle.column.setSpacing(4)
        middle.column.addWidget(self.legend)
        middle.column.addWidget(self.chart, 1)
        middle.column.addWidget(self.comparing)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self.legs, 1)
        below.addWidget(self.step, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(middle, 1)
        column.addLayout(below)

    def show_legs(self, chosen: Line, courses: Sequence[tuple[Line, Sequence[Point]]]) -> None:
        """Show all legs under the conditions of the chosen one."""
        tracks = []
        for line, points in courses:
            spread = line.change.spread if line.change else None
            tracks.append(
                Track(
                    line.conditions.stance_leg,
                    points,
                    spread.spread_s if spread else None,
                    chosen=line is chosen,
                )
            )
        goal = chosen.next_step.goal
        here = (chosen.conditions.eyes, chosen.conditions.surface)
        goal_s = goal.hold_s if goal and (goal.eyes, goal.surface) == here else None
        self.chart.show_tracks(tracks, goal_s, words.in_numbers(courses))
        self.comparing.show_legs(courses)
        self.legs.show_lines(chosen, [line for line, _ in courses])
        self.step.show_line(chosen)

    def controls(self) -> tuple[QWidget, ...]:
        """Give what takes the keyboard, in the order of reading."""
        return (self.chart, self.comparing.newer, self.comparing.earlier)

    def recolour(self, inks: Inks) -> None:
        """Take other colours."""
        for part in (self.chart, self.legend, self.step):
            part.recolour(inks)


def legs_of(chosen: Line, lines: Sequence[Line]) -> list[Line]:
    """Give all legs under the conditions of the chosen one, in an order that stays."""
    legs = [line for line in lines if _rest(line) == _rest(chosen)]
    return sorted(legs, key=lambda line: line.conditions.stance_leg or "z")


def _rest(line: Line) -> tuple[object, ...]:
    """Give the conditions that are never mixed, but for the leg."""
    return never_mixed(line.conditions)[1:]
