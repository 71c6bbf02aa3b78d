"""The course of a session: standing, attempts and rests, written as a score with its truth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from balance.simulate import impact
from balance.simulate.attempt import Trial, false_start, lift
from balance.simulate.draw import Draw
from balance.simulate.ending import come_down, plan, step
from balance.simulate.holding import disturb
from balance.simulate.person import Person
from balance.simulate.score import Limb, Score


def write_score(
    person: Person, trials: Sequence[Trial], course: Draw, draws: Sequence[Draw]
) -> Score:
    """Write a session.

    Parameters
    ----------
    person
        Who stands.
    trials
        What each attempt is to be.
    course
        Draws of the standing and resting between attempts.
    draws
        One source of draws for each trial.
    """
    score = Score()
    now = 0.0
    if course.chance("arrives", 0.25):
        now = _steps(score, course, person, 0.4) + course.between("arrived_s", 0.3, 1.5)
    for k, (trial, draw) in enumerate(zip(trials, draws, strict=True)):
        if k > 0:
            now = _rest(score, course, person, f"rest{k}", now)
        begins = now + course.between(f"quiet{k}_s", 2.2, 5.0)
        score.quiet.append((now, begins))
        now = _attempt(score, draw, person, trial, begins)
    score.end_s = now + course.between("afterwards_s", 2.0, 5.0)
    score.quiet.append((now, score.end_s))
    score.truth.sort(key=lambda event: event.time_s)
    return score


def _attempt(score: Score, draw: Draw, person: Person, trial: Trial, now: float) -> float:
    for k in range(trial.false_starts):
        now = false_start(score, draw, person, f"false{k}", now)
    lifted = lift(score, draw, person, trial, now)
    how = plan(draw, person, lifted, trial.ending)
    down = lifted.time_s + trial.hold_s
    disturb(score, draw, person, lifted, down, how.lowering_s)
    return come_down(score, draw, person, lifted, trial.ending, down, how)


def _rest(score: Score, draw: Draw, person: Person, name: str, start_s: float) -> float:
    """Stand at ease between attempts; gives the time from which the person is quiet."""
    ends = start_s + draw.between(f"{name}_s", 1.0, 7.0)
    does = draw.one_of(
        f"{name}_does", ("nothing", "shifts", "steps", "scratches", "looks"), (4, 2, 2, 1, 1)
    )
    if does == "nothing":
        return ends
    score.note(start_s, "note", f"rest: {does}")
    if does == "steps":
        return max(_steps(score, draw, person, start_s) + 0.8, ends)
    rng = draw.rng
    when = start_s
    while when < ends - 1.5:
        takes = float(rng.uniform(1.0, 2.5))
        if does == "shifts":
            score.there_and_back("pelvis_y", when, takes, float(rng.normal(0.0, 0.04)))
            score.there_and_back("pelvis_roll", when, takes, float(rng.normal(0.0, 0.04)))
        elif does == "scratches":
            for track in ("pelvis_roll", "chest_roll", "chest_pitch"):
                score.there_and_back(track, when, takes, float(rng.normal(0.0, 0.08)))
            impact.shake(score, draw, "pelvis", "raised", when, takes, 0.8, 5.0)
            impact.shake(score, draw, "chest", "raised", when, takes, 1.0, 5.0)
        else:
            score.there_and_back("chest_yaw", when, takes, float(rng.normal(0.0, 0.35)))
            score.there_and_back("pelvis_yaw", when, takes, float(rng.normal(0.0, 0.1)))
        when += takes + float(rng.uniform(0.2, 1.0))
    return max(ends, when) + 0.3


def _steps(score: Score, draw: Draw, person: Person, start_s: float) -> float:
    """A few small steps in place, left and right in turn; gives their end."""
    rng = draw.rng
    first: Limb = "raised" if rng.random() < 0.5 else "stance"
    when = start_s + 0.5
    for k in range(int(rng.integers(2, 6))):
        other: Limb = "stance" if first == "raised" else "raised"
        takes = float(rng.uniform(0.22, 0.45))
        step(score, draw, person, first if k % 2 == 0 else other, when, takes, "firm")
        score.note(when, "note", "small step")
        when += takes + float(rng.uniform(0.15, 0.5))
    return float(np.round(when, 3))
