"""One test with two sensors: a leg's blocks and a trunk's in, events and results out.

It is a session on the leg's clock, whose sway is that of the trunk. What was pushed of either may
come in any cut, and before or after what belongs to it of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from balance.protocol.conditions import Conditions
from balance.records.partners import Unheard
from balance.samples import SampleBlock
from balance.session import BlockSink, Session, sway_in
from balance.signal.clocks import Clocks
from balance.signal.living import HELD_S, ZEROS_S, Died
from balance.signal.placement import TRUNK
from balance.signal.quality import Status
from balance.sway.window import NoSway, Sway
from balance.timing.handover import SIDES, Side
from balance.timing.joint import END_S, JointTimer
from balance.timing.results import Hold, Item

#: Rows wait no longer than so until it is known that a sensor lives.
_HELD_BACK_S: Final = HELD_S + ZEROS_S + 0.2
NO_TRUNK: Final = NoSway("the sensor on the trunk gave no samples of this hold")
_NOTHING: Final = SampleBlock(np.empty(0), np.empty((0, 3)))
_Judged = tuple[Status, tuple[str, ...]]


def check_places(one: Conditions, other: Conditions) -> None:
    """See that two sensors are one on the trunk and one on the raised leg.

    Raises
    ------
    ValueError
        Where they are not; one sentence.
    """
    on_trunk = [each.placement in TRUNK for each in (one, other)]
    if all(on_trunk) or not any(on_trunk):
        where = "the trunk" if all(on_trunk) else "a leg"
        raise ValueError(
            f"both sensors are on {where}: one belongs on the trunk (lower back or chest), "
            "one on the raised leg (thigh, shank or foot); say where each is worn"
        )
    leg = other if on_trunk[0] else one
    if leg.sensor_on == "stance":
        raise ValueError(
            "the sensor on the leg is on the stance leg, which does not time; put it on the "
            "raised leg"
        )


class _Beside(Session):
    """The trunk's samples: kept and judged, and handed on to be timed."""

    def take_in(self, block: SampleBlock) -> tuple[SampleBlock, list[SampleBlock | Died]]:
        """Record a block; give it as it was recorded, and what of it can be timed."""
        if self._recorder is not None:
            block = self._recorder.push(block)
        return block, self._watch.push(block)

    def rest(self) -> list[SampleBlock | Died]:
        """Give what waited: no more samples will come."""
        return self._watch.finish()


