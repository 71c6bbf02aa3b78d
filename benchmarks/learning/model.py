"""The network of balance/timing/network.py in jax, its loss, and a training."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from balance.timing import network as net
from balance.timing.network import CHANNELS, DILATIONS, KERNEL, Weights, shapes
from learning.batches import Batch, batch
from learning.lessons import Lesson

Params = dict[str, Any]
_UP_SHARES = (0.5, 0.7, 0.7, 1.0)
_DROPPED = 0.1
_SEEN = 3  # times that a batch is learned from: to vary one takes twice as long as to learn from it
_POOL = 40  # batches, some of them alike, from which the next one is taken


def start(seed: int) -> Params:
    """Weights to begin with."""
    rng = np.random.default_rng(seed)
    made = {}
    for name, shape in shapes().items():
        size = 0.0 if len(shape) == 1 else np.sqrt(2.0 / shape[0])
        size *= {"mix": 1.0, "out": 0.05}.get(name, 0.25 if name.startswith("back") else 1.0)
        made[name] = (size * rng.standard_normal(shape)).astype(np.float32)
    made["out_bias"][list(net.UP)] = -1.0
    for part in (*net.LIFT, *net.DOWN):
        made["out_bias"][part] = -5.0
    return made


def answers(w: Params, pairs: Any, scalars: Any, drop: Any = None) -> Any:
    """What the network says of whole windows: pairs (2, b, n, PAIRS), scalars (b, n, SCALARS)."""
    plane = pairs @ w["mix"]
    lengths = jnp.log1p(jnp.sqrt((plane**2).sum(axis=0) + 1e-8))
    flow = jax.nn.relu(jnp.concatenate([lengths, scalars], -1) @ w["in"] + w["in_bias"])
    for k, d in enumerate(DILATIONS):
        known = jnp.pad(flow, ((0, 0), ((KERNEL - 1) * d, 0), (0, 0)))
        n = flow.shape[1]
        taps = jnp.concatenate([known[:, j * d : j * d + n] for j in range(KERNEL)], -1)
        wide = jax.nn.relu(taps @ w[f"wide{k}"] + w[f"wide{k}_bias"])
        if drop is not None:
            kept = jax.random.bernoulli(
                jax.random.fold_in(drop, k), 1 - _DROPPED, (flow.shape[0], 1, CHANNELS)
            )
            wide = wide * kept / (1 - _DROPPED)
        flow = flow + wide @ w[f"back{k}"]
    return flow @ w["out"] + w["out_bias"]


def _late(y: Any, rows: int) -> Any:
    pad = ((0, 0), (rows, 0)) + ((0, 0),) * (y.ndim - 2)
    return jnp.pad(y, pad)[:, : y.shape[1]]


def _missed(odds: Any, y: Any) -> Any:
    return jnp.maximum(odds, 0) - odds * y + jnp.log1p(jnp.exp(-jnp.abs(odds)))


def loss(
    w: Params, key: Any, pairs: Any, scalars: Any, up: Any, known: Any, lift: Any, down: Any
) -> Any:
    """Cross entropy of all answers, each against what was true so long before."""
    said = answers(w, pairs, scalars, key)
    total = 0.0
    for k, (rows, share) in enumerate(zip(net.UP_AFTER, _UP_SHARES, strict=True)):
        total += share * (_missed(said[..., k], _late(up, rows)) * _late(known, rows)).mean()
    for k, rows in enumerate(net.EVENT_AFTER):
        for part, mark in ((net.LIFT[k], lift), (net.DOWN[k], down)):
            y = _late(mark, rows)
            share = _late(known, rows)[..., None] * (1 + 6 * y) * (0.5, 1.0)[k]
            total += (_missed(said[..., part], y) * share).mean()
    return total


def _stream(
    rng: np.random.Generator, worlds: Sequence[Sequence[Lesson]], size: int, *, varied: float
) -> Iterator[Batch]:
    pool: list[Batch] = []
    while True:
        while len(pool) < _POOL:
            pool += [batch(rng, worlds, size, varied=varied)] * _SEEN
        yield pool.pop(int(rng.integers(len(pool))))


def train(
    worlds: Sequence[Sequence[Lesson]],
    *,
    steps: int,
    seed: int = 0,
    size: int = 16,
    varied: float,
    say: Callable[[str], None] = print,
) -> Weights:
    """Train one model on worlds in equal shares; a share `varied` of the windows is."""
    rng, key = np.random.default_rng([seed, 1]), jax.random.PRNGKey(seed)
    w = start(seed)
    rate = optax.warmup_cosine_decay_schedule(1e-4, 4e-3, min(200, steps // 5), steps, 2e-5)
    rule = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=1e-3))
    state = rule.init(w)

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(w: Params, state: Any, key: Any, *given: Any) -> tuple[Params, Any, Any]:
        value, slope = jax.value_and_grad(loss)(w, key, *given)
        change, state = rule.update(slope, state, w)
        return optax.apply_updates(w, change), state, value

    begun, recent = time.time(), []
    stream = _stream(rng, worlds, size, varied=varied)
    for i, b in zip(range(steps), stream, strict=False):
        key, sub = jax.random.split(key)
        w, state, value = step(w, state, sub, b.pairs, b.scalars, b.up, b.known, b.lift, b.down)
        recent.append(float(value))
        if (i + 1) % 250 == 0:
            say(f"step {i + 1}: loss {np.mean(recent[-250:]):.3f}, {time.time() - begun:.0f} s")
    return {name: np.asarray(values) for name, values in w.items()}
