"""When a set is over, and which raise was the last of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from balance.timing.raises.results import ENDS, EndedBy, Raise

#: A raise that comes this much too soon or too late, as a share of the tempo, has lost the pace.
PACE_SLACK: Final = 0.35
PACES_LOST: Final = 2


@dataclass(frozen=True, slots=True)
class SetRule:
    """When a set ends by itself.

    Parameters
    ----------
    height_share
        A raise lower than this share of the mean of the first three ends it, and does not count.
    tempo_s
        Seconds a raise that are asked for, or None. The second raise that is off it by more than
        `PACE_SLACK` ends the set, and does not count: an endurance test allows two reminders.
    rest_s, rest_share
        Nothing for so long after a raise ends it: seconds, or this many times the mean tempo,
        whichever is longer, since slow raises have long pauses.
    """

    height_share: float = 0.5
    tempo_s: float | None = None
    rest_s: float = 5.0
    rest_share: float = 1.5

    def __post_init__(self) -> None:
        if not 0.0 <= self.height_share < 1.0:
            raise ValueError("The share of the height must be from 0 to below 1.")
        if self.tempo_s is not None and not 0.0 < self.tempo_s < 60.0:
            raise ValueError("The tempo asked for must be above 0 and below 60 seconds a raise.")
        if not (self.rest_s > 0.0 and self.rest_share > 0.0):
            raise ValueError("The rest that ends a set must be above 0.")

    def ended_by(self, raises: list[Raise], new: Raise) -> EndedBy | None:
        """Say whether a new raise is one too many, and why."""
        first = [each.height_cm for each in raises[:ENDS] if each.height_cm is not None]
        if len(first) == ENDS and new.height_cm is not None:
            least_cm = self.height_share * sum(first) / ENDS
            if new.height_cm < least_cm:
                return "height"
        if self.tempo_s is not None:
            starts = [each.start_s for each in (*raises, new)]
            off = [abs(b - a - self.tempo_s) for a, b in pairwise(starts)]
            if sum(each > PACE_SLACK * self.tempo_s for each in off) >= PACES_LOST:
                return "pace"
        return None

    def longest_rest_s(self, raises: list[Raise]) -> float:
        """How long nothing may come after these raises."""
        if len(raises) < 2:
            return self.rest_s
        tempo = (raises[-1].start_s - raises[0].start_s) / (len(raises) - 1)
        return max(self.rest_s, self.rest_share * max(tempo, self.tempo_s or 0.0))
