"""`balance-timer time`: hold times, live."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import output

if TYPE_CHECKING:
    from cli.keys import Keys
    from cli.views import View

KEYS_IN_WORDS = "Space or Enter: end this attempt.   q: end."


def time(
    source: Annotated[
        str,
        typer.Argument(help="Address of the sensor, such as replay:FILE or sim:?placement=shank."),
    ],
    attempts: Annotated[
        int | None, typer.Option(min=1, help="End after so many holds.", metavar="N")
    ] = None,
    cap: Annotated[
        float | None, typer.Option(min=1.0, help="Longest time of a hold, seconds.", metavar="S")
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help="One JSON object an event on standard output.")
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(help="Keep the samples and the events in this folder.", metavar="DIR"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No bell.")] = False,
) -> None:
    """Time holds live, until Ctrl-C or q."""
    from balance.records.errors import RecordingError
    from cli.live import time_holds
    from drivers.source import AddressError, SourceError

    with output.errors_in_words(SourceError, RecordingError, usage=AddressError):
        view, keys = choose_view(json_lines=json_lines, quiet=quiet)
        time_holds(
            source,
            view,
            keys,
            cap_s=cap,
            attempts=attempts,
            save=None if save is None else new_file_in(save),
        )


def choose_view(*, json_lines: bool, quiet: bool) -> tuple[View, Keys]:
    """Give the view that suits standard output, and the keys where a person may press them."""
    from cli.keys import open_keys
    from cli.views import JsonView, PlainView

    keys = open_keys()
    if json_lines:
        return JsonView(), keys
    if not output.is_terminal():
        return PlainView(), keys
    from rich.console import Console

    from cli.terminal_view import TerminalView

    return TerminalView(Console(), keys=KEYS_IN_WORDS if keys.live else "", quiet=quiet), keys


def new_file_in(folder: Path) -> Path:
    """Give the path of a recording that begins now, in a folder that is made where it is missing.

    Raises
    ------
    OSError
        Where the folder can't be made.
    """
    from datetime import UTC, datetime

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"time-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.csv"
