"""Heel raises: the same for any cut and any strapping; when sets end; where it is refused."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.simulate.raise_plan import Manner, RaiseLeg, SetPlan
from balance.simulate.raises import RaisePlacement, SimulatedRaises, draw_raises, without_gyroscope
from balance.simulate.session import draw_session
from balance.timing.raises.counter import RaiseCounter
from balance.timing.raises.matching import Template
from balance.timing.raises.results import Raise, RaiseSet, left_against_right
from balance.timing.raises.rows import Rows
from balance.timing.raises.rule import SetRule
from balance.timing.raises.traces import traces_of
from balance.timing.raises.upward import way_up

ON_FOOT = SetPlan(count=8, tempo_s=3.0, height_cm=8.0, left_share=0.9)


@cache
def made(
    placement: RaisePlacement = "foot",
    leg: RaiseLeg = "both",
    plans: tuple[SetPlan, ...] = (ON_FOOT,),
    seed: int = 3,
    gyroscope: bool = True,
) -> SimulatedRaises:
    sensor = "imu100" if gyroscope else without_gyroscope("imu100")
    return draw_raises(seed, placement=placement, leg=leg, plans=plans, sensor=sensor)


def counted(
    block: SampleBlock, placement: Placement = "foot", rule: SetRule | None = None, chunk: int = 0
) -> tuple[list[Raise], tuple[RaiseSet, ...]]:
    counter = RaiseCounter(placement, rule=rule)
    found = []
    step = chunk or max(1, len(block))
    for first in range(0, len(block), step):
        found += counter.push(block[first : first + step])
    found += counter.finish()
    return found, counter.sets


@pytest.mark.parametrize("placement", ["foot", "shank"])
@pytest.mark.parametrize("leg", ["both", "left", "right"])
def test_each_raise_is_counted_once_and_timed(placement: RaisePlacement, leg: RaiseLeg) -> None:
    one = made(placement, leg)
    found, (whole,) = counted(one.block, placement)
    assert tuple(found) == whole.raises
    assert [each.number for each in found] == list(range(1, 9))
    for each, true in zip(found, one.sets[0], strict=True):
        assert each.start_s < each.top_s < each.end_s <= each.known_s
        assert each.top_s == pytest.approx(true.top_s, abs=0.5)
    starts = [true.start_s for true in one.sets[0]]
    assert whole.tempo_s == pytest.approx(np.diff(starts).mean(), abs=0.1)


@pytest.mark.parametrize("gyroscope", [True, False])
def test_the_height_is_that_of_the_heel(gyroscope: bool) -> None:
    one = made(gyroscope=gyroscope)
    counter = RaiseCounter("foot", heel_to_ball_cm=one.heel_to_ball_cm)
    counter.push(one.block)
    counter.finish()
    true = np.mean([each.height_cm for each in one.sets[0]])
    assert counter.sets[0].height_cm == pytest.approx(true, abs=0.5)
    assert counted(made("shank").block, "shank")[1][0].height_cm is None


@pytest.mark.parametrize("placement", ["foot", "shank"])
@pytest.mark.parametrize("gyroscope", [True, False])
def test_any_cut_of_the_stream_gives_the_same(placement: RaisePlacement, gyroscope: bool) -> None:
    block = made(placement, gyroscope=gyroscope).block
    whole = counted(block, placement)
    for chunk in (1, 7, 24, 1000):
        assert counted(block, placement, chunk=chunk) == whole, chunk


@pytest.mark.parametrize("placement", ["foot", "shank"])
@pytest.mark.parametrize("seed", range(3))
def test_any_strapping_gives_the_same_count(placement: RaisePlacement, seed: int) -> None:
    block = made(placement).block
    turned = Rotation.random(random_state=seed).as_matrix()
    assert block.gyr_rad_s is not None
    other = SampleBlock(block.time_s, block.acc_m_s2 @ turned, block.gyr_rad_s @ turned)
    before, after = counted(block, placement)[0], counted(other, placement)[0]
    assert len(before) == len(after) > 0
    for a, b in zip(before, after, strict=True):
        assert b.start_s == pytest.approx(a.start_s, abs=0.01)
        assert b.height_cm == (
            None if a.height_cm is None else pytest.approx(a.height_cm, abs=0.05)
        )


def test_two_sets_are_told_apart() -> None:
    _, sets = counted(made(plans=(ON_FOOT, replace(ON_FOOT, count=5))).block)
    assert [each.count for each in sets] == [8, 5]
    assert sets[0].ended_by == "rest"
    assert [each.set_number for each in sets[1].raises] == [2] * 5


def test_a_raise_that_falls_short_ends_the_set_and_does_not_count() -> None:
    fading = replace(ON_FOOT, count=12, left_share=0.3)
    block = made(plans=(fading,)).block
    _, sets = counted(block, rule=SetRule(height_share=0.6))
    assert len(sets) == 1, "what goes on being done after the end is no second set"
    assert sets[0].ended_by == "height"
    assert 4 <= sets[0].count <= 9
    assert sets[0].decline is None or sets[0].decline > 0.1
    assert counted(block, rule=SetRule(height_share=0.0))[1][0].count >= 11


def test_a_pace_lost_twice_ends_the_set() -> None:
    block = made().block
    _, sets = counted(block, rule=SetRule(tempo_s=3.0))
    assert (sets[0].count, sets[0].ended_by != "pace") == (8, True)
    assert sets[0].pace == pytest.approx(1.0, abs=0.05)
    _, sets = counted(block, rule=SetRule(tempo_s=1.5))
    assert (len(sets), sets[0].count, sets[0].ended_by) == (1, 2, "pace")


def test_a_set_is_ended_by_hand_and_by_a_gap() -> None:
    block = made().block
    middle = int(np.searchsorted(block.time_s, made().sets[0][4].top_s))
    counter = RaiseCounter("foot")
    counter.push(block[:middle])
    assert len(counter.under_way) == 4
    counter.stop()
    assert [each.ended_by for each in counter.sets] == ["stop"]
    assert counter.under_way == ()
    later = block.time_s + np.where(np.arange(len(block)) >= middle, 2.0, 0.0)
    _, sets = counted(SampleBlock(later, block.acc_m_s2, block.gyr_rad_s))
    assert (sets[0].count, sets[0].ended_by) == (4, "gap")


def test_a_rest_ends_a_set_sooner_where_less_is_asked_for() -> None:
    block = made().block
    end_s = made().sets[0][-1].end_s
    counter = RaiseCounter("foot", rule=SetRule(rest_s=1.6, rest_share=0.5))
    counter.push(block[: int(np.searchsorted(block.time_s, end_s + 2.6))])
    assert [each.ended_by for each in counter.sets] == ["rest"]


@pytest.mark.parametrize("placement", ["lower_back", "chest", "thigh"])
def test_elsewhere_it_is_refused_in_one_sentence(placement: Placement) -> None:
    with pytest.raises(ValueError, match=r"^Heel raises can't be counted on the [^.]*\.?[^.]*\.$"):
        RaiseCounter(placement)


@pytest.mark.parametrize(
    "wrong", [{"height_share": 1.0}, {"height_share": -0.1}, {"tempo_s": 0.0}, {"rest_s": 0.0}]
)
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        SetRule(**wrong)


@pytest.mark.parametrize("placement", ["foot", "shank"])
@pytest.mark.parametrize("sensor_on", ["raised", "stance"])
def test_nothing_is_counted_in_holds_on_one_leg(placement: RaisePlacement, sensor_on: str) -> None:
    for seed in range(3):
        block = draw_session(seed, placement=placement, sensor_on=sensor_on).block  # type: ignore[arg-type]
        assert counted(block, placement)[0] == []


def test_what_is_too_faint_on_the_shank_is_said() -> None:
    steady = Manner(turn_deg=5.0, uneven=0.01, wobble_deg=0.1)
    faint = SetPlan(count=8, tempo_s=4.0, height_cm=0.8, manner=steady)
    for plan, said in ((faint, True), (replace(faint, height_cm=8.0), False)):
        counter = RaiseCounter("shank")
        counter.push(made("shank", plans=(plan,)).block)
        counter.finish()
        assert (counter.unclear, [each.count for each in counter.sets]) == (
            said, [] if said else [8],
        )  # fmt: skip


@pytest.mark.parametrize("rise_cm", [2.0, 6.0])
def test_how_far_up_is_told_by_the_push_alone(rise_cm: float) -> None:
    period_s, time_s = 5.0, np.arange(0.0, 40.0, 0.01)
    phase = np.clip((time_s - 6.0) / period_s, 0.0, 5.0) % 1.0
    height_m = 0.005 * rise_cm * (1.0 - np.cos(2.0 * np.pi * phase))
    felt = np.zeros((time_s.size, 3))
    felt[:, 1] = 9.81 + np.gradient(np.gradient(height_m, 0.01), 0.01)
    rows = Rows(0.0, has_gyr=False)
    rows.add(SampleBlock(time_s, felt, None))
    while rows.tile(rest=True):
        pass
    traces = traces_of(rows, 0, rows.last, period_s, 0.0, 0.0)
    tops = [850.0 + 500.0 * k for k in range(5)]
    window = [each for top in tops[1:4] if (each := traces.about(top)) is not None]
    matches = Template(window).matches(traces, period_s, 0.9)
    way = way_up(traces, matches, period_s)
    assert way is not None
    assert way.rise_m == pytest.approx(0.01 * rise_cm, rel=0.1)
    assert way.period_s == pytest.approx(period_s, abs=0.1)
    assert way.tops == pytest.approx(tops[: len(way.tops)], abs=30.0)


def test_left_against_right() -> None:
    one = counted(made().block)[1][0]
    left, right = replace(one, leg="left"), replace(one, raises=one.raises[:6], leg="right")
    compared = left_against_right(left, right)
    assert (compared.count_difference, compared.count_ratio) == (2, 0.75)
    assert compared.same_pace
    assert compared.height_difference_cm == pytest.approx(
        (left.height_cm or 0.0) - (right.height_cm or 0.0)
    )
    with pytest.raises(ValueError, match="left and right"):
        left_against_right(one, right)
    with pytest.raises(ValueError, match="without a raise"):
        left_against_right(left, replace(right, raises=()))


@pytest.mark.parametrize("seed", [130])
def test_a_movement_that_comes_once_or_twice_is_no_set(seed: int) -> None:
    block = draw_session(
        seed,
        placement=("foot", "shank", "thigh")[seed % 3],
        sensor_on=("raised", "stance")[seed // 3 % 2],
        eyes=("open", "closed")[seed % 2],
        surface=("firm", "foam")[seed // 7 % 2],
        family="report",
    ).block
    assert counted(block, "shank")[0] == []


def test_a_toe_that_goes_up_ends_no_set_that_has_not_begun() -> None:
    new = Raise(1, 1, start_s=1.0, top_s=2.0, end_s=3.0, height_cm=-1.0, known_s=3.5)
    assert SetRule().ended_by([], new) is None
