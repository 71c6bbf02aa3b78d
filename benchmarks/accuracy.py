"""How well simulated holds are found and timed, for each placement.

    python benchmarks/accuracy.py [--sessions 40] [--family report] [--by ending|sensor]

Everything here is simulated. The family "tune" was used for training, "report" and "outside" never.
Times of the pause and the decision are sample times, counted from the true contact.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import get_args

import numpy as np
from people import Case, spread
from scoring import Outcome, Scored, score

from balance.samples import FloatArray
from balance.signal.placement import PLACEMENTS
from balance.simulate.draw import Family

HEADINGS = (
    ("", 22), ("holds", 6), ("right", 6), ("early", 6), ("extra", 6), ("lift bias", 10),
    ("lift MAE", 9), ("down bias", 10), ("down MAE", 9), ("bias", 7), ("MAE", 6), ("p95", 6),
    ("pause p95", 10), ("dec p95", 8), ("cover", 6),
)  # fmt: skip


def row(name: str, outcomes: Sequence[Outcome], extra: int, sessions: int) -> list[str]:
    """One line of the table; errors are of the holds that were found right."""
    right = [one for one in outcomes if one.right]
    lift = np.array([one.lift_error_s for one in right])
    down = np.array([one.end_error_s for one in right])
    stepped = [
        one.hold for one in right if one.hold is not None and one.hold.end_reason == "step_down"
    ]
    true_end = [
        one.end_s for one in right if one.hold is not None and one.hold.end_reason == "step_down"
    ]
    pause = np.array([h.paused_s - end for h, end in zip(stepped, true_end, strict=True)])
    decided = np.array([h.decided_s - end for h, end in zip(stepped, true_end, strict=True)])
    covered = [
        abs(one.end_error_s - one.lift_error_s) <= one.hold.uncertainty_s
        for one in outcomes
        if one.hold is not None and one.right
    ]
    early = sum(one.end_error_s <= -0.5 for one in outcomes)
    values = [
        f"{len(outcomes)}", _share(len(right), len(outcomes)), _share(early, len(outcomes)),
        f"{100 * extra / max(sessions, 1):.1f}", _mean(lift), _mean(np.abs(lift)), _mean(down),
        _mean(np.abs(down)), _mean(down - lift), _mean(np.abs(down - lift)),
        _p95(np.abs(down - lift)), _p95(pause), _p95(decided), _share(sum(covered), len(covered)),
    ]  # fmt: skip
    return [name, *values]


def report(scored: Sequence[tuple[Case, Scored]], by: Callable[[Outcome], str] | None) -> None:
    """Print the table."""
    print("".join(f"{title:>{width}s}" for title, width in HEADINGS))
    for acc_only in (False, True):
        for placement in PLACEMENTS:
            mine = [
                one
                for case, one in scored
                if case.placement == placement and (case.sensor == "acc_only") == acc_only
            ]
            outcomes = [outcome for one in mine for outcome in one.outcomes]
            if not outcomes:
                continue
            name = placement + (" acc only" if acc_only else "")
            lines = [row(name, outcomes, sum(one.extra for one in mine), len(mine))]
            if by is not None:
                for key in sorted({by(outcome) for outcome in outcomes}):
                    part = [outcome for outcome in outcomes if by(outcome) == key]
                    lines.append(row(f"  {key}", part, 0, 0))
            for line in lines:
                widths = [width for _, width in HEADINGS]
                print("".join(f"{text:>{w}s}" for text, w in zip(line, widths, strict=True)))


def bland_altman(scored: Sequence[tuple[Case, Scored]], path: Path, title: str) -> None:
    """Error of the duration against its length, a panel for each placement (Bland and Altman 1986).

    The vertical axis ends at 0.5 s, beyond which next to no right hold lies; those are drawn there.
    """
    from matplotlib.figure import Figure  # of the dependency group "peers"

    figure = Figure(figsize=(11, 3.2), layout="constrained")
    panels = figure.subplots(1, len(PLACEMENTS), sharey=True)
    for placement, panel in zip(PLACEMENTS, panels, strict=True):
        right = [
            outcome
            for case, one in scored
            if case.placement == placement
            for outcome in one.outcomes
            if outcome.right and outcome.hold is not None
        ]
        true_s = np.array([one.end_s - one.lift_off_s for one in right])
        error_s = np.array([one.end_error_s - one.lift_error_s for one in right])
        mean, spread_s = float(error_s.mean()), 1.96 * float(error_s.std(ddof=1))
        panel.plot(true_s + error_s / 2, np.clip(error_s, -0.5, 0.5), ".", markersize=3, alpha=0.5)
        for level, style in ((mean, "-"), (mean - spread_s, "--"), (mean + spread_s, "--")):
            panel.axhline(level, color="black", linewidth=0.8, linestyle=style)
        panel.set(title=placement.replace("_", " "), xscale="log", ylim=(-0.52, 0.52))
        panel.set_xticks([2, 5, 10, 20], ["2", "5", "10", "20"])
        panel.set_xticks([], minor=True)
        panel.set_xlabel("mean of found and true, s")
    panels[0].set_ylabel("found minus true, s")
    figure.suptitle(title, fontsize=9)
    figure.savefig(path)


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f}" if total else "-"


def _mean(values: FloatArray) -> str:
    return (
        f"{values.mean():+.3f}"[0 if values.size and values.min() < 0 else 1 :]
        if values.size
        else "-"
    )


def _p95(values: FloatArray) -> str:
    return f"{np.percentile(values, 95):.3f}" if values.size else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sessions", type=int, default=40, help="for each placement and sensor kind"
    )
    parser.add_argument("--family", choices=get_args(Family), default="report")
    parser.add_argument("--by", choices=("ending", "sensor"))
    parser.add_argument("--plain", action="store_true", help="the people of plain_people.py")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="a Bland-Altman plot, SVG or PNG")
    given = parser.parse_args()
    wanted = list(spread(given.family, given.sessions, plain=given.plain))
    with ProcessPoolExecutor() as pool:
        scored = list(zip(wanted, pool.map(score, wanted, chunksize=4), strict=True))
    holds = sum(len(one.outcomes) for _, one in scored)
    who = "plain" if given.plain else "simulated"
    print(f"{holds} holds of {who} people, family {given.family!r}; all simulated")
    print("right, early, cover in %; extra per 100 recordings; errors and latencies in s")
    keys: dict[str, Callable[[Outcome], str]] = {
        "ending": lambda one: one.ending,
        "sensor": lambda one: one.case.sensor,
    }
    report(scored, keys.get(given.by or ""))
    if given.plot is not None:
        bland_altman(scored, given.plot, f"{who} people, family {given.family}; all simulated")


if __name__ == "__main__":
    main()
