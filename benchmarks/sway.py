"""Sway: speed beside micromotion, and what rate, noise, filter, length and steps do to measures.

    python benchmarks/sway.py [--plot docs/sway-sensitivity.svg]

Every signal is simulated. Takes the dependency group `peers` for the speed, matplotlib for the
plot.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from balance.samples import FloatArray, SampleBlock
from balance.signal.even import even_means
from balance.signal.grid import GRID_HZ, Grid
from balance.signal.placement import Placement
from balance.simulate.attempt import Trial
from balance.simulate.sensor import SensorModel
from balance.simulate.session import Simulated, draw_session
from balance.sway.axes import BEFORE_S, learned_side, plane_of
from balance.sway.measuring import measure
from balance.sway.settings import TRUNK, SwaySettings

PEOPLE: Final = 24
IDEAL: Final = SensorModel(rate_hz=500.0, acc_noise_m_s2=0.0, acc_step_m_s2=0.0, rate_error=0.0)
SHOWN: Final = (
    "rms_m_s2", "mean_distance_m_s2", "range_m_s2", "path_rate_m_s3", "mean_velocity_m_s",
    "jerk_m2_s5", "area_per_s_m2_s5", "ellipse95_chi2_m2_s4", "total_power_m2_s4", "f50_hz",
    "f95_hz", "centroid_hz", "dispersion", "mean_frequency_hz",
)  # fmt: skip
Values = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Hold:
    """The middle of one simulated hold, as an ideal sensor felt it."""

    time_s: FloatArray
    acc_m_s2: FloatArray

    def values(
        self,
        settings: SwaySettings = TRUNK,
        *,
        rate_hz: float | None = None,
        noise_m_s2: float = 0.0,
        step_m_s2: float = 0.0,
        seconds: float = 20.0,
        share: float = 1.0,
        lines: bool = False,
    ) -> Values:
        """Measure it through a worse sensor: `noise_m_s2` is the SD of each sample."""
        time_s, acc = self.time_s, self.acc_m_s2
        mean = np.mean(acc, axis=0)
        acc = mean + share * (acc - mean)
        end_s = min(float(time_s[-1]), float(time_s[0]) + seconds)
        if rate_hz is None:
            keep = time_s <= end_s
            time_s, acc = time_s[keep], acc[keep]
        else:
            # From the middle of the first interval: no rate's samples fall on the grid's.
            even = np.arange(float(time_s[0]) + 0.0013, end_s, 1.0 / rate_hz)
            acc = np.stack([np.interp(even, time_s, column) for column in acc.T], axis=1)
            time_s = even
        if noise_m_s2:
            acc = acc + noise_m_s2 * np.random.default_rng(1).standard_normal(acc.shape)
        if step_m_s2:
            acc = np.round(acc / step_m_s2) * step_m_s2
        if lines:
            rows, _ = Grid(3, float(time_s[0])).push(SampleBlock(time_s, acc))
        else:
            _, rows = even_means(time_s, acc)
        return measure(*plane_of(rows).project(rows), GRID_HZ, settings, axes="none").values()


def simulated(seed: int, seconds: float, placement: Placement = "lower_back") -> Simulated:
    return draw_session(
        seed, placement=placement, trials=[Trial(seconds)], sensor=IDEAL, family="report"
    )


def holds() -> list[Hold]:
    """3 s after the lift-off to half a second before the step-down, of people of "report"."""
    found = []
    for seed in range(PEOPLE):
        one = simulated(seed, 65.0)
        lift_off_s, down_s = one.holds[0]
        times = one.block.time_s
        rows = (times >= lift_off_s + 3.0) & (times <= down_s - 0.5)
        found.append(Hold(times[rows], one.block.acc_m_s2[rows]))
    return found


def ratios(people: list[Hold], worse: Callable[[Hold], Values], ideal: list[Values]) -> Values:
    """Median over people of each measure against the ideal one."""
    found = [worse(hold) for hold in people]
    return {name: _median(found, ideal, name) for name in SHOWN}


def _median(found: list[Values], ideal: list[Values], name: str) -> float | None:
    pairs = [(each[name], best[name]) for each, best in zip(found, ideal, strict=True)]
    shares = [new / old for new, old in pairs if new is not None and old]
    return statistics.median(shares) if shares else None


def print_row(label: str, values: Values) -> None:
    cells = [f"{value:.3f}" if value is not None else "-" for value in values.values()]
    print(f"| {label} | {' | '.join(cells)} |")


def print_head(label: str) -> None:
    names = [name.removesuffix("_m_s2").removesuffix("_hz") for name in SHOWN]
    for unit in ("_m_s3", "_m_s", "_m2_s5", "_m2_s4", "_chi2"):
        names = [name.removesuffix(unit) for name in names]
    print(f"| {label} | {' | '.join(name.replace('_', ' ') for name in names)} |")
    print("|---" * (len(names) + 1) + "|")


Group = tuple[str, list[tuple[str, Callable[[Hold], Values]]]]


def groups() -> Iterator[Group]:
    """What is changed, one thing at a time."""
    yield (
        "rate, Hz",
        [
            (f"{rate:g}", lambda h, r=rate: h.values(rate_hz=r))
            for rate in (20.0, 40.0, 50.0, 60.0, 100.0, 200.0)
        ],
    )
    yield (
        "rate, Hz, by straight lines",
        [
            (f"{rate:g}", lambda h, r=rate: h.values(rate_hz=r, lines=True))
            for rate in (40.0, 50.0, 100.0, 200.0)
        ],
    )
    yield (
        "noise at 100 Hz, m/s²",
        [
            (f"{noise:g}", lambda h, n=noise: h.values(rate_hz=100.0, noise_m_s2=n))
            for noise in (0.01, 0.02, 0.05, 0.1)
        ],
    )
    yield (
        "low-pass, Hz",
        [
            (
                "none" if edge is None else f"{edge:g}",
                lambda h, e=edge: h.values(replace(TRUNK, lowpass_hz=e), rate_hz=100.0),
            )
            for edge in (2.0, 5.0, 10.0, None)
        ],
    )
    yield (
        "length, s",
        [
            (f"{length:g}", lambda h, s=length: h.values(seconds=s))
            for length in (6.5, 10.0, 15.0, 30.0, 60.0)
        ],
    )


def sensitivity(people: list[Hold]) -> dict[str, dict[str, Values]]:
    """Print the tables, and give what is in them."""
    ideal = [hold.values() for hold in people]
    tables: dict[str, dict[str, Values]] = {}
    for what, rows in groups():
        print()
        print_head(what)
        tables[what] = {}
        for label, worse in rows:
            tables[what][label] = ratios(people, worse, ideal)
            print_row(label, tables[what][label])
    return tables


def coarse(people: list[Hold]) -> None:
    """Print the error that 9 signals in 10 stay under, by the step's share of the RMS."""
    print()
    print_head("step over RMS, 9 in 10 off by less")
    for low, high in ((0.0, 0.25), (0.25, 0.5), (0.5, 1.0), (1.0, 2.0), (2.0, 4.0)):
        errors: dict[str, list[float]] = {name: [] for name in SHOWN}
        count = 0
        for hold in people[:12]:
            for rate in (60.0, 100.0):
                for share in (0.05, 0.1, 0.2, 0.4, 0.8, 1.6):
                    options = {"rate_hz": rate, "noise_m_s2": 0.01 * share, "share": share}
                    best = hold.values(**options)
                    found = hold.values(**options, step_m_s2=0.1)
                    if not found["rms_m_s2"] or not low <= 0.1 / found["rms_m_s2"] < high:
                        continue
                    count += 1
                    for name in SHOWN:
                        old, new = best[name], found[name]
                        if old and new is not None:
                            errors[name].append(abs(new / old - 1.0))
        label = f"{low:g} to {high:g} ({count} signals)"
        print_row(label, {n: float(np.quantile(e, 0.9)) for n, e in errors.items() if e})


