"""Learn the weights of the evidence from simulated people of the family "tune".

    python benchmarks/training.py [--sessions 240]

writes balance/timing/weights.py anew. Nobody of the reporting families is looked at here.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from people import Case, cases, simulate
from scipy.optimize import minimize

from balance.samples import FloatArray
from balance.signal.grid import GRID_HZ
from balance.timing.cues import Cue
from balance.timing.hold_timer import HoldTimer
from balance.timing.profile import profile_for
from balance.timing.verdict import What, kinds
from balance.timing.weights import WEIGHTS
from balance.timing.where import LOOKS

OUTPUT = Path(__file__).resolve().parents[1] / "balance" / "signal" / "weights.py"
KNOTS = (20.0, 40.0, 60.0, 80.0)
RANGE = (0.5, 99.5)
RIDGE = 1.0
EARLY_S = {"trunk": 0.25, "leg": 0.6}
YES = 50.0  # log odds beyond every threshold
UNSURE = 1.0  # log odds between the thresholds: what is watched goes on being watched
TARGET_ROWS = 2.0  # how sharply the softmax over rows is asked to point at the truth
WHATS: tuple[What, ...] = ("lift", "down")

Row = tuple[FloatArray, bool]
Shown = tuple[FloatArray, int]
Table = tuple[object, ...]


@dataclass
class Teacher:
    """A judge that knows the truth, acts on it, and writes down the evidence it is shown.

    Rows so near an event that right and wrong are a matter of taste are left out. How readily it
    says yes differs between lessons: evidence is only shown for as long as it has not, so that a
    lesson about lift-offs never says yes to one, and one about step-downs only at the last look.
    """

    holds: Sequence[tuple[float, float]]
    lift_share: float  # of the right moments at which it says yes
    down_share: float
    unclear_s: Sequence[float]  # ends that this sensor can hardly see
    patience_s: float  # when a sign is looked at for the last time
    early_s: float  # how long before the contact a sign may come and still be of this step-down
    rng: np.random.Generator
    lifts: list[Row] = field(default_factory=list)
    downs: list[Row] = field(default_factory=list)
    moments: dict[What, list[Shown]] = field(default_factory=lambda: {"lift": [], "down": []})

    def lift(self, evidence: FloatArray, sign_s: float, now_s: float) -> float:
        """Note the evidence; yes, at times, where the foot is up."""
        up = any(
            lift + 0.45 <= now_s < down - 0.1 and sign_s < lift + 1.0 for lift, down in self.holds
        )
        near = any(lift - 0.15 < now_s < down + 1.0 for lift, down in self.holds)
        if up or not near:
            self.lifts.append((np.append(evidence, now_s - sign_s), up))
        if up and self.rng.random() < self.lift_share:
            return YES
        return -YES if not up and self.rng.random() < 0.3 else -UNSURE

    def down(self, evidence: FloatArray, sign_s: float, now_s: float) -> float:
        """Note the evidence; yes, sooner or later, where the foot came down."""
        since = [(sign_s - down, now_s - down) for _, down in self.holds]
        is_down = any(-self.early_s <= sign < 0.3 and now > 0.12 for sign, now in since)
        near = any(
            -0.1 < now < 0.12 or -0.8 < sign < -self.early_s or 0.3 <= sign < 1.5
            for sign, now in since
        )
        unclear = any(-1.0 < now_s - end_s < 4.0 for end_s in self.unclear_s)
        if (is_down or not near) and not unclear:
            self.downs.append((np.append(evidence, now_s - sign_s), is_down))
        last = now_s - sign_s > self.patience_s - 0.005
        if is_down and (last or self.rng.random() < self.down_share):
            return YES
        return -YES if not is_down and self.rng.random() < 0.5 else -UNSURE

    def cues(self, *_: object) -> tuple[Cue, ...]:
        """Who knows the truth has no reasons."""
        return ()

    def when(self, what: What, looks: FloatArray, first_s: float) -> FloatArray:
        """Note what the rows look like, and point at the true one."""
        rows = looks.shape[1]
        events = [hold[0] if what == "lift" else hold[1] for hold in self.holds]
        near = [round((event_s - first_s) * GRID_HZ) for event_s in events]
        inside = [row for row in near if 0 <= row < rows]
        scores = np.zeros(rows)
        if len(inside) == 1:
            self.moments[what].append((looks, inside[0]))
            scores[inside[0]] = YES
        return scores


@dataclass
class Lesson:
    """The rows of one session."""

    lifts: list[Row]
    downs: list[Row]
    moments: dict[What, list[Shown]]


def lesson(case: Case) -> tuple[str, Lesson]:
    """What one simulated session teaches."""
    simulated = simulate(case)
    place = case.kind.removesuffix("_acc")
    ends = zip(simulated.holds, simulated.endings, strict=True)
    patience_s = profile_for(case.placement).second_looks[-1] / GRID_HZ
    # On the raised leg a hop of the stance foot looks like any other disturbance of a hold.
    unclear = [end for (_, end), ending in ends if ending == "hop"]
    teachers = []
    for lift_share, down_share in ((0.0, 0.0), (0.4, 0.0), (0.4, 0.25)):
        rng = np.random.default_rng(case.seed)
        teacher = Teacher(
            simulated.holds, lift_share, down_share, unclear, patience_s, EARLY_S[place], rng
        )
        timer = HoldTimer(case.placement, judge=teacher)
        timer.push(simulated.block)
        timer.finish()
        teachers.append(teacher)
    about_lifts, about_downs, about_moments = teachers
    return case.kind, Lesson(about_lifts.lifts, about_downs.downs, about_moments.moments)


def learn(rows: list[Row]) -> Table:
    """Bent lines by penalised logistic regression, on standardised columns."""
    truth = np.array([row[1] for row in rows], float)
    knots, columns = bend(np.array([row[0] for row in rows]))
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    design = np.column_stack([(columns - mean) / spread, np.ones(len(rows))])

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        odds = design @ weights
        penalty = np.append(weights[:-1], 0.0)
        misfit = np.logaddexp(0.0, np.where(truth > 0, -odds, odds)).sum()
        slope = design.T @ (1.0 / (1.0 + np.exp(-odds)) - truth)
        return misfit + 0.5 * RIDGE * float(penalty @ penalty), slope + RIDGE * penalty

    start = np.zeros(design.shape[1])
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x
    wrong = np.mean((design @ best > 0) != (truth > 0))
    print(f"    {len(rows)} rows, {int(truth.sum())} true, {wrong:.1%} wrong in training")
    weights = best[:-1] / spread
    return table(knots, weights, best[-1] - float(weights @ mean))


def learn_moment(shown: list[Shown]) -> Table:
    """Bent lines whose softmax over the rows puts most on the row of the truth."""
    looks = np.concatenate([rows for rows, _ in shown], axis=1).T
    lengths = np.array([rows.shape[1] for rows, _ in shown])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    of_case = np.repeat(np.arange(len(shown)), lengths)
    true_row = np.array([row for _, row in shown])
    offset = np.arange(lengths.sum()) - starts[of_case] - true_row[of_case]
    target = np.exp(-0.5 * (offset / TARGET_ROWS) ** 2)
    target /= np.add.reduceat(target, starts)[of_case]
    knots, columns = bend(looks)
    mean, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    design = (columns - mean) / spread

    def shares(weights: FloatArray) -> tuple[FloatArray, FloatArray]:
        score = design @ weights
        score -= np.maximum.reduceat(score, starts)[of_case]
        total = np.add.reduceat(np.exp(score), starts)
        return score - np.log(total)[of_case], np.exp(score) / total[of_case]

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        log_share, share = shares(weights)
        slope = design.T @ (share - target) + RIDGE * weights
        return -float(target @ log_share) + 0.5 * RIDGE * float(weights @ weights), slope

    start = np.zeros(design.shape[1])
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    off = np.add.reduceat(shares(best)[1] * offset, starts) / GRID_HZ
    print(f"    {len(shown)} events, mean absolute error {np.abs(off).mean():.3f} s in training")
    return table(knots, best / spread, 0.0)


def bend(columns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Range and knots of each column, shape (kinds, 2 + knots), and columns with their bends."""
    knots = np.percentile(columns, (*RANGE, *KNOTS), axis=0).T
    columns = np.clip(columns, knots[:, 0], knots[:, 1])
    bent = np.maximum(columns[:, :, None] - knots[None, :, 2:], 0.0)
    return knots, np.concatenate([columns, bent.reshape(len(columns), -1)], axis=1)


