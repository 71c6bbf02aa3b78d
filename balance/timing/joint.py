"""Two hold timers of one person, a leg's and a trunk's, as one: the leg times, beside the trunk.

The leg's samples wait until the trunk's answers are there that they are heard with, and what both
timers say is put in the order in which it became known: so it does not matter which sensor's
samples arrive first. A sensor whose samples are not waited for is said to be lost.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from balance.samples import SampleBlock
from balance.signal.living import Died
from balance.signal.placement import Placement
from balance.signal.quality import LONGEST_GAP_S
from balance.timing.handover import SIDES, Handover, Side
from balance.timing.heard import LATER_S, Heard
from balance.timing.hold_timer import HoldTimer
from balance.timing.phases import Phase
from balance.timing.results import Hold, Item
from balance.timing.seen_by import with_sensors

#: So far ahead of the leg the trunk is timed; its answers are kept for longer.
_AHEAD_S: Final = 20.0
#: One of two recordings may end so much sooner, and both have ended.
END_S: Final = 1.0


class JointTimer:
    """Times the holds of somebody who wears a sensor on the raised leg and one on the trunk.

    All times are on the leg's clock.

    Parameters
    ----------
    leg, trunk
        Where they are worn.
    cap_s, min_hold_s
        As in `HoldTimer`.
    """

    def __init__(
        self,
        leg: Placement,
        trunk: Placement,
        *,
        cap_s: float | None = None,
        min_hold_s: float = 1.0,
    ) -> None:
        self._heard = {side: Heard() for side in SIDES}
        on_leg, on_trunk = (self._heard[side] for side in SIDES)
        self._sides = {
            "leg": _Side(
                HoldTimer(leg, cap_s=cap_s, min_hold_s=min_hold_s, heard=on_leg, beside=on_trunk)
            ),
            "trunk": _Side(HoldTimer(trunk, cap_s=cap_s, min_hold_s=min_hold_s, heard=on_trunk)),
        }
        self._said: list[tuple[float, int, int, Item]] = []
        self._count = 0
        self._handover = Handover(cap_s, min_hold_s)

    # -- where it stands ----------------------------------------------------------------------

    @property
    def by(self) -> Side:
        """Which sensor times at this moment."""
        return self._handover.by

    @property
    def phase(self) -> Phase:
        """Where the attempt stands."""
        return self._now.phase

    @property
    def lift_off_s(self) -> float | None:
        """When the hold that is under way, or not yet final, began; or None."""
        now_s = self._now.lift_off_s
        begun_s = self._handover.lift_off_s
        return now_s if now_s is None or begun_s is None else begun_s

    @property
    def paused_s(self) -> float | None:
        """Where the clock stands while a step-down is in doubt or decided, or None."""
        return self._now.paused_s

    @property
    def decided_end_s(self) -> float | None:
        """The end as it was decided, until it is final; or None."""
        return self._now.decided_end_s

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against the signals beyond their quality, in words."""
        return tuple(
            f"{side}: {each}" for side in SIDES for each in self._sides[side].timer.reasons
        )

    @property
    def _now(self) -> HoldTimer:
        return self._sides[self.by].timer

    def timed_upto_s(self, side: Side) -> float:
        """Time of the newest sample of a side that was timed; -inf before the first."""
        return self._sides[side].timer.last_s

    def in_time(self, side: Side, block: SampleBlock) -> SampleBlock:
        """Give the samples of a side that can still be timed; see `find`."""
        floor_s = self._sides[side].floor_s
        return block[int(np.searchsorted(block.time_s, floor_s, side="right")) :]

    # -- samples ------------------------------------------------------------------------------

    def push(self, side: Side, part: SampleBlock | Died, reached_s: float) -> list[Item]:
        """Add samples of one side, or that it died; give what became known.

        Parameters
        ----------
        side
            Whose they are.
        part
            In the order of time; a block may be empty.
        reached_s
            No sample of that side will come from before this.
        """
        one = self._sides[side]
        if isinstance(part, SampleBlock):
            part = self.in_time(side, part)
        if isinstance(part, Died) or len(part):
            one.waiting.append(part)
            newest_s = part.known_s if isinstance(part, Died) else float(part.time_s[-1])
            one.newest_s = max(one.newest_s, newest_s)
        one.reached_s = max(one.reached_s, reached_s)
        return self._go_on()

    def lose(self, side: Side) -> list[Item]:
        """Wait no longer for a side: nothing of it will be pushed but after `find`.

        What is under way of it ends at its newest sample, as where a sensor dies.
        """
        one = self._sides[side]
        one.waiting.append(Died(one.newest_s, one.newest_s))
        one.lost = True
        return self._go_on()

    def find(self, side: Side, since_s: float) -> float:
        """Wait for a side again that was lost at `since_s`.

        Of its samples those are left out that the other one went on without: what was timed is not
        timed anew. Gives the time up to which that is.
        """
        one, other = self._sides[side], self._sides[SIDES[1 - SIDES.index(side)]]
        one.lost = False
        one.floor_s = max(one.floor_s, other.timer.last_s, since_s)
        one.reached_s = max(one.reached_s, one.floor_s)
        return one.floor_s

    def stop(self) -> list[Item]:
        """End the attempt by hand, at the newest time up to which both are there."""
        upto_s = min(np.inf if one.lost else one.reached_s for one in self._sides.values())
        for side in reversed(SIDES):
            self._keep(side, self._sides[side].feed(upto_s))
        for side in SIDES:
            self._keep(side, self._sides[side].timer.stop())
        return self._give(np.inf)

    def finish(self) -> list[Item]:
        """Both streams have ended; one that ended more than `END_S` sooner was to be lost there."""
        for side in reversed(SIDES):
            self._keep(side, self._sides[side].feed(np.inf))
        for side in SIDES:
            self._keep(side, self._sides[side].timer.finish())
        return self._give(np.inf)

    # -- in turn ------------------------------------------------------------------------------

    def _go_on(self) -> list[Item]:
        """Time what can be timed; give what nothing can come before any more."""
        leg, trunk = self._sides["leg"], self._sides["trunk"]
        while True:
            self._keep("trunk", trunk.feed(leg.awaits_s))
            self._keep("leg", leg.feed(trunk.heard_s - LATER_S))
            if not trunk.fed and not leg.fed:
                return self._give(min(one.known_s for one in self._sides.values()))

    def _keep(self, side: Side, items: list[Item]) -> None:
        for item in items:
            if isinstance(item, Hold) and side == "leg":
                item = with_sensors(item, self._heard["leg"], self._heard["trunk"])
            one = self._sides[side]
            known_s = item.final_s if isinstance(item, Hold) else item.decided_s
            one.told_s = max(one.told_s, known_s)
            self._count += 1
            heapq.heappush(self._said, (one.told_s, SIDES.index(side), self._count, item))

    def _give(self, known_s: float) -> list[Item]:
        """Give what became known before a time, in order."""
        items: list[Item] = []
        while self._said and self._said[0][0] < known_s:
            _, side, _, item = heapq.heappop(self._said)
            items += self._handover.take(SIDES[side], item)
        return items


