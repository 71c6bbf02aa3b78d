"""Heel raises counted against truth: simulated sets of two makes, and what holds none of them.

    python benchmarks/raises.py [--sets 500] [--holds 200] [--real]

Prints a table for each make, by placement and kind of sensor, and every raise that was counted
where there is none. With --real, also in the recordings of the project and of ../shared.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast

import numpy as np
from worlds import raising

from balance.records.errors import RecordingError
from balance.records.open_any import open_recording
from balance.samples import SampleBlock
from balance.simulate.raises import draw_raises, without_gyroscope
from balance.simulate.sensor import PRESETS
from balance.simulate.session import draw_session
from balance.timing.raises.counter import RaiseCounter

ROOT: Final = Path(__file__).resolve().parents[1]
PLACEMENTS: Final[tuple[Literal["foot", "shank"], ...]] = ("foot", "shank")
KINDS: Final = {
    "imu100": PRESETS["imu100"],
    "phone60": PRESETS["phone60"],
    "phone60 without gyroscope": without_gyroscope("phone60"),
    "imu50": PRESETS["imu50"],
    "acc_only": PRESETS["acc_only"],
    "imu200_noisy": PRESETS["imu200_noisy"],
    "jittered": PRESETS["jittered"],
}
HOLD_SENSORS: Final = ("imu100", "phone60", "acc_only", "imu50", "imu200_noisy")


@dataclass(frozen=True)
class Outcome:
    """One set: what it was, and how it was counted."""

    kind: tuple[str, str, str]
    count: int
    counted: int
    sets: int
    tempo_error_s: float
    height_error_cm: float

    @property
    def exact(self) -> bool:
        """Whether there was one set, with as many raises as were made."""
        return self.sets == 1 and self.counted == self.count


def shipped(seed: int) -> Outcome:
    """One set of the simulator that is part of the program, of people that none was tuned with."""
    placement = PLACEMENTS[seed % 2]
    name = list(KINDS)[seed // 2 % len(KINDS)]
    leg = cast(Literal["left", "right", "both"], ("both", "left", "right")[seed // 3 % 3])
    made = draw_raises(seed, placement=placement, leg=leg, sensor=KINDS[name], family="report")
    (true,) = made.sets
    tempo = (true[-1].start_s - true[0].start_s) / (len(true) - 1)
    height = float(np.mean([each.height_cm for each in true]))
    kind = ("simulator", placement, name)
    return judged(kind, made.block, len(true), tempo, height, made.heel_to_ball_cm)


def other(seed: int) -> Outcome:
    """One set of the other make."""
    placement = PLACEMENTS[seed % 2]
    name = raising.SENSORS[seed // 2 % len(raising.SENSORS)]
    made = raising.make(seed, placement, name)
    kind = ("other", placement, name)
    return judged(kind, made.block, made.count, made.tempo_s, made.height_cm, made.heel_to_ball_cm)


def judged(
    kind: tuple[str, str, str],
    block: SampleBlock,
    count: int,
    tempo_s: float,
    height_cm: float,
    heel_to_ball_cm: float,
) -> Outcome:
    placement = cast(Literal["foot", "shank"], kind[1])
    counter = RaiseCounter(placement, heel_to_ball_cm=heel_to_ball_cm)
    counter.push(block)
    counter.finish()
    counted = sum(each.count for each in counter.sets)
    tempo = height = float("nan")
    if len(counter.sets) == 1:
        (found,) = counter.sets
        tempo = (found.tempo_s or tempo) - tempo_s
        height = height if found.height_cm is None else found.height_cm - height_cm
    return Outcome(kind, count, counted, len(counter.sets), tempo, height)


def raises_in(block: SampleBlock) -> dict[str, int]:
    """How many raises are counted in something, told to be on a foot and on a shank."""
    counts = {}
    for placement in PLACEMENTS:
        counter = RaiseCounter(placement)
        counter.push(block)
        counter.finish()
        counts[placement] = sum(each.count for each in counter.sets)
    return counts


def hold(seed: int) -> SampleBlock:
    """A simulated recording of holds on one leg, worn on either leg."""
    made = draw_session(
        seed,
        placement=("foot", "shank", "thigh")[seed % 3],
        sensor_on=("raised", "stance")[seed // 3 % 2],
        eyes=("open", "closed")[seed % 2],
        surface=("firm", "foam")[seed // 7 % 2],
        sensor=HOLD_SENSORS[seed % len(HOLD_SENSORS)],
        family="report",
    )
    return made.block


def real() -> Iterator[tuple[str, SampleBlock]]:
    """Every recording that can be read, of the project and of ../shared, wherever it was worn."""
    for folder in (
        ROOT / "recordings",
        ROOT.parent / "shared" / "data",
        ROOT.parent / "shared" / "people",
    ):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.endswith(".events.csv"):
                try:
                    yield str(path.relative_to(folder.parent)), open_recording(path).block
                except RecordingError:
                    continue


def table(outcomes: list[Outcome]) -> None:
    groups: dict[tuple[str, str, str], list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups[each.kind].append(each)
        groups[(each.kind[0], each.kind[1], "all")].append(each)
    print(
        "| make | placement | sensor | sets | exact % | height within 0.5 cm % | bias cm | ", end=""
    )
    print("tempo within 0.1 s % |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
    for kind, group in sorted(groups.items()):
        heights = np.array([each.height_error_cm for each in group])
        tempos = np.array([each.tempo_error_s for each in group])
        exact = 100.0 * np.mean([each.exact for each in group])
        within = bias = "-"
        if kind[1] == "foot":
            within = f"{100.0 * np.mean(np.abs(heights) <= 0.5):.1f}"
            bias = f"{np.nanmean(heights):+.2f}"
        cells = (*kind, str(len(group)), f"{exact:.1f}", within, bias)
        print(f"| {' | '.join(cells)} | {100.0 * np.mean(np.abs(tempos) <= 0.1):.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--holds", type=int, default=200)
    parser.add_argument("--real", action="store_true")
    asked = parser.parse_args()
    table([shipped(seed) for seed in range(asked.sets)])
    print()
    table([other(seed) for seed in range(asked.sets // 2)])
    total: dict[str, int] = dict.fromkeys(PLACEMENTS, 0)
    blocks = ((f"hold {seed}", hold(seed)) for seed in range(asked.holds))
    for title, things in (
        ("simulated holds", blocks),
        ("recordings", real() if asked.real else ()),
    ):
        total, n = dict.fromkeys(PLACEMENTS, 0), 0
        for name, block in things:
            n += 1
            counts = raises_in(block)
            for placement, count in counts.items():
                total[placement] += count
                if count:
                    print(f"{name}: {count} counted, told to be on the {placement}")
        print(f"\n{title}: {n}, raises counted as foot {total['foot']}, as shank {total['shank']}")


if __name__ == "__main__":
    main()
