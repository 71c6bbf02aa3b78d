"""`balance-timer record`: the samples of a source, into a file, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli import output
from cli.numbers import number

if TYPE_CHECKING:
    from cli.recording_view import RecordingView
    from drivers.live.desk import Desk
    from drivers.live.interrupt import Interrupt
    from drivers.live.keeper import Keeper
    from drivers.live.reader import Reader
    from drivers.pump import Pump

TICK_S: Final = 0.05


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
        typer.Option(
            parser=number("--seconds", 0.1),
            help="End after so many seconds of samples.",
            metavar="S",
        ),
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
    if not target.parent.is_dir():
        output.fail(f"{target}: there is no such folder; make it first, or choose another.")
    from balance.records.errors import RecordingError
    from drivers.source import AddressError, SourceError

    with output.errors_in_words(SourceError, RecordingError, usage=AddressError):
        _record(source, target, seconds)


def _record(address: str, target: Path, seconds: float | None) -> None:
    from contextlib import closing

    from balance.records.errors import RecordingError
    from cli.recording_view import RecordingView
    from drivers.live.desk import Desk
    from drivers.live.interrupt import Interrupt
    from drivers.live.live import open_pump
    from drivers.live.reader import Reader

    with (
        Desk() as desk,
        open_pump(address) as pump,
        Interrupt() as interrupt,
        RecordingView(target) as view,
    ):
        reader, said = Reader(pump), ""
        keeper = _wait_open(reader, pump, target, desk, interrupt)
        if keeper is not None:
            with closing(keeper):
                said = _read_into(keeper, reader, interrupt, view, seconds)
                notes = reader.summary()
                keeper.note(notes)
                view.say(notes)
            desk.wait()
    if keeper is None:
        return
    if view.samples == 0:
        output.fail(f"No sample came from {address}, so {target} was not made.")
    if keeper.said and keeper.said != said:
        output.note(keeper.said)
    if keeper.trouble:
        raise RecordingError(keeper.trouble)
    view.say_done(keeper.path)


def _wait_open(
    reader: Reader, pump: Pump, target: Path, desk: Desk, interrupt: Interrupt
) -> Keeper | None:
    """Wait until the source is open, and give what keeps it; None where somebody stopped it."""
    from cli.invitation import Invitation
    from drivers.live.keeper import Keeper
    from drivers.live.live import failure_of
    from drivers.live.rows import header_for
    from drivers.source import SourceInfo

    invitation = Invitation()
    while not interrupt.requested:
        opened = reader.opened(TICK_S)
        if isinstance(opened, SourceInfo):
            header = header_for(opened, opened.conditions)
            return Keeper(target, header, desk, spare=(Path.home(),))
        if opened is not None:
            raise failure_of(opened)
        invitation.look(pump.invitation(), pump.waiting_hint(), opening=True)
    return None


def _read_into(
    keeper: Keeper,
    reader: Reader,
    interrupt: Interrupt,
    view: RecordingView,
    seconds: float | None,
) -> str:
    """Keep what comes until the source ends, time is up or somebody stops it.

    Returns
    -------
    str
        What was said last of the recording.
    """
    from drivers.live.rows import gaps
    from drivers.source import SourceError

    until_s: float | None = None
    said = ""
    while not interrupt.requested:
        before_s, read = reader.newest_s, reader.read(TICK_S)
        keeper.note(read.notes)
        view.say(read.notes)
        if isinstance(read.last, SourceError):
            raise read.last
        if read.last is not None:
            break
        trouble = keeper.trouble or keeper.said
        if trouble and trouble != said:
            said = trouble
            output.note(said)
        if read.block is None or len(read.block) == 0:
            view.tick()
            continue
        if seconds is not None and until_s is None:
            until_s = float(read.block.time_s[0]) + seconds
        wanted = len(read.block)
        if until_s is not None:
            wanted = int(read.block.time_s.searchsorted(until_s))
        keeper.push(read.block[:wanted])
        keeper.note(gaps(before_s, read.block[:wanted]))
        view.add(read.block[:wanted])
        if wanted < len(read.block):
            break
    return said
