"""`balance-timer export`: what was kept, handed over to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli import output, page_out
from cli.data_place import Database, open_history
from cli.progress import working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.report.rows import Rows

_FORMATS: Final = ("csv", "fhir", "pdf")
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
            "patients. pdf: a page for one person to read, with the results inside it.",
        ),
    ],
    person: Annotated[
        str | None,
        typer.Option(help="One person alone, not everybody who is or was there.", metavar="CODE"),
    ] = None,
    paper: Annotated[
        str | None, typer.Option(help="Of a page: a4 (as it is) or letter.", metavar="SIZE")
    ] = None,
    with_name: Annotated[
        bool, typer.Option("--with-name", help="With the person's name; in a page alone.")
    ] = False,
    database: Database = None,
) -> None:
    """Hand over what was kept, by codes and not by names. Nothing is ever overwritten."""
    _check_wish(form, target, person, paper, with_name=with_name)
    from balance.records.errors import RecordingError

    if target != _OUTPUT:
        _check(_places(Path(target), form))
    with output.errors_in_words(RecordingError), open_history(database) as history:
        if person is not None and form == "pdf":
            page_out.write_page(
                history,
                person,
                Path(target),
                "letter" if paper == "letter" else "a4",
                with_name=with_name,
            )
            return
        from balance.report.rows import rows_of

        with working("Reading the history"):
            rows = rows_of(history, person)
        if target == _OUTPUT:
            _show(rows, form)
        else:
            _write(rows, form, Path(target))


def _check_wish(
    form: str, target: str, person: str | None, paper: str | None, *, with_name: bool
) -> None:
    """See that it can be done as it was said."""
    if form not in _FORMATS:
        known = f"{', '.join(_FORMATS[:-1])} or {_FORMATS[-1]}"
        output.fail(f"--format: '{form[:40]}' is none; take {known}.", output.WRONG_USAGE)
    if form == "pdf":
        if person is None:
            output.fail("Say whose page it is: --person CODE.", output.WRONG_USAGE)
        if target == _OUTPUT:
            output.fail("A page goes into a file: -o FILE.", output.WRONG_USAGE)
        if paper is not None and paper not in page_out.PAPERS:
            known = " or ".join(page_out.PAPERS)
            output.fail(f"--paper: '{paper[:40]}' is none; take {known}.", output.WRONG_USAGE)
    elif with_name or paper is not None:
        said = "--with-name" if with_name else "--paper"
        output.fail(f"{said} is for a page: --format pdf.", output.WRONG_USAGE)


def _places(path: Path, form: str) -> Sequence[Path]:
    from balance.report.files import tables_of

    return tables_of(path) if form == "csv" else (path,)


def _check(places: Sequence[Path]) -> None:
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
    many = "1 hold" if count == 1 else f"{count} holds"
    output.note(f"{target}: {many}.")


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
