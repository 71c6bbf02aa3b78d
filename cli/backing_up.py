"""`balance-timer backup` and `restore`: a whole installation in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balance.words import many
from cli import output
from cli.data_place import Database, open_history
from cli.exporting import check_new
from cli.progress import counted
from drivers.live.place import find_place, place_in

if TYPE_CHECKING:
    from balance.report.backup import BackedUp
    from balance.report.restore import Restored


def backup(
    target: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="FILE", help="New file, a zip, readable by you alone."
        ),
    ],
    database: Database = None,
) -> None:
    """Copy the whole installation into one file, names too."""
    from balance.records.errors import RecordingError

    check_new([target])
    with output.errors_in_words(RecordingError), open_history(database) as history:
        from balance.report.backup import write_backup

        with counted("Copying") as tell:
            made = write_backup(history, target, tell)
    for path in made.missing:
        output.note(f"{path}: this recording is not there now; its times are in the backup alone.")
    output.note(f"{target}: {_counts(made)}, read back and whole.")
    if made.missing:
        raise typer.Exit(output.INPUT_FAILED)


def restore(
    path: Annotated[Path, typer.Argument(help="What 'backup' made.", metavar="FILE")],
    into: Annotated[
        Path | None,
        typer.Option(help="A new folder for it, in place of your data folder.", metavar="FOLDER"),
    ] = None,
    database: Database = None,
) -> None:
    """Bring an installation back, where there is none yet."""
    from balance.records.errors import RecordingError

    place = find_place(database) if into is None else place_in(into.expanduser().absolute())
    with output.errors_in_words(RecordingError):
        from balance.report.restore import restore as bring_back
        from balance.report.unpacking import Unpacking

        with Unpacking(path) as zipped, counted("Restoring") as tell:
            made = bring_back(zipped, place.open, tell)
    for stayed in made.stayed:
        output.note(f"{stayed}: stays as it was here.")
    output.note(f"{_counts(made)} are back in {place.folder}.")
    if into is not None:
        output.note(f"Open it with: --database {place.database}")


def _counts(made: BackedUp | Restored) -> str:
    people = many(made.people, "person", "people")
    return f"{people}, {many(made.recordings, 'recording')}"
