"""The timer on simulated people: what it finds, and what must never change it."""

import dataclasses

import numpy as np
import pytest
from drawn import drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from balance.samples import SampleBlock
from balance.signal.placement import PLACEMENTS, TRUNK, Placement
from balance.simulate.session import Simulated
from balance.timing.course import CourseKeeper
from balance.timing.cues import in_words
from balance.timing.hold_timer import HoldTimer
from balance.timing.results import Event, Hold, Item


def timed(
    block: SampleBlock, placement: Placement, chunk: int | None = None, **kwargs: float
) -> list[Item]:
    timer = HoldTimer(placement, **kwargs)
    items: list[Item] = []
    step = chunk or len(block)
    for first in range(0, len(block), step):
        items += timer.push(block[first : first + step])
    return items + timer.finish()


def holds(items: list[Item]) -> list[Hold]:
    return [item for item in items if isinstance(item, Hold)]


def session(placement: Placement, seed: int = 5) -> Simulated:
    return drawn(seed, placement=placement, holds=2, hold_range_s=(3.0, 9.0), endings=["firm"])


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_it_finds_most_holds_of_simulated_people(placement: Placement) -> None:
    right, total = 0, 0
    for seed in range(10):
        simulated = session(placement, seed)
        found = holds(timed(simulated.block, placement))
        total += len(simulated.holds)
        assert all(hold.decided_s >= hold.paused_s and hold.uncertainty_s > 0 for hold in found)
        right += sum(
            any(abs(h.lift_off_s - lift) < 0.3 and abs(h.end_s - down) < 0.3 for h in found)
            for lift, down in simulated.holds
        )
    assert right / total >= (0.6 if placement in TRUNK else 0.7), f"{right} of {total}"


@pytest.mark.parametrize("placement", ["lower_back", "shank"])
@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_any_cut_gives_the_same_to_the_bit(placement: Placement, chunk: int) -> None:
    block = session(placement).block
    assert timed(block, placement, chunk) == timed(block, placement)


@pytest.mark.parametrize(("placement", "seed"), [("foot", 0), ("foot", 4), ("shank", 0)])
def test_any_cut_gives_the_same_to_the_bit_across_gaps(placement: Placement, seed: int) -> None:
    block = drawn(seed, placement=placement, holds=3).block
    draw = np.random.default_rng(seed)
    there = np.ones(len(block), bool)
    for begin_s in draw.uniform(5.0, block.time_s[-1] - 5.0, 4):
        end_s = begin_s + draw.uniform(0.3, 0.9)
        there &= (block.time_s <= begin_s) | (block.time_s >= end_s)
    assert block.gyr_rad_s is not None
    cut = SampleBlock(block.time_s[there], block.acc_m_s2[there], block.gyr_rad_s[there])
    assert timed(cut, placement, 4) == timed(cut, placement, 1000) == timed(cut, placement)


@pytest.mark.parametrize("placement", ["chest", "thigh"])
@given(seed=st.integers(0, 1000))
@settings(max_examples=5, deadline=None)
def test_any_mounting_gives_the_same_times(placement: Placement, seed: int) -> None:
    block = session(placement).block
    turn = Rotation.random(random_state=seed)
    assert block.gyr_rad_s is not None
    acc, gyr = (turn.apply(values.copy()) for values in (block.acc_m_s2, block.gyr_rad_s))
    turned = SampleBlock(block.time_s, acc, gyr)
    for one, other in zip(timed(block, placement), timed(turned, placement), strict=True):
        assert type(one) is type(other)
        if isinstance(one, Hold) and isinstance(other, Hold):
            # A mounting is turned in floats and rounded to grains: half a millisecond is theirs.
            assert one.lift_off_s == pytest.approx(other.lift_off_s, abs=5e-4)
            assert one.end_s == pytest.approx(other.end_s, abs=5e-4)


@given(
    arrays(np.float64, (150, 6), elements=st.floats(-1e6, 1e6)),
    arrays(np.float64, 150, elements=st.floats(1e-4, 0.5)),
    st.sampled_from(PLACEMENTS),
)
@settings(max_examples=20, deadline=None)
def test_no_finite_input_raises(
    values: np.ndarray, steps: np.ndarray, placement: Placement
) -> None:
    quiet = np.arange(300) * 0.01
    time = np.concatenate([quiet, quiet[-1] + np.cumsum(steps)])
    still = np.tile([0.0, 0.0, 9.8, 0.0, 0.0, 0.0], (300, 1))
    rows = np.concatenate([still, values])
    block = SampleBlock(time, rows[:, :3], rows[:, 3:])
    assert timed(block, placement, chunk=64) == timed(block, placement)


