"""Two sensors through the live path, turn by turn, without a thread of a pump."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fakes import END, FakeOrder, StepPump
from pairs import holds, pair, whole

from balance.paired.scoring import score_together
from balance.records.events_file import events_path, read_events
from balance.records.open_any import find_recordings
from balance.records.partners import other_of
from balance.records.recorder import as_written
from balance.records.recording import read_recording
from balance.samples import SampleBlock
from balance.signal.clocks import Clocks
from balance.simulate.pair import SimulatedPair
from balance.timing.results import Event, Hold, Item
from balance.timing.seen_by import LEG, LEG_THEN_TRUNK
from drivers.health import Health
from drivers.live.keeper import Keeping
from drivers.live.live import Live
from drivers.live.reader import LONG_SILENCE_S
from drivers.live.second import check_addresses
from drivers.live.standing import Standing
from drivers.pump import Last
from drivers.source import AddressError, SharedClock, SourceInfo, SourceLost

ROWS_S = 0.2
ORDER = FakeOrder(source_address="trunk:", beside_address="leg:")
Script = list[SampleBlock | Last | Health]


def script(block: SampleBlock, *then: Last) -> Script:
    """A block in pieces of `ROWS_S`."""
    rows = max(1, round(ROWS_S * (len(block) - 1) / block.duration_s))
    return [*(block[k : k + rows] for k in range(0, len(block), rows)), *then]


def until(block: SampleBlock, time_s: float) -> SampleBlock:
    return block[: int((block.time_s <= time_s).sum())]


class Both:
    """A `Live` on two pumps, with all that it said; the trunk's address is the first one."""

    def __init__(self, made: SimulatedPair, folder: Path, leg: Script, trunk: Script) -> None:
        self.now_s = 100.0
        self.items: list[Item] = []
        self.seen: list[Standing] = []
        self.folder = folder
        self.pumps = {
            "leg:": StepPump(leg, self._info(made, "leg", Clocks())),
            "trunk:": StepPump(trunk, self._info(made, "trunk", made.clocks)),
        }
        self.live = Live(
            lambda: Keeping(folder, ".csv"),
            changed=self.seen.append,
            heed=self.items.extend,
            pump=lambda address: self.pumps[address],  # type: ignore[arg-type,return-value]
            clock=lambda: self.now_s,
        )

    def _info(self, made: SimulatedPair, side: str, clocks: Clocks) -> SourceInfo:
        one = made.leg if side == "leg" else made.trunk
        return SourceInfo(
            f"{side}:", model="fake", conditions=one.conditions, clock=SharedClock("test", clocks)
        )

    def turn(self, there: Callable[[], bool]) -> None:
        for _ in range(20_000):
            if there():
                return
            self.live.turn()
            self.now_s += 0.02
        raise AssertionError(self.live.standing)

    def to_end(self) -> None:
        self.live.start(ORDER)
        self.turn(lambda: self.live.standing.stage == "over")
        self.live.desk.wait()

    @property
    def notes(self) -> list[str]:
        return [i.detail for i in self.items if isinstance(i, Event) and i.event == "note"]

    def recordings(self) -> tuple[Path, Path]:
        """Of the leg and of the trunk."""
        paths = find_recordings([self.folder])
        leg, trunk = sorted(paths, key=lambda path: "lower_back" in path.name)
        return leg, trunk


Make = Callable[..., Both]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Make]:
    made: list[Both] = []

    def make(people: SimulatedPair, leg: Script, trunk: Script) -> Both:
        made.append(Both(people, tmp_path / "kept", leg, trunk))
        return made[-1]

    yield make
    for each in made:
        each.live.close()


def alike(found: Sequence[Hold], known: Sequence[Hold]) -> None:
    assert [hold.sensors for hold in found] == [hold.sensors for hold in known]
    for one, other in zip(found, known, strict=True):
        assert one.lift_off_s == pytest.approx(other.lift_off_s, abs=0.01)
        assert one.end_s == pytest.approx(other.end_s, abs=0.01)


def test_both_are_timed_as_one_and_recorded_each(both: Make) -> None:
    made = pair(3, "firm", "hop")
    live = both(made, script(made.leg.block, END), script(made.trunk.block, END))
    live.to_end()
    alike(holds(live.items), holds(whole(made)))
    assert live.live.run is not None
    assert live.live.run.conditions.placement == "shank"
    leg, trunk = live.recordings()
    assert (other_of(leg), other_of(trunk)) == (trunk, leg)
    for path, one in ((leg, made.leg), (trunk, made.trunk)):
        recording = read_recording(path)
        assert recording.block.time_s.tolist() == as_written(one.block).time_s.tolist()
        assert recording.header.placement == one.conditions.placement
    assert list(score_together(leg, trunk).holds) == holds(live.items)
    assert not read_events(events_path(trunk))
    lifts = [row for row in read_events(events_path(leg)) if row.event == "lift_off"]
    assert len(lifts) == 2


