"""Best times, means and personal bests, against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.protocol.best_times import (
    Mean,
    Sides,
    Time,
    Verdict,
    best,
    compare,
    mean_of_three,
    sides,
    verdicts,
)

TIMES = st.builds(
    Time,
    st.floats(1, 60).map(lambda value: round(value, 3)),
    st.floats(0, 2).map(lambda value: round(value, 3)),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([], None),
        ([Time(8.5)], Time(8.5)),
        ([Time(8.5), Time(12.25), Time(9.0)], Time(12.25)),
        # 45 s or more stands for more than 45 s, and less than 46 s.
        ([Time(45.0, 0.1), Time(45.0, 0.2, True)], Time(45.0, 0.2, True)),
        ([Time(45.0, 0.1, True), Time(46.0, 0.1)], Time(46.0, 0.1)),
        ([Time(20.0, 0.5), Time(20.0, 0.1)], Time(20.0, 0.1)),
    ],
)
def test_the_best(times: list[Time], expected: Time | None) -> None:
    assert best(times) == expected
    assert best(reversed(times)) == expected


@pytest.mark.parametrize(
    ("new", "older", "expected"),
    [
        (Time(10.0), None, "first"),
        # 0.3 s more, and 0.2 s of doubt in both together.
        (Time(10.3, 0.1), Time(10.0, 0.1), "personal best"),
        # Exactly the doubt is not more than the doubt.
        (Time(10.2, 0.1), Time(10.0, 0.1), "level with your best"),
        (Time(9.8, 0.1), Time(10.0, 0.1), "level with your best"),
        (Time(9.7, 0.1), Time(10.0, 0.1), "below your best"),
        (Time(45.0, 0.1, True), Time(44.0, 0.2), "personal best"),
        (Time(45.0, 0.1, True), Time(45.0, 0.2, True), "level with your best"),
        (Time(60.0, 0.1, True), Time(45.0, 0.2, True), "personal best"),
        (Time(44.0, 0.2), Time(45.0, 0.1, True), "below your best"),
    ],
)
def test_a_personal_best(new: Time, older: Time | None, expected: Verdict) -> None:
    assert compare(new, older) == expected


def test_small_steps_never_add_up_to_a_personal_best_against_a_worse_one() -> None:
    # Each is 0.1 s above the one before with 0.2 s of doubt: level, level, then 0.3 s above the
    # first, but still only 0.1 s above the best so far.
    times = [Time(10.0, 0.1), Time(10.1, 0.1), Time(10.2, 0.1), Time(10.3, 0.1)]
    assert verdicts(times) == ["first", *["level with your best"] * 3]


def test_the_mean_of_three() -> None:
    assert mean_of_three([Time(10.0), Time(11.0)]) is None
    assert mean_of_three([Time(10.0), Time(11.0), Time(13.0)]) == Mean(11.333, False)
    assert mean_of_three([Time(45.0, 0.1, True), Time(40.0), Time(41.0)]) == Mean(42.0, True)
    with pytest.raises(ValueError, match="not 4"):
        mean_of_three([Time(1.0)] * 4)


def test_left_against_right() -> None:
    assert sides(Time(30.0), Time(40.0)) == Sides(-10.0, 0.75, False)
    assert sides(Time(45.0, 0.1, True), Time(45.0, 0.1, True)) == Sides(0.0, 1.0, True)


def test_a_leg_that_was_cut_short_is_ahead_where_what_it_held_is_more() -> None:
    ahead = sides(Time(45.0, 0.1, True), Time(36.0, 0.2))
    assert (ahead.difference_s, ahead.at_least, ahead.doubt_s) == (9.0, True, 0.2)
    assert not sides(Time(45.0, 0.1, True), Time(50.0, 0.2)).at_least
    assert not sides(Time(45.0, 0.1, True), Time(45.0, 0.1, True)).at_least
    assert not sides(Time(45.0, 0.1), Time(36.0, 0.2)).at_least


@given(st.lists(TIMES, min_size=1), st.randoms())
def test_no_order_changes_the_best(times: list[Time], random: object) -> None:
    shuffled = list(times)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert best(shuffled) == best(times)
    assert best([*times, *times]) == best(times)


@given(st.lists(TIMES, min_size=1))
def test_a_personal_best_is_the_best_so_far_by_more_than_doubt(times: list[Time]) -> None:
    for i, verdict in enumerate(verdicts(times)):
        longest = best(times[:i])
        if verdict == "personal best":
            assert longest is not None
            assert times[i].duration_s > longest.duration_s
        elif longest is not None:
            gained = times[i].duration_s - longest.duration_s
            assert gained <= times[i].uncertainty_s + longest.uncertainty_s + 1e-9
