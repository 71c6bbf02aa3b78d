"""The families of parameters are disjoint, repeatable and where they say they are."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from balance.simulate.draw import CELLS, Draw, Family

MANY = range(300)


def shares(
    family: Family, hard: Literal["none", "low", "high"] = "none", name: str = "x"
) -> np.ndarray:
    return np.array([Draw(seed, family, "t").between(name, 0.0, 1.0, hard) for seed in MANY])


def cells(values: np.ndarray) -> set[int]:
    return set(np.floor(values * 2 * CELLS).astype(int).tolist())


@pytest.mark.parametrize("name", ["x", "height_m", "shift_s", "contact_m_s"])
def test_tune_and_report_share_no_value_and_span_the_same_range(name: str) -> None:
    tune, report = cells(shares("tune", name=name)), cells(shares("report", name=name))
    assert tune in (set(range(0, 2 * CELLS, 2)), set(range(1, 2 * CELLS, 2)))
    assert tune & report == set()
    assert tune | report == set(range(2 * CELLS))


def test_the_same_quantity_of_another_attempt_keeps_its_cells() -> None:
    first, second = shares("tune", name="false0.shift_m"), shares("tune", name="false1.shift_m")
    assert cells(first) == cells(second)


def test_outside_lies_beyond_the_hard_side() -> None:
    assert shares("outside", "low").max() < 0.0
    assert shares("outside", "high").min() > 1.0
    plain = shares("outside")
    assert plain.min() >= 0.0
    assert plain.max() <= 1.0


def test_spread_has_its_median_and_its_factor() -> None:
    families: tuple[Family, ...] = ("tune", "report")
    values = [Draw(s, f, "t").spread("x", 10.0, 2.0) for s in range(1000) for f in families]
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    assert middle == pytest.approx(10.0, rel=0.1)
    assert low == pytest.approx(5.0, rel=0.15)
    assert high == pytest.approx(20.0, rel=0.15)


def test_spread_outside_goes_further_than_any_within() -> None:
    within = [Draw(s, f, "t").spread("x", 1.0, 2.0) for s in MANY for f in ("tune", "report")]
    low = [Draw(seed, "outside", "t").spread("x", 1.0, 2.0, "low") for seed in MANY]
    high = [Draw(seed, "outside", "t").spread("x", 1.0, 2.0, "high") for seed in MANY]
    assert max(low) < min(within)
    assert min(high) > max(within)


def test_the_same_seed_draws_the_same_and_topics_are_independent() -> None:
    first, again = Draw(7, "tune", "a"), Draw(7, "tune", "a")
    assert [first.log_between("x", 1, 9) for _ in range(5)] == [
        again.log_between("x", 1, 9) for _ in range(5)
    ]
    assert Draw(7, "tune", "a").between("x", 0, 1) != Draw(7, "tune", "b").between("x", 0, 1)


def test_facts_keep_what_was_drawn() -> None:
    draw = Draw(1, "report", "person")
    value = draw.between("height_m", 1.5, 1.9)
    happened = draw.chance("limps", 0.5)
    assert draw.facts == {"person.height_m": value, "person.limps": happened}


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(ValueError, match="family must be one of tune, report, outside"):
        Draw(1, "train", "t")  # type: ignore[arg-type]
