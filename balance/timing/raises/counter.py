"""The entrance: blocks in, raises and sets out, the same for any cut of the stream."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from balance.samples import SampleBlock
from balance.signal.placement import Placement
from balance.signal.quality import LONGEST_GAP_S
from balance.timing.raises.found import Found
from balance.timing.raises.limits import refusal
from balance.timing.raises.results import EndedBy, Raise, RaiseLeg, RaiseSet
from balance.timing.raises.rule import SetRule
from balance.timing.raises.stretch import Stretch

ALGORITHM: Final = "raises 1.1"
HEEL_TO_BALL_CM: Final = 18.0


class RaiseCounter:
    """Counts the heel raises of one stream.

    Parameters
    ----------
    placement
        "foot" or "shank", on a leg that is stood on.
    heel_to_ball_cm
        From the back of the heel to the ball of the foot; heights are in proportion to it.
    rule
        When a set ends by itself.
    leg
        Which leg does it, or "both"; None where nobody said. It is handed on.

    Attributes
    ----------
    sets : tuple of RaiseSet
        The sets that are over.

    Raises
    ------
    ValueError
        In one sentence, where raises can't be counted at that placement.
    """

    def __init__(
        self,
        placement: Placement,
        *,
        heel_to_ball_cm: float = HEEL_TO_BALL_CM,
        rule: SetRule | None = None,
        leg: RaiseLeg | None = None,
    ) -> None:
        reason = refusal(placement)
        if reason is not None:
            raise ValueError(f"{reason[0].upper()}{reason[1:]}.")
        if not 5.0 <= heel_to_ball_cm <= 40.0:
            raise ValueError("From heel to ball of the foot it must be 5 to 40 cm.")
        self.sets: tuple[RaiseSet, ...] = ()
        self._placement: Placement = placement
        self._lever_cm = heel_to_ball_cm
        self._rule = rule or SetRule()
        self._leg = leg
        self._raises: list[Raise] = []
        self._over_s: float | None = None  # a set ended by rule, and nobody has rested since
        self._stretch: Stretch | None = None
        self._last_s = -np.inf
        self._settled = self._unclear = False

    @property
    def under_way(self) -> tuple[Raise, ...]:
        """The raises of the set that is under way."""
        return tuple(self._raises)

    def push(self, block: SampleBlock) -> list[Raise]:
        """Add samples and give the raises that they make known."""
        if len(block) == 0:
            return []
        found: list[Raise] = []
        breaks = 1 + np.flatnonzero(np.diff(block.time_s) >= LONGEST_GAP_S)
        if block.time_s[0] - self._last_s >= LONGEST_GAP_S:
            breaks = np.concatenate([[0], breaks])
        for first, last in pairwise([0, *breaks[breaks > 0].tolist(), len(block)]):
            if first in breaks:
                found += self._cut_off("gap")
                start_s = float(block.time_s[first])
                has_gyr = block.gyr_rad_s is not None
                self._stretch = Stretch(self._placement, start_s, has_gyr=has_gyr)
            if self._stretch is not None:
                self._stretch.add(block[first:last])
                found += self._looked(self._stretch)
        self._last_s = float(block.time_s[-1])
        return found

    def stop(self) -> None:
        """End the set that is under way, by hand."""
        self._end("stop")

    @property
    def settled(self) -> bool:
        """Whether there ever was quiet stance."""
        return self._settled or (self._stretch is not None and self._stretch.settled)

    @property
    def unclear(self) -> bool:
        """Whether nothing was counted, though something like a set was there: too faint for it."""
        now = self._stretch is not None and self._stretch.unclear
        return (self._unclear or now) and not self.sets and not self._raises

    def break_off(self) -> list[Raise]:
        """Say that what comes next does not go on from what came: the sensor died."""
        self._last_s = -np.inf
        return self._cut_off("gap")

    def finish(self) -> list[Raise]:
        """Say that the stream has ended."""
        return self._cut_off("recording_end")

    def _cut_off(self, by: EndedBy) -> list[Raise]:
        if self._stretch is None:
            return []
        found = self._looked(self._stretch, rest=True)
        self._end(by)
        self._settled = self.settled
        self._unclear = self._unclear or self._stretch.unclear
        self._over_s, self._stretch = None, None
        return found

    def _looked(self, stretch: Stretch, *, rest: bool = False) -> list[Raise]:
        found: list[Raise] = []
        while stretch.tile(rest=rest):
            known_s = stretch.rows.time_s(stretch.rows.last)
            for each in stretch.found():
                found += self._take(self._raise_of(each, known_s))
            self._look_for_rest(stretch, known_s)
        return found

    def _raise_of(self, found: Found, known_s: float) -> Raise:
        return Raise(
            set_number=len(self.sets) + 1,
            number=len(self._raises) + 1,
            start_s=found.start_s,
            top_s=found.top_s,
            end_s=found.end_s,
            height_cm=None if found.sine is None else self._lever_cm * max(found.sine, 0.0),
            known_s=known_s,
        )

    def _take(self, new: Raise) -> list[Raise]:
        if self._over_s is not None:
            self._over_s = new.end_s
            return []
        by = self._rule.ended_by(self._raises, new)
        if by is None:
            self._raises.append(new)
            return [new]
        self._close(by)
        self._over_s = new.end_s
        return []

    def _look_for_rest(self, stretch: Stretch, now_s: float) -> None:
        if not stretch.counting or stretch.is_up():
            return
        last_s = self._over_s if self._over_s is not None else self._raises[-1].end_s
        raises = self._raises or list(self.sets[-1].raises)
        if now_s - last_s > self._rule.longest_rest_s(raises):
            self._end("rest")
            self._over_s = None

    def _end(self, by: EndedBy) -> None:
        self._close(by)
        if self._stretch is not None:
            self._stretch.over()

    def _close(self, by: EndedBy) -> None:
        if self._raises:
            ended = RaiseSet(tuple(self._raises), self._leg, by, self._rule.tempo_s)
            self.sets = (*self.sets, ended)
        self._raises = []