def test_the_cap_ends_a_hold_at_the_cap_and_censors_it() -> None:
    simulated = drawn(4, placement="shank", holds=1, hold_range_s=(8, 9), endings=["firm"])
    (hold,) = holds(timed(simulated.block, "shank", cap_s=5.0))
    assert hold.end_reason == "cap"
    assert hold.censored
    assert hold.duration_s == pytest.approx(5.0)
    assert hold.end_s <= hold.decided_s <= hold.end_s + 0.1
    assert hold.end_s + 2.0 < hold.final_s < hold.end_s + 3.0


@pytest.mark.parametrize("ends_by", ["stop", "finish"])
def test_a_cap_that_is_reached_stays_one_however_soon_all_ends(ends_by: str) -> None:
    simulated = drawn(4, placement="shank", holds=1, hold_range_s=(8, 9), endings=["firm"])
    timer = HoldTimer("shank", cap_s=5.0)
    last = int(np.searchsorted(simulated.block.time_s, simulated.holds[0][0] + 6.0))
    timer.push(simulated.block[:last])
    assert timer.phase == "ended"
    (hold,) = holds(getattr(timer, ends_by)())
    assert hold.end_reason == "cap"
    assert hold.duration_s == pytest.approx(5.0)


def test_a_gap_ends_the_hold_at_the_last_sample_before_it() -> None:
    simulated = session("shank")
    lift_off_s, _ = simulated.holds[0]
    block = simulated.block
    lost = (block.time_s > lift_off_s + 2.0) & (block.time_s < lift_off_s + 2.5)
    assert block.gyr_rad_s is not None
    kept = SampleBlock(block.time_s[~lost], block.acc_m_s2[~lost], block.gyr_rad_s[~lost])
    items = timed(kept, "shank")
    first = holds(items)[0]
    assert first.end_reason == "gap"
    assert first.censored
    assert first.end_s == kept.time_s[kept.time_s <= lift_off_s + 2.0][-1]
    assert any(isinstance(item, Event) and item.event == "gap" for item in items)


def test_a_recording_that_ends_in_a_hold_says_so() -> None:
    simulated = session("lower_back")
    lift_off_s, _ = simulated.holds[0]
    block = simulated.block[: int(np.searchsorted(simulated.block.time_s, lift_off_s + 2.5))]
    (hold,) = holds(timed(block, "lower_back"))
    assert hold.end_reason == "recording_end"
    assert hold.censored
    assert hold.end_s == block.time_s[-1]


def test_a_stop_by_hand_works_in_every_phase() -> None:
    simulated = session("shank")
    timer = HoldTimer("shank")
    assert timer.stop() == []
    seen = set()
    for first in range(0, len(simulated.block), 20):
        timer.push(simulated.block[first : first + 20])
        if timer.phase not in seen:
            seen.add(timer.phase)
            other = HoldTimer("shank")
            other.push(simulated.block[: first + 20])
            items = other.stop()
            assert isinstance(items[-1], Event)
            assert items[-1].event == "stop"
            assert other.phase == "settling"
    assert {"settling", "ready", "holding"} <= seen


def test_the_clock_waits_while_a_step_down_is_in_doubt() -> None:
    simulated = session("shank")
    timer = HoldTimer("shank")
    waited = False
    for first in range(0, len(simulated.block), 2):
        timer.push(simulated.block[first : first + 2])
        if timer.phase in ("maybe_down", "ended"):
            waited = waited or timer.phase == "maybe_down"
            assert timer.paused_s is not None
            assert timer.lift_off_s is not None
            assert timer.paused_s <= simulated.block.time_s[first + 1]
            assert (timer.decided_end_s is None) == (timer.phase == "maybe_down")
        else:
            assert timer.paused_s is None
    assert waited


def test_an_end_is_decided_first_and_final_within_two_and_a_half_seconds() -> None:
    simulated = session("shank")
    items = timed(simulated.block, "shank")
    downs = [item for item in items if isinstance(item, Event) and item.event == "step_down"]
    for down, hold in zip(downs, holds(items), strict=True):
        assert items.index(down) < items.index(hold)
        assert down.decided_s == hold.decided_s
        assert hold.paused_s <= hold.decided_s < hold.final_s <= hold.end_s + 3.2
        assert hold.lift_off_s < hold.lift_off_decided_s <= hold.lift_off_final_s


def test_touches_are_not_holds() -> None:
    simulated = session("shank")
    assert holds(timed(simulated.block, "shank", min_hold_s=60.0)) == []


