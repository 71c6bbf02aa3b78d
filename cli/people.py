"""`balance-timer people`: who stands on the leg, by a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import output, people_recordings
from cli.data_place import Database, open_history
from cli.history import year_of
from cli.numbers import number
from cli.progress import working
from drivers.live.place import find_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.history.belongings import Belongings, Left
    from balance.records.history.engine import History
    from balance.records.history.people import Description
    from balance.records.history.people_list import ListedPerson

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="People: list, describe, archive and erase them, and say whose a recording is.",
)

Code = Annotated[str, typer.Argument(help="Code of the person.", metavar="CODE")]
Name = Annotated[
    str | None,
    typer.Option(help="Name, kept in the database alone; '' takes it away.", metavar="NAME"),
]
BirthYear = Annotated[
    int | None,
    typer.Option(
        "--birth-year",
        "--born",
        help="For reference values; 0 takes it away.",
        metavar="YYYY",
        callback=year_of,
    ),
]
Rules = Annotated[
    str | None,
    typer.Option(
        help="Rule set of the next step: clinic, longer, unstable or a .toml file; or goals, "
        "such as '40 s; 25 s, left; 15 s, eyes closed'.",
        metavar="NAME",
    ),
]
WeekPlan = Annotated[
    str | None,
    typer.Option(help="Sessions a week, at home + supervised, such as 3+1.", metavar="N+N"),
]
Plan = Annotated[
    str | None,
    typer.Option(
        "--plan",
        help="Exercises of the week: advice, feet, heels, all, a plan of one's own or a .toml "
        "file; '' takes it away.",
        metavar="NAME",
    ),
]
LEAST_HEEL_CM, MOST_HEEL_CM = 5, 40
HeelToBall = Annotated[
    float | None,
    typer.Option(
        "--heel-to-ball",
        parser=number("--heel-to-ball", 0, MOST_HEEL_CM),
        metavar="CM",
        help="Length from the back of the heel to the ball of the foot; 0 takes it away.",
    ),
]
Notes = Annotated[
    str | None,
    typer.Option(help="Kept in the database alone; '' takes them away.", metavar="TEXT"),
]

app.command("recordings")(people_recordings.list_recordings)
app.command("move")(people_recordings.move)
app.command("split")(people_recordings.split)
app.command("note")(people_recordings.note)


@app.command("list")
def list_people(
    search: Annotated[str, typer.Option(help="Words in code, name or notes.", metavar="TEXT")] = "",
    archived: Annotated[
        bool, typer.Option("--archived", help="Those who are archived, and no others.")
    ] = False,
    json_lines: Annotated[bool, typer.Option("--json", help="One JSON object a person.")] = False,
    database: Database = None,
) -> None:
    """List the people, with their last session."""
    from balance.records.errors import RecordingError
    from balance.records.history import people_list

    with output.errors_in_words(RecordingError), open_history(database) as history:
        with working("Looking for people"):
            found = people_list.list_people(history, search=search, archived=archived)
        for each in found:
            if json_lines:
                output.json_line(_as_dict(each))
            else:
                output.line(_in_words(each))


@app.command("add")
def add(
    code: Code,
    name: Name = None,
    birth_year: BirthYear = None,
    rules: Rules = None,
    week_plan: WeekPlan = None,
    plan: Plan = None,
    heel_to_ball: HeelToBall = None,
    notes: Notes = None,
    database: Database = None,
) -> None:
    """Add a person."""
    from balance.records.errors import RecordingError
    from balance.records.history import people

    with output.errors_in_words(RecordingError), open_history(database) as history:
        people.add(
            history,
            code,
            _description(
                name, birth_year, rules, week_plan, notes, _regimen(history, plan), heel_to_ball
            ),
        )


@app.command("edit", hidden=True)
@app.command("set")
def describe(
    code: Code,
    name: Name = None,
    birth_year: BirthYear = None,
    rules: Rules = None,
    week_plan: WeekPlan = None,
    plan: Plan = None,
    heel_to_ball: HeelToBall = None,
    notes: Notes = None,
    database: Database = None,
) -> None:
    """Set what is known of a person."""
    from balance.records.errors import RecordingError
    from balance.records.history import people

    with output.errors_in_words(RecordingError), open_history(database) as history:
        people.describe(
            history,
            code,
            _description(
                name, birth_year, rules, week_plan, notes, _regimen(history, plan), heel_to_ball
            ),
        )


@app.command("archive")
def archive(code: Code, database: Database = None) -> None:
    """Take a person out of what is listed and offered; nothing is deleted."""
    _archive(code, database, archived=True)


@app.command("unarchive")
def unarchive(code: Code, database: Database = None) -> None:
    """Take a person back out of the archive."""
    _archive(code, database, archived=False)


def _archive(code: str, database: str | None, *, archived: bool) -> None:
    from balance.records.errors import RecordingError
    from balance.records.history import people

    with output.errors_in_words(RecordingError), open_history(database) as history:
        people.archive(history, code, archived=archived)


@app.command("rename")
def rename(
    code: Code,
    new: Annotated[str, typer.Argument(help="The new code.", metavar="NEW")],
    database: Database = None,
) -> None:
    """Give a person another code, in the history and in the first line of each recording."""
    from balance.records.errors import RecordingError
    from drivers.live import people

    place = find_place(database)
    with output.errors_in_words(RecordingError), open_history(database) as history:
        with working("Renaming"):
            renamed = people.rename(place, history, code, new)
        _say_left(renamed.left, "Not renamed")
        output.note(f"{code} is {new} now, in {renamed.recordings} recordings as well.")
        if renamed.left:
            raise typer.Exit(output.INPUT_FAILED)


@app.command("erase")
def erase(
    code: Code,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    database: Database = None,
) -> None:
    """Erase a person for good: attempts, recordings, events and older copies of the database."""
    from balance.records.errors import RecordingError
    from balance.records.history.belongings import belongings
    from drivers.live import people

    place = find_place(database)
    with output.errors_in_words(RecordingError), open_history(database) as history:
        if not yes:
            _ask(code, belongings(history, code))
        with working("Erasing"):
            erased = people.erase(place, history, code)
        for path in erased.missing:
            output.note(f"{path}: this recording is not there now; erase it where it is.")
        _say_left(erased.left, "Not erased")
        output.note(f"Erased: {erased.attempts} attempts and {erased.files} files.")
        if erased.missing or erased.left:
            raise typer.Exit(output.INPUT_FAILED)


def _ask(code: str, theirs: Belongings) -> None:
    import sys

    for path in theirs.files:
        output.note(str(path))
    _say_left(theirs.left, "Stays")
    if not sys.stdin.isatty():
        output.fail(f"Nothing was erased; to erase {code} for good add --yes.", output.WRONG_USAGE)
    many = len(theirs.files)
    question = f"Erase {code} for good, with these {many} files? Nothing brings them back"
    if not typer.confirm(question, err=True):
        raise typer.Exit(output.DONE)


def _say_left(left: Sequence[Left], what: str) -> None:
    for each in left:
        output.note(f"{what}: {each}.")


def _description(
    name: str | None,
    birth_year: int | None,
    rules: str | None,
    week_plan: str | None,
    notes: str | None,
    regimen: dict[str, Any] | None,
    heel_to_ball_cm: float | None,
) -> Description:
    """Check what was said; `typer.BadParameter` where it can't be."""
    from pathlib import Path

    from balance.protocol.weeks import parse_plan
    from balance.records.history.people import Description
    from balance.records.history.rule_files import find_rules

    if rules and find_rules(rules).name == rules and Path(rules).is_file():
        rules = str(Path(rules).absolute())  # it must be found from anywhere
    if week_plan:
        try:
            parse_plan(week_plan)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
    if heel_to_ball_cm is not None and 0 < heel_to_ball_cm < LEAST_HEEL_CM:
        msg = f"From heel to ball a foot has {LEAST_HEEL_CM} to {MOST_HEEL_CM} cm."
        raise typer.BadParameter(msg)
    return Description(name, birth_year, rules, week_plan, notes, regimen, heel_to_ball_cm)


