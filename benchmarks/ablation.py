"""What each kind of evidence buys: holds found right without it.

    python benchmarks/ablation.py [--sessions 40] [--lessons 40]

For each group of evidence the weights of the verdicts are learned anew without it, from people of
the family "tune", and tried on those of the family "report". Everything here is simulated.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain

import numpy as np
from people import Case, cases
from scoring import Scored, score
from training import Lesson, Row, learn, lesson

from balance.timing.verdict import BentLines, Learned, kinds

GROUPS: dict[str, tuple[str, ...]] = {
    "all of it": (),
    "without the weight shift": (
        "push", "lean_along_push", "shift", "shift_push", "shift_fit", "shift_undone",
        "since_shift", "push_along", "undone", "undone_push", "undone_fit", "return_speed",
    ),
    "without tilt and lean": (
        "tilt", "tilt_least", "lean_long", "return", "return_peak", "displacement", "left", "moved",
    ),
    "without turning": (
        "turning", "turning_size", "rate_peak", "turning_long", "calm", "calm_size", "descent",
    ),
    "without jolts and ripple": (
        "ripple_level", "ripple_peak", "ripple_long", "impact", "impact_size", "ripple_calm",
        "crest",
    ),
    "without how much it moves": (
        "unrest", "unrest_size", "unrest_long", "unrest_calm", "unrest_left",
    ),
}  # fmt: skip


class Lacking(Learned):
    """The learned weights, but for verdicts learned without some kinds of evidence."""

    def __init__(self, kind: str, lift: BentLines, down: BentLines) -> None:
        super().__init__(trunk=kind.startswith("trunk"), has_gyr=not kind.endswith("_acc"))
        self._lift, self._down = lift, down
        lines = self._lines
        self._lines = {
            "lift_off": (lift, lines["lift_off"][1]),
            "step_down": (down, lines["step_down"][1]),
        }


def verdict(rows: Iterable[Row], names: tuple[str, ...], left_out: tuple[str, ...]) -> BentLines:
    """Weights learned on everything but some kinds, which then add nothing."""
    blind = np.isin(names, left_out)
    return BentLines(learn([(np.where(blind, 0.0, seen), truth) for seen, truth in rows]))


def right(scored: Iterable[Scored]) -> tuple[float, float, float]:
    """Found right and early, in %, and extra holds for 100 sessions."""
    scored = list(scored)
    outcomes = list(chain.from_iterable(one.outcomes for one in scored))
    early = np.mean([one.end_error_s <= -0.5 for one in outcomes])
    extra = 100 * np.mean([one.extra for one in scored])
    return 100 * float(np.mean([one.right for one in outcomes])), 100 * float(early), float(extra)


def main() -> None:
    """Print a row for each kind of sensor and group."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=40, help="of each kind, to try it on")
    parser.add_argument("--lessons", type=int, default=40, help="of each kind, to learn from")
    given = parser.parse_args()
    wanted: dict[str, list[Case]] = {}
    for case in cases("report", given.sessions):
        wanted.setdefault(case.kind, []).append(case)
    taught: dict[str, list[Lesson]] = {}
    lines = []
    with ProcessPoolExecutor() as pool:
        for kind, learned in pool.map(lesson, cases("tune", given.lessons), chunksize=8):
            taught.setdefault(kind, []).append(learned)
        for kind, lessons in taught.items():
            lifts = list(chain.from_iterable(each.lifts for each in lessons))
            downs = list(chain.from_iterable(each.downs for each in lessons))
            for name, left_out in GROUPS.items():
                trunk = kind.startswith("trunk")
                lift = verdict(lifts, kinds("lift", trunk=trunk), left_out)
                down = verdict(downs, kinds("down", trunk=trunk), left_out)
                judged = partial(score, judge=Lacking(kind, lift, down))
                figures = right(pool.map(judged, wanted[kind], chunksize=4))
                lines.append((kind, name, *figures))
    print("| sensor | evidence | right % | early % | extra /100 |\n|---|---|---|---|---|")
    for kind, name, *figures in lines:
        print(f"| {kind} | {name} | " + " | ".join(f"{value:.1f}" for value in figures) + " |")


if __name__ == "__main__":
    main()
