"""Simulated sessions over placements, conditions and sensors, for training and for reports.

Two simulators take turns: the people of balance/simulate, and the plain ones of worlds/plain.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from worlds.plain import plain_session

from balance.protocol.conditions import Eyes, Surface
from balance.samples import SampleBlock
from balance.signal.placement import PLACEMENTS, TRUNK, Placement
from balance.simulate.draw import Family
from balance.simulate.session import draw_session

AFTERMATH = ("raised again", "stance foot down")
PLAIN_SEEDS: dict[Family, int] = {"tune": 0, "report": 100_000, "outside": 200_000}
SENSORS = ("imu100", "imu50", "phone60", "imu200_noisy", "jittered")
PLACES: dict[str, tuple[Placement, ...]] = {
    "trunk": ("lower_back", "chest"),
    "leg": ("thigh", "shank", "foot"),
}
CONDITIONS: tuple[tuple[Eyes, Surface], ...] = (
    ("open", "firm"),
    ("closed", "firm"),
    ("open", "foam"),
    ("closed", "foam"),
)


@dataclass(frozen=True)
class Case:
    """One session to simulate."""

    seed: int
    family: Family
    placement: Placement
    eyes: Eyes
    surface: Surface
    sensor: str
    plain: bool = False

    @property
    def kind(self) -> str:
        """Which weights judge it."""
        place = "trunk" if self.placement in TRUNK else "leg"
        return place + ("_acc" if self.sensor == "acc_only" else "")


def cases(family: Family, sessions: int, first_seed: int = 0) -> Iterator[Case]:
    """As many sessions for each kind, spread over everything else."""
    for placements in PLACES.values():
        for acc_only in (False, True):
            for k in range(sessions):
                eyes, surface = CONDITIONS[k % len(CONDITIONS)]
                sensor = "acc_only" if acc_only else SENSORS[k % len(SENSORS)]
                placement = placements[k % len(placements)]
                yield Case(first_seed + k, family, placement, eyes, surface, sensor)
                yield Case(first_seed + k, family, placement, eyes, surface, sensor, plain=True)


def spread(
    family: Family, sessions: int, first_seed: int = 0, *, plain: bool = False
) -> Iterator[Case]:
    """As many sessions for each placement, with and without a gyroscope."""
    for placement in PLACEMENTS:
        for acc_only in (False, True):
            for k in range(sessions):
                eyes, surface = CONDITIONS[k % len(CONDITIONS)]
                sensor = "acc_only" if acc_only else SENSORS[k % len(SENSORS)]
                yield Case(first_seed + k, family, placement, eyes, surface, sensor, plain)


@dataclass(frozen=True)
class Session:
    """What both simulators give. `aftermath_s` are times after which a foot is up again."""

    block: SampleBlock
    holds: tuple[tuple[float, float], ...]
    endings: tuple[str, ...]
    cap_s: float | None
    aftermath_s: tuple[float, ...]


def simulate(case: Case) -> Session:
    """The session of a case: two or three holds of 1.5 to 30 s."""
    if case.plain:
        seed = case.seed + PLAIN_SEEDS[case.family]
        plain = plain_session(seed, case.placement, f"{case.eyes} {case.surface}", case.sensor)
        taps = zip(plain.holds, plain.endings, strict=True)
        after = tuple(end for (_, end), ending in taps if ending == "toe_tap")
        return Session(plain.block, plain.holds, plain.endings, None, after)
    made = draw_session(
        case.seed,
        placement=case.placement,
        eyes=case.eyes,
        surface=case.surface,
        sensor=case.sensor,
        family=case.family,
        holds=3,
        hold_range_s=(1.5, 30.0),
    )
    endings = tuple(event.detail for event in made.truth if event.event == "step_down")
    after = tuple(event.time_s for event in made.truth if event.detail in AFTERMATH)
    return Session(made.block, made.holds, endings, made.conditions.cap_s, after)
