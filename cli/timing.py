"""`balance-timer time`: hold times, live."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from balance.protocol.conditions import Eyes, Leg, Surface
from balance.records.formats.told import LEAST_RATE_HZ, MOST_RATE_HZ, TimeUnit
from balance.signal.placement import ForwardAxis, Placement
from cli import output
from cli.data_place import Database, open_history
from cli.numbers import number, whole
from cli.person_code import NewPerson, person_for
from drivers.live.place import find_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.records.history.engine import History
    from cli.keys import Keys
    from cli.views import View
    from drivers.live.keeper import Keeping
    from drivers.live.place import Place
    from drivers.lsl.outlets import Outlets

KEYS_IN_WORDS = "Space or Enter: end this attempt.   q: end."


def time(
    source: Annotated[
        str,
        typer.Argument(help="Address of the sensor, such as replay:FILE or sim:?placement=shank."),
    ],
    beside: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="SOURCE",
            help="A second sensor: of the two one is on the trunk, one on the raised leg.",
        ),
    ] = None,
    attempts: Annotated[
        int | None,
        typer.Option(parser=whole("--attempts", 1), help="End after so many holds.", metavar="N"),
    ] = None,
    cap: Annotated[
        float | None,
        typer.Option(
            parser=number("--cap", 1), help="Longest time of a hold, seconds.", metavar="S"
        ),
    ] = None,
    placement: Annotated[
        Placement | None, typer.Option(help="Where the sensor is, whatever the address says.")
    ] = None,
    leg: Annotated[Leg | None, typer.Option(help="Stance leg, whatever the address says.")] = None,
    eyes: Annotated[Eyes | None, typer.Option(help="Whatever the address says.")] = None,
    surface: Annotated[Surface | None, typer.Option(help="Whatever the address says.")] = None,
    sensor: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which one, where a replayed file holds several."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            parser=number("--rate", LEAST_RATE_HZ, MOST_RATE_HZ),
            metavar="HZ",
            help="Samples a second, where a replayed file does not say.",
        ),
    ] = None,
    time_unit: Annotated[
        TimeUnit | None,
        typer.Option(help="Unit of the times, where a replayed file does not say."),
    ] = None,
    forward: Annotated[
        ForwardAxis | None,
        typer.Option(metavar="AXIS", help="Axis of the sensor that points forward: x, -x, y ..."),
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help="One JSON object an event on standard output.")
    ] = False,
    save: Annotated[
        Path | None,
        typer.Option(
            help="Keep the samples and the events in this folder, not in that of the history.",
            metavar="DIR",
        ),
    ] = None,
    no_save: Annotated[
        bool, typer.Option("--no-save", help="Put nothing into the history.")
    ] = False,
    person: Annotated[
        str | None,
        typer.Option(help="Who stands on the leg: a code, never a name.", metavar="CODE"),
    ] = None,
    practice: Annotated[
        bool, typer.Option("--practice", help="Keep the attempts, but never score them.")
    ] = False,
    supervised: Annotated[
        bool, typer.Option("--supervised", help="A session under the eyes of a therapist.")
    ] = False,
    outlet: Annotated[
        str | None,
        typer.Option(
            "--lsl",
            metavar="NAME",
            help="Send samples, events and holds as streams of Lab Streaming Layer as well.",
        ),
    ] = None,
    new_person: NewPerson = False,
    database: Database = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No bell.")] = False,
) -> None:
    """Time holds live, until Ctrl-C or q. Each is kept in the history as it ends."""
    from contextlib import ExitStack

    from balance.records.errors import RecordingError
    from cli.live import Asked, time_holds
    from drivers.source import AddressError, SourceError

    failures = output.errors_in_words(SourceError, RecordingError, usage=AddressError)
    with failures, ExitStack() as stack:
        said = {
            "placement": placement,
            "leg": leg,
            "eyes": eyes,
            "surface": surface,
            "sensor": sensor,
            "rate": None if rate is None else f"{rate:.15g}",
            "time_unit": time_unit,
        }
        address = _with_options(source, said)
        if beside is not None:
            from drivers.live.second import check_addresses

            check_addresses(address, beside)
        history = None if no_save else stack.enter_context(open_history(database))
        code = person_for(history, person, new=new_person)
        asked = Asked(
            address,
            cap,
            attempts,
            practice,
            code,
            supervised,
            forward_axis=forward,
            beside_address=beside or "",
        )
        view, keys = choose_view(json_lines=json_lines, quiet=quiet)
        kept = kept_in(history, save, find_place(database))
        time_holds(asked, view, keys, keeping=kept, outlets=_outlets(outlet))


def _outlets(name: str | None) -> Outlets | None:
    """Give the streams that were asked for; `CannotOpen` where they can't be made here."""
    if name is None:
        return None
    from drivers.lsl.outlets import Outlets

    return Outlets(name)


def _with_options(source: str, said: Mapping[str, str | None]) -> str:
    """Put options of the command line into an address, in place of its own.

    Raises
    ------
    AddressError
        Where it is no address.
    """
    from dataclasses import replace

    from drivers.address import parse_address

    options = {key: value for key, value in said.items() if value is not None}
    if not options:
        return source
    address = parse_address(source)
    return str(replace(address, options={**address.options, **options}))


def choose_view(*, json_lines: bool, quiet: bool, said: str = KEYS_IN_WORDS) -> tuple[View, Keys]:
    """Give the view that suits standard output, and the keys where a person may press them."""
    from cli.keys import open_keys
    from cli.views import JsonView, PlainView

    keys = open_keys()
    if json_lines:
        return JsonView(), keys
    if not output.is_terminal():
        return PlainView(), keys
    from cli.console import SafeConsole
    from cli.terminal_view import TerminalView

    return TerminalView(SafeConsole(), keys=said if keys.live else "", quiet=quiet), keys


def kept_in(
    history: History | None, folder: Path | None = None, place: Place | None = None
) -> Keeping | None:
    """Say where a run is kept: in a folder of one's own, in the history's, or nowhere."""
    from drivers.live.keeper import Keeping

    opened = None if history is None else lambda: history
    spare = () if history is None else (history.folder,)
    if folder is not None:
        noted = place if history is not None else None
        return Keeping(folder, ".csv", opened, (*spare, Path.home()), place=noted)
    if history is None:
        return None
    return Keeping(history.folder, ".csv.gz", opened, (Path.home(),), copies=True, place=place)
