"""The history for people: a table, and for one person what each line means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rich.table import Column, Table

from balance.protocol.weeks import PLAN
from cli import output, words
from cli.chart import chart
from cli.console import SafeConsole
from cli.table import WIDTH_OF_A_PIPE
from drivers.live import progress_words
from drivers.live.front import PLAIN

if TYPE_CHECKING:
    from balance.protocol.weeks import Week, WeekPlan
    from balance.records.history.progress import Line
    from balance.records.history.queries import GroupKey, Point

_MOST_POINTS: Final = 2000
NOTHING: Final = (
    "Nothing is kept yet: 'balance-timer time SOURCE' keeps each hold as it ends, and "
    "'balance-timer analyze PATH --save' takes up recordings that are there."
)
_BAR: Final = 30


def print_history(
    lines: Sequence[Line],
    names: Mapping[str, str | None],
    weeks: Sequence[Week] = (),
    plan: WeekPlan = PLAN,
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
        console.print(f"\n{progress_words.this_week(weeks, plan)}")
        console.print(progress_words.weeks_kept(weeks, plan))
        console.print(f"  {weeks_in_marks(weeks, plan)}", soft_wrap=True)
        console.print("  (a week each, oldest first: # a session, . planned)")
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
            progress_words.conditions(line.conditions),
            best_in_words(line),
            mean_in_words(line),
            f"{line.attempts}{practice}",
            line.last_session or "not known",
        )
    return table


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


def _details(line: Line, points: Sequence[Point], columns: int) -> list[str]:
    texts = [
        "",
        f"{line.person}, {_leg(line)}, {progress_words.conditions(line.conditions)}",
        progress_words.first_line(line),
    ]
    shown = [point for point in points if point.scored or point.practice][-_MOST_POINTS:]
    if shown:
        texts += chart(
            [point.time.duration_s for point in shown],
            [point.time.censored for point in shown],
            [point.practice for point in shown],
            columns=min(columns, 100),
        )
    texts += _newest(line, points)
    both = (progress_words.sides(line.sides), progress_words.usual_sides(line.legs))
    texts.append(f"Left against right. {' '.join(filter(None, both))}")
    if line.reference is not None:
        texts.append(f"Reference: {progress_words.reference(line.reference)}")
        texts.append(f"  Protocol: {line.reference.protocol}.")
    step = line.next_step
    texts.append(f"Next step. {step.text}")
    share = progress_words.share(step)
    if share is not None:
        texts.append(f"  {goal_bar(share)} {progress_words.goal(step)}")
    return [*texts, f"  {progress_words.source(step)}"]


_VERDICTS: Final = {
    "first": "the first under these conditions",
    "personal best": "a personal best",
    "level with your best": "level with your best",
    "below your best": "below your best",
}


def _newest(line: Line, points: Sequence[Point]) -> list[str]:
    from balance.protocol.best_times import verdicts

    scored = [point.time for point in points if point.scored]
    if not scored or line.change is None:
        return []
    new, ups = scored[-1], progress_words.ups_and_downs(line.change.spread)
    return [
        f"Newest: {progress_words.time(new)}, {_VERDICTS[verdicts(scored)[-1]]}.",
        progress_words.newest(line),
        f"From session to session your usual ups and downs are {ups}.",
    ]


def _leg(line: Line) -> str:
    said = progress_words.leg(line)
    return f"{said[0].lower()}{said[1:]}"


def goal_bar(share: float) -> str:
    """Draw how far a goal is."""
    done = int(share * _BAR)
    return f"[{'#' * done}{'-' * (_BAR - done)}]"


def weeks_in_marks(weeks: Sequence[Week], plan: WeekPlan) -> str:
    """Draw weeks, oldest first: a mark for each session, and one for each that was planned only."""
    each = ["#" * week.sessions + "." * max(0, plan.sessions - week.sessions) for week in weeks]
    return "  ".join(each)
