"""The words and numbers of the page, apart from how it is set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import or_, select

from balance.protocol.conditions import never_mixed
from balance.protocol.progression import DEFAULT
from balance.records.history import progress, queries
from balance.records.history.codes import find
from balance.records.history.exercises.own_files import exercises_of
from balance.records.history.exercises.plans import week_plan_of
from balance.records.history.exercises.summary import summary, with_exercises
from balance.records.history.kept import SIMULATED
from balance.records.history.rule_files import rules_of
from balance.records.history.schema import Occasion, Person, Recorded
from balance.records.history.sessions import sessions_of
from balance.report.page import words
from balance.report.page.chart import Chart, Dot, Series
from balance.report.page.measured import Measured, measured
from balance.report.rows import rows_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from balance.records.history.engine import History
    from balance.records.history.progress import Line
    from balance.report.page.words import Sayings
    from balance.report.rows import HoldRow

#: Conditions that the first page has room for; all of them stand on the second.
MOST_ROWS: Final = 14
#: Exercises and tests likewise.
MOST_DONE: Final = 8
_MOST_DOTS: Final = 120


@dataclass(frozen=True, slots=True)
class LegTimes:
    """One leg under some conditions: its best, its mean, and what has changed, in words."""

    best: str
    mean: str
    change: str


@dataclass(frozen=True, slots=True)
class TimesRow:
    """Both legs under some conditions; None for a leg of which there is nothing."""

    conditions: str
    left: LegTimes | None
    right: LegTimes | None


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a leg, or of both."""

    leg: str
    text: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What comes next for each leg or both, and where that comes from, each source once."""

    each: tuple[Said, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the two pages.

    Parameters
    ----------
    person, name
        A code, and a name where it was asked for.
    made, software
        The day, and what made it.
    simulated
        Whether the program made readings of this person itself.
    summed_up
        How many sessions there were, and when.
    main
        The conditions that chart, change and next step are of.
    times
        Each set of conditions, that with most holds first.
    change, sides, steps, reference
        Of the main conditions.
    done
        Sessions, weeks, exercises and named tests.
    measured
        The second page's numbers.
    """

    person: str
    name: str | None
    made: str
    software: str
    simulated: bool
    summed_up: str
    main: str
    times: tuple[TimesRow, ...]
    chart: Chart
    change: tuple[Said, ...]
    sides: str
    steps: Steps
    reference: str
    done: tuple[str, ...]
    measured: Measured

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"{words.TITLE}: {self.name or self.person}"


