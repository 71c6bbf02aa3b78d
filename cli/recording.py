"""`balance-timer record`: the samples of a source, into a file, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import output

if TYPE_CHECKING:
    from cli.interrupt import Interrupt
    from cli.recording_view import RecordingView
    from drivers.keeping import Keeper
    from drivers.pump import Pump


def record(
    source: Annotated[
        str,
        typer.Argument(help="Address of the sensor, such as replay:FILE or sim:?placement=shank."),
    ],
    target: Annotated[
        Path,
        typer.Option("-o", "--output", help="New file, NAME.csv or NAME.csv.gz.", metavar="FILE"),
    ],
    seconds: Annotated[
        float | None,
        typer.Option(min=0.1, help="End after so many seconds of samples.", metavar="S"),
    ] = None,
) -> None:
    """Record only, until Ctrl-C. Nothing is ever overwritten."""
    if not target.name.lower().endswith((".csv", ".csv.gz")):
        output.fail(f"{target}: a recording is called NAME.csv or NAME.csv.gz.", output.WRONG_USAGE)
    if target.exists():
        output.fail(
            f"{target}: this file exists, and nothing is overwritten; choose another name.",
            output.WRONG_USAGE,
        )
    from balance.records.errors import RecordingError
    from drivers.source import AddressError, SourceError

    with output.errors_in_words(SourceError, RecordingError, usage=AddressError):
        _record(source, target, seconds)


def _record(address: str, target: Path, seconds: float | None) -> None:
    from cli.interrupt import Interrupt
    from cli.live import wait_open
    from cli.recording_view import RecordingView
    from drivers.keeping import Keeper, header_for
    from drivers.pump import Pump
    from drivers.registry import open_source
    from drivers.watching import Watch

    with (
        Pump(open_source(address)) as pump,
        Keeper(target, header_for(info := wait_open(pump), info.conditions)) as keeper,
        Interrupt() as interrupt,
        RecordingView(target) as view,
    ):
        _pump_to(keeper, pump, interrupt, view, seconds)
        notes = Watch(pump).summary(view.last_s)
        keeper.note(notes)
        view.say(notes)
    if view.samples == 0:
        output.fail(f"No sample came from {address}, so {target} was not made.")
    view.say_done()


def _pump_to(
    keeper: Keeper,
    pump: Pump,
    interrupt: Interrupt,
    view: RecordingView,
    seconds: float | None,
) -> None:
    """Move blocks until the source ends, time is up or somebody stops it."""
    from cli.live import TICK_S
    from drivers.keeping import gaps
    from drivers.source import EndOfSource, SourceError
    from drivers.watching import Watch

    watch = Watch(pump)
    until_s: float | None = None
    while not interrupt.requested:
        health = pump.health()
        item = pump.get(TICK_S)
        if isinstance(item, SourceError):
            raise item
        if isinstance(item, EndOfSource):
            return
        notes = watch.look(health, view.last_s)
        keeper.note(notes)
        view.say(notes)
        if item is None or len(item) == 0:
            view.tick()
            continue
        if seconds is not None and until_s is None:
            until_s = float(item.time_s[0]) + seconds
        wanted = len(item) if until_s is None else int(item.time_s.searchsorted(until_s))
        keeper.push(item[:wanted])
        keeper.note(gaps(view.last_s, item[:wanted]))
        view.add(item[:wanted])
        if wanted < len(item):
            return
