"""The one entrance: a labelled synthetic recording of one session of one person."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance.protocol.conditions import (
    Conditions,
    Eyes,
    Leg,
    SensorOn,
    Surface,
    check_conditions,
)
from balance.samples import FloatArray, SampleBlock
from balance.signal.placement import TRUNK, Placement
from balance.simulate.attempt import Ending, Trial
from balance.simulate.draw import Draw, Family
from balance.simulate.leg import move_leg
from balance.simulate.motion import index
from balance.simulate.person import Person, draw_person
from balance.simulate.score import Score, TruthEvent
from balance.simulate.script import write_score
from balance.simulate.sensor import PRESETS, SensorModel, measure
from balance.simulate.trunk import Segment, move_trunk

ENDINGS: Final[dict[Ending, float]] = {
    "firm": 0.35,
    "soft": 0.25,
    "stumble": 0.15,
    "toe_tap": 0.10,
    "hop": 0.10,
    "cap": 0.05,
}


@dataclass(frozen=True)
class Simulated:
    """A synthetic recording with its truth.

    Attributes
    ----------
    block : SampleBlock
        The samples.
    truth : tuple of TruthEvent
        What the person did, in the order of time.
    conditions : Conditions
        How it was made; with a cap where an attempt goes beyond one.
    facts : dict
        Every drawn parameter, by topic, so that a failure can be understood.
    quiet : tuple of (float, float)
        When the person stands still on both feet, from and to in seconds, before each attempt and
        after the last.
    """

    block: SampleBlock
    truth: tuple[TruthEvent, ...]
    conditions: Conditions
    facts: dict[str, object]
    quiet: tuple[tuple[float, float], ...] = ()

    @property
    def holds(self) -> tuple[tuple[float, float], ...]:
        """Lift-off and end of each true hold in seconds, in the order of time."""
        lifts = [event.time_s for event in self.truth if event.event == "lift_off"]
        downs = [event.time_s for event in self.truth if event.event == "step_down"]
        return tuple(zip(lifts, downs, strict=True))


def simulate_session(
    seed: int,
    *,
    placement: Placement = "lower_back",
    eyes: Eyes = "open",
    surface: Surface = "firm",
    stance_leg: Leg = "left",
    sensor_on: SensorOn = "raised",
    holds: int = 3,
    hold_range_s: tuple[float, float] = (1.5, 60.0),
    endings: Sequence[Ending] | None = None,
    trials: Sequence[Trial] | None = None,
    sensor: str | SensorModel = "imu100",
    family: Family = "tune",
) -> Simulated:
    """Simulate one session of one person; the same arguments give the same numbers.

    Nobody was measured: results of it are to be called simulated. How people are made up, and
    after which measurements, is in docs/simulator.md.

    Parameters
    ----------
    seed
        A whole number, zero or more. The same seed with another placement or sensor is the same
        person doing the same things, worn differently.
    placement, eyes, surface, stance_leg, sensor_on
        The conditions, as in `Conditions`.
    holds, hold_range_s
        How many attempts, and the range that their lengths are drawn from, seconds.
    endings
        The endings to draw from, equally often; all, at natural shares, where None.
    trials
        The attempts themselves, instead of drawing them.
    sensor
        A name of `sensor.PRESETS` or a model.
    family
        "tune", "report" (disjoint from it) or "outside" (harder than both).

    Returns
    -------
    Simulated
        The samples as the sensor gave them, and what the person truly did and when.

    Raises
    ------
    ValueError
        For an unknown condition, family or sensor, a seed below zero, no attempt, or a range of
        lengths that is none.
    """
    check_conditions(Conditions(placement, stance_leg, sensor_on, eyes, surface))
    if seed < 0:
        raise ValueError(f"seed must be a whole number from 0 on, not {seed!r}.")
    shortest_s, longest_s = hold_range_s
    if not 0.0 < shortest_s <= longest_s < math.inf:
        raise ValueError(f"hold_range_s must be two lengths above 0 s, not {hold_range_s!r}.")
    model = _model(sensor)
    who = Draw(seed, family, "person")
    person = draw_person(who, stance_leg, eyes, surface)
    course = Draw(seed, family, "course")
    if trials is None:
        trials = _draw_trials(course, holds, hold_range_s, endings)
    if not trials:
        raise ValueError("A simulated session needs at least one attempt.")
    draws = [Draw(seed, family, f"attempt{k}") for k in range(len(trials))]
    score = write_score(person, trials, course, draws)
    worn = Draw(seed, family, f"{placement}.{sensor_on}")
    segment, lever = _segment(score, person, placement, sensor_on, worn, Draw(seed, family, "body"))
    block, mounting = measure(segment, lever, model, worn)
    facts: dict[str, object] = {"seed": seed, "family": family, "sensor": model}
    for source in (who, course, *draws, worn):
        facts |= source.facts
    facts |= {"mounting": mounting, "lever_m": lever}
    cap = _cap(trials)
    conditions = Conditions(placement, stance_leg, sensor_on, eyes, surface, cap_s=cap)
    return Simulated(block, _truth(score, cap), conditions, facts, tuple(score.quiet))


#: What it is called beside `draw_raises`, where a world is made of both.
draw_session: Final = simulate_session


def _model(sensor: str | SensorModel) -> SensorModel:
    if isinstance(sensor, SensorModel):
        return sensor
    if sensor not in PRESETS:
        raise ValueError(f"The sensor must be one of {', '.join(PRESETS)}, not {sensor!r}.")
    return PRESETS[sensor]


def _draw_trials(
    draw: Draw, holds: int, hold_range_s: tuple[float, float], endings: Sequence[Ending] | None
) -> list[Trial]:
    names = list(ENDINGS) if endings is None else list(endings)
    weights = [ENDINGS[name] for name in names] if endings is None else None
    trials = []
    for k in range(holds):
        ending = draw.one_of(f"ending{k}", names, weights)
        hold_s = draw.log_between(f"hold{k}_s", *hold_range_s)
        false_starts = draw.one_of(f"false_starts{k}", (0, 1, 2), (0.7, 0.22, 0.08))
        trials.append(Trial(hold_s, ending, false_starts))
    return trials


def _cap(trials: Sequence[Trial]) -> float | None:
    """The protocol's cap, where an attempt is to go beyond it: a little under the shortest such."""
    capped = [trial.hold_s for trial in trials if trial.ending == "cap"]
    return float(np.floor(0.9 * min(capped) * 2.0) / 2.0) if capped else None


