"""What of a led session is measured by the sensor, as an order of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from balance.exercise import HEEL_TO_BALL_KEY, RAISE_LEG_KEY, TEMPO_KEY
from balance.protocol.plans import Plan, single
from balance.records.header import EXERCISE_KEY, HEEL_RAISE
from balance.signal.placement import TRUNK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.protocol.conditions import Conditions, Leg
    from balance.protocol.exercise.program import Item
    from drivers.live.order import Order

LISTENS: Final = "listens=yes"


@dataclass(frozen=True, slots=True)
class LedOrder:
    """One hold, or one set of heel raises, of a session; an `Order`.

    Parameters
    ----------
    base
        How tests are made otherwise: the source, whose they are, what is kept.
    item
        The step of the program.
    heel_to_ball_cm
        A length of the foot, by which heights are worked out.
    """

    base: Order
    item: Item
    heel_to_ball_cm: float

    @property
    def source_address(self) -> str:
        """The source."""
        return self.base.source_address

    @property
    def beside_address(self) -> str:
        """None: a session is led by one sensor."""
        return ""

    @property
    def played(self) -> bool:
        """Whether the samples are there already; a person who listens stays for all of it."""
        return self.base.played and LISTENS not in self.base.source_address

    @property
    def recorded(self) -> bool:
        """Whether what comes is kept."""
        return self.base.recorded

    @property
    def supervised(self) -> bool:
        """Whether somebody looks on."""
        return self.base.supervised

    @property
    def exercise(self) -> Mapping[str, object] | None:
        """What is recorded in place of holds, as keys of the first line."""
        if self.item.step.does != "raises":
            return None
        tempo_s = self.item.part.dose.tempo_s
        return {
            EXERCISE_KEY: HEEL_RAISE,
            RAISE_LEG_KEY: self.item.side,
            HEEL_TO_BALL_KEY: self.heel_to_ball_cm,
            **({TEMPO_KEY: tempo_s} if tempo_s else {}),
        }

    @property
    def leg(self) -> Leg | None:
        """The leg that is stood on; None for both."""
        side = self.item.side
        return None if side == "both" else side

    def plan(self) -> Plan | None:
        """Give one attempt; raises go on until they are ended."""
        return single(self.leg) if self.item.step.does == "hold" else None

    def conditions(self, known: Conditions) -> Conditions:
        """Give those of the base, with what the step asks for."""
        step, script = self.item.step, self.item.part.script
        made = self.base.conditions(known)
        asked = {"eyes": step.eyes, "surface": step.surface, "arms": step.arms}
        said = {key: value for key, value in asked.items() if value is not None}
        made = replace(made, **said, stance_leg=self.leg)  # type: ignore[arg-type]
        if script.scoring is not None:
            made = replace(made, cap_s=script.scoring.cap_s, test=script.key)
        if self.item.step.does == "raises" and made.placement not in TRUNK:
            made = replace(made, sensor_on="stance", cap_s=None)
        return made

    def person_code(self) -> str | None:
        """Give the code that it is kept under."""
        return self.base.person_code()
