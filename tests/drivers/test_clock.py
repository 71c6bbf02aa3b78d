"""The clock of a device against arrivals that were made up: drift, jitter, bursts, what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from balance.samples import FloatArray
from drivers.clock import DeviceClock

START_S = 1000.0
RATE_HZ = 100.0
DRIFT = 50e-6
DELAY_S = 0.004


def taken_s(seconds: float, *, rate_hz: float = RATE_HZ) -> FloatArray:
    return START_S + np.arange(int(seconds * rate_hz)) / rate_hz


def arrivals(
    true_s: FloatArray, seed: int, *, jitter_s: float = 0.04, burst_s: float = 0.0
) -> FloatArray:
    """When rows come: each late by its own chance, none before its turn, then all of a burst."""
    late_s = np.random.default_rng(seed).uniform(0.0, jitter_s, true_s.size)
    came_s = np.maximum.accumulate(true_s + DELAY_S + late_s)
    return np.ceil(came_s / burst_s) * burst_s if burst_s else came_s


def reads(came_s: FloatArray, every_s: float) -> Iterator[slice]:
    """Rows of each read: a second while a link is opened, then what came in a while."""
    ends = np.searchsorted(came_s, np.arange(came_s[0] + 1.0, came_s[-1], every_s))
    for first, last in pairwise([0, *ends.tolist(), came_s.size]):
        if last > first:
            yield slice(first, last)


def timed(
    clock: DeviceClock, units: FloatArray, came_s: FloatArray, every_s: float = 0.008
) -> FloatArray:
    times = np.concatenate([clock.push(units[r], came_s[r]) for r in reads(came_s, every_s)])
    assert (np.diff(times) > 0.0).all()
    return times


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("counted", [False, True])
def test_drift_and_jitter(seed: int, counted: bool) -> None:
    """No row waits for another here, as over the air: each may be late by itself."""
    true_s = taken_s(40.0)
    came_s = true_s + np.random.default_rng(seed).uniform(0.0, 0.04, true_s.size)
    order = np.argsort(came_s)
    true_s, came_s = true_s[order], came_s[order]
    if counted:
        units, clock = (true_s - START_S) * RATE_HZ, DeviceClock(1.0 / RATE_HZ * (1.0 + DRIFT))
    else:
        units, clock = 77.0 + (true_s - START_S) * (1.0 + DRIFT), DeviceClock()
    times = np.concatenate([clock.push(units[r], came_s[r]) for r in reads(came_s, 0.008)])
    error_s = times - true_s
    assert np.abs(error_s[true_s > START_S + 5.0]).max() < 0.002
    assert clock.drift_ppm == pytest.approx(50.0, abs=15.0)
    assert clock.restarts == 0


@pytest.mark.parametrize("seed", range(5))
def test_in_order_nothing_but_the_least_lateness_is_left(seed: int) -> None:
    """In a stream a late row holds up those behind it: hardly one comes at once."""
    true_s = taken_s(40.0)
    came_s = arrivals(true_s, seed)
    times = timed(DeviceClock(), 77.0 + (true_s - START_S) * (1.0 + DRIFT), came_s)
    floor_s = np.minimum.accumulate(came_s - true_s)
    error_s = np.abs(times - true_s - floor_s)
    assert error_s[true_s > START_S + 5.0].max() < 0.003


def test_bursts_do_not_reach_the_times() -> None:
    true_s = taken_s(30.0)
    came_s = arrivals(true_s, 1, jitter_s=0.0005, burst_s=0.016)
    times = timed(DeviceClock(1.0 / RATE_HZ, counted=True), np.arange(3000.0), came_s)
    steps_s = np.diff(times[500:])
    assert np.abs(steps_s - 0.01).max() < 0.0003


@pytest.mark.parametrize("off", [0.98, 1.02])
def test_a_rate_that_was_guessed_wrong_is_measured(off: float) -> None:
    true_s = taken_s(30.0)
    clock = DeviceClock(off / RATE_HZ, off=0.05, counted=True)
    times = timed(clock, np.arange(3000.0), arrivals(true_s, 2, jitter_s=0.003))
    error_s = times - true_s - DELAY_S
    assert np.abs(error_s[true_s > START_S + 5.0]).max() < 0.001
    assert 1.0 / clock.step_s == pytest.approx(RATE_HZ, rel=3e-4)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", ["stamp", "counter", "counted"])
def test_a_dropout_is_a_gap(kind: str, seed: int) -> None:
    whole_s = taken_s(30.0)
    kept = (whole_s < START_S + 15.0) | (whole_s >= START_S + 15.3)
    true_s = whole_s[kept]
    if kind == "stamp":
        units, clock = true_s - START_S, DeviceClock()
    elif kind == "counter":
        units, clock = np.flatnonzero(kept).astype(float), DeviceClock(0.01)
    else:
        units, clock = np.arange(true_s.size, dtype=float), DeviceClock(0.01, counted=True)
    times = timed(clock, units, arrivals(true_s, seed), every_s=0.1)
    steps_s = np.diff(times)
    gap = int(np.argmax(steps_s))
    assert true_s[gap + 1] == pytest.approx(START_S + 15.3)
    # One sample step goes on top: the last row before it to the first behind it.
    assert 0.3 <= steps_s[gap] < (0.35 if kind == "counted" else 0.311)
    steps_s[gap] = 0.0
    assert steps_s[500:].max() < 0.013


def test_what_is_held_up_and_then_comes_is_no_gap() -> None:
    true_s = taken_s(20.0)
    came_s = arrivals(true_s, 3, jitter_s=0.003)
    held = (came_s > START_S + 10.0) & (came_s < START_S + 10.6)
    came_s[held] = START_S + 10.6
    clock = DeviceClock(0.01, counted=True)
    times = timed(clock, np.arange(2000.0), came_s)
    assert np.diff(times).max() < 0.013
    assert clock.restarts == 0
    assert clock.late_s.max() < 0.1


def test_single_rows_that_are_lost_are_made_up_for() -> None:
    whole_s = taken_s(60.0)
    kept = np.ones(whole_s.size, dtype=bool)
    kept[600::1000] = False
    true_s = whole_s[kept]
    times = timed(
        DeviceClock(0.01, counted=True),
        np.arange(true_s.size, dtype=float),
        arrivals(true_s, 4, jitter_s=0.002),
    )
    error_s = np.abs(times - true_s - DELAY_S)
    assert error_s.max() < 0.012
    assert np.median(error_s) < 0.001


@pytest.mark.parametrize("back_s", [0.6, 9.0])
def test_a_device_that_begins_anew(back_s: float) -> None:
    true_s = taken_s(20.0)
    units = true_s - START_S
    units[1000:] -= back_s
    clock = DeviceClock()
    times = timed(clock, units, arrivals(true_s, 5, jitter_s=0.002))
    assert clock.restarts == 1
    assert np.abs(times - true_s - DELAY_S).max() < 0.003


def test_a_device_clock_that_is_set() -> None:
    true_s = taken_s(20.0)
    units = true_s - START_S
    units[1000:] += 3600.0
    clock = DeviceClock()
    times = timed(clock, units, arrivals(true_s, 5, jitter_s=0.002))
    assert clock.restarts == 1
    assert np.abs(times - true_s - DELAY_S).max() < 0.003


def test_a_device_clock_that_stood_still() -> None:
    units = taken_s(20.0) - START_S
    true_s = START_S + units + np.where(units > 10.0, 0.8, 0.0)
    times = timed(DeviceClock(), units, arrivals(true_s, 5, jitter_s=0.002))
    assert np.abs(times - true_s - DELAY_S)[1400:].max() < 0.003


def test_one_row_has_an_answer() -> None:
    clock = DeviceClock()
    assert clock.push(np.array([5.0]), np.array([100.0])).tolist() == [100.0]
    assert clock.drift_ppm is None
    assert clock.push(np.empty(0), np.empty(0)).size == 0


def test_a_new_line_is_never_behind_the_old_times() -> None:
    clock = DeviceClock()
    before = clock.push(np.array([1.0, 2.0]), np.array([100.5, 101.5]))
    clock.restart()
    after = clock.push(np.array([7.0, 8.5]), np.array([100.9, 102.4]))
    assert after[0] > before[-1]
    assert clock.restarts == 1


def test_a_repeat_and_a_step_back_do_not_pass_for_new() -> None:
    clock = DeviceClock()
    first = clock.push(np.array([1.0, 2.0]), np.array([101.0, 102.0]))
    again = clock.push(np.array([2.0, 1.9, 2.1]), np.array([102.1, 102.1, 102.2]))
    assert again[0] <= first[-1]
    assert again[1] <= first[-1]
    assert again[2] > first[-1]
