"""The hold timer: blocks in, events and holds out, the same for any cut of the stream."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from balance.samples import SampleBlock
from balance.signal.features import Features
from balance.signal.grid import STEP_S, rows
from balance.signal.placement import Placement
from balance.signal.quality import LONGEST_GAP_S
from balance.timing.course import CourseKeeper
from balance.timing.phases import Phase, Phases
from balance.timing.profile import profile_for
from balance.timing.results import Event, Item
from balance.timing.verdict import Judge, Learned

ALGORITHM: Final = "1.1"
_SLAB: Final = 2048
_KEEP: Final = rows(20.0)


class HoldTimer:
    """Times the holds of one stream.

    Parameters
    ----------
    placement
        Where the sensor is worn.
    cap_s
        Longest time of the protocol, or None.
    min_hold_s
        Shorter holds are touches: their events are given, but no `Hold`.
    judge
        Weighs the evidence; the learned weights by default.
    course
        Keeps the course of "on one leg", where it is wanted.
    """

    def __init__(
        self,
        placement: Placement,
        *,
        cap_s: float | None = None,
        min_hold_s: float = 1.0,
        judge: Judge | None = None,
        course: CourseKeeper | None = None,
    ) -> None:
        self._profile = profile_for(placement)
        self._cap_s = cap_s
        self._min_hold_s = min_hold_s
        self._judge = judge
        self._course = course
        self._last_s = -np.inf
        self._phases: Phases | None = None

    @property
    def phase(self) -> Phase:
        """Where the attempt stands."""
        return self._phases.phase if self._phases else "settling"

    @property
    def lift_off_s(self) -> float | None:
        """When the hold that is under way began, or None."""
        return self._phases.lift_off_s if self._phases else None

    @property
    def paused_s(self) -> float | None:
        """Where the clock stands while a step-down is in doubt, or None."""
        return self._phases.paused_s if self._phases else None

    @property
    def decided_end_s(self) -> float | None:
        """When the hold ended, while that is decided and not yet final; None otherwise."""
        return self._phases.decided_end_s if self._phases else None

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against the signal beyond its quality, in words."""
        return ()

    def push(self, block: SampleBlock) -> list[Item]:
        """Add samples and give what they make known, in the order in which it became known."""
        if len(block) == 0:
            return []
        items: list[Item] = []
        breaks = np.flatnonzero(np.diff(block.time_s, prepend=self._last_s) >= LONGEST_GAP_S)
        for first, last in pairwise([0, *breaks[breaks > 0], len(block)]):
            if first in breaks:
                items += self._begin(block, int(first))
            items += self._continue(block[first:last])
        return items

    def stop(self) -> list[Item]:
        """End the attempt by hand, at the newest sample, in whatever phase it is."""
        items = self._phases.end_by("stop", self._last_s) if self._phases else []
        return [*items, Event("stop", self._last_s, self._last_s)] if self._phases else []

    def finish(self) -> list[Item]:
        """Say that the stream has ended."""
        return self._phases.finish(self._last_s) if self._phases else []

    def _begin(self, block: SampleBlock, at: int) -> list[Item]:
        items: list[Item] = []
        start_s = float(block.time_s[at])
        if self._phases is not None:
            items += self._phases.end_by("gap", self._last_s)
            items.append(Event("gap", self._last_s, start_s, f"{start_s - self._last_s:.2f} s"))
        has_gyr = block.gyr_rad_s is not None
        features = Features(start_s, has_gyr=has_gyr, keep=_KEEP + _SLAB)
        judge = self._judge or Learned(trunk=self._profile.trunk, has_gyr=has_gyr)
        self._phases = Phases(features, self._profile, judge, self._cap_s, self._min_hold_s)
        return items

    def _continue(self, block: SampleBlock) -> list[Item]:
        if self._phases is None:
            return []
        items: list[Item] = []
        cuts = np.arange(block.time_s[0], block.time_s[-1], _SLAB * 0.9 * STEP_S)[1:]
        at = [0, *np.searchsorted(block.time_s, cuts), len(block)]
        for first, last in pairwise(at):
            if last > first:
                items += self._phases.push(block[first:last])
        self._last_s = float(block.time_s[-1])
        return items