def _truth(score: Score, cap_s: float | None) -> tuple[TruthEvent, ...]:
    """The score's truth in the order of time, with the moments when holds reached the cap."""
    events = list(score.truth)
    lifts = [event.time_s for event in events if event.event == "lift_off"]
    downs = [event.time_s for event in events if event.event == "step_down"]
    for lift_s, down_s in zip(lifts, downs, strict=True):
        if cap_s is not None and down_s - lift_s >= cap_s:
            events.append(TruthEvent(lift_s + cap_s, "cap"))
    return tuple(sorted(events, key=lambda event: event.time_s))


def _segment(
    score: Score,
    person: Person,
    placement: Placement,
    sensor_on: SensorOn,
    worn: Draw,
    body: Draw,
) -> tuple[Segment, FloatArray]:
    """The moving part the sensor sits on, and where on it."""
    n = index(score.end_s)
    trunk = move_trunk(score, person, body.rng, n)
    rng = worn.rng
    if placement in TRUNK:
        segment = trunk.pelvis if placement == "lower_back" else trunk.chest
        back = (-0.12, rng.normal(0.0, 0.02), rng.uniform(0.0, 0.12))
        front = (0.12, rng.normal(0.0, 0.03), rng.uniform(0.18, 0.32))
        return segment, np.array(back if placement == "lower_back" else front)
    legs = move_leg(score, person, trunk, sensor_on, body.rng)
    around = rng.uniform(-np.pi, np.pi)
    across = np.array([np.cos(around), np.sin(around), 0.0])
    if placement == "thigh":
        down = np.array([0.0, 0.0, -rng.uniform(0.35, 0.9) * person.body.thigh_m])
        return legs.thigh, 0.08 * across + down
    if placement == "shank":
        up = np.array([0.0, 0.0, rng.uniform(0.15, 0.85) * person.body.shank_m])
        return legs.shank, 0.05 * across + up
    return legs.foot, np.array([-rng.uniform(0.03, 0.12), rng.normal(0.0, 0.02), 0.06])
