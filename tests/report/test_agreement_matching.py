"""Which attempt is which, and what became of it."""

from __future__ import annotations

import numpy as np
import pytest

from balance.report.agreement.bland_altman import Limits
from balance.report.agreement.clock import Offset, estimate_offset, shifted
from balance.report.agreement.estimates import Refused, Share
from balance.report.agreement.figures import Comparison, compare
from balance.report.agreement.matching import match
from balance.report.agreement.pairs import Attempt, Bounds, Compared, Outcome, Pair


def at(lift_off_s: float, end_s: float, *, more: bool = False, gap: bool = False) -> Attempt:
    return Attempt(end_s - lift_off_s, lift_off_s, end_s, censored=more, cut_off=gap)


def lasting(duration_s: float, *, more: bool = False) -> Attempt:
    return Attempt(duration_s, censored=more)


def pairs(first: list[Attempt], reference: list[Attempt], *, own: bool = False) -> tuple[Pair, ...]:
    compared = Compared("h", tuple(first), tuple(reference), own_clock=own)
    return match(compared, Bounds()).pairs


def outcomes(first: list[Attempt], reference: list[Attempt]) -> list[Outcome]:
    return [pair.outcome for pair in pairs(first, reference)]


def share_of(found: Share | Refused) -> tuple[int, int]:
    assert isinstance(found, Share)
    return found.count, found.n


def limits_of(found: Limits | Refused | None) -> Limits:
    assert isinstance(found, Limits)
    return found


def test_ends_that_are_near_are_right_and_others_early_or_late() -> None:
    reference = [at(5, 15), at(20, 30), at(40, 50), at(60, 70)]
    first = [at(5, 15.4), at(20.2, 29.6), at(39.8, 50.6), at(80, 85)]
    assert outcomes(first, reference) == ["right", "early", "late", "missed", "extra"]
    assert [pair.difference_s for pair in pairs(first, reference)] == [0.4, -0.6, 0.8, None, None]


def test_a_lift_off_that_is_elsewhere_is_told_apart() -> None:
    assert outcomes([at(6.2, 15)], [at(5, 15)]) == ["lift_off"]
    assert outcomes([at(6.0, 15)], [at(5, 15)]) == ["right"]
    assert outcomes([at(7, 12)], [at(5, 15)]) == ["early"]
    found = compare([Compared("h", (at(6.2, 15),), (at(5, 15),))])
    assert share_of(found.found.lift_off) == (1, 1)
    assert found.right.n == 0


def test_the_bounds_themselves_are_right() -> None:
    assert outcomes([at(5, 14.7)], [at(5, 15)]) == ["right"]
    assert outcomes([at(5, 15.5)], [at(5, 15)]) == ["right"]


def test_what_was_ended_early_and_found_again_is_early_and_extra() -> None:
    found = pairs([at(5.1, 9), at(9.5, 30)], [at(5, 30)])
    assert [pair.outcome for pair in found] == ["early", "extra"]
    assert found[0].first == at(5.1, 9)


def test_cut_short_attempts_have_no_difference() -> None:
    reference = [at(0, 45, more=True), at(50, 95, more=True), at(100, 130), at(140, 160)]
    first = [at(0, 45, more=True), at(50, 70), at(100, 145.9, more=True), at(140, 160, gap=True)]
    found = pairs(first, reference)
    assert [pair.outcome for pair in found] == ["or_more", "early", "late", "cut_off"]
    assert [pair.contradicts for pair in found] == [False, True, True, False]
    assert {pair.difference_s for pair in found} == {None}


def test_a_lower_bound_that_agrees_is_no_contradiction() -> None:
    assert outcomes([at(0, 40, more=True)], [at(0, 44)]) == ["or_more"]
    assert outcomes([at(0, 44.9)], [at(0, 45, more=True)]) == ["or_more"]


def test_durations_are_paired_in_their_order_where_there_are_as_many() -> None:
    first = [at(5, 15.2), at(20, 29)]
    found = pairs(first, [lasting(10), lasting(9.1)])
    assert [pair.difference_s for pair in found] == [0.2, -0.1]
    assert outcomes(first, [lasting(10), lasting(12)]) == ["right", "early"]


def test_durations_that_are_not_as_many_are_not_guessed_at() -> None:
    found = compare([Compared("h", (at(5, 15), at(20, 29)), (lasting(9.0),))])
    assert [pair.outcome for pair in found.pairs] == ["unplaced"] * 3
    assert (found.found.unplaced, found.found.in_recordings) == (3, 1)
    assert isinstance(found.found.found, Refused)