def sides() -> None:
    """Print how often the side is learned, and how well."""
    print("\n| placement | holds | learned % | median error, degrees | 9 in 10 within | largest |")
    print("|---|---|---|---|---|---|")
    for placement in ("lower_back", "chest"):
        errors = []
        for seed in range(100):
            one = draw_session(seed, placement=placement, trials=[Trial(13.0)], family="report")
            lift_off_s, down_s = one.holds[0]
            rows = one.block.time_s >= lift_off_s - BEFORE_S
            rows &= one.block.time_s <= down_s
            start_s, acc = even_means(one.block.time_s[rows], one.block.acc_m_s2[rows])
            lift = round((lift_off_s - start_s) * GRID_HZ)
            window = acc[:, lift + 300 : -50]
            side = learned_side(acc, lift, np.mean(window, axis=1))
            if side is not None:
                cosine = float(
                    plane_of(window, None, side).ml @ np.asarray(one.facts["mounting"])[1]
                )
                errors.append(np.degrees(np.arccos(min(1.0, abs(cosine)))))
        median, most, worst = np.quantile(errors, [0.5, 0.9, 1.0])
        print(f"| {placement} | 100 | {len(errors)} | {median:.0f} | {most:.0f} | {worst:.0f} |")


def speed() -> None:
    """Print the time of all measures of 30 s at 100 Hz, turn about with the peer's."""
    rng = np.random.default_rng(0)
    ap, ml = np.cumsum(rng.normal(size=(2, 3000)), axis=1) * 0.01
    jobs: dict[str, Callable[[], object]] = {"measure": lambda: measure(ap, ml, 100.0)}
    try:
        from micromotion import cop_sway_metrics
    except ImportError:
        print("micromotion is not here: pip install --group peers")
    else:
        xy = np.ascontiguousarray(np.stack([ml, ap], axis=1))
        jobs["micromotion cop_sway_metrics"] = lambda: cop_sway_metrics(xy, fs=100.0)
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(300):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            taken[name].append(1000.0 * (time.perf_counter() - start))
    print("\n| 30 s at 100 Hz | median ms | least ms |\n|---|---|---|")
    for name, times in taken.items():
        print(f"| {name} | {statistics.median(times):.2f} | {min(times):.2f} |")


