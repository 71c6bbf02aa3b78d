"""`balance-timer simulate`: labelled recordings, made and not measured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from balance.protocol.conditions import Eyes, Surface
from balance.signal.placement import TRUNK, Placement
from cli import output

RaiseLeg = Literal["left", "right", "both"]
Exercise = Literal["heel_raise"]
Sensor = Literal["imu100", "imu50", "phone60", "imu200_noisy", "jittered", "acc_only", "gappy"]


def simulate(
    folder: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for the recordings.", metavar="DIR")
    ],
    count: Annotated[int, typer.Option(min=1, help="How many.", metavar="N")] = 10,
    placement: Annotated[
        Placement | None,
        typer.Option(help="Where it is worn.  [default: lower_back; foot for heel raises]"),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Another seed gives other recordings.", metavar="S")
    ] = 1,
    leg: Annotated[RaiseLeg, typer.Option(help="Stance leg; heel raises may be on both.")] = "left",
    eyes: Annotated[Eyes, typer.Option(help="Eyes.")] = "open",
    surface: Annotated[Surface, typer.Option(help="Surface.")] = "firm",
    sensor: Annotated[Sensor, typer.Option(help="Kind of sensor.")] = "imu100",
    with_: Annotated[
        Placement | None,
        typer.Option(
            "--with", metavar="PLACEMENT", help="A second sensor, of the same movement, there."
        ),
    ] = None,
    exercise: Annotated[
        Exercise | None, typer.Option(help="Sets of this in place of holds on one leg.")
    ] = None,
) -> None:
    """Make simulated recordings, each with its truth beside it. Nothing is ever overwritten."""
    from balance.records.errors import RecordingError
    from cli.making import Wanted, make, refuse_existing
    from cli.making_raises import WantedRaises, make_raises
    from cli.progress import watched

    wanted: Wanted | WantedRaises
    if exercise is None:
        if leg == "both":
            raise typer.BadParameter("A hold is on one leg: --leg left or --leg right.")
        where = placement or "lower_back"
        if with_ is not None and (with_ in TRUNK) == (where in TRUNK):
            raise typer.BadParameter(
                "Of two sensors one is on the trunk and one on the raised leg.", param_hint="--with"
            )
        wanted = Wanted(folder, seed, where, leg, eyes, surface, sensor, with_)
    else:
        if with_ is not None:
            raise typer.BadParameter("--with goes without --exercise.")
        if placement not in (None, "foot", "shank"):
            raise typer.BadParameter("Heel raises are simulated with --placement foot or shank.")
        worn: Literal["foot", "shank"] = "shank" if placement == "shank" else "foot"
        wanted = WantedRaises(folder, seed, worn, leg, sensor)
    with output.errors_in_words(RecordingError):
        paths = wanted.paths(count)
        refuse_existing(wanted.all_paths(count) if isinstance(wanted, Wanted) else paths)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = make(wanted, paths) if isinstance(wanted, Wanted) else make_raises(wanted, paths)
        for _ in watched(made, count, "Simulating"):
            pass
    if output.is_terminal(error=True):
        output.note(f"{count} simulated recordings are in {folder}.")
