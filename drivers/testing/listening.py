"""A simulated person who does as told, for drivers whose sensor has a screen."""

from __future__ import annotations

from typing import Final, get_args

from balance.protocol.conditions import Leg
from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.simulate.session import simulate_session
from drivers.attentive import Attentive, Course
from drivers.telling import Told

_HOLD_S: Final = (4.0, 12.0)  # nobody who looks on is to wait for long


class ListeningPerson:
    """A person who stands still until told to lift a foot, and puts it down after a while.

    Samples are made as they are asked for; the same requests at the same moments give the same
    ones.

    Parameters
    ----------
    seed
        Another number is another person.
    placement, leg
        Where the sensor is worn, and which leg is stood on first.
    holds
        How many attempts on a leg differ; after the last the first comes again.
    """

    def __init__(
        self, seed: int = 1, *, placement: Placement = "shank", leg: Leg = "left", holds: int = 2
    ) -> None:
        made = {
            each: simulate_session(
                seed, placement=placement, stance_leg=each, holds=holds, hold_range_s=_HOLD_S
            )
            for each in get_args(Leg)
        }
        self._leg = leg
        self._person = Attentive({each: Course.of(one) for each, one in made.items()}, leg, seed)

    @property
    def time_s(self) -> float:
        """Time of the newest sample, seconds."""
        return self._person.time_s

    def stand(self, leg: Leg | None = None) -> None:
        """Ask to stand still.

        Parameters
        ----------
        leg
            Which one is to be stood on from now on; None for the same.
        """
        self._leg = leg or self._leg
        self._person.hear(Told(state="still", stance_leg=self._leg))

    def lift(self) -> None:
        """Ask to lift the other foot: once, however often it is said before `stand`."""
        self._person.hear(Told(state="lift", stance_leg=self._leg))

    def rows(self, length_s: float) -> SampleBlock:
        """Let the time pass, and give the samples of it.

        Parameters
        ----------
        length_s
            So many seconds.
        """
        return self._person.rows(length_s)
