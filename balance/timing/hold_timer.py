"""The hold timer: blocks in, events and holds out, the same for any cut of the stream."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from balance.samples import SampleBlock
from balance.signal.features import LEAD
from balance.signal.grid import STEP_S
from balance.signal.placement import Placement
from balance.signal.quality import LONGEST_GAP_S
from balance.timing.course import CourseKeeper
from balance.timing.heard import Heard
from balance.timing.level import Level
from balance.timing.model import Model, model_for
from balance.timing.phases import Phase, Phases
from balance.timing.results import Event, Hold, Item
from balance.timing.stretch import SLAB, Stretch
from balance.timing.worn import misplaced

ALGORITHM: Final = "2.0"
_BRIEF_S: Final = 1.0
_SLAB_S: Final = 0.9 * SLAB * STEP_S


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
    model
        What was learned; the one in the package by default.
    course
        Keeps the course of "on one leg", where it is wanted.
    heard, beside
        As in `Stretch`.
    """

    def __init__(
        self,
        placement: Placement,
        *,
        cap_s: float | None = None,
        min_hold_s: float = 1.0,
        model: Model | None = None,
        course: CourseKeeper | None = None,
        heard: Heard | None = None,
        beside: Heard | None = None,
    ) -> None:
        self._placement = placement
        self._cap_s = cap_s
        self._min_hold_s = min_hold_s
        self._model = model
        self._course = course
        self._heard = heard
        self._beside = beside
        self._reasons: tuple[str, ...] = ()
        self._last_s = -np.inf
        self._known_s = -np.inf
        self._cut_off: bool | None = None  # whether a death cut off a hold; None while it lives
        self._stretch: Stretch | None = None
        self._phases: Phases | None = None

    @property
    def phase(self) -> Phase:
        """Where the attempt stands."""
        return self._phases.phase if self._phases else "settling"

    @property
    def lift_off_s(self) -> float | None:
        """When the hold that is under way, or not yet final, began; or None."""
        hold = self._phases.hold if self._phases else None
        return None if hold is None else hold.lift_off_s

    @property
    def paused_s(self) -> float | None:
        """Where the clock stands while a step-down is in doubt or decided, or None."""
        hold = self._phases.hold if self._phases else None
        return None if hold is None else hold.paused_s

    @property
    def decided_end_s(self) -> float | None:
        """The end as it was decided, until it is final; or None."""
        hold = self._phases.hold if self._phases else None
        return None if hold is None else hold.decided_end_s

    @property
    def last_s(self) -> float:
        """Time of the newest sample; -inf before the first one."""
        return self._last_s

    @property
    def is_dead(self) -> bool:
        """Whether the newest sample was the last one of a sensor that died."""
        return self._cut_off is not None

    @property
    def known_s(self) -> float:
        """Time up to which all is known: nothing will become known, nor be heard, before it."""
        stretch = self._stretch
        if stretch is None:
            return -np.inf
        newest = stretch.features.rows.end - 1
        known_s = stretch.time_s(newest)
        if stretch.level is not None:
            known_s = stretch.row_end_s(stretch.end - 1)
        return max(known_s, stretch.time_s(LEAD))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against the signal beyond its quality, in words."""
        return self._reasons

    def push(self, block: SampleBlock) -> list[Item]:
        """Add samples and give what they make known, in the order in which it became known."""
        if len(block) == 0:
            return []
        items: list[Item] = []
        steps = np.diff(block.time_s)
        breaks = 1 + np.flatnonzero(steps >= LONGEST_GAP_S)
        if block.time_s[0] - self._last_s >= LONGEST_GAP_S or self._cut_off is not None:
            breaks = np.concatenate([[0], breaks])
        for first, last in pairwise([0, *breaks[breaks > 0], len(block)]):
            if first in breaks:
                items += self._begin(block, int(first))
            items += self._continue(block[first:last])
        self._look_where(items)
        return items

    def _look_where(self, items: Sequence[Item]) -> None:
        """Say once that a sensor is not worn where it is said to be."""
        for item in items:
            if isinstance(item, Hold) and not self._reasons:
                reason = misplaced(self._placement, item.evidence)
                self._reasons = (reason,) if reason else ()

    def die(self, known_s: float) -> list[Item]:
        """Say that the newest sample was the last one of a sensor that died.

        What is under way ends there, as at a gap; `known_s` is when that became known.
        """
        if self._phases is None or self._cut_off is not None:
            return []
        self._cut_off, self._known_s = self._phases.hold is not None, known_s
        items = self._phases.end_by("gap", self._last_s)
        return [*items, Event("gap", self._last_s, known_s, "the sensor is dead")]

    def stop(self) -> list[Item]:
        """End the attempt by hand, at the newest sample, in whatever phase it is."""
        if self._phases is None:
            return []
        at_s = max(self._last_s, self._known_s)
        return [*self._phases.end_by("stop", self._last_s), Event("stop", at_s, at_s)]

    def finish(self) -> list[Item]:
        """Say that the stream has ended."""
        return self._phases.end_by("recording_end", self._last_s) if self._phases else []

    def _begin(self, block: SampleBlock, at: int) -> list[Item]:
        items: list[Item] = []
        start_s = float(block.time_s[at])
        before: Level | None = None
        cut_off = brief = False
        if self._phases is not None and self._stretch is not None:
            cut_off = self._phases.hold is not None
            if self._cut_off is None:
                items += self._phases.end_by("gap", self._last_s)
                words = f"{start_s - self._last_s:.2f} s"
                items.append(Event("gap", self._last_s, start_s, words))
            else:
                cut_off, self._cut_off = self._cut_off, None
            if start_s - self._last_s >= LONGEST_GAP_S:  # else it was dead up to here
                before = self._phases.level
                brief = start_s - self._last_s < _BRIEF_S and self._phases.still_at_end
        has_gyr = block.gyr_rad_s is not None
        model = self._model or model_for(self._placement, has_gyr=has_gyr)
        self._stretch = Stretch(
            start_s,
            model.weights,
            has_gyr=has_gyr,
            course=self._course,
            heard=self._heard,
            beside=self._beside,
        )
        self._phases = Phases(
            self._stretch,
            self._placement,
            model,
            self._cap_s,
            self._min_hold_s,
            before,
            cut_off=cut_off,
            brief=brief,
        )
        return items

    def _continue(self, block: SampleBlock) -> list[Item]:
        if self._phases is None:
            return []
        self._last_s = float(block.time_s[-1])
        if block.duration_s < _SLAB_S:
            return self._phases.push(block)
        items: list[Item] = []
        cuts = np.arange(block.time_s[0], block.time_s[-1], _SLAB_S)[1:]
        at = [0, *np.searchsorted(block.time_s, cuts), len(block)]
        for first, last in pairwise(at):
            if last > first:
                items += self._phases.push(block[first:last])
        return items