class PairedSession(Session):
    """The attempts of one person who wears two sensors.

    Parameters
    ----------
    conditions, trunk
        Of every attempt: with the sensor on the raised leg, which are those of the results, and
        with the one on the trunk.
    clocks
        From the trunk's clock to the leg's.
    recorder, trunk_recorder
        Have each block of their sensor first, in its own time.
    min_hold_s
        Shorter holds are touches.
    assumed, trunk_assumed
        What nothing tells of the samples and had to be taken for granted, in words.

    Attributes
    ----------
    beside : Session
        What is known of the trunk's samples alone: their losses, and how good they are.
    """

    def __init__(
        self,
        conditions: Conditions,
        trunk: Conditions,
        clocks: Clocks,
        *,
        recorder: BlockSink | None = None,
        trunk_recorder: BlockSink | None = None,
        min_hold_s: float = 1.0,
        assumed: Sequence[str] = (),
        trunk_assumed: Sequence[str] = (),
    ) -> None:
        super().__init__(conditions, recorder=recorder, min_hold_s=min_hold_s, assumed=assumed)
        self.beside = _Beside(trunk, recorder=trunk_recorder, assumed=trunk_assumed, timed=False)
        self._clocks = clocks
        self._joint = JointTimer(
            conditions.placement,
            trunk.placement,
            cap_s=conditions.cap_s,
            min_hold_s=min_hold_s,
        )
        self._timer = self._joint
        self._newest_s: dict[Side, float] = dict.fromkeys(SIDES, -np.inf)  # each its own clock
        self._away: dict[Side, float | None] = dict.fromkeys(SIDES)
        self._unheard: dict[Side, list[Unheard]] = {side: [] for side in SIDES}

    # -- samples ------------------------------------------------------------------------------

    def push(self, block: SampleBlock) -> list[Item]:
        """Record a block of the leg, then give what it makes known."""
        if self._recorder is not None:
            block = self._recorder.push(block)
        return self._pushed("leg", block, self._watch.push(block))

    def push_beside(self, block: SampleBlock) -> list[Item]:
        """Record a block of the trunk, in its own time, then give what it makes known."""
        return self._pushed("trunk", *self.beside.take_in(block))

    def lose(self, side: Side) -> list[Item]:
        """Go on without a side, whose samples do not come: the other one carries on."""
        if self._away[side] is not None:
            return []
        since_s = self._away[side] = self._newest_s[side]
        if np.isfinite(since_s):
            self._unheard[side].append(Unheard(since_s, None))
        return self._take(self._joint.lose(side))

    def unheard(self, side: Side) -> list[Unheard]:
        """Give once what of a side was not waited for, in its own time.

        It is given when the side is lost, and again once it is known until when.
        """
        said, self._unheard[side] = self._unheard[side], []
        return said

    @property
    def is_lost(self) -> dict[Side, bool]:
        """Which sides are not waited for."""
        return {side: since_s is not None for side, since_s in self._away.items()}

    def behind_s(self, side: Side) -> float:
        """How far the newest sample of a side is behind that of the other one, seconds."""
        leg_s, trunk_s = self._newest_s["leg"], self._clocks.to_other(self._newest_s["trunk"])
        if not np.isfinite([leg_s, trunk_s]).all():
            return np.inf
        return trunk_s - leg_s if side == "leg" else leg_s - trunk_s

    @property
    def trunk_stopped_s(self) -> float:
        """Time of the newest sample of the trunk that was timed, on its own clock."""
        return self._clocks.to_this(self._joint.timed_upto_s("trunk"))

    def finish(self) -> list[Item]:
        """Both sources have ended."""
        items = self._hand_on("leg", self._watch.finish())
        items += self._hand_on("trunk", self.beside.rest())
        for side in SIDES:  # one that ended long before the other was lost there
            if self._away[side] is None and END_S < self.behind_s(side) < np.inf:
                items += self._joint.lose(side)
        return self._take(items + self._joint.finish())

    def trunk_s(self, time_s: float) -> float:
        """Give a time of the leg's clock as the trunk's reads it."""
        return self._clocks.to_this(time_s)

    def leg_s(self, time_s: float) -> float:
        """Give a time of the trunk's clock as the leg's reads it."""
        return self._clocks.to_other(time_s)

    def _pushed(
        self, side: Side, block: SampleBlock, parts: Sequence[SampleBlock | Died]
    ) -> list[Item]:
        if len(block) == 0:
            return []
        newest_s = float(block.time_s[-1])
        self._find(side, block)
        self._newest_s[side] = newest_s
        reached_s = newest_s - _HELD_BACK_S
        reached_s = self._clocks.to_other(reached_s) if side == "trunk" else reached_s
        taken = self._take(self._hand_on(side, parts, reached_s))
        self._let_go_at(self._joint.timed_upto_s(self._joint.by))
        return taken

    def _find(self, side: Side, block: SampleBlock) -> None:
        """Hear a side again that was lost, from its first sample on that can still be timed."""
        since_s = self._away[side]
        if since_s is None:
            return
        on_leg = self._clocks if side == "trunk" else Clocks()
        floor_s = self._joint.find(side, on_leg.to_other(since_s))
        later = block.time_s[on_leg.moved(block).time_s > floor_s]
        if not later.size:
            self._joint.lose(side)
            return
        self._away[side] = None
        if np.isfinite(since_s):
            self._unheard[side].append(Unheard(since_s, float(later[0])))

    def _hand_on(
        self, side: Side, parts: Sequence[SampleBlock | Died], reached_s: float = -np.inf
    ) -> list[Item]:
        """Time what lives, on the leg's clock."""
        items: list[Item] = []
        for part in parts:
            if side == "trunk":
                part = self._on_the_legs_clock(part)
            if isinstance(part, Died):
                upto_s = part.known_s
            else:
                upto_s = float(part.time_s[-1])
                part = self._joint.in_time(side, part)
                if side == "trunk":
                    self._kept.push(part)
            items += self._joint.push(side, part, upto_s)
        return items + self._joint.push(side, _NOTHING, reached_s)

    def _on_the_legs_clock(self, part: SampleBlock | Died) -> SampleBlock | Died:
        if isinstance(part, Died):
            since_s, known_s = map(self._clocks.to_other, (part.since_s, part.known_s))
            return Died(since_s, known_s)
        return self._clocks.moved(part)

    # -- what is said of them -----------------------------------------------------------------

    def _sway(self, hold: Hold) -> Sway | NoSway:
        if not len(self._kept.between(hold.lift_off_s, hold.end_s)[0]):
            return NO_TRUNK
        return sway_in(self._kept, hold, self.beside.conditions)

    def _status(self, *, settled: bool) -> _Judged:
        """Those of the leg; of the trunk what makes it worth a look."""
        status, reasons = super()._status(settled=settled)
        of_trunk, why = self.beside.status
        if self.quality.samples == 0:
            status, reasons = "attention", ("the sensor on the leg gave no samples",)
        where = self.beside.conditions.placement.replace("_", " ")
        if of_trunk != "valid" and status == "valid":
            status = "attention"
        return status, (*reasons, *(f"sensor on the {where}: {each}" for each in why))
