"""Learns how the answers of a leg's and a trunk's model are joined: balance/timing/joining.npz.

    python benchmarks/joining.py [--count 200] [--left-out WORLD]

From simulated people alone who wear both, of worlds in which the same seed is the same movement
wherever it is felt; none of the recordings is one that the models learned from, nor one that
`two_sensors.py` judges on. Some ten minutes on two cores. With a world left out nothing is written.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from worlds import both
from worlds.both import Both

import balance.timing
from balance.samples import FloatArray
from balance.timing.heard import Heard
from balance.timing.hold_timer import HoldTimer
from balance.timing.inputs import ROW_S
from balance.timing.joining import (
    HIDDEN,
    INPUTS,
    MOST_ODDS,
    PAST_S,
    RECORD,
    RULES,
    inputs_of,
    rule_of,
)
from balance.timing.network import DOWN, UP, UP_AFTER

FIRST_SEED: Final = 5000
COUNT: Final = 200
STEPS: Final = 1500
BATCH: Final = 8192
AFTER_S: Final = 0.7  # a hold that was ended is over for so long, whatever comes then
STANDS, HOLDS, ENDS, ENDED, UNSAID = 0.15, 0.3, 1.0, 3.0, 0.0  # what a row counts
Parts = list[tuple[FloatArray, FloatArray, FloatArray]]


@dataclass(frozen=True)
class Lesson:
    """What both models say of a recording, row by row of the leg's."""

    truth: Both
    time_s: FloatArray
    leg: FloatArray
    trunk: FloatArray
    marks: FloatArray
    there: FloatArray


def lesson(drawn: tuple[str, int]) -> Lesson:
    """Hear both of one person."""
    made = both.draw(*drawn)
    heard = []
    for one in (made.leg, made.trunk):
        each = Heard(keep_s=200.0)
        HoldTimer(one.placement, heard=each).push(one.block)
        heard.append(each)
    leg, trunk = heard
    time_s, answers = leg.between(-np.inf, np.inf)
    time_s = time_s.copy()
    other, there = trunk.at(time_s)
    marks = np.stack([each.latest(DOWN[0], time_s, PAST_S) for each in heard])
    return Lesson(made, time_s, answers.T.copy(), other, marks, there)


def labels(one: Lesson, what: int) -> tuple[FloatArray, FloatArray]:
    """Whether a hold went on at the moment that each row is about, and what the row counts."""
    at_s = one.time_s - ROW_S * (UP_AFTER[what] + 0.5)
    holds, counts = np.zeros(at_s.size), np.full(at_s.size, STANDS)
    leg = one.truth.leg
    for first_s, last_s in leg.unsure_s:
        counts[(at_s >= first_s) & (at_s <= last_s)] = UNSAID
    for (lift_s, end_s), ending in zip(leg.holds, leg.endings, strict=True):
        up = (at_s >= lift_s) & (at_s < end_s)
        holds[up] = 1.0
        counts[up] = np.where(at_s[up] > end_s - 1.5, ENDS, HOLDS)
        counts[np.abs(at_s - lift_s - 0.05) < 0.25] = UNSAID
        if ending != "recording_end":
            over = (at_s >= end_s + 0.04) & (at_s < end_s + AFTER_S)
            holds[over], counts[over] = 0.0, ENDED
        counts[np.abs(at_s - end_s + 0.02) < 0.06] = UNSAID
    return holds, counts * one.there


def learned(parts: Parts) -> tuple[FloatArray, FloatArray]:
    """One rule, by Adam on the logistic loss: what is to be kept of it."""
    rng = np.random.default_rng(0)
    x, holds, counts = (np.concatenate(each) for each in zip(*parts, strict=True))
    x = np.clip(x, -MOST_ODDS, MOST_ODDS) / 4.0
    drawn = np.cumsum(counts / counts.sum())
    wide = np.vstack([0.7 * rng.standard_normal((INPUTS, HIDDEN)), np.zeros(HIDDEN)])
    out = np.concatenate([0.3 * rng.standard_normal(HIDDEN), [0.3, 0.3, -0.2, -0.2, 0.0]])
    state = [np.zeros_like(each) for each in (wide, wide, out, out)]
    for step in range(STEPS):
        rows = np.minimum(np.searchsorted(drawn, rng.random(BATCH)), holds.size - 1)
        some = np.hstack([x[rows], np.ones((BATCH, 1))])
        felt = some @ wide
        hidden = np.maximum(felt, 0.0)
        odds = hidden @ out[:HIDDEN] + some @ out[HIDDEN:]
        off = (1.0 / (1.0 + np.exp(-odds)) - holds[rows]) / BATCH
        slopes = (
            some.T @ (off[:, None] * out[:HIDDEN] * (felt > 0.0)) + 1e-4 * wide,
            np.concatenate([hidden.T @ off + 1e-4 * out[:HIDDEN], some.T @ off]),
        )
        rate = 0.02 * (1.0 - step / STEPS) + 0.0005
        for k, (weights, slope) in enumerate(zip((wide, out), slopes, strict=True)):
            mean, square = state[2 * k], state[2 * k + 1]
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            mended = mean / (1.0 - 0.9 ** (step + 1)), square / (1.0 - 0.999 ** (step + 1))
            weights -= rate * mended[0] / (np.sqrt(mended[1]) + 1e-8)
    return wide, out


def rules(lessons: Sequence[Lesson]) -> dict[str, FloatArray]:
    """The rules of all hindsights, as they are kept."""
    kept = {}
    for what in range(len(UP)):
        parts: Parts = []
        for one in lessons:
            holds, counts = labels(one, what)
            x = inputs_of(one.leg, one.trunk, one.marks, what)
            parts.append((x[counts > 0.0], holds[counts > 0.0], counts[counts > 0.0]))
        rule = rule_of(*learned(parts))
        kept |= {f"wide{what}": rule.wide, f"out{what}": rule.out}
    return kept


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="recordings of each world")
    parser.add_argument("--left-out", choices=list(both.WORLDS), help="learn without this world")
    parser.add_argument("--out", type=Path, default=Path(balance.timing.__file__).parent)
    given = parser.parse_args()
    worlds = [world for world in both.WORLDS if world != given.left_out]
    drawn = [(world, FIRST_SEED + k) for k in range(given.count) for world in worlds]
    with ProcessPoolExecutor() as pool:
        lessons = list(pool.map(lesson, drawn, chunksize=4))
    np.savez(given.out / RULES, **rules(lessons))
    record = {"worlds": worlds, "recordings": len(drawn), "first_seed": FIRST_SEED, "steps": STEPS}
    (given.out / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
