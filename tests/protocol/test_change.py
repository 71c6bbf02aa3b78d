"""Changes against usual ups and downs, holds that were cut short included."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.protocol.change import (
    Change,
    SessionMean,
    change,
    compare,
    since_start,
    spread_of,
)


def means(*values_s: float) -> list[SessionMean]:
    return [SessionMean(value_s) for value_s in values_s]


def cut(value_s: float) -> SessionMean:
    return SessionMean(value_s, censored=True)


def test_a_change_is_held_against_the_usual_ups_and_downs() -> None:
    # Earlier: middle 12, squares about it 8 over 2 + 4 * 0.2982 = 3.1928, so s = 1.58292;
    # t(0.975, 3) = 3.18245; needed: 3.18245 * 1.58292 * sqrt(1 + 0.2982) = 5.73974.
    found = change(means(10, 12, 12, 14, 18))
    assert found.answer == "more"
    assert found.change_s == pytest.approx(6.0)
    assert found.spread is not None
    assert found.spread.spread_s == pytest.approx(1.58292, abs=1e-5)
    assert found.needed_s == pytest.approx(5.73974, abs=1e-4)
    assert change(means(10, 12, 12, 14, 17.5)).answer == "within"
    assert change(means(10, 12, 12, 14, 6)).answer == "less"


def test_too_few_sessions_say_nothing() -> None:
    assert change(means(10)).answer == "too few"
    few = change(means(10, 12, 12, 40))
    assert (few.answer, few.needed_s, few.learning) == ("too few", None, True)
    assert few.change_s == 28.0
    assert since_start(means(10), means(10), 1).answer == "too few"


def test_only_the_newest_ten_earlier_sessions_count() -> None:
    new = [10.0, 11.0, 12.0, 10.0, 11.0, 12.0, 10.0, 11.0, 12.0, 10.0, 20.0]
    assert change(means(1.0, 99.0, *new)) == change(means(*new), 13)


def test_a_newest_session_that_was_cut_short_is_a_rise_where_what_was_held_is() -> None:
    found = change([*means(10, 12, 12, 14), cut(30.0)])
    assert (found.answer, found.at_least_s, found.at_most_s) == ("more", 18.0, math.inf)
    assert found.change_s is None
    near = change([*means(10, 12, 12, 14), cut(13.0)])
    assert (near.answer, near.at_least_s) == ("not less", 1.0)
    below = change([*means(10, 12, 12, 14), cut(3.0)])
    assert below.answer == "untold"


def test_earlier_sessions_that_were_cut_short_leave_the_middle_known() -> None:
    # Whatever the one of 45 s or more was, the middle of the five is 41.
    earlier = [*means(40, 41), cut(45.0), *means(40, 42)]
    risen = change([*earlier, SessionMean(60.0)])
    assert (risen.answer, risen.change_s) == ("more", 19.0)
    assert change([*earlier, SessionMean(20.0)]).answer == "less"
    assert change([*earlier, SessionMean(41.5)]).answer == "within"
    assert change([*earlier, cut(60.0)]).answer == "more"


def test_what_cannot_be_told_stays_untold_with_what_is_known_of_it() -> None:
    capped = [cut(45.0)] * 5
    level = change([*capped, cut(45.0)])
    assert (level.answer, level.at_least_s, level.at_most_s) == ("untold", -math.inf, math.inf)
    assert change([*capped, SessionMean(60.0)]).answer == "untold"
    # It is shorter by 35 s at least; how much sessions of this person differ is not known.
    fallen = change([*capped, SessionMean(10.0)])
    assert (fallen.answer, fallen.at_most_s, fallen.needed_s) == ("untold", -35.0, None)


def test_a_middle_that_is_open_upwards_still_tells_a_fall() -> None:
    start = [*means(20, 21, 22, 23)]
    now = [*means(20.5, 21.5), cut(22.0), cut(22.5)]
    assert compare(start, now, sessions=8).answer == "not less"
    # The other way round: open at first, and known now.
    assert compare(now, start, sessions=8).answer == "not more"
    low = compare(now, means(1, 2, 3, 4), sessions=8)
    assert (low.answer, low.at_most_s) == ("less", pytest.approx(-19.25))


def test_times_that_rise_to_the_longest_time_are_told_to_rise() -> None:
    first, newest = means(14, 15, 13, 16), [cut(44.0), SessionMean(41.0), cut(45.0), cut(45.0)]
    found = since_start(first, newest, 60)
    assert found.answer == "more"
    assert found.at_least_s == 30.0


def test_no_session_is_both_the_start_and_now() -> None:
    every = means(10, 11, 12, 11, 30)
    assert since_start(every[:4], every, 5) == change(every)
    six = means(10, 11, 12, 11, 30, 32)
    assert since_start(six[:4], six, 6).change_s == 20.0


@pytest.mark.parametrize(("k", "n"), [(4, 1), (5, 1), (10, 1), (4, 4)])
def test_the_interval_holds_95_of_100_unchanged_people(k: int, n: int) -> None:
    draws = np.random.default_rng(5).normal(20, 4, (4000, k + n)).tolist()
    found = [compare(means(*row[:k]), means(*row[k:]), sessions=k + n).answer for row in draws]
    assert found.count("within") / 4000 == pytest.approx(0.95, abs=0.012)


@pytest.mark.parametrize("cap_s", [24.0, 22.0, 20.0])
def test_a_longest_time_makes_nobody_change(cap_s: float) -> None:
    draws = np.random.default_rng(6).normal(20, 4, (3000, 11)).tolist()
    counts: Counter[str] = Counter()
    for row in draws:
        counts[change([SessionMean(min(x, cap_s), x >= cap_s) for x in row]).answer] += 1
    assert (counts["more"] + counts["less"]) / 3000 < 0.06


@given(st.lists(st.integers(5, 60), min_size=6, max_size=11), st.data())
def test_whatever_a_session_that_was_cut_short_was_lies_within_the_bounds(
    held: list[int], data: st.DataObject
) -> None:
    open_up = data.draw(st.lists(st.booleans(), min_size=len(held), max_size=len(held)))
    more = data.draw(st.lists(st.integers(0, 500), min_size=len(held), max_size=len(held)))
    known = change([SessionMean(float(s), o) for s, o in zip(held, open_up, strict=True)])
    true = change(means(*(s + o * m for s, o, m in zip(held, open_up, more, strict=True))))
    assert known.at_least_s is not None
    assert known.at_most_s is not None
    assert true.change_s is not None
    assert known.at_least_s <= true.change_s <= known.at_most_s


def test_two_sessions_are_compared_by_ups_and_downs_from_elsewhere() -> None:
    spread = spread_of([means(10, 12, 12, 14)])
    assert spread is not None
    found: Change = compare(means(10), means(25), sessions=2, spread=spread)
    assert found.answer == "more"
    assert compare(means(10), means(12), sessions=2, spread=spread).answer == "within"
    assert compare(means(10), [cut(12)], sessions=2, spread=spread).answer == "not less"
    assert spread_of([[cut(45.0), cut(45.0)]]) is None
