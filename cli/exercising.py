"""`balance-timer exercise`: a session of exercises, or a named test, led by voice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import output
from cli.data_place import Database, open_history
from cli.person_code import NewPerson, person_for
from drivers.live.place import find_place

if TYPE_CHECKING:
    from balance.records.history.engine import History

SideChoice = Literal["left", "right"]


def exercise(
    source: Annotated[
        str | None,
        typer.Argument(
            help="Address of a sensor, for holds and heel raises; without one the rest is led.",
            show_default=False,
        ),
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A plan, an exercise, a named test, or a TOML file.  [default: the person's own, "
            "else advice with a sensor and feet without]",
            show_default=False,
        ),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List plans, exercises and tests, and end.")
    ] = False,
    side: Annotated[
        SideChoice, typer.Option(help="The side of what is done on one side alone.")
    ] = "left",
    json_lines: Annotated[
        bool, typer.Option("--json", help="One JSON object an event on standard output.")
    ] = False,
    no_save: Annotated[
        bool, typer.Option("--no-save", help="Put nothing into the history.")
    ] = False,
    person: Annotated[
        str | None, typer.Option(help="Who does it: a code, never a name.", metavar="CODE")
    ] = None,
    supervised: Annotated[
        bool, typer.Option("--supervised", help="A session under the eyes of a therapist.")
    ] = False,
    new_person: NewPerson = False,
    go_on: Annotated[
        bool, typer.Option("--go-on", help="Go on with the session of today that was left.")
    ] = False,
    database: Database = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No bell and no voice.")] = False,
) -> None:
    """Lead a session by voice, from its beginning to its end without a look at the screen."""
    from contextlib import ExitStack

    from balance.records.errors import RecordingError
    from cli.leading import Wish, lead, list_all, speaker_for
    from cli.led_view import KEYS_IN_WORDS
    from cli.timing import choose_view, kept_in
    from drivers.live.sittings import Sittings
    from drivers.source import AddressError, SourceError

    failures = output.errors_in_words(SourceError, RecordingError, usage=AddressError)
    with failures, ExitStack() as stack:
        history: History | None = None if no_save else stack.enter_context(open_history(database))
        if listed:
            list_all(Sittings(history, None, None), json_lines=json_lines)
            return
        code = person_for(history, person, new=new_person)
        sittings = Sittings(history, code, source)
        asks = sys.stdin.isatty() and output.is_terminal(error=True)
        wish = Wish(source, plan, side, sittings.code, supervised, go_on, asks)
        view, keys = choose_view(json_lines=json_lines, quiet=quiet, said=KEYS_IN_WORDS)
        keeping = kept_in(history, place=find_place(database))
        lead(wish, sittings, keeping, view, keys, speaker_for(quiet=quiet))
