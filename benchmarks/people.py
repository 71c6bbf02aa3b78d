"""Simulated sessions over placements, conditions and sensors, for training and for reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from balance.protocol.conditions import Eyes, Surface
from balance.signal.placement import PLACEMENTS, TRUNK, Placement
from balance.simulate.draw import Family
from balance.simulate.session import Simulated, draw_session

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


def spread(family: Family, sessions: int, first_seed: int = 0) -> Iterator[Case]:
    """As many sessions for each placement, with and without a gyroscope."""
    for placement in PLACEMENTS:
        for acc_only in (False, True):
            for k in range(sessions):
                eyes, surface = CONDITIONS[k % len(CONDITIONS)]
                sensor = "acc_only" if acc_only else SENSORS[k % len(SENSORS)]
                yield Case(first_seed + k, family, placement, eyes, surface, sensor)


def simulate(case: Case) -> Simulated:
    """The session of a case: three holds of 1.5 to 30 s."""
    return draw_session(
        case.seed,
        placement=case.placement,
        eyes=case.eyes,
        surface=case.surface,
        sensor=case.sensor,
        family=case.family,
        holds=3,
        hold_range_s=(1.5, 30.0),
    )
