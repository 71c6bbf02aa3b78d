"""`balance-timer simulate`: labelled recordings, made and not measured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from balance.protocol.conditions import Eyes, Leg, Surface
from balance.signal.placement import Placement
from cli import output

Sensor = Literal["imu100", "imu50", "phone60", "imu200_noisy", "jittered", "acc_only", "gappy"]


def simulate(
    folder: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for the recordings.", metavar="DIR")
    ],
    count: Annotated[int, typer.Option(min=1, help="How many.", metavar="N")] = 10,
    placement: Annotated[Placement, typer.Option(help="Where the sensor is worn.")] = "lower_back",
    seed: Annotated[
        int, typer.Option(min=0, help="Another seed gives other recordings.", metavar="S")
    ] = 1,
    leg: Annotated[Leg, typer.Option(help="Stance leg.")] = "left",
    eyes: Annotated[Eyes, typer.Option(help="Eyes.")] = "open",
    surface: Annotated[Surface, typer.Option(help="Surface.")] = "firm",
    sensor: Annotated[Sensor, typer.Option(help="Kind of sensor.")] = "imu100",
) -> None:
    """Make simulated recordings, each with its truth beside it. Nothing is ever overwritten."""
    from balance.records.errors import RecordingError
    from cli.making import Wanted, make, refuse_existing
    from cli.progress import watched

    wanted = Wanted(folder, seed, placement, leg, eyes, surface, sensor)
    with output.errors_in_words(RecordingError):
        paths = wanted.paths(count)
        refuse_existing(paths)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _ in watched(make(wanted, paths), count, "Simulating"):
            pass
    if output.is_terminal(error=True):
        output.note(f"{count} simulated recordings are in {folder}.")
