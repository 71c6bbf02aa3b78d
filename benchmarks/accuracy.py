"""How well holds are found and timed, in every world, on recordings that were never learned from.

    python benchmarks/accuracy.py [--count 60] [--worlds forces,plain] [--acc-only]
        [--by world|placement|ending] [--intervals] [--plot FILE]

Worlds that are simulated throughout, and those that real people's starts and landings are in, have
tables of their own: no figure mixes the two. Without ../shared there are the simulated ones alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from learning.judging import EARLY_S, LATE_S, LIFT_S, Judged, Outcome, judge, latencies
from learning.lessons import PLACES, REAL, WORLDS, Draw, draws, worlds_here
from worlds.labelled import ENDINGS

from balance.samples import FloatArray
from balance.signal.placement import PLACEMENTS, Placement

if TYPE_CHECKING:
    from matplotlib.axes import Axes  # of the dependency group "peers"

HEADINGS: Final = (
    "holds", "right %", "early %", "late %", "missed %", "extra /100", "lift-off MAE s",
    "end MAE s", "duration MAE s", "duration bias s", "pause p95 s", "decided p95 s",
    "taken back /200", "cover %",
)  # fmt: skip
ENDS: Final[tuple[str, ...]] = ("joined", "collage")  # of real people; the negatives have no holds
BY: Final = ("world", "placement", "ending")
MIDDLES: Final = 5
RESAMPLED: Final = 2000
NOTES: Final = f"""\
Right is a hold whose end is found from {EARLY_S} s before to {LATE_S} s after the true one, and its
lift-off within {LIFT_S:.0f} s; early and late are ends beyond that, and what is missing to 100 %
are lift-offs. Extra are holds of 1 s or more that nobody made, for 100 recordings. Errors are of
the right ones. Pause and decision are sample times after the true contact, of right step-downs;
taken back are ends that had been decided and were none, of 200 decided. Cover is the share of
right step-downs whose true duration lies within the stated uncertainty."""
REAL_NOTE: Final = """\
Real starts and landings; the middles of the holds are simulated. The weights have learned from
these people, with other middles and mixtures: `ablation.py` leaves people out."""


@dataclass(frozen=True)
class Tried:
    """One recording and what was made of it."""

    world: str
    placement: Placement
    judged: Judged

    @property
    def place(self) -> str:
        """Trunk or leg."""
        return next(place for place, some in PLACES.items() if self.placement in some)


def tried(draw: Draw, *, has_gyr: bool = True) -> Tried:
    """Make a recording and time it; the samples are let go, so that results travel lightly."""
    made = draw.made()
    judged = judge([made], None, has_gyr=has_gyr)
    judged.outcomes = [
        replace(outcome, one=replace(outcome.one, block=outcome.one.block[:0]))
        for outcome in judged.outcomes
    ]
    return Tried(made.world, made.placement, judged)


def merged(parts: Iterable[Judged]) -> Judged:
    """All of them as one."""
    whole = Judged()
    for part in parts:
        whole.outcomes += part.outcomes
        whole.recordings += part.recordings
        whole.extra += part.extra
        whole.decided += part.decided
        whole.taken_back += part.taken_back
    return whole


def share(outcomes: Sequence[Outcome], what: str) -> str:
    """How many of 100 are right, early, late or missed."""
    return percent([outcome.what == what for outcome in outcomes])


def errors_s(outcomes: Sequence[Outcome]) -> FloatArray:
    """Of lift-off, end and duration, of the holds found right; shape (n, 3)."""
    right = [outcome.errors_s for outcome in outcomes if outcome.what == "right"]
    return np.array(right, float).reshape(-1, 3)


def covered(outcome: Outcome) -> bool | None:
    """Whether the true duration is within what was said; None but for right step-downs."""
    hold = outcome.hold
    if hold is None or outcome.what != "right" or hold.end_reason != "step_down":
        return None
    return abs(outcome.errors_s[2]) <= hold.uncertainty_s


def row(judged: Judged) -> list[str]:
    """Figures under `HEADINGS`."""
    outcomes = judged.outcomes
    errors = errors_s(outcomes)
    pause, decided = latencies(judged)
    shares = [share(outcomes, what) for what in ("right", "early", "late", "missed")]
    extra = f"{100 * judged.extra / judged.recordings:.1f}" if judged.recordings else "-"
    back = f"{200 * judged.taken_back / judged.decided:.1f}" if judged.decided else "-"
    return [
        f"{len(outcomes)}", *shares, extra, *maes(errors), _mean(errors[:, 2], "+.3f"),
        _p95(pause), _p95(decided), back, percent([covered(one) for one in outcomes]),
    ]  # fmt: skip


def maes(errors: FloatArray) -> list[str]:
    """Mean absolute errors of lift-off, end and duration."""
    return [_mean(column, ".3f") for column in np.abs(errors).T]


def percent(these: Sequence[bool | None]) -> str:
    """Share of those that are True; None does not count."""
    known = [this for this in these if this is not None]
    return f"{100 * sum(known) / len(known):.1f}" if known else "-"


def _mean(values: FloatArray, form: str) -> str:
    return format(float(values.mean()), form) if values.size else "-"


def _p95(values: FloatArray) -> str:
    return f"{np.percentile(values, 95):.3f}" if values.size else "-"


def table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """As Markdown."""
    rule = ["---"] * len(headings)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (headings, rule, *lines))


def of_endings(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, Judged]]:
    """Outcomes by ending; recordings and what was taken back belong to no ending."""
    for ending in ENDINGS:
        part = [outcome for outcome in outcomes if outcome.ending == ending]
        if part:
            yield ending, Judged(outcomes=part)


def parts(every: Sequence[Tried], by: str) -> Iterator[tuple[str, str, Judged]]:
    """World, place and ending or placement, and what belongs to it."""
    for world in WORLDS:
        for place, placements in PLACES.items():
            these = [one for one in every if one.world == world and one.place == place]
            if not these:
                continue
            whole = merged(one.judged for one in these)
            yield world, place, whole
            if by == "placement":
                for at in placements:
                    own = merged(one.judged for one in these if one.placement == at)
                    if own.recordings:
                        yield "", at.replace("_", " "), own
            elif by == "ending":
                for ending, own in of_endings(whole.outcomes):
                    yield "", ending, own


def report(every: Sequence[Tried], by: str) -> None:
    """Print what was found in each world, and for each ending in all of them."""
    lines = [[world, what, *row(judged)] for world, what, judged in parts(every, by)]
    print(table(("world", "sensor", *HEADINGS), lines))
    lines = []
    for place in PLACES:
        whole = merged(one.judged for one in every if one.place == place)
        lines += [[place, ending, *row(own)] for ending, own in of_endings(whole.outcomes)]
    print("\n" + table(("sensor", "ending", *HEADINGS), lines))


def report_negatives(every: Sequence[Tried]) -> None:
    """Print how many holds were found where there is none."""
    lines = []
    for place in PLACES:
        whole = merged(one.judged for one in every if one.place == place)
        per_100 = 100 * whole.extra / max(1, whole.recordings)
        lines.append([place, f"{whole.recordings}", f"{whole.extra}", f"{per_100:.1f}"])
    print(table(("sensor", "recordings", "holds of 1 s or more", "/100"), lines))


def interval(outcomes: Sequence[Outcome], of: Callable[[Outcome], bool | None]) -> FloatArray:
    """Bounds of 95 in 100 shares, in %, when the people are drawn anew, with replacement."""
    counts: dict[str, list[int]] = {}
    for outcome in outcomes:
        yes = of(outcome)
        if yes is not None:
            of_person = counts.setdefault(outcome.one.person, [0, 0])
            of_person[0] += yes
            of_person[1] += 1
    if not counts:
        return np.full(2, np.nan)
    people = np.array(list(counts.values()), float)
    drawn = np.random.default_rng(0).integers(len(people), size=(RESAMPLED, len(people)))
    hits, total = np.moveaxis(people[drawn].sum(axis=1), 1, 0)
    bounds: FloatArray = np.percentile(100 * hits / total, (2.5, 97.5))
    return bounds


def report_intervals(every: Sequence[Tried]) -> None:
    """Print shares right and covered, with intervals over people."""
    kinds: dict[str, Callable[[Outcome], bool | None]] = {
        "right": lambda outcome: outcome.what == "right",
        "cover": covered,
    }
    lines = []
    for world, place, whole in parts(every, "world"):
        outcomes = whole.outcomes
        line = [world, place, f"{len(outcomes)}", f"{len({o.one.person for o in outcomes})}"]
        for of in kinds.values():
            low, high = interval(outcomes, of)
            line.append(f"{percent([of(one) for one in outcomes])} ({low:.1f} to {high:.1f})")
        lines.append(line)
    print(f"95 % intervals, people drawn anew; each piece with {MIDDLES} times as many middles\n")
    print(table(("world", "sensor", "holds", "people", "right %", "cover %"), lines))


def bland_altman(kinds: Sequence[tuple[str, Sequence[Tried]]], path: Path) -> None:
    """Error of the duration against its length, a panel for each placement (Bland and Altman 1986).

    The vertical axis ends at 0.5 s, beyond which next to no right hold lies; those are drawn there.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 3.2 * len(kinds)), layout="constrained")
    grid = figure.subplots(len(kinds), len(PLACEMENTS), sharey=True, squeeze=False)
    for (name, every), panels in zip(kinds, grid, strict=True):
        panels[0].set_ylabel(f"{name}: found minus true, s")
        for placement, panel in zip(PLACEMENTS, panels, strict=True):
            whole = merged(one.judged for one in every if one.placement == placement)
            right = [one for one in whole.outcomes if one.what == "right"]
            panel.set_title(placement.replace("_", " "))
            if len(right) > 1:
                _draw_panel(panel, right)
            else:
                panel.set_axis_off()
    figure.savefig(path)


