"""The exercises and named tests of one person, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.table import Table

from balance.records.history.exercises.week import DAYS
from cli import output
from cli.console import SafeConsole
from cli.table import WIDTH_OF_A_PIPE
from drivers.live import exercise_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.history.exercises.summary import Summary
    from balance.records.history.exercises.week import WeekGlance

_MARKS: Final = {"done": "#", "short": "+", "skipped": "-", None: "."}
_LEGEND: Final = "  (# done, + in part, - left out, . nothing)"


def print_exercises(found: Summary) -> None:
    """Print this week, each exercise, the scores of tests, and what to do next time."""
    console = SafeConsole(
        width=None if output.is_terminal() else WIDTH_OF_A_PIPE, highlight=False, markup=False
    )
    plan = "no plan" if found.regimen is None else found.regimen.title
    console.print(f"\nExercises. Plan: {plan}", soft_wrap=True)
    if found.this_week.exercises:
        console.print(_table(found.this_week, found.titles))
        console.print(_LEGEND)
    for course in found.courses:
        console.print(exercise_words.course(course), soft_wrap=True)
    if found.scores:
        console.print("Named tests:")
    for title, score in reversed(found.scores):
        console.print(f"  {exercise_words.score(title, score)}", soft_wrap=True)
    console.print(f"Next time. {exercise_words.next_time(found.next)}", soft_wrap=True)
    source = exercise_words.source(found.next)
    if source:
        console.print(f"  {source}", soft_wrap=True)


def print_in_short(found: Sequence[Summary]) -> None:
    """Print of each person how the week stands, and what to do next time."""
    for one in found:
        output.line(f"{one.person}, exercises. {exercise_words.next_time(one.next)}")


def _table(glance: WeekGlance, titles: dict[str, str]) -> Table:
    days = map(exercise_words.weekday, range(DAYS))
    table = Table("This week", *days, "Done")
    for one in glance.exercises:
        marks = [_MARKS[state] for state in one.days]
        done = exercise_words.days_done(one, glance.plan)
        table.add_row(titles.get(one.script, one.script), *marks, done)
    return table
