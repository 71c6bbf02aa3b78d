"""Who times when one wears two sensors: the leg; the trunk, while the leg's sensor is away."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import numpy as np

from balance.timing.hold_course import NO_LIFT
from balance.timing.results import TAKEN_BACK, Event, Hold, Item
from balance.timing.seen_by import LEG_THEN_TRUNK, TRUNK

Side = Literal["leg", "trunk"]
SIDES: Final[tuple[Side, Side]] = ("leg", "trunk")
GOES_ON: Final = "the sensor on the leg is lost: the one on the trunk times on"


class Handover:
    """Passes on what one of two timers says, in the order in which it became known.

    Parameters
    ----------
    cap_s, min_hold_s
        As in `HoldTimer`.

    Attributes
    ----------
    by : Side
        Which of them times.
    """

    def __init__(self, cap_s: float | None, min_hold_s: float) -> None:
        self.by: Side = "leg"
        self._cap_s = cap_s
        self._min_hold_s = min_hold_s
        self._up: dict[Side, bool] = dict.fromkeys(SIDES, False)
        self._there: dict[Side, bool] = dict.fromkeys(SIDES, False)
        self._busy = False  # whether a hold of the trunk is under way, or not yet final
        self._began: Hold | None = None

    @property
    def lift_off_s(self) -> float | None:
        """When the hold began that was handed over; None where none was."""
        return None if self._began is None else self._began.lift_off_s

    def take(self, side: Side, item: Item) -> list[Item]:
        """Take what one timer says; give what is to be passed on."""
        self._note(side, item)
        return self._of_trunk(item) if side == "trunk" else self._of_leg(item)

    def _note(self, side: Side, item: Item) -> None:
        """Keep who is there, and who says that a foot is up."""
        if isinstance(item, Hold) or item.event in ("step_down", "cap", "stop", "ready"):
            self._up[side] = False
        elif item.event == "lift_off" or item.detail == TAKEN_BACK:
            self._up[side] = True
        elif item.event == "gap" or item.detail == NO_LIFT:
            self._up[side] = False
        if not isinstance(item, Hold) and item.event in ("ready", "lift_off", "gap"):
            self._there[side] = item.event != "gap"
        if side == "trunk" and not isinstance(item, Hold):
            over = item.event in ("settled", "ready", "gap", "stop") or item.detail == NO_LIFT
            self._busy = item.event == "lift_off" or (self._busy and not over)
        elif side == "trunk":
            self._busy = False

    def _of_leg(self, item: Item) -> list[Item]:
        if self.by == "trunk":
            return [item] if self._leg_is_back() else []
        if isinstance(item, Hold):
            if item.end_reason == "gap" and self._up["trunk"]:
                self.by, self._began = "trunk", item
                known_s = item.final_s
                return [Event("note", item.end_s, known_s, GOES_ON)]
            return [item]
        if item.event == "gap" and self._there["trunk"]:
            self.by = "trunk"
        return [item]

    def _of_trunk(self, item: Item) -> list[Item]:
        if self.by == "leg":
            lifts = not isinstance(item, Hold) and item.event == "lift_off"
            if not lifts or self._there["leg"]:
                return []
            self.by = "trunk"
            return [item]
        said = self._with_what_began(item)
        if not self._busy:
            self._began = None
            self._leg_is_back()
        return [said]

    def _with_what_began(self, item: Item) -> Item:
        began = self._began
        if isinstance(item, Hold):
            return replace(item, sensors=TRUNK) if began is None else self._whole(began, item)
        if item.detail == NO_LIFT and began is not None:
            return began
        return item

    def _leg_is_back(self) -> bool:
        """Let the leg time again, where it is there and no hold of the trunk is under way."""
        if self._busy or self._up["leg"] or not self._there["leg"]:
            return False
        self.by = "leg"
        return True

    def _whole(self, began: Hold, ended: Hold) -> Hold:
        """Give a hold that the leg saw begin and the trunk end."""
        end_s = ended.end_s
        if ended.end_reason == "cap" and self._cap_s is not None:
            end_s = began.lift_off_s + self._cap_s
        spread_s = float(np.hypot(began.uncertainty_s, ended.uncertainty_s))
        return replace(
            ended,
            lift_off_s=began.lift_off_s,
            lift_off_decided_s=began.lift_off_decided_s,
            lift_off_final_s=min(began.lift_off_final_s, ended.final_s),
            end_s=end_s,
            uncertainty_s=spread_s,
            corrections=began.corrections + ended.corrections,
            evidence=(
                *(cue for cue in began.evidence if cue.event == "lift_off"),
                *(cue for cue in ended.evidence if cue.event == "step_down"),
            ),
            sensors=LEG_THEN_TRUNK,
        )
