"""Simulated people who wear two sensors, each drawn once in a run; and ways to push both."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from balance.paired.session import PairedSession
from balance.records.header import Header
from balance.records.partners import keys_of
from balance.records.recorder import write_recording
from balance.samples import SampleBlock
from balance.signal.clocks import Clocks
from balance.simulate.attempt import Trial
from balance.simulate.pair import SimulatedPair, draw_pair
from balance.simulate.session import Simulated
from balance.timing.handover import Side
from balance.timing.results import Hold, Item


@cache
def pair(seed: int, *endings: str, held_s: float = 6.0) -> SimulatedPair:
    """Holds of one length, one for each ending; the leg's clock is that of the first one."""
    trials = tuple(Trial(held_s, ending) for ending in endings or ("firm", "firm"))  # type: ignore[arg-type]
    return draw_pair(
        seed, placements=("shank", "lower_back"), sensors=("imu100", "imu50"), trials=trials
    )


def session_of(made: SimulatedPair) -> PairedSession:
    """A session that knows both clocks."""
    return PairedSession(made.leg.conditions, made.trunk.conditions, made.clocks)


def cut(
    made: SimulatedPair, rng: np.random.Generator, cuts: int
) -> Iterator[tuple[Side, SampleBlock]]:
    """Both streams in random cuts, in a random order between them."""
    waiting: dict[Side, list[SampleBlock]] = {}
    sides: tuple[tuple[Side, SampleBlock], ...] = (
        ("leg", made.leg.block),
        ("trunk", made.trunk.block),
    )
    for side, block in sides:
        at = sorted({0, len(block), *rng.integers(1, len(block), cuts).tolist()})
        waiting[side] = [block[first:last] for first, last in pairwise(at)]
    while waiting["leg"] or waiting["trunk"]:
        side: Side = "leg" if rng.random() < 0.5 else "trunk"
        if waiting[side]:
            yield side, waiting[side].pop(0)


def push(session: PairedSession, side: Side, block: SampleBlock) -> list[Item]:
    return session.push(block) if side == "leg" else session.push_beside(block)


def whole(made: SimulatedPair) -> list[Item]:
    """What is said of it where the trunk's samples all come first."""
    session = session_of(made)
    items = session.push_beside(made.trunk.block) + session.push(made.leg.block)
    return items + session.finish()


def holds(items: list[Item]) -> list[Hold]:
    return [item for item in items if isinstance(item, Hold)]


def header(one: Simulated, **more: object) -> Header:
    """The first line of one of two recordings."""
    worn = one.conditions
    said = {each.name: getattr(worn, each.name) for each in dataclasses.fields(worn)}
    return Header(**said, **more)  # type: ignore[arg-type]


def written(folder: Path, made: SimulatedPair, clocks: Clocks | None = None) -> tuple[Path, Path]:
    """Both recordings in a folder, which name each other: the leg's and the trunk's."""
    folder.mkdir()
    leg, trunk = folder / "a-leg.csv", folder / "a-trunk.csv"
    for path, other, one, own in (
        (leg, trunk, made.leg, Clocks()),
        (trunk, leg, made.trunk, clocks),
    ):
        keys = keys_of(other.name, "2026-11-29", own if clocks is not None else None)
        write_recording(path, header(one, extra=keys), one.block)
    return leg, trunk