def test_durations_beside_nothing_are_missed() -> None:
    assert outcomes([], [lasting(9.0), lasting(5.0)]) == ["missed", "missed"]
    assert outcomes([at(5, 15)], []) == ["extra"]


def test_the_offset_of_another_clock_is_found_though_an_attempt_is_missing_and_one_early() -> None:
    first = [at(5, 15), at(20, 41), at(50, 58), at(70, 83)]
    reference = [at(1005.3, 1015.3), at(1020.3, 1046.3), at(1070.3, 1083.3)]
    offset = estimate_offset(first, reference)
    assert offset is not None
    assert (offset.seconds, offset.sure) == (-1000.3, True)
    assert shifted(reference, offset)[0] == at(5, 15)
    found = pairs(first, reference, own=True)
    assert [pair.outcome for pair in found] == ["right", "early", "extra", "right"]


def test_an_offset_that_could_be_another_is_said_to_be_unsure() -> None:
    first = [at(0, 10), at(20, 30), at(40, 50)]
    unsure = estimate_offset(first, [at(100, 110)])
    assert unsure is not None
    assert not unsure.sure
    assert estimate_offset(first, [lasting(3.0)]) is None


def many(bias_s: float, seed: int = 3) -> list[Compared]:
    """Forty people with three attempts each; ours are longer by the bias, and noise."""
    draw = np.random.default_rng(seed)
    made = []
    for person in range(40):
        begins = np.array([5.0, 60.0, 120.0])
        lasted = draw.uniform(3, 40, 3)
        reference = [at(b, b + d) for b, d in zip(begins, lasted, strict=True)]
        ends = [one.duration_s + bias_s + draw.normal(0, 0.08) for one in reference]
        first = [Attempt(d, b, b + d, uncertainty_s=0.3) for b, d in zip(begins, ends, strict=True)]
        made.append(Compared(f"h{person}", tuple(first), tuple(reference), f"P{person}"))
    return made


def test_a_planted_bias_is_found_and_its_interval_holds_it() -> None:
    found = compare(many(0.2))
    limits = limits_of(found.every.limits)
    assert limits.bias.holds(0.2)
    assert not limits.bias.holds(0.1)
    assert limits.persons == 40
    assert limits_of(found.end).bias.holds(0.2)
    assert isinstance(found.lift_off, Refused)  # planted to be the same


def test_five_percent_of_early_stops_are_counted_as_such() -> None:
    made = many(0.0)
    for person in range(6):
        one = made[person]
        cut = at(5.0, 5.0 + one.first[0].duration_s / 2)
        made[person] = Compared(one.recording, (cut, *one.first[1:]), one.reference, one.person)
    found = compare(made)
    assert share_of(found.found.early) == (6, 120)
    assert share_of(found.found.found) == (120, 120)
    assert found.right.n == 114
    assert limits_of(found.right.plain).sd < 0.1 < limits_of(found.every.plain).sd


def test_missed_and_extra_are_counted() -> None:
    made = many(0.0)
    one, other = made[0], made[1]
    made[0] = Compared(one.recording, one.first[1:], one.reference)
    made[1] = Compared(other.recording, (*other.first, at(200, 210)), other.reference)
    found = compare(made)
    assert share_of(found.found.missed) == (1, 120)
    assert (found.found.extra, found.found.first) == (1, 120)
    assert found.unnamed == 2
    assert found.every.repeated is None  # somebody is not named


def test_cover_is_of_those_that_state_an_uncertainty() -> None:
    found = compare(many(0.2))
    assert isinstance(found.every.cover, Share)
    expected = sum(bool(pair.within) for pair in found.pairs)
    assert share_of(found.every.cover) == (expected, 120)
    assert 0 < expected < 120


def test_another_clock_leaves_the_ends_apart() -> None:
    made = [
        Compared(
            each.recording,
            each.first,
            shifted(each.reference, Offset(77.7, sure=True)),
            each.person,
            own_clock=True,
        )
        for each in many(0.0)
    ]
    found = compare(made)
    assert found.lift_off is None
    assert found.end is None
    assert {round(clock.offset_s, 0) for clock in found.clocks} == {-78.0}
    assert limits_of(found.every.limits).bias.holds(0.0)


@pytest.mark.parametrize("made", [[], [Compared("h", (), ())]])
def test_nothing_to_compare_is_refused_in_words(made: list[Compared]) -> None:
    found: Comparison = compare(made)
    assert isinstance(found.every.plain, Refused)
    assert isinstance(found.every.reliability, Refused)
    assert isinstance(found.found.found, Refused)
    assert found.every.mean_off_s is None