def table(knots: FloatArray, weights: FloatArray, constant: float) -> Table:
    """Weights as `BentLines` takes them, rounded."""
    kinds = len(knots)
    bends = weights[kinds:].reshape(kinds, -1)
    lines: list[object] = [round(constant, 4)]
    for k in range(kinds):
        pairs = zip(knots[k, 2:], bends[k], strict=True)
        bent_line = tuple((round(float(a), 4), round(float(b), 4)) for a, b in pairs)
        low, high = (round(float(edge), 4) for edge in knots[k, :2])
        lines.append((low, high, round(float(weights[k]), 4), *bent_line))
    return tuple(lines)


def write(tables: dict[str, Table]) -> None:
    """The module of weights, one line a kind of evidence, under its name."""
    lines = [
        '"""Learned weights; written by benchmarks/training.py, never by hand."""\n',
        "from __future__ import annotations\n",
        "from typing import Any, Final\n",
        "# Each table: the constant, then for each kind its range, its slope, and (knot, bend)s.",
        "WEIGHTS: Final[dict[str, tuple[Any, ...]]] = {",
    ]
    for key, rows in tables.items():
        lines += [f'    "{key}": (', f"        {rows[0]},"]
        for name, row in zip(_names(key), rows[1:], strict=True):
            lines.append(f"        {row},  # {name}")
        lines.append("    ),")
    OUTPUT.write_text("\n".join([*lines, "}", ""]))


def _names(key: str) -> tuple[str, ...]:
    """Kinds of evidence of a table, by its key, as in lift_trunk_acc."""
    for what in WHATS:
        if key.startswith(what):
            return kinds(what, trunk="trunk" in key)
    return LOOKS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=240, help="sessions for each kind")
    parser.add_argument("--only", default="", help="trunk or leg; or trunk_acc or leg_acc alone")
    given = parser.parse_args()
    wanted = [case for case in cases("tune", given.sessions) if case.kind.startswith(given.only)]
    taught: dict[str, list[Lesson]] = {}
    with ProcessPoolExecutor() as pool:
        for kind, learned in pool.map(lesson, wanted, chunksize=8):
            taught.setdefault(kind, []).append(learned)
    tables: dict[str, Table] = dict(WEIGHTS)
    for kind, lessons in sorted(taught.items()):
        print(kind)
        tables[f"lift_{kind}"] = learn([row for each in lessons for row in each.lifts])
        tables[f"down_{kind}"] = learn([row for each in lessons for row in each.downs])
        for what in WHATS:
            shown = [one for each in lessons for one in each.moments[what]]
            tables[f"when_{what}_{kind}"] = learn_moment(shown)
    write(tables)


if __name__ == "__main__":
    main()
