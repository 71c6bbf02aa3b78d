"""`balance-timer export`: what was kept, handed over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, get_args

import typer

from cli import output
from cli.data_place import Database, open_history
from cli.progress import counted, working
from drivers.live.handing import (
    FOLDERS,
    NAMED,
    OF_ONE,
    Form,
    Wish,
    hand_over,
    left_out,
    places_of,
    unheard,
)
from drivers.live.place import find_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.records.history.engine import History
    from balance.report.page.content import Page
    from balance.report.page.setting import Paper

_FORMS: Final[tuple[Form, ...]] = get_args(Form)
#: Those that can be a stream: text of one file.
_STREAMS: Final[tuple[Form, ...]] = ("csv", "fhir", "calendar")
PAPERS: Final = ("a4", "letter")
_OUTPUT: Final = "-"


def export(
    target: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="New file, of bids a folder, readable by you alone; - is standard output, and has "
            "the holds alone.",
        ),
    ],
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORM",
            help="csv: a table of holds, and beside it one of sway (NAME.sway.csv) and what their "
            "columns are (NAME.columns.json). fhir: a bundle of observations, for records of "
            "patients. bids: a folder of recordings for research (BIDS Motion). pdf: a page for "
            "one person to read, with the results inside it. zip: everything of one person, for "
            "'import' elsewhere. calendar: their sessions at home, "
            "for a calendar.",
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
        bool, typer.Option("--with-name", help="With the person's name; in a page and a zip alone.")
    ] = False,
    shift_dates: Annotated[
        bool,
        typer.Option(
            "--shift-dates",
            help="Of bids, for strangers: dates shifted, no codes and notes; who is who is written "
            "beside the folder.",
        ),
    ] = False,
    database: Database = None,
) -> None:
    """Hand over what was kept, by codes and not by names. Nothing is ever overwritten."""
    known = _form(form, target, person)
    _check_wish(known, paper, with_name=with_name, shifted=shift_dates)
    from balance.records.errors import RecordingError

    if known in FOLDERS:
        check_new_folder(Path(target))
    elif target != _OUTPUT:
        check_new(places_of(known, Path(target)))
    with output.errors_in_words(RecordingError), open_history(database) as history:
        if target == _OUTPUT:
            _show(history, known, person)
            return
        size: Paper = "letter" if paper == "letter" else "a4"
        wish = Wish(
            known, Path(target), person, with_name=with_name, paper=size, shifted=shift_dates
        )
        _write(history, database, wish)


def _form(form: str, target: str, person: str | None) -> Form:
    if form not in _FORMS:
        known = f"{', '.join(_FORMS[:-1])} or {_FORMS[-1]}"
        output.fail(f"--format: '{form[:40]}' is none; take {known}.", output.WRONG_USAGE)
    if form in OF_ONE and person is None:
        more = "; a whole installation is backed up with: backup -o FILE" if form == "zip" else ""
        output.fail(f"Say whose it is: --person CODE{more}.", output.WRONG_USAGE)
    if form not in _STREAMS and target == _OUTPUT:
        what = {"pdf": "page", "bids": "data set"}.get(form, form)
        into = "folder: -o FOLDER" if form in FOLDERS else "file: -o FILE"
        output.fail(f"A {what} goes into a {into}.", output.WRONG_USAGE)
    return form


def _check_wish(form: Form, paper: str | None, *, with_name: bool, shifted: bool) -> None:
    """See that what was said goes with the form."""
    if paper is not None and form != "pdf":
        output.fail("--paper is for a page: --format pdf.", output.WRONG_USAGE)
    if paper is not None and paper not in PAPERS:
        known = " or ".join(PAPERS)
        output.fail(f"--paper: '{paper[:40]}' is none; take {known}.", output.WRONG_USAGE)
    if with_name and form not in NAMED:
        output.fail(
            "--with-name is for a page or a zip; no name is in the others.", output.WRONG_USAGE
        )
    if shifted and form != "bids":
        output.fail("--shift-dates is for a data set: --format bids.", output.WRONG_USAGE)


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


def check_new_folder(target: Path) -> None:
    """See that a folder can be made, or is empty, before anything is read."""
    from balance.records.errors import RecordingError
    from balance.report.bids.writing import check_free

    try:
        check_free(target)
    except RecordingError as error:
        output.fail(str(error), output.WRONG_USAGE)
    if not target.absolute().parent.is_dir():
        output.fail(f"{target}: there is no such folder; make the one that it is to be in first.")


def _write(history: History, database: str | None, wish: Wish) -> None:
    now, place = datetime.now().astimezone(), find_place(database)
    if wish.form in ("zip", "bids"):
        with counted("Copying") as tell:
            done = hand_over(place, history, wish, now, _set_page, tell)
    else:
        with working("Working out what is handed over"):
            done = hand_over(place, history, wish, now, _set_page, unheard)
    for sentence in done.told:
        output.note(sentence)
    if not done.whole:
        raise typer.Exit(output.INPUT_FAILED)


def _set_page(page: Page, results: bytes, paper: Paper, now: datetime) -> bytes:
    from gui.printing import page_pdf  # late: Qt is loaded where typst is not there

    return page_pdf(page, results, paper, now)


def _show(history: History, form: Form, person: str | None) -> None:
    """Write the one file of a form to standard output."""
    now = datetime.now().astimezone()
    if form == "calendar" and person is not None:
        from balance.report.calendar import calendar_lines

        for line in calendar_lines(history, person, now):
            output.line(line)
        return
    from balance.report.rows import rows_of

    with working("Reading the history"):
        rows = rows_of(history, person)
    if form == "csv":
        from balance.report.tables import hold_lines

        for line in hold_lines(rows.holds):
            output.line(line)
        return
    from balance.report.fhir import bundle

    for sentence in left_out(rows):
        output.note(sentence)
    output.json_line(bundle(rows.holds, now))
