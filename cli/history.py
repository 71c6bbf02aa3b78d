"""`balance-timer history`: best times and progress, from all that was kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli import output
from cli.data_place import Database, open_own

if TYPE_CHECKING:
    from balance.protocol.progression import RuleSet
    from balance.protocol.weeks import WeekPlan
    from balance.records.history.engine import History


def history(
    person: Annotated[str | None, typer.Option(help="One person alone.", metavar="CODE")] = None,
    json_lines: Annotated[
        bool,
        typer.Option("--json", help="One JSON object a person, leg and set of conditions."),
    ] = False,
    rules: Annotated[
        str | None,
        typer.Option(
            help="Rule set of the next step: clinic, longer, unstable or a .toml file, whatever "
            "was picked for a person.",
            metavar="NAME",
        ),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the database again from the recordings.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="For --rebuild, as in analyze.", hidden=True),
    ] = None,
    database: Database = None,
) -> None:
    """Show best times, progress and the next step for each leg and condition."""
    from balance.records.errors import RecordingError
    from cli.history_work import rebuild_all

    with output.errors_in_words(RecordingError), open_own(database) as opened:
        if rebuild and not rebuild_all(opened, jobs):
            raise typer.Exit(output.INPUT_FAILED)
        if not rebuild:
            _show(opened, person, rules, json_lines=json_lines)


def _show(opened: History, person: str | None, rules: str | None, *, json_lines: bool) -> None:
    from balance.records.history import progress, queries
    from balance.records.history.people import find

    today = datetime.now().astimezone().date()
    with opened.reading() as session:
        if person is not None:
            find(session, person)
        people = queries.people(session)
        picked = {} if rules else _picked({row.code: row.rules for row in people})
        found = progress.lines(session, today, picked, _rules(rules), person)
        if json_lines:
            for line in found:
                output.json_line(line.as_dict())
            return
        from cli.history_view import print_history

        weeks = {
            row.code: progress.week_in_words(
                progress.week(session, row.code, today), _plan(row.week_plan)
            )
            for row in people
        }
        names = {row.code: row.name for row in people}
        one = len({line.person for line in found}) == 1
        courses = {line.key: queries.course(session, line.key) for line in found} if one else {}
    print_history(found, names, weeks, courses)


def _rules(name: str | None) -> RuleSet:
    from balance.protocol.progression import DEFAULT
    from balance.records.history.rule_files import find_rules

    return DEFAULT if name is None else find_rules(name)


def _picked(names: dict[str, str | None]) -> dict[str, RuleSet]:
    return {code: _rules(name) for code, name in names.items() if name is not None}


def _plan(text: str | None) -> WeekPlan:
    from balance.protocol.weeks import PLAN, parse_plan

    return PLAN if text is None else parse_plan(text)


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