def plot(tables: dict[str, dict[str, Values]], path: Path) -> None:
    """Draw how measures move with noise, filter and length."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    mpl.rcParams |= {"svg.hashsalt": "sway", "svg.fonttype": "none"}
    lines = {
        "rms_m_s2": ("RMS", "o"),
        "ellipse95_chi2_m2_s4": ("95 % ellipse", "s"),
        "path_rate_m_s3": ("path a second", "^"),
        "jerk_m2_s5": ("jerk", "v"),
        "mean_frequency_hz": ("mean frequency", "D"),
        "f95_hz": ("F95", "x"),
    }
    wanted = ("rate, Hz", "noise at 100 Hz, m/s²", "low-pass, Hz", "length, s")
    figure, panes = plt.subplots(1, 4, figsize=(12, 3.2), sharey=True)
    for pane, what in zip(panes, wanted, strict=True):
        rows = tables[what]
        for name, (label, marker) in lines.items():
            heights = [np.nan if row[name] is None else row[name] for row in rows.values()]
            pane.plot(list(rows), heights, marker=marker, markersize=4, linewidth=1, label=label)
        pane.axhline(1.0, color="0.6", linewidth=0.8, zorder=0)
        pane.set_yscale("log")
        pane.set_yticks([0.25, 0.5, 1.0, 2.0, 4.0], ["1/4", "1/2", "1", "2", "4"])
        pane.minorticks_off()
        pane.set_xlabel(what)
    panes[0].set_ylabel("times the value at 500 Hz,\nno noise, 3.5 Hz, 20 s")
    panes[-1].legend(fontsize=7, frameon=False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path, metavar="FILE")
    chosen = parser.parse_args()
    speed()
    people = holds()
    tables = sensitivity(people)
    coarse(people)
    sides()
    if chosen.plot is not None:
        plot(tables, chosen.plot)


if __name__ == "__main__":
    main()