def test_a_hold_is_frozen() -> None:
    hold = holds(timed(session("shank").block, "shank"))[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        hold.end_s = 0.0  # type: ignore[misc]


@pytest.mark.parametrize("placement", ["lower_back", "shank"])
def test_after_a_gap_in_a_hold_no_other_begins_before_both_feet_are_down(
    placement: Placement,
) -> None:
    for seed in range(6):
        simulated = drawn(
            seed, placement=placement, holds=1, hold_range_s=(9.0, 12.0), endings=["firm"]
        )
        ((lift_off_s, down_s),) = simulated.holds
        block = simulated.block
        assert block.gyr_rad_s is not None
        kept = (block.time_s < lift_off_s + 3.0) | (block.time_s > lift_off_s + 3.6)
        cut = SampleBlock(block.time_s[kept], block.acc_m_s2[kept], block.gyr_rad_s[kept])
        later = [hold for hold in holds(timed(cut, placement)) if hold.end_reason != "gap"]
        assert not [hold for hold in later if hold.lift_off_s < down_s], seed


@pytest.mark.parametrize("placement", ["lower_back", "shank"])
def test_a_recording_that_ends_anywhere_in_a_hold_has_that_hold(placement: Placement) -> None:
    simulated = session(placement)
    lift_off_s, down_s = simulated.holds[0]
    for end_s in np.arange(lift_off_s + 2.0, down_s, 0.5):
        block = simulated.block[: int(np.searchsorted(simulated.block.time_s, end_s))]
        (hold,) = holds(timed(block, placement))
        assert hold.end_reason == "recording_end"
        assert hold.lift_off_s == pytest.approx(lift_off_s, abs=0.3)


@pytest.mark.parametrize("placement", ["lower_back", "foot"])
def test_a_small_shake_of_the_times_moves_no_end(placement: Placement) -> None:
    block = session(placement).block
    rng = np.random.default_rng(1)
    shaken = SampleBlock(
        block.time_s + rng.uniform(-3e-4, 3e-4, len(block)), block.acc_m_s2, block.gyr_rad_s
    )
    before, after = holds(timed(block, placement)), holds(timed(shaken, placement))
    for one, other in zip(before, after, strict=True):
        assert one.lift_off_s == pytest.approx(other.lift_off_s, abs=0.01)
        assert one.end_s == pytest.approx(other.end_s, abs=0.01)


@pytest.mark.parametrize("placement", ["shank", "foot"])
def test_99_samples_a_second_in_place_of_100_move_no_time(placement: Placement) -> None:
    block = session(placement).block
    assert block.gyr_rad_s is not None
    time_s = np.arange(block.time_s[0], block.time_s[-1], 1.0 / 99.0)
    both = CubicSpline(block.time_s, np.hstack([block.acc_m_s2, block.gyr_rad_s]))(time_s)
    slower = SampleBlock(time_s, both[:, :3], both[:, 3:])
    before, after = holds(timed(block, placement)), holds(timed(slower, placement))
    assert len(before) == len(after) > 0
    for one, other in zip(before, after, strict=True):
        assert one.lift_off_s == pytest.approx(other.lift_off_s, abs=0.01)
        assert one.end_s == pytest.approx(other.end_s, abs=0.01)


def test_what_was_seen_is_said_in_numbers_that_people_know() -> None:
    hold = holds(timed(session("shank").block, "shank"))[0]
    lift, end = (in_words(hold.evidence, event) for event in ("lift_off", "step_down"))
    assert "tilted by" in in_words(hold.evidence, "lift_off", most=9)
    assert lift.startswith(("a jolt of", "hardly a jolt"))
    assert end.startswith(("a jolt of", "hardly a jolt"))


@pytest.mark.parametrize("chunk", [3, 50])
def test_the_course_is_high_in_a_hold_and_low_outside(chunk: int) -> None:
    simulated = session("shank")
    whole, cut = CourseKeeper(), CourseKeeper()
    HoldTimer("shank", course=whole).push(simulated.block)
    timer = HoldTimer("shank", course=cut)
    for first in range(0, len(simulated.block), chunk):
        timer.push(simulated.block[first : first + chunk])
    course, same = whole.course, cut.course
    assert course is not None
    assert same is not None
    assert np.array_equal(course.on_one_leg, same.on_one_leg)
    lift_off_s, down_s = simulated.holds[0]
    inside = (course.time_s > lift_off_s + 0.5) & (course.time_s < down_s - 0.5)
    outside = (course.time_s > lift_off_s - 1.5) & (course.time_s < lift_off_s - 0.5)
    assert course.on_one_leg[inside].mean() > 0.9
    assert course.on_one_leg[outside].mean() < 0.1
