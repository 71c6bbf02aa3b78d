"""The clock of a phone's page, followed by exchanges of stamps. All of it simulated."""

from __future__ import annotations

import numpy as np
import pytest

from drivers.wire.page_clock import KEPT, PageClock

AHEAD_S = 5000.0


def host(page_s: float, drift: float = 0.0) -> float:
    return AHEAD_S + page_s * (1.0 + drift)


def test_nothing_is_known_before_an_exchange() -> None:
    clock = PageClock()
    assert clock.offset_s is None
    with pytest.raises(ValueError, match="No exchange"):
        clock.at(np.array([1.0]))


def test_even_ways_give_the_offset_exactly() -> None:
    clock = PageClock()
    clock.exchange(1.0, host(1.02), 1.04)
    assert clock.offset_s == pytest.approx(AHEAD_S, abs=1e-9)
    assert clock.delay_s == pytest.approx(0.04)
    np.testing.assert_allclose(clock.at(np.array([2.0, 3.0])), [host(2.0), host(3.0)], atol=1e-9)


def test_the_least_delay_of_each_way_has_the_say() -> None:
    """One exchange was quick there and slow back, another the other way round."""
    clock = PageClock()
    for i in range(10):
        clock.exchange(i, host(i + 0.3), i + 0.4)
    clock.exchange(10.0, host(10.002), 10.3)
    clock.exchange(11.0, host(11.3), 11.302)
    assert clock.delay_s == pytest.approx(0.004)
    assert clock.offset_s == pytest.approx(AHEAD_S, abs=1e-9)


def test_what_is_long_ago_has_no_say() -> None:
    clock = PageClock()
    clock.exchange(0.0, host(0.0), 0.0)
    for i in range(KEPT):
        clock.exchange(i, host(i + 0.03), i + 0.06)
    assert clock.delay_s == pytest.approx(0.06)


@pytest.mark.parametrize("came_s", [0.9, 3.5])
def test_exchanges_that_cannot_be_are_left_out(came_s: float) -> None:
    clock = PageClock()
    clock.exchange(1.0, host(1.0), came_s)
    assert clock.offset_s is None
    assert clock.refused == 1


@pytest.mark.parametrize("drift", [0.0, 50e-6, -50e-6])
def test_lengths_stay_right_while_ways_are_late(drift: float) -> None:
    """Half an hour: ways of 2 to 42 ms, now and then a second; lengths of ten seconds."""
    rng = np.random.default_rng(8)
    clock = PageClock()
    told = []
    for second in range(1800):
        if second < 5 or second % 2 == 0:
            out_s, back_s = 0.002 + rng.uniform(0.0, 0.04, 2) + (rng.random(2) < 0.02)
            clock.exchange(second, host(second + out_s, drift), second + out_s + back_s)
        page_s = second + 0.05 + np.arange(60) / 60.0
        told.append(clock.at(page_s))
    time_s = np.concatenate(told)
    assert np.all(np.diff(time_s) > 0.0)
    true_s = host(0.0) + (np.arange(time_s.size) / 60.0 + 0.05) * (1.0 + drift)
    error_s = time_s - true_s
    lengths_s = error_s[600:] - error_s[:-600]
    assert np.abs(lengths_s).max() < 0.0026  # the slew, and the drift itself
    assert np.ptp(error_s[60 * 60 :]) < 0.010


def test_drift_is_followed_over_half_an_hour() -> None:
    """Ways as in a home network: the offset stays where it is within 5 ms."""
    rng = np.random.default_rng(3)
    clock, errors_s = PageClock(), []
    for second in range(1800):
        if second < 5 or second % 2 == 0:
            out_s, back_s = 0.002 + rng.exponential(0.005, 2)
            clock.exchange(second, host(second + out_s, 50e-6), second + out_s + back_s)
        errors_s.append(clock.at(np.array([second + 0.5]))[0] - host(second + 0.5, 50e-6))
    assert np.ptp(errors_s[60:]) < 0.005
