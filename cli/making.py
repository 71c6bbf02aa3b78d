"""Making simulated recordings, and writing each with its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from balance.protocol.conditions import Eyes, Leg, Surface
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, append_events, events_path
from balance.records.header import Header
from balance.records.partners import keys_of
from balance.records.recorder import write_recording
from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.simulate.pair import draw_pair
from balance.simulate.session import Simulated, draw_session
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
    beside: Placement | None = None

    def paths(self, count: int) -> list[Path]:
        """Give the files, h0001.csv and on."""
        return numbered(self.folder, count)

    def all_paths(self, count: int) -> list[Path]:
        """Give those of the second sensors as well."""
        paths = self.paths(count)
        return paths if self.beside is None else paths + [self.second(path) for path in paths]

    def second(self, path: Path) -> Path:
        """Give the file of the second sensor, beside that of the first."""
        return path.with_name(f"{path.stem}-{self.beside}{path.suffix}")

    def address(self, seed: int, placement: Placement) -> str:
        """Give the source address that plays the same recording live."""
        options = {
            "placement": placement,
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
        made = draw_session(seed, placement=wanted.placement, **_alike(wanted))
        return _labelled(wanted, seed, made, {})

    return series(wanted.seed, paths, draw) if wanted.beside is None else _make_pairs(wanted, paths)


def _make_pairs(wanted: Wanted, paths: list[Path]) -> Iterator[Path]:
    """Write two recordings of each session, which name each other; each has the truth."""
    seeds = np.random.SeedSequence(wanted.seed).generate_state(len(paths)).tolist()
    beside = wanted.beside or wanted.placement
    for path, seed in zip(paths, seeds, strict=True):
        both = path, wanted.second(path)
        sensors = wanted.sensor, wanted.sensor
        same = _alike(wanted)
        del same["sensor"]
        made = draw_pair(seed, placements=(wanted.placement, beside), sensors=sensors, **same)
        for here, other, one in zip(both, reversed(both), (made.first, made.second), strict=True):
            header, block, truth = _labelled(wanted, seed, one, keys_of(other.name))
            write_recording(here, header, block)
            append_events(events_path(here), truth)
        yield path


def _alike(wanted: Wanted) -> dict[str, Any]:
    """Give what all sensors of a session have in common."""
    return {
        "eyes": wanted.eyes,
        "surface": wanted.surface,
        "stance_leg": wanted.leg,
        "sensor": wanted.sensor,
    }


def _labelled(wanted: Wanted, seed: int, made: Simulated, extra: Mapping[str, object]) -> Drawn:
    source = wanted.address(seed, made.conditions.placement)
    header = Header(**asdict(made.conditions), source=source)
    rows = [EventRow(event.time_s, event.event, "truth", event.detail) for event in made.truth]
    return signed(header, wanted.sensor, extra), made.block, rows
