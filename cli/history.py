"""`balance-timer history`: best times and progress, from all that was kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import output
from cli.data_place import Database, open_history
from cli.numbers import whole
from cli.progress import working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from balance.protocol.progression import RuleSet
    from balance.records.history.engine import History
    from balance.records.history.exercises.summary import Summary
    from balance.records.history.progress import Line
    from balance.records.history.schema import Person


def history(
    person: Annotated[str | None, typer.Option(help="One person alone.", metavar="CODE")] = None,
    json_lines: Annotated[
        bool,
        typer.Option("--json", help="One JSON object a person, leg and set of conditions."),
    ] = False,
    rules: Annotated[
        str | None,
        typer.Option(
            help="Rule set of the next step: clinic, longer, unstable, a goal such as '40 s' or a "
            ".toml file, whatever was picked for a person.",
            metavar="NAME",
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the database again from the recordings.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            parser=whole("--jobs", 0),
            metavar="N",
            help="For --rebuild, as in analyze.",
            hidden=True,
        ),
    ] = None,
    archived: Annotated[bool, typer.Option("--archived", help="Archived people as well.")] = False,
    database: Database = None,
) -> None:
    """Show best times, progress and the next step for each leg and condition."""
    from balance.records.errors import RecordingError
    from cli.history_work import rebuild_all

    with output.errors_in_words(RecordingError), open_history(database) as opened:
        if rebuild and not rebuild_all(opened, jobs):
            raise typer.Exit(output.INPUT_FAILED)
        if not rebuild:
            _show(opened, person, rules, archived=archived, json_lines=json_lines)


def _show(
    opened: History,
    person: str | None,
    rules: str | None,
    *,
    archived: bool,
    json_lines: bool,
) -> None:
    from balance.records.history import progress, queries
    from balance.records.history.codes import find

    today = datetime.now().astimezone().date()
    with opened.reading() as session:
        if person is not None:
            find(session, person)
        people = queries.people(session)
        shown = [row for row in people if row.code == person]
        if person is None:
            shown = [row for row in people if archived or not row.archived]
        picked, troubles = ({}, []) if rules else _picked({row.code: row.rules for row in shown})
        with working("Reading the history"):
            found = progress.lines(session, today, picked, _rules(rules), person)
        codes = {row.code for row in shown}
        found = [line for line in found if line.person in codes]
        exercises, broken = _exercises(opened, session, [row.code for row in shown], today)
        troubles += broken
        if json_lines:
            for line in (*(one.as_dict() for one in found), *map(_as_dict, exercises)):
                output.json_line(line)
        else:
            if found or not exercises:
                _print(session, found, people, today)
            _print_exercises(found, exercises)
    for trouble in troubles:
        output.note(trouble)
    if troubles:
        raise typer.Exit(output.INPUT_FAILED)


def _exercises(
    opened: History, session: Session, codes: Sequence[str], today: date
) -> tuple[list[Summary], list[str]]:
    """Give what there is of exercises, and what of one's own scripts and plans can't be read."""
    from balance.records.history.exercises.own_files import exercises_of
    from balance.records.history.exercises.summary import summary, with_exercises

    there = with_exercises(session, codes)
    if not there:
        return [], []
    own = exercises_of(opened)
    found = [summary(session, code, own.library, today) for code in there]
    return found, [*own.troubles, *(one.trouble for one in found if one.trouble)]


def _as_dict(one: Summary) -> dict[str, Any]:
    from drivers.live import exercise_words

    return one.as_dict(exercise_words.next_time(one.next))


def _print_exercises(found: Sequence[Line], exercises: Sequence[Summary]) -> None:
    """Print the exercises of a person who is shown alone, or of each how they stand."""
    from cli.exercise_view import print_exercises, print_in_short

    if len({*(line.person for line in found), *(one.person for one in exercises)}) > 1:
        print_in_short(exercises)
        return
    for one in exercises:
        print_exercises(one)


def _print(session: Session, found: Sequence[Line], people: Sequence[Person], today: date) -> None:
    from balance.records.history import progress, queries
    from balance.records.history.exercises.plans import week_plan_of
    from cli.history_view import print_history

    names = {row.code: row.name for row in people}
    alone = {line.person for line in found}
    if len(alone) != 1:
        print_history(found, names)
        return
    (one,) = (row for row in people if row.code in alone)
    weeks = progress.weeks(session, one.code, today)
    courses = {line.key: queries.course(session, line.key) for line in found}
    print_history(found, names, weeks, week_plan_of(one), courses)


def _rules(name: str | None) -> RuleSet:
    from balance.protocol.progression import DEFAULT
    from balance.records.history.rule_files import find_rules

    return DEFAULT if name is None else find_rules(name)


def _picked(names: dict[str, str | None]) -> tuple[dict[str, RuleSet], list[str]]:
    """Find rule sets by code; one that can't be read hinders nobody else, and is said."""
    from balance.records.history.rule_files import rules_of

    found = {code: rules_of(code, name) for code, name in names.items()}
    picked = {code: rules for code, (rules, _) in found.items()}
    return picked, [trouble for _, trouble in found.values() if trouble]


def year_of(text: int | None) -> int | None:
    """Check a year of birth; 0 takes it away.

    Raises
    ------
    typer.BadParameter
        Where nobody who is alive was born in it.
    """
    newest = date.today().year
    if text is None or text == 0 or newest - 125 <= text <= newest:
        return text
    raise typer.BadParameter(f"{text} is no year of birth; write it with four digits.")
