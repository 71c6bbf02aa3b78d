"""The sway measures: against plain loops, against what scaling and turning must do, in words."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import plain_sway as plain
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal, stats

from balance.samples import FloatArray
from balance.sway.ellipse import largest_distance
from balance.sway.measures import GROWING, SwayMeasures, compare
from balance.sway.measuring import FEWEST, measure
from balance.sway.settings import RECORD_BINS, TRUNK, UNBIASED_50_HZ, SwaySettings

RATE_HZ = 20.0
RAW = replace(TRUNK, lowpass_hz=None)


def signals(seed: int, n: int = 310) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(seed)
    wander = np.cumsum(rng.normal(size=(2, n)), axis=1) * 0.02 + rng.normal(size=(2, n)) * 0.05
    return wander[0], 0.6 * wander[1] + 0.2 * wander[0]


@pytest.mark.parametrize("seed", range(4))
def test_plain_loops_agree(seed: int) -> None:
    ap, ml = signals(seed)
    ddof = seed % 2
    found = measure(ap, ml, RATE_HZ, replace(RAW, ddof=ddof))
    x, y, zero = plain.centred(list(ap)), plain.centred(list(ml)), [0.0] * ap.size
    assert found.ap is not None
    assert found.ml is not None
    bins = range(6, 201)
    starts = (0, 55, 110)
    densities = [plain.welch(each, RATE_HZ, 200, starts, 800, bins) for each in (x, y)]
    densities.append([a + b for a, b in zip(*densities, strict=True)])
    wanted = [
        plain.directional(x, zero, RATE_HZ, ddof),
        plain.directional(y, zero, RATE_HZ, ddof),
        plain.directional(x, y, RATE_HZ, ddof),
    ]
    frequencies = [
        plain.mean_frequency(x, None, RATE_HZ),
        plain.mean_frequency(y, None, RATE_HZ),
        plain.mean_frequency(x, y, RATE_HZ),
    ]
    directions = (found.ap, found.ml, found.resultant)
    for one, want, density, mean_hz in zip(directions, wanted, densities, frequencies, strict=True):
        expected = want | plain.spectral(density, bins, 0.025) | {"mean_frequency_hz": mean_hz}
        assert one.values() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_plain_loops_agree_on_the_cloud(seed: int) -> None:
    ap, ml = signals(seed)
    n, ddof = ap.size, seed % 2
    found = measure(ap, ml, RATE_HZ, replace(RAW, ddof=ddof))
    x, y = plain.centred(list(ap)), plain.centred(list(ml))
    assert found.area_per_s_m2_s5 == pytest.approx(plain.area_per_s(x, y, RATE_HZ), rel=1e-12)
    xx, yy, xy = plain.moments(x, y, n - ddof)
    chi2 = math.pi * float(stats.chi2.ppf(0.95, 2)) * math.sqrt(xx * yy - xy * xy)
    assert found.ellipse95_chi2_m2_s4 == pytest.approx(chi2, rel=1e-12)
    xx, yy, xy = plain.moments(x, y, n)
    f95 = float(stats.f.ppf(0.95, 2, n - 2))
    area = 2 * math.pi * f95 * math.sqrt(xx * yy - xy * xy) * (n + 1) * (n - 1) / (n * (n - 2))
    assert found.ellipse95_f_m2_s4 == pytest.approx(area, rel=1e-12)
    angle = 0.5 * math.degrees(math.atan2(2 * xy, xx - yy))
    assert found.principal_direction_deg == pytest.approx(abs(angle), rel=1e-12)


@pytest.mark.parametrize("chosen", [TRUNK, RECORD_BINS, UNBIASED_50_HZ])
def test_the_density_is_that_of_scipy(chosen: SwaySettings) -> None:
    ap, _ = signals(5, 3001)
    found = measure(ap, 0.0 * ap, 100.0, replace(chosen, lowpass_hz=None, segments="from_start"))
    x, rate = ap - np.mean(ap), 100.0
    if chosen.spectrum_rate_hz is not None:
        x, rate = np.interp(np.arange(0.0, 30.0, 0.02), np.arange(3001) / 100.0, x), 50.0
        x = signal.detrend(x)
    length = round(chosen.segment_s * rate)
    padded = {"record": 3001, "segment": length}.get(str(chosen.frequency_step_hz), 4000)
    detrend = "linear" if chosen.detrend == "line" else "constant"
    hz, density = signal.welch(x, rate, nperseg=length, nfft=padded, detrend=detrend)
    low, high = chosen.band_hz
    band = (hz > low - 1e-9) & (hz < high + 1e-9)
    total = np.sum(density[band]) * (hz[1] if chosen.power == "integral" else 1.0)
    assert found.ap is not None
    assert found.ap.spectral is not None
    assert found.ap.spectral.total_power_m2_s4 == pytest.approx(total, rel=1e-12)
    mean = np.sum(hz[band] * density[band]) / np.sum(density[band])
    assert found.ap.spectral.mean_power_hz == pytest.approx(mean, rel=1e-12)


def test_a_sine_gives_what_can_be_worked_out_by_hand() -> None:
    time_s = np.arange(0.0, 40.0, 0.01)
    sine = 0.3 * np.sin(2.0 * np.pi * 0.5 * time_s)
    cosine = 0.3 * np.cos(2.0 * np.pi * 0.5 * time_s)
    found = measure(sine, cosine, 100.0)
    assert found.ap is not None
    assert found.ap.rms_m_s2 == pytest.approx(0.3 / math.sqrt(2.0), rel=1e-3)
    assert found.ap.range_m_s2 == pytest.approx(0.6, rel=1e-3)
    assert found.ap.mean_velocity_m_s == pytest.approx(0.3 / math.pi * 2.0 / math.pi, rel=1e-2)
    assert found.resultant.mean_frequency_hz == pytest.approx(0.5, rel=1e-3)
    assert found.resultant.lean_deg == pytest.approx(math.degrees(0.3 / 9.80665), rel=1e-3)
    assert found.area_per_s_m2_s5 == pytest.approx(math.pi * 0.3**2 * 0.5, rel=1e-2)
    assert found.resultant.jerk_m2_s5 == pytest.approx(
        0.5 * (2 * math.pi * 0.5 * 0.3) ** 2 * 40.0, rel=1e-2
    )
    assert found.ap.spectral is not None
    assert found.ap.spectral.f50_hz == pytest.approx(0.5, abs=0.03)
    assert found.ap.spectral.total_power_m2_s4 == pytest.approx(0.3**2 / 2.0, rel=1e-2)


def test_the_low_pass_is_zero_phase_and_half_at_its_corner() -> None:
    time_s = np.arange(0.0, 40.0, 0.01)
    for hz, kept in ((0.5, 1.0), (3.5, 0.5), (12.0, 0.0)):
        wave = 0.3 * np.sin(2.0 * np.pi * hz * time_s)
        found = measure(wave, 0.0 * wave, 100.0).resultant.rms_m_s2
        assert found == pytest.approx(kept * 0.3 / math.sqrt(2.0), abs=8e-3)


@given(seed=st.integers(0, 10_000), degrees=st.floats(0.0, 360.0))
@settings(max_examples=40, deadline=None)
def test_turning_leaves_direction_free_measures(seed: int, degrees: float) -> None:
    ap, ml = signals(seed, 800)
    turn = np.radians(degrees)
    one, other = np.cos(turn) * ap - np.sin(turn) * ml, np.sin(turn) * ap + np.cos(turn) * ml
    straight = measure(ap, ml, 100.0, axes="none")
    turned = measure(one, other, 100.0, axes="none")
    assert turned.values() == pytest.approx(straight.values(), rel=1e-9)
    assert (turned.ap, turned.ml, turned.principal_direction_deg) == (None, None, None)


FOURFOLD = {
    "jerk_m2_s5", "total_power_m2_s4", "area_per_s_m2_s5",
    "ellipse95_chi2_m2_s4", "ellipse95_f_m2_s4",
}  # fmt: skip
SAME = {
    "mean_frequency_hz", "f50_hz", "f95_hz", "centroid_hz", "mean_power_hz", "dispersion",
}  # fmt: skip


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_twice_the_signal(seed: int) -> None:
    ap, ml = signals(seed, 800)
    once, twice = measure(ap, ml, 100.0), measure(2.0 * ap, 2.0 * ml, 100.0)
    ratios = compare(once, twice)
    assert set(ratios) == set(once.values())
    for name, ratio in ratios.items():
        wanted = 4.0 if name in FOURFOLD else 1.0 if name in SAME else 2.0
        assert ratio == pytest.approx(wanted, rel=1e-12), name
    assert twice.principal_direction_deg == pytest.approx(once.principal_direction_deg, rel=1e-9)


@given(
    n=st.integers(FEWEST, 900),
    scale=st.sampled_from([0.0, 1e-9, 1.0, 1e4]),
    seed=st.integers(0, 1000),
)
@settings(max_examples=60, deadline=None)
def test_any_finite_signal_has_finite_numbers(n: int, scale: float, seed: int) -> None:
    ap, ml = signals(seed, n)
    for chosen in (TRUNK, RECORD_BINS, UNBIASED_50_HZ):
        found = measure(scale * ap, scale * ml, 100.0, chosen)
        numbers = [value for value in found.values().values() if value is not None]
        assert np.isfinite(numbers).all()
        assert all(type(value) is float for value in numbers)


@given(seed=st.integers(0, 10_000), n=st.integers(2, 400), kind=st.sampled_from("nrlc"))
@settings(max_examples=60, deadline=None)
def test_the_largest_distance_is_exact(seed: int, n: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0.0, 2.0 * np.pi, n)
    x, y = {
        "n": (rng.normal(size=n), rng.normal(size=n)),
        "r": (np.cos(angle), np.sin(angle)),  # all of them at the edge
        "l": (np.linspace(-1.0, 2.0, n), np.zeros(n)),
        "c": (np.zeros(n), np.zeros(n)),
    }[kind]
    x, y = x - np.mean(x), y - np.mean(y)
    wanted = np.max(np.hypot(x[:, None] - x, y[:, None] - y))
    assert largest_distance(x, y, np.hypot(x, y)) == pytest.approx(wanted, rel=1e-14)


def test_a_short_record_has_no_spectrum() -> None:
    ap, ml = signals(1, 300)
    assert measure(ap, ml, 100.0).resultant.spectral is None
    assert "f50_hz" not in measure(ap, ml, 100.0).values()


def test_a_still_record_has_no_frequencies() -> None:
    still = measure(np.zeros(900), np.zeros(900), 100.0).values()
    assert still["rms_m_s2"] == 0.0
    assert still["f50_hz"] is still["mean_frequency_hz"] is None


@pytest.mark.parametrize(
    ("change", "rate_hz"),
    [({}, 50.0), *(({field.name: None}, 100.0) for field in fields(SwaySettings))],
)
def test_different_settings_are_never_compared(change: dict[str, None], rate_hz: float) -> None:
    first = measure(*signals(1, 900), 100.0)
    second = replace(first, rate_hz=rate_hz, settings=_changed(first, change))
    with pytest.raises(ValueError, match="can't be compared"):
        compare(first, second)


def _changed(measures: SwayMeasures, change: dict[str, None]) -> SwaySettings:
    """Any other value will do, of whatever kind, as long as it is another one."""
    other = object.__new__(SwaySettings)
    for field in fields(SwaySettings):
        value = "other" if field.name in change else getattr(measures.settings, field.name)
        object.__setattr__(other, field.name, value)
    return other


def test_what_grows_with_time_is_compared_at_equal_length_alone() -> None:
    long, short = measure(*signals(1, 900), 100.0), measure(*signals(1, 800), 100.0)
    assert {*GROWING}.isdisjoint(compare(long, short))
    assert {*GROWING} <= {*compare(long, long)}
    assert "jerk_m2_s5" not in compare(long, replace(long, spoiled=("jerk_m2_s5",)))


@pytest.mark.parametrize(
    ("ap", "ml", "rate_hz", "words"),
    [
        (np.zeros(FEWEST - 1), np.zeros(FEWEST - 1), 100.0, "at least 32 samples"),
        (np.full(99, np.nan), np.zeros(99), 100.0, "finite"),
        (np.zeros((99, 2)), np.zeros((99, 2)), 100.0, r"shape \(n,\)"),
        (np.zeros(99), np.zeros(99), 7.0, "more than 7 samples a second"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    ap: FloatArray, ml: FloatArray, rate_hz: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        measure(ap, ml, rate_hz)


@pytest.mark.parametrize(
    "wrong",
    [{"band_hz": (5.0, 0.1)}, {"overlap": 1.0}, {"segment_s": 0.0}, {"lowpass_hz": 0.0},
     {"frequency_step_hz": 0.0}],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        replace(TRUNK, **wrong)
