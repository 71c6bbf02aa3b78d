"""Which samples of a hold count, when there is no sway, and what coarse steps spoil."""

from __future__ import annotations

import re

import numpy as np
import pytest

from balance.samples import GRAVITY_M_S2, SampleBlock
from balance.signal.even import even_means
from balance.sway.coarse import ROBUST, flagged, smallest_step
from balance.sway.measuring import measure
from balance.sway.window import NoSway, Sway, hold_sway, standing_sway


def recorded(rate_hz: float = 100.0, seconds: float = 40.0, sway_m_s2: float = 0.2) -> SampleBlock:
    """Quiet until 8 s, then a lively three seconds, then sway; still again for the last."""
    time_s = 5.0 + np.arange(round(seconds * rate_hz)) / rate_hz
    rng = np.random.default_rng(1)
    hz, phase = rng.uniform(0.15, 2.5, (2, 30)), rng.uniform(0.0, 6.3, (2, 30))
    waves = np.sin(2.0 * np.pi * hz[:, :, None] * time_s + phase[:, :, None]).sum(axis=1)
    level = waves * sway_m_s2 / np.sqrt(30.0)
    level[:, time_s < 13.0] *= 0.05
    level[:, (time_s >= 13.0) & (time_s < 16.0)] *= 4.0
    return SampleBlock(time_s, np.stack([*level, np.full_like(time_s, GRAVITY_M_S2)], axis=1))


def hold(block: SampleBlock, lift_off_s: float, end_s: float, **options: object) -> Sway | NoSway:
    options = {"placement": "lower_back"} | options
    return hold_sway(block.time_s, block.acc_m_s2, lift_off_s, end_s, **options)  # type: ignore[arg-type]


def without(block: SampleBlock, start_s: float, end_s: float) -> SampleBlock:
    keep = (block.time_s <= start_s) | (block.time_s >= end_s)
    return SampleBlock(block.time_s[keep], block.acc_m_s2[keep])


def test_a_hold_is_measured_from_3_s_after_its_lift_off_to_half_a_second_before_its_end() -> None:
    sway = hold(recorded(), 13.0, 33.0)
    assert isinstance(sway, Sway)
    assert (sway.from_s, sway.to_s) == (16.0, 32.5)
    assert sway.measures.samples == 1650
    assert sway.measures.resultant.rms_m_s2 == pytest.approx(0.2, rel=0.3)
    assert sway.first is not None
    assert sway.first.samples == 300
    assert sway.first.resultant.rms_m_s2 > 2.0 * sway.measures.resultant.rms_m_s2
    assert sway.first.resultant.spectral is None


@pytest.mark.parametrize(
    ("end_s", "options", "words"),
    [
        (22.9, {}, "held for 9.9 s: sway takes 10 s at least"),
        (33.0, {"placement": "thigh"}, r"on a leg \(thigh\): sway is measured at the trunk"),
        (13.0 + 601.0, {}, "more than 10 minutes"),
        (60.0, {}, "samples from 16.00 to 59.50 s are needed"),
    ],
)
def test_there_is_none_and_it_says_why(
    end_s: float, options: dict[str, object], words: str
) -> None:
    none = hold(recorded(), 13.0, end_s, **options)
    assert isinstance(none, NoSway)
    assert re.search(words, none.reason)


def test_ten_seconds_are_enough() -> None:
    sway = hold(recorded(), 13.0, 23.0)
    assert isinstance(sway, Sway)
    assert sway.measures.samples == 650
    assert sway.measures.resultant.spectral is not None


def test_a_gap_excludes_what_it_lies_in() -> None:
    block = recorded()
    inside = hold(without(block, 20.0, 20.15), 13.0, 33.0)
    assert inside == NoSway("samples are missing: 0.15 s at 20.00 s")
    early = hold(without(block, 14.0, 14.15), 13.0, 33.0)
    assert isinstance(early, Sway)
    assert early.first is None
    assert isinstance(hold(without(block, 32.7, 32.85), 13.0, 33.0), Sway)


@pytest.mark.parametrize("rate_hz", [40.0, 62.5, 208.0, 1000.0])
def test_the_rate_hardly_matters(rate_hz: float) -> None:
    reference, other = hold(recorded(), 13.0, 33.0), hold(recorded(rate_hz), 13.0, 33.0)
    assert isinstance(reference, Sway)
    assert isinstance(other, Sway)
    assert other.measures.rate_hz == 100.0
    for name, value in reference.measures.values().items():
        assert other.measures.values()[name] == pytest.approx(value, rel=0.015), name


