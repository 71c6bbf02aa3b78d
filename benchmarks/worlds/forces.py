"""The people of balance/simulate, moved by forces; judged on the family that is never learned."""

from __future__ import annotations

import numpy as np

from balance.protocol.conditions import Eyes, Leg, Surface
from balance.signal.placement import Placement
from balance.simulate.attempt import Ending, Trial
from balance.simulate.score import TruthEvent
from balance.simulate.session import draw_session
from worlds.labelled import Labelled

SENSORS = ("imu100", "imu50", "phone60", "imu200_noisy", "jittered")
EYES: tuple[Eyes, ...] = ("open", "closed")
SURFACES: tuple[Surface, ...] = ("firm", "foam")
LEGS: tuple[Leg, ...] = ("left", "right")
ENDINGS: dict[Ending, float] = {
    "firm": 0.37,
    "soft": 0.26,
    "stumble": 0.16,
    "toe_tap": 0.105,
    "hop": 0.105,
}
UP_AGAIN = ("raised again", "stance foot down")
HOLD_S, USUAL_S = (1.2, 40.0), (2.0, 15.0)
AROUND_S = 13.0  # standing, shifting, landing and resting, for each hold
LONGEST_S = 70.0


def draw(
    seed: int, placement: Placement, *, judged: bool = False, people: frozenset[str] | None = None
) -> Labelled:
    """One to three holds of 1.2 to 40 s.

    Parameters
    ----------
    seed
        Zero or more.
    placement
        Of the sensor; leg placements are on the raised leg.
    judged
        Whether to draw people that are never learned from.
    people
        Ignored: nobody real is in it.
    """
    del people
    rng = np.random.default_rng([seed, 1, int(judged)])
    made = draw_session(
        seed,
        placement=placement,
        eyes=EYES[rng.integers(2)],
        surface=SURFACES[rng.integers(2)],
        stance_leg=LEGS[rng.integers(2)],
        sensor=SENSORS[rng.integers(len(SENSORS))],
        family="report" if judged else "tune",
        trials=_trials(rng),
    )
    endings = tuple(event.detail for event in made.truth if event.event == "step_down")
    return Labelled("forces", "", placement, made.block, made.holds, endings, _unsure(made.truth))


def _trials(rng: np.random.Generator) -> list[Trial]:
    """Attempts, as many as a recording of some 75 s can take."""
    names, shares = list(ENDINGS), list(ENDINGS.values())
    trials: list[Trial] = []
    left_s = LONGEST_S
    for _ in range(rng.integers(1, 4)):
        low, high = USUAL_S if rng.random() < 0.6 else HOLD_S
        hold_s = float(np.exp(rng.uniform(np.log(low), np.log(high))))
        ending = names[rng.choice(len(names), p=shares)]
        false_starts = int(rng.choice(3, p=(0.7, 0.22, 0.08)))
        left_s -= hold_s + AROUND_S + 3.0 * false_starts
        if not trials or left_s > 0.0:
            trials.append(Trial(hold_s, ending, false_starts))
    return trials


def _unsure(truth: tuple[TruthEvent, ...]) -> tuple[tuple[float, float], ...]:
    """From each time that a foot is up again until it is down."""
    downs = [event.time_s for event in truth if event.detail == "down again"]
    ups = [event.time_s for event in truth if event.detail in UP_AGAIN]
    return tuple(zip(ups, downs, strict=True))
