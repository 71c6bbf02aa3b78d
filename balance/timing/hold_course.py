"""One hold, followed from its lift-off until nothing of it can change any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from balance.timing.cues import seen
from balance.timing.decisions import Found, Watch, in_hindsight
from balance.timing.inputs import ROW_S, STRIDE
from balance.timing.model import Model
from balance.timing.moments import AFTER, EARLY, LATE, Moment, moment
from balance.timing.network import DOWN, EVENT_AFTER, LIFT, UP, UP_AFTER
from balance.timing.results import TAKEN_BACK, EndReason, Event, Hold, Item
from balance.timing.stretch import Stretch, model_rows_in

FINAL_AFTER: Final = AFTER + EVENT_AFTER[LATE]  # model rows from a change to the last word on it
_LATEST: Final = 3  # the answer with the most hindsight, in `UP`
_SKIPPED: Final = model_rows_in(0.12)  # rows after a change that need not prove it
_NEAR: Final = model_rows_in(1.0)
_GUARD: Final = model_rows_in(0.3)  # a hold is no shorter; and after a doubt, before the next
_UNSURE: Final = model_rows_in(0.2)
NO_LIFT: Final = "no hold: the foot did not stay up"

HoldPhase = Literal["holding", "maybe_down", "ended"]


class HoldCourse:
    """A hold under way.

    Parameters
    ----------
    stretch, model
        The model's answers, and how sure it must be.
    lift
        The lift-off as it was decided.
    cap_s, min_hold_s
        As in `HoldTimer`.
    told_row
        Grid row before which nothing more can become known.
    """

    def __init__(
        self,
        stretch: Stretch,
        model: Model,
        lift: Found,
        cap_s: float | None,
        min_hold_s: float,
        told_row: int,
    ) -> None:
        self._stretch = stretch
        self._decisions = model.decisions
        self._width = model.width
        self._cap_s = cap_s
        self._min_hold_s = min_hold_s
        self._items: list[Item] = []
        self._about = lift.about
        self._lift = moment(stretch, LIFT, EARLY, lift.about, lift.known)
        self._lift_known = lift.known
        self._lift_final: int | None = None
        self._cursor = lift.known + 1
        self._watched = Watch(stretch, model.decisions, "landing", lift.about + _GUARD)
        self._paused: int | None = None
        self._resumed = 0
        self._end: _End | None = None
        self._corrections = 0
        self.told_row = max(told_row, _grid(lift.known))
        self.over_row: int | None = None
        self.was_none = False
        self._say("lift_off", self.lift_off_s, lift.known)

    # -- where it stands ----------------------------------------------------------------------

    @property
    def phase(self) -> HoldPhase:
        """Whether the clock runs, stands in doubt, or stands for good as far as is known."""
        if self._end is not None:
            return "ended"
        return "holding" if self._paused is None else "maybe_down"

    @property
    def lift_off_s(self) -> float:
        """When the foot left the floor, as far as is known."""
        return self._stretch.time_s(self._lift.row)

    @property
    def paused_s(self) -> float | None:
        """Where the clock stands while a step-down is in doubt or decided."""
        if self._end is not None:
            return self._row_s(self._end.paused)
        return None if self._paused is None else self._row_s(self._paused)

    @property
    def decided_end_s(self) -> float | None:
        """The end as it was decided, until it is final."""
        return None if self._end is None else self._end.at_s

    def take(self) -> list[Item]:
        """What became known since the last time."""
        items, self._items = self._items, []
        return items

    # -- rows ---------------------------------------------------------------------------------

    def step(self) -> bool:
        """Look at rows not yet seen; True where something happened and more may follow."""
        end = self._stretch.end
        if self.over_row is not None or self._cursor >= end:
            return False
        if self._lift_final is None:
            final = max(self._about + FINAL_AFTER, self._lift_known)
            upto = min(end, final)
            if self._cursor < upto and self._look(upto):
                return True
            if end <= final:
                return False
            self._finish_lift(final)
            return True
        return self._look(end)

    def _look(self, upto: int) -> bool:
        """Look at rows up to `upto` (excluded); True where something happened in them."""
        if self._end is not None:
            return self._await_final(self._end, upto)
        cap = self._cap_row()
        capped = cap is not None and cap < upto
        last = cap if cap is not None and capped else upto
        doubt = self._doubt_row(self._cursor, last)
        landing = self._watched.look(last if doubt is None else doubt + 1)
        if landing is not None:
            self._land(landing)
            return True
        if doubt is not None:
            self._change_doubt(doubt)
            return True
        self._cursor = max(self._cursor, last)
        if capped and cap is not None:
            self._reach_cap(cap)
            return True
        return False

    # -- doubt --------------------------------------------------------------------------------

    def _doubt_row(self, first: int, last: int) -> int | None:
        """First row at which the clock stops, or goes on."""
        if self._paused is None:
            first = max(first, self._about + _GUARD, self._resumed + 2)
            if first >= last:
                return None
            now = self._stretch.said(UP[0], first, last)
            found = np.flatnonzero(now < self._decisions.paused)
        else:
            first = max(first, self._paused + UP_AFTER[1])
            if first >= last:
                return None
            later = self._stretch.said(UP[1], first, last)
            now = self._stretch.said(UP[0], first, last)
            found = np.flatnonzero((later > self._decisions.resumed) & (now > 0.0))
        return first + int(found[0]) if found.size else None

    def _change_doubt(self, row: int) -> None:
        self._cursor = row + 1
        if self._paused is None:
            self._paused = row
            self._say("pause", self._row_s(row), row)
        else:
            self._correct(self._paused, row)

    def _correct(self, paused: int, row: int, detail: str = "") -> None:
        self._corrections += 1
        self._paused, self._resumed = None, row
        self._say("correction", self._row_s(paused), row, detail)

    # -- ends ---------------------------------------------------------------------------------

    def _cap_row(self) -> int | None:
        if self._cap_s is None:
            return None
        row = (self._lift.row + self._cap_s / ROW_S * STRIDE) / STRIDE
        return max(int(np.ceil(row)), self._lift_known + 1)

    def _reach_cap(self, cap: int) -> None:
        at_s = self.lift_off_s + float(self._cap_s or 0.0)
        paused = cap if self._paused is None else self._paused
        self._end = _End("cap", max(cap, self._cursor), cap, paused, at_s)
        self._say("cap", at_s, self._end.known)

    def _land(self, landing: Found) -> None:
        about = max(landing.about, self._about + _GUARD)
        early = moment(self._stretch, DOWN, EARLY, about, landing.known)
        paused = landing.known if self._paused is None else self._paused
        if self._paused is None:
            self._say("pause", self._row_s(landing.known), landing.known)
        at_s = max(self._stretch.time_s(early.row), self.lift_off_s)
        self._end = _End("step_down", landing.known, about, paused, at_s)
        self._cursor = landing.known + 1
        self._say("step_down", at_s, landing.known)

    def _await_final(self, end: _End, upto: int) -> bool:
        final = max(end.known, end.about + FINAL_AFTER)
        if upto <= final:
            self._cursor = max(self._cursor, upto)
            return False
        self._cursor = final + 1
        if self._lift_final is None:
            self._finish_lift(final)
            if self.over_row is not None:
                return True
        if end.reason == "cap":
            self._finish_cap(end, final)
        elif self._was_none(end.about, final):
            self._end = None
            self._watched = Watch(self._stretch, self._decisions, "landing", final)
            self._correct(end.paused, final, TAKEN_BACK)
        else:
            down = moment(self._stretch, DOWN, LATE, end.about, final)
            self._finish("step_down", down, end, final)
        return True

    def _was_none(self, about: int, final: int) -> bool:
        """Whether, with all the hindsight there is, the foot was up after all."""
        said = in_hindsight(self._stretch, about + _SKIPPED, final + 1, final)
        return bool(said.mean() > self._decisions.kept - self._decisions.usual)

    def _finish_cap(self, end: _End, final: int) -> None:
        """The cap stands, unless the foot had come down just before it."""
        at_s = self.lift_off_s + float(self._cap_s or 0.0)
        late = UP_AFTER[_LATEST]
        begin = max(self._about + _GUARD + late, end.about - _NEAR + late)
        down = np.flatnonzero(self._stretch.said(UP[_LATEST], begin, end.about + late + 1) < 0.0)
        if down.size and not self._was_none(begin + int(down[0]) - late, final):
            about = begin + int(down[0]) - late
            landed = moment(self._stretch, DOWN, LATE, about, final)
            if self._stretch.time_s(landed.row) < at_s:
                self._finish("step_down", landed, end, final)
                return
        self._finish("cap", None, end, final)

    def _finish_lift(self, final: int) -> None:
        """The last word on the lift-off: when it was, or that it was none."""
        self._cursor = max(self._cursor, final)
        self._lift_final = final
        last = final + 1 if self._end is None else self._end.about
        said = in_hindsight(self._stretch, self._about + _SKIPPED, last, final)
        if said.size and said.mean() < -self._decisions.kept:
            self._discard(final)
            return
        self._lift = moment(self._stretch, LIFT, LATE, self._about, final)

    def _discard(self, row: int) -> None:
        self._say("note", self.lift_off_s, row, NO_LIFT)
        self.over_row, self.was_none = _grid(row), True

    def break_off(self, reason: Literal["gap", "stop", "recording_end"], at_s: float) -> None:
        """End it now, for a reason that is not in the signal."""
        newest = self._stretch.end - 1
        end = self._end
        if end is None and self._paused is not None and reason == "recording_end":
            said = self._stretch.said(UP[0], self._paused, newest + 1)
            if said.size >= _UNSURE and said.mean() < self._decisions.paused - 1.0:
                end = _End("step_down", newest, self._paused, self._paused, self.paused_s or at_s)
                self._say("step_down", end.at_s, newest)
        if end is not None:  # decided before: that it was not final yet changes nothing of it
            early = moment(self._stretch, DOWN, EARLY, end.about, newest)
            self._finish(end.reason, None if end.reason == "cap" else early, end, newest)
            return
        known_s = max(at_s, self._stretch.time_s(self.told_row))
        paused_s = known_s if self._paused is None else self._row_s(self._paused)
        self.over_row = self._stretch.features.rows.end
        self._add(reason, at_s, 0.0, (paused_s, known_s, known_s))

    def _finish(self, reason: EndReason, at: Moment | None, end: _End, final: int) -> None:
        at_s = self.lift_off_s + float(self._cap_s or 0.0)
        spread_s = 0.0
        if at is not None:
            at_s, spread_s = max(self._stretch.time_s(at.row), self.lift_off_s), at.spread_s
        self.told_row = max(self.told_row, _grid(final))
        self.over_row = int(_grid(end.about)) if reason == "step_down" else _grid(end.known)
        known = self._row_s(end.paused), self._row_s(end.known), self._row_s(final)
        self._add(reason, at_s, spread_s, known)

    def _add(
        self,
        reason: EndReason,
        end_s: float,
        spread_s: float,
        known_s: tuple[float, float, float],
    ) -> None:
        if end_s - self.lift_off_s < self._min_hold_s:
            return
        lift_known_s = self._row_s(self._lift_known)
        final = self._lift_final
        self._items.append(
            Hold(
                lift_off_s=self.lift_off_s,
                end_s=end_s,
                end_reason=reason,
                paused_s=known_s[0],
                decided_s=known_s[1],
                final_s=known_s[2],
                lift_off_decided_s=lift_known_s,
                lift_off_final_s=known_s[2] if final is None else self._row_s(final),
                uncertainty_s=self._width * float(np.hypot(self._lift.spread_s, spread_s)),
                censored=reason in ("cap", "gap", "recording_end"),
                corrections=self._corrections,
                evidence=seen(self._stretch, self._lift.row, end_s, reason),
            )
        )

    def _row_s(self, model_row: int) -> float:
        return self._stretch.row_end_s(model_row)

    def _say(self, event: str, t_s: float, known: int, detail: str = "") -> None:
        self.told_row = max(self.told_row, _grid(known))
        self._items.append(Event(event, t_s, self._stretch.time_s(self.told_row), detail))


@dataclass(frozen=True, slots=True)
class _End:
    """An end that is decided and not yet final; rows are model rows."""

    reason: EndReason
    known: int
    about: int
    paused: int
    at_s: float


def _grid(model_row: int) -> int:
    return STRIDE * model_row + STRIDE - 1