@pytest.mark.parametrize("side", ["leg", "trunk"])
def test_one_is_killed_within_the_hold_and_the_other_carries_on(both: Make, side: str) -> None:
    made = pair(6, "firm", held_s=10.0)
    lift_s, end_s = made.leg.holds[0]
    at_s = lift_s + 0.6 * (end_s - lift_s)
    scripts = {"leg": script(made.leg.block, END), "trunk": script(made.trunk.block, END)}
    blocks = {"leg": made.leg.block, "trunk": made.trunk.block}
    cut_s = at_s if side == "leg" else made.clocks.to_this(at_s)
    scripts[side] = script(until(blocks[side], cut_s), SourceLost("it was unplugged."))
    live = both(made, scripts["leg"], scripts["trunk"])
    live.to_end()
    (hold,) = holds(live.items)
    assert hold.end_reason == "step_down"
    assert hold.sensors == (LEG_THEN_TRUNK if side == "leg" else LEG)
    assert hold.end_s == pytest.approx(end_s, abs=0.2)
    assert f"sensor on the {side} is lost: it was unplugged" in live.notes
    assert isinstance(live.live.failure, SourceLost)
    (again,) = score_together(*live.recordings()).holds
    assert again == hold


def test_ended_by_hand_while_one_is_gone_the_files_give_the_same(both: Make) -> None:
    made = pair(6, "firm", "firm", held_s=10.0)
    lift_s, end_s = made.leg.holds[0]
    leg = script(until(made.leg.block, 0.5 * (lift_s + end_s)), SourceLost("it was unplugged."))
    live = both(made, leg, script(made.trunk.block, END))
    live.live.start(ORDER)
    live.turn(lambda: len(holds(live.items)) == 1)
    live.live.disconnect()
    live.live.desk.wait()
    assert list(score_together(*live.recordings()).holds) == holds(live.items)


def test_one_that_sends_nothing_for_a_while_is_said_and_heard_again(both: Make) -> None:
    made = pair(6, "firm", "firm", held_s=8.0)
    lift_s, end_s = made.leg.holds[0]
    at_s = made.clocks.to_this(0.5 * (lift_s + end_s))
    trunk = script(made.trunk.block, END)
    first = sum(isinstance(one, SampleBlock) and one.time_s[-1] <= at_s for one in trunk)
    away = Health("lost", "nothing comes from it")
    trunk[first : first + 24] = [Health("open"), *[away] * 22, Health("open")]
    live = both(made, script(made.leg.block, END), trunk)
    live.to_end()
    assert len(holds(live.items)) == 2
    assert [each for each in live.notes if "sensor on the trunk" in each] == [
        "sensor on the trunk is lost: The sensor is lost: nothing comes from it. "
        "Trying again; look after it",
        "sensor on the trunk: samples come again",
    ]
    leg, trunk_path = live.recordings()
    rows = read_events(events_path(trunk_path))
    assert any("not waited for until" in row.detail for row in rows)
    assert list(score_together(leg, trunk_path).holds) == holds(live.items)


def test_where_both_are_away_that_is_said_as_of_one_alone(both: Make) -> None:
    made = pair(6, "firm", held_s=10.0)
    scripts = [
        script(until(one.block, one.block.time_s[0] + 5.0)) for one in (made.leg, made.trunk)
    ]
    live = both(made, *scripts)
    live.live.start(ORDER)
    live.turn(lambda: live.live.standing.lost != "")
    assert live.now_s > 100.0 + LONG_SILENCE_S


def test_a_stop_by_hand_gives_the_same_from_the_files(both: Make) -> None:
    made = pair(6, "firm", "firm", held_s=10.0)
    live = both(made, script(made.leg.block, END), script(made.trunk.block, END))
    live.live.start(ORDER)
    live.turn(lambda: (live.live.standing.held_s or 0.0) > 3.0)
    live.live.end_attempt()
    live.turn(lambda: live.live.standing.stage == "over")
    live.live.desk.wait()
    found = holds(live.items)
    assert found[0].end_reason == "stop"
    assert list(score_together(*live.recordings()).holds) == found


def test_without_a_clock_in_common_they_are_refused(both: Make) -> None:
    made = pair(6, "firm", held_s=10.0)
    live = both(made, script(made.leg.block, END), script(made.trunk.block, END))
    live.pumps["leg:"].opened = SourceInfo("leg:", conditions=made.leg.conditions)
    live.to_end()
    assert "have no clock in common" in live.live.standing.trouble
    assert "have no clock in common" in str(live.live.failure)
    assert not live.folder.exists() or not find_recordings([live.folder])


def test_two_on_a_leg_are_refused_once_both_are_open(both: Make) -> None:
    made = pair(6, "firm", held_s=10.0)
    live = both(made, script(made.leg.block, END), script(made.trunk.block, END))
    live.pumps["trunk:"].opened = SourceInfo("trunk:", conditions=made.leg.conditions)
    live.to_end()
    assert "both sensors are on a leg" in live.live.standing.trouble
    assert all(pump.closed for pump in live.pumps.values())


def test_one_sensor_is_not_two() -> None:
    with pytest.raises(AddressError, match="are the same sensor"):
        check_addresses("serial:/dev/ttyUSB0", "serial:/dev/ttyUSB0?baud=9600")
    with pytest.raises(AddressError, match="neither a file that exists"):
        check_addresses("serial:/dev/ttyUSB0", "what")
    check_addresses("serial:/dev/ttyUSB0", "serial:/dev/ttyUSB1")
    check_addresses("phone:?port=8443", "phone:?port=8444")
    check_addresses("sim:?placement=shank", "sim:?placement=lower_back")