def page_of(
    history: History,
    code: str,
    today: date,
    say: Sayings,
    software: str,
    *,
    with_name: bool = False,
) -> Page:
    """Work out the page of somebody.

    Parameters
    ----------
    today
        For ages, weeks, and the day that stands on it.
    say
        Who puts holds and exercises into words.
    software
        The program and its version.
    with_name
        Whether the name is on it.

    Raises
    ------
    HistoryError
        Where nobody has the code, or the database can't be read.
    """
    rows = rows_of(history, code)
    with history.reading() as session:
        person = find(session, code)
        rules, _ = rules_of(code, person.rules)
        lines = progress.lines(session, today, {code: rules}, DEFAULT, code)
        groups = _groups(lines)
        main = groups[0] if groups else []
        return Page(
            person=code,
            name=person.name if with_name else None,
            made=say.day(today.isoformat()),
            software=software,
            simulated=_is_simulated(session, code),
            summed_up=_summed_up(session, code, say),
            main=say.conditions(main[0].conditions) if main else "",
            times=tuple(_times(group, say) for group in groups),
            chart=_chart(session, main, say),
            change=tuple(_merged(Said(say.leg(line), _change(line, say)) for line in main)),
            sides=say.sides(main[0]) if main else "",
            steps=_steps(main, say),
            reference=_reference(main, say),
            done=(_counted(rows.holds), *_done(history, session, person, today, say)),
            measured=measured(rows, say),
        )


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Put both legs under the same conditions together, left first; most holds first."""
    found: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        if line.attempts or line.practice:
            found.setdefault(never_mixed(line.conditions)[1:], []).append(line)
    order = {"left": 0, "right": 1, None: 2}
    for group in found.values():
        group.sort(key=lambda line: order[line.conditions.stance_leg])
    return sorted(
        found.values(),
        key=lambda group: (
            any(line.conditions.test for line in group),  # next steps are of plain holds
            -sum(line.attempts for line in group),
        ),
    )


def _times(group: Sequence[Line], say: Sayings) -> TimesRow:
    by_leg = {line.conditions.stance_leg: line for line in group}
    said = say.conditions(group[0].conditions)
    nobody = by_leg.get(None)
    if nobody is not None and len(by_leg) == 1:
        said = f"{said} ({words.NO_LEG[0].lower()}{words.NO_LEG[1:]})"
    left, right = by_leg.get("left", nobody), by_leg.get("right")
    return TimesRow(said, _leg_times(left, say), _leg_times(right, say))


def _leg_times(line: Line | None, say: Sayings) -> LegTimes | None:
    if line is None or line.best is None:
        return None
    change = line.since_start
    said = "" if change is None else words.ANSWERS[change.answer]
    mean = words.NEVER if line.mean is None else say.mean(line.mean)
    return LegTimes(say.time(line.best), mean, said)


def _chart(session: Session, main: Sequence[Line], say: Sayings) -> Chart:
    series = []
    for line in main:
        found = sessions_of(queries.course(session, line.key))[-_MOST_DOTS:]
        dots = tuple(Dot(o.day, o.best.duration_s, o.best.censored) for o in found)
        if dots:
            series.append(Series(line.conditions.stance_leg, dots))
    said = say.conditions(main[0].conditions) if main else ""
    return Chart(f"Best of each session: {said}", tuple(series))


def _change(line: Line, say: Sayings) -> str:
    return " ".join(filter(None, (say.changed(line), say.newest(line))))


def _merged(said: Iterable[Said]) -> list[Said]:
    """Say once what is so for both legs."""
    found = list(said)
    if len(found) > 1 and len({one.text for one in found}) == 1:
        return [Said(words.STEP_ON_BOTH, found[0].text)]
    return found


def _steps(main: Sequence[Line], say: Sayings) -> Steps:
    said = _merged(Said(say.leg(line), line.next_step.text) for line in main)
    sources = dict.fromkeys(line.next_step.source for line in main)
    return Steps(tuple(said), tuple(sources))


def _reference(main: Sequence[Line], say: Sayings) -> str:
    known = next((line.reference for line in main if line.reference is not None), None)
    return "" if known is None else f"{say.reference(known)} Theirs: {known.protocol}."


def _is_simulated(session: Session, code: str) -> bool:
    made_up = or_(Recorded.source.startswith("sim:"), Recorded.source.startswith("simulated"))
    query = select(Recorded.id).join(Occasion).join(Person).where(Person.code == code, made_up)
    return code == SIMULATED or session.scalar(query.limit(1)) is not None


def _summed_up(session: Session, code: str, say: Sayings) -> str:
    days = [day for day, _ in queries.session_days(session, code, "")]
    dated = [day for day in days if day]
    many = "1 session" if len(days) == 1 else f"{len(days)} sessions"
    if not dated:
        return f"{many}."
    if dated[0] == dated[-1]:
        return f"{many}, {say.day(dated[0])}."
    return f"{many}, {say.day(dated[0])} to {say.day(dated[-1])}."


def _counted(holds: Sequence[HoldRow]) -> str:
    counting = sum(hold.scored for hold in holds)
    practice = sum(hold.practice and not hold.discarded for hold in holds)
    said = "1 hold that counts" if counting == 1 else f"{counting} holds that count"
    return f"{said}, and {practice} for practice." if practice else f"{said}."


def _done(
    history: History, session: Session, person: Person, today: date, say: Sayings
) -> tuple[str, ...]:
    weeks = progress.weeks(session, person.code, today)
    said = [f"Sessions in the last {len(weeks)} weeks: {sum(week.sessions for week in weeks)}."]
    if person.week_plan or person.regimen:
        said += say.weeks(weeks, week_plan_of(person))
    if with_exercises(session, [person.code]):
        own = exercises_of(history)
        told = say.exercises(summary(session, person.code, own.library, today))
        said += told[:MOST_DONE]
        if len(told) > MOST_DONE:
            said.append(f"{len(told) - MOST_DONE} more exercises and tests.")
    return tuple(said)
