"""Samples that are missing between others, and what of uneven times is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from balance.samples import FloatArray
from balance.signal.holes import Holes, missing_in

_RNG = np.random.default_rng(6)


def even(n: int = 2000, rate_hz: float = 100.0) -> FloatArray:
    return np.arange(n) / rate_hz


def thinned(share: float, rate_hz: float = 100.0) -> FloatArray:
    time_s = even(rate_hz=rate_hz)
    return time_s[_RNG.random(time_s.size) >= share]


@pytest.mark.parametrize("share", [0.01, 0.03, 0.1, 0.25, 0.4])
@pytest.mark.parametrize("rate_hz", [50.0, 104.0, 400.0])
def test_what_is_missing_is_counted(share: float, rate_hz: float) -> None:
    time_s = thinned(share, rate_hz)
    inside = round((time_s[-1] - time_s[0]) * rate_hz) + 1 - time_s.size
    assert missing_in(time_s) == pytest.approx(inside, rel=0.05)


UNEVEN: dict[str, Callable[[], FloatArray]] = {
    "even": even,
    "rounded to a millisecond": lambda: np.round(even(rate_hz=103.7), 3),
    "jitter of a fifth": lambda: np.sort(even() + _RNG.normal(0.0, 0.002, 2000)),
    "some are late": lambda: even() + 0.007 * (_RNG.random(2000) < 0.1),
    "in bursts": lambda: np.repeat(even(500, 25.0), 4) + np.tile([0.0, 0.001, 0.002, 0.003], 500),
    "two in a pair": lambda: np.repeat(even(1000, 50.0), 2) + np.tile([0.0, 0.002], 1000),
    "too few": lambda: even(50)[::3],
    "a gap": lambda: np.delete(even(), slice(500, 900)),
}


@pytest.mark.parametrize("what", UNEVEN)
def test_what_is_uneven_is_not_missing(what: str) -> None:
    assert missing_in(UNEVEN[what]()) == 0


def test_the_cut_does_not_matter() -> None:
    steps, holes = np.diff(thinned(0.1)), Holes()
    for step in steps:
        holes.note(np.array([step]))
    whole = Holes()
    whole.note(steps)
    assert holes.missing == whole.missing > 0


def test_a_source_that_starts_again_at_zero_loses_nothing() -> None:
    assert missing_in(np.concatenate([even(), even()])) == 0
