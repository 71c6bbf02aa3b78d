"""Windows of lessons, varied, as the model sees them, with what it should answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import signal

from balance.samples import FloatArray
from balance.signal.features import IMPACT_BAND_HZ, LEAD
from balance.signal.grid import GRID_HZ
from balance.timing.inputs import GRAIN, STRIDE, Inputs, Standing, encode, history
from balance.timing.level import Level
from balance.timing.network import BINS
from learning.lessons import Lesson
from learning.vary import vary

ROWS: Final = 400
_RIPPLE: Final = signal.butter(2, IMPACT_BAND_HZ, "band", fs=GRID_HZ, output="sos")
_TAUGHT_AFTER: Final = 300.0  # grid rows for which the stretch after a tap or a hop is taught
# Share of windows that are varied, and not learned from as they were made: what finds most in
# worlds that were left out.
VARIED: Final = {"trunk": 0.5, "leg": 1.0}
_WARM: Final = 12  # model rows at the start of a window in the middle that are not taught
_WIDE: Final = 3.0  # grid rows, standard deviation of an event's mark


@dataclass(frozen=True)
class Batch:
    """Inputs, and truth by model row: up and known (b, n), marks (b, n, BINS)."""

    pairs: FloatArray
    scalars: FloatArray
    up: FloatArray
    known: FloatArray
    lift: FloatArray
    down: FloatArray


def batch(
    rng: np.random.Generator,
    worlds: Sequence[Sequence[Lesson]],
    size: int,
    *,
    varied: float = 1.0,
) -> Batch:
    """Take windows from worlds in equal shares; a share `varied` of them is not as it was made."""
    n = STRIDE * ROWS
    acc = np.zeros((3, size, LEAD + n))
    gyr = np.zeros((3, size, LEAD + n))
    truths, levels, turns = [], [], []
    for k in range(size):
        world = worlds[int(rng.integers(len(worlds)))]
        one = world[int(rng.integers(len(world)))]
        start = _start(rng, one, n)
        level = _level(rng, one, start)
        rows = one.rows[:, start : start + LEAD + n].astype(float)
        level_acc, level_gyr = level.acc(rows[:3]), level.gyr(rows[3:])
        truth = _truth(one, start, rows.shape[1])
        if rng.random() < varied:
            whom = worlds[int(rng.integers(len(worlds)))]
            others = _ways(rng, whom[int(rng.integers(len(whom)))])
            level_acc, level_gyr = vary(
                rng, level_acc, level_gyr, truth.lifts, truth.ends, truth.up, others
            )
        acc[:, k, : rows.shape[1]], gyr[:, k, : rows.shape[1]] = level_acc, level_gyr
        truths.append(_by_model_row(truth, n, warm=_WARM if start else 0))
        levels.append(level)
        turns.append([one.has_gyr])
    has_gyr = ((rng.random((size, 1)) > 0.25) & np.array(turns)).astype(float)
    gyr *= has_gyr
    up, known, lift, down = (np.stack(part) for part in zip(*truths, strict=True))
    inputs = _inputs(acc, gyr, levels, has_gyr)
    seen = inputs.pairs * GRAIN, inputs.scalars * GRAIN
    return Batch(*(a.astype(np.float32) for a in (*seen, up, known, lift, down)))


def _inputs(
    acc: FloatArray, gyr: FloatArray, levels: Sequence[Level], has_gyr: FloatArray
) -> Inputs:
    ripple = np.sqrt((signal.sosfilt(_RIPPLE, acc, axis=-1) ** 2).sum(axis=0))
    end = LEAD + STRIDE - 1
    both = np.concatenate([acc, gyr])
    seen = history(both, np.cumsum(both, axis=-1), end, ROWS)
    newest = ripple[:, LEAD:].reshape(len(ripple), ROWS, STRIDE)
    quiet = [
        (q.acc_rms_m_s2, q.gyr_rms_rad_s, q.ripple_m_s2) for q in (one.quiet for one in levels)
    ]
    floor = np.array(quiet).T[:, :, None]
    standing = Standing(floor[0], floor[1] * has_gyr, floor[2], has_gyr)
    return encode(seen, newest, standing.scalars())


def _ways(rng: np.random.Generator, one: Lesson) -> tuple[FloatArray, FloatArray]:
    """How somebody moves within a hold, and in quiet stance, in the level frame."""
    level = one.levels[0]
    spans = []
    held = one.holds[one.holds[:, 1] - one.holds[:, 0] > 400.0]
    first, last = held[int(rng.integers(len(held)))] if len(held) else (0.0, 0.0)
    spans.append((int(first) + 80, min(int(last) - 60, int(first) + 2000)))
    still = one.levels[int(rng.integers(len(one.levels)))].quiet.row
    spans.append((max(LEAD, still - 300), still))
    made = []
    for begin, end in spans:
        rows = one.rows[:, begin : max(begin, end)].astype(float)
        made.append(np.concatenate([level.acc(rows[:3]), level.gyr(rows[3:])]))
    return made[0], made[1]


def _start(rng: np.random.Generator, one: Lesson, n: int) -> int:
    most = max(0, one.rows.shape[1] - LEAD - n)
    what = rng.random()
    if most == 0 or what < 0.3:
        return 0
    if what < 0.8 and len(one.holds):
        event = float(one.holds[int(rng.integers(len(one.holds))), int(rng.random() < 0.6)])
        return int(np.clip(event - LEAD - rng.uniform(0.1, 0.9) * n, 0, most))
    return int(rng.integers(most + 1))


def _level(rng: np.random.Generator, one: Lesson, start: int) -> Level:
    """Mostly the newest way to stand before the window's first hold, sometimes any."""
    if rng.random() < 0.15:
        return one.levels[int(rng.integers(len(one.levels)))]
    later = one.holds[one.holds[:, 1] > start + LEAD]
    first = float(later[0, 0]) if len(later) else start + LEAD + 400.0
    before = [level for level in one.levels if level.quiet.row < first]
    return (before or one.levels)[-1 if rng.random() < 0.7 else int(rng.integers(len(before) or 1))]


@dataclass(frozen=True)
class _Truth:
    up: FloatArray
    known: FloatArray
    lifts: FloatArray
    ends: FloatArray


def _truth(one: Lesson, start: int, length: int) -> _Truth:
    at = np.arange(length) + start
    up, known = np.zeros(length), np.ones(length)
    for first, last in one.holds:
        up[(at >= first) & (at < last)] = 1.0
    for first, last in one.unsure:
        known[(at > first + _TAUGHT_AFTER) & (at < last)] = 0.0
    holds = one.holds - start
    return _Truth(
        up, known, *(holds[:, k][(holds[:, k] > 0) & (holds[:, k] < length)] for k in (0, 1))
    )


def _by_model_row(truth: _Truth, n: int, warm: int) -> tuple[FloatArray, ...]:
    """Truth without the lead, whole model rows; past the recording's end nothing is known."""
    up, known = np.zeros(n), np.zeros(n)
    length = truth.up.size - LEAD
    up[:length], known[:length] = truth.up[LEAD:], truth.known[LEAD:]
    known = known.reshape(ROWS, STRIDE).min(axis=1)
    known[:warm] = 0.0
    marks = []
    at = np.arange(n) + LEAD
    for events in (truth.lifts, truth.ends):
        mark = np.zeros(n)
        for event in events:
            mark = np.maximum(mark, np.exp(-0.5 * ((at - event) / _WIDE) ** 2))
        marks.append(mark.reshape(ROWS, BINS))
    return up.reshape(ROWS, STRIDE).mean(axis=1), known, *marks
