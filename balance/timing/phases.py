"""The phases of an attempt, followed along one unbroken stretch of feature rows.

settling > ready > holding > maybe_down > ended > settling again. Each phase looks at rows that
it has not seen for the first at which something happens, and hands over there. No phase asks how
much has come, only what the rows show: that is why any cut of the stream gives the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from balance.samples import BoolArray, IntArray, SampleBlock
from balance.signal.features import Features
from balance.signal.grid import rows
from balance.signal.stillness import WINDOW, Quiet, StillLimits, quiet_at, still_rows
from balance.signal.vectors import angle_rad, length
from balance.timing import lift_off
from balance.timing.cues import Cue
from balance.timing.hold_course import HoldCourse, lift_seen
from balance.timing.profile import Profile
from balance.timing.results import EndReason, Event, Hold, Item
from balance.timing.uncertainty import half_width_s
from balance.timing.verdict import Judge
from balance.timing.where import likeliest

Phase = Literal["settling", "ready", "holding", "maybe_down", "ended"]

QUIET_GUARD: Final = rows(0.5)
LOST_AFTER: Final = rows(8.0)
MOVED_RAD: Final = np.radians(12.0)
MOVED_STILL: Final = rows(2.5)
PATIENCE: Final = rows(6.0)
HOPELESS: Final = -4.0  # log odds below which a first sign is not followed any longer
HOPELESS_AFTER: Final = rows(1.5)
CALM_AFTER: Final = WINDOW + rows(0.3)
BACK_M_S2: Final = 0.3


@dataclass(slots=True)
class _Watch:
    """A possible lift-off: its first sign, how often it was judged, and where it was believed."""

    quiet: Quiet
    sign: int
    tick: int = 0
    known_row: int | None = None
    cues: tuple[Cue, ...] = ()


class Phases:
    """Follows the attempts of one stretch.

    Parameters
    ----------
    features
        The stretch's rows; samples are pushed through this object.
    profile, judge
        Limits of the placement, and who weighs the evidence.
    cap_s, min_hold_s
        As in `HoldTimer`.
    """

    def __init__(
        self,
        features: Features,
        profile: Profile,
        judge: Judge,
        cap_s: float | None,
        min_hold_s: float,
    ) -> None:
        self._features = features
        self._profile = profile
        self._judge = judge
        self._cap_s = cap_s
        self._min_hold_s = min_hold_s
        self._items: list[Item] = []
        self._standing: Quiet | None = None
        self._watched: _Watch | None = None
        self._hold: HoldCourse | None = None
        self._ready = False
        self._quiet_row = 0
        self._quiet_from = 0
        self._cursor = 0
        self._settling_from = 0
        self._still = profile.still

    @property
    def phase(self) -> Phase:
        """Where the attempt stands."""
        if self._hold is not None:
            return self._hold.phase
        return "ready" if self._ready else "settling"

    @property
    def lift_off_s(self) -> float | None:
        """When the hold that is under way began, or None."""
        return None if self._hold is None else self._time_s(self._hold.lift.row)

    @property
    def paused_s(self) -> float | None:
        """Where the clock stands while a step-down is in doubt, or None."""
        if self._hold is None or self._hold.paused_row is None:
            return None
        return self._time_s(self._hold.paused_row)

    @property
    def decided_end_s(self) -> float | None:
        """When the hold ended, as decided and not yet final, or None."""
        return None

    def push(self, block: SampleBlock) -> list[Item]:
        """Add samples and give what became known."""
        self._features.push(block)
        while self._step():
            pass
        return self._take()

    def end_by(self, reason: Literal["gap", "stop", "recording_end"], at_s: float) -> list[Item]:
        """End what is under way at time `at_s`, for a reason that is not in the signal."""
        if self._hold is not None:
            self._add_hold(self._hold, reason, at_s, 0.0, at_s, at_s)
        self._settle_from(self._end)
        return self._take()

    def finish(self, at_s: float) -> list[Item]:
        """The stream has ended at `at_s`: a doubt is settled on what there is."""
        if self._hold is not None:
            self._hold.finish()
            self._take_hold(self._hold)
        return [*self._take(), *self.end_by("recording_end", at_s)]

    @property
    def _end(self) -> int:
        return self._features.rows.end

    def _time_s(self, row: float) -> float:
        return self._features.grid.time_s(row)

    def _take(self) -> list[Item]:
        items, self._items = self._items, []
        return items

    def _say(self, event: str, row: float, known_row: int) -> None:
        self._items.append(Event(event, self._time_s(row), self._time_s(known_row)))

    def _step(self) -> bool:
        """Look at rows not yet seen; True where the phase went on and more may follow."""
        if self._hold is not None:
            went_on = self._hold.step()
            self._take_hold(self._hold)
            return went_on
        if self._watched is not None:
            return self._judge_lift(self._watched)
        return self._watch() if self._ready else self._settle()

    # -- quiet stance -------------------------------------------------------------------------

    def _settle_from(self, row: int) -> None:
        self._ready = False
        self._watched = self._hold = None
        self._cursor = row
        self._settling_from = row

    def _settle(self) -> bool:
        still = self._settled_rows()
        found = np.flatnonzero(still)
        if found.size == 0:
            self._cursor = self._end
            return False
        row = self._cursor + int(found[0])
        quiet = quiet_at(self._features, row)
        if self._leg_is_away(quiet):
            stirs = np.flatnonzero(~still[found[0] :])
            run = int(stirs[0]) if stirs.size else still.size - int(found[0])
            if run < MOVED_STILL:
                self._cursor = row + run if stirs.size else row
                return bool(stirs.size)
            row += MOVED_STILL - 1
            quiet = quiet_at(self._features, row)
        self._standing = quiet
        self._still = _as_still_as(quiet, self._profile.still)
        self._say("settled", row, row)
        self._say("ready", row, row)
        self._watch_from(row + 1, row)
        self._quiet_from = row + 1
        return True

    def _settled_rows(self) -> BoolArray:
        """Rows still enough to start from: after a first time, as still as that, for a while."""
        strict = still_rows(self._features, self._cursor, self._end, self._still)
        loose = still_rows(self._features, self._cursor, self._end, self._profile.still)
        loose[: max(0, self._settling_from + PATIENCE - self._cursor)] = False
        return strict | loose

    def _leg_is_away(self, quiet: Quiet) -> bool:
        """Still, but not as it stood before: a raised leg may rest as quietly as a foot."""
        if self._profile.trunk or self._standing is None:
            return False
        return bool(angle_rad(quiet.up_m_s2, self._standing.up_m_s2) > MOVED_RAD)

    # -- lift-off -----------------------------------------------------------------------------

    def _watch_from(self, row: int, quiet_row: int) -> None:
        self._ready = True
        self._watched = None
        self._cursor = row
        self._quiet_row = quiet_row

    def _watch(self) -> bool:
        first, last = self._cursor, self._end
        if first >= last:
            return False
        quiet_rows = self._quiet_rows(first, last)
        lost = np.flatnonzero(np.arange(first, last) - quiet_rows > LOST_AFTER)
        last = first + int(lost[0]) if lost.size else last
        sign = lift_off.first_sign(
            self._features, first, last, quiet_rows[: last - first], WINDOW, self._profile.lift
        )
        if sign is not None:
            self._quiet_row = int(quiet_rows[sign - first])
            self._watched = _Watch(quiet_at(self._features, self._quiet_row), sign)
            return True
        if lost.size:
            self._settle_from(last)
            return True
        self._quiet_row = int(quiet_rows[-1])
        self._cursor = last
        return False

    def _quiet_rows(self, first: int, last: int) -> IntArray:
        """For each row, the newest row of quiet stance that lies a guard time before it."""
        begin = first - QUIET_GUARD
        at = np.arange(begin, last - QUIET_GUARD)
        still = still_rows(self._features, begin, last - QUIET_GUARD, self._still)
        still &= at >= self._quiet_from
        return np.maximum.accumulate(np.where(still, at, self._quiet_row))

    def _judge_lift(self, watched: _Watch) -> bool:
        if watched.known_row is not None:
            return self._lift(watched, watched.known_row)
        ticks = self._profile.lift_after_rows
        now = watched.sign + ticks[watched.tick]
        if now >= self._end:
            return False
        seen = lift_seen(self._features, self._profile, watched.sign, now, watched.quiet)
        odds = self._judge.lift(seen, self._time_s(watched.sign), self._time_s(now))
        if odds > self._profile.lifted:
            watched.known_row = now + lift_off.LOCATED_AFTER
            times_s = self._time_s(watched.sign), self._time_s(now)
            watched.cues = self._judge.cues("lift_off", seen, *times_s)
            return True
        watched.tick += 1
        hopeless = odds < HOPELESS and now - watched.sign >= HOPELESS_AFTER
        if hopeless or self._calm_again(watched, now) or watched.tick == len(ticks):
            self._watch_from(now + 1, watched.quiet.row)
        return True

    def _calm_again(self, watched: _Watch, now: int) -> bool:
        """Nothing came of it: a whole second since, as still as before and where it was before."""
        if (
            now - watched.sign < CALM_AFTER
            or not still_rows(self._features, now, now + 1, self._still)[0]
        ):
            return False
        away = quiet_at(self._features, now).up_m_s2 - watched.quiet.up_m_s2
        return bool(length(away) < BACK_M_S2)

    def _lift(self, watched: _Watch, now: int) -> bool:
        """The foot is believed to be up; when it left is seen best a little later."""
        if now >= self._end:
            return False
        quiet, sign = watched.quiet, watched.sign
        span = lift_off.span(sign, now, trunk=self._profile.trunk)
        marks = lift_off.marks(self._features, sign, now, quiet, trunk=self._profile.trunk)
        lift = likeliest(self._features, span, now, marks, quiet, self._judge, "lift")
        self._say("lift_off", lift.row, now)
        self._watched = None
        self._hold = HoldCourse(
            self._features, self._profile, self._judge, self._cap_s, quiet, sign, lift, now
        )
        self._hold.cues = watched.cues
        return True

    # -- the hold -----------------------------------------------------------------------------

    def _take_hold(self, hold: HoldCourse) -> None:
        """Pass on what became known of the hold, and settle again where it is over."""
        self._items += hold.events
        hold.events = []
        end = hold.end
        if end is None:
            return
        if end.reason is not None:
            paused_s, known_s = self._time_s(end.paused_row), self._time_s(end.known_row)
            self._add_hold(hold, end.reason, end.end_s, end.spread_s, paused_s, known_s)
        self._settle_from(end.known_row + 1)

    def _add_hold(
        self,
        hold: HoldCourse,
        reason: EndReason,
        end_s: float,
        spread_s: float,
        paused_s: float,
        decided_s: float,
    ) -> None:
        lift_s = self._time_s(hold.lift.row)
        if end_s - lift_s < self._min_hold_s:
            return
        kind = {"trunk": self._profile.trunk, "has_gyr": self._features.has_gyr}
        self._items.append(
            Hold(
                lift_off_s=lift_s,
                end_s=end_s,
                end_reason=reason,
                paused_s=paused_s,
                decided_s=decided_s,
                final_s=decided_s,
                lift_off_decided_s=self._time_s(hold.known_row),
                lift_off_final_s=self._time_s(hold.known_row),
                uncertainty_s=half_width_s(hold.lift.spread_s, spread_s, **kind),
                censored=reason in ("cap", "gap", "recording_end"),
                corrections=hold.corrections,
                evidence=hold.cues,
            )
        )


def _as_still_as(quiet: Quiet, most: StillLimits) -> StillLimits:
    """Limits that a person's own quiet stance keeps and their one-leg stance does not."""
    return StillLimits(
        acc_m_s2=float(np.clip(3.0 * quiet.acc_rms_m_s2, 0.08, most.acc_m_s2)),
        gyr_rad_s=float(np.clip(3.0 * quiet.gyr_rms_rad_s, 0.03, most.gyr_rad_s)),
    )
