"""Making simulated recordings of heel raises, and writing each with its truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from balance.exercise import HEEL_TO_BALL_KEY, RAISE_LEG_KEY
from balance.records.events_file import EventRow
from balance.records.header import EXERCISE_KEY, HEEL_RAISE, Header
from balance.simulate.raise_plan import RaiseLeg
from balance.simulate.raises import RaisePlacement, SimulatedRaises, draw_raises
from cli.making import Drawn, numbered, series, signed


@dataclass(frozen=True, slots=True)
class WantedRaises:
    """What is to be simulated, and where it goes."""

    folder: Path
    seed: int
    placement: RaisePlacement
    leg: RaiseLeg
    sensor: str

    def paths(self, count: int) -> list[Path]:
        """Give the files, h0001.csv and on."""
        return numbered(self.folder, count)


def make_raises(wanted: WantedRaises, paths: list[Path]) -> Iterator[Path]:
    """Simulate and write recordings; see `series`."""

    def draw(seed: int) -> Drawn:
        made = draw_raises(
            seed,
            placement=wanted.placement,
            leg=wanted.leg,
            sets=1 + seed % 2,
            counts=(5, 20),
            sensor=wanted.sensor,
        )
        return header_of(made, wanted.sensor), made.block, truth_of(made)

    return series(wanted.seed, paths, draw)


def header_of(made: SimulatedRaises, sensor: str) -> Header:
    """Give the first line of such a recording."""
    said = {} if made.leg == "both" else {"stance_leg": made.leg}
    extra = {
        EXERCISE_KEY: HEEL_RAISE,
        RAISE_LEG_KEY: made.leg,
        HEEL_TO_BALL_KEY: made.heel_to_ball_cm,
    }
    header = Header(placement=made.placement, sensor_on="stance", **said)  # type: ignore[arg-type]
    return signed(header, sensor, extra)


def truth_of(made: SimulatedRaises) -> list[EventRow]:
    """Give the truth as rows of the events file: notes, for no event of holds says it."""
    rows = []
    for number, each in enumerate(made.sets, start=1):
        for k, one in enumerate(each, start=1):
            which = f"set {number} raise {k}"
            rows.append(EventRow(one.start_s, "note", "truth", f"{which}: heel up"))
            rows.append(EventRow(one.top_s, "note", "truth", f"{which}: {one.height_cm:.2f} cm"))
            rows.append(EventRow(one.end_s, "note", "truth", f"{which}: heel down"))
    return rows