def _regimen(history: History, plan: str | None) -> dict[str, Any] | None:
    """Find a plan of the week as it is kept; what of one's own can't be read hinders no other."""
    from balance.records.history.exercises.own_files import exercises_of

    if not plan:
        return None if plan is None else {}
    own = exercises_of(history)
    for trouble in own.troubles:
        output.note(trouble)
    return own.plan(plan).keys()


def _as_dict(each: ListedPerson) -> dict[str, object]:
    return {
        "person": each.code,
        "name": each.name,
        "birth_year": each.birth_year,
        "rules": each.rules,
        "week_plan": each.week_plan,
        "plan": each.plan,
        "heel_to_ball_cm": each.heel_to_ball_cm,
        "notes": each.notes,
        "archived": each.archived,
        "last_session": each.last_day or None,
        "attempts": each.attempts,
        "practice": each.practice,
    }


def _in_words(each: ListedPerson) -> str:
    known = (each.name, each.birth_year, each.rules, each.week_plan, each.plan, each.notes)
    parts = [each.code, *(str(value) for value in known if value)]
    many = each.attempts + each.practice
    if each.last_day or many:
        attempts = "1 attempt" if many == 1 else f"{many} attempts"
        parts.append(f"{attempts}, last {each.last_day or 'on no known day'}")
    return "  ".join(parts)