def test_standing_over_a_window() -> None:
    block = recorded()
    sway = standing_sway(block, 20.0, 40.0, "chest", "x")
    assert isinstance(sway, Sway)
    assert sway.measures.axes == "known"
    assert sway.first is None
    assert sway.measures.samples == 2000
    assert standing_sway(block, 20.0, 26.0, "chest") == NoSway(
        "6.0 s chosen: sway takes 6.5 s at least"
    )
    missing = standing_sway(block, 0.0, 20.0, "chest")
    assert missing == NoSway(
        "samples from 0.00 to 20.00 s are needed, there are samples from 5.00 to 44.99 s"
    )
    slow = standing_sway(recorded(15.0), 20.0, 40.0, "chest")
    assert slow == NoSway("15.0 samples a second: sway takes 20 at least")
    assert isinstance(standing_sway(block, 20.0, 40.0, "foot"), NoSway)
    assert isinstance(standing_sway(block[:0], 20.0, 40.0, "chest"), NoSway)


def test_json_has_six_digits_and_all_settings() -> None:
    sway = hold(recorded(), 13.0, 33.0, forward="x")
    assert isinstance(sway, Sway)
    found = sway.as_dict()
    assert found["axes"] == "known"
    assert found["rms_m_s2"] == pytest.approx(sway.measures.resultant.rms_m_s2, rel=1e-5)
    assert len(str(found["rms_m_s2"])) <= 8
    assert found["settings"]["lowpass_hz"] == 3.5
    assert found["settings"]["band_hz"] == [0.15, 5.0]
    assert found["ap"]["rms_m_s2"] > 0.0
    assert found["first_seconds"]["samples"] == 300


def test_bunched_stamps_do_no_harm() -> None:
    block = recorded()
    time_s = block.time_s.copy()
    time_s[100::37] = time_s[99::37][: time_s[100::37].size] + 1e-5
    bunched = hold(SampleBlock(time_s, block.acc_m_s2), 13.0, 33.0)
    even = hold(block, 13.0, 33.0)
    assert isinstance(even, Sway)
    assert isinstance(bunched, Sway)
    assert bunched.measures.resultant.rms_m_s2 == pytest.approx(
        even.measures.resultant.rms_m_s2, rel=0.02
    )


def test_even_samples_are_means_of_what_was_between_them() -> None:
    time_s = np.arange(0.0, 2.0, 0.001)
    start_s, means = even_means(time_s, np.stack([time_s, 3.0 + 0.0 * time_s], axis=1))
    assert start_s == pytest.approx(0.005)
    assert means[0] == pytest.approx(start_s + 0.01 * np.arange(means.shape[1]), abs=1e-9)
    assert means[1] == pytest.approx(3.0, abs=1e-12)


def test_coarse_steps_spoil_the_robust_measures_last() -> None:
    rng = np.random.default_rng(2)
    measures = measure(*np.cumsum(rng.normal(size=(2, 2000)), axis=1) * 0.01, 100.0, axes="none")
    rms = measures.resultant.rms_m_s2
    assert flagged(measures, 0.4 * rms).spoiled == ()
    assert set(flagged(measures, 0.6 * rms).spoiled) == {*measures.values()} - {*ROBUST}
    assert set(flagged(measures, 1.1 * rms).spoiled) == {*measures.values()}


def test_each_direction_is_judged_by_its_own_size() -> None:
    rng = np.random.default_rng(2)
    ap, ml = np.cumsum(rng.normal(size=(2, 2000)), axis=1) * [[0.01], [0.001]]
    spoiled = flagged(measure(ap, ml, 100.0), 0.05).spoiled
    assert "ml.rms_m_s2" in spoiled
    assert "ap.rms_m_s2" not in spoiled
    assert "rms_m_s2" not in spoiled


def test_the_smallest_step() -> None:
    acc = np.round(np.random.default_rng(0).normal(size=(500, 3)) / 0.1) * 0.1
    assert smallest_step(acc) == pytest.approx(0.1)
    assert smallest_step(np.zeros((5, 3))) == 0.0


def test_a_coarse_source_is_told_by_its_samples() -> None:
    block = recorded(60.0, sway_m_s2=0.05)
    coarse = SampleBlock(block.time_s, np.round(block.acc_m_s2 / 0.1) * 0.1)
    found = hold(coarse, 13.0, 33.0)
    assert isinstance(found, Sway)
    assert "rms_m_s2" in found.measures.spoiled
    fine = hold(block, 13.0, 33.0)
    assert isinstance(fine, Sway)
    assert fine.measures.spoiled == ()