def _draw_panel(panel: Axes, right: Sequence[Outcome]) -> None:
    true_s = np.array([one.end_s - one.lift_off_s for one in right])
    error_s = errors_s(right)[:, 2]
    mean, spread_s = float(error_s.mean()), 1.96 * float(error_s.std(ddof=1))
    panel.plot(true_s + error_s / 2, np.clip(error_s, -0.5, 0.5), ".", markersize=3, alpha=0.5)
    for level, style in ((mean, "-"), (mean - spread_s, "--"), (mean + spread_s, "--")):
        panel.axhline(level, color="black", linewidth=0.8, linestyle=style)
    panel.set(xscale="log", ylim=(-0.52, 0.52), xlabel="mean of found and true, s")
    panel.set_xticks([2, 5, 10, 20], ["2", "5", "10", "20"])
    panel.set_xticks([], minor=True)


def plans(worlds: Sequence[str], count: int, *, intervals: bool) -> list[Draw]:
    """Recordings of each world and kind of placement; of the real ones more, for intervals."""
    made = []
    for world in worlds:
        middles = MIDDLES if intervals and world in ENDS else 1
        for place in PLACES:
            made += draws(world, place, count * middles, judged=True)
    return made


def worlds_from(text: str | None) -> list[str]:
    """Names of worlds that are here, of those wanted."""
    here = worlds_here()
    wanted = here if text is None else text.split(",")
    unknown = set(wanted) - set(WORLDS)
    if unknown:
        raise SystemExit(f"no such world: {', '.join(sorted(unknown))}; {', '.join(WORLDS)}")
    for world in wanted:
        if world not in here:
            print(f"{world} is left out: its real recordings are not here\n")
    return [world for world in wanted if world in here]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="recordings of each, trunk and leg")
    parser.add_argument("--worlds", metavar="NAMES", help="with commas; all that are here")
    parser.add_argument("--acc-only", action="store_true", help="without the gyroscope")
    parser.add_argument("--by", choices=BY, default="world")
    parser.add_argument("--intervals", action="store_true", help="of the real ones, over people")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="a Bland-Altman plot, SVG or PNG")
    given = parser.parse_args()
    wanted = plans(worlds_from(given.worlds), given.count, intervals=given.intervals)
    with ProcessPoolExecutor() as pool:
        job = partial(tried, has_gyr=not given.acc_only)
        every = list(pool.map(job, wanted, chunksize=4))
    negatives = [one for one in every if one.world == "negatives"]
    real = [one for one in every if one.world in ENDS]
    simulated = [one for one in every if one.world not in REAL]
    sensor = "accelerometer alone" if given.acc_only else "accelerometer and gyroscope"
    print(f"Recordings that were not learned from; {sensor}.\n\n{NOTES}")
    if simulated:
        print("\n## Simulated people\n")
        report(simulated, given.by)
    if real:
        print(f"\n## Real starts and landings\n\n{REAL_NOTE}\n")
        report(real, given.by)
        if given.intervals:
            print()
            report_intervals(real)
    if negatives:
        print("\n## Real recordings without a hold\n")
        report_negatives(negatives)
    if given.plot is not None:
        kinds = [("simulated", simulated), ("real ends", real)]
        bland_altman([(name, some) for name, some in kinds if some], given.plot)


if __name__ == "__main__":
    main()
