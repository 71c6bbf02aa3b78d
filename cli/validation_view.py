"""A study as tables for people in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Column, Table

from balance.report.agreement import words
from balance.report.agreement.study import Study
from balance.report.agreement.words import Line
from cli import output
from cli.console import SafeConsole
from cli.table import WIDTH_OF_A_PIPE


def print_study(study: Study) -> None:
    """Print what was compared, what was found, and how far times are apart."""
    if study.comparison.simulated:
        output.line(words.SIMULATED)
    for sentence in words.compared(study):
        output.line(sentence)
    _print((words.HEADINGS["found"], ""), words.found(study))
    _print((words.HEADINGS["apart"], words.EVERY, words.RIGHT), words.apart(study))
    for sentence in (*words.refused(study), *words.assumed(study), *words.sources(study)):
        output.line(sentence)


def _print(names: Sequence[str], lines: Sequence[Line]) -> None:
    table = Table(*(Column(name, overflow="fold") for name in names))
    for line in lines:
        table.add_row(line.name, *line.cells)
    width = None if output.is_terminal() else WIDTH_OF_A_PIPE
    SafeConsole(width=width, highlight=False, markup=False).print(table)
