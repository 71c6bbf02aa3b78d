"""A simulated person who raises the heels when told to, by the words that are heard.

The first "Up" begins a set; after it the person keeps the tempo, as people do, until the set's own
number of raises is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from balance.protocol.exercise.program import UP
from balance.simulate.raise_plan import SetPlan
from balance.simulate.raises import draw_raises
from drivers.attentive import READY_S, Attentive, Course
from drivers.telling import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from balance.protocol.conditions import Leg
    from balance.simulate.raises import RaisePlacement, SimulatedRaises
    from balance.simulate.sensor import SensorModel
    from drivers.telling import Cue

STILL_S: Final = 2.0  # of standing on the spot before a set and after it


class Raiser:
    """A person with a sensor on a leg that is stood on.

    Parameters
    ----------
    seed, placement, sensor
        Of the simulation.
    raises, tempo_s
        How many raises a set has, and seconds of each.
    """

    def __init__(
        self,
        seed: int,
        placement: RaisePlacement,
        sensor: SensorModel,
        *,
        raises: int,
        tempo_s: float,
    ) -> None:
        plan = SetPlan(count=raises, tempo_s=tempo_s)
        self.made = draw_raises(seed, placement=placement, plans=[plan], sensor=sensor)
        leg: Leg = "left"
        self.person = Attentive({leg: _course(self.made)}, leg, seed)

    def hear(self, told: Told, cues: Sequence[Cue]) -> None:
        """Take note of what is said."""
        if any(UP in cue.words.replace(".", " ").split() for cue in cues):
            self.person.hear(Told(state="lift"))
        elif told.state != "work":
            self.person.hear(Told())


def _course(made: SimulatedRaises) -> Course:
    times_s = made.block.time_s
    first, last = made.sets[0][0], made.sets[0][-1]
    spans = [
        (first.start_s - READY_S - STILL_S, first.start_s - READY_S),
        (last.end_s + READY_S, last.end_s + READY_S + STILL_S),
    ]
    rows = [np.searchsorted(times_s, span) for span in spans]
    top = len(times_s) - 1
    return Course(made.block, tuple((int(a), int(min(b, top))) for a, b in rows))
