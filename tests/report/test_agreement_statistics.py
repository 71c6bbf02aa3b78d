"""Statistics of agreement against published worked examples, and against what was planted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from balance.report.agreement.bland_altman import (
    LEAST_PERSONS,
    Limits,
    limits_of_agreement,
    repeated_limits,
)
from balance.report.agreement.estimates import LEAST_PAIRS, Estimate, Refused, Share, share
from balance.report.agreement.reliability import Reliability, mdc95, mean_squares, reliability

# Bland and Altman 1986, Lancet 327:307, table 1: peak expiratory flow rate of 17 people in l/min,
# first reading of each meter. Checked against three independent copies of the table.
WRIGHT = (494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427)
MINI = (512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451)
PEFR = np.subtract(WRIGHT, MINI)

# Shrout and Fleiss 1979, Psychol Bull 86:420, table 2: four judges (columns) of six people.
JUDGES = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))

# Weir 2005, J Strength Cond Res 19:231, data set A: eight people, two trials.
WEIR_A = (
    ((146, 140), (148, 152), (170, 152), (90, 99)),
    ((157, 145), (156, 153), (176, 167), (205, 218)),
)


def agreed(found: Limits | Refused) -> Limits:
    assert isinstance(found, Limits)
    return found


def relied(found: Reliability | Refused) -> Reliability:
    assert isinstance(found, Reliability)
    return found


def test_bland_and_altman_1986_as_printed() -> None:
    """Printed there: mean -2.1, s 38.8, interval of the mean -22.0 to 17.8, its error 9.4."""
    found = agreed(limits_of_agreement(PEFR))
    assert (found.n, round(found.bias.value, 1), round(found.sd, 1)) == (17, -2.1, 38.8)
    assert (round(found.bias.low, 1), round(found.bias.high, 1)) == (-22.0, 17.8)
    # They take 2 s for 1.96 s, of the rounded mean and s: -79.7 and 75.5.
    assert round(round(found.bias.value, 1) - 2 * round(found.sd, 1), 1) == -79.7
    assert round(round(found.bias.value, 1) + 2 * round(found.sd, 1), 1) == 75.5
    assert found.lower.value == pytest.approx(found.bias.value - 1.959964 * found.sd, abs=1e-4)


def test_the_approximate_interval_of_a_limit_has_the_error_that_is_printed() -> None:
    """Printed there: the standard error of a limit, sqrt(3 s^2 / n), is 16.3."""
    found = agreed(limits_of_agreement(PEFR, exact=False))
    t = float(stats.t.ppf(0.975, 16))
    assert round((found.upper.high - found.upper.value) / t, 1) == 16.3
    assert round((found.lower.value - found.lower.low) / t, 1) == 16.3


def test_exact_intervals_hold_each_limit_95_times_in_100() -> None:
    draws = np.random.default_rng(1).normal(0.3, 2.0, (2000, 12))
    found = [agreed(limits_of_agreement(row)) for row in draws]
    true = 0.3 + 2.0 * 1.959964
    held = np.mean([one.upper.holds(true) for one in found])
    assert held == pytest.approx(0.95, abs=0.015)
    # The approximate ones do so less well for so few, and are nearly the same for many.
    rough = [agreed(limits_of_agreement(row, exact=False)) for row in draws]
    assert np.mean([one.upper.holds(true) for one in rough]) < held
    many = np.random.default_rng(2).normal(0, 1, 2000)
    exact, near = agreed(limits_of_agreement(many)), agreed(limits_of_agreement(many, exact=False))
    assert exact.upper.high == pytest.approx(near.upper.high, abs=0.01)


def test_shrout_and_fleiss_1979_as_printed() -> None:
    """Mean squares 11.24, 32.49 and 1.02; ICC(2,1) .29, ICC(3,1) .71, F 11.03."""
    squares = mean_squares(JUDGES)
    printed = (round(squares.rows, 2), round(squares.columns, 2), round(squares.error, 2))
    assert printed == (11.24, 32.49, 1.02)
    found = relied(reliability(JUDGES))
    assert (round(found.icc_2_1.value, 2), round(found.icc_3_1.value, 2)) == (0.29, 0.71)
    assert squares.f_rows == pytest.approx(11.03, abs=0.005)


def test_intervals_of_icc_are_those_of_mcgraw_and_wong_1996() -> None:
    """As the package psych of R (function ICC, same formulas) prints them for this table."""
    found = relied(reliability(JUDGES))
    low, high = found.icc_2_1.low, found.icc_2_1.high
    assert (round(low, 3), round(high, 2)) == (0.019, 0.76)
    low, high = found.icc_3_1.low, found.icc_3_1.high
    assert (round(low, 3), round(high, 2)) == (0.342, 0.95)


def test_sem_of_weir_2005_as_printed() -> None:
    """Printed there (p. 236): the SEM of data set A is 7.6."""
    found = relied(reliability(np.reshape(WEIR_A, (8, 2))))
    assert round(found.sem.value, 1) == 7.6
    assert found.mdc95.value == pytest.approx(1.96 * math.sqrt(2) * found.sem.value, rel=1e-4)


def test_mdc_of_one_leg_stands_as_printed() -> None:
    """Goldberg 2011, Gait Posture 33:737: SEM 8.7 s, MDC95 24.1 s."""
    assert round(mdc95(8.7), 1) == 24.1


def test_sem_of_two_methods_is_the_spread_of_their_difference() -> None:
    found = relied(reliability(np.column_stack([WRIGHT, MINI])))
    assert found.sem.value == pytest.approx(PEFR.std(ddof=1) / math.sqrt(2))
    # The interval of a variance, out of tables of chi squared: 16 degrees, 6.908 and 28.845.
    assert found.sem.low == pytest.approx(found.sem.value * math.sqrt(16 / 28.845), rel=1e-4)
    assert found.sem.high == pytest.approx(found.sem.value * math.sqrt(16 / 6.908), rel=1e-4)


def test_a_bias_lowers_agreement_and_not_consistency() -> None:
    times = np.random.default_rng(3).uniform(5, 40, 40)
    noise = np.random.default_rng(4).normal(0, 0.3, 40)
    near = relied(reliability(np.column_stack([times, times + noise])))
    far = relied(reliability(np.column_stack([times, times + noise + 10])))
    assert near.icc_3_1.value == pytest.approx(far.icc_3_1.value)
    assert far.icc_2_1.value < near.icc_2_1.value - 0.1


def test_repeated_limits_hold_a_new_person_s_difference() -> None:
    """Ten people with their own bias: what is planted between and within is found."""
    draw = np.random.default_rng(5)
    persons = np.repeat(np.arange(200), 4)
    own = np.repeat(draw.normal(0.1, 0.4, 200), 4)
    found = agreed(repeated_limits(own + draw.normal(0, 0.2, 800), persons.tolist()))
    assert found.persons == 200
    assert found.sd_between == pytest.approx(0.4, abs=0.05)
    assert found.sd_within == pytest.approx(0.2, abs=0.02)
    assert found.upper.holds(0.1 + 1.96 * math.hypot(0.4, 0.2))
    assert found.bias.holds(0.1)


def test_intervals_of_repeated_limits_hold_95_times_in_100_where_the_plain_ones_do_not() -> None:
    draw = np.random.default_rng(6)
    persons = np.repeat(np.arange(12), 5).tolist()
    true = 1.959964 * math.hypot(0.4, 0.2)
    held, plain = 0, 0
    for _ in range(400):
        d = np.repeat(draw.normal(0, 0.4, 12), 5) + draw.normal(0, 0.2, 60)
        held += agreed(repeated_limits(d, persons)).upper.holds(true)
        plain += agreed(limits_of_agreement(d)).upper.holds(true)
    assert held / 400 > 0.92
    assert plain / 400 < 0.85


def test_repeated_limits_of_unlike_people_are_the_analysis_of_variance() -> None:
    """Two, three or four attempts: mean squares by scipy's own analysis of variance."""
    draw = np.random.default_rng(7)
    groups = [draw.normal(person / 5, 0.3, 2 + person % 3) for person in range(9)]
    d = np.concatenate(groups)
    persons = [person for person, group in enumerate(groups) for _ in group]
    found = agreed(repeated_limits(d, persons))
    n, k = d.size, len(groups)
    within = sum(g.var(ddof=1) * (g.size - 1) for g in groups) / (n - k)
    between_ms = float(stats.f_oneway(*groups).statistic) * within
    each = (n - sum(g.size**2 for g in groups) / n) / (k - 1)
    assert found.sd_within == pytest.approx(math.sqrt(within))
    assert found.sd_between == pytest.approx(math.sqrt((between_ms - within) / each))


