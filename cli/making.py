"""Making simulated recordings, and writing each with its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from balance.protocol.conditions import Eyes, Leg, Surface
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path
from balance.records.header import Header
from balance.records.recorder import write_recording
from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.simulate.session import draw_session
from balance.version import SOFTWARE
from drivers.address import Address

NOTES = "Simulated: no person was measured."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be simulated, and where it goes."""

    folder: Path
    seed: int
    placement: Placement
    leg: Leg
    eyes: Eyes
    surface: Surface
    sensor: str

    def paths(self, count: int) -> list[Path]:
        """Give the files, h0001.csv and on."""
        return numbered(self.folder, count)

    def address(self, seed: int) -> str:
        """Give the source address that plays the same recording live."""
        options = {
            "placement": self.placement,
            "leg": self.leg,
            "eyes": self.eyes,
            "surface": self.surface,
            "seed": str(seed),
            "sensor": self.sensor,
        }
        return str(Address("sim", "", options))


def numbered(folder: Path, count: int) -> list[Path]:
    """Give the files of a series, h0001.csv and on."""
    return [folder / f"h{number:04d}.csv" for number in range(1, count + 1)]


def refuse_existing(paths: list[Path]) -> None:
    """Look before anything is written.

    Raises
    ------
    RecordingError
        Where one of the recordings, or its events, is there already.
    """
    for path in paths:
        for file in (path, events_path(path)):
            if file.exists():
                reason = "this file exists, and nothing is overwritten; choose another folder"
                raise RecordingError(reason, file)


Drawn = tuple[Header, SampleBlock, list[EventRow]]


def series(seed: int, paths: list[Path], draw: Callable[[int], Drawn]) -> Iterator[Path]:
    """Write what is drawn, each with its truth, one after the other.

    The same seed gives the same bytes, and a longer series begins with the shorter one.

    Parameters
    ----------
    draw
        Gives first line, samples and truth of a seed.

    Raises
    ------
    RecordingError
        Where one can't be written.
    """
    seeds = np.random.SeedSequence(seed).generate_state(len(paths)).tolist()
    for path, each in zip(paths, seeds, strict=True):
        header, block, truth = draw(each)
        write_recording(path, header, block)
        append_events(events_path(path), truth)
        yield path


def signed(header: Header, sensor: str, extra: Mapping[str, object]) -> Header:
    """Give a first line that says that nobody was measured, and by what it was made."""
    return replace(
        header,
        model=f"simulated {sensor}",
        software=SOFTWARE,
        notes=NOTES,
        extra={**extra, "simulated": True},
    )


def make(wanted: Wanted, paths: list[Path]) -> Iterator[Path]:
    """Simulate and write recordings; see `series`."""

    def draw(seed: int) -> Drawn:
        made = draw_session(
            seed,
            placement=wanted.placement,
            eyes=wanted.eyes,
            surface=wanted.surface,
            stance_leg=wanted.leg,
            sensor=wanted.sensor,
        )
        header = Header(**asdict(made.conditions), source=wanted.address(seed))
        rows = [EventRow(event.time_s, event.event, "truth", event.detail) for event in made.truth]
        return signed(header, wanted.sensor, {}), made.block, rows

    return series(wanted.seed, paths, draw)
