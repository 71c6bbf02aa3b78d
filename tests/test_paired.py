"""Two sensors at once: one on the raised leg, which times, one on the trunk, which sways."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from pairs import cut, header, holds, pair, push, session_of, whole, written
from scipy.spatial.transform import Rotation

from balance.paired.scoring import Half, analyze_pair, score_together
from balance.paired.session import NO_TRUNK, PairedSession, check_places
from balance.protocol.conditions import Conditions
from balance.records.errors import RecordingError
from balance.records.events_file import EventRow, Stop, append_events, events_path
from balance.records.partners import (
    Unheard,
    clocks_of,
    is_beside,
    other_of,
    partner_of,
    unheard_in,
)
from balance.records.recording import Recording, read_recording
from balance.samples import SampleBlock
from balance.simulate.pair import SimulatedPair
from balance.sway.window import Sway
from balance.timing.handover import GOES_ON, SIDES, Side
from balance.timing.hold_timer import HoldTimer
from balance.timing.results import Event, Hold, Item
from balance.timing.seen_by import BOTH, LEG, LEG_THEN_TRUNK, NO_LEG, TRUNK


def test_any_cut_and_any_order_of_arrival_gives_the_same_answer() -> None:
    made = pair(3, "firm", "hop")
    expected = whole(made)
    assert len(holds(expected)) == 2
    rng = np.random.default_rng(0)
    for cuts in (2, 30, 200):
        session = session_of(made)
        items: list[Item] = []
        for side, block in cut(made, rng, cuts):
            items += push(session, side, block)
        assert items + session.finish() == expected


def damaged(block: SampleBlock, rng: np.random.Generator) -> SampleBlock:
    """What a loose plug makes of it: gaps, readings that stand still, zeros, and an early end."""
    time_s, acc = block.time_s, block.acc_m_s2.copy()
    keep = np.ones(time_s.size, dtype=bool)
    for kind in rng.integers(0, 3, 3):
        begin_s = rng.uniform(time_s[0], time_s[-1])
        rows = (time_s > begin_s) & (time_s < begin_s + rng.choice([0.15, 0.35, 0.8, 2.5]))
        first = int(np.argmax(rows))
        if kind == 0:
            keep &= ~rows
        else:
            acc[rows] = acc[first] if kind == 1 else 0.0
    keep &= time_s < time_s[-1] - rng.choice([0.0, 0.6, 4.0])
    gyr = block.gyr_rad_s
    assert gyr is not None
    return SampleBlock(time_s[keep], acc[keep], np.where(acc[keep] == 0.0, 0.0, gyr[keep]))


@pytest.mark.parametrize("seed", range(6))
def test_so_it_does_with_gaps_and_dead_spells_in_both(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = pair(seed, "firm", "hop", held_s=5.0)
    made = dataclasses.replace(
        made,
        first=dataclasses.replace(made.first, block=damaged(made.first.block, rng)),
        second=dataclasses.replace(made.second, block=damaged(made.second.block, rng)),
    )
    expected = whole(made)
    for cuts in (4, 120):
        session = session_of(made)
        items: list[Item] = []
        for side, block in cut(made, rng, cuts):
            items += push(session, side, block)
        assert items + session.finish() == expected


def test_which_way_either_sensor_faces_does_not_matter() -> None:
    made = pair(3, "firm", "hop")
    turned = [
        SampleBlock(
            one.block.time_s,
            (turn := Rotation.from_euler("xyz", angles)).apply(one.block.acc_m_s2.copy()),
            turn.apply(np.array(one.block.gyr_rad_s)),
        )
        for one, angles in ((made.leg, (0.4, -1.1, 2.0)), (made.trunk, (-2.2, 0.3, 0.9)))
    ]
    session = session_of(made)
    items = session.push_beside(turned[1]) + session.push(turned[0]) + session.finish()
    for found, expected in zip(holds(items), holds(whole(made)), strict=True):
        assert found.lift_off_s == pytest.approx(expected.lift_off_s, abs=0.02)
        assert found.end_s == pytest.approx(expected.end_s, abs=0.02)
        assert found.sensors == expected.sensors


def test_holds_are_those_that_were_made_and_rest_on_both() -> None:
    made = pair(3, "firm", "hop")
    for found, (lift_s, end_s) in zip(holds(whole(made)), made.leg.holds, strict=True):
        assert found.lift_off_s == pytest.approx(lift_s, abs=0.1)
        assert found.end_s == pytest.approx(end_s, abs=0.1)
        assert found.sensors in (BOTH, NO_LEG)


def test_a_hop_that_the_leg_did_not_see_ends_the_hold_by_the_trunk() -> None:
    """Of these people the leg alone goes on past the hop."""
    found = []
    for seed in (0, 1, 5, 12):
        made = pair(seed, "hop")
        (_, end_s) = made.leg.holds[0]
        timer = HoldTimer("shank")
        alone = holds([*timer.push(made.leg.block), *timer.finish()])
        if not any(abs(hold.end_s - end_s) < 0.3 for hold in alone):
            found.append(any(abs(hold.end_s - end_s) < 0.3 for hold in holds(whole(made))))
    assert found
    assert any(found)


def test_sway_is_that_of_the_trunk() -> None:
    made = pair(4, "firm", held_s=14.0)
    (hold,) = holds(whole(made))
    assert isinstance(hold.sway, Sway)
    assert hold.sway.from_s == pytest.approx(hold.lift_off_s + 3.0, abs=0.02)
    alone = PairedSession(made.leg.conditions, made.trunk.conditions, made.clocks)
    items = alone.push(made.leg.block) + alone.lose("trunk") + alone.finish()
    (hold,) = holds(items)
    assert hold.sway == NO_TRUNK
    assert hold.sensors == LEG


def test_without_the_trunk_it_is_timed_as_by_the_leg_alone() -> None:
    made = pair(3, "firm", "hop")
    timer = HoldTimer("shank")
    expected = [*timer.push(made.leg.block), *timer.finish()]
    session = session_of(made)
    items = session.lose("trunk") + session.push(made.leg.block) + session.finish()
    alike = [
        dataclasses.replace(item, sensors="", sway=None) if isinstance(item, Hold) else item
        for item in items
    ]
    assert alike == expected


def middle_s(made: SimulatedPair) -> float:
    """Within the first hold, where both know of it."""
    lift_s, end_s = made.leg.holds[0]
    return lift_s + 0.6 * (end_s - lift_s)


def dropped(made: SimulatedPair, side: Side, back_s: float | None = None) -> PairedSession:
    """A session in which one side is lost within the first hold, and may come back."""
    session = session_of(made)
    at_s = middle_s(made)
    blocks = {"leg": made.leg.block, "trunk": made.trunk.block}
    cuts = {"leg": at_s, "trunk": made.clocks.to_this(at_s)}
    for each in SIDES:
        first = int(np.searchsorted(blocks[each].time_s, cuts[each]))
        ITEMS.extend(push(session, each, blocks[each][:first]))
        blocks[each] = blocks[each][first:]
    ITEMS.extend(session.lose(side))
    other: Side = "trunk" if side == "leg" else "leg"
    rest = blocks[other]
    if back_s is None:
        ITEMS.extend(push(session, other, rest))
        return session
    upto = {"leg": back_s, "trunk": made.clocks.to_this(back_s)}
    first = int(np.searchsorted(rest.time_s, upto[other]))
    ITEMS.extend(push(session, other, rest[:first]))
    again = int(np.searchsorted(blocks[side].time_s, upto[side] - 0.5))  # some come too late
    ITEMS.extend(push(session, side, blocks[side][again:]))
    ITEMS.extend(push(session, other, rest[first:]))
    return session


ITEMS: list[Item] = []


@pytest.fixture(autouse=True)
def _nothing_said() -> None:
    ITEMS.clear()


def test_the_hold_goes_on_by_the_trunk_where_the_leg_is_lost() -> None:
    made = pair(6, "firm", held_s=10.0)
    (lift_s, end_s) = made.leg.holds[0]
    ITEMS.extend(dropped(made, "leg").finish())
    (hold,) = holds(ITEMS)
    assert hold.end_reason == "step_down"
    assert hold.sensors == LEG_THEN_TRUNK
    assert hold.lift_off_s == pytest.approx(lift_s, abs=0.1)
    assert hold.end_s == pytest.approx(end_s, abs=0.2)
    assert GOES_ON in [item.detail for item in ITEMS if isinstance(item, Event)]


def test_the_hold_goes_on_by_the_leg_where_the_trunk_is_lost() -> None:
    made = pair(6, "firm", held_s=10.0)
    ITEMS.extend(dropped(made, "trunk").finish())
    (hold,) = holds(ITEMS)
    assert hold.end_reason == "step_down"
    assert hold.sensors == LEG
    assert hold.end_s == pytest.approx(made.leg.holds[0][1], abs=0.1)


def test_a_gap_of_the_leg_hands_the_hold_to_the_trunk_in_a_file_too() -> None:
    made = pair(6, "firm", held_s=10.0)
    leg = made.leg.block
    keep = (leg.time_s < middle_s(made)) | (leg.time_s > middle_s(made) + 1.5)
    gyr = leg.gyr_rad_s
    assert gyr is not None
    torn = SampleBlock(leg.time_s[keep], leg.acc_m_s2[keep], gyr[keep])
    session = session_of(made)
    items = session.push(torn) + session.push_beside(made.trunk.block) + session.finish()
    (hold,) = holds(items)
    assert (hold.end_reason, hold.sensors) == ("step_down", LEG_THEN_TRUNK)


def test_the_trunk_times_where_the_leg_never_sends() -> None:
    made = pair(6, "firm", held_s=10.0)
    session = session_of(made)
    items = session.lose("leg") + session.push_beside(made.trunk.block) + session.finish()
    (hold,) = holds(items)
    assert hold.sensors == TRUNK
    assert hold.end_s == pytest.approx(made.leg.holds[0][1], abs=0.2)
    assert session.status == ("attention", ("the sensor on the leg gave no samples",))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("back_s", [None, 4.0])
def test_what_was_not_waited_for_gives_the_same_answer_from_the_files(
    side: Side, back_s: float | None, tmp_path: Path
) -> None:
    made = pair(6, "firm", "firm", held_s=10.0)
    back_s = None if back_s is None else middle_s(made) + back_s
    session = dropped(made, side, back_s)
    ITEMS.extend(session.finish())
    halves = [Half(Recording(tmp_path, header(one), one.block)) for one in (made.leg, made.trunk)]
    at = SIDES.index(side)
    said = session.unheard(side)
    assert [each.until_s for each in said[:1]] == [None]
    unheard = tuple(said[-1:])
    assert (unheard[0].until_s is None) == (back_s is None)
    halves[at] = dataclasses.replace(halves[at], unheard=unheard)
    if back_s is None:  # what came after was never recorded
        block = halves[at].recording.block
        kept = block[: int(np.searchsorted(block.time_s, unheard[0].since_s, side="right"))]
        recording = dataclasses.replace(halves[at].recording, block=kept)
        halves[at] = dataclasses.replace(halves[at], recording=recording)
    assert list(analyze_pair(*halves, made.clocks, chunk=500).items) == ITEMS


def test_a_stop_by_hand_gives_the_same_answer_from_the_files(tmp_path: Path) -> None:
    made = pair(6, "firm", "firm", held_s=10.0)
    session = session_of(made)
    at_s = middle_s(made)
    leg, trunk = made.leg.block, made.trunk.block
    first = int(np.searchsorted(leg.time_s, at_s))
    behind = int(np.searchsorted(trunk.time_s, made.clocks.to_this(at_s - 0.2)))
    items = session.push(leg[:first]) + session.push_beside(trunk[:behind]) + session.stop()
    stopped = [item for item in items if isinstance(item, Event) and item.event == "stop"]
    stops = Stop(stopped[0].t_s), Stop(session.trunk_stopped_s)
    items += session.push(leg[first:]) + session.push_beside(trunk[behind:]) + session.finish()
    halves = [
        Half(Recording(tmp_path, header(one), one.block), (stop,))
        for one, stop in zip((made.leg, made.trunk), stops, strict=True)
    ]
    assert list(analyze_pair(*halves, made.clocks).items) == items
    assert holds(items)[0].end_reason == "stop"


# -- files --------------------------------------------------------------------------------------


def test_two_files_are_scored_together_by_their_movement(tmp_path: Path) -> None:
    made = pair(3, "firm", "hop")
    leg, trunk = written(tmp_path / "made", made)
    assert (other_of(leg), other_of(trunk)) == (trunk, leg)
    analysis = score_together(leg, trunk)
    expected = holds(whole(made))
    assert analysis.beside is not None
    assert analysis.beside["clock_by"] == "movement"
    for found, known in zip(analysis.holds, expected, strict=True):
        assert found.end_s == pytest.approx(known.end_s, abs=0.05)
        assert found.sensors


def test_what_the_files_say_of_their_clocks_is_believed(tmp_path: Path) -> None:
    made = pair(3, "firm", "hop")
    leg, trunk = written(tmp_path / "made", made, made.clocks)
    headers = [read_recording(path).header for path in (trunk, leg)]
    told = clocks_of(*headers)
    assert told is not None
    assert (told.offset_s, told.rate) == pytest.approx((made.clocks.offset_s, made.clocks.rate))
    assert [is_beside(header) for header in headers] == [True, False]


def test_where_the_clocks_cant_be_told_the_leg_is_scored_alone(tmp_path: Path) -> None:
    made = pair(3, "firm", "hop")
    still = dataclasses.replace(made.trunk, block=made.trunk.block[:200])
    leg, trunk = written(tmp_path / "made", dataclasses.replace(made, second=still))
    analysis = score_together(leg, trunk)
    assert analysis.status == "attention"
    assert "timed by the leg alone: how the clocks" in analysis.reasons[-1]
    assert [hold.sensors for hold in analysis.holds] == [""] * len(analysis.holds)
    assert analysis.holds


def test_where_the_trunks_file_is_damaged_the_leg_is_scored_alone(tmp_path: Path) -> None:
    made = pair(3, "firm", "hop")
    leg, trunk = written(tmp_path / "made", made, made.clocks)
    lines = trunk.read_text().splitlines()
    lines[100] = "not a row"
    trunk.write_text("\n".join(lines))
    analysis = score_together(leg, trunk)
    assert len(analysis.holds) >= 1
    assert "a-trunk.csv, line 101" in analysis.reasons[-1]
    trunk.write_text("no recording")
    assert other_of(leg) is None


def test_a_partner_that_does_not_name_it_back_is_none(tmp_path: Path) -> None:
    made = pair(3, "firm", "hop")
    leg, trunk = written(tmp_path / "made", made)
    header = read_recording(leg).header
    assert partner_of(leg, header) == trunk
    assert partner_of(leg.with_name("other.csv"), header) is None
    for name in ("../a-trunk.csv", "", 7, "a-leg.csv", "none.csv"):
        assert partner_of(leg, dataclasses.replace(header, extra={"with": name})) is None


def test_two_on_the_trunk_and_two_on_a_leg_are_refused(tmp_path: Path) -> None:
    back, chest, shank = (Conditions(place) for place in ("lower_back", "chest", "shank"))
    with pytest.raises(ValueError, match="both sensors are on the trunk"):
        check_places(back, chest)
    with pytest.raises(ValueError, match="both sensors are on a leg"):
        check_places(shank, Conditions("foot"))
    with pytest.raises(ValueError, match="on the stance leg"):
        check_places(back, Conditions("foot", sensor_on="stance"))
    made = pair(3, "firm", "hop")
    leg, _ = written(tmp_path / "made", made)
    with pytest.raises(RecordingError, match="both sensors are on a leg"):
        score_together(leg, leg)


def test_what_was_not_waited_for_is_read_again_from_its_row(tmp_path: Path) -> None:
    said = [Unheard(3.5, None), Unheard(3.5, 7.25), Unheard(1.0, None)]
    rows = [*(each.row() for each in said), EventRow(2.0, "note", "auto", "x")]
    path = events_path(tmp_path / "a.csv")
    append_events(path, rows)
    assert unheard_in(rows) == (Unheard(1.0, None), Unheard(3.5, 7.25))
