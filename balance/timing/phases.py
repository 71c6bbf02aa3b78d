"""The phases of an attempt, followed along the model's answers.

settling > ready > holding > maybe_down > ended > settling again. Each phase looks at answers that
it has not seen for the first at which something happens, and hands over there. No phase asks how
much has come, only what the rows show: that is why any cut of the stream gives the same answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import numpy as np

from balance.samples import SampleBlock
from balance.signal.features import LEAD
from balance.signal.grid import rows
from balance.signal.placement import TRUNK, Placement
from balance.signal.stillness import WINDOW, StillLimits, quiet_at, still_rows
from balance.timing.decisions import Watch
from balance.timing.hold_course import HoldCourse
from balance.timing.inputs import STRIDE
from balance.timing.level import Level, level_from
from balance.timing.model import Model
from balance.timing.network import UP
from balance.timing.results import Event, Item
from balance.timing.stretch import Stretch, model_rows_in

Phase = Literal["settling", "ready", "holding", "maybe_down", "ended"]
STILL: Final = {
    True: StillLimits(acc_m_s2=0.30, gyr_rad_s=0.14),  # trunk
    False: StillLimits(acc_m_s2=0.25, gyr_rad_s=0.08),  # leg
}
LOST_AFTER: Final = rows(12.0)  # so long without quiet stance, and it is waited for again
REFRESHED_AFTER: Final = rows(4.0)
SURELY_DOWN: Final = rows(10.0)  # nobody stands on one leg so still for so long
_SECOND: Final = model_rows_in(1.0)
_AS_QUIET: Final = 1.0
_LOOK: Final = LEAD + WINDOW + rows(0.3)
_TURNED: Final = 0.87  # cosine of 30 degrees


class Phases:
    """Follows the attempts of one stretch.

    Parameters
    ----------
    stretch
        The samples and the model's answers; samples are pushed through this object.
    placement
        Of the sensor: how still is still.
    model
        How sure it must be.
    cap_s, min_hold_s
        As in `HoldTimer`.
    before
        The level frame of the stretch before a gap: somebody may still be on one leg.
    cut_off
        Whether the gap cut off a hold.
    brief
        Whether the gap followed quiet stance, and was too short for a foot to be lifted and to
        come to rest in it.
    """

    def __init__(
        self,
        stretch: Stretch,
        placement: Placement,
        model: Model,
        cap_s: float | None,
        min_hold_s: float,
        before: Level | None = None,
        *,
        cut_off: bool = False,
        brief: bool = False,
    ) -> None:
        self._stretch = stretch
        self._still = STILL[placement in TRUNK]
        self._model = model
        self._cap_s = cap_s
        self._min_hold_s = min_hold_s
        self._items: list[Item] = []
        self._hold: HoldCourse | None = None
        self._ready = False
        self._cursor = 0  # grid row while settling, model row afterwards
        self._watched = Watch(stretch, model.decisions, "lift", 0)
        self._quiet_row = 0
        self._told_row = 0  # nothing is known before what was known before it
        self._as_before = before.quiet if before is not None and cut_off else None
        # Only a hold that was cut off may go on unseen; else the sensor may be somewhere else.
        self._before = None if cut_off or not brief else before
        if before is not None and self._before is None:
            self._take_up(before)

    @property
    def phase(self) -> Phase:
        """Where the attempt stands."""
        if self._hold is not None:
            return self._hold.phase
        return "ready" if self._ready else "settling"

    @property
    def hold(self) -> HoldCourse | None:
        """The hold that is under way or not yet final."""
        return self._hold

    def push(self, block: SampleBlock) -> list[Item]:
        """Add samples and give what became known."""
        self._stretch.push(block)
        while True:
            while self._step():
                pass
            if self._stretch.at_border and self._hold is None and self._ready:
                self._refresh()
            if not self._stretch.advance():
                return self._take()

    def end_by(self, reason: Literal["gap", "stop", "recording_end"], at_s: float) -> list[Item]:
        """End what is under way at time `at_s`, for a reason that is not in the signal."""
        if self._hold is not None:
            self._hold.break_off(reason, at_s)
            self._take_hold(self._hold)
        self._settle_from(self._stretch.features.rows.end)
        return self._take()

    def _take(self) -> list[Item]:
        items, self._items = self._items, []
        return items

    def _say(self, event: str, grid_row: float) -> None:
        known = max(grid_row, self._told_row)
        self._items.append(
            Event(event, self._stretch.time_s(grid_row), self._stretch.time_s(known))
        )

    def _step(self) -> bool:
        """Look at rows not yet seen; True where the phase went on and more may follow."""
        if self._hold is not None:
            went_on = self._hold.step()
            self._take_hold(self._hold)
            return went_on
        return self._watch() if self._ready else self._settle()

    # -- quiet stance -------------------------------------------------------------------------

    def _settle_from(self, grid_row: int) -> None:
        self._ready, self._hold = False, None
        self._cursor = grid_row

    @property
    def level(self) -> Level | None:
        """The newest level frame, also that of before the gap."""
        return self._stretch.level or self._before

    @property
    def still_at_end(self) -> bool:
        """Whether the newest second was one of quiet stance."""
        features = self._stretch.features
        return bool(still_rows(features, features.rows.end - 1, features.rows.end, self._still)[-1])

    def _goes_on(self, before: Level) -> None:
        """Take up the frame from before a brief gap, unless the sensor is somewhere else.

        Nobody lifts a foot and stands still again in so short a time: where the sensor is quiet
        at once and gravity is turned, it was put on, or taken over from another recording.
        """
        features = self._stretch.features
        still = (
            LEAD + WINDOW + np.flatnonzero(still_rows(features, LEAD + WINDOW, _LOOK, self._still))
        )
        if still.size:
            now, then = quiet_at(features, int(still[0])).acc_m_s2, before.quiet.acc_m_s2
            if float(now @ then) < _TURNED * float(np.sqrt((now @ now) * (then @ then))):
                return
        self._take_up(before, _LOOK)

    def _take_up(self, before: Level, known: int = 0) -> None:
        """See by a frame from before a gap; it is as old as this stretch, whose rows begin anew."""
        self._stretch.begin(replace(before, quiet=replace(before.quiet, row=0)), 0, known)

    def _settle(self) -> bool:
        stretch = self._stretch
        if self._before is not None:
            if stretch.features.rows.end < _LOOK:
                return False
            before, self._before = self._before, None
            self._goes_on(before)
        end = stretch.features.rows.end
        if stretch.level is not None:  # a row is looked at once the model has answered to it
            end = min(end, STRIDE * stretch.end)
        still = still_rows(stretch.features, self._cursor, end, self._still)
        for row in self._cursor + np.flatnonzero(still):
            if self._stands(int(row)):
                self._start_from(int(row))
                return True
        self._cursor = max(self._cursor, end)
        return False

    def _stands(self, grid_row: int) -> bool:
        """Whether a quiet second is one on two feet, as far as the model can say."""
        stretch = self._stretch
        if stretch.level is None:
            return True
        last = grid_row // STRIDE
        first = last - _SECOND
        if first < stretch.start + _SECOND:
            return False
        if stretch.said(UP[0], first, last).mean() < 0.0 and self._is_as_before(grid_row):
            return True
        begin = grid_row - SURELY_DOWN
        if begin < stretch.features.rows.start + WINDOW:
            return False
        return bool(still_rows(stretch.features, begin, grid_row + 1, self._still).all())

    def _is_as_before(self, grid_row: int) -> bool:
        """Whether it is as quiet as before a hold that was cut off.

        The model has not seen how that hold began: it can't say so soon that it goes on.
        """
        before = self._as_before
        if before is None:
            return True
        now = quiet_at(self._stretch.features, grid_row)
        return (
            now.acc_rms_m_s2 < _AS_QUIET * before.acc_rms_m_s2 + 0.01
            and now.gyr_rms_rad_s < _AS_QUIET * before.gyr_rms_rad_s + 0.002
        )

    def _start_from(self, grid_row: int) -> None:
        stretch = self._stretch
        self._as_before = None
        level = level_from(quiet_at(stretch.features, grid_row), stretch.level)
        if stretch.level is None:
            stretch.begin(level, grid_row - WINDOW, grid_row)
        else:
            stretch.relevel(level)
        self._say("settled", grid_row)
        self._say("ready", grid_row)
        self._ready = True
        self._quiet_row = grid_row
        self._watch_from(grid_row // STRIDE + 1)

    def _refresh(self) -> None:
        """Take the newest quiet second as level, where some time has passed since the last."""
        stretch = self._stretch
        level = stretch.level
        end = STRIDE * stretch.end
        if level is None or end - level.quiet.row < REFRESHED_AFTER:
            return
        begin = max(self._quiet_row + 1, end - REFRESHED_AFTER)
        still = begin + np.flatnonzero(still_rows(stretch.features, begin, end, self._still))
        for row in still[::-1][:: rows(0.5)]:
            if self._stands(int(row)):
                self._quiet_row = int(row)
                stretch.relevel(level_from(quiet_at(stretch.features, int(row)), level))
                return
        if end - self._quiet_row > LOST_AFTER:
            self._settle_from(end)

    # -- lift-off and hold --------------------------------------------------------------------

    def _watch_from(self, model_row: int) -> None:
        self._cursor = model_row
        self._watched = Watch(self._stretch, self._model.decisions, "lift", model_row)

    def _watch(self) -> bool:
        stretch = self._stretch
        end = stretch.end
        if self._cursor >= end:
            return False
        lift = self._watched.look(end)
        if lift is None:
            self._cursor = end
            return False
        self._hold = HoldCourse(
            stretch, self._model, lift, self._cap_s, self._min_hold_s, self._told_row
        )
        return True

    def _take_hold(self, hold: HoldCourse) -> None:
        """Pass on what became known of the hold, and settle again where it is over."""
        self._items += hold.take()
        if hold.over_row is not None:
            self._told_row = hold.told_row
            if hold.was_none:
                self._hold, self._ready = None, True
                self._watch_from(hold.over_row // STRIDE + 1)
            else:
                self._settle_from(hold.over_row + WINDOW)  # all of the second after it
