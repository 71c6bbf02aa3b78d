"""The history for people: a table, and for one person what each line means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rich.table import Column, Table

from cli import output, words
from cli.chart import chart
from cli.console import SafeConsole
from cli.table import WIDTH_OF_A_PIPE
from drivers.live.front import PLAIN

if TYPE_CHECKING:
    from balance.protocol.change import Change
    from balance.protocol.conditions import Conditions
    from balance.records.history.progress import Line
    from balance.records.history.queries import GroupKey, Point

_MOST_POINTS: Final = 2000
NOTHING: Final = (
    "Nothing is kept yet: 'balance-timer time SOURCE' keeps each hold as it ends, and "
    "'balance-timer analyze PATH --save' takes up recordings that are there."
)
PRACTICE_EFFECT: Final = "The first sessions rise by practice alone; they say little yet."


def print_history(
    lines: Sequence[Line],
    names: Mapping[str, str | None],
    week: str = "",
    courses: Mapping[GroupKey, Sequence[Point]] = MappingProxyType({}),
) -> None:
    """Print a table, and below it the details of a person whose attempts and week are given."""
    if not lines:
        output.line(NOTHING)
        return
    console = SafeConsole(
        width=None if output.is_terminal() else WIDTH_OF_A_PIPE, highlight=False, markup=False
    )
    console.print(_table(lines, names))
    for line in lines:
        if line.key in courses:
            for text in _details(line, courses[line.key], console.width):
                console.print(text, soft_wrap=not text.startswith(" "))
    if courses:
        console.print(f"\n{week}")
    else:
        console.print("One person in full: balance-timer history --person CODE")


def _table(lines: Sequence[Line], names: Mapping[str, str | None]) -> Table:
    table = Table(
        Column("Person", overflow="fold"),
        "Stance leg",
        "Conditions",
        "Best",
        "Mean of three",
        "Attempts",
        "Last session",
    )
    shown = ""
    for line in lines:
        name = names.get(line.person)
        person = "" if line.person == shown else " ".join(filter(None, (line.person, name)))
        shown = line.person
        practice = f" + {line.practice} practice" if line.practice else ""
        table.add_row(
            person,
            line.conditions.stance_leg or "not said",
            conditions_in_words(line.conditions),
            best_in_words(line),
            mean_in_words(line),
            f"{line.attempts}{practice}",
            line.last_session or "not known",
        )
    return table


def conditions_in_words(conditions: Conditions) -> str:
    """Say the conditions that are never mixed, without the leg."""
    parts = [f"eyes {conditions.eyes}", conditions.surface]
    parts += [f"arms {conditions.arms}"] if conditions.arms else []
    parts += [conditions.footwear] if conditions.footwear else []
    parts += [conditions.sound] if conditions.sound != "silent" else []
    return ", ".join(parts)


def best_in_words(line: Line) -> str:
    """Say the best time."""
    if line.best is None:
        return "none"
    best = line.best
    return words.length(best.duration_s, best.uncertainty_s, censored=best.censored)


def mean_in_words(line: Line) -> str:
    """Say the mean of the newest three."""
    if line.mean is None:
        return "after three"
    return PLAIN.seconds(line.mean.mean_s, censored=line.mean.censored)


def change_in_words(change: Change) -> str:
    """Say whether the newest session differs from the earlier ones by more than they do."""
    if change.answer == "too few" or change.change_s is None:
        many = f"{change.sessions} session{'' if change.sessions == 1 else 's'}"
        return f"Change: too early to tell after {many}. {PRACTICE_EFFECT}"
    moved = f"newest session {change.change_s:+.1f} s against those before"
    if change.answer == "cut short" or change.needed_s is None:
        return f"Change: {moved}, but some were cut short at the longest time: it can't be said."
    spread = f"your own spread is {change.spread_s:.1f} s" if change.spread_s is not None else ""
    bigger = "not " if change.answer == "within" else ""
    return (
        f"Change: {moved}; {spread}, so a change counts from {change.needed_s:.1f} s on: "
        f"this one is {bigger}bigger than your own spread."
    )


def _details(line: Line, points: Sequence[Point], columns: int) -> list[str]:
    from balance.protocol.best_times import verdicts

    leg = line.conditions.stance_leg or "leg not said"
    texts = ["", f"{line.person}, {leg}, {conditions_in_words(line.conditions)}"]
    shown = [point for point in points if point.scored or point.practice][-_MOST_POINTS:]
    if shown:
        texts += chart(
            [point.time.duration_s for point in shown],
            [point.time.censored for point in shown],
            [point.practice for point in shown],
            columns=min(columns, 100),
        )
    scored = [point.time for point in points if point.scored]
    if scored:
        newest = words.length(
            scored[-1].duration_s, scored[-1].uncertainty_s, censored=scored[-1].censored
        )
        texts.append(f"Newest: {newest}, {_VERDICTS[verdicts(scored)[-1]]}.")
    if line.change is not None:
        texts.append(change_in_words(line.change))
    texts += _sides_and_reference(line)
    texts += [f"Next step. {line.next_step.text}", f"  Source: {line.next_step.source}"]
    return texts


_VERDICTS: Final = {
    "first": "the first under these conditions",
    "personal best": "a personal best",
    "level with your best": "level with your best",
    "below your best": "below your best",
}


def _sides_and_reference(line: Line) -> list[str]:
    texts = []
    if line.sides is not None:
        side = line.sides
        more = ", where one or both were cut short" if side.censored else ""
        ratio = "" if side.ratio is None else f", the shorter is {side.ratio:.0%} of the longer"
        texts.append(f"Left against right: {side.difference_s:+.2f} s{ratio}{more}.")
    if line.reference is not None:
        ref = line.reference
        ceiling = " At the ceiling: that test ends there." if ref.at_ceiling else ""
        texts.append(f"Reference: {ref.value_s:g} s, {ref.source}.{ceiling}")
        note = f" Not the same as yours: {ref.note}." if ref.note else ""
        texts.append(f"  Protocol: {ref.protocol}.{note}")
    return texts
