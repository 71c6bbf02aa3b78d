from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.samples import SampleBlock
from drivers.address import Address, parse_address
from drivers.playback import CHUNK_S, Clock, Playback, PlayedSource, played_times_s
from drivers.source import AddressError, CannotOpen, EndOfSource, Source, SourceInfo
from drivers.testing.clock import VirtualClock
from drivers.testing.contract import SourceContract, assert_same, joined, made_block


class Canned(PlayedSource):
    """A block from memory."""

    def __init__(self, address: Address, block: SampleBlock, clock: Clock | None = None) -> None:
        super().__init__(address, clock=clock)
        self.block = block

    def load(self) -> tuple[SourceInfo, SampleBlock]:
        return SourceInfo(self.address, has_gyr=self.block.gyr_rad_s is not None), self.block


class TestPlayed(SourceContract):
    def ready(self, folder: Path) -> tuple[Source, SampleBlock]:
        block = made_block(3000, gyr=False)
        return Canned(parse_address("replay:memory?speed=0"), block), block

    def slow(self, folder: Path) -> Source:
        return Canned(parse_address("replay:memory?speed=0.001"), made_block())


def play(
    block: SampleBlock, speed: float, clock: VirtualClock, timeout_s: float = 1e9
) -> tuple[list[SampleBlock], list[float]]:
    """All chunks, and how long after the first read each came."""
    playback = Playback(block, speed, clock, threading.Event())
    start_s = clock.time_s
    chunks: list[SampleBlock] = []
    came_s: list[float] = []
    while True:
        try:
            chunk = playback.read(timeout_s)
        except EndOfSource:
            return chunks, came_s
        if chunk is not None:
            chunks.append(chunk)
            came_s.append(clock.time_s - start_s)


@pytest.mark.parametrize("speed", [0.5, 1.0, 4.0])
def test_pace(speed: float) -> None:
    block = made_block(1000)
    chunks, came_s = play(block, speed, VirtualClock(1000.0))
    assert_same(joined(chunks), block)
    happened_s = np.array([chunk.time_s[-1] for chunk in chunks]) - block.time_s[0]
    np.testing.assert_allclose(came_s, happened_s / speed, atol=1e-9)
    assert np.diff(came_s).max() <= 0.05


def test_chunks_are_short_at_the_recorded_pace() -> None:
    chunks, _ = play(made_block(2000, rate_hz=200.0), 1.0, VirtualClock(1000.0))
    rows = np.array([len(chunk) for chunk in chunks])
    assert set(rows[:-1]) <= {5, 6, 7}
    assert abs(rows[:-1].mean() / 200.0 - CHUNK_S) < 0.001


def test_late_wakeups_do_not_add_up() -> None:
    block = made_block(6000)
    _, on_time_s = play(block, 1.0, VirtualClock(1000.0))
    _, late_s = play(block, 1.0, VirtualClock(1000.0, late_s=0.02))
    delays_s = np.array(late_s) - np.array(on_time_s)
    assert delays_s.min() >= 0.0
    assert delays_s.max() <= 0.02 + 1e-9


def test_a_long_pause_is_caught_up_with() -> None:
    clock = VirtualClock(1000.0)
    playback = Playback(made_block(1000), 1.0, clock, threading.Event())
    playback.read(1.0)
    clock.time_s += 5.0
    held_up_s = clock.time_s
    last_s = 0.0
    while (chunk := playback.read(0.0)) is not None:
        assert len(chunk) <= 4
        last_s = float(chunk.time_s[-1])
    assert last_s == pytest.approx(10.0, abs=CHUNK_S)
    assert clock.time_s == held_up_s


def test_timeout_comes_before_the_samples() -> None:
    clock = VirtualClock(1000.0)
    playback = Playback(made_block(100, rate_hz=2.0), 1.0, clock, threading.Event())
    assert playback.read(0.0) is not None
    assert playback.read(0.0) is None
    assert playback.read(0.3) is None
    assert clock.time_s == pytest.approx(1000.3)
    assert playback.read(0.3) is not None
    assert clock.time_s == pytest.approx(1000.5)


def test_long_gaps_are_not_waited_for() -> None:
    time_s = np.concatenate([np.arange(100) / 100.0, 50.0 + np.arange(100) / 100.0])
    time_s = np.concatenate([time_s, time_s + 7200.0])
    block = SampleBlock(time_s, np.ones((400, 3)))
    clock = VirtualClock(1000.0)
    chunks, came_s = play(block, 1.0, clock)
    assert_same(joined(chunks), block)
    assert came_s[-1] == pytest.approx(2 * 50.99)


def test_speed_0_takes_no_time() -> None:
    clock = VirtualClock(1000.0)
    block = made_block(5000)
    chunks, came_s = play(block, 0.0, clock, timeout_s=0.0)
    assert_same(joined(chunks), block)
    assert [len(chunk) for chunk in chunks] == [1024, 1024, 1024, 1024, 904]
    assert set(came_s) == {0.0}


def test_times_of_play_count_from_the_first_sample() -> None:
    np.testing.assert_allclose(
        played_times_s(np.array([5.0, 6.0, 70.0, 71.0]), 2.0), [0, 0.5, 0.5, 1]
    )


@given(
    steps_s=st.lists(st.floats(1e-4, 200.0), min_size=1, max_size=80),
    speed=st.sampled_from([0.0, 0.001, 1.0, 4.0, 1000.0]),
    late_s=st.floats(0.0, 1.0),
    timeout_s=st.floats(0.01, 1e6),
)
def test_any_times_come_whole_and_never_early(
    steps_s: list[float], speed: float, late_s: float, timeout_s: float
) -> None:
    time_s = np.cumsum(steps_s)
    block = SampleBlock(time_s, np.ones((time_s.size, 3)))
    timeout_s = max(timeout_s, 100.0 / speed) if speed else timeout_s
    chunks, came_s = play(block, speed, VirtualClock(1000.0, late_s=late_s), timeout_s)
    assert_same(joined(chunks), block)
    if speed:
        due_s = played_times_s(time_s, speed)[np.cumsum([len(chunk) for chunk in chunks]) - 1]
        assert (np.array(came_s) >= due_s - 1e-6).all()


@pytest.mark.parametrize("speed", ["-1", "nan", "fast", "1e9", "inf"])
def test_speed_out_of_range(speed: str) -> None:
    with pytest.raises(AddressError, match="speed takes a number from 0 to 1000"):
        Canned(parse_address(f"replay:memory?speed={speed}"), made_block())


def test_speed_too_slow() -> None:
    with pytest.raises(AddressError, match=r"speed takes 0\.001 to 1000, or 0 for as fast"):
        Canned(parse_address("replay:memory?speed=1e-9"), made_block())


def test_nothing_to_play() -> None:
    source = Canned(parse_address("replay:memory"), made_block(0))
    with source, pytest.raises(CannotOpen, match="holds no samples"):
        source.open()