@dataclass(slots=True)
class _Side:
    """One sensor's timer, with what waits for it."""

    timer: HoldTimer
    waiting: deque[SampleBlock | Died] = field(default_factory=deque)
    reached_s: float = -np.inf
    newest_s: float = -np.inf
    told_s: float = -np.inf
    floor_s: float = -np.inf
    lost: bool = False
    fed: bool = False

    def feed(self, upto_s: float) -> list[Item]:
        """Time what waits, up to a time; `fed` says whether anything was."""
        items: list[Item] = []
        self.fed = False
        while self.waiting:
            part = self.waiting[0]
            if isinstance(part, Died):
                if part.known_s > upto_s:
                    break
                items += self.timer.die(part.known_s)
                self.waiting.popleft()
            else:
                rows = int(np.searchsorted(part.time_s, upto_s, side="right"))
                if rows == 0:
                    break
                items += self.timer.push(part[:rows])
                if rows < len(part):
                    self.waiting[0] = part[rows:]
                else:
                    self.waiting.popleft()
            self.fed = True
        return items

    @property
    def awaits_s(self) -> float:
        """Up to when the other one is to be timed."""
        reached_s = np.inf if self.lost else self.reached_s
        return min(reached_s, self._next_s + _AHEAD_S) if self.waiting else reached_s

    @property
    def heard_s(self) -> float:
        """Time before which all answers are there that there will ever be."""
        if self.waiting:
            return self._timed_s(self._next_s)
        if self.lost:
            return np.inf
        return self._timed_s(self.reached_s)

    @property
    def known_s(self) -> float:
        """Time before which nothing more will become known."""
        if self.waiting:
            return max(self.timer.known_s, self._next_s if self.timer.is_dead else -np.inf)
        if self.lost:
            return np.inf
        return self.reached_s if self.timer.is_dead else self.timer.known_s

    @property
    def _next_s(self) -> float:
        part = self.waiting[0]
        return part.known_s if isinstance(part, Died) else float(part.time_s[0])

    def _timed_s(self, next_s: float) -> float:
        """What is known where the next sample is not before a time: after a gap, up to it."""
        last_s = self.timer.last_s
        gap = next_s - last_s >= LONGEST_GAP_S or self.timer.is_dead
        return next_s if gap else self.timer.known_s