def test_people_who_do_not_differ_have_nothing_between_them() -> None:
    d = np.tile([-0.1, 0.0, 0.1], 6)
    found = agreed(repeated_limits(d, np.repeat(np.arange(6), 3).tolist()))
    assert found.sd_between == 0.0
    assert found.sd == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        ([0.1] * (LEAST_PAIRS - 1), "4 pairs are too few: it takes 5"),
        ([], "0 pairs are too few"),
        ([0.2] * 20, "all differences are the same (+0.200)"),
    ],
)
def test_limits_are_refused_in_words(differences: list[float], said: str) -> None:
    found = limits_of_agreement(differences)
    assert isinstance(found, Refused)
    assert said in found.reason
    assert found.n == len(differences)


@pytest.mark.parametrize(
    ("persons", "said"),
    [
        ([1, 1, 1, 2, 2, 2, 3, 3, 3], f"3 people are too few: it takes {LEAST_PERSONS}"),
        ([1] * 9, "1 person is too few"),
        (list(range(9)), "nobody has more than one attempt"),
    ],
)
def test_repeated_limits_are_refused_in_words(persons: list[int], said: str) -> None:
    found = repeated_limits(np.linspace(0, 1, 9), persons)
    assert isinstance(found, Refused)
    assert said in found.reason


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[1, 2]] * 4, "4 attempts are too few"),
        ([[10.0, 10.1], [10.0, 10.1], [10.1, 10.0], [10.1, 10.0]] * 2, "equally long"),
        ([[t, t + 0.2] for t in range(10)], "differ by the same in all attempts"),
    ],
)
def test_reliability_is_refused_in_words(table: list[list[float]], said: str) -> None:
    found = reliability(table)
    assert isinstance(found, Refused)
    assert said in found.reason


def test_a_share_has_wilson_s_interval() -> None:
    """Brown, Cai and DasGupta 2001: for none of ten the upper end is z^2 / (10 + z^2) = 0.2775."""
    found = share(0, 10)
    assert isinstance(found, Share)
    assert (found.low, round(found.high, 4)) == (0.0, 0.2775)
    assert isinstance(share(0, 0), Refused)
    with pytest.raises(ValueError, match="3 of 2"):
        share(3, 2)


def test_values_that_are_no_numbers_are_a_fault_of_who_calls() -> None:
    with pytest.raises(ValueError, match="finite"):
        limits_of_agreement([0.1, math.nan, 0.2, 0.3, 0.4])
    with pytest.raises(ValueError, match="one person"):
        repeated_limits([0.1, 0.2], [1])
    assert not Estimate(0, -1, 1).holds(2)
