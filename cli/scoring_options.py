"""Options that all commands share which score recordings."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from balance.protocol.conditions import Leg
from balance.signal.placement import Placement
from cli.numbers import number, whole

LEAST_HOLD_S: Final = 1.0

MinHold = Annotated[
    float,
    typer.Option(
        parser=number("--min-hold", 0), help="Shorter holds are touches, seconds.", metavar="S"
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        parser=whole("--jobs", 0),
        metavar="N",
        help="Recordings scored at a time; 0 is one a core.  [default: 1, for many 0]",
    ),
]
Placed = Annotated[
    Placement | None, typer.Option(help="Where the sensor was, whatever the file says.")
]
StanceLeg = Annotated[Leg | None, typer.Option(help="Stance leg, whatever the file says.")]
SensorName = Annotated[
    str | None, typer.Option(metavar="NAME", help="Which one, where a file holds several sensors.")
]
