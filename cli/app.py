"""The commands, put together. Importing this must stay light: `--help` is to answer at once."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from balance.version import SOFTWARE
from cli import (
    analysis,
    backing_up,
    demo,
    devices,
    exercising,
    exporting,
    history,
    importing,
    output,
    people,
    recording,
    simulation,
    timing,
    validating,
)
from drivers.live import log

_log = logging.getLogger(__name__)

app = typer.Typer(
    name="balance-timer",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("time")(timing.time)
app.command("exercise")(exercising.exercise)
app.command("record")(recording.record)
app.command("analyze")(analysis.analyze)
app.command("history")(history.history)
app.command("validate")(validating.validate)
app.command("export")(exporting.export)
app.command("import")(importing.import_files)
app.command("backup")(backing_up.backup)
app.command("restore")(backing_up.restore)
app.add_typer(people.app, name="people")
app.command("simulate")(simulation.simulate)
app.command("devices")(devices.devices)


def _say_version(wanted: bool) -> None:
    if wanted:
        output.line(SOFTWARE)
        output.line(f"Log: {log.log_path()}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Say the version, and where the log is.",
            callback=_say_version,
            is_eager=True,
        ),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show the log on standard error as well.")
    ] = False,
    selftest: Annotated[
        bool,
        typer.Option("--selftest", help="Go through the window with a simulated person, and end."),
    ] = False,
    screenshots: Annotated[
        Path | None,
        typer.Option(help="Save pictures of every place of the window, and end.", metavar="DIR"),
    ] = None,
) -> None:
    """Time single-leg balance: the sensor feels the foot lift and come back.

    Without a command it opens the window.
    """
    context.with_resource(log.kept(verbose=verbose))
    if not {"-h", "--help"}.intersection(sys.argv):  # which is to be there at once
        log.note_start(context.invoked_subcommand or "window")
    if context.invoked_subcommand is None:
        from cli import front

        raise typer.Exit(front.open_window(selftest=selftest, screenshots=screenshots))


def run() -> int:
    """Carry out the command line and give the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe of a small character set gets '?' for a sign that it lacks.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app(prog_name="balance-timer")
    except SystemExit as end:
        return _flushed(end.code if isinstance(end.code, int) else 0)
    except Exception as fault:  # noqa: BLE001 - the edge of the program: the log has it
        with log.kept(verbose="--verbose" in sys.argv):
            _log.critical("a fault of the program", exc_info=fault)
        output.note(log.fault_words())
        return _flushed(output.INPUT_FAILED)
    return _flushed(output.DONE)


def _flushed(code: int) -> int:
    # Here rather than at the interpreter's exit, where a closed pipe is reported in many words.
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        output.drop_output()
    return code
