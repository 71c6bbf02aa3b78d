"""What is for those who write a driver."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import drivers.testing
from balance.samples import SampleBlock
from drivers.address import Address
from drivers.playback import PlayedSource
from drivers.source import SourceInfo
from drivers.testing import (
    ListeningPerson,
    SimulatedPerson,
    VirtualClock,
    assert_held,
    assert_same,
    joined,
    timed,
)


class Played(PlayedSource):
    """A person through a driver that does nothing to them."""

    def __init__(self, person: SimulatedPerson, shift_s: float, clock: VirtualClock) -> None:
        super().__init__(Address("played"), clock=clock)
        self.person = person
        self.shift_s = shift_s

    def load(self) -> tuple[SourceInfo, SampleBlock]:
        block = self.person.block
        moved = SampleBlock(block.time_s + self.shift_s, block.acc_m_s2, block.gyr_rad_s)
        return SourceInfo(self.address, conditions=self.person.conditions), moved


@pytest.fixture(scope="module")
def person() -> SimulatedPerson:
    return SimulatedPerson(5)


def test_pytest_is_needed_for_the_contract_alone() -> None:
    code = (
        "import sys; sys.modules['pytest'] = None\n"
        "import drivers, drivers.testing as t; t.SimulatedPerson; t.VirtualClock; t.timed\n"
        "try: t.SourceContract\n"
        "except ImportError: print('asked for')"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert done.stdout.strip() == "asked for", done.stderr


def test_all_names_are_there() -> None:
    for name in drivers.testing.__all__:
        assert getattr(drivers.testing, name).__doc__
    assert set(drivers.testing.__all__) <= set(dir(drivers.testing))


def test_a_person_is_the_same_again_with_a_truth(person: SimulatedPerson) -> None:
    assert_same(SimulatedPerson(5).block, person.block)
    assert_same(joined(list(person.blocks(33))), person.block)
    assert len(person.truth) == len(person.held) == 2
    for (lift_s, end_s), hold in zip(person.truth, person.held, strict=True):
        assert abs(hold.duration_s - (end_s - lift_s)) < 1.0


def test_holds_come_out_of_a_driver_whatever_its_clock(person: SimulatedPerson) -> None:
    clock = VirtualClock()
    held = timed(Played(person, 1000.0, clock))
    assert_held(held, person.held)
    assert clock.time_s == pytest.approx(person.block.duration_s, abs=0.05)
    with pytest.raises(AssertionError, match="and not"):
        assert_held(held[:1], person.held)
    with pytest.raises(AssertionError, match="Timed were"):
        assert_held(held, held[::-1])


def test_a_clock_is_turned_by_waiting_alone() -> None:
    clock, event = VirtualClock(5.0, late_s=0.5), threading.Event()
    assert clock.wait(event, 2.0) is False
    assert clock.now_s() == 7.5
    event.set()
    assert clock.wait(event, 1.0) is True
    with pytest.raises(ValueError, match="more than 0 s"):
        clock.wait(event, 0.0)


def test_a_person_who_listens_lifts_when_told_to() -> None:
    person = ListeningPerson(4)
    person.rows(2.0)
    person.stand()
    still = person.rows(10.0)
    assert still.gyr_rad_s is not None
    assert np.max(np.abs(still.gyr_rad_s)) < 0.5
    person.lift()
    lifted = person.rows(10.0)
    assert lifted.gyr_rad_s is not None
    assert np.max(np.abs(lifted.gyr_rad_s)) > 0.5
    assert lifted.time_s[0] > still.time_s[-1]
    assert person.time_s == lifted.time_s[-1]
