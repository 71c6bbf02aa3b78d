"""The entrance to simulated heel raises: one labelled recording of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from balance.protocol.conditions import Leg
from balance.samples import FloatArray, SampleBlock
from balance.simulate.draw import Draw, Family
from balance.simulate.motion import add_move
from balance.simulate.person import Person, draw_person
from balance.simulate.raise_moves import (
    Moves,
    TrueRaise,
    finish_moves,
    highest,
    set_moves,
    steps_of,
    walk,
)
from balance.simulate.raise_plan import RaiseLeg, SetPlan, draw_plan
from balance.simulate.sensor import PRESETS, SensorModel, measure
from balance.simulate.trunk import Segment

RaisePlacement = Literal["foot", "shank"]
HEEL_TO_BALL_CM: Final = (15.5, 20.5)


@dataclass(frozen=True)
class SimulatedRaises:
    """A synthetic recording of heel raises with its truth, set by set.

    `heel_to_ball_cm` is as somebody would measure it, to half a centimetre.
    """

    block: SampleBlock
    sets: tuple[tuple[TrueRaise, ...], ...]
    placement: RaisePlacement
    leg: RaiseLeg
    heel_to_ball_cm: float
    facts: dict[str, object]


def draw_raises(
    seed: int,
    *,
    placement: RaisePlacement = "foot",
    leg: RaiseLeg = "both",
    sets: int = 1,
    plans: Sequence[SetPlan] | None = None,
    counts: tuple[int, int] = (5, 40),
    tempos_s: tuple[float, float] = (2.0, 8.0),
    heights_cm: tuple[float, float] = (3.0, 11.0),
    sensor: str | SensorModel = "imu100",
    family: Family = "tune",
) -> SimulatedRaises:
    """Simulate somebody who walks up, raises the heels, and walks away.

    Parameters
    ----------
    seed
        The same seed with another placement or sensor is the same person doing the same things.
    placement
        On the stance foot or the stance shank.
    leg
        The leg stood on, or both; the sensor is on it, of two legs on either.
    sets
        How many sets are drawn, with rests on the spot between them.
    plans
        The sets themselves, instead of drawing them.
    counts, tempos_s, heights_cm
        What sets are drawn from.
    sensor
        A name of `sensor.PRESETS` or a model.
    family
        As in `draw_session`.

    Raises
    ------
    ValueError
        For an unknown family or sensor, or no set.
    """
    model = sensor if isinstance(sensor, SensorModel) else PRESETS.get(sensor)
    if model is None:
        raise ValueError(f"The sensor must be one of {', '.join(PRESETS)}, not {sensor!r}.")
    course = Draw(seed, family, "raises")
    if plans is None:
        plans = [draw_plan(course, k, counts, tempos_s, heights_cm) for k in range(sets)]
    if not plans:
        raise ValueError("Simulated heel raises need at least one set.")
    who = Draw(seed, family, "person")
    stance: Leg = "left" if leg == "both" else leg
    person = draw_person(who, stance, "open", "firm")
    heel_cm = course.between("heel_to_ball_cm", *HEEL_TO_BALL_CM)
    foot, shank, made = _moved(person, plans, course, 0.01 * heel_cm, one_leg=leg != "both")
    worn = Draw(seed, family, f"{placement}.stance")
    segment, lever = _worn(placement, foot, shank, person, worn)
    block, mounting = measure(segment, lever, model, worn)
    facts: dict[str, object] = {
        "seed": seed,
        "family": family,
        "sensor": model,
        "plans": tuple(plans),
    }
    for source in (who, course, worn):
        facts |= source.facts
    facts |= {"mounting": mounting, "lever_m": lever}
    told = round(2.0 * heel_cm) / 2.0
    return SimulatedRaises(block, made, placement, leg, told, facts)


def _moved(
    person: Person, plans: Sequence[SetPlan], course: Draw, heel_m: float, *, one_leg: bool
) -> tuple[Segment, Segment, tuple[tuple[TrueRaise, ...], ...]]:
    """Walk up, stand, raise the heels in each set with rests between, stand, and walk away."""
    rng = course.rng
    strides = course.one_of("strides", (0, 2, 3, 4))
    stride_s = course.between("stride_s", 1.0, 1.5)
    stands = [course.between(f"stand{k}_s", 3.0, 7.0) for k in range(len(plans))]
    rests = [course.between(f"rest{k}_s", 12.0, 25.0) for k in range(len(plans) - 1)]
    after_s = course.between("after_s", 2.0, 5.0)
    away = course.one_of("away", (0, 2, 3))
    lasts = [plan.count * plan.tempo_s * (1.0 + plan.manner.uneven) + 0.5 for plan in plans]
    walks_s = (strides + away) * stride_s + 2.0
    moves = Moves(steps_of(walks_s + sum(stands) + sum(rests) + sum(lasts) + after_s + 1.0))
    at = walk(moves, 1.0, strides, stride_s, 1.0) if strides else 0.0
    at += 0.5
    times = []
    for k, plan in enumerate(plans):
        if k > 0:
            at = _rest(moves, course, k, at, rests[k - 1])
        if course.chance(f"fidgets{k}", 0.5):
            moves.fidget(rng, at)
            at += 2.5
        if one_leg:
            _onto_one_leg(moves, at, 1.0)
        at += stands[k]
        times.append(set_moves(moves, plan, at, heel_m, rng))
        at = times[-1][-1][2]
        if one_leg:
            _onto_one_leg(moves, at + 0.5, -1.0)
    if away:
        walk(moves, at + after_s, away, stride_s, 1.0)
    moves = _cut(moves, at + after_s + away * stride_s + 0.5)
    steadied = min(plan.manner.steadied for plan in plans)
    foot, shank = finish_moves(moves, person, heel_m, one_leg, steadied, rng)
    return foot, shank, tuple(tuple(highest(foot, each, heel_m)) for each in times)


def _onto_one_leg(moves: Moves, at_s: float, way: float) -> None:
    add_move(moves.alone, at_s, 0.6, way)
    add_move(moves.roll, at_s, 0.6, 0.01 * way)


def _rest(moves: Moves, course: Draw, k: int, at_s: float, rest_s: float) -> float:
    """Rest on the spot between two sets: stand, fidget, perhaps walk a little."""
    if course.chance(f"walks{k}", 0.4):
        walk(moves, at_s + 2.0, 2, 1.2, 0.7)
    else:
        moves.fidget(course.rng, at_s + 2.0)
    return at_s + rest_s


def _cut(moves: Moves, end_s: float) -> Moves:
    n = min(moves.n, steps_of(end_s))
    cut = Moves(n)
    for name in ("ball", "pitch", "swing", "roll", "yaw", "shank", "alone"):
        setattr(cut, name, getattr(moves, name)[:n])
    return cut


def _worn(
    placement: RaisePlacement, foot: Segment, shank: Segment, person: Person, worn: Draw
) -> tuple[Segment, FloatArray]:
    """The part that the sensor sits on, and where on it."""
    rng = worn.rng
    if placement == "shank":
        around = rng.uniform(-np.pi, np.pi)
        up = rng.uniform(0.15, 0.85) * person.body.shank_m
        return shank, np.array([0.05 * np.cos(around), 0.05 * np.sin(around), up])
    return foot, np.array([-rng.uniform(0.03, 0.12), rng.normal(0.0, 0.02), 0.06])


def without_gyroscope(name: str) -> SensorModel:
    """Give a kind of sensor as it would be without its gyroscope."""
    return replace(PRESETS[name], gyroscope=False)
