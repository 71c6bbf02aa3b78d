"""The model: the same bits however many rows are computed at once, whichever way a person faces."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import balance.timing
from balance.samples import FloatArray
from balance.timing.inputs import GRAIN, PAIRS, SCALARS, Inputs
from balance.timing.model import KINDS, RECORD, model_for
from balance.timing.network import (
    CHANNELS,
    KERNEL,
    MOST_WEIGHT,
    OUTPUTS,
    Network,
    Weights,
    from_grains,
    shapes,
    to_grains,
)

N = 150


def weights(seed: int = 0) -> Weights:
    rng = np.random.default_rng(seed)
    made = {name: rng.normal(size=shape) / np.sqrt(shape[0]) for name, shape in shapes().items()}
    return from_grains(to_grains(made))


def inputs(seed: int = 1, n: int = N) -> Inputs:
    rng = np.random.default_rng(seed)
    pairs, scalars = rng.normal(size=(2, n, PAIRS)), rng.normal(size=(n, SCALARS))
    return Inputs(np.rint(pairs / GRAIN), np.rint(scalars / GRAIN))


def answers(given: Inputs, cuts: list[int]) -> FloatArray:
    network = Network(weights())
    edges = sorted({0, len(given.scalars), *cuts})
    return np.concatenate(
        [network.push(Inputs(given.pairs[:, a:b], given.scalars[a:b])) for a, b in pairwise(edges)]
    )


@given(st.lists(st.integers(1, N - 1), max_size=20))
@settings(max_examples=25, deadline=None)
def test_any_cut_gives_the_same_to_the_bit(cuts: list[int]) -> None:
    whole = answers(inputs(), [])
    assert whole.shape == (N, OUTPUTS)
    assert np.array_equal(answers(inputs(), cuts), whole)


def test_sums_are_exact_in_any_order() -> None:
    """The same layer with its channels in another order: floats would differ in the last bit."""
    rng = np.random.default_rng(3)
    order = rng.permutation(KERNEL * CHANNELS)
    w = weights()["wide0"]
    flow = np.rint(rng.normal(size=(40, KERNEL * CHANNELS)) * 300 / GRAIN)
    assert np.array_equal(flow @ w, flow[:, order] @ w[order])


def test_the_largest_sum_there_can_be_is_exact() -> None:
    flow = np.full((1, KERNEL * CHANNELS), 2.0**10 / GRAIN)
    wide = flow @ np.full((KERNEL * CHANNELS, CHANNELS), MOST_WEIGHT)
    total = wide @ np.full((CHANNELS, 1), MOST_WEIGHT)
    assert total[0, 0] / GRAIN < 2.0**53


@given(st.floats(0.0, 6.28), st.booleans())
@settings(max_examples=20, deadline=None)
def test_which_way_somebody_faces_does_not_matter(angle: float, mirrored: bool) -> None:
    one = inputs()
    x, y = one.pairs
    y = -y if mirrored else y
    turned = np.stack(
        [np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y]
    )
    other = answers(Inputs(np.rint(turned), one.scalars), [])
    assert other == pytest.approx(answers(one, []), abs=0.05)


def test_the_record_beside_the_weights_says_how_they_were_made() -> None:
    told = json.loads(Path(balance.timing.__file__).with_name(RECORD).read_text("utf-8"))
    assert len(told["commit"]) >= 40
    assert told["worlds"]
    assert told["real_recordings"]
    assert set(told["decisions"]) == set(KINDS)


@pytest.mark.parametrize("has_gyr", [True, False])
def test_there_is_a_model_for_each_kind_of_sensor(has_gyr: bool) -> None:
    for placement in ("chest", "foot"):
        model = model_for(placement, has_gyr=has_gyr)
        assert {name: w.shape for name, w in model.weights.items()} == shapes()
        assert model.width > 0
