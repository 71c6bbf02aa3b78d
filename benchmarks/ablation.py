"""What each world, the variation, the real ends and hindsight buy; and people never seen.

    pip install --group training
    python benchmarks/ablation.py [--steps 2000] [--lessons 300] [--count 60] [--place trunk|leg]

Trains the network anew for every row but those that share one, up to twelve times for each kind of
placement, with fewer steps and lessons than the weights in the package: rows compare with each
other, not with `accuracy.py`. All that is judged was never learned from, with a gyroscope.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Final

from accuracy import ENDS, errors_s, maes, merged, share, table
from learning.batches import VARIED
from learning.decided import DECISIONS
from learning.judging import Judged, judge, timed
from learning.lessons import GROUPS, PLACES, REAL, Lesson, draws, worlds_here
from worlds import joined, real_pieces
from worlds.labelled import Labelled

from balance.timing.decisions import Decisions
from balance.timing.model import Model
from balance.timing.network import from_grains, to_grains
from balance.timing.results import Event, Hold, Item

FOLDS: Final = 5
NEVER: Final = math.inf  # log odds that no answer reaches
HEADINGS: Final = (
    "judged on", "learned", "holds", "right %", "early %", "lift-off MAE s", "end MAE s",
    "duration MAE s",
)  # fmt: skip
Line = list[str]


class Study:
    """Lessons and recordings of one kind of placement, and what was trained on them so far.

    Parameters
    ----------
    place
        Trunk or leg.
    steps
        Of each training.
    lessons, count
        To learn from and to judge on, of each world.
    """

    def __init__(self, place: str, steps: int, lessons: int, count: int) -> None:
        self.place, self.steps, self.count = place, steps, count
        here = worlds_here()
        self.taught = {w: [d.lesson() for d in draws(w, place, lessons)] for w in here}
        self.tried = {w: recordings(w, place, count) for w in here if w != "negatives"}
        self._models: dict[tuple[object, ...], Model] = {}

    def model(
        self,
        *,
        without: Sequence[str] = (),
        people: frozenset[str] = frozenset(),
        varied: float | None = None,
    ) -> Model:
        """Train without some worlds and people; what was asked for before is there already."""
        share = VARIED[self.place] if varied is None else varied
        key = (frozenset(without), people, share)
        if key not in self._models:
            some = [of_others(self.taught[w], people) for w in self.taught if w not in without]
            names = ", ".join([*without, *sorted(people)])
            self.say(f"training without {names or 'nothing'}{'' if share else ', not varied'}")
            self._models[key] = trained(some, self.place, self.steps, varied=share)
        return self._models[key]

    def say(self, line: str) -> None:
        """Tell how far it is, beside the tables."""
        print(f"{self.place}: {line}", file=sys.stderr, flush=True)


def recordings(
    world: str, place: str, count: int, people: Sequence[str] | None = None
) -> list[Labelled]:
    """Recordings that are never learned from."""
    return [draw.made() for draw in draws(world, place, count, judged=True, people=people)]


def of_others(lessons: Iterable[Lesson], people: frozenset[str]) -> list[Lesson]:
    """Lessons that nobody of these people is in."""
    return [one for one in lessons if people.isdisjoint(one.person.split("+"))]


def trained(lessons: Iterable[Sequence[Lesson]], place: str, steps: int, *, varied: float) -> Model:
    """Train one network, on one core; worlds without a lesson do not count."""
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    from learning.model import train  # after that, for it reads it once

    def quiet(line: str) -> None:
        print(f"{place}: {line}", file=sys.stderr, flush=True)

    weights = train([some for some in lessons if some], steps=steps, varied=varied, say=quiet)
    return Model(from_grains(to_grains(weights)), DECISIONS[place], 1.0)


def hurried(decisions: Decisions) -> Decisions:
    """Decide by the answer after 0.4 s alone, for good."""
    lifted, landed = decisions.lifted[0], decisions.landed[0]
    return replace(
        decisions, lifted=(lifted, NEVER, NEVER), landed=(landed, NEVER, NEVER), kept=NEVER
    )


def as_decided(items: Iterable[Item]) -> Iterator[Item]:
    """Holds with the times that they had when they were decided."""
    at_s: dict[str, float] = {}
    for item in items:
        if isinstance(item, Event):
            at_s[item.event] = item.t_s
            yield item
        elif isinstance(item, Hold):
            end_s = at_s["step_down"] if item.end_reason == "step_down" else item.end_s
            yield replace(item, lift_off_s=at_s["lift_off"], end_s=end_s)


def judge_hurried(ones: Iterable[Labelled], model: Model) -> Judged:
    """Judge what is said without hindsight."""
    at_once = replace(model, decisions=hurried(model.decisions))
    judged = Judged()
    for one in ones:
        judged.add(one, list(as_decided(timed(one, at_once))))
    return judged


def line(on: str, learned: str, judged: Judged) -> Line:
    """Figures under `HEADINGS`."""
    outcomes = judged.outcomes
    shares = [share(outcomes, what) for what in ("right", "early")]
    return [on, learned, f"{len(outcomes)}", *shares, *maes(errors_s(outcomes))]


def worlds_left_out(study: Study) -> Iterator[Line]:
    """Each group of worlds judged with it learned, and without."""
    for name, group in GROUPS.items():
        here = [world for world in group if world in study.tried]
        for world in here:
            tried = study.tried[world]
            yield line(world, "all", judge(tried, study.model()))
            yield line(world, f"without {name}", judge(tried, study.model(without=here)))


def ways_left_out(study: Study) -> Iterator[Line]:
    """What varying lessons, real ends and hindsight buy, on simulated people and real ends."""
    real = [world for world in ENDS if world in study.tried]
    kinds = {
        "simulated": [world for world in study.tried if world not in REAL],
        "real ends": real,
    }
    for kind, worlds in kinds.items():
        tried = [one for world in worlds for one in study.tried[world]]
        if not tried:
            continue
        yield line(kind, "all", judge(tried, study.model()))
        yield line(kind, "not varied", judge(tried, study.model(varied=0.0)))
        if real:
            yield line(kind, "without real ends", judge(tried, study.model(without=real)))
        yield line(kind, "all, without hindsight", judge_hurried(tried, study.model()))


def folds(place: str) -> list[list[str]]:
    """People with a start and a landing of the same trial, in five parts."""
    usable = [who for who in real_pieces.PEOPLE if joined.pairs(PLACES[place][0], (who,))]
    return [usable[k::FOLDS] for k in range(FOLDS) if usable[k::FOLDS]]


def people_left_out(study: Study) -> Iterator[Line]:
    """People that the model knows, and the same ones where it does not, for each real world."""
    parts: dict[tuple[str, str], list[Judged]] = {}
    for people in folds(study.place):
        for world in (world for world in ENDS if world in study.tried):
            each = max(1, study.count // FOLDS)
            tried = recordings(world, study.place, each, people)
            unknown = study.model(people=frozenset(people))
            parts.setdefault((world, "all"), []).append(judge(tried, study.model()))
            apart = judge(tried, unknown)
            parts.setdefault((world, "without them"), []).append(apart)
            parts[world, f"without {', '.join(people)}"] = [apart]
    for (world, learned), some in sorted(parts.items(), key=lambda part: part[0][0]):
        yield line(world, learned, merged(some))


def studied(place: str, steps: int, lessons: int, count: int) -> None:
    """Print the tables of one kind of placement, each as soon as it is there."""
    study = Study(place, steps, lessons, count)
    tables = {
        "A world left out": worlds_left_out(study),
        "Real people left out, in five parts": people_left_out(study),
        "Lessons as they were made, without real ends, and without hindsight": ways_left_out(study),
    }
    for title, lines in tables.items():
        if title.startswith("Real") and not set(ENDS) <= set(study.tried):
            continue
        head = f"## {title}: {place}, {steps} steps, {lessons} lessons of each world"
        print(f"{head}\n\n{table(HEADINGS, list(lines))}\n", flush=True)


def main() -> None:
    """Print the tables, of trunk and leg at the same time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--lessons", type=int, default=300, help="of each world")
    parser.add_argument("--count", type=int, default=60, help="recordings of each to judge on")
    parser.add_argument("--place", choices=tuple(PLACES))
    given = parser.parse_args()
    places = tuple(PLACES) if given.place is None else (given.place,)
    with ProcessPoolExecutor(len(places)) as pool:
        jobs = [
            pool.submit(studied, place, given.steps, given.lessons, given.count) for place in places
        ]
        for job in jobs:
            job.result()


if __name__ == "__main__":
    main()
