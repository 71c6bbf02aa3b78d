"""Learns the model of balance/timing from nothing, in one go.

    pip install --group training
    python benchmarks/training.py [--steps 26000] [--lessons 500] [--without-real]

Draws lessons from every world that is here, trains one network for the trunk and one for legs at
the same time, works out how wide the stated uncertainty must be on recordings that were not learned
from, and writes `weights.npz` and the record beside it. Without the real recordings
(../shared/people, ../shared/data) two worlds and the negatives are left out; the record says so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from learning.batches import VARIED
from learning.decided import DECISIONS
from learning.judging import Judged, judge
from learning.lessons import REAL, draws, worlds_here

import balance.timing
from balance.samples import FloatArray
from balance.timing.model import KINDS, RECORD, WEIGHTS, Model
from balance.timing.network import from_grains, to_grains

HERE: Final = Path(balance.timing.__file__).parent
APART: Final = 50_000  # seeds from here on are calibrated with, never learned from
TWICE: Final = ("forces",)  # the world with the most kinds of endings takes two shares
CITED: Final = (
    "ipol_dataset_1 (cite ipol.im/pub/art/2023/497), STMems, konectom, mpower, mobgap, "
    "sit2standpy, CMU motion capture, biobuddy: numbers were learned from these recordings, none "
    "is kept"
)


def learn(place: str, steps: int, count: int, seed: int, worlds: Sequence[str]) -> dict[str, Any]:
    """Train the network of one kind of placement, on one core."""
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    from learning.model import train

    taught = [[draw.lesson() for draw in draws(world, place, count)] for world in worlds]

    def say(line: str) -> None:
        print(f"{place}: {line}", flush=True)

    say(f"{sum(map(len, taught))} lessons")
    taught += [some for world, some in zip(worlds, taught, strict=True) if world in TWICE]
    weights = train(taught, steps=steps, varied=VARIED[place], seed=seed, say=say)
    return to_grains(weights)


def calibrated(kind: str, grains: dict[str, Any], count: int, worlds: Sequence[str]) -> float:
    """Half-width over spread that holds 95.5 of 100 durations, of holds not learned from."""
    place = kind.removesuffix("_acc")
    model = Model(from_grains(grains), DECISIONS[kind], 1.0)
    ratios = []
    for world in worlds:
        if world == "negatives":
            continue
        plans = draws(world, place, count, first=APART)
        judged = judge((plan.made() for plan in plans), model, has_gyr=kind == place)
        ratios.append(_ratios(judged))
    # Each world counts alike, however many holds it has.
    shares = np.concatenate([np.full(r.size, 1.0 / max(1, r.size)) for r in ratios])
    values = np.concatenate(ratios)
    order = np.argsort(values)
    past = np.cumsum(shares[order]) / shares.sum()
    return float(values[order][np.searchsorted(past, 0.955)])


def _ratios(judged: Judged) -> FloatArray:
    found = [o for o in judged.outcomes if o.what == "right" and o.hold is not None]
    step_downs = [o for o in found if o.hold is not None and o.hold.end_reason == "step_down"]
    return np.array([abs(o.errors_s[2]) / o.hold.uncertainty_s for o in step_downs if o.hold])


def commit() -> str:
    """The commit that it was made by, and whether it was as committed."""

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=HERE, capture_output=True, text=True, check=False
        ).stdout.strip()

    return git("rev-parse", "HEAD") + (" with changes" if git("status", "--porcelain") else "")


def learned(given: argparse.Namespace, worlds: Sequence[str]) -> dict[str, Any]:
    """Learn both networks and keep them; what the record says of it."""
    made_by = commit()
    with ProcessPoolExecutor() as pool:
        jobs = {
            place: pool.submit(learn, place, given.steps, given.lessons, given.seed, worlds)
            for place in ("trunk", "leg")
        }
        flat = {f"{p}/{n}": v for p, job in jobs.items() for n, v in job.result().items()}
    np.savez_compressed(given.into / WEIGHTS, **flat)
    return {
        "made_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": made_by,
        "steps": given.steps,
        "worlds": worlds,
        "lessons_of_each_world": given.lessons,
        "seeds": {"training": given.seed, "lessons_from": 0, "calibrated_from": APART},
        "real_recordings": CITED if set(REAL) <= set(worlds) else "none",
    }


def decide(into: Path, count: int, worlds: Sequence[str]) -> dict[str, float]:
    """Put the decisions as they stand beside the weights, and the widths that go with them."""
    with np.load(into / WEIGHTS) as table:
        flat = dict(table)
    with ProcessPoolExecutor() as pool:
        jobs = {}
        for kind in KINDS:
            place = kind.removesuffix("_acc") + "/"
            grains = {n.removeprefix(place): v for n, v in flat.items() if n.startswith(place)}
            jobs[kind] = pool.submit(calibrated, kind, grains, count, worlds)
        width = {kind: round(job.result(), 2) for kind, job in jobs.items()}
    np.savez_compressed(into / WEIGHTS, **with_decisions(flat, width))
    return width


def with_decisions(flat: dict[str, Any], width: dict[str, float]) -> dict[str, Any]:
    """The table of the weights with what is decided by."""
    made = dict(flat)
    for kind in KINDS:
        made[f"decisions/{kind}"] = np.array(DECISIONS[kind].numbers())
        made[f"width/{kind}"] = np.array(width[kind])
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=26_000)
    parser.add_argument("--lessons", type=int, default=500, help="of each world")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--calibrate", type=int, default=80, help="recordings of each world")
    parser.add_argument("--without-real", action="store_true")
    parser.add_argument("--into", type=Path, default=HERE)
    parser.add_argument(
        "--decide-only", action="store_true", help="keep the weights; decisions and widths anew"
    )
    given = parser.parse_args()
    begun = time.time()
    worlds = [w for w in worlds_here() if not (given.without_real and w in REAL)]
    record = given.into / RECORD
    if given.decide_only:
        told = json.loads(record.read_text("utf-8"))
    else:
        print(f"learning from {', '.join(worlds)}", flush=True)
        if not set(REAL) <= set(worlds):
            print("without real recordings: no real starts, landings or negatives", flush=True)
        told = learned(given, worlds)
        told["minutes"] = round((time.time() - begun) / 60, 1)
    told["varied"] = VARIED
    told["decisions"] = {kind: asdict(DECISIONS[kind]) for kind in KINDS}
    told["width"] = decide(given.into, given.calibrate, worlds)
    record.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(f"written after {(time.time() - begun) / 60:.1f} minutes", flush=True)


if __name__ == "__main__":
    main()
