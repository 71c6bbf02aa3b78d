import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance.samples import Inlet, SampleBlock, measured_rate_hz


def rows(times: list[float]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(times, float), np.tile([0.0, 0.0, 9.81], (len(times), 1))


def test_a_block_is_read_only_and_slices_to_a_block() -> None:
    block = SampleBlock(*rows([0.0, 0.01, 0.02]))
    assert len(block[1:]) == 2
    assert block.duration_s == pytest.approx(0.02)
    with pytest.raises(ValueError, match="read-only"):
        block.acc_m_s2[0, 0] = 1.0


@pytest.mark.parametrize("times", [[0.0, 0.0], [1.0, 0.5], [0.0, float("nan")]])
def test_a_block_refuses_times_that_do_not_increase(times: list[float]) -> None:
    with pytest.raises(ValueError, match="increasing"):
        SampleBlock(*rows(times))


def test_a_block_refuses_wrong_shapes_and_values_that_are_not_finite() -> None:
    time, acc = rows([0.0, 0.01])
    with pytest.raises(ValueError, match="shapes"):
        SampleBlock(time, acc[:, :2])
    with pytest.raises(ValueError, match="finite"):
        SampleBlock(time, np.where(acc > 0, np.inf, acc))


def test_the_inlet_drops_and_counts_what_is_wrong() -> None:
    inlet = Inlet()
    time, acc = rows([0.0, 0.01, 0.01, 0.005, 0.02, 0.5])
    acc[4, 1] = np.nan
    block = inlet.push(time, acc)
    assert block.time_s.tolist() == [0.0, 0.01, 0.5]
    assert (inlet.repeats, inlet.backward, inlet.not_finite) == (1, 1, 1)
    assert [(gap.start_s, gap.end_s) for gap in inlet.gaps] == [(0.01, 0.5)]
    assert inlet.faults() == [
        "1 of 6 rows (17 %) without a finite value dropped",
        "1 of 6 rows (17 %) with a repeated time dropped",
        "1 of 6 rows (17 %) with a step back in time dropped",
        "1 gap, the longest 0.49 s",
    ]


@given(
    st.lists(st.floats(0, 3) | st.just(float("nan")), min_size=1, max_size=40),
    st.integers(1, 39),
)
def test_the_inlet_gives_the_same_for_any_cut(times: list[float], cut: int) -> None:
    time, acc = rows(times)
    whole, parts = Inlet(), Inlet()
    block = whole.push(time, acc)
    pieces = [parts.push(time[:cut], acc[:cut]), parts.push(time[cut:], acc[cut:])]
    assert np.array_equal(np.concatenate([piece.time_s for piece in pieces]), block.time_s)
    assert parts.faults() == whole.faults()


def test_the_rate_is_right_where_stamps_are_rounded_to_a_millisecond() -> None:
    stamps = np.round(np.arange(2000) / 103.6, 3)
    assert measured_rate_hz(stamps) == pytest.approx(103.6, rel=1e-3)
    assert np.isnan(measured_rate_hz(stamps[:1]))


def test_the_rate_leaves_gaps_out() -> None:
    stamps = np.arange(200) / 50.0
    stamps[100:] += 5.0
    assert measured_rate_hz(stamps) == pytest.approx(50.0)
