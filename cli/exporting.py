"""`balance-timer export`: what was kept, handed over to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from balance.words import many
from cli import output
from cli.data_place import Database, open_history
from cli.progress import counted, working
from drivers.live.place import find_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.history.engine import History
    from balance.report.rows import Rows

_FORMATS: Final = ("csv", "fhir", "zip", "calendar")
_OF_ONE: Final = ("zip", "calendar")
_OUTPUT: Final = "-"


def export(
    target: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="New file, readable by you alone; - is standard output, and has the holds alone.",
        ),
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORM",
            help="csv: a table of holds, and beside it one of sway (NAME.sway.csv) and what their "
            "columns are (NAME.columns.json). fhir: a bundle of observations, for records of "
            "patients. zip: everything of one person, for 'import' elsewhere. calendar: their "
            "sessions at home, for a calendar.",
        ),
    ],
    person: Annotated[
        str | None,
        typer.Option(help="One person alone, not everybody who is or was there.", metavar="CODE"),
    ] = None,
    with_name: Annotated[
        bool, typer.Option("--with-name", help="With the person's name; in a zip alone.")
    ] = False,
    database: Database = None,
) -> None:
    """Hand over what was kept, by codes and not by names. Nothing is ever overwritten."""
    _check_wish(form, target, person, with_name=with_name)
    from balance.records.errors import RecordingError

    if target != _OUTPUT:
        check_new(_places(Path(target), form))
    with output.errors_in_words(RecordingError), open_history(database) as history:
        if person is not None and form == "zip":
            _zip(history, database, person, Path(target), with_name=with_name)
            return
        if person is not None and form == "calendar":
            _calendar(history, person, target)
            return
        from balance.report.rows import rows_of

        with working("Reading the history"):
            rows = rows_of(history, person)
        if target == _OUTPUT:
            _show(rows, form)
        else:
            _write(rows, form, Path(target))


def _check_wish(form: str, target: str, person: str | None, *, with_name: bool) -> None:
    """See that it can be done as it was said."""
    if form not in _FORMATS:
        known = f"{', '.join(_FORMATS[:-1])} or {_FORMATS[-1]}"
        output.fail(f"--format: '{form[:40]}' is none; take {known}.", output.WRONG_USAGE)
    if form in _OF_ONE and person is None:
        more = "; a whole installation is backed up with: backup -o FILE" if form == "zip" else ""
        output.fail(f"Say whose it is: --person CODE{more}.", output.WRONG_USAGE)
    if form == "zip" and target == _OUTPUT:
        output.fail("A zip goes into a file: -o FILE.", output.WRONG_USAGE)
    if with_name and form != "zip":
        output.fail("--with-name is for a zip; no name is in the others.", output.WRONG_USAGE)


def _zip(
    history: History, database: str | None, person: str, target: Path, *, with_name: bool
) -> None:
    from drivers.live import people

    with counted("Copying") as tell:
        made = people.hand_over(
            find_place(database), history, person, target, with_name=with_name, tell=tell
        )
    for path in made.missing:
        output.note(f"{path}: this recording is not there now, and is left out.")
    for left in made.left:
        output.note(f"Left out: {left}.")
    for path in made.originals:
        output.note(f"Left out: {path}, which was split; the parts of {person} are in.")
    said = many(made.recordings, "recording")
    output.note(f"{target}: {said}, {'with' if with_name else 'without'} the name of {person}.")
    if made.missing or made.left:
        raise typer.Exit(output.INPUT_FAILED)


def _calendar(history: History, person: str, target: str) -> None:
    from datetime import datetime

    from balance.protocol.weeks import WEEKS
    from balance.report.calendar import calendar_lines, file_of
    from balance.report.files import write_new

    lines = calendar_lines(history, person, datetime.now().astimezone())
    if target == _OUTPUT:
        for line in lines:
            output.line(line)
        return
    write_new({Path(target): file_of(lines)})
    said = many(lines.count("BEGIN:VEVENT"), "session")
    output.note(f"{target}: {said} a week, for {WEEKS} weeks.")


def _places(path: Path, form: str) -> Sequence[Path]:
    from balance.report.files import tables_of

    return tables_of(path) if form == "csv" else (path,)


def check_new(places: Sequence[Path]) -> None:
    """See that files can be made, before anything is read."""
    for path in places:
        if path.is_dir():
            output.fail(f"{path}: this is a folder; name a file in it.", output.WRONG_USAGE)
        if path.exists():
            output.fail(
                f"{path}: this file exists, and nothing is overwritten; choose another name.",
                output.WRONG_USAGE,
            )
        if not path.parent.is_dir():
            output.fail(f"{path}: there is no such folder; make it first, or choose another.")


def _show(rows: Rows, form: str) -> None:
    from balance.report.tables import hold_lines

    if form == "csv":
        for line in hold_lines(rows.holds):
            output.line(line)
        return
    output.json_line(_bundle(rows))


def _write(rows: Rows, form: str, target: Path) -> None:
    import json

    from balance.report.files import write_new
    from balance.report.tables import table_files

    if form == "csv":
        files, count = table_files(target, rows), len(rows.holds)
    else:
        files = {target: f"{json.dumps(_bundle(rows), indent=1)}\n".encode()}
        count = sum(hold.scored for hold in rows.holds)
    write_new(files)
    output.note(f"{target}: {many(count, 'hold')}.")


def _bundle(rows: Rows) -> dict[str, Any]:
    """Make the bundle, and say how many holds are not in it."""
    from datetime import datetime

    from balance.report.fhir import bundle

    left = sum(not hold.scored for hold in rows.holds)
    if left:
        output.note(
            f"{left} of {len(rows.holds)} holds do not count and are left out: practice, what was "
            "discarded, and what was cut off or had too poor a signal."
        )
    return bundle(rows.holds, datetime.now().astimezone())
