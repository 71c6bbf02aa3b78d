"""The simulated person who does as told, through the whole live path on a clock that is turned."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest
from fakes import FakeOrder

from balance.protocol.plans import Plan, Step
from balance.samples import SampleBlock
from drivers.address import parse_address
from drivers.live.live import Live
from drivers.live.screen import told
from drivers.live.standing import Standing
from drivers.pump import Last, Pump
from drivers.simulated import SimulatedSource
from drivers.source import EndOfSource, SourceInfo
from drivers.telling import Told
from drivers.testing.clock import VirtualClock
from drivers.testing.contract import joined

ADDRESS = "sim:?placement=shank&holds=1&listens=yes"
LONGEST_S = 90.0


class InTurn:
    """A pump without a thread: it reads the source when it is asked for samples."""

    def __init__(self, source: SimulatedSource) -> None:
        self.source = source
        self.info: SourceInfo | None = None

    def start(self) -> None:
        self.info = self.source.open()

    def wait_open(self, _timeout_s: float) -> SourceInfo | None:
        return self.info

    def get(self, _timeout_s: float) -> SampleBlock | Last | None:
        try:
            return self.source.read(1.0)
        except EndOfSource as end:
            return end

    def __getattr__(self, name: str) -> object:
        return getattr(self.source, name)


def run(order: FakeOrder) -> Standing:
    clock, told_when_lifting = VirtualClock(), []

    def changed(now: Standing) -> None:
        live.tell(told(now), [])
        if now.holding:
            told_when_lifting.append(now.stage)

    source = SimulatedSource(parse_address(order.source_address), clock=clock)
    live = Live(
        lambda: None,
        changed=changed,
        pump=lambda _: cast("Pump", InTurn(source)),
        clock=clock.now_s,
    )
    live.start(order)
    live.desk.wait()
    while live.connected and clock.time_s < LONGEST_S:
        live.turn()
    live.close()
    assert set(told_when_lifting) == {"running"}
    return live.standing


def test_a_session_on_both_legs_leaves_nothing_uncounted() -> None:
    plan = Plan((Step("right"), Step("right", 6.0), Step("left", 8.0)))
    now = run(FakeOrder(ADDRESS, wanted=plan, leg="right"))
    assert now.stage == "over"
    assert [entry.verdict for entry in now.entries] == ["open"] * 3
    assert [entry.conditions.stance_leg for entry in now.entries] == ["right", "right", "left"]
    assert all(entry.hold.end_reason == "step_down" for entry in now.entries)


def opened(address: str) -> SimulatedSource:
    source = SimulatedSource(parse_address(address), clock=VirtualClock())
    source.open()
    return source


def heard(source: SimulatedSource, rows: int) -> SampleBlock:
    blocks = [source.read(1.0) for _ in range(rows)]
    return joined([block for block in blocks if block is not None])


def test_who_is_asked_nothing_stands_still_for_as_long_as_it_takes() -> None:
    source = opened(ADDRESS)
    heard(source, 100)
    block = heard(source, 600)
    assert block.gyr_rad_s is not None
    assert np.all(np.diff(block.time_s) > 0)
    assert np.ptp(np.linalg.norm(block.acc_m_s2, axis=1)) < 1.0
    assert np.max(np.linalg.norm(block.gyr_rad_s, axis=1)) < 0.5


def lifts(block: SampleBlock) -> bool:
    assert block.gyr_rad_s is not None
    return bool(np.max(np.linalg.norm(block.gyr_rad_s, axis=1)) > 0.3)


def test_the_same_is_said_and_the_same_is_done_and_the_foot_comes_up_when_asked() -> None:
    def asked(source: SimulatedSource) -> SampleBlock:
        first = heard(source, 50)
        source.tell(Told(state="lift", stance_leg="left"))
        return joined([first, heard(source, 250)])

    one, other = asked(opened(ADDRESS)), asked(opened(ADDRESS))
    np.testing.assert_array_equal(one.acc_m_s2, other.acc_m_s2)
    assert lifts(one)


def test_the_other_leg_is_taken_without_a_jump_once_it_is_asked_for() -> None:
    source = opened(ADDRESS)
    heard(source, 100)
    source.tell(Told(state="rest", stance_leg="right"))
    resting = heard(source, 30)
    source.tell(Told(state="still", stance_leg="right"))
    changing, after = heard(source, 30), heard(source, 100)
    steps = np.linalg.norm(np.diff(changing.acc_m_s2, axis=0), axis=1)
    assert np.max(steps) < 2.0
    turned = np.linalg.norm(after.acc_m_s2.mean(axis=0) - resting.acc_m_s2.mean(axis=0))
    assert turned > 0.2


def test_one_request_is_for_one_attempt_however_late_its_answer_is_seen() -> None:
    source = opened(ADDRESS)
    source.tell(Told(state="lift", stance_leg="left"))
    assert lifts(heard(source, 500))  # 20 s: the hold, and standing after it
    assert not lifts(heard(source, 200))
    source.tell(Told(state="hold", stance_leg="left"))
    source.tell(Told(state="lift", stance_leg="left"))
    assert lifts(heard(source, 400))


@pytest.mark.parametrize("state", ["idle", "rest", "paused", "result", "ended"])
def test_nobody_lifts_who_is_not_asked_to(state: str) -> None:
    source = opened(ADDRESS)
    source.tell(Told(state=state, stance_leg="left"))  # type: ignore[arg-type]
    assert not lifts(heard(source, 600))
