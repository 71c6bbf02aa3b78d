"""`balance-timer demo`: the whole live path, on somebody who was made up."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli import output
from cli.data_place import Database, open_history
from cli.numbers import number

if TYPE_CHECKING:
    from balance.records.history.engine import History

SCREEN_SPEED: Final = 4.0
TRUE_PACE: Final = 1.0
FASTEST_TOLD: Final = 20.0  # who listens is to have time to
AS_FAST_AS_POSSIBLE: Final = 0.0


def demo(
    speed: Annotated[
        float | None,
        typer.Option(
            parser=number("--speed", 0, 1000),
            metavar="S",
            help="Recorded seconds a second; 0 is as fast as possible.  "
            "[default: 1 in the window, 4 in a terminal, 0 into a pipe]",
            show_default=False,
        ),
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help="One JSON object an event on standard output.")
    ] = False,
    terminal: Annotated[
        bool, typer.Option("--terminal", help="In the terminal even where there is a display.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No bell.")] = False,
    save: Annotated[
        bool,
        typer.Option(
            "--save", help="In the terminal, and keep the holds in the history, as 'simulated'."
        ),
    ] = False,
    database: Database = None,
) -> None:
    """Show holds of a simulated person, timed as if they were live.

    In the window the person does as told, on both legs; in the terminal it is a recording.
    """
    from balance.records.errors import RecordingError
    from cli import front
    from drivers.source import SourceError

    window = front.has_display() and not (json_lines or terminal or save)
    if speed is None and window:
        speed = TRUE_PACE
    elif speed is None:
        watched = output.is_terminal() and not json_lines
        speed = SCREEN_SPEED if watched else AS_FAST_AS_POSSIBLE
    with output.errors_in_words(SourceError, RecordingError):
        if window:
            raise typer.Exit(front.open_window(told_address(speed), both_legs=True))
        with open_history(database) if save else nullcontext() as history:
            _in_terminal(speed, history, json_lines=json_lines, quiet=quiet)


def demo_recording() -> Path:
    """Give the bundled recording: beside this module in a wheel, in `recordings` in the sources.

    Raises
    ------
    CannotOpen
        Where it is in neither.
    """
    from drivers.source import CannotOpen

    here = Path(__file__).resolve().parent
    for path in (here / "demo.csv.gz", here.parent / "recordings" / "demo.csv.gz"):
        if path.is_file():
            return path
    raise CannotOpen("The demo recording is missing; install balance-timer again.")


def told_address(speed: float) -> str:
    """Give the source address of a simulated person who does as told."""
    pace = min(speed, FASTEST_TOLD) or FASTEST_TOLD
    return f"sim:?placement=shank&listens=yes&speed={pace:g}"


def demo_address(speed: float) -> str:
    """Give the source address that plays the bundled recording."""
    from drivers.address import Address

    return str(Address("replay", str(demo_recording()), {"speed": f"{speed:g}"}))


def _in_terminal(speed: float, history: History | None, *, json_lines: bool, quiet: bool) -> None:
    from cli.live import Asked, time_holds
    from cli.timing import choose_view, kept_in

    pace = f"at {speed:g} times the true pace" if speed else "as fast as possible"
    view, keys = choose_view(json_lines=json_lines, quiet=quiet)
    say = output.note if json_lines else output.line
    say(f"This is a simulated recording, played {pace}: nobody is being measured.")
    asked = Asked(demo_address(speed), person="simulated")
    time_holds(asked, view, keys, keeping=kept_in(history))
