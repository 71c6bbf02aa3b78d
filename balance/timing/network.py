"""The learned model: a causal convolution over the input rows, in numbers that add up exactly.

Weights are whole multiples of a grain and bounded, activations whole numbers of grains. So every
product and every sum of a layer is exact in double precision: it does not matter how many rows are
computed at once, in which order a library adds them up, or on which machine. The same samples give
the same bits. (Bits of the largest sum: 22 of the flow, 14 of a weight and 8 for the terms make 32
of a wide activation in grains; that, 14 of a weight and 6 for the terms make 52, of 53 there are.)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from balance.samples import FloatArray
from balance.timing.inputs import GRAIN, PAIRS, SCALARS, Inputs

DILATIONS: Final = (1, 4, 16, 64)
KERNEL: Final = 4
LENGTHS: Final = 24
CHANNELS: Final = 48
# Rows after which it answers whether the foot was up then: at once, after 0.4, 1.0 and 2.0 s.
UP_AFTER: Final = (0, 10, 25, 50)
# Rows after which it answers whether an event was then, in bins of a grid row each.
EVENT_AFTER: Final = (10, 50)
UP: Final = tuple(range(4))
BINS: Final = 4
LIFT: Final = tuple(slice(4 + 8 * k, 8 + 8 * k) for k in range(2))
DOWN: Final = tuple(slice(8 + 8 * k, 12 + 8 * k) for k in range(2))
OUTPUTS: Final = 20
MOST_WEIGHT: Final = 4.0
_MOST_FLOW: Final = 2.0**10 / GRAIN
AT_ONCE: Final = 28  # rows; few enough that no library starts threads for so little
_ROOM: Final = 512  # rows that a layer takes in before it moves its buffer

Weights = dict[str, FloatArray]


def shapes() -> dict[str, tuple[int, ...]]:
    """Names and shapes of the weights."""
    made: dict[str, tuple[int, ...]] = {
        "mix": (PAIRS, LENGTHS),
        "in": (LENGTHS + SCALARS, CHANNELS),
        "in_bias": (CHANNELS,),
    }
    for k in range(len(DILATIONS)):
        made[f"wide{k}"] = (KERNEL * CHANNELS, CHANNELS)
        made[f"wide{k}_bias"] = (CHANNELS,)
        made[f"back{k}"] = (CHANNELS, CHANNELS)
    made["out"] = (CHANNELS, OUTPUTS)
    made["out_bias"] = (OUTPUTS,)
    return made


def to_grains(weights: Weights) -> dict[str, NDArray[np.int16]]:
    """Weights as they are kept: whole numbers of grains, within bounds."""
    most = MOST_WEIGHT / GRAIN
    made = {}
    for name, values in weights.items():
        bound = 2.0 * most - 1.0 if name.endswith("bias") else most
        made[name] = np.rint(np.clip(values / GRAIN, -bound, bound)).astype(np.int16)
    return made


def from_grains(grains: Mapping[str, NDArray[np.int16]]) -> Weights:
    """Weights as they are used: a bias stays in grains, as the activations are."""
    return {
        name: values.astype(float) * (1.0 if name.endswith("bias") else GRAIN)
        for name, values in grains.items()
    }


class Network:
    """One model, fed row after row.

    Parameters
    ----------
    weights
        As `from_grains` gives them.
    """

    def __init__(self, weights: Weights) -> None:
        self._w = weights
        self._layers = [
            _Layer(d, weights[f"wide{k}"], weights[f"wide{k}_bias"], weights[f"back{k}"])
            for k, d in enumerate(DILATIONS)
        ]

    def push(self, inputs: Inputs) -> FloatArray:
        """Answers for the next rows, as log odds, shape (n, OUTPUTS)."""
        flow = self._front(inputs)
        answers = np.empty((len(flow), OUTPUTS))
        for first in range(0, len(flow), AT_ONCE):
            part = flow[first : first + AT_ONCE]
            for layer in self._layers:
                part = layer.push(part)
            np.matmul(part, self._w["out"], out=answers[first : first + AT_ONCE])
        answers += self._w["out_bias"]
        answers *= GRAIN
        return answers

    def _front(self, inputs: Inputs) -> FloatArray:
        """Lengths of mixed pairs, with the scalars, to the channels."""
        w = self._w
        plane = inputs.pairs @ w["mix"]
        plane *= plane
        lengths = np.sqrt(plane[0] + plane[1])
        lengths *= GRAIN
        seen = np.concatenate([np.rint(np.log1p(lengths) * (1.0 / GRAIN)), inputs.scalars], axis=1)
        flow: FloatArray = seen @ w["in"]
        flow += w["in_bias"]
        np.maximum(flow, 0.0, out=flow)
        np.minimum(flow, _MOST_FLOW, out=flow)
        return np.rint(flow, out=flow)


class _Layer:
    """One layer, with the rows before in a buffer that is moved to its front when it is full."""

    def __init__(self, dilation: int, wide: FloatArray, bias: FloatArray, back: FloatArray) -> None:
        self._dilation = dilation
        self._weights = wide, bias, back
        self._before = (KERNEL - 1) * dilation
        self._rows = np.zeros((self._before + _ROOM, CHANNELS))
        self._end = self._before

    def push(self, flow: FloatArray) -> FloatArray:
        """The flow with what this layer adds, bounded."""
        wide, bias, back = self._weights
        seen = self._taps(flow) @ wide
        seen += bias
        np.maximum(seen, 0.0, out=seen)
        change: FloatArray = np.rint(seen, out=seen) @ back
        np.rint(change, out=change)
        change += flow
        np.maximum(change, -_MOST_FLOW, out=change)
        return np.minimum(change, _MOST_FLOW, out=change)

    def _taps(self, flow: FloatArray) -> FloatArray:
        """Each row beside those before it that the layer looks at, shape (n, KERNEL * CHANNELS)."""
        count, end = len(flow), self._end
        if end + count > len(self._rows):
            kept = self._rows[end - self._before : end].copy()
            self._rows[: self._before] = kept
            end = self._before
        self._rows[end : end + count] = flow
        self._end = end + count
        row, number = self._rows.strides
        taps = np.ndarray(
            (count, KERNEL, CHANNELS),
            buffer=self._rows.data,
            offset=(end - self._before) * row,
            strides=(row, self._dilation * row, number),
        )
        return taps.reshape(count, KERNEL * CHANNELS)
