"""One sensor beside two: what is found of simulated people who wear both, and their clocks.

    python benchmarks/two_sensors.py [--count 60] [--left-out FOLDER]

The same recordings are timed by the leg alone, by the trunk alone, and by both, whose clocks are
known; none of them was learned from, by the models or by how they are joined. `--left-out` takes
the rules that `joining.py --left-out WORLD --out FOLDER` wrote, and judges on that world alone.
After that the clocks of simulated pairs are told by their movement; with ../shared also those of
real people who walk.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from accuracy import HEADINGS as COLUMNS
from accuracy import covered, merged, of_endings, row, table
from learning.judging import Judged
from worlds import both, real_pieces
from worlds.labelled import Labelled

from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.simulate.pair import DRIFT_PPM, OFFSET_S, draw_pair
from balance.timing import joining
from balance.timing.aligning import UntoldError, clocks_by_movement
from balance.timing.handover import Side
from balance.timing.hold_timer import HoldTimer
from balance.timing.joint import JointTimer
from balance.timing.results import Hold, Item

FIRST_SEED: Final = 10_000
WAYS: Final = ("leg", "trunk", "both")
CLOCK_SEED: Final = 700
LEGS: Final[tuple[Placement, ...]] = ("shank", "thigh", "foot")
SENSORS: Final = ("imu100", "imu50", "phone60", "jittered")


@dataclass(frozen=True)
class Timed:
    """What was made of one person, each way, and what the ends of both rest on."""

    world: str
    judged: dict[str, Judged]
    sensors: tuple[str, ...]


def timed(drawn: tuple[str, int]) -> Timed:
    """Time one person each way."""
    made = both.draw(*drawn)
    ways: dict[str, list[Item]] = {"both": by_both(made)}
    for way, one in (("leg", made.leg), ("trunk", made.trunk)):
        timer = HoldTimer(one.placement)
        ways[way] = [*timer.push(one.block), *timer.finish()]
    sensors = tuple(item.sensors for item in ways["both"] if isinstance(item, Hold))
    return Timed(drawn[0], {way: judged(made.leg, items) for way, items in ways.items()}, sensors)


def by_both(made: both.Both) -> list[Item]:
    """What both sensors say."""
    timer = JointTimer(made.leg.placement, made.trunk.placement)
    items: list[Item] = []
    sides: tuple[tuple[Side, SampleBlock], ...] = (
        ("leg", made.leg.block),
        ("trunk", made.trunk.block),
    )
    for side, block in sides:
        items += timer.push(side, block, float(block.time_s[-1]))
    return [*items, *timer.finish()]


def judged(truth: Labelled, items: Sequence[Item]) -> Judged:
    """Compare; the samples are let go, so that results travel lightly."""
    found = Judged()
    found.add(truth, items)
    found.outcomes = [
        replace(each, one=replace(each.one, block=each.one.block[:0])) for each in found.outcomes
    ]
    return found


def report(every: Sequence[Timed]) -> None:
    """Print what was found in each world, and for each ending in all of them."""
    lines, endings = [], []
    for world in sorted({each.world for each in every}):
        these = [each for each in every if each.world == world]
        for way in WAYS:
            lines.append([world, way, *row(merged(each.judged[way] for each in these))])
    for way in WAYS:
        whole = merged(each.judged[way] for each in every)
        endings += [[way, ending, *row(own)] for ending, own in of_endings(whole.outcomes)]
    print(table(("world", "by", *COLUMNS), lines))
    print("\n" + table(("by", "ending", *COLUMNS), endings))
    outcomes = [each for one in every for each in one.judged["both"].outcomes if each.hold]
    rests = sorted({_kind(each.hold.sensors) for each in outcomes if each.hold})
    lines = []
    for kind in rests:
        own = [each for each in outcomes if each.hold and _kind(each.hold.sensors) == kind]
        right = [each for each in own if each.what == "right"]
        inside = [covered(each) for each in right if covered(each) is not None]
        lines.append(
            [kind, f"{len(own)}", f"{100 * len(right) / len(own):.1f}",
             f"{100 * sum(map(bool, inside)) / max(1, len(inside)):.1f}"]
        )  # fmt: skip
    print("\n" + table(("the end rests on", "holds", "right %", "cover %"), lines))


def _kind(sensors: str) -> str:
    return sensors.partition(",")[0] + (", apart" if "apart" in sensors else "")


def clock(seed: int) -> tuple[float, float] | None:
    """Tell the clocks of a simulated pair: the largest error within it, and what is stated."""
    pair = draw_pair(
        CLOCK_SEED + seed,
        placements=("lower_back", LEGS[seed % 3]),
        sensors=("imu100", SENSORS[seed % 4]),
        holds=3,
        hold_range_s=(2.0, 20.0),
        family="report",
    )
    leg, trunk = pair.leg.block, pair.trunk.block
    try:
        found = clocks_by_movement(leg, LEGS[seed % 3], trunk, "lower_back")
    except UntoldError:
        return None
    ends = leg.time_s[[0, -1]]
    errors = [found.to_other(float(t)) - pair.clocks.to_other(float(t)) for t in ends]
    return max(map(abs, errors)), found.uncertainty_s


def real_clocks() -> list[tuple[str, float | None]]:
    """Shift real recordings of a foot by a known amount, and find it again beside the back."""
    folder = real_pieces.SHARED / "data" / "gait-l5-feet"
    found: list[tuple[str, float | None]] = []
    rate = 1.0 + 1e-6 * DRIFT_PPM
    for path in sorted(folder.glob("*_lb.txt")):
        back = open_recording(path).block
        for side in ("lf", "rf"):
            foot = open_recording(path.with_name(path.name.replace("_lb", f"_{side}"))).block
            moved = SampleBlock(foot.time_s * rate + OFFSET_S, foot.acc_m_s2, foot.gyr_rad_s)
            name = f"{path.name[:3]} {side}"
            try:
                clocks = clocks_by_movement(moved, "foot", back, "lower_back")
            except UntoldError:
                found.append((name, None))
                continue
            ends = moved.time_s[[0, -1]]
            errors = [clocks.to_other(float(t)) - (float(t) - OFFSET_S) / rate for t in ends]
            found.append((name, max(errors, key=abs)))
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60, help="people of each world")
    parser.add_argument("--left-out", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    worlds = list(both.WORLDS)
    if given.left_out is not None:
        learned = json.loads((given.left_out / joining.RECORD).read_text())["worlds"]
        worlds = [world for world in worlds if world not in learned]
        with np.load(given.left_out / joining.RULES) as kept:
            rules = joining.rules_in(dict(kept))
        joining._rules = lambda: rules  # before the processes are forked  # noqa: SLF001
    drawn = [(world, FIRST_SEED + k) for k in range(given.count) for world in worlds]
    with ProcessPoolExecutor() as pool:
        report(list(pool.map(timed, drawn, chunksize=2)))
        if given.left_out is not None:
            return
        told = list(pool.map(clock, range(given.count)))
    errors = np.array([each for each in told if each is not None])
    within = errors[:, 0] <= errors[:, 1]
    middle, most = np.percentile(errors[:, 0], (50, 95))
    print(f"\nClocks of {len(told)} simulated pairs by movement: {len(errors)} told; error median "
          f"{middle:.4f} s, 95 of 100 within {most:.4f} s; within 10 ms "
          f"{100 * np.mean(errors[:, 0] <= 0.01):.0f} %; within what is stated "
          f"{100 * np.mean(within):.0f} %.")  # fmt: skip
    if real_pieces.available():
        print("\nReal people who walk, back and foot:")
        for name, error_s in real_clocks():
            print(f"  {name}: {'not told' if error_s is None else f'{error_s:+.3f} s'}")


if __name__ == "__main__":
    main()
