from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from balance.protocol.conditions import Conditions, Leg
from balance.samples import SampleBlock, measured_rate_hz
from balance.simulate.attempt import Trial
from balance.simulate.session import Simulated, draw_session
from drivers.address import parse_address
from drivers.registry import open_source
from drivers.simulated import SimulatedSource
from drivers.source import AddressError, EndOfSource, Source, SourceInfo
from drivers.testing.contract import SourceContract, assert_same, joined, read_all


class TestSimulated(SourceContract):
    def ready(self, folder: Path) -> tuple[Source, SampleBlock]:
        source = open_source("sim:?placement=shank&seed=4&holds=1&speed=0")
        return source, draw_session(4, placement="shank", holds=1).block

    def slow(self, folder: Path) -> Source:
        return open_source("sim:?holds=1&speed=0.001")


def play(address: str) -> tuple[SourceInfo, SampleBlock]:
    with open_source(address) as source:
        return source.open(), joined(read_all(source))


def test_every_option_reaches_the_simulation() -> None:
    info, block = play(
        "sim:?placement=foot&leg=right&eyes=closed&surface=foam&seed=7&holds=2&sensor=acc_only&speed=0"
    )
    wanted = draw_session(
        7,
        placement="foot",
        stance_leg="right",
        eyes="closed",
        surface="foam",
        holds=2,
        sensor="acc_only",
    )
    assert_same(block, wanted.block)
    assert info.conditions == wanted.conditions
    assert info.model == "simulated"
    assert info.has_gyr is False


def test_without_options() -> None:
    info, block = play("sim:?speed=0")
    wanted = draw_session(1)
    assert_same(block, wanted.block)
    assert info.conditions == wanted.conditions
    assert info.conditions.placement == Conditions().placement
    assert info.nominal_rate_hz == 100.0


def test_rate() -> None:
    info, block = play("sim:?rate=50&holds=1&speed=0")
    assert info.nominal_rate_hz == 50.0
    assert measured_rate_hz(block.time_s) == pytest.approx(50.0, rel=0.02)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sim:placement=shank", "write the options behind a question mark"),
        ("sim:?seed=-1", "seed takes a whole number from 0 to 4294967295"),
        ("sim:?holds=0", "holds takes a whole number from 1 to 100"),
        ("sim:?rate=5", "rate takes a number from 10 to"),
        ("sim:?sensor=imu10", "perhaps for 'imu100'; sensor takes imu100, "),
        ("sim:?listens=yes&speed=0", "no pace for a person who listens"),
        ("sim:?hold=2", "unknown option 'hold', perhaps for 'holds'"),
    ],
)
def test_refused_before_opening(address: str, words: str) -> None:
    with pytest.raises(AddressError) as caught:
        open_source(address)
    assert words in str(caught.value)


def test_closed_while_it_opens_the_other_leg_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    source = SimulatedSource(parse_address("sim:?listens=yes&holds=1"))
    draw = SimulatedSource._simulated
    drawn: list[Leg] = []

    def close_meanwhile(self: SimulatedSource, leg: Leg, trials: Sequence[Trial]) -> Simulated:
        drawn.append(leg)
        self.close()
        return draw(self, leg, trials)

    monkeypatch.setattr(SimulatedSource, "_simulated", close_meanwhile)
    with pytest.raises(EndOfSource):
        source.open()
    assert drawn == ["left"]
